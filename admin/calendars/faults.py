"""What is wrong with a calendar's form, in words."""

import re
from collections.abc import Mapping

from admin.calendars.schemas import ON_DAY
from helpdesk.desk.pages import Visit
from kit.errors import Refusal
from ui.i18n import N_
from ui.model import FieldError
from ui.words import words

REFUSED: Mapping[str, str] = {
    "too_many_calendars": N_("Kantor ini sudah mempunyai 20 macam jam. Hapus yang tidak dipakai lagi."),
    "calendar_of_office": N_("Jam kantor tidak dapat dihapus."),
    "calendar_promised": N_("Jam ini tidak dapat dihapus: ada aturan yang menghitung janji di dalamnya."),
    "calendar_changed": N_(
        "Orang lain baru saja mengubah jam ini. Di bawah ini keadaan terbarunya; isian Anda belum disimpan."
    ),
}
_HOURS = N_("Jam tidak terbaca. Tulis seperti 07.30–12.00, 13.00–16.00.")
_WRONG: Mapping[tuple[str, str], str] = {
    ("name", "required"): N_("Tulis namanya."),
    ("name", "too_long"): N_("Nama terlalu panjang: paling banyak 60 huruf."),
    ("name", "taken"): N_("Sudah ada jam dengan nama itu."),
    ("timezone", "unknown"): N_("Pilih zona waktu dari daftar."),
    ("like", "unknown"): N_("Pilih jam dari daftar."),
    ("hours", "unreadable"): _HOURS,
    ("hours", "backwards"): N_(
        "Jam tutup harus setelah jam buka. Jam yang melewati tengah malam ditulis pada dua hari, sampai 24.00."
    ),
    ("hours", "overlap"): N_("Ada jam yang tumpang tindih."),
    ("hours", "too_many"): N_("Terlalu banyak bagian: paling banyak enam dalam sehari."),
    ("hours", "never_open"): N_("Paling sedikit satu hari dalam seminggu harus buka."),
    ("day name", "required"): N_("Tulis nama harinya."),
    ("day name", "too_long"): N_("Nama hari terlalu panjang: paling banyak 80 huruf."),
    ("date", "required"): N_("Isi tanggalnya."),
    ("date", "unreadable"): N_("Tanggal tidak terbaca. Tulis seperti 24/12/2026."),
    ("date", "twice"): N_("Tanggal ini sudah disebut di atas."),
    ("date", "too_many"): N_("Terlalu banyak hari. Hapus hari yang sudah lama lewat."),
    ("file", "required"): N_("Pilih berkas, atau tempelkan isinya."),
    ("file", "not_ics"): N_("Ini bukan berkas kalender (.ics)."),
    ("file", "too_large"): N_("Berkas terlalu besar: paling besar 1 MB."),
    ("file", "too_many"): N_("Terlalu banyak tanggal dalam berkas ini: paling banyak 500."),
    ("file", "too_many_days"): N_(
        "Dengan berkas ini hari libur kantor menjadi lebih dari 200. Hapus hari yang sudah lama lewat."
    ),
}
_UNREAD = N_("Isian ini tidak terbaca.")
_ROW = re.compile(r"(free|special)_(date|name|periods)_(\d+)")
_PARTS = {"date": "date", "name": "day name", "periods": "hours"}
_IN_ROW = {
    "free": N_("Hari libur, baris %(row)s: %(said)s"),
    "special": N_("Hari dengan jam lain, baris %(row)s: %(said)s"),
}


def faults(here: Visit, refusal: Refusal | None) -> tuple[list[FieldError], dict[str, str]]:
    """What is wrong: for the list above the form, where each says its place, and by field."""
    fields: Mapping[str, str] = refusal.details.get("fields", {}) if refusal else {}
    wrong = {field: _wrong(here, field, code) for field, code in fields.items()}
    return [FieldError(field=field, text=_placed(here, field, text)) for field, text in wrong.items()], wrong


def _wrong(here: Visit, field: str, code: str) -> str:
    row = _ROW.fullmatch(field)
    part = _PARTS[row[2]] if row else "hours" if field.startswith("day_") else field
    return here.say(_WRONG.get((part, code), _UNREAD))


def _placed(here: Visit, field: str, text: str) -> str:
    if row := _ROW.fullmatch(field):
        return here.say(_IN_ROW[row[1]], row=int(row[3]) + 1, said=text)
    if field.startswith("day_"):
        return here.say(ON_DAY, day=words(here.language).days[int(field[4:])], said=text)
    return text
