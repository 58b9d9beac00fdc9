"""A new office as an operator opens it: its row as the owner of the database, what stands inside it as the worker."""

import os

import asyncpg
import msgspec

from admin.offices.furnishing import furnish, is_furnished
from admin.offices.model import NewOffice
from helpdesk.channels.accounts import AccountBook
from kit.ids import uuid7
from kit.sealing import Sealer
from tenants.doors import tenant_scope

_ADD = """
    INSERT INTO tenant (uid, slug, code, name, desk_name, level, region, parent_id, timezone, contacts)
    VALUES ($1, $2, $3, $4, $5, $6, $7, (SELECT id FROM tenant WHERE slug = $8), $9, $10)
    ON CONFLICT (slug) DO NOTHING
"""


async def add_office(owner: "asyncpg.Connection[asyncpg.Record]", office: NewOffice) -> int:
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
        office.timezone,
        msgspec.json.encode(office.contacts).decode(),
    )
    tenant_id: int = await owner.fetchval("SELECT id FROM tenant WHERE slug = $1", office.slug)
    return tenant_id


async def begin(tenant_id: int, office: NewOffice) -> bool:
    """Everything inside in one transaction, unless it is there; answers whether it was missing."""
    # What every office begins with has no secret, so this book seals nothing and needs no master key.
    book = AccountBook({}, Sealer([os.urandom(32)]))
    async with tenant_scope(tenant_id) as scope:
        if await is_furnished(scope):
            return False
        await furnish(scope, office, book)
    return True
