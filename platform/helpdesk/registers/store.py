"""The only queries on the ledger of filings."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from helpdesk.cases.model import CaseState
from helpdesk.channels.model import ChannelKind
from helpdesk.channels.register import Filing, RemoteEntry
from helpdesk.registers import rules
from helpdesk.registers.comparing import Compared
from helpdesk.registers.model import LEASE, SOON, Mode, RegisterLink, Step
from tenants.doors import Scope
from tenants.doors.bulk import BulkTable

_LINKS = (
    "SELECT id, case_id, account_id, step, mode, filing, documents, remote_id, tracking_id, status, status_since,"
    " raw_code, raw_name, institution, proposes_close, attempts, error_code, due_at, polled_at, changed_at"
    " FROM register_link"
    " WHERE tenant_id = $1"
)
_SIDE_BY_SIDE = """
    SELECT r.account_id, r.step, r.created_at AS asked_at, r.tracking_id, r.status, r.status_since, r.raw_code,
           r.raw_name, r.institution, r.error_code, r.polled_at, c.number, c.state,
           convert_from(r.filing, 'UTF8')::jsonb ->> 'title' AS title,
           (SELECT max(m.at) FROM message m WHERE m.tenant_id = $1 AND m.case_id = c.id
            AND m.direction = 'out' AND NOT m.automatic) AS said_here,
           (SELECT max(coalesce(e.at, e.first_seen_at)) FROM register_entry e
            WHERE e.tenant_id = $1 AND e.register_link_id = r.id AND e.kind = 'reply') AS said_there
    FROM register_link r JOIN cases c ON c.tenant_id = r.tenant_id AND c.id = r.case_id
    WHERE r.tenant_id = $1 AND ($2::uuid IS NULL OR r.account_id = $2) AND r.step <> 'failed'
      AND NOT (r.step = 'finished' AND r.mode = 'sandbox')
      AND NOT (r.step = 'finished' AND r.status_since < $3::timestamptz - interval '60 days')
    ORDER BY r.created_at DESC, r.id DESC LIMIT $4
"""
_ENTRIES = BulkTable(
    "register_entry",
    ("register_link_id", "uuid"),
    ("key", "text"),
    ("kind", "text"),
    ("author", "text"),
    ("text", "text"),
    ("at", "timestamptz"),
    ("first_seen_at", "timestamptz"),
    on_conflict="ON CONFLICT DO NOTHING",
)


def _link_of(row: Any) -> RegisterLink:
    fields = dict(row)
    filing = msgspec.json.decode(fields.pop("filing"), type=Filing)
    return RegisterLink(
        step=Step(fields.pop("step")),
        mode=Mode(fields.pop("mode")),
        documents=tuple(fields.pop("documents")),
        filing=filing,
        **fields,
    )


async def add(scope: Scope, link: RegisterLink, actor_id: UUID | None) -> None:
    """Insert a filing that waits to be sent, by the worker or by hand."""
    await scope.execute(
        "INSERT INTO register_link (tenant_id, id, case_id, account_id, step, filing, due_at, actor_id,"
        " created_at, changed_at, mode) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10)",
        scope.tenant_id,
        link.id,
        link.case_id,
        link.account_id,
        link.step.value,
        msgspec.json.encode(link.filing),
        link.due_at,
        actor_id,
        scope.now,
        link.mode.value,
    )


async def of_case(scope: Scope, case_id: UUID, *, hold: bool = True) -> RegisterLink | None:
    """The living filing of a case, held unless told otherwise, or the last failed one, or none; one in earnest before
    one that tries something."""
    row = await scope.fetchrow(
        f"{_LINKS} AND case_id = $2 ORDER BY (step <> 'failed') DESC, mode = 'sandbox', created_at DESC LIMIT 1"
        f"{' FOR UPDATE' if hold else ''}",
        scope.tenant_id,
        case_id,
    )
    return _link_of(row) if row else None


async def held(scope: Scope, link_id: UUID) -> RegisterLink:
    """One filing, held until the transaction ends."""
    row = await scope.fetchrow(
        f"{_LINKS} AND id = $2 FOR UPDATE",
        scope.tenant_id,
        link_id,
    )
    return _link_of(row)


async def claim(scope: Scope, *, followed_only: bool = False) -> RegisterLink | None:
    """A due filing as it was found, now leased: what is done with it next is written down before it is done."""
    row = await scope.fetchrow(
        f"{_LINKS} AND due_at <= $2 AND (step IN ('tracking', 'transfer_requested') OR NOT $3)"
        " ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED",
        scope.tenant_id,
        scope.now,
        followed_only,
    )
    if row is None:
        return None
    link = _link_of(row)
    await scope.execute(
        "UPDATE register_link SET due_at = $2, changed_at = $3, step = $5 WHERE tenant_id = $1 AND id = $4",
        scope.tenant_id,
        scope.now + LEASE,
        scope.now,
        link.id,
        rules.begun(link).value,
    )
    return link


async def account(scope: Scope, *, trial: bool = False) -> tuple[UUID, Mode] | None:
    """The account that files for the office: one with keys before one by hand, the oldest first; or none.

    `trial`: where the one with keys leads to (`Conduct.trial`).
    """
    row = await scope.fetchrow(
        "SELECT id, address FROM account WHERE tenant_id = $1 AND kind = $2 AND active"
        " ORDER BY address = '', created_at, id LIMIT 1",
        scope.tenant_id,
        ChannelKind.LAPOR.value,
    )
    keyed = Mode.SANDBOX if trial else Mode.API
    return (row["id"], keyed if row["address"] else Mode.MANUAL) if row else None


async def is_known(scope: Scope, remote_id: str, tracking_id: str, *, trial: bool = False) -> bool:
    """Does a case of the office stand in the register under this id or citizen's number, or know it from another
    office? A number that an officer typed is taken for both; ids of a system for trying are another's."""
    found: bool = await scope.fetchval(
        "SELECT EXISTS (SELECT FROM register_link WHERE tenant_id = $1 AND remote_id = $2"
        " AND (mode = 'sandbox') = $4 AND account_id IN"
        " (SELECT id FROM account WHERE tenant_id = $1 AND kind = 'lapor') AND remote_id <> '')"
        " OR EXISTS (SELECT FROM cases WHERE tenant_id = $1 AND lapor_number = $3 AND lapor_number <> '')",
        scope.tenant_id,
        remote_id,
        tracking_id,
        trial,
    )
    return found


async def unnumbered(scope: Scope, remote_id: str, *, trial: bool = False) -> UUID | None:
    """The case of what the register calls so, where its citizen's number could not be read; holds nothing."""
    found: UUID | None = await scope.fetchval(
        "SELECT case_id FROM register_link WHERE tenant_id = $1 AND remote_id = $2 AND tracking_id = ''"
        " AND step IN ('submitted', 'tracking', 'transfer_requested', 'finished')"
        " AND (mode = 'sandbox') = $3 LIMIT 1",
        scope.tenant_id,
        remote_id,
        trial,
    )
    return found


async def save(scope: Scope, link: RegisterLink) -> None:
    """Write a held filing back."""
    await scope.execute(
        "UPDATE register_link SET step = $3, remote_id = $4, tracking_id = $5, status = $6, raw_code = $7,"
        " raw_name = $8, institution = $9, attempts = $10, error_code = $11, due_at = $12, polled_at = $13,"
        " changed_at = $14, mode = $15, documents = $16, account_id = $17, status_since = $18,"
        " proposes_close = $19"
        " WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        link.id,
        link.step.value,
        link.remote_id,
        link.tracking_id,
        link.status,
        link.raw_code,
        link.raw_name,
        link.institution,
        link.attempts,
        link.error_code,
        link.due_at,
        link.polled_at,
        scope.now,
        link.mode.value,
        list(link.documents),
        link.account_id,
        link.status_since,
        link.proposes_close,
    )


async def wake_for(scope: Scope, mode: Mode, waits: str) -> None:
    """The office changed its mode: what waited for that (`waits`) is due, and so is what only tried something."""
    await scope.execute(
        "UPDATE register_link SET due_at = $2 WHERE tenant_id = $1 AND (due_at > $2 AND error_code = $4"
        " OR mode = 'sandbox' AND $3 <> 'sandbox' AND step NOT IN ('finished', 'failed'))",
        scope.tenant_id,
        scope.now,
        mode.value,
        waits,
    )


async def look_soon(scope: Scope, link_id: UUID) -> None:
    """Something of ours went there: the next look is not far."""
    await scope.execute(
        "UPDATE register_link SET due_at = $3 WHERE tenant_id = $1 AND id = $2 AND due_at > $3"
        " AND step IN ('tracking', 'transfer_requested')",
        scope.tenant_id,
        link_id,
        scope.now + SOON,
    )


async def look_now(scope: Scope, account_id: UUID, remote_id: str) -> None:
    """The next look at what the register calls so is due, a minute after the last one at the earliest."""
    await scope.execute(
        "UPDATE register_link r SET due_at = soon.at FROM (SELECT id, greatest($4::timestamptz,"
        " polled_at + interval '1 minute', (SELECT blocked_until FROM account WHERE tenant_id = $1 AND id = $2)) AS at"
        " FROM register_link WHERE tenant_id = $1 AND account_id = $2 AND remote_id = $3 AND mode <> 'manual'"
        " AND step IN ('tracking', 'transfer_requested', 'finished') FOR UPDATE) soon"
        " WHERE r.tenant_id = $1 AND r.id = soon.id AND (r.due_at IS NULL OR r.due_at > soon.at)",
        scope.tenant_id,
        account_id,
        remote_id,
        scope.now,
    )


async def add_entries(scope: Scope, link_id: UUID, entries: Sequence[RemoteEntry]) -> None:
    """Keep what was said there; what is known already is skipped by its key."""
    await _ENTRIES.insert(
        scope, [(link_id, e.key, e.kind, e.author, e.text, e.at, scope.now) for e in entries]
    )


async def known_keys(scope: Scope, link_id: UUID) -> set[str]:
    """Keys of what was said there and is stored."""
    rows = await scope.fetch(
        "SELECT key FROM register_entry WHERE tenant_id = $1 AND register_link_id = $2",
        scope.tenant_id,
        link_id,
    )
    return {row["key"] for row in rows}


async def entries(scope: Scope, link_id: UUID) -> list[Any]:
    """Everything said there, oldest first: at, kind, author, text."""
    return await scope.fetch(
        "SELECT at, kind, author, text, first_seen_at FROM register_entry"
        " WHERE tenant_id = $1 AND register_link_id = $2 ORDER BY coalesce(at, first_seen_at), key",
        scope.tenant_id,
        link_id,
    )


async def side_by_side(scope: Scope, account_id: UUID | None, most: int) -> list[tuple[UUID, Compared]]:
    """The newest filed cases beside what the register shows; those that ended there long ago are left out."""
    rows = await scope.fetch(_SIDE_BY_SIDE, scope.tenant_id, account_id, scope.now, most)
    return [_compared(dict(row)) for row in rows]


def _compared(fields: dict[str, Any]) -> tuple[UUID, Compared]:
    account_id = fields.pop("account_id")
    step, state = Step(fields.pop("step")), CaseState(fields.pop("state"))
    return account_id, Compared(step=step, state=state, **fields)
