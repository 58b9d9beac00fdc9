"""A unit, as the office's administrator sees it."""

from uuid import UUID

import msgspec


class OfficeUnit(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the office; a facility is one that citizens can name."""

    id: UUID
    parent_id: UUID | None
    name: str
    kind: str
    address: str
    is_facility: bool
    active: bool
    version: int
    position: int
    open_cases: int = 0
    people: int = 0
    """Active members who work in it."""


class TypedUnit(msgspec.Struct, frozen=True, kw_only=True):
    """What the form says, as it was typed."""

    name: str = ""
    kind: str = ""
    parent: str = ""
    """An id, or empty for a unit directly below the office."""
    address: str = ""


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """A unit in its place in the tree; 0 is directly below the office."""

    unit: OfficeUnit
    depth: int
