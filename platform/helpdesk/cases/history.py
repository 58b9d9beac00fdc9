"""What happened to cases: the only statements on their history."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from helpdesk.cases.helping import FACTS
from helpdesk.cases.legs import TURNS
from helpdesk.events import CaseEvent, CaseOpened, PromiseGiven
from tenants.doors import Scope
from tenants.doors.bulk import BulkTable
from tenants.outbox.model import Said
from tenants.outbox.service import said
from tenants.permissions.model import Actor

_HISTORY = BulkTable(
    "case_event",
    ("case_id", "uuid"),
    ("at", "timestamptz"),
    ("actor_kind", "text"),
    ("actor_id", "uuid"),
    ("actor_name", "text"),
    ("kind", "text"),
    ("detail", "jsonb"),
)
_TURNS = [str(fact.__struct_config__.tag) for fact in TURNS]
_OF_TIME = [str(fact.__struct_config__.tag) for fact in {CaseOpened, PromiseGiven, *TURNS, *FACTS}]
_facts: msgspec.json.Decoder[CaseEvent] = msgspec.json.Decoder(CaseEvent)


async def add(scope: Scope, actor: Actor, events: Sequence[CaseEvent]) -> None:
    """Append facts to their cases' history, with who and when; their ids rise in this order."""
    await add_rows(scope, [row(actor, event, said(event)) for event in events])


def row(actor: Actor, event: CaseEvent, written: Said) -> tuple[Any, ...]:
    """One fact as a row of history; `written` is the same fact as it is announced."""
    return (event.case_id, event.at, actor.kind.value, actor.id, actor.name, *written)


async def add_rows(scope: Scope, rows: Sequence[tuple[Any, ...]]) -> None:
    """The same for rows made beforehand."""
    await _HISTORY.insert(scope, rows)


async def last(scope: Scope, case_id: UUID, *, most: int = 500) -> list[Any]:
    """The last facts of a case, oldest first: at, actor_kind, actor_name, kind, detail (JSON text)."""
    rows = await scope.fetch(
        "SELECT at, actor_kind, actor_id, actor_name, kind, detail::text AS detail FROM case_event"
        " WHERE tenant_id = $1 AND case_id = $2 ORDER BY at DESC, id DESC LIMIT $3",
        scope.tenant_id,
        case_id,
        most,
    )
    return list(reversed(rows))


async def facts_of_time(scope: Scope, case_id: UUID) -> list[CaseEvent]:
    """The facts of a case that say who held it and what was promised, oldest first."""
    rows = await scope.fetch(
        "SELECT detail::text AS detail FROM case_event WHERE tenant_id = $1 AND case_id = $2"
        " AND kind = ANY ($3) ORDER BY at, id LIMIT 5000",
        scope.tenant_id,
        case_id,
        _OF_TIME,
    )
    return [_facts.decode(row["detail"]) for row in rows]


async def turns_of(scope: Scope, case_ids: Sequence[UUID]) -> dict[UUID, list[CaseEvent]]:
    """The facts of several cases that may give one to another holder, oldest first."""
    rows = await scope.fetch(
        "SELECT case_id, detail::text AS detail FROM case_event"
        " WHERE tenant_id = $1 AND case_id = ANY ($2::uuid[]) AND kind = ANY ($3) ORDER BY at, id",
        scope.tenant_id,
        case_ids,
        _TURNS,
    )
    found: dict[UUID, list[CaseEvent]] = {case_id: [] for case_id in case_ids}
    for row in rows:
        found[row["case_id"]].append(_facts.decode(row["detail"]))
    return found


async def last_actor(scope: Scope, case_id: UUID, kind: str) -> UUID | None:
    """Who last did what facts of this name tell; none as above."""
    found: UUID | None = await scope.fetchval(
        "SELECT actor_id FROM case_event WHERE tenant_id = $1 AND case_id = $2 AND kind = $3"
        " ORDER BY at DESC, id DESC LIMIT 1",
        scope.tenant_id,
        case_id,
        kind,
    )
    return found


async def actor_of(scope: Scope, case_id: UUID, at: datetime, kind: str) -> UUID | None:
    """Who did what a fact of this name tells; none for the system, citizens and what is not known."""
    found: UUID | None = await scope.fetchval(
        "SELECT actor_id FROM case_event WHERE tenant_id = $1 AND case_id = $2 AND at = $3 AND kind = $4 LIMIT 1",
        scope.tenant_id,
        case_id,
        at,
        kind,
    )
    return found
