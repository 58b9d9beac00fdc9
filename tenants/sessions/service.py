"""Begin, find and end sessions; make and end API keys."""

import time
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from kit.errors import Invalid, Missing
from kit.ids import uuid7
from tenants.audit.service import record
from tenants.directory import store as directory
from tenants.directory.model import LivingKey, LivingSession, Post
from tenants.doors import Scope, tenant_scope
from tenants.events import SignedIn
from tenants.outbox.service import announce
from tenants.permissions.model import Actor, ActorKind, Permission
from tenants.permissions.rules import require
from tenants.sessions import store
from tenants.sessions.rules import digest_of, new_api_key, new_secret, presented_digest, presented_key_digest

_SEEN_EVERY = 60.0  # seconds
_MOST_REMEMBERED = 10_000
_seen: dict[UUID, float] = {}


async def begin(post: Post, person_id: UUID, *, action: str = "session.opened") -> str:
    """Open a session in one office and return its secret, which is kept nowhere else.

    The secret is always new: what a browser presented before is never taken over.
    """
    session_id, secret = uuid7(), new_secret()
    async with tenant_scope(post.tenant_id) as scope:
        await store.open_session(scope, session_id, digest_of(secret), person_id)
        await record(scope, _member(post, person_id), action, "session", session_id)
        await announce(scope, [SignedIn(at=scope.now, membership_id=post.membership_id)])
    return secret


async def find(presented: str, *, note: bool = True) -> LivingSession | None:
    """The living session with this secret, in one round trip; noted as seen at most once a minute.

    Without `note` it is not noted: what a page does by itself does not keep a session alive.
    """
    digest = presented_digest(presented)
    session = await directory.session(digest) if digest else None
    if session is not None and note and _is_due(session.session_id):
        async with tenant_scope(session.tenant_id) as scope:
            await store.touch(scope, session.session_id)
    return session


async def end(session: LivingSession, *, action: str = "session.closed") -> None:
    """Revoke a session in the database; requests that are still running cannot bring it back."""
    post = Post(tenant_id=session.tenant_id, membership_id=session.membership_id)
    async with tenant_scope(session.tenant_id) as scope:
        if await store.revoke(scope, session.session_id):
            await record(scope, _member(post, session.person_id), action, "session", session.session_id)


async def find_api_key(authorization: str) -> LivingKey | None:
    """The living API key in an Authorization header."""
    digest = presented_key_digest(authorization)
    return await directory.api_key(digest) if digest else None


async def create_api_key(
    scope: Scope, actor: Actor, name: str, scopes: Iterable[Permission], expires: datetime | None = None
) -> str:
    """Make a key for an integrator and return it: it is shown this once. `expires` is in real time.

    Raises `Forbidden` without the right to manage the office, `Invalid` without a name or any scope.
    """
    require(actor, Permission.MANAGE_OFFICE)
    allowed = sorted({Permission(given).value for given in scopes})
    if not name.strip() or not allowed:
        raise Invalid("api_key_incomplete", fields={"name" if allowed else "scopes": "missing"})
    key_id, key = uuid7(), new_api_key()
    await store.add_api_key(scope, key_id, name.strip(), digest_of(key), allowed, expires)
    await record(scope, actor, "api_key.created", "api_key", key_id, scopes=allowed)
    return key


async def revoke_api_key(scope: Scope, actor: Actor, key_id: UUID) -> None:
    """End a key at once; raises `Forbidden`, and `Missing` when the office has no such living key."""
    require(actor, Permission.MANAGE_OFFICE)
    if not await store.revoke_api_key(scope, key_id):
        raise Missing("api_key_missing")
    await record(scope, actor, "api_key.revoked", "api_key", key_id)


def _member(post: Post, person_id: UUID) -> Actor:
    """Somebody acting on their own session: no permission is needed for that."""
    return Actor(tenant_id=post.tenant_id, kind=ActorKind.STAFF, id=post.membership_id, person_id=person_id)


def _is_due(session_id: UUID) -> bool:
    """Whether this process has not noted the session within a minute; the statement knows of the others."""
    now = time.monotonic()
    if now - _seen.get(session_id, -_SEEN_EVERY) < _SEEN_EVERY:
        return False
    if len(_seen) > _MOST_REMEMBERED:
        _seen.clear()
    _seen[session_id] = now
    return True
