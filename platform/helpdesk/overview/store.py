"""The only queries of the overview: this office's links and its counts."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from helpdesk.cases.model import CaseKind
from helpdesk.cases.store import COLUMNS
from helpdesk.escalation.model import AWAY, LinkState, Side
from tenants.doors import Scope

_CASE = ", ".join(f"c.{column}" for column in COLUMNS.split(", "))
_AWAY = "state IN ({})".format(", ".join(f"'{state}'" for state in sorted(AWAY)))
_ONWARD = f"f.tenant_id = l.tenant_id AND f.case_id = l.case_id AND f.side = 'source' AND f.{_AWAY}"
_HERE = (
    f"CASE l.side WHEN 'source' THEN NOT l.{_AWAY}"
    f" ELSE l.{_AWAY} AND NOT EXISTS (SELECT FROM link f WHERE {_ONWARD}) END"
)
_WORDS = (
    r"(SELECT string_agg('''' || replace(replace(lexeme, '\', '\\'), '''', '''''') || '''', ' & ')::tsquery"
    " FROM unnest(search_words('', $12::text)))"
)
# $1 is the office, $2 to $13 the filters (`Asked`); then where the page begins and how long it is.
_FROM = """
    FROM link l JOIN cases c ON c.tenant_id = l.tenant_id AND c.id = l.case_id
    JOIN known_offices() t ON t.uid = l.peer_uid
"""
_ASKED = f"""
    WHERE l.tenant_id = $1 AND NOT c.withdrawn AND ($2::uuid IS NULL OR l.peer_uid = $2)
    AND ($3::text IS NULL OR left(t.region, 2) = $3) AND ($4::text IS NULL OR l.side = $4)
    AND ($5::text IS NULL OR l.state = $5) AND ($6::boolean IS NULL OR ({_HERE}) = $6)
    AND ($7::text IS NULL OR c.kind = $7) AND ($8::timestamptz IS NULL OR c.due_at < $8)
    AND ($9::timestamptz IS NULL OR l.created_at >= $9) AND ($10::timestamptz IS NULL OR l.created_at < $10)
    AND (NOT $11::boolean OR l.handed @@ {_WORDS}
        OR ($13::text <> '' AND (starts_with(c.number, $13) OR starts_with(l.peer_number, $13))))
"""
_IN_ORDER = "ORDER BY l.created_at DESC, l.id DESC"
_LINKED = (
    "SELECT l.id AS link_id, l.side, l.state AS link_state, l.peer_number, l.created_at, l.changed_at,"  # noqa: S608
    f" l.holder AS beyond, t.name AS peer, onward.name AS onward, {_HERE} AS here, {_CASE} {_FROM}"
    " LEFT JOIN LATERAL (SELECT n.name FROM link f JOIN known_offices() n ON n.uid = f.peer_uid"
    f" WHERE {_ONWARD} LIMIT 1) onward ON true {_ASKED}"
    f" AND (l.created_at, l.id) < ($14::timestamptz, $15::uuid) {_IN_ORDER} LIMIT $16"
)
_MANY = f"SELECT count(*) FROM (SELECT l.id {_FROM} {_ASKED} {_IN_ORDER} LIMIT $14) many"  # noqa: S608
"""In the list's order, so that it walks the list's index, too, instead of reading all of an office's cases."""
_COUNTS = """
    SELECT count(*) AS open,
           count(*) FILTER (WHERE due_at < $2) AS late,
           count(*) FILTER (WHERE due_at >= $2 AND soon_at <= $2) AS due_soon,
           count(*) FILTER (WHERE state = 'waiting_contact') AS waiting,
           count(*) FILTER (WHERE mirrored) AS linked,
           count(*) FILTER (WHERE escalated) AS escalated
    FROM cases WHERE tenant_id = $1 AND closed_at IS NULL AND state <> 'answered'
"""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What narrows the list, in the order of the statement's values; what is none narrows nothing."""

    peer: UUID | None
    province: str | None
    side: Side | None
    state: LinkState | None
    here: bool | None
    kind: CaseKind | None
    late: bool
    since: datetime | None
    until: datetime | None
    searches: bool
    """Something was searched for; with neither words nor number nothing is found."""
    words: str | None
    number: str


async def linked(scope: Scope, asked: Asked, before: tuple[datetime, UUID], most: int) -> list[Any]:
    """Links of this office, the newest first, with this office's own case."""
    return await scope.fetch(_LINKED, *_values(scope, asked), *before, most)


async def how_many_linked(scope: Scope, asked: Asked, most: int) -> int:
    """How many there are; nothing is counted beyond `most`.

    One plan for all filters reads every hand-over for each of them: this one is planned for those that are asked for.
    """
    await scope.execute("SET LOCAL plan_cache_mode = force_custom_plan")
    return int(await scope.fetchval(_MANY, *_values(scope, asked), most))


def _values(scope: Scope, asked: Asked) -> tuple[Any, ...]:
    late = scope.now if asked.late else None
    return (
        *(scope.tenant_id, asked.peer, asked.province, asked.side, asked.state, asked.here, asked.kind, late),
        *(asked.since, asked.until, asked.searches, asked.words, asked.number),
    )


async def partners(scope: Scope) -> set[UUID]:
    """The uids of the other offices of this office's links."""
    rows = await scope.fetch("SELECT DISTINCT peer_uid FROM link WHERE tenant_id = $1", scope.tenant_id)
    return {row["peer_uid"] for row in rows}


async def figures(scope: Scope) -> list[Any]:
    """The numbers of this office and of those below it: the one door to numbers of other offices."""
    return await scope.fetch("SELECT * FROM overview_offices()")


async def shared(scope: Scope) -> dict[UUID, int]:
    """The other office's uid → open cases that this office shares with it."""
    rows = await scope.fetch(
        "SELECT l.peer_uid, count(*) AS cases FROM link l"
        " JOIN cases c ON c.tenant_id = l.tenant_id AND c.id = l.case_id"
        " WHERE l.tenant_id = $1 AND c.closed_at IS NULL AND c.state <> 'answered' GROUP BY l.peer_uid",
        scope.tenant_id,
    )
    return {row["peer_uid"]: row["cases"] for row in rows}


async def counts(scope: Scope) -> Any:
    """The numbers of `OwnCounts`."""
    return await scope.fetchrow(_COUNTS, scope.tenant_id, scope.now)
