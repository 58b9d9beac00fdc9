"""The audit log in words."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from admin.audit.model import Entry
from admin.texts.naming import FORMS, NAMES
from helpdesk.cases.words import KINDS
from helpdesk.channels.errors import ERRORS
from helpdesk.desk.shell import ROLES
from helpdesk.texts.model import Form
from ui.i18n import LANGUAGES, N_

ACTIONS: Mapping[str, str] = {
    "session.opened": N_("Masuk ke kantor ini"),
    "session.switched": N_("Pindah ke kantor ini"),
    "session.closed": N_("Keluar dari kantor ini"),
    "session.refused": N_("Upaya masuk dengan kata sandi salah"),
    "password.changed": N_("Kata sandi diganti"),
    "password.set_by_link": N_("Kata sandi dibuat lewat tautan"),
    "link.made": N_("Tautan sekali pakai dibuat"),
    "link.given": N_("Meminta tautan sekali pakai"),
    "membership.saved": N_("Menambahkan orang"),
    "membership.changed": N_("Mengubah peran atau unit"),
    "membership.deactivated": N_("Menonaktifkan orang"),
    "membership.reactivated": N_("Mengaktifkan orang lagi"),
    "membership.wanted": N_("Diminta kantor lain untuk tugas perbantuan"),
    "membership.lent": N_("Mulai dapat bertugas di sini sebagai petugas perbantuan"),
    "delegation.asked": N_("Meminta petugas perbantuan"),
    "delegation.requested": N_("Kantor lain meminta petugas perbantuan"),
    "delegation.accepted": N_("Menerima tugas perbantuan"),
    "delegation.allowed": N_("Mengizinkan tugas perbantuan"),
    "delegation.agreed": N_("Tugas perbantuan disetujui semua pihak"),
    "delegation.refused": N_("Menolak tugas perbantuan"),
    "delegation.withdrawn": N_("Menarik permintaan petugas perbantuan"),
    "delegation.ended": N_("Mengakhiri tugas perbantuan"),
    "api_key.created": N_("Membuat kunci API"),
    "api_key.revoked": N_("Mencabut kunci API"),
    "call.taken": N_("Mengambil penelepon untuk dihubungi kembali dan melihat nomornya"),
    "membership.phone": N_("Mengubah nomor telepon petugas"),
    "unit.added": N_("Menambahkan unit"),
    "unit.changed": N_("Mengubah unit"),
    "unit.deactivated": N_("Menonaktifkan unit"),
    "unit.reactivated": N_("Mengaktifkan unit lagi"),
    "account.added": N_("Memasang akun kanal"),
    "account.changed": N_("Mengubah akun kanal"),
    "register.passed_over": N_("Tidak menunggu pendaftaran kantor lain di SP4N-LAPOR!"),
    "register.mode_changed": N_("Mengubah cara kerja SP4N-LAPOR!"),
    "account.deactivated": N_("Mematikan akun kanal"),
    "letter.fetched": N_("Mengunduh surat yang tidak menjadi kasus"),
    "far_office.invited": N_("Mengundang kantor di instalasi lain"),
    "far_office.connected": N_("Menghubungkan kantor di instalasi lain"),
    "handover_letter.dismissed": N_("Menyisihkan surat dari kantor lain"),
    "far_office.placed": N_("Menyebut letak kantor di instalasi lain"),
    "far_office.key_made": N_("Membuat kunci baru untuk kantor di instalasi lain"),
    "far_office.key_changed": N_("Mengganti kunci untuk kantor di instalasi lain"),
    "far_office.cut": N_("Memutus hubungan dengan kantor di instalasi lain"),
    "handover_letter.retried": N_("Mengirim ulang surat ke kantor lain"),
    "handover_letter.given_up": N_("Menyelesaikan surat yang tidak tersampaikan"),
    "file.infected": N_("Virus ditemukan di berkas"),
    "account.menu_shown": N_("Menyalakan menu percakapan akun kanal"),
    "account.menu_hidden": N_("Mematikan menu percakapan akun kanal"),
    "account.reactivated": N_("Mengaktifkan akun kanal lagi"),
    "calendar.added": N_("Menambahkan jam layanan"),
    "calendar.changed": N_("Mengubah jam atau hari libur"),
    "calendar.removed": N_("Menghapus jam layanan"),
    "channel.tested": N_("Menguji kanal"),
    "channel.test_sent": N_("Mengirim pesan percobaan"),
    "quiet_hours.changed": N_("Mengubah jam tenang"),
    "canned_reply.added": N_("Menambahkan balasan siap pakai"),
    "canned_reply.changed": N_("Mengubah balasan siap pakai"),
    "canned_reply.retired": N_("Menghentikan balasan siap pakai"),
    "canned_reply.restored": N_("Menawarkan balasan siap pakai lagi"),
    "own_text.changed": N_("Mengubah teks otomatis"),
    "own_text.taken_back": N_("Mengembalikan teks otomatis ke yang biasa"),
    "topic.added": N_("Menambahkan topik"),
    "topic.changed": N_("Mengubah topik"),
    "topic.retired": N_("Menghentikan topik"),
    "topic.restored": N_("Menawarkan topik lagi"),
    "message_template.added": N_("Menulis templat WhatsApp"),
    "message_template.changed": N_("Mengubah templat WhatsApp"),
    "message_template.fetched": N_("Mengambil daftar templat dari WhatsApp"),
    "rules.saved": N_("Menyimpan versi janji waktu"),
    "contact.revealed": N_("Membuka identitas warga"),
    "contact.merged": N_("Menggabungkan dua warga"),
    "contact.parted": N_("Memisahkan dua warga"),
    "contact.told_apart": N_("Menyatakan dua warga berbeda"),
    "contact.language": N_("Mengubah bahasa pesan warga"),
    "contact.consent_given": N_("Mencatat warga mau pesan tambahan"),
    "contact.consent_withdrawn": N_("Mencatat warga berhenti menerima pesan tambahan"),
    "case.consent_asked": N_("Meminta persetujuan warga"),
    "citizen.erased": N_("Menghapus data warga dari kasus"),
    "citizen.kept": N_("Mencatat aturan yang mewajibkan menyimpan data warga"),
    "citizen.let_go": N_("Mencabut aturan yang mewajibkan menyimpan data warga"),
    "retention.changed": N_("Mengubah masa simpan data warga"),
    "case.printed": N_("Mencetak berkas kasus"),
    "case.exported": N_("Mengunduh daftar kasus"),
    "sheet.brought": N_("Membaca lembar kerja"),
    "sheet.begun": N_("Mulai mengambil kasus dari lembar kerja"),
    "sheet.imported": N_("Selesai mengambil kasus dari lembar kerja"),
    "sheet.undo_begun": N_("Mulai membatalkan pengambilan lembar kerja"),
    "sheet.undone": N_("Selesai membatalkan pengambilan lembar kerja"),
    "sheet.dropped": N_("Membuang berkas lembar kerja"),
    "sheet.exported": N_("Mengunduh kasus sebagai lembar kerja"),
}


class Subject(NamedTuple):
    """What a reader may look for: its name, and the first words of its actions."""

    name: str
    groups: tuple[str, ...]


SUBJECTS: Mapping[str, Subject] = {
    "people": Subject(N_("Orang dan hak"), ("membership", "delegation", "link", "password")),
    "sessions": Subject(N_("Masuk dan keluar"), ("session",)),
    "units": Subject(N_("Unit dan fasilitas"), ("unit",)),
    "channels": Subject(N_("Kanal"), ("account", "channel", "quiet_hours")),
    "calendars": Subject(N_("Jam dan hari libur"), ("calendar",)),
    "promises": Subject(N_("Janji waktu"), ("rules",)),
    "texts": Subject(
        N_("Balasan, templat, teks otomatis, topik"),
        ("canned_reply", "message_template", "own_text", "topic"),
    ),
    "cases": Subject(N_("Kasus dan identitas warga"), ("contact", "citizen", "case", "sheet", "retention")),
    "keys": Subject(N_("Kunci API"), ("api_key",)),
}
_FIELDS: Mapping[str, str] = {
    "name": N_("nama"),
    "kind": N_("jenis"),
    "parent_id": N_("letak"),
    "address": N_("alamat"),
    "timezone": N_("zona waktu"),
    "week": N_("jam dalam seminggu"),
    "joint_leave": N_("cuti bersama"),
    "days": N_("hari libur dan hari dengan jam lain"),
    "title": N_("judul"),
    "text": N_("isi"),
    "position": N_("urutan"),
    "phone_number_id": N_("ID nomor telepon"),
    "waba_id": N_("ID akun WhatsApp Business"),
    "display_number": N_("nomor WhatsApp"),
    "verify_token": N_("token verifikasi"),
    "app_secret": N_("app secret"),
    "access_token": N_("token akses"),
    "api_base": N_("alamat API"),
}
_TEMPLATE_STATES: Mapping[str, str] = {
    "approved": N_("disetujui"),
    "pending": N_("menunggu persetujuan"),
    "rejected": N_("ditolak"),
    "paused": N_("dijeda"),
    "disabled": N_("dimatikan"),
}
_HANDS: Mapping[str, str] = {
    "system": N_("Sistem"),
    "citizen": N_("Warga"),
    "peer": N_("Kantor lain"),
    "api_key": N_("Kunci API"),
    "staff": N_("Petugas"),
}

_RULES: Mapping[str, str] = {
    "added": N_("Aturan baru: %(names)s"),
    "changed": N_("Aturan diubah: %(names)s"),
    "moved": N_("Aturan dipindah: %(names)s"),
    "removed": N_("Aturan dihapus: %(names)s"),
}

Say = Callable[..., str]


def action_words(entry: Entry, say: Say) -> str:
    """What was done; an action that has no words yet is told by its own name."""
    return say(ACTIONS[entry.action]) if entry.action in ACTIONS else entry.action


def actor_words(entry: Entry, say: Say) -> str:
    """Who did it."""
    return entry.actor or (say(_HANDS[entry.actor_kind]) if entry.actor_kind in _HANDS else entry.actor_kind)


def detail_words(entry: Entry, say: Say) -> list[str]:
    """What else is on record, a line each."""
    lines, detail = [], entry.detail
    if isinstance(detail.get("roles"), list):
        lines.append(say(N_("Peran: %(roles)s"), roles=_roles(detail["roles"], say)))
    if isinstance(detail.get("were"), list) and detail["were"] != detail.get("roles"):
        lines.append(say(N_("Sebelumnya: %(roles)s"), roles=_roles(detail["were"], say)))
    if isinstance(detail.get("units"), list) and detail["units"] != detail.get("units_were"):
        lines.append(say(N_("Unit diganti")))
    if isinstance(detail.get("scopes"), list):
        lines.append(say(N_("Hak: %(scopes)s"), scopes=", ".join(map(str, detail["scopes"]))))
    lines.extend(_settings_words(detail, say))
    if entry.action == "rules.saved":
        lines.extend(_rules_words(detail, say))
    if isinstance(detail.get("months"), dict) and isinstance(detail.get("months_were"), dict):
        lines.extend(_months_words(detail["months"], detail["months_were"], say))
    if detail.get("reason"):
        lines.append(say(N_("Alasan: %(reason)s"), reason=detail["reason"]))
    if isinstance(detail.get("ok"), bool):
        lines.append(_tested(detail, say))
    return lines


def _settings_words(detail: Mapping[str, Any], say: Say) -> list[str]:
    """What changed on units, accounts, replies and templates; values themselves are not on record."""
    lines = []
    if isinstance(detail.get("fields"), list):
        names = ", ".join(say(_FIELDS[each]) if each in _FIELDS else str(each) for each in detail["fields"])
        lines.append(say(N_("Yang diubah: %(fields)s"), fields=names or "–"))
    if detail.get("to") and detail.get("cases"):
        said = N_("%(cases)s kasus terbuka dipindahkan ke %(unit)s")
        lines.append(say(said, cases=detail["cases"], unit=detail["to"]))
    if isinstance(detail.get("dates"), list) and detail["dates"]:
        lines.append(say(N_("Tanggal: %(dates)s"), dates=", ".join(map(str, detail["dates"]))))
    if detail.get("office"):
        lines.append(say(N_("Kantor: %(office)s"), office=detail["office"]))
    if detail.get("calendar"):
        lines.append(say(N_("Jam: %(key)s"), key=detail["calendar"]))
    if detail.get("own_text") in NAMES:
        form, language = str(detail.get("form", "")), str(detail.get("language", ""))
        where = [say(FORMS[Form(form)]) if form in {*Form} else form, LANGUAGES.get(language, language)]
        lines.append(f"{say(NAMES[detail['own_text']][0])} ({' · '.join(where)})")
    if detail.get("state") in _TEMPLATE_STATES:
        lines.append(say(N_("Keadaan: %(state)s"), state=say(_TEMPLATE_STATES[detail["state"]])))
    if isinstance(detail.get("gone"), int):
        said = N_("%(added)s baru, %(changed)s berubah, %(gone)s tidak ada lagi")
        counts = {name: detail.get(name, 0) for name in ("added", "changed", "gone")}
        lines.append(say(said, **counts))
    if isinstance(detail.get("given"), bool):
        lines.append(say(N_("Nomor diisi")) if detail["given"] else say(N_("Nomor dihapus")))
    return lines


def _rules_words(detail: Mapping[str, Any], say: Say) -> list[str]:
    """Which version of the time promises took the place of which, and what became of its rules."""
    said = N_("Versi %(version)s menggantikan %(base)s, berlaku sejak %(since)s")
    values = {name: str(detail.get(name, "–")) for name in ("version", "base", "since")}
    named = {what: detail[what] for what in _RULES if isinstance(detail.get(what), list)}
    told = (say(_RULES[what], names=", ".join(map(str, names))) for what, names in named.items())
    return [say(said, **values), *told]


def _months_words(months: Mapping[str, int], were: Mapping[str, int], say: Say) -> list[str]:
    """How long the data of each kind were kept before, and are from then on; 0 is for good."""
    said = N_("%(kind)s: disimpan %(was)s → %(now)s bulan (0: terus)")
    changed = [kind for kind in KINDS if months.get(kind, 0) != were.get(kind, 0)]
    return [
        say(said, kind=say(KINDS[kind]), was=were.get(kind, 0), now=months.get(kind, 0)) for kind in changed
    ]


def _tested(detail: Mapping[str, object], say: Say) -> str:
    if detail["ok"]:
        return say(N_("Hasil: bekerja"))
    error = ERRORS.get(str(detail.get("code", "")))
    return say(error.sentence) if error else say(N_("Hasil: tidak bekerja"))


def _roles(words: list[str], say: Say) -> str:
    return ", ".join(say(ROLES[word]) if word in ROLES else str(word) for word in words) or "–"
