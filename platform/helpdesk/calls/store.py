"""The only statements on calls."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from helpdesk.calls.model import PhoneCall
from helpdesk.cases.model import Case
from helpdesk.cases.store import COLUMNS, case_of
from helpdesk.cases.visibility import ASKER, VISIBLE, asker_values
from helpdesk.channels.calls import CallOutcome
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor

_KEPT = ("id", "account_id", "remote_id")
_CHANGING = (
    *("caller", "written", "began_at", "answered_at", "ended_at", "seconds", "outcome", "recording"),
    *("taken_by", "taken_name", "taken_at", "done_at", "done_name"),
)
_FIELDS = ", ".join((*_KEPT, *_CHANGING, "version"))
_BY = f"SELECT {_FIELDS} FROM phone_call WHERE tenant_id = $1"  # noqa: S608 - column names from above
_NAMES = ", ".join((*_KEPT, *_CHANGING))
_PLACES = ", ".join(f"${place}" for place in range(2, len(_KEPT) + len(_CHANGING) + 2))
_ADD = f"INSERT INTO phone_call (tenant_id, {_NAMES}) VALUES ($1, {_PLACES})"  # noqa: S608
_SET = ", ".join(f"{name} = ${place}" for place, name in enumerate(_CHANGING, start=4))
_SAVE = (
    f"UPDATE phone_call SET {_SET}, version = version + 1"  # noqa: S608
    " WHERE tenant_id = $1 AND id = $2 AND version = $3"
)
_NAMED = (
    "SELECT i.value, k.name FROM contact_identity i"  # noqa: S608
    " JOIN contact k ON k.tenant_id = i.tenant_id AND k.id = i.contact_id"
    " WHERE i.tenant_id = $1 AND i.scheme = 'phone' AND i.value = ANY ($6) AND EXISTS"
    f" (SELECT FROM cases c, {ASKER} WHERE {VISIBLE} AND c.contact_id = k.id AND NOT c.anonymous)"
)
_CASES = (
    f"SELECT {', '.join(f'c.{column}' for column in COLUMNS.split(', '))}"  # noqa: S608
    f" FROM cases c JOIN contact_identity i ON i.tenant_id = c.tenant_id AND i.contact_id = c.contact_id, {ASKER}"
    f" WHERE {VISIBLE} AND i.scheme = 'phone' AND i.value = $6 AND NOT c.anonymous"
    " ORDER BY c.opened_at DESC, c.id DESC LIMIT $7"
)
_NUMBERS = (
    "SELECT n.call_id, c.number FROM call_case n"  # noqa: S608
    f" JOIN cases c ON c.tenant_id = n.tenant_id AND c.id = n.case_id, {ASKER}"
    f" WHERE {VISIBLE} AND NOT c.anonymous AND n.call_id = ANY ($6) ORDER BY n.noted_at, c.number"
)
_UNHEARD = (
    f"{_BY} AND began_at >= $2 AND caller = ANY (SELECT caller FROM (SELECT DISTINCT ON (caller) caller,"  # noqa: S608
    " outcome, answered_at, done_at FROM phone_call WHERE tenant_id = $1 AND began_at >= $2 AND caller <> ''"
    " ORDER BY caller, began_at DESC, id DESC) newest WHERE done_at IS NULL"
    " AND coalesce(outcome <> 'answered', answered_at IS NULL)) ORDER BY began_at DESC, id DESC LIMIT $3"
)


async def held(scope: Scope, call_id: UUID) -> PhoneCall | None:
    """One call, held until the transaction ends."""
    return _one(await scope.fetchrow(f"{_BY} AND id = $2 FOR NO KEY UPDATE", scope.tenant_id, call_id))


async def find(scope: Scope, call_id: UUID) -> PhoneCall | None:
    """One call as it stands."""
    return _one(await scope.fetchrow(f"{_BY} AND id = $2", scope.tenant_id, call_id))


async def of_remote(scope: Scope, account_id: UUID, remote_id: str) -> PhoneCall | None:
    """The call by the exchange's name for it, held until the transaction ends."""
    sql = f"{_BY} AND account_id = $2 AND remote_id = $3 FOR NO KEY UPDATE"
    return _one(await scope.fetchrow(sql, scope.tenant_id, account_id, remote_id))


async def add(scope: Scope, call: PhoneCall) -> None:
    """Insert a new call."""
    await scope.execute(_ADD, scope.tenant_id, *(getattr(call, name) for name in (*_KEPT, *_CHANGING)))


async def save(scope: Scope, call: PhoneCall) -> bool:
    """Write a call; false when somebody changed it since it was read."""
    values = (getattr(call, name) for name in _CHANGING)
    return await scope.execute(_SAVE, scope.tenant_id, call.id, call.version, *values) == "UPDATE 1"


async def since(scope: Scope, moment: datetime, most: int) -> list[PhoneCall]:
    """The office's calls since then, the newest first."""
    sql = f"{_BY} AND began_at >= $2 ORDER BY began_at DESC, id DESC LIMIT $3"
    return [_call(row) for row in await scope.fetch(sql, scope.tenant_id, moment, most)]


async def unheard_since(scope: Scope, moment: datetime, most: int) -> list[PhoneCall]:
    """All calls since then of numbers whose newest one nobody answered or has called back."""
    return [_call(row) for row in await scope.fetch(_UNHEARD, scope.tenant_id, moment, most)]


async def has_line(scope: Scope) -> bool:
    """Whether an exchange tells the office of its calls."""
    sql = "SELECT EXISTS (SELECT FROM account WHERE tenant_id = $1 AND kind = 'phone' AND active AND address <> '')"
    return bool(await scope.fetchval(sql, scope.tenant_id))


async def names_of(scope: Scope, actor: Actor, numbers: Collection[str]) -> dict[str, str]:
    """Who calls from these numbers, as far as the actor sees a case of theirs that bears their name."""
    rows = await scope.fetch(_NAMED, *asker_values(scope, actor), sorted(numbers)) if numbers else []
    return {row["value"]: row["name"] for row in rows}


async def cases_of(scope: Scope, actor: Actor, number: str, most: int) -> list[Case]:
    """The last cases of whoever has this number, as far as the actor sees them."""
    rows = await scope.fetch(_CASES, *asker_values(scope, actor), number, most)
    return [case_of(row) for row in rows]


async def join(scope: Scope, call_id: UUID, case_id: UUID, name: str) -> bool:
    """The call was noted on the case, by whom; false when it was already."""
    done = await scope.execute(
        "INSERT INTO call_case (tenant_id, call_id, case_id, noted_at, noted_name) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT DO NOTHING",
        scope.tenant_id,
        call_id,
        case_id,
        scope.now,
        name,
    )
    return done == "INSERT 0 1"


async def case_ids_of(scope: Scope, call_id: UUID) -> list[UUID]:
    """The cases that a call was noted on."""
    sql = "SELECT case_id FROM call_case WHERE tenant_id = $1 AND call_id = $2 ORDER BY case_id"
    return [row["case_id"] for row in await scope.fetch(sql, scope.tenant_id, call_id)]


async def numbers_of(scope: Scope, actor: Actor, calls: Sequence[UUID]) -> dict[UUID, tuple[str, ...]]:
    """The numbers of the cases that calls were noted on, as far as the actor sees them; none beside a telephone
    number whose owner stays unnamed."""
    found: dict[UUID, tuple[str, ...]] = {}
    for row in await scope.fetch(_NUMBERS, *asker_values(scope, actor), list(calls)) if calls else ():
        found[row["call_id"]] = (*found.get(row["call_id"], ()), row["number"])
    return found


async def forget_old(tenant_id: int, most: int) -> int:
    """Remove calls of 90 days ago that stand on no case; answers how many."""
    async with tenant_scope(tenant_id) as scope:
        tag = await scope.execute(
            "DELETE FROM phone_call WHERE tenant_id = $1 AND id IN (SELECT p.id FROM phone_call p"
            " WHERE p.tenant_id = $1 AND p.began_at < $2::timestamptz - interval '90 days' AND NOT EXISTS"
            " (SELECT FROM call_case n WHERE n.tenant_id = $1 AND n.call_id = p.id)"
            " ORDER BY p.began_at LIMIT $3)",
            tenant_id,
            scope.now,
            most,
        )
    return int(tag.split()[-1])


def _one(row: Any) -> PhoneCall | None:
    return _call(row) if row else None


def _call(row: Any) -> PhoneCall:
    fields = dict(row)
    outcome = fields.pop("outcome")
    return PhoneCall(outcome=CallOutcome(outcome) if outcome else None, **fields)
