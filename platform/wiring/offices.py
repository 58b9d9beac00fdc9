"""The row of a new office, written by the owner of the database; the console writes it by `open_office_below`."""

import asyncpg
import msgspec

from admin.offices.model import NewOffice
from kit.ids import uuid7

_ADD = """
    INSERT INTO tenant (uid, slug, code, name, desk_name, level, region, parent_id, timezone, contacts)
    VALUES ($1, $2, $3, $4, $5, $6, $7, (SELECT id FROM tenant WHERE slug = $8), $9, $10)
    ON CONFLICT (slug) DO NOTHING
"""


async def add_office(owner: "asyncpg.Connection[asyncpg.Record]", office: NewOffice, timezone: str) -> int:
    """Insert the office unless it is there; answers its id. Needs the owner's connection."""
    await owner.execute(
        _ADD,
        uuid7(),
        office.slug,
        office.code,
        office.name,
        office.desk_name,
        office.level,
        office.region,
        office.parent or None,
        timezone,
        msgspec.json.encode(office.contacts).decode(),
    )
    tenant_id: int = await owner.fetchval("SELECT id FROM tenant WHERE slug = $1", office.slug)
    return tenant_id
