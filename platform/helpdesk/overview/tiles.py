"""The provinces as tiles on a grid, each about where it lies: equal in size, so that none looks more important."""

from collections.abc import Iterable
from typing import NamedTuple

from helpdesk.overview.model import OfficeFigures, Tile


class _Place(NamedTuple):
    name: str
    row: int
    column: int


_GRID = {
    "11": _Place("Aceh", 1, 1),
    "12": _Place("Sumut", 2, 2),
    "13": _Place("Sumbar", 3, 2),
    "14": _Place("Riau", 3, 3),
    "21": _Place("Kepri", 2, 4),
    "15": _Place("Jambi", 4, 3),
    "17": _Place("Bengkulu", 4, 2),
    "16": _Place("Sumsel", 5, 3),
    "19": _Place("Babel", 4, 4),
    "18": _Place("Lampung", 6, 3),
    "36": _Place("Banten", 6, 4),
    "31": _Place("Jakarta", 6, 5),
    "32": _Place("Jabar", 7, 5),
    "33": _Place("Jateng", 6, 6),
    "34": _Place("DIY", 7, 6),
    "35": _Place("Jatim", 6, 7),
    "51": _Place("Bali", 6, 8),
    "52": _Place("NTB", 6, 9),
    "53": _Place("NTT", 6, 10),
    "61": _Place("Kalbar", 3, 5),
    "62": _Place("Kalteng", 4, 6),
    "63": _Place("Kalsel", 5, 7),
    "64": _Place("Kaltim", 3, 7),
    "65": _Place("Kaltara", 2, 7),
    "71": _Place("Sulut", 2, 10),
    "75": _Place("Gorontalo", 3, 9),
    "72": _Place("Sulteng", 4, 9),
    "76": _Place("Sulbar", 4, 8),
    "73": _Place("Sulsel", 5, 8),
    "74": _Place("Sultra", 5, 9),
    "82": _Place("Malut", 3, 11),
    "81": _Place("Maluku", 5, 11),
    "96": _Place("PBD", 3, 12),
    "92": _Place("Pabar", 3, 13),
    "91": _Place("Papua", 3, 14),
    "94": _Place("Papteng", 4, 13),
    "95": _Place("Papeg", 4, 14),
    "93": _Place("Papsel", 5, 14),
}
"""Short names and places of the 38 provinces of Kepmendagri 300.2.2-2138/2025."""


def province_name(region: str) -> str:
    """The short name of a province by its two digits; the digits themselves for a region that is none."""
    return _GRID[region].name if region in _GRID else region


def tiles(offices: Iterable[OfficeFigures]) -> tuple[Tile, ...]:
    """A tile for each province that has offices among these, from west to east; none when there is one province."""
    found: dict[str, list[OfficeFigures]] = {}
    for office in offices:
        if office.region[:2] in _GRID:
            found.setdefault(office.region[:2], []).append(office)
    if len(found) < 2:
        return ()
    made = (_tile(region, those) for region, those in found.items())
    return tuple(sorted(made, key=lambda tile: (tile.column, tile.row)))


def _tile(region: str, offices: list[OfficeFigures]) -> Tile:
    place = _GRID[region]
    return Tile(
        region=region,
        name=place.name,
        row=place.row,
        column=place.column,
        offices=len(offices),
        open=sum(each.open for each in offices if each.is_current),
        late=sum(each.late for each in offices if each.is_current),
    )
