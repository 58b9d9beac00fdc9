"""An office, as it is printed on its door, and its units."""

from enum import StrEnum
from uuid import UUID

import msgspec

ZONES = ("Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura")
"""The country's time zones."""


class Level(StrEnum):
    """Where an office stands in the tree, from the top down."""

    MINISTRY = "ministry"
    PROVINCE = "province"
    DISTRICT = "district"
    FACILITY = "facility"

    def stands_above(self, other: "Level") -> bool:
        """Can an office of the other level be below one of this?"""
        levels = list(Level)
        return levels.index(self) < levels.index(other)

    @property
    def leads(self) -> bool:
        """Can an office of this level open others below it and tell them something?"""
        return self in (Level.MINISTRY, Level.PROVINCE)


class Kin(StrEnum):
    """How another office stands to ours."""

    ABOVE = "above"
    BELOW = "below"
    SIBLING = "sibling"
    OTHER = "other"


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """One tenant."""

    id: int
    uid: UUID
    slug: str
    code: str
    """Two to five letters; case numbers begin with it."""
    name: str
    desk_name: str
    level: Level
    region: str
    parent_id: int | None
    timezone: str
    brand: str
    contacts: dict[str, str]
    languages: tuple[str, ...]
    host: str | None
    """A host name of its own, in small letters and with the port if it is not the usual one."""


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """A part of an office that works on cases; a facility is a unit citizens can name."""

    id: UUID
    parent_id: UUID | None
    name: str
    kind: str
    is_facility: bool
    active: bool
    address: str = ""

    @property
    def label(self) -> str:
        """The name as it is chosen from a list: two facilities of one name are told apart by their addresses."""
        return f"{self.name} – {self.address}" if self.is_facility and self.address else self.name
