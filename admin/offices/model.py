"""A new office, as its form says it and as it begins."""

from typing import NamedTuple

import msgspec


class NewUnit(NamedTuple):
    """A unit, and the one above it."""

    name: str
    kind: str
    parent: str = ""
    is_facility: bool = False
    address: str = ""


class NewOffice(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on the door of an office, and what it begins with."""

    slug: str
    code: str
    name: str
    desk_name: str
    level: str
    region: str
    parent: str
    """The slug of the office above; empty for none."""
    timezone: str
    hours: str
    """`office` or `halo`."""
    contacts: dict[str, str]
    units: tuple[NewUnit, ...]


class TypedOffice(msgspec.Struct, frozen=True, kw_only=True):
    """What the form says, as it was typed."""

    region: str = ""
    name: str = ""
    desk_name: str = ""
    slug: str = ""
    code: str = ""
    timezone: str = ""
    units: str = ""
    """One a line: name; kind; the unit above; address."""
    admin_name: str = ""
    admin_email: str = ""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """An office that can be opened, and who comes in first."""

    office: NewOffice
    region_name: str
    admin_name: str
    admin_email: str
