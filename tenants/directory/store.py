"""The directory's functions, typed. Each is one round trip and one transaction of its own."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from tenants.directory.model import Credentials, Home, LivingKey, LivingSession, Post
from tenants.doors import directory_call, directory_row, directory_rows


async def credentials(email: str) -> Credentials | None:
    """Who has this e-mail address, in any case of letters."""
    row = await directory_row("directory_person", email)
    return Credentials(person_id=row["person_id"], password_hash=row["password_hash"]) if row else None


async def posts(person_id: UUID) -> tuple[Post, ...]:
    """Where a person works now: memberships that have begun and not ended, in active offices; as a guest last."""
    rows = await directory_rows("directory_memberships", person_id)
    return tuple(Post(**row) for row in rows)


async def session(digest: bytes) -> LivingSession | None:
    """The session with this digest, unless it was revoked, ran out, or its owner may no longer come in."""
    row = await directory_row("directory_session", digest)
    if row is None:
        return None
    return LivingSession(
        tenant_id=row["tenant_id"],
        session_id=row["session_id"],
        person_id=row["person_id"],
        membership_id=row["membership_id"],
        roles=tuple(row["roles"]),
        unit_ids=frozenset(row["unit_ids"]),
        name=row["name"],
        language=row["language"],
        theme=row["theme"],
        single_keys=row["single_keys"],
        now=row["now"],
        home=_home(row),
        duties=row["duties"],
    )


async def api_key(digest: bytes) -> LivingKey | None:
    """The API key with this digest, unless it was revoked or ran out."""
    row = await directory_row("directory_api_key", digest)
    if row is None:
        return None
    return LivingKey(
        tenant_id=row["tenant_id"], key_id=row["key_id"], name=row["name"], scopes=tuple(row["scopes"])
    )


async def add_person(person_id: UUID, email: str, name: str, language: str) -> UUID:
    """The person with this address: the one there is, else a new one with the id and name given.

    Open one-time links of somebody who is known are void: who holds one must not enter a further office.
    """
    found: UUID = await directory_call("directory_add_person", person_id, email, name, language)
    return found


async def add_newcomer(person_id: UUID, email: str, name: str, language: str) -> UUID | None:
    """A new person; none when the address is known in this installation, whoever asks at the same time."""
    found: UUID | None = await directory_call("directory_add_newcomer", person_id, email, name, language)
    return found


async def rehash(person_id: UUID, old_hash: str, new_hash: str) -> bool:
    """The same password under newer parameters; false when the password was changed meanwhile."""
    return bool(await directory_call("directory_rehash", person_id, old_hash, new_hash))


async def set_password(person_id: UUID, password_hash: str) -> None:
    """Replace the password; every session that began before this moment is over."""
    await directory_call("directory_set_password", person_id, password_hash)


async def set_preferences(person_id: UUID, language: str, theme: str, single_keys: bool | None) -> None:
    """Language and theme of the screens, and whether single letters act; none leaves that as it is."""
    await directory_call("directory_set_preferences", person_id, language, theme, single_keys)


async def make_link(digest: bytes, person_id: UUID, valid: timedelta) -> None:
    """Store a one-time link."""
    await directory_call("directory_make_link", digest, person_id, valid)


async def read_link(digest: bytes) -> UUID | None:
    """Whose link it is, without using it; none when it was used or ran out."""
    found: UUID | None = await directory_call("directory_read_link", digest)
    return found


async def use_link(digest: bytes) -> UUID | None:
    """Use a link up and answer whose it was; of several who try at once, one gets the answer."""
    found: UUID | None = await directory_call("directory_use_link", digest)
    return found


async def forget_links() -> int:
    """Remove one-time links used or run out more than 30 days ago; answers how many."""
    gone: int = await directory_call("directory_forget_links")
    return gone


def _home(row: Any) -> Home | None:
    if row["home_id"] is None:
        return None
    name, slug = row["home_name"], row["home_slug"]
    return Home(
        tenant_id=row["home_id"],
        name=name,
        slug=slug,
        until=row["guest_until"],
        reason=row["guest_reason"],
    )
