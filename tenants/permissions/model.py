"""Roles, permissions and the one who acts."""

from enum import StrEnum
from uuid import UUID

import msgspec


class Role(StrEnum):
    """What a person is in one office."""

    AGENT = "agent"
    UNIT_OFFICER = "unit_officer"
    SUPERVISOR = "supervisor"
    HEAD = "head"
    ADMINISTRATOR = "administrator"
    INTEGRATOR = "integrator"


GUEST_ROLES = (Role.AGENT, Role.UNIT_OFFICER, Role.SUPERVISOR)
"""What somebody of another office may be here for a time: roles at the desk."""


class Permission(StrEnum):
    """One thing that may be done; also the scopes of API keys."""

    READ_CASES = "cases:read"
    READ_ALL_UNITS = "cases:read_all_units"
    EXPORT_CASES = "cases:export"
    """Take a whole list out of the house, with citizens masked."""
    OPEN_CASES = "cases:open"
    IMPORT_CASES = "cases:import"
    """Take a whole list of cases into the office from a spreadsheet, and take that back."""
    WORK_CASES = "cases:work"
    REPLY = "cases:reply"
    NOTE = "cases:note"
    DISPOSE = "cases:dispose"
    APPROVE = "cases:approve"
    """Decide about a disposition that waits for it, as far as the office's rule names the own role."""
    CLOSE = "cases:close"
    ESCALATE = "cases:escalate"
    FILE_IN_REGISTER = "cases:register"
    REVEAL_IDENTITY = "contacts:reveal"
    MERGE_CONTACTS = "contacts:merge"
    """Find that two contacts are one person, and undo it."""
    ERASE_CITIZENS = "citizens:erase"
    """Erase a citizen's data from an ended case, or name the law that keeps them."""
    READ_EVENTS = "events:read"
    READ_OVERVIEW = "overview:read"
    OVERSEE_ROUNDS = "rounds:oversee"
    """Sign monitoring rounds, and give those that were missed their reason."""
    ANNOUNCE = "announcements:write"
    """Tell the offices below something."""
    OVERSEE_LETTERS = "letters:oversee"
    """Read which letters went between this office and others, and decide about those that did not arrive."""
    MANAGE_OFFICE = "office:manage"
    READ_AUDIT = "audit:read"


class ActorKind(StrEnum):
    """What kind of hand did it."""

    STAFF = "staff"
    API_KEY = "api_key"
    CITIZEN = "citizen"
    SYSTEM = "system"
    PEER = "peer"
    UNIT = "unit"
    """A unit of the office itself, by its link or its registered number: which person it was, it says itself."""


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """The one who acts, in one tenant, with the rights that held when the request came in."""

    tenant_id: int
    kind: ActorKind
    id: UUID | None = None
    """The membership of staff, the API key's id; none for citizens and the system."""
    person_id: UUID | None = None
    name: str = ""
    """As it stands in histories; a guest's with the own office: `Lestari (Halo Kemenkes)`."""
    home: str = ""
    """The own office of a guest; empty for everybody else."""
    unit_ids: frozenset[UUID] = frozenset()
    roles: frozenset[str] = frozenset()
    """Of staff, where a rule of the office asks for one; what they may do, `permissions` says."""
    permissions: frozenset[Permission] = frozenset()

    def may(self, permission: Permission) -> bool:
        """Does the actor hold this permission?"""
        return permission in self.permissions


def system(tenant_id: int) -> Actor:
    """Sahut itself, in one tenant."""
    return Actor(tenant_id=tenant_id, kind=ActorKind.SYSTEM, name="Sahut", permissions=frozenset(Permission))
