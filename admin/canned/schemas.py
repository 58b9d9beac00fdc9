"""The words of the pages of canned replies."""

from collections.abc import Mapping
from typing import Any

from admin.frame.service import Words, address
from helpdesk.canned.model import CannedReply
from helpdesk.canned.rules import VARIABLES, filled
from helpdesk.desk.pages import Visit
from kit.errors import Refusal
from ui.i18n import N_
from ui.model import FieldError

ORDER = ("title", "text")
MEANINGS: Mapping[str, tuple[str, str]] = {
    "nama": (N_("nama warga"), N_("Siti Rahmawati")),
    "nomor": (N_("nomor laporan"), "BTG-7K4Q-29XM-C"),
    "kantor": (N_("nama kantor"), ""),
    "petugas": (N_("nama petugas yang menulis"), N_("Dewi Anjani")),
    "fasilitas": (N_("nama fasilitas yang dilaporkan"), N_("Puskesmas Melati")),
}
"""What each variable stands for, and an example; every one of `VARIABLES` is among them."""
DONE: Mapping[str, str] = {
    "added": N_("Balasan ditambahkan. Petugas langsung dapat memakainya."),
    "saved": N_("Balasan disimpan."),
    "off": N_("Balasan tidak lagi ditawarkan kepada petugas."),
    "on": N_("Balasan ditawarkan lagi kepada petugas."),
}
REFUSED: Mapping[str, str] = {
    "too_many_replies": N_("Sudah ada 200 balasan. Hentikan yang tidak dipakai lagi."),
    "canned_reply_changed": N_(
        "Orang lain baru saja mengubah balasan ini. Di bawah ini keadaan terbarunya; tulisan Anda ada di bawahnya."
    ),
}
WRONG: Words = {
    ("title", "required"): N_("Tulis judulnya."),
    ("title", "too_long"): N_("Judul terlalu panjang: paling banyak 80 huruf."),
    ("title", "taken"): N_("Sudah ada balasan aktif dengan judul itu."),
    ("text", "required"): N_("Tulis isi balasannya."),
    ("text", "too_long"): N_("Isi terlalu panjang: paling banyak 2.000 huruf."),
    ("text", "brace"): N_("Ada kurung kurawal yang tidak berpasangan. Tulis variabel seperti {nama}."),
}
_UNKNOWN = N_("Variabel ini tidak dikenal: %(unknown)s. Yang dapat dipakai: %(known)s.")


def row(here: Visit, reply: CannedReply) -> dict[str, Any]:
    """A reply as the list shows it."""
    return {
        "title": reply.title,
        "text": reply.text,
        "active": reply.active,
        "href": address(here, f"canned/{reply.id}"),
    }


def variables(here: Visit) -> list[tuple[str, str]]:
    """Each variable as it is written, and what it stands for."""
    return [(f"{{{name}}}", here.say(MEANINGS[name][0])) for name in VARIABLES]


def preview(here: Visit, text: str) -> str:
    """The reply as a citizen could read it, with invented names."""
    values = {name: here.say(example) for name, (_, example) in MEANINGS.items() if example}
    return filled(text, {**values, "kantor": here.office.desk_name}).text


def unknown_first(here: Visit, errors: list[FieldError], refusal: Refusal | None) -> list[FieldError]:
    """The errors, with the variables named that we do not have."""
    unknown = refusal.details.get("unknown") if refusal else None
    if not unknown:
        return errors
    said = here.say(_UNKNOWN, unknown=_braced(unknown), known=_braced(VARIABLES))
    return [FieldError(field=each.field, text=said) if each.field == "text" else each for each in errors]


def _braced(names: tuple[str, ...]) -> str:
    return ", ".join(f"{{{name[:40]}}}" for name in names[:10])
