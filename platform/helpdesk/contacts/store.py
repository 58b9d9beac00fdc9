"""The only queries on contacts and their identities."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from helpdesk.contacts.model import Contact
from tenants.doors import Scope
from tenants.doors.bulk import BulkTable

Key = tuple[str, str]
"""Scheme and value of an identity."""

_CONTACTS = BulkTable(
    "contact", ("id", "uuid"), ("name", "text"), ("language", "text"), ("created_at", "timestamptz")
)
_IDENTITIES = BulkTable(
    "contact_identity",
    ("scheme", "text"),
    ("value", "text"),
    ("contact_id", "uuid"),
    on_conflict="ON CONFLICT DO NOTHING",
)


async def find(scope: Scope, keys: Iterable[Key]) -> dict[Key, Contact]:
    """Which contacts the identities belong to."""
    schemes, values = zip(*set(keys), strict=True) if (keys := list(keys)) else ((), ())
    rows = await scope.fetch(
        "SELECT i.scheme, i.value, c.id, c.name, c.language, c.version, c.merged_into FROM contact_identity i"
        " JOIN unnest($2::text[], $3::text[]) AS k (scheme, value) ON i.scheme = k.scheme AND i.value = k.value"
        " JOIN contact c ON c.tenant_id = i.tenant_id AND c.id = i.contact_id WHERE i.tenant_id = $1",
        scope.tenant_id,
        list(schemes),
        list(values),
    )
    return {(row["scheme"], row["value"]): Contact(**dict(list(row.items())[2:])) for row in rows}


async def add(scope: Scope, contacts: Sequence[Contact], at: datetime) -> None:
    """Insert new contacts."""
    await _CONTACTS.insert(scope, [(each.id, each.name, each.language, at) for each in contacts])


async def add_identities(scope: Scope, identities: Sequence[tuple[str, str, UUID]]) -> None:
    """Bind identities to contacts; one that is bound already stays as it is."""
    await _IDENTITIES.insert(scope, identities)


async def load(scope: Scope, contact_id: UUID) -> Contact | None:
    """One contact, or none."""
    row = await scope.fetchrow(
        "SELECT id, name, language, version, merged_into FROM contact WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        contact_id,
    )
    return Contact(**dict(row)) if row else None


async def hold(scope: Scope, contact_ids: Iterable[UUID]) -> dict[UUID, Contact]:
    """Contacts that nobody else changes until the transaction ends, in an order that cannot deadlock."""
    rows = await scope.fetch(
        "SELECT id, name, language, version, merged_into FROM contact WHERE tenant_id = $1"
        " AND id = ANY($2::uuid[]) ORDER BY id FOR NO KEY UPDATE",
        scope.tenant_id,
        list(contact_ids),
    )
    return {row["id"]: Contact(**dict(row)) for row in rows}


async def language_of(scope: Scope, contact_id: UUID | None) -> str:
    """The language in which the citizen is told things; Indonesian when nobody is known."""
    contact = await load(scope, contact_id) if contact_id else None
    return contact.language if contact else "id"


async def speak(scope: Scope, contact_ids: Iterable[UUID], language: str) -> None:
    """They are told things in this language from now on."""
    await scope.execute(
        "UPDATE contact SET language = $3, version = version + 1"
        " WHERE tenant_id = $1 AND id = ANY($2::uuid[]) AND language <> $3",
        scope.tenant_id,
        list(contact_ids),
        language,
    )


async def identities_of(scope: Scope, contact_id: UUID) -> list[Key]:
    """How a contact is recognised and reached."""
    rows = await scope.fetch(
        "SELECT scheme, value FROM contact_identity WHERE tenant_id = $1 AND contact_id = $2 ORDER BY 1, 2",
        scope.tenant_id,
        contact_id,
    )
    return [(row["scheme"], row["value"]) for row in rows]
