"""The words of the pages of offices elsewhere."""

from collections.abc import Mapping
from typing import Any

from admin.frame.service import Words, address, time_of
from helpdesk.desk.pages import Visit
from helpdesk.elsewhere.model import Far, FarState
from helpdesk.elsewhere.wire import host_of
from ui.i18n import N_

MOST_NAME = 120
DONE: Mapping[str, str] = {
    "cut": N_("Hubungan diputus. Surat tidak lagi dikirim ke sana atau diterima dari sana."),
    "connected": N_("Terhubung. Kantor itu menjawab, dan kasus dapat diserahkan di kedua arah."),
    "answers": N_("Kantor itu menjawab."),
    "key_changed": N_("Kunci diganti. Kunci lama tidak berlaku lagi setelah sehari."),
}
REFUSED: Mapping[str, str] = {
    "office_is_here": N_("Kantor itu ada di instalasi ini juga; tidak perlu dihubungkan."),
    "already_connected": N_("Kantor itu sudah terhubung. Putuskan dahulu bila hendak memakai kode baru."),
    "not_connected": N_("Kantor itu belum terhubung, atau sudah diputus."),
}
WRONG: Words = {
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
    "already_connected": N_("di sana kantor kita sudah terhubung dengan cara lain."),
}
_OTHER = N_("sebab: %(code)s.")
_STATES = {
    FarState.INVITED: (N_("Undangan belum dipakai"), "warn", "hourglass"),
    FarState.CONNECTED: (N_("Terhubung"), "ok", "circle-check"),
    FarState.CUT: (N_("Diputus"), "", "ban"),
}


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
        "trouble": silent_words(here, far.last_error) if troubled else "",
    }
