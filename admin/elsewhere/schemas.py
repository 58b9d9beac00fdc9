"""The words of the pages of offices elsewhere."""

from collections.abc import Mapping
from typing import Any

from admin.frame.service import Words, address, time_of
from helpdesk.desk.pages import Visit
from helpdesk.elsewhere.model import Far, FarState
from helpdesk.elsewhere.wire import host_of
from helpdesk.figures.model import Figures, Telling
from kit.errors import Invalid
from tenants.offices.model import Kin
from tenants.permissions.model import Permission
from ui import formats
from ui.i18n import N_
from ui.model import Option

MOST_NAME = 120
DONE: Mapping[str, str] = {
    "cut": N_("Hubungan diputus. Surat tidak lagi dikirim ke sana atau diterima dari sana."),
    "connected": N_("Terhubung. Kantor itu menjawab, dan kasus dapat diserahkan di kedua arah."),
    "answers": N_("Kantor itu menjawab."),
    "placed": N_("Letak kantor itu disimpan."),
    "key_changed": N_("Kunci diganti. Kunci lama tidak berlaku lagi setelah sehari."),
}
REFUSED: Mapping[str, str] = {
    "office_is_here": N_("Kantor itu ada di instalasi ini juga; tidak perlu dihubungkan."),
    "already_connected": N_("Kantor itu sudah terhubung. Putuskan dahulu bila hendak memakai kode baru."),
    "not_connected": N_("Kantor itu belum terhubung, atau sudah diputus."),
}
WRONG: Words = {
    ("kin", "unknown"): N_("Pilih letak kantor itu."),
    ("name", "required"): N_("Tulis nama kantor itu."),
    ("code", "malformed"): N_(
        "Kode ini tidak terbaca. Salin seluruhnya, dari huruf pertama sampai terakhir."
    ),
}
_SILENT = N_("Kantor itu belum menjawab: %(why)s Coba lagi nanti; tidak ada yang hilang.")
_WHY: Mapping[str, str] = {
    "unreachable": N_("alamatnya tidak terjangkau."),
    "signature_wrong": N_("kuncinya tidak cocok."),
    "timestamp_wrong": N_("jam kedua mesin berbeda lebih dari lima menit."),
    "door_missing": N_("undangan atau hubungan di sana sudah dihapus."),
    "invitation_over": N_("undangannya sudah lewat tujuh hari."),
    "not_received": N_("kantor itu tidak menerima tawaran dari kita."),
    "foreign_office": N_("di sana tercatat kantor lain."),
    "office_is_here": N_("di sana kantor kita tercatat sebagai kantor sendiri."),
    "not_below": N_("di sana kantor kita belum tercatat di bawah kantor itu."),
    "not_above": N_("di sana kantor kita belum tercatat di atas kantor itu."),
    "version_unknown": N_("Sahut di sana belum mengenal kabar ini; perlu diperbarui."),
    "already_connected": N_("di sana kantor kita sudah terhubung dengan cara lain."),
}
_OTHER = N_("sebab: %(code)s.")
_STATES = {
    FarState.INVITED: (N_("Undangan belum dipakai"), "warn", "hourglass"),
    FarState.CONNECTED: (N_("Terhubung"), "ok", "circle-check"),
    FarState.CUT: (N_("Diputus"), "", "ban"),
}


_KINS: Mapping[Kin, tuple[str, str]] = {
    Kin.ABOVE: (
        N_("Di atas kantor ini"),
        N_(
            "Kasus naik ke sana satu jalan saja, pengumumannya tampil di sini, dan angka kantor ini dikirim ke sana."
        ),
    ),
    Kin.BELOW: (
        N_("Di bawah kantor ini"),
        N_("Pengumuman kantor ini disampaikan ke sana, dan angkanya tampil di Ikhtisar."),
    ),
    Kin.SIBLING: (N_("Setingkat"), ""),
    Kin.OTHER: (N_("Lain"), ""),
}
_SAID_THERE: Mapping[Kin, str] = {
    Kin.ABOVE: N_("kantor kita di atas kantor itu"),
    Kin.BELOW: N_("kantor kita di bawah kantor itu"),
    Kin.SIBLING: N_("setingkat"),
    Kin.OTHER: N_("belum disebut"),
}
_UNAGREED = N_(
    "Di sana tercatat: %(there)s. Atas dan bawah baru berlaku setelah administrator kedua kantor menyebut hal yang"
    " sama; sebelum itu kantor itu dianggap kantor lain."
)


def kin_of(typed: str) -> Kin:
    """The chosen one; raises `Invalid`."""
    if typed not in set(Kin):
        raise Invalid("invalid", fields={"kin": "unknown"})
    return Kin(typed)


def kins(here: Visit) -> list[Option]:
    """How an office may stand to ours."""
    return [
        Option(value=kin.value, label=here.say(name), hint=here.say(hint) if hint else "")
        for kin, (name, hint) in _KINS.items()
    ]


_NUMBERS = (
    ("open_cases", N_("Terbuka")),
    ("late_cases", N_("Lewat waktu")),
    ("recent_cases", N_("Kasus warga, 30 hari")),
    ("answered_cases", N_("Di antaranya sudah dijawab")),
    ("median_seconds", N_("Jawaban pertama, median")),
    ("rounds", N_("Putaran, 30 hari")),
    ("rounds_missed", N_("Putaran terlewat")),
    ("ratings", N_("Penilaian warga, 30 hari")),
    ("mean_score", N_("Nilai rata-rata")),
    ("channels", N_("Kanal")),
    ("channels_failing", N_("Kanal terganggu")),
    ("last_activity", N_("Aktivitas terakhir")),
)
_NOT_TOLD = N_("Angka belum dapat dikirim: %(why)s Dicoba lagi dengan sendirinya.")


def told(here: Visit, telling: Telling | None) -> dict[str, Any]:
    """What an office above elsewhere is told of this one; nothing where it is told nothing."""
    if telling is None:
        return {}
    why = here.say(_WHY[telling.error]) if telling.error in _WHY else here.say(_OTHER, code=telling.error)
    return {
        "at": time_of(here, telling.told_at),
        "trouble": here.say(_NOT_TOLD, why=why) if telling.error else "",
        "numbers": _numbers(here, telling.last) if telling.last else [],
    }


def _numbers(here: Visit, last: Figures) -> list[tuple[str, str]]:
    language = here.language
    median, mean = last.median_seconds, last.mean_score
    other = {
        "median_seconds": "–" if median is None else formats.duration(median, True, language=language),
        "mean_score": "–" if mean is None else formats.number(mean, 1, language=language),
        "last_activity": time_of(here, last.last_activity) or "–",
    }
    return [
        (here.say(word), other.get(name) or formats.number(getattr(last, name), language=language))
        for name, word in _NUMBERS
    ]


def silent_words(here: Visit, code: str) -> str:
    """Why a call did not get through."""
    why = here.say(_WHY[code]) if code in _WHY else here.say(_OTHER, code=code)
    return here.say(_SILENT, why=why)


def row(here: Visit, far: Far) -> dict[str, Any]:
    """One connection as list and page show it."""
    word, tone, icon = _STATES[far.state]
    living = far.state is FarState.CONNECTED
    troubled = living and far.last_error
    return {
        "name": far.name,
        "code": far.plate.code if far.plate else "",
        "host": host_of(far.address) if far.address else "",
        "word": here.say(word),
        "tone": tone,
        "icon": icon,
        "href": address(here, f"elsewhere/{far.id}"),
        "relation_href": address(here, f"relations/{far.plate.slug}") if far.plate and living else "",
        "living": living,
        "is_cut": far.state is FarState.CUT,
        "receives": far.receives,
        "until": time_of(here, far.invited_until),
        "sent": time_of(here, far.last_out_at),
        "heard": time_of(here, far.last_in_at),
        "unsigned": time_of(here, far.unsigned_at),
        "two_keys": len(far.keys.ours) > 1,
        "kin": far.kin.value,
        "told": living and far.agreed_kin is Kin.ABOVE,
        "announce_href": address(here, "announcements")
        if living and far.agreed_kin is Kin.BELOW and here.actor.may(Permission.ANNOUNCE)
        else "",
        "unagreed": here.say(_UNAGREED, there=here.say(_SAID_THERE[far.kin_there]))
        if living and far.agreed_kin is not far.kin
        else "",
        "trouble": silent_words(here, far.last_error) if troubled else "",
    }
