"""What the directory answers."""

from datetime import datetime
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
    guest_until: datetime | None = None
    """When the post of a guest ends; none for a post of one's own."""


class Home(msgspec.Struct, frozen=True, kw_only=True):
    """Of a guest: the own office, and how long and why they act in this one."""

    tenant_id: int
    name: str
    """Of its desk."""
    slug: str
    until: datetime
    reason: str


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
    now: datetime
    """When it was found to be living."""
    home: Home | None = None
    """None for whoever is no guest here."""
    duties: bool = False
    """The person has a delegation to another office, or one to decide about."""

    @property
    def rights(self) -> tuple[object, ...]:
        """What must stay the same for a long answer to go on."""
        return self.session_id, self.membership_id, self.roles, self.unit_ids, self.home


class LivingKey(msgspec.Struct, frozen=True, kw_only=True):
    """An API key that counts."""

    tenant_id: int
    key_id: UUID
    name: str
    scopes: tuple[str, ...]
