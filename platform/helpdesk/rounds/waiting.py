"""The only queries on cases at lines: those that wait there unseen, and those that were opened out of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from helpdesk.cases.folders import UNFINISHED
from helpdesk.cases.visibility import ASKER, VISIBLE
from helpdesk.rounds.model import Counted, Line, Unseen
from tenants.doors import Scope

_ACCOUNT = "CASE WHEN a.kind = c.channel THEN a.id END"
"""Through which account a case came, where its channel is the one of its thread."""
_WAITING = (
    f"FROM {ASKER}, cases c LEFT JOIN conversation v ON v.tenant_id = c.tenant_id AND v.id = c.conversation_id"
    " LEFT JOIN account a ON a.tenant_id = c.tenant_id AND a.id = v.account_id"
    f" WHERE {VISIBLE} AND {UNFINISHED} AND (c.first_seen_at IS NULL OR c.unread)"
)
_COUNTED = (
    f"SELECT c.channel, {_ACCOUNT} AS account_id, count(*) FILTER (WHERE c.first_seen_at IS NULL) AS fresh,"
    " count(*) FILTER (WHERE c.first_seen_at IS NOT NULL) AS answered,"
    f" count(*) FILTER (WHERE c.last_message_at < $6::timestamptz) AS older {_WAITING} GROUP BY 1, 2"
)
_UNSEEN = (
    "SELECT c.number, c.title, c.last_message_at AS at, c.first_seen_at IS NULL AS fresh, c.danger"
    f" {_WAITING} AND c.channel = $6 AND (coalesce({_ACCOUNT} = $7::uuid, false)"
    f" OR ($8::boolean AND ({_ACCOUNT} IS NULL OR {_ACCOUNT} <> ALL ($9::uuid[]))))"
    " ORDER BY c.danger DESC, c.last_message_at, c.id LIMIT $10"
)
_OPENED = (
    f"SELECT k.line_id, c.number FROM {ASKER}, round_case k"  # noqa: S608 - words of ours
    f" JOIN cases c ON c.tenant_id = k.tenant_id AND c.id = k.case_id WHERE {VISIBLE}"
    " AND k.tenant_id = $1 AND k.line_id = ANY ($6::uuid[]) ORDER BY c.opened_at, c.id"
)


async def counted(scope: Scope, asker: tuple[Any, ...], older_than: datetime) -> list[Counted]:
    """Cases that wait unseen, by channel and account, as far as the asker sees them."""
    rows = await scope.fetch(_COUNTED, *asker, older_than)
    return [Counted(**dict(row)) for row in rows]


async def unseen(
    scope: Scope, asker: tuple[Any, ...], line: Line, lines: Sequence[Line], most: int, *, rest: bool
) -> list[Unseen]:
    """The cases that wait unseen at a line of a channel, danger first, then the longest wait; `rest`: also those
    of its channel that came through no line's account."""
    others = [each.account_id for each in lines if each.account_id is not None]
    channel = line.channel.value if line.channel else ""
    rows = await scope.fetch(_UNSEEN, *asker, channel, line.account_id, rest, others, most)
    return [Unseen(**dict(row)) for row in rows]


async def opened(scope: Scope, asker: tuple[Any, ...], line_ids: Iterable[UUID]) -> dict[UUID, list[str]]:
    """Numbers of the cases that were opened out of lines, as far as the asker sees them."""
    numbers: dict[UUID, list[str]] = {}
    for row in await scope.fetch(_OPENED, *asker, list(line_ids)):
        numbers.setdefault(row["line_id"], []).append(row["number"])
    return numbers


async def add_case(scope: Scope, line_id: UUID, case_id: UUID) -> bool:
    """Note that a case was opened out of a line; false when that is noted already."""
    added = await scope.fetchval(
        "INSERT INTO round_case (tenant_id, line_id, case_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING"
        " RETURNING true",
        scope.tenant_id,
        line_id,
        case_id,
    )
    return bool(added)
