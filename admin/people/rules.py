"""What may be said about somebody's post, and what an administrator may not do to their own."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from admin.people.model import Colleague, Standing
from kit.errors import Conflict, Forbidden, Invalid
from tenants.permissions.model import Actor, ActorKind, Permission, Role
from tenants.permissions.rules import permissions_of

LONGEST_NAME = 120


def standing_of(colleague: Colleague, now: datetime) -> Standing:
    """May they come in now."""
    if not colleague.active:
        return Standing.INACTIVE
    ended = colleague.valid_until is not None and colleague.valid_until <= now
    return Standing.ENDED if ended else Standing.ACTIVE


def chosen(
    roles: Iterable[str], units: Iterable[str], known: Mapping[UUID, str]
) -> tuple[tuple[Role, ...], tuple[UUID, ...]]:
    """Roles and units as the form named them; raises `Invalid`.

    Somebody who sees the cases of units only needs at least one.
    """
    words, names = set(roles), {str(unit): unit for unit in known}
    picked_roles = tuple(role for role in Role if role.value in words)
    picked_units = tuple(names[unit] for unit in dict.fromkeys(units) if unit in names)
    wrong = {}
    if not picked_roles:
        wrong["roles"] = "required"
    elif words - {role.value for role in picked_roles}:
        wrong["roles"] = "unknown"
    if set(units) - names.keys():
        wrong["units"] = "unknown"
    elif Role.UNIT_OFFICER in picked_roles and not picked_units:
        wrong["units"] = "required"
    if wrong:
        raise Invalid("invalid", fields=wrong)
    return picked_roles, picked_units


def names_of(units: Iterable[UUID], known: Mapping[UUID, str]) -> tuple[str, ...]:
    """The units' names; raises `Invalid` for a name that two units bear, which says nothing."""
    names = tuple(known[unit] for unit in units)
    if any(list(known.values()).count(name) > 1 for name in names):
        raise Invalid("invalid", fields={"units": "ambiguous"})
    return names


def tidy(text: str) -> str:
    """A name as it is kept: one blank between words, nothing that cannot be stored."""
    return " ".join(text.replace("\x00", "").split())


def must_still_manage(actor: Actor, own: Colleague | None, now: datetime) -> None:
    """Raise `Forbidden` when the actor's own right ended while the request was under way."""
    if actor.kind is not ActorKind.STAFF:
        return
    if own is None or standing_of(own, now) is not Standing.ACTIVE:
        raise Forbidden("not_permitted")
    if Permission.MANAGE_OFFICE not in permissions_of(own.roles):
        raise Forbidden("not_permitted")


def must_not_lock_out(actor: Actor, member_id: UUID, roles: Iterable[Role]) -> None:
    """Raise `Conflict` when administrators would take away their own right to manage the office."""
    if member_id == actor.id and Permission.MANAGE_OFFICE not in permissions_of(roles):
        raise Conflict("own_administrator")
