"""Which acts a case's page offers, in which order, and what each is called. Pure."""

from collections.abc import Mapping

import msgspec

from helpdesk.casefile.model import Act
from ui.i18n import N_


class Button(msgspec.Struct, frozen=True):
    """One act: its words, its icon, the last part of its address."""

    label: str
    icon: str
    path: str
    kind: str = "default"
    direct: bool = False
    """Pressed at once, without a page of its own."""


BUTTONS: Mapping[Act, Button] = {
    Act.TAKE: Button(N_("Ambil"), "hand", "take", direct=True),
    Act.VERIFY: Button(N_("Verifikasi kasus"), "shield-check", "verify", "primary"),
    Act.ACCEPT: Button(N_("Terima"), "check", "accept", "primary", direct=True),
    Act.DISPOSE: Button(N_("Disposisi"), "corner-up-right", "dispose"),
    Act.APPROVE: Button(N_("Setujui disposisi"), "shield-check", "approve", "primary"),
    Act.ESCALATE: Button(N_("Eskalasi"), "arrow-up-right", "escalate"),
    Act.SEND_BACK: Button(N_("Kembalikan"), "corner-up-left", "send_back"),
    Act.WITHDRAW: Button(N_("Tarik kembali"), "rotate-ccw", "withdraw"),
    Act.RESOLVE: Button(N_("Selesai"), "check", "resolve"),
    Act.REOPEN: Button(N_("Buka lagi"), "rotate-ccw", "reopen", "primary"),
    Act.CLEAR_DANGER: Button(N_("Bukan darurat"), "shield-check", "calm"),
    Act.ASSIGN: Button(N_("Tugaskan"), "user-plus", "assign"),
    Act.CORRECT: Button(N_("Perbaiki rincian"), "pencil-line", "correct"),
    Act.GIVE_BACK: Button(N_("Kembalikan ke meja layanan"), "corner-up-left", "give_back"),
    Act.ANSWER_AS_UNIT: Button(N_("Jawab sebagai unit"), "message-square-text", "answer_as_unit"),
    Act.JOIN_UNIT: Button(N_("Unit pada kasus ini"), "users", "join_unit"),
    Act.WAIT: Button(N_("Tunggu keterangan warga"), "circle-pause", "wait"),
    Act.REGISTER: Button(N_("Daftarkan ke SP4N-LAPOR!"), "flag", "register"),
    Act.REGISTER_CONSENT: Button(N_("Catat persetujuan SP4N-LAPOR!"), "flag", "consent"),
    Act.ASK_CONSENT: Button(N_("Minta persetujuan warga"), "message-circle", "ask_consent"),
    Act.SETTLE_REGISTER: Button(N_("Catat nomor SP4N-LAPOR!"), "flag", "settle"),
    Act.REGISTER_ANSWER: Button(N_("Jawab di SP4N-LAPOR!"), "flag", "follow_up"),
    Act.REGISTER_STATUS: Button(N_("Catat keadaan di SP4N-LAPOR!"), "flag", "status"),
    Act.FILE_ANYWAY: Button(N_("Jangan tunggu kantor lain (SP4N-LAPOR!)"), "flag", "file_anyway"),
    Act.WRONG_DOOR: Button(N_("Salah alamat"), "map-pin", "wrong_door"),
    Act.PROPOSE: Button(N_("Usulkan jawaban"), "message-square-text", "propose", "primary"),
    Act.SPEAK: Button(N_("Siapa berbicara dengan warga"), "messages-square", "speak"),
    Act.DUPLICATE: Button(N_("Gabungkan sebagai duplikat"), "merge", "duplicate"),
    Act.CLOSE: Button(N_("Tutup kasus"), "archive", "close"),
    Act.REJECT: Button(N_("Tidak dilanjutkan"), "ban", "reject", "danger"),
    Act.SPAM: Button(N_("Tandai spam"), "ban", "spam", "danger"),
    Act.ERASE: Button(N_("Hapus data warga"), "trash-2", "erase", "danger"),
}
"""Everything but writing and revealing, which have forms of their own on the page."""

_IN_HEAD = (
    *(Act.ACCEPT, Act.APPROVE, Act.PROPOSE, Act.VERIFY, Act.DISPOSE, Act.ESCALATE),
    *(Act.RESOLVE, Act.REOPEN),
)


def head_acts(acts: frozenset[Act]) -> list[Act]:
    """The acts that stand in the head of the page; what is not verified is not resolved from there, and what is
    not taken on yet is only taken on or given back."""
    if Act.ACCEPT in acts:
        return [act for act in (Act.ACCEPT, Act.SEND_BACK) if act in acts]
    last = Act.RESOLVE if Act.VERIFY in acts else None
    return [act for act in _IN_HEAD if act in acts and act is not last]


def more_acts(acts: frozenset[Act]) -> list[Act]:
    """The acts behind "more"."""
    return [act for act in BUTTONS if act in acts and act not in head_acts(acts)]
