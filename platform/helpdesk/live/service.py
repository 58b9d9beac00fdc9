"""What the desk asks of live updates: how far a page is behind, who is at the cases the reader sees."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from helpdesk.cases.numbers import read_number
from helpdesk.cases.visibility import seen_units
from helpdesk.live import store
from helpdesk.live.hub import Hub
from helpdesk.live.model import Watcher
from helpdesk.live.presence import Marks
from helpdesk.live.ringing import Ringer
from kit.errors import Forbidden, Missing
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require


class Live(msgspec.Struct, frozen=True, kw_only=True):
    """The parts that live updates of one process are made of."""

    hub: Hub
    ringer: Ringer
    marks: Marks
    key: bytes
    """What cases are called by in streams is derived from it."""
    beat_seconds: float = 15.0
    """How often a stream says that it lives, and asks whether its session does."""


class CaseAt(msgspec.Struct, frozen=True, kw_only=True):
    """A case that the reader sees, and the moment of looking."""

    id: UUID
    unit_id: UUID | None
    now: datetime


class AtCase(msgspec.Struct, frozen=True, kw_only=True):
    """A colleague at a case that the reader sees."""

    number: str
    name: str
    writing_since: datetime | None


def watcher_of(actor: Actor) -> Watcher:
    """The actor as a listener; raises `Forbidden` for who reads no cases."""
    require(actor, Permission.READ_CASES)
    if actor.id is None:
        raise Forbidden("not_permitted")
    units = seen_units(actor)
    return Watcher(
        tenant_id=actor.tenant_id, member_id=actor.id, units=None if units is None else frozenset(units)
    )


async def how_far(actor: Actor) -> tuple[int, datetime | None]:
    """The newest place in the office's readers' order, and when it was given."""
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await store.newest(scope)


def is_behind(seq: int, published_at: datetime | None, *, last: int | None, since: datetime | None) -> bool:
    """Whether a page that knows everything up to `last`, or was made at `since`, may have missed something."""
    if last is not None:
        return seq != last
    return since is None or (published_at is not None and published_at >= since)


async def case_at(actor: Actor, number: str) -> CaseAt:
    """The case with this number; raises `Missing` for one that the actor does not see."""
    require(actor, Permission.READ_CASES)
    plain = read_number(number)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        found = await store.case_at(scope, actor, plain) if plain else None
        if found is None:
            raise Missing("case_missing")
        return CaseAt(id=found[0], unit_id=found[1], now=scope.now)


async def colleagues_here(actor: Actor, marks: Marks) -> list[AtCase]:
    """Everybody but the actor who is at a case that the actor sees; those who write stand first."""
    require(actor, Permission.READ_CASES)
    here = [each for each in await marks.of_office(actor.tenant_id) if each.member_id != actor.id]
    if not here:
        return []
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        numbers = await store.seen_of(scope, actor, _unique([each.case_id for each in here]))
        names = await store.names_of(scope, _unique([each.member_id for each in here]))
    found = [
        AtCase(
            number=numbers[each.case_id],
            name=names[each.member_id],
            writing_since=None
            if each.writing_since is None
            else datetime.fromtimestamp(each.writing_since, UTC),
        )
        for each in here
        if each.case_id in numbers and each.member_id in names
    ]
    return sorted(found, key=lambda each: (each.number, each.writing_since is None, each.name))


def _unique(ids: Sequence[UUID]) -> list[UUID]:
    return sorted(set(ids))
