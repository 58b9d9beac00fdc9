"""Read the audit log of one's own office, a page at a time."""

from datetime import UTC, datetime, timedelta
from typing import Annotated
from uuid import UUID

import msgspec

from admin.audit import store
from admin.audit.model import Entry, EntryPage, Filter
from admin.audit.rules import SUBJECTS
from kit.cursors import cursor_of, place_of
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require

ROWS = 50

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_Micros = Annotated[int, msgspec.Meta(ge=0, le=32_503_680_000_000_000)]
"""Microseconds from 1970 to the year 3000."""


class _Place(msgspec.Struct, frozen=True, array_like=True):
    """The last entry of a page."""

    at: _Micros
    id: UUID


_FIRST = _Place(at=32_503_680_000_000_000, id=UUID(int=0))
"""Behind everything that can have happened."""


async def entries(actor: Actor, cursor: str = "", wanted: Filter | None = None) -> EntryPage:
    """The newest entries before the cursor; raises `Forbidden`, and `Invalid` for a cursor that is none of ours."""
    wanted = wanted or Filter()
    groups = SUBJECTS[wanted.about].groups if wanted.about in SUBJECTS else None
    require(actor, Permission.READ_AUDIT)
    place = place_of(cursor, _Place) if cursor else _FIRST
    before = (_EPOCH + timedelta(microseconds=place.at), place.id)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        found = await store.entries(scope, before, ROWS + 1, wanted, groups)
    shown = tuple(found[:ROWS])
    return EntryPage(entries=shown, next_cursor=_after(shown[-1]) if len(found) > ROWS else "")


async def staff(actor: Actor) -> list[tuple[UUID, str]]:
    """Whose acts may be looked for."""
    require(actor, Permission.READ_AUDIT)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await store.staff(scope)


def _after(last: Entry) -> str:
    return cursor_of(_Place(at=(last.at - _EPOCH) // timedelta(microseconds=1), id=last.id))
