"""What the interface asks that no other room answers: the units, the feed of facts, promises foretold."""

from datetime import datetime
from typing import Annotated, Any

import msgspec

from helpdesk.api.office_answers import EventList, EventOut
from helpdesk.sla import service as sla
from helpdesk.sla.foretelling import Foretelling
from helpdesk.sla.targets import NoRuleInForce, Traits
from kit.cursors import cursor_of, place_of
from kit.errors import Invalid
from kit.typed import YEARS
from tenants.doors import tenant_scope
from tenants.offices import store as offices
from tenants.offices.model import Unit
from tenants.outbox.dispatcher import read_published
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require

_OWN = ("staff.",)
"""Facts about people of the office stay in it."""


async def units_of(actor: Actor) -> list[Unit]:
    """The units of the actor's office; raises `Forbidden`."""
    require(actor, Permission.READ_CASES)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await offices.units(scope)


async def foretold(actor: Actor, traits: Traits, at: datetime | None) -> tuple[datetime, Foretelling]:
    """What such a case would be promised if it were received then, or now.

    Raises `Forbidden`, and `Invalid` for a unit that the office has not or a time that no rule judges.
    """
    require(actor, Permission.READ_CASES)
    if at is not None and (at.tzinfo is None or at.year not in YEARS):
        raise Invalid("invalid", fields={"at": "malformed" if at.tzinfo is None else "out_of_range"})
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        if traits.unit and traits.unit not in {str(unit.id) for unit in await offices.units(scope)}:
            raise Invalid("invalid", fields={"unit": "unknown"})
        moment = at or scope.now
        try:
            return moment, await sla.foretold(scope, traits, moment)
        except NoRuleInForce as error:
            raise Invalid("invalid", fields={"at": error.code}) from error


async def events_after(actor: Actor, cursor: str, most: int) -> EventList:
    """Published facts after a cursor, with the cursor behind the last of them.

    Facts are thin and whole-office: the scope is meant for systems of the office itself.
    Raises `Forbidden`, and `Invalid` for a cursor that is none of ours.
    """
    require(actor, Permission.READ_EVENTS)
    after = place_of(cursor, _Place, field="after").seq if cursor else 0
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        rows = await read_published(scope, after, most=most)
    last = rows[-1]["seq"] if rows else after
    items = tuple(_event(row) for row in rows if not row["kind"].startswith(_OWN))
    return EventList(items=items, cursor=cursor_of(_Place(last)), more=len(rows) == most)


def _event(row: Any) -> EventOut:
    data = msgspec.json.decode(row["fact"])
    data.pop("type", None)
    return EventOut(id=row["id"], type=row["kind"], at=row["created_at"], data=data)


class _Place(msgspec.Struct, frozen=True, array_like=True):
    """The number of the last fact that was read."""

    seq: Annotated[int, msgspec.Meta(ge=0, le=2**62)]
