"""The words of the pages of people: options, rows, what was done, what is wrong."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from admin.frame.service import time_of
from admin.people.model import Colleague, Standing, Typed
from admin.people.rules import standing_of
from helpdesk.desk.pages import Visit
from helpdesk.desk.shell import ROLES
from tenants.permissions.model import Role
from ui.i18n import N_
from ui.model import Option

_HINTS: Mapping[Role, str] = {
    Role.AGENT: N_("Menerima, memeriksa, menjawab, dan meneruskan kasus semua unit."),
    Role.UNIT_OFFICER: N_("Mengerjakan kasus unitnya sendiri saja. Pilih unitnya di bawah."),
    Role.SUPERVISOR: N_("Seperti petugas, ditambah ikhtisar dan catatan audit."),
    Role.HEAD: N_(
        "Membaca semua kasus dan ikhtisar, menulis catatan. Diberi tahu bila janji waktu lama terlewat."
    ),
    Role.ADMINISTRATOR: N_(
        "Mengatur orang, unit, kanal dan teks, membaca catatan audit. Tidak membaca kasus."
    ),
    Role.INTEGRATOR: N_("Membaca kasus semua unit dan ikhtisar. Tidak mengubah apa pun."),
}
_STANDINGS: Mapping[Standing, tuple[str, str, str]] = {
    Standing.ACTIVE: (N_("Aktif"), "ok", "circle-check"),
    Standing.ENDED: (N_("Masa tugas berakhir"), "warn", "hourglass"),
    Standing.INACTIVE: (N_("Nonaktif"), "", "ban"),
}
DONE: Mapping[str, str] = {
    "saved": N_("Peran dan unit disimpan. Berlaku mulai halaman berikutnya yang dibuka orang ini."),
    "off": N_("Orang ini dinonaktifkan. Semua sesinya di kantor ini sudah berakhir."),
    "on": N_("Orang ini aktif lagi, dengan peran dan unit seperti sebelumnya."),
}
REFUSED: Mapping[str, str] = {
    "member_is_guest": N_("Orang ini petugas perbantuan. Atur atau akhiri tugasnya di halaman Perbantuan."),
    "own_administrator": N_(
        "Anda tidak dapat mencabut hak administrator Anda sendiri. Mintalah administrator lain melakukannya."
    ),
    "member_inactive": N_("Orang ini tidak aktif. Aktifkan dahulu, lalu buat tautannya."),
    "member_elsewhere": N_(
        "Orang ini juga bekerja di kantor lain, jadi tautannya akan membuka kantor itu juga."
        " Mintalah pengelola sistem membuatkannya."
    ),
}
WRONG: Mapping[tuple[str, str], str] = {
    ("email", "missing"): N_("Tulis alamat surel yang lengkap, misalnya nama@kantor.go.id."),
    ("email", "known"): N_("Orang dengan alamat ini sudah ada di daftar. Buka namanya untuk mengubahnya."),
    ("email", "known_elsewhere"): N_(
        "Alamat ini sudah dikenal di kantor lain. Mintalah pengelola sistem menambahkan orangnya ke kantor ini."
    ),
    ("name", "missing"): N_("Tulis namanya."),
    ("name", "too_long"): N_("Namanya terlalu panjang: paling banyak 120 huruf."),
    ("phone", "taken"): N_("Nomor itu sudah dipakai rekan lain di kantor ini."),
    ("phone", "malformed"): N_("Nomor itu tidak lengkap. Contoh: 0812 3456 7890."),
    ("roles", "required"): N_("Pilih sedikitnya satu peran."),
    ("roles", "unknown"): N_("Pilih peran dari daftar."),
    ("units", "required"): N_("Petugas unit perlu sedikitnya satu unit."),
    ("units", "unknown"): N_("Unit itu tidak ada lagi. Pilih unit dari daftar."),
    ("units", "ambiguous"): N_(
        "Ada dua unit dengan nama itu. Tambahkan orangnya tanpa unit itu, lalu pilih unitnya di halamannya."
    ),
}


def row(here: Visit, colleague: Colleague, now: datetime) -> dict[str, Any]:
    """Somebody as the list and their own page show them."""
    word, tone, icon = _STANDINGS[standing_of(colleague, now)]
    return {
        "name": colleague.name,
        "email": colleague.email,
        "href": f"/admin/{here.office.slug}/people/{colleague.membership_id}",
        "roles": [here.say(ROLES[role.value]) for role in colleague.roles],
        "units": [name for _, name in colleague.units],
        "standing": here.say(word),
        "tone": tone,
        "icon": icon,
        "phone": colleague.phone,
        "until": time_of(here, colleague.valid_until),
        "last": time_of(here, colleague.last_sign_in),
        "self": colleague.membership_id == here.actor.id,
    }


def as_typed(colleague: Colleague) -> Typed:
    """The form as it stands before anybody types."""
    return Typed(
        roles=tuple(role.value for role in colleague.roles),
        units=tuple(str(unit) for unit, _ in colleague.units),
        phone=colleague.phone,
    )


def role_options(here: Visit) -> list[Option]:
    """Every role with what it may do."""
    return [
        Option(value=role.value, label=here.say(ROLES[role.value]), hint=here.say(hint))
        for role, hint in _HINTS.items()
    ]
