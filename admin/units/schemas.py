"""The words of the pages of units."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from admin.frame.service import Words, address
from admin.units.model import OfficeUnit, Placed
from admin.units.rules import KINDS, branch, tree
from helpdesk.desk.pages import Visit
from ui.i18n import N_
from ui.model import Option

ORDER = ("name", "kind", "parent", "address", "move_to")
DONE: Mapping[str, str] = {
    "added": N_("Unit ditambahkan. Mulai sekarang dapat dipilih saat disposisi."),
    "saved": N_("Perubahan unit disimpan."),
    "off": N_("Unit dinonaktifkan. Riwayatnya tetap ada pada setiap kasus."),
    "moved": N_("Kasus yang terbuka sudah dipindahkan, dan unit dinonaktifkan."),
    "on": N_("Unit aktif lagi."),
}
REFUSED: Mapping[str, str] = {
    "unit_has_children": N_(
        "Unit ini membawahi unit lain yang aktif. Pindahkan atau nonaktifkan unit di bawahnya dahulu."
    ),
    "unit_has_cases": N_("Unit ini masih memegang kasus terbuka. Pilih unit yang akan melanjutkannya."),
    "too_many_cases": N_(
        "Kasus terbuka di unit ini lebih dari 200. Mintalah petugas meneruskannya dahulu lewat disposisi."
    ),
    "too_many_units": N_("Kantor ini sudah mempunyai 600 unit aktif. Nonaktifkan yang tidak dipakai lagi."),
    "unit_changed": N_(
        "Orang lain baru saja mengubah unit ini. Di bawah ini keadaan terbarunya; isian Anda belum disimpan."
    ),
}
WRONG: Words = {
    ("name", "required"): N_("Tulis nama unitnya."),
    ("name", "too_long"): N_("Nama unit terlalu panjang: paling banyak 120 huruf."),
    ("name", "taken"): N_("Sudah ada unit dengan nama itu di tempat yang sama."),
    ("kind", "required"): N_("Pilih jenisnya."),
    ("kind", "unknown"): N_("Pilih jenis dari daftar."),
    ("address", "too_long"): N_("Alamat terlalu panjang: paling banyak 200 huruf."),
    ("parent", "unknown"): N_("Unit atasan itu tidak ada lagi. Pilih dari daftar."),
    ("parent", "ring"): N_("Unit tidak dapat berada di bawah dirinya sendiri atau unit bawahannya."),
    ("parent", "too_deep"): N_("Terlalu dalam: paling banyak lima tingkat di bawah kantor."),
    ("move_to", "unknown"): N_("Unit itu tidak ada lagi. Pilih unit dari daftar."),
}


def row(here: Visit, placed: Placed) -> dict[str, Any]:
    """A unit as the tree shows it."""
    unit = placed.unit
    return {
        "name": unit.name,
        "depth": placed.depth,
        "href": address(here, f"units/{unit.id}"),
        "kind": kind_words(here, unit.kind),
        "address": unit.address,
        "facility": unit.is_facility,
        "poster_href": address(here, f"units/{unit.id}/poster") if unit.is_facility and unit.active else "",
        "active": unit.active,
        "open_cases": unit.open_cases,
        "people": unit.people,
    }


def kind_words(here: Visit, kind: str) -> str:
    """What a kind is called; a kind that is no longer offered goes by its own name."""
    return here.say(KINDS[kind].name) if kind in KINDS else kind


def kind_options(here: Visit, chosen: str = "") -> list[Option]:
    """Every kind; those that citizens can name say so. A unit keeps a kind that is no longer offered."""
    said = here.say(N_("fasilitas: dapat dipilih warga"))
    options = [
        Option(value=key, label=f"{here.say(kind.name)} ({said})" if kind.facility else here.say(kind.name))
        for key, kind in KINDS.items()
    ]
    return options + ([Option(value=chosen, label=chosen)] if chosen and chosen not in KINDS else [])


def parent_options(units: Sequence[OfficeUnit], own: UUID | None = None) -> list[Option]:
    """Where a unit may stand: anywhere but below itself."""
    never = branch(units, own) if own else frozenset()
    return [
        Option(value=str(each.unit.id), label="\u2003" * each.depth + each.unit.name)
        for each in tree(units)
        if each.unit.active and each.unit.id not in never
    ]
