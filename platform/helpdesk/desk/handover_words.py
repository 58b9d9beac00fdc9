"""Who else works on the matter, as it stands in the right column of a case. Pure."""

from collections.abc import Mapping
from typing import Any

from helpdesk.casefile.model import CasePageView, Handover
from helpdesk.desk.across_words import LINK_STATES
from helpdesk.desk.agreed import named_there
from helpdesk.desk.pages import Visit
from helpdesk.escalation.model import LIVING, Copy, LinkState, Side, Turn, Wish
from ui import formats
from ui.i18n import N_
from ui.model import Option

Pairs = list[tuple[str, str]]
_ASKED_US, _ASKED_BY_US = N_("Datang dari"), N_("Diserahkan ke")
_ASKS = N_("%(office)s menunggu jawaban tentang siapa yang menjawab warga")
_FILES = N_("%(office)s menyatakan sedang mendaftarkannya sejak %(time)s; nomornya belum diberitahukan.")
_PASSED = N_("Tidak ditunggu lagi.")
_COPIES: Mapping[Copy, str] = {
    Copy.ASKED: N_("Diminta dihapus, hasilnya ditunggu"),
    Copy.ERASED: N_("Sudah dihapus"),
    Copy.KEPT: N_("Disimpan menurut aturan"),
}


def handovers(here: Visit, view: CasePageView) -> list[dict[str, Any]]:
    """Who else works on the matter."""
    return [
        {
            "title": f"{here.say(_ASKED_BY_US if each.side is Side.SOURCE else _ASKED_US)} {each.office}",
            "facts": _handover(here, each),
        }
        for each in view.handovers
    ]


def _handover(here: Visit, each: Handover) -> Pairs:
    pairs = [
        (here.say(N_("Nomor di sana")), each.peer_number or here.say(N_("Belum ada"))),
        (here.say(N_("Keadaan")), here.say(LINK_STATES[each.state])),
        (here.say(N_("Sejak")), _time(here, each.changed_at)),
    ]
    if each.holder and each.side is Side.SOURCE:
        pairs.append((here.say(N_("Kini dipegang")), each.holder))
    if each.state is LinkState.OFFERED and each.agree_by:
        pairs.append((here.say(N_("Diterima paling lambat")), _time(here, each.agree_by)))
    if each.state is LinkState.OFFERED and each.due_at:
        pairs.append((here.say(N_("Berakhir sendiri")), _time(here, each.due_at)))
    if each.state in LIVING:
        pairs.append((here.say(N_("Menjawab warga")), here.office.name if each.speaks else each.office))
        if is_asked(each.speaks, each.wish):
            pairs.append((here.say(N_("Diminta")), here.say(_ASKS, office=each.office)))
    if each.turn is not Turn.NOBODY and each.state in LIVING:
        pairs.append((here.say(N_("Giliran menjawab")), _who_owes(here, each)))
    pairs.append(
        (here.say(N_("Warga di sana") if each.side is Side.SOURCE else N_("Warga")), named_there(here, each))
    )
    pairs.append((here.say(N_("Alasan")), each.reason))
    if each.said:
        back = N_("Alasan dikembalikan") if each.state is LinkState.RETURNED else N_("Alasan ditarik kembali")
        pairs.append((here.say(back), each.said))
    if each.peer_files_at:
        pairs.append((here.say(N_("SP4N-LAPOR!")), filing_there(here, each)))
    if each.copy is not Copy.THERE:
        pairs.append((here.say(N_("Salinan di sana")), here.say(_COPIES[each.copy])))
    if each.copy_said:
        pairs.append((here.say(N_("Sebab disimpan")), each.copy_said))
    return pairs


def filing_there(here: Visit, each: Handover) -> str:
    """Who says since when that they file the case, and whether that is still waited for."""
    said = here.say(_FILES, office=each.office, time=_time(here, each.peer_files_at))
    return f"{said} {here.say(_PASSED)}" if each.peer_passed else said


def filers(here: Visit, view: CasePageView) -> list[str]:
    """The same of every office that is waited for."""
    return [
        filing_there(here, each) for each in view.handovers if each.peer_files_at and not each.peer_passed
    ]


def _who_owes(here: Visit, each: Handover) -> str:
    if each.turn is Turn.BOTH:
        return f"{here.office.name}, {each.office}"
    return here.office.name if each.turn is Turn.OURS else each.office


def speaks_for_peer(view: CasePageView) -> bool:
    """Is it our desk that speaks with the citizen of another office's case?"""
    return any(each.side is Side.TARGET and each.state in LIVING and each.speaks for each in view.handovers)


def goes_upward(view: CasePageView) -> bool:
    """Do our answers go to the office that asked us, and not to the citizen?"""
    return view.case.mirrored and not speaks_for_peer(view)


def is_asked(speaks: bool, wish: Wish) -> bool:
    """Does the other desk wait for our yes or no?"""
    return wish is (Wish.ASKED if speaks else Wish.OFFERED)


def _time(here: Visit, moment: Any) -> str:
    return formats.date_time(moment, here.office.timezone, language=here.language)


def peer_of(view: CasePageView, side: Side | None) -> str:
    """The other office: the one that asked us, or whoever holds the case with us now."""
    fitting: list[Handover] = [each for each in view.handovers if side in (None, each.side)]
    living = [each for each in fitting if each.state in LIVING]
    return (living or fitting)[-1].office if fitting else "–"


def peers_of(view: CasePageView) -> list[Option]:
    """The offices of which one may be written to; nothing to choose where there is one."""
    living = [each for each in view.handovers if each.state in LIVING]
    return [Option(value=each.office_slug, label=each.office) for each in living] if len(living) > 1 else []
