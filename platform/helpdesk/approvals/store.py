"""The only queries on rules of approval, and on what waits by them."""

from typing import Any
from uuid import UUID

import msgspec

from helpdesk.approvals.model import Approvers, Decided, Decision, Plan, Request, Rule, Why, Wish
from tenants.doors import Scope
from tenants.permissions.model import Actor

_rules = msgspec.json.Decoder(tuple[Rule, ...])
_PLAN = "SELECT rules::text AS rules, version FROM approval_plan WHERE tenant_id = $1"
REQUEST = (
    *("id", "case_id", "unit_id", "helpers", "copies", "adds", "wrong_door", "instruction", "due_at"),
    *("why", "approvers", "asked_by", "asked_name", "asked_at", "widened"),
)
"""The columns that `request_of` takes."""
_WAITING = (
    f"SELECT {', '.join(REQUEST)}"  # noqa: S608 - words of ours
    " FROM approval_request WHERE tenant_id = $1 AND case_id = $2 AND state = 'waiting'"
)


async def plan(scope: Scope, *, hold: bool = False) -> Plan:
    """The office's rules; `hold`: until the transaction ends."""
    row = await scope.fetchrow(
        f"{_PLAN} FOR UPDATE" if hold else _PLAN,
        scope.tenant_id,
    )
    return Plan(rules=_rules.decode(row["rules"]), version=row["version"]) if row else Plan()


async def put_plan(scope: Scope, rules: tuple[Rule, ...]) -> None:
    """Add the rules, or replace them by their next version."""
    await scope.execute(
        "INSERT INTO approval_plan (tenant_id, rules) VALUES ($1, $2) ON CONFLICT (tenant_id) DO UPDATE"
        " SET rules = excluded.rules, version = approval_plan.version + 1",
        scope.tenant_id,
        msgspec.json.encode(rules).decode(),
    )


async def add_request(scope: Scope, request: Request) -> None:
    """Insert a disposition that waits."""
    wish = request.wish
    await scope.execute(
        "INSERT INTO approval_request (tenant_id, id, case_id, unit_id, helpers, copies, instruction, due_at, why,"
        " approvers, asked_by, asked_name, asked_at, adds, widened, wrong_door)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
        scope.tenant_id,
        request.id,
        request.case_id,
        wish.unit_id,
        sorted(wish.helpers),
        sorted(wish.copies),
        wish.instruction,
        wish.due_at,
        [each.value for each in request.why],
        request.approvers.value,
        request.asked_by,
        request.asked_name,
        request.asked_at,
        wish.adds,
        request.widened,
        wish.wrong_door,
    )


async def widen(scope: Scope, request_id: UUID) -> None:
    """Who else approves may decide about it, too."""
    await scope.execute(
        "UPDATE approval_request SET widened = true WHERE tenant_id = $1 AND id = $2 AND state = 'waiting'",
        scope.tenant_id,
        request_id,
    )


async def waiting(scope: Scope, case_id: UUID) -> Request | None:
    """What waits on a case."""
    row = await scope.fetchrow(_WAITING, scope.tenant_id, case_id)
    return request_of(row) if row else None


async def still_waiting(scope: Scope, case_id: UUID, request_id: UUID) -> Request | None:
    """This request, while it waits."""
    found = await waiting(scope, case_id)
    return found if found is not None and found.id == request_id else None


async def request(scope: Scope, request_id: UUID) -> Decided | None:
    """Who asked, and who decided, whatever became of it."""
    row = await scope.fetchrow(
        "SELECT asked_by, decided_name FROM approval_request WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        request_id,
    )
    return Decided(**dict(row)) if row else None


async def decide(scope: Scope, request_id: UUID, decision: Decision, actor: Actor) -> None:
    """It waits no more."""
    await scope.execute(
        "UPDATE approval_request SET state = $3, decided_by = $4, decided_name = $5, decided_at = $6"
        " WHERE tenant_id = $1 AND id = $2 AND state = 'waiting'",
        scope.tenant_id,
        request_id,
        decision.value,
        actor.id,
        actor.name,
        scope.now,
    )


def request_of(row: Any) -> Request:
    """A row as a value."""
    fields = dict(row)
    wish = Wish(
        unit_id=fields.pop("unit_id"),
        instruction=fields.pop("instruction"),
        due_at=fields.pop("due_at"),
        helpers=frozenset(fields.pop("helpers")),
        copies=frozenset(fields.pop("copies")),
        adds=fields.pop("adds"),
        wrong_door=fields.pop("wrong_door"),
    )
    why = tuple(Why(word) for word in fields.pop("why"))
    return Request(wish=wish, why=why, approvers=Approvers(fields.pop("approvers")), **fields)
