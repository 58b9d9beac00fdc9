"""Which offices the front page shows: all of a few; of many, a search and the provinces."""

import unicodedata
from collections.abc import Sequence

import msgspec

from tenants.offices.model import Level, Office

FEW = 12
"""So many offices are shown at once, without anything to search by."""
MOST_FOUND = 40


class Province(msgspec.Struct, frozen=True, kw_only=True):
    """A way to the offices of one province."""

    region: str
    """Two digits (Kepmendagri)."""
    name: str
    offices: int


class Doors(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on the front page."""

    many: bool
    """There are too many offices to show all: a search stands above them."""
    offices: tuple[Office, ...]
    provinces: tuple[Province, ...] = ()
    province: str = ""
    """The name of the chosen one."""
    more: bool = False
    """Others match, too."""


def doors(offices: Sequence[Office], words: str, region: str) -> Doors:
    """Those that all `words` fit; else those of the province `region`; else provinces and what belongs to none."""
    if len(offices) <= FEW:
        return Doors(many=False, offices=tuple(offices))
    heads = {_province(each): each for each in offices if each.level is Level.PROVINCE}
    if wanted := _plain(words).split():
        found = sorted((each for each in offices if _fits(each, wanted)), key=_by_name)
        return Doors(many=True, offices=tuple(found[:MOST_FOUND]), more=len(found) > MOST_FOUND)
    if region in heads:
        mine = [each for each in offices if _province(each) == region]
        mine.sort(key=lambda each: (each.level is not Level.PROVINCE, *_by_name(each)))
        return Doors(many=True, offices=tuple(mine), province=_named(heads[region]))
    return Doors(
        many=True,
        offices=tuple(each for each in offices if _province(each) not in heads),
        provinces=tuple(
            Province(region=code, name=_named(head), offices=sum(_province(each) == code for each in offices))
            for code, head in sorted(heads.items(), key=lambda pair: _by_name(pair[1]))
        ),
    )


def _province(office: Office) -> str:
    return office.region[:2]


def _named(head: Office) -> str:
    """The province as its office is named after it."""
    return head.name.removeprefix("Dinas Kesehatan ").removeprefix("Provinsi ")


def _fits(office: Office, wanted: Sequence[str]) -> bool:
    said = _plain(f"{office.desk_name} {office.name}")
    return all(word in said for word in wanted)


def _by_name(office: Office) -> tuple[str, int]:
    return _plain(office.name), office.id


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text[:200].casefold())
    return "".join(each for each in decomposed if not unicodedata.combining(each))
