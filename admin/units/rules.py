"""What a unit may be, and where it may stand: a tree without rings, not too deep, without namesakes side by side."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from admin.units.model import OfficeUnit, Placed, TypedUnit
from kit.errors import Conflict, Invalid
from ui.i18n import N_

LONGEST_NAME = 120
LONGEST_ADDRESS = 200
DEEPEST = 5
"""Levels below the office."""
MOST = 600
"""Active units: a district has some forty with its facilities, the ministry a few hundred."""
MOST_MOVED = 200
"""Cases that are passed on in one go when a unit closes."""


class Kind(NamedTuple):
    """What a unit is called, and whether citizens can name it."""

    name: str
    facility: bool


KINDS: dict[str, Kind] = {
    "field": Kind(N_("Bidang"), False),
    "section": Kind(N_("Seksi atau subbagian"), False),
    "secretariat": Kind(N_("Sekretariat"), False),
    "directorate": Kind(N_("Direktorat"), False),
    "inspectorate": Kind(N_("Inspektorat"), False),
    "technical": Kind(N_("UPTD"), False),
    "other": Kind(N_("Unit lain"), False),
    "puskesmas": Kind(N_("Puskesmas"), True),
    "pustu": Kind(N_("Puskesmas pembantu"), True),
    "hospital": Kind(N_("Rumah sakit"), True),
    "clinic": Kind(N_("Klinik"), True),
    "laboratory": Kind(N_("Laboratorium kesehatan"), True),
}


class Wanted(NamedTuple):
    """A form that holds."""

    name: str
    kind: str
    parent_id: UUID | None
    address: str

    @property
    def is_facility(self) -> bool:
        return KINDS[self.kind].facility


def checked(typed: TypedUnit, units: Sequence[OfficeUnit], own: UUID | None = None) -> Wanted:
    """What the form asks for, fitting among the office's units; raises `Invalid` naming the fields."""
    name, address = (" ".join(text.replace("\x00", "").split()) for text in (typed.name, typed.address))
    parents = {str(unit.id): unit for unit in units if unit.active}
    wrong = {}
    if not name or len(name) > LONGEST_NAME:
        wrong["name"] = "too_long" if name else "required"
    if typed.kind not in KINDS:
        wrong["kind"] = "unknown" if typed.kind else "required"
    if len(address) > LONGEST_ADDRESS:
        wrong["address"] = "too_long"
    parent = parents.get(typed.parent)
    if typed.parent and parent is None:
        wrong["parent"] = "unknown"
    elif parent is not None and own is not None and parent.id in branch(units, own):
        wrong["parent"] = "ring"
    elif parent is not None and depth_of(units, parent.id) + height_of(units, own) > DEEPEST:
        wrong["parent"] = "too_deep"
    if "name" not in wrong and _has_namesake(name, parent.id if parent else None, units, own):
        wrong["name"] = "taken"
    if wrong:
        raise Invalid("invalid", fields=wrong)
    return Wanted(name, typed.kind, parent.id if parent else None, address)


def must_be_room(units: Sequence[OfficeUnit]) -> None:
    """Raise `Conflict` when the office has as many units as it may."""
    if sum(unit.active for unit in units) >= MOST:
        raise Conflict("too_many_units")


def must_be_free(unit: OfficeUnit, units: Sequence[OfficeUnit]) -> None:
    """Raise `Conflict` when active units stand below it."""
    if any(each.active and each.parent_id == unit.id for each in units):
        raise Conflict("unit_has_children")


def branch(units: Sequence[OfficeUnit], root: UUID) -> frozenset[UUID]:
    """A unit and everything below it."""
    found, waiting = {root}, [root]
    while waiting:
        above = waiting.pop()
        below = [unit.id for unit in units if unit.parent_id == above and unit.id not in found]
        found.update(below)
        waiting.extend(below)
    return frozenset(found)


def depth_of(units: Sequence[OfficeUnit], unit_id: UUID) -> int:
    """Levels from the office down to the unit; 1 directly below it."""
    by_id = {unit.id: unit for unit in units}
    depth, here = 0, by_id.get(unit_id)
    while here is not None and depth <= len(units):
        depth, here = depth + 1, by_id.get(here.parent_id) if here.parent_id else None
    return depth


def height_of(units: Sequence[OfficeUnit], root: UUID | None) -> int:
    """Levels that a unit brings along: 1 for itself, more for what stands below it."""
    if root is None:
        return 1
    below = [unit.id for unit in units if unit.parent_id == root]
    return 1 + max((height_of(units, each) for each in below), default=0)


def tree(units: Sequence[OfficeUnit]) -> list[Placed]:
    """Each unit below the one it belongs to, active ones in the office's order; inactive ones at the end."""
    active = [unit for unit in units if unit.active]
    known = {unit.id for unit in active}
    below: dict[UUID | None, list[OfficeUnit]] = {}
    for unit in active:
        below.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)
    placed: list[Placed] = []
    waiting = [(unit, 0) for unit in reversed(below.get(None, []))]
    while waiting:
        unit, depth = waiting.pop()
        placed.append(Placed(unit=unit, depth=depth))
        waiting.extend((child, depth + 1) for child in reversed(below.get(unit.id, [])))
    return [*placed, *(Placed(unit=unit, depth=0) for unit in units if not unit.active)]


def _has_namesake(name: str, parent_id: UUID | None, units: Sequence[OfficeUnit], own: UUID | None) -> bool:
    return any(
        unit.active
        and unit.id != own
        and unit.parent_id == parent_id
        and unit.name.casefold() == name.casefold()
        for unit in units
    )
