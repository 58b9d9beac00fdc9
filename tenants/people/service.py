"""Add people to offices; let them set and change their passwords."""

from datetime import timedelta
from uuid import UUID

from kit.errors import Conflict, Invalid, Missing
from kit.ids import uuid7
from kit.passwords import hash_password, verify_password, weakness
from tenants.audit.service import record
from tenants.directory import store as directory
from tenants.doors import Scope, tenant_scope
from tenants.events import MembershipChanged
from tenants.outbox.service import announce
from tenants.people import store
from tenants.people.model import Member, NewMember, Person
from tenants.permissions.model import Actor, system
from tenants.sessions.rules import digest_of, new_secret, presented_digest

THEMES = ("system", "light", "dark")


async def add_member(actor: Actor, new: NewMember) -> Person:
    """Add somebody to the actor's office, or change what they are in it; the address says who it is.

    Raises `Invalid` for an address without an @, no name, no role, or a unit that the office does not have.
    A person who is known already keeps the name and password they have; their open links are void.
    """
    email, unit_ids = _checked(new), await _unit_ids(actor, new)
    person_id = await directory.add_person(uuid7(), email, new.name.strip(), new.language)
    return await _save(actor, person_id, new, unit_ids)


async def add_newcomer(actor: Actor, new: NewMember) -> Person:
    """Add somebody whom this installation does not know; otherwise as `add_member`.

    Raises `Conflict` (`person_known_elsewhere`) for an address that is known: whoever invited its owner may
    have set the password, so only the operator puts one person into two offices.
    """
    email, unit_ids = _checked(new), await _unit_ids(actor, new)
    person_id = await directory.add_newcomer(uuid7(), email, new.name.strip(), new.language)
    if person_id is None:
        raise Conflict("person_known_elsewhere", fields={"email": "known_elsewhere"})
    return await _save(actor, person_id, new, unit_ids)


async def _unit_ids(actor: Actor, new: NewMember) -> list[UUID]:
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        units = await store.units_named(scope, new.units)
    unknown = [name for name in new.units if name not in units]
    if unknown:
        raise Invalid("unit_unknown", fields={"units": "unknown"}, units=unknown)
    return list(units.values())


async def _save(actor: Actor, person_id: UUID, new: NewMember, unit_ids: list[UUID]) -> Person:
    async with tenant_scope(actor.tenant_id) as scope:
        membership_id = await store.save_membership(
            scope, uuid7(), person_id, new.roles, unit_ids, new.valid_until
        )
        if membership_id is None:
            raise Conflict("member_is_guest")
        roles = [role.value for role in new.roles]
        await record(scope, actor, "membership.saved", "membership", membership_id, roles=roles)
        await announce(scope, [MembershipChanged(at=scope.now, membership_id=membership_id, active=True)])
        return await _known(scope, person_id)


async def members(tenant_id: int) -> list[Member]:
    """Everybody who works or worked for an office."""
    async with tenant_scope(tenant_id, read_only=True) as scope:
        return await store.members(scope)


async def person_by_email(email: str) -> Person:
    """Somebody who works for at least one office now; raises `Missing`."""
    found = await directory.credentials(email.strip().lower())
    if found is None:
        raise Missing("person_missing")
    return await person(found.person_id)


async def person(person_id: UUID) -> Person:
    """Somebody who works for at least one office now; raises `Missing`."""
    for post in await directory.posts(person_id):
        async with tenant_scope(post.tenant_id, read_only=True) as scope:
            return await _known(scope, person_id)
    raise Missing("person_missing")


async def make_link(person_id: UUID, base_url: str, valid: timedelta) -> str:
    """An address under which the person sets a password, once, within `valid`. The host is ours."""
    secret = new_secret()
    await directory.make_link(digest_of(secret), person_id, valid)
    await note_everywhere(person_id, "link.made")
    return f"{base_url}/welcome/{secret}"


async def owner_of_link(presented: str) -> Person:
    """Whose link it is, without using it; raises `Missing` for unknown, used and old ones alike."""
    digest = presented_digest(presented)
    person_id = await directory.read_link(digest) if digest else None
    if person_id is None:
        raise Missing("link_missing")
    return await person(person_id)


async def set_password_by_link(presented: str, new: str) -> Person:
    """Set a password and use the link up; `Invalid` leaves the link as it was, `Missing` when it is gone."""
    owner = await owner_of_link(presented)
    _must_be_good(new, owner)
    hashed = await hash_password(new)
    if await directory.use_link(digest_of(presented)) != owner.id:
        raise Missing("link_missing")
    await directory.set_password(owner.id, hashed)
    await note_everywhere(owner.id, "password.set_by_link")
    return owner


async def change_password(person_id: UUID, old: str, new: str) -> None:
    """Change one's own password; every session of the person ends with it. Raises `Invalid`."""
    owner = await person(person_id)
    found = await directory.credentials(owner.email)
    verdict = await verify_password(found.password_hash if found else None, old)
    if not verdict.right:
        raise Invalid("password_wrong", fields={"old": "wrong"})
    if new == old:
        raise Invalid("password_same", fields={"new": "same"})
    _must_be_good(new, owner)
    await directory.set_password(person_id, await hash_password(new))
    await note_everywhere(person_id, "password.changed")


async def set_preferences(
    person_id: UUID, *, language: str, theme: str, single_keys: bool | None = None
) -> None:
    """Language and theme of one's own screens, and whether single letters act there (none: as before).

    Raises `Invalid` for a theme that we do not have.
    """
    if theme not in THEMES:
        raise Invalid("theme_unknown", fields={"theme": "unknown"})
    await directory.set_preferences(person_id, language, theme, single_keys)


async def note_everywhere(person_id: UUID, action: str) -> None:
    """An audit entry in every office the person works for now: what happens to a person concerns each."""
    for post in await directory.posts(person_id):
        async with tenant_scope(post.tenant_id) as scope:
            await record(scope, system(post.tenant_id), action, "membership", post.membership_id)


def _checked(new: NewMember) -> str:
    email = new.email.strip().lower()
    wrong = [
        *(["email"] if not _looks_like_an_address(email) else []),
        *(["name"] if not new.name.strip() else []),
        *(["roles"] if not new.roles else []),
    ]
    if wrong:
        raise Invalid("member_incomplete", fields=dict.fromkeys(wrong, "missing"))
    return email


def _looks_like_an_address(text: str) -> bool:
    name, _, host = text.rpartition("@")
    return bool(name and host) and len(text) <= 254 and text.isprintable() and " " not in text


def _must_be_good(new: str, owner: Person) -> None:
    weak = weakness(new, (owner.email, owner.name))
    if weak:
        raise Invalid("password_weak", fields={"new": weak.value})


async def _known(scope: Scope, person_id: UUID) -> Person:
    found = await store.person(scope, person_id)
    if found is None:
        raise Missing("person_missing")
    return found
