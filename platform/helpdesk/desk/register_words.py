"""Why a case is not filed in a register, in words. Pure."""

from collections.abc import Mapping

from helpdesk.channels.errors import ERRORS
from helpdesk.desk.shell import Say
from helpdesk.registers.model import Mode
from ui.i18n import N_

STUCK: Mapping[str, str] = {
    "outcome_unknown": N_("tidak diketahui apakah kasus ini sudah tercatat di sana"),
    "answer_needs_person": N_("tidak diketahui apakah jawaban kantor sampai di sana"),
    "answer_failed": N_("jawaban kantor ditolak di sana"),
    "answer_waiting": N_("jawaban kantor belum dapat dikirim; dicoba terus"),
    "already_in_register": N_("kasus ini sudah bernomor di sana, jadi tidak didaftarkan lagi"),
    "number_missing": N_("sudah terdaftar di sana, tetapi nomornya tidak terbaca; cari dan catat nomornya"),
    "filed_elsewhere": N_("kantor lain sedang mendaftarkannya, jadi kantor ini tidak"),
    "twin_there": N_("laporan lain dengan rujukan kasus ini ada di sana; cocokkan nomornya"),
    "trial_over": N_("pendaftaran uji coba ini berakhir bersama uji cobanya; daftarkan lagi bila perlu"),
    "transfer_refused": N_("laporannya tercatat, tetapi permintaan pelimpahannya ditolak"),
}
LEFT: Mapping[str, str] = {
    "tells_who": N_("isinya masih menunjukkan siapa warganya"),
    "not_here_yet": N_("berkasnya belum siap"),
    "register_not_configured": N_("kantor tidak memiliki akun di sana"),
    "filed_elsewhere": N_("kantor lain sedang mendaftarkannya"),
}
SECOND = N_("%(number)s, nomor kedua: kasus ini sudah bernomor lain di sana, dan warga tidak diberi tahu")


MODES: Mapping[Mode, tuple[str, str, str]] = {
    Mode.OFF: (N_("Mati"), N_("Kantor ini tidak mendaftarkan kasus ke SP4N-LAPOR!."), ""),
    Mode.MANUAL: (
        N_("Dengan tangan"),
        N_("Petugas mendaftarkan di situs SP4N-LAPOR! dan mencatat nomor serta keadaannya di sini."),
        "",
    ),
    Mode.API: (N_("Otomatis (API)"), N_("Kasus didaftarkan dan dipantau langsung di SP4N-LAPOR!."), "ok"),
    Mode.SANDBOX: (
        N_("Uji coba (sandbox)"),
        N_("Yang didaftarkan tidak sampai ke SP4N-LAPOR! yang sebenarnya. Nomornya berawalan UJI."),
        "warn",
    ),
}
"""In which way the office deals with the register: its name, what it means, and its tone."""


def stuck_because(code: str, say: Say) -> str:
    """Why a filing waits for a person."""
    if code in STUCK:
        return say(STUCK[code])
    return say(ERRORS[code].sentence) if code in ERRORS else ""


def mode_words(mode: Mode, say: Say) -> tuple[str, str, str]:
    """The same in the reader's language."""
    name, means, tone = MODES[mode]
    return say(name), say(means), tone
