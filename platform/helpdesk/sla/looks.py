"""Looks at promises: the clocks of which something is due are given out, and put back with the next look in view."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from helpdesk.sla.reactions import Clocks
from helpdesk.sla.store import read, written
from tenants.doors import Scope


class Foreseen(msgspec.Struct, frozen=True):
    """What the next look will find, when nothing happens before."""

    kind: str
    fact: str
    """The one fact there will be, as JSON; its time is that of the look."""
    clocks: Clocks


class Looked(msgspec.Struct, frozen=True):
    """The clocks of a case after a look, and what the next one will find, where that is known."""

    case_id: UUID
    clocks: Clocks
    foreseen: Foreseen | None = None


_NOTHING = (None,) * 4


async def due(scope: Scope, most: int) -> list[tuple[UUID, Clocks]]:
    """Cases of which something is to be done about a promise (a warning, a step, a breach), held with their
    clocks; what has waited longest first.

    A case that somebody works on now is passed over: whoever waits for two things at once can block both.
    Cases are looked up one by one: a join would read all cases of all offices, however few are due. And they are
    held after the count is taken: what is due besides is not touched.
    """
    rows = await scope.fetch(
        "SELECT c.case_id, c.value FROM (SELECT case_id, value FROM clock WHERE tenant_id = $1 AND look_at < $2"
        " ORDER BY look_at LIMIT (SELECT $3::int) FOR NO KEY UPDATE SKIP LOCKED) c,"
        " LATERAL (SELECT FROM cases WHERE tenant_id = $1 AND id = c.case_id FOR NO KEY UPDATE SKIP LOCKED) k",
        scope.tenant_id,
        scope.now,
        most,
    )
    return [(row["case_id"], read(row["value"])) for row in rows]


async def put_back(scope: Scope, looked: Sequence[Looked]) -> None:
    """Write clocks that `due` gave out, so that they are looked at when something is next to be done."""
    await scope.execute(
        "UPDATE clock c SET look_at = n.look_at, value = n.value, foreseen_at = $3, foreseen_kind = n.kind,"
        " foreseen_fact = n.fact::jsonb, foreseen_look_at = n.foreseen_look_at, foreseen_value = n.foreseen_value"
        " FROM unnest($2::uuid[], $4::timestamptz[], $5::json[], $6::text[], $7::text[], $8::timestamptz[],"
        " $9::json[]) AS n (case_id, look_at, value, kind, fact, foreseen_look_at, foreseen_value)"
        " WHERE c.tenant_id = $1 AND c.case_id = n.case_id",
        scope.tenant_id,
        [each.case_id for each in looked],
        scope.now,
        *zip(*(_row(each) for each in looked), strict=True),
    )


def _row(looked: Looked) -> tuple[Any, ...]:
    foreseen = looked.foreseen
    expected = (foreseen.kind, foreseen.fact, *written(foreseen.clocks)) if foreseen else _NOTHING
    return (*written(looked.clocks), *expected)
