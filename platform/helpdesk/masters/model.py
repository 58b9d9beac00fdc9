"""Lists of a register, and the maps between it and an office."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from helpdesk.channels.register import MapKind, MasterKind


class Master(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a register's list as it is known here."""

    kind: MasterKind
    code: str
    name: str
    parent: str = ""
    typed: bool = False
    """Somebody of the office entered it; the register's own list has not brought it."""
    active: bool = True
    gone_at: datetime | None = None
    """When the register's list first lacked it."""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """What reading a whole list changed here."""

    added: int = 0
    changed: int = 0
    gone: int = 0


class OfficeMap(msgspec.Struct, frozen=True, kw_only=True):
    """One map of an office; what stands in none is translated by the account's settings."""

    map: MapKind
    pairs: Mapping[str, str] = {}
    version: int = 0
    """0 until somebody saved it."""


class MapLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a map as it is shown to whoever keeps it."""

    key: str
    label: str
    chosen: str = ""
    usual: str = ""
    """What holds while nothing is chosen."""
    suggested: str = ""
    """A code whose name is like the label; nothing when none is."""


class MapSheet(msgspec.Struct, frozen=True, kw_only=True):
    """A whole map to look at and to change."""

    map: MapKind
    lines: tuple[MapLine, ...]
    choices: tuple[Master, ...]
    """What may be chosen; empty where the register's list is not known, or is ours."""
    version: int


class ListState(msgspec.Struct, frozen=True, kw_only=True):
    """How one list of a register stands."""

    kind: MasterKind
    active: int
    fetched: bool
    """The register gives it out; otherwise it is typed in."""
    lately_gone: tuple[Master, ...] = ()


class RegisterState(msgspec.Struct, frozen=True, kw_only=True):
    """How an account's lists stand."""

    lists: tuple[ListState, ...]
    mapped: Mapping[MapKind, int] = {}
    """How many lines of each map somebody chose."""
    fetched_at: datetime | None = None
    error_code: str = ""


TARGETS: Mapping[MapKind, MasterKind] = {
    MapKind.CLASSIFICATION: MasterKind.CLASSIFICATION,
    MapKind.CATEGORY: MasterKind.CATEGORY,
    MapKind.INSTITUTION: MasterKind.INSTITUTION,
    MapKind.LOCATION: MasterKind.LOCATION,
    MapKind.CHANNEL: MasterKind.CHANNEL,
    MapKind.TEMPLATE: MasterKind.TEMPLATE,
}
"""Which list a map leads into; the map of states leads into our own words."""


class Codes(msgspec.Struct, frozen=True, kw_only=True):
    """What the register calls what a case is, by the office's maps; empty where the settings decide."""

    classification: str = ""
    category: str = ""
    location: str = ""
    channel: str = ""
