"""What happened between two offices, in words. Pure."""

from collections.abc import Mapping

from helpdesk.desk.shell import Say
from helpdesk.escalation.model import LinkState
from helpdesk.events import (
    CopySettled,
    HandoverChanged,
    HandoverDecided,
    HandoverMoved,
    HandoverPassedOn,
    ProposalSaid,
    VoiceChanged,
)
from helpdesk.facts.across import LetterDismissed
from ui.i18n import N_

LINK_STATES: Mapping[LinkState, str] = {
    LinkState.OFFERED: N_("Ditawarkan, belum diterima"),
    LinkState.ACCEPTED: N_("Diterima"),
    LinkState.IN_PROGRESS: N_("Sedang dikerjakan"),
    LinkState.ANSWERED: N_("Dijawab"),
    LinkState.CLOSED: N_("Ditutup"),
    LinkState.RETURNED: N_("Dikembalikan"),
    LinkState.WITHDRAWN: N_("Ditarik kembali oleh kantor asal"),
    LinkState.EXPIRED: N_("Berakhir, tidak diterima pada waktunya"),
}
_SOURCE_STATES: Mapping[str, str] = {
    "rejected": N_("Tidak dilanjutkan di kantor asal"),
    "spam": N_("Ditandai bukan laporan di kantor asal"),
    "duplicate": N_("Digabung di kantor asal"),
    "reopened": N_("Dibuka lagi di sana"),
    "renumbered": N_("Perkaranya kini bernomor lain di sana"),
    "again": N_("Diminta dikerjakan lagi"),
}
"""What the other office tells of its own case."""
_VOICES: Mapping[tuple[str, bool], str] = {
    ("offered", True): N_("ditawarkan kepada kantor lain"),
    ("asked", True): N_("diminta oleh kantor ini"),
    ("given", True): N_("diserahkan kepada kantor lain"),
    ("declined", True): N_("tetap seperti sebelumnya, kata kantor ini"),
    ("offered", False): N_("ditawarkan kepada kantor ini"),
    ("asked", False): N_("diminta oleh kantor lain"),
    ("taken", False): N_("sekarang kantor ini"),
    ("declined", False): N_("tetap seperti sebelumnya, kata kantor lain"),
}
"""By what happened, and whether this office's desk did it."""
_COPIES = {"erased": N_("sudah dihapus"), "kept": N_("disimpan menurut aturan")}
_DECIDED: Mapping[str, str] = {
    "accepted": N_("diterima di kantor ini"),
    "returned": N_("dikembalikan ke kantor asal"),
    "withdrawn": N_("ditarik kembali ke kantor ini"),
    "expired": N_("tidak diterima pada waktunya, kembali ke kantor ini"),
}
"""What this office did with a hand-over itself."""


_ASIDE_HERE = N_("surat dari kantor lain tidak dibaca")
_ASIDE_THERE = N_("surat kita tidak dibaca di sana; alasannya di catatan surat")


OfHandover = (
    HandoverChanged
    | HandoverDecided
    | HandoverMoved
    | HandoverPassedOn
    | VoiceChanged
    | ProposalSaid
    | CopySettled
    | LetterDismissed
)


def told_across(fact: OfHandover, say: Say) -> str:
    """What of it, in a word; empty when its name says all."""
    match fact:
        case HandoverChanged(state=state):
            if state in set(LinkState):
                return say(LINK_STATES[LinkState(state)])
            return say(_SOURCE_STATES[state]) if state in _SOURCE_STATES else ""
        case HandoverDecided(state=state):
            return say(_DECIDED[state]) if state in _DECIDED else ""
        case HandoverMoved(away=away):
            return say(N_("ke kasus lain di kantor ini") if away else N_("ke kasus ini"))
        case HandoverPassedOn(office=office):
            return office or say(N_("kembali di kantor yang diminta"))
        case VoiceChanged(act=act, ours=ours):
            return say(_VOICES[act, ours]) if (act, ours) in _VOICES else ""
        case ProposalSaid(changed=changed):
            return say(N_("diubah lebih dahulu") if changed else N_("apa adanya"))
        case CopySettled(copy=copy):
            return say(_COPIES[copy]) if copy in _COPIES else ""
        case LetterDismissed(ours=ours):
            return say(_ASIDE_HERE if ours else _ASIDE_THERE)
    return ""
