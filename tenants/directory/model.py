"""What the directory answers."""

from uuid import UUID

import msgspec


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody found by an e-mail address; without a hash they have never set a password."""

    person_id: UUID
    password_hash: str | None


class Post(msgspec.Struct, frozen=True, kw_only=True):
    """One office that a person works for now."""

    tenant_id: int
    membership_id: UUID


class LivingSession(msgspec.Struct, frozen=True, kw_only=True):
    """A session that counts, with its owner's rights in that tenant as they are at this moment."""

    tenant_id: int
    session_id: UUID
    person_id: UUID
    membership_id: UUID
    roles: tuple[str, ...]
    unit_ids: frozenset[UUID]
    name: str
    language: str
    theme: str
    single_keys: bool
    """Whether single letters act on the desk."""


class LivingKey(msgspec.Struct, frozen=True, kw_only=True):
    """An API key that counts."""

    tenant_id: int
    key_id: UUID
    name: str
    scopes: tuple[str, ...]
