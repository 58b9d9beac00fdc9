"""Append to the audit log; seal what was appended."""

import hashlib
from typing import Any
from uuid import UUID

import msgspec

from kit.ids import uuid7
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor

_ADD = """
    WITH waiting AS (INSERT INTO audit_unsealed (tenant_id, entry_id) VALUES ($1, $2))
    INSERT INTO audit_entry (tenant_id, id, at, actor_kind, actor_id, action, object_kind, object_id, detail)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
_UNSEALED = """
    SELECT e.id, e.at, e.actor_kind, e.actor_id, e.action, e.object_kind, e.object_id, e.detail::text
    FROM audit_unsealed u JOIN audit_entry e ON e.tenant_id = u.tenant_id AND e.id = u.entry_id
    WHERE u.tenant_id = $1
    ORDER BY e.at, e.id LIMIT $2
"""
_SEALED = """
    SELECT s.position, s.hash,
           e.id, e.at, e.actor_kind, e.actor_id, e.action, e.object_kind, e.object_id, e.detail::text
    FROM audit_seal s JOIN audit_entry e ON e.tenant_id = s.tenant_id AND e.id = s.entry_id
    WHERE s.tenant_id = $1 ORDER BY s.position
"""


async def record(
    scope: Scope,
    actor: Actor,
    action: str,
    object_kind: str,
    object_id: UUID | None = None,
    **detail: Any,
) -> None:
    """Append one entry in the caller's transaction. `detail` holds ids and codes, never personal data.

    With what a guest did stands whose person the guest was.
    """
    detail |= {"home": actor.home} if actor.home else {}
    words = msgspec.json.encode(detail).decode()
    await scope.execute(
        _ADD,
        scope.tenant_id,
        uuid7(),
        scope.now,
        actor.kind.value,
        actor.id,
        action,
        object_kind,
        object_id,
        words,
    )


async def seal(tenant_id: int, *, most: int = 500) -> int:
    """Chain entries that are not sealed yet; answers how many. One sealer at a time per tenant."""
    async with tenant_scope(tenant_id) as scope:
        await scope.execute("SELECT pg_advisory_xact_lock(7711002, $1)", tenant_id)
        entries = await scope.fetch(_UNSEALED, tenant_id, most)
        last = await scope.fetchrow(
            "SELECT position, hash FROM audit_seal WHERE tenant_id = $1 ORDER BY position DESC LIMIT 1",
            tenant_id,
        )
        position, previous = (last["position"], last["hash"]) if last else (0, b"")
        seals = []
        for entry in entries:
            position, previous = position + 1, chained(previous, tuple(entry.values()))
            seals.append((tenant_id, position, entry["id"], previous))
        await scope.execute_many(
            "INSERT INTO audit_seal (tenant_id, position, entry_id, hash) VALUES ($1, $2, $3, $4)", seals
        )
        sealed = [entry["id"] for entry in entries]
        await scope.execute(
            "DELETE FROM audit_unsealed WHERE tenant_id = $1 AND entry_id = ANY ($2)", tenant_id, sealed
        )
    return len(seals)


def chained(previous: bytes, entry: tuple[Any, ...]) -> bytes:
    """SHA-256 over the hash before and every field of the entry, length by length."""
    digest = hashlib.sha256(previous)
    for field in entry:
        words = str(field).encode()
        digest.update(len(words).to_bytes(8, "big") + words)
    return digest.digest()


async def first_break(tenant_id: int) -> int | None:
    """The position of the first seal that does not fit its entry or the seal before; none when all fit."""
    previous, expected = b"", 1
    async with tenant_scope(tenant_id, read_only=True) as scope:
        for row in await scope.fetch(_SEALED, tenant_id):
            position, hash_, *entry = row.values()
            previous = chained(previous, tuple(entry))
            if position != expected or hash_ != previous:
                return expected
            expected += 1
    return None
