"""The words of the pages of authorities."""

from collections.abc import Mapping
from typing import Any

from admin.frame.service import Words, address
from helpdesk.authorities.model import Authority
from helpdesk.desk.pages import Visit
from ui.i18n import N_

ORDER = ("name", "reach")
DONE: Mapping[str, str] = {
    "added": N_("Instansi ditambahkan. Petugas langsung dapat memilihnya."),
    "saved": N_("Instansi disimpan."),
    "off": N_("Instansi tidak lagi ditawarkan. Kasus yang menyebutnya tetap menyimpannya."),
    "on": N_("Instansi ditawarkan lagi kepada petugas."),
}
REFUSED: Mapping[str, str] = {
    "too_many_authorities": N_("Sudah ada 100 instansi. Hentikan yang tidak dipakai lagi."),
    "authority_changed": N_("Orang lain baru saja mengubah instansi ini. Di bawah ini keadaan terbarunya."),
}
WRONG: Words = {
    ("name", "required"): N_("Tulis nama instansinya."),
    ("name", "too_long"): N_("Nama terlalu panjang: paling banyak 80 huruf."),
    ("name", "taken"): N_("Instansi dengan nama itu sudah ada."),
    ("reach", "too_long"): N_("Terlalu panjang: paling banyak 160 huruf."),
}


def row(here: Visit, authority: Authority) -> dict[str, Any]:
    """An authority as the list shows it."""
    return {
        "name": authority.name,
        "reach": authority.reach,
        "active": authority.active,
        "href": address(here, f"authorities/{authority.id}"),
    }
