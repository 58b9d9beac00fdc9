"""The only queries on canned replies."""

from typing import Any
from uuid import UUID

from helpdesk.canned.model import CannedReply
from tenants.doors import Scope

_REPLIES = """
    SELECT id, title, text, active, version FROM canned_reply WHERE tenant_id = $1 AND (active OR NOT $2)
    ORDER BY active DESC, lower(title), id
"""
_REPLY = "SELECT id, title, text, active, version FROM canned_reply WHERE tenant_id = $1 AND id = $2"
_ADD = "INSERT INTO canned_reply (tenant_id, id, title, text) VALUES ($1, $2, $3, $4)"
_CHANGE = """
    UPDATE canned_reply SET title = $4, text = $5, active = $6, version = version + 1
    WHERE tenant_id = $1 AND id = $2 AND version = $3 RETURNING version
"""
_OTHERS = """
    SELECT count(*) AS many, coalesce(bool_or(lower(title) = lower($3)), false) AS taken
    FROM canned_reply WHERE tenant_id = $1 AND id <> $2 AND active
"""


async def replies(scope: Scope, *, active_only: bool) -> list[CannedReply]:
    """The office's replies by title, the active ones first."""
    rows = await scope.fetch(_REPLIES, scope.tenant_id, active_only)
    return [_reply(row) for row in rows]


async def reply(scope: Scope, reply_id: UUID) -> CannedReply | None:
    """One reply of the office."""
    row = await scope.fetchrow(_REPLY, scope.tenant_id, reply_id)
    return _reply(row) if row else None


async def add(scope: Scope, reply: CannedReply) -> None:
    """Insert a new one."""
    await scope.execute(_ADD, scope.tenant_id, reply.id, reply.title, reply.text)


async def change(scope: Scope, reply: CannedReply) -> bool:
    """Write title, text and whether it is active, unless somebody changed it since `reply.version`."""
    written = await scope.fetchval(
        _CHANGE, scope.tenant_id, reply.id, reply.version, reply.title, reply.text, reply.active
    )
    return written is not None


async def others(scope: Scope, reply_id: UUID, title: str) -> tuple[int, bool]:
    """How many other replies are active, and whether one of them bears this title."""
    row = await scope.fetchrow(_OTHERS, scope.tenant_id, reply_id, title)
    return (row["many"], row["taken"]) if row else (0, False)


def _reply(row: Any) -> CannedReply:
    return CannedReply(**dict(row))
