"""The words of the pages of offices below."""

from collections.abc import Mapping, Sequence
from typing import Any

from admin.frame.service import Words
from admin.offices.model import Plan, TypedOffice
from admin.units.rules import KINDS
from helpdesk.desk.pages import Visit
from tenants.offices.model import ZONES, Level, Office
from ui.i18n import N_
from ui.model import Option

LEVELS: Mapping[Level, str] = {
    Level.MINISTRY: N_("Kementerian"),
    Level.PROVINCE: N_("Provinsi"),
    Level.DISTRICT: N_("Kabupaten atau kota"),
    Level.FACILITY: N_("Fasilitas"),
}
REFUSED: Mapping[str, str] = {
    "name_taken": N_("Alamat halaman atau kode itu sudah dipakai kantor lain. Ganti lalu coba lagi."),
    "office_there": N_(
        "Kantor ini sudah dibuka dan sudah ada orangnya. Administratornya yang menambah orang lain."
    ),
    "person_known_elsewhere": N_(
        "Kantornya sudah dibuka, tetapi alamat surel itu milik orang dari kantor lain. Tulis alamat lain untuk"
        " administratornya, lalu kirim lagi."
    ),
}
_LONG = N_("Terlalu panjang.")
WRONG: Words = {
    ("region", "required"): N_("Tulis kode wilayahnya."),
    ("region", "unknown"): N_("Tidak ada provinsi, kabupaten, atau kota dengan kode itu. Contoh: 33.25."),
    ("region", "not_below"): N_("Wilayah itu tidak di bawah kantor ini."),
    ("file", "too_large"): N_("Berkas terlalu besar: paling besar 10 MB. Bagi menjadi beberapa berkas."),
    ("file", "too_many"): N_("Lebih dari 600 unit."),
    ("file", "old_format"): N_(
        "Ini berkas Excel lama atau terkunci. Simpan sebagai .xlsx tanpa sandi, atau CSV."
    ),
    ("file", "locked"): N_("Berkas ini terkunci. Simpan tanpa sandi, lalu coba lagi."),
    ("file", "unreadable"): N_("Berkas ini tidak terbaca. Simpan sebagai .xlsx atau CSV, lalu coba lagi."),
    ("file", "empty"): N_("Tidak ada baris di bawah judul kolom."),
    ("name", "too_long"): _LONG,
    ("desk_name", "too_long"): _LONG,
    ("slug", "unreadable"): N_("Huruf kecil, angka, dan tanda hubung; 2 sampai 40, diawali huruf."),
    ("slug", "taken"): N_("Alamat ini sudah dipakai kantor lain."),
    ("code", "unreadable"): N_("Dua sampai lima huruf."),
    ("timezone", "unknown"): N_("Pilih zona waktu dari daftar."),
    ("admin_name", "required"): N_("Tulis nama administratornya."),
    ("admin_name", "too_long"): _LONG,
    ("admin_email", "required"): N_("Tulis alamat surelnya."),
    ("admin_email", "unreadable"): N_("Tulis alamat surel yang lengkap, misalnya tri@batang.example."),
    ("units", "required"): N_("Tulis paling sedikit satu unit."),
}
UNITS_WRONG: Mapping[str, str] = {
    "no_name": N_("Baris %(line)s: nama unitnya kosong."),
    "too_long": N_("Baris %(line)s: nama atau alamatnya terlalu panjang."),
    "unknown_kind": N_("Baris %(line)s: jenisnya tidak dikenal."),
    "unknown_parent": N_("Baris %(line)s: unit di atasnya belum disebut pada baris sebelumnya."),
    "taken": N_("Baris %(line)s: nama ini sudah disebut."),
    "too_deep": N_("Baris %(line)s: lebih dari lima tingkat."),
    "too_many": N_("Baris %(line)s: lebih dari 600 unit."),
}
_ZONES = {
    "Asia/Jakarta": N_("WIB – Jakarta"),
    "Asia/Pontianak": N_("WIB – Pontianak"),
    "Asia/Makassar": N_("WITA – Makassar"),
    "Asia/Jayapura": N_("WIT – Jayapura"),
}


def zone_options(here: Visit) -> list[Option]:
    """The country's time zones."""
    return [Option(value=zone, label=here.say(_ZONES[zone])) for zone in ZONES]


def rows(here: Visit, found: Sequence[Office]) -> list[dict[str, Any]]:
    """The offices below, as the table shows them."""
    return [
        {
            "name": each.name,
            "desk_name": each.desk_name,
            "level": here.say(LEVELS[each.level]),
            "region": each.region,
            "code": each.code,
            "href": f"/t/{each.slug}/",
            "depth": 1 if each.parent_id == here.office.id else 2,
        }
        for each in found
    ]


def facts(here: Visit, plan: Plan) -> list[tuple[str, str]]:
    """What will be opened."""
    it, say = plan.office, here.say
    facilities = sum(unit.is_facility for unit in it.units)
    return [
        (say(N_("Kantor")), it.name),
        (say(N_("Nama meja layanan")), it.desk_name),
        (
            say(N_("Tingkat dan wilayah")),
            f"{say(LEVELS[Level(it.level)])} · {plan.region_name} ({it.region})",
        ),
        (say(N_("Kantor di atasnya")), here.office.name),
        (say(N_("Halaman warga")), f"/t/{it.slug}/"),
        (say(N_("Nomor kasus")), f"{it.code}-7K2M-9QXR-4"),
        (say(N_("Zona waktu")), say(_ZONES[it.timezone])),
        (
            say(N_("Unit dan fasilitas")),
            say(
                N_("%(units)s unit, di antaranya %(facilities)s fasilitas"),
                units=len(it.units),
                facilities=facilities,
            ),
        ),
        (say(N_("Jam layanan")), say(N_("Senin sampai Jumat, jam kantor daerah; libur nasional dihitung"))),
        (say(N_("Janji waktu")), say(N_("Aturan dinas kesehatan: terima, tanggapi, selesaikan"))),
        *(
            [(say(N_("Putaran pantau")), say(N_("Tiga kali sehari, setiap delapan jam")))]
            if it.level == Level.DISTRICT
            else []
        ),
        (
            say(N_("Kanal")),
            say(
                N_(
                    "Portal, telepon, loket, media sosial, kantor lain, LAPOR! tanpa kunci; WhatsApp, SMS, dan surel"
                    " menyusul dengan kuncinya"
                )
            ),
        ),
        (say(N_("Administrator pertama")), f"{plan.admin_name} <{plan.admin_email}>"),
    ]


def units(here: Visit, plan: Plan) -> list[tuple[str, str, str]]:
    """Name, kind and the unit above of each."""
    return [(unit.name, here.say(KINDS[unit.kind].name), unit.parent) for unit in plan.office.units]


def hidden(typed: TypedOffice) -> list[tuple[str, str]]:
    """The form again, to be sent on from the page that shows what will be."""
    return [(name, getattr(typed, name)) for name in typed.__struct_fields__]
