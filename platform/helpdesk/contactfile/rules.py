"""What a reader may do with a contact, and in which order those who look alike are shown."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from msgspec.structs import replace

from helpdesk.contactfile.model import ContactAct, ContactRow, Why
from helpdesk.contacts.model import Contact
from kit.errors import Stale
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require

_NEEDED: Mapping[ContactAct, tuple[Permission, ...]] = {
    ContactAct.REVEAL: (Permission.REVEAL_IDENTITY,),
    ContactAct.SPEAK: (Permission.WORK_CASES,),
    ContactAct.CONSENT: (Permission.WORK_CASES,),
    ContactAct.MERGE: (Permission.MERGE_CONTACTS, Permission.READ_ALL_UNITS),
}
"""Merging moves cases of all units, so nobody does it who does not see them."""
_STRENGTH = list(Why)
MOST_ALIKE = 6


def must_be_allowed(actor: Actor, act: ContactAct) -> None:
    """Raise `Forbidden` unless the actor sees cases and has what the act needs."""
    for permission in (Permission.READ_CASES, *_NEEDED[act]):
        require(actor, permission)


def must_be_as_seen(contact: Contact, version: int) -> None:
    """Raise `Stale` when somebody changed the contact since this version."""
    if contact.version != version:
        raise Stale("contact_stale", current=contact.version)


def acts_of(actor: Actor) -> frozenset[ContactAct]:
    """What the actor may do with a contact that they see."""
    return frozenset(act for act, rights in _NEEDED.items() if all(map(actor.may, rights)))


def likeliest(rows: Iterable[ContactRow], reasons: Iterable[tuple[UUID, Why]]) -> tuple[ContactRow, ...]:
    """The contacts that may be the same person, with why, the likeliest first."""
    found: dict[UUID, set[Why]] = {}
    for other, why in reasons:
        found.setdefault(other, set()).add(why)
    told = [replace(row, why=tuple(sorted(found[row.id], key=_STRENGTH.index))) for row in rows]
    told.sort(key=lambda row: (_STRENGTH.index(row.why[0]), -len(row.why), -row.last_at.timestamp()))
    return tuple(told[:MOST_ALIKE])
