"""The table of permissions, and the question asked of it."""

from collections.abc import Iterable
from uuid import UUID

from kit.errors import Forbidden, Missing
from tenants.permissions.model import GUEST_ROLES, Actor, Permission, Role

P = Permission

TABLE: dict[Role, frozenset[Permission]] = {
    Role.UNIT_OFFICER: frozenset({P.READ_CASES, P.WORK_CASES, P.NOTE, P.REPLY}),
    Role.AGENT: frozenset(
        {
            P.READ_CASES,
            P.READ_ALL_UNITS,
            P.EXPORT_CASES,
            P.OPEN_CASES,
            P.WORK_CASES,
            P.REPLY,
            P.NOTE,
            P.DISPOSE,
            P.CLOSE,
            P.ESCALATE,
            P.FILE_IN_REGISTER,
            P.REVEAL_IDENTITY,
            P.MERGE_CONTACTS,
        }
    ),
    Role.SUPERVISOR: frozenset(
        {
            P.READ_CASES,
            P.READ_ALL_UNITS,
            P.EXPORT_CASES,
            P.OPEN_CASES,
            P.IMPORT_CASES,
            P.WORK_CASES,
            P.REPLY,
            P.NOTE,
            P.DISPOSE,
            P.APPROVE,
            P.CLOSE,
            P.ESCALATE,
            P.FILE_IN_REGISTER,
            P.REVEAL_IDENTITY,
            P.MERGE_CONTACTS,
            P.ERASE_CITIZENS,
            P.READ_OVERVIEW,
            P.OVERSEE_ROUNDS,
            P.ANNOUNCE,
            P.OVERSEE_LETTERS,
            P.READ_AUDIT,
        }
    ),
    Role.HEAD: frozenset(
        {P.READ_CASES, P.READ_ALL_UNITS, P.EXPORT_CASES, P.NOTE, P.APPROVE, P.READ_OVERVIEW, P.ANNOUNCE}
    ),
    Role.ADMINISTRATOR: frozenset(
        {P.MANAGE_OFFICE, P.IMPORT_CASES, P.READ_AUDIT, P.READ_OVERVIEW, P.ANNOUNCE}
    ),
    Role.INTEGRATOR: frozenset({P.READ_CASES, P.READ_ALL_UNITS, P.READ_EVENTS, P.READ_OVERVIEW}),
}

GUESTS_NEVER = frozenset(
    {
        P.MANAGE_OFFICE,
        P.READ_AUDIT,
        P.EXPORT_CASES,
        P.IMPORT_CASES,
        P.READ_EVENTS,
        P.ERASE_CITIZENS,
        P.ANNOUNCE,
    }
)
"""What nobody may in an office that is not their own, whatever the role: set it up, make keys, read who did what
there, carry its cases away or bring sheets of them in, erase its citizens' data, speak for it."""


def permissions_of(roles: Iterable[str]) -> frozenset[Permission]:
    """All that a set of roles may do; an unknown role may do nothing."""
    known = {role.value: role for role in Role}
    return frozenset().union(*(TABLE[known[role]] for role in roles if role in known))


def permissions_of_guest(roles: Iterable[str]) -> frozenset[Permission]:
    """All that somebody of another office may do with these roles; roles that no guest has allow nothing."""
    known = {role.value for role in GUEST_ROLES}
    return permissions_of(role for role in roles if role in known) - GUESTS_NEVER


def permissions_of_scopes(scopes: Iterable[str]) -> frozenset[Permission]:
    """All that an API key's scopes allow; an unknown scope allows nothing."""
    known = {permission.value for permission in Permission}
    return frozenset(Permission(scope) for scope in scopes if scope in known)


def require(actor: Actor, permission: Permission) -> None:
    """Raise `Forbidden` unless the actor holds the permission."""
    if not actor.may(permission):
        raise Forbidden("not_permitted", permission=permission.value)


def require_one(actor: Actor, *permissions: Permission) -> None:
    """Raise `Forbidden` unless the actor holds one of these."""
    if not any(map(actor.may, permissions)):
        raise Forbidden("not_permitted", permission=permissions[0].value)


def may_reach(actor: Actor, unit_id: UUID | None) -> bool:
    """Is a case of this unit any of the actor's business? Units see only their cases."""
    return actor.may(Permission.READ_ALL_UNITS) or (unit_id is not None and unit_id in actor.unit_ids)


def require_unit(actor: Actor, unit_id: UUID | None) -> None:
    """Raise `Missing` unless the actor `may_reach` a case of this unit."""
    if not may_reach(actor, unit_id):
        raise Missing("case_missing")
