"""The only queries of the letter log: heads of letters, never their bodies."""

from typing import Any
from uuid import UUID

from tenants.doors import Scope

_HEAD = "k.side, coalesce(c.number, '') AS number, coalesce(p.name, '') AS peer"
_TO_CASE = (
    " LEFT JOIN link k ON k.tenant_id = l.tenant_id AND k.id = l.link_id"
    " LEFT JOIN cases c ON c.tenant_id = k.tenant_id AND c.id = k.case_id"
    " LEFT JOIN known_offices() p ON p.uid = k.peer_uid"
)
_ASKED = (
    " WHERE l.tenant_id = $1 AND ($2::uuid IS NULL OR l.id < $2) AND ($3 = '' OR c.number = $3)"
    " AND ($6::uuid IS NULL OR l.id = $6)"
    " AND {only} ORDER BY l.id DESC LIMIT $4"
)
_OUT, _IN = _ASKED.format(only="($5 = '' OR l.state = $5)"), _ASKED.format(only="$5 = ''")
_REFUSED_FIGURES = (
    "SELECT 'in', r.id, 'figures', 0, 'refused', r.at, r.at, NULL::timestamptz, 0::smallint, r.why, '', '',"
    " NULL::text, '', coalesce(p.name, '') FROM figures_refused r LEFT JOIN known_offices() p ON p.uid = r.peer_uid"
    " WHERE r.tenant_id = $1 AND ($2::uuid IS NULL OR r.id < $2) AND $3 = '' AND ($6::uuid IS NULL OR r.id = $6)"
    " AND $5 = '' ORDER BY r.id DESC LIMIT $4"
)
"""They belong to no hand-over."""
_LOG = (
    "SELECT * FROM ((SELECT 'out' AS way, l.id, l.kind, l.seq, l.state, l.created_at AS written_at,"  # noqa: S608
    " l.delivered_at AS taken_at, l.due_at AS next_at, l.attempts, l.last_error AS error, l.settled_by,"
    f" l.settled_reason, {_HEAD} FROM letter l{_TO_CASE}{_OUT})"
    " UNION ALL (SELECT 'in', l.id, l.kind, l.seq, CASE WHEN l.settled_by <> '' THEN 'aside'"
    " WHEN l.refused <> '' THEN 'refused' ELSE 'taken' END,"
    " l.written_at, l.taken_at, NULL::timestamptz, 0::smallint, l.refused, l.settled_by, l.settled_reason,"
    f" {_HEAD} FROM letter_taken l{_TO_CASE}{_IN})"
    f" UNION ALL ({_REFUSED_FIGURES})) x"
    " ORDER BY id DESC LIMIT $4"
)
_CAME = (
    "inbox_entry e JOIN account a ON a.tenant_id = e.tenant_id AND a.id = e.account_id AND a.kind = 'relay'"
)
_ARRIVED = (
    f"SELECT e.id, e.arrival, e.state, e.due_at, e.attempts, e.reason FROM {_CAME}"  # noqa: S608
    " WHERE e.tenant_id = $1 AND e.state IN ('new', 'failed') ORDER BY e.id DESC LIMIT $2"
)
_DEAD = (
    "SELECT (SELECT count(*) FROM letter WHERE tenant_id = $1 AND state = 'dead')"  # noqa: S608
    f" + (SELECT count(*) FROM {_CAME} WHERE e.tenant_id = $1 AND e.state = 'failed')"
)
_FAILED = f"SELECT e.arrival FROM {_CAME} WHERE e.tenant_id = $1 AND e.id = $2 AND e.state = 'failed' FOR UPDATE OF e"  # noqa: S608


async def heads(
    scope: Scope, before: UUID | None, number: str, most: int, state: str, one: UUID | None = None
) -> list[Any]:
    """Letters out and in, the newest first; of one case, of one state, or just one where that is asked."""
    return await scope.fetch(_LOG, scope.tenant_id, before, number, most, state, one)


async def arrived(scope: Scope, most: int) -> list[Any]:
    """Letters that came and have not taken effect."""
    return await scope.fetch(_ARRIVED, scope.tenant_id, most)


async def dead(scope: Scope) -> int:
    """How many letters out and in wait for a person."""
    found: int = await scope.fetchval(_DEAD, scope.tenant_id)
    return found


async def take_again(scope: Scope, entry_id: UUID) -> bool:
    """Let a letter that came and was set aside be read anew; false when none is."""
    if await failed_entry(scope, entry_id) is None:
        return False
    await scope.execute(
        "UPDATE inbox_entry SET state = 'new', attempts = 0, reason = '', due_at = $3"
        " WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        entry_id,
        scope.now,
    )
    return True


async def failed_entry(scope: Scope, entry_id: UUID) -> bytes | None:
    """A letter that came and was set aside, held; none when it is not, or not any more."""
    found: bytes | None = await scope.fetchval(_FAILED, scope.tenant_id, entry_id)
    return found


async def dismiss(scope: Scope, entry_id: UUID) -> None:
    """Nobody reads it, and its words are gone."""
    await scope.execute(
        "UPDATE inbox_entry SET state = 'ignored', reason = 'dismissed', arrival = ''"
        " WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        entry_id,
    )
