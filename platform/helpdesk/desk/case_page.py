"""The page of one case: what happened, what is promised, what may be done now."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from litestar import get
from litestar.params import FromPath

from helpdesk.casefile.model import Act, CasePageView, Handover, Happened, Passed, Revealed, Said
from helpdesk.casefile.service import case_page
from helpdesk.cases.words import DESK_WORDS, KINDS
from helpdesk.conversations.model import Direction
from helpdesk.desk.bubbles import lines
from helpdesk.desk.buttons import BUTTONS, head_acts, more_acts
from helpdesk.desk.listing import list_beside
from helpdesk.desk.pages import Answer, AnyRequest, Visit, page, visit
from helpdesk.desk.panel import panel_values
from helpdesk.desk.rows import SOMEBODY, WORD_TONES
from helpdesk.desk.service import has_register
from helpdesk.desk.telling import passed, told
from helpdesk.desk.tiles import tiles
from helpdesk.escalation.model import LIVING, Side
from helpdesk.replies.service import Then
from ui import formats
from ui.i18n import N_
from ui.model import FieldError, Link, Option

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_WRITING = {"reply": Act.REPLY, "note": Act.NOTE, "peer": Act.WRITE_TO_PEER}
_THEN: Mapping[Then, str] = {
    Then.NOTHING: N_("Kasus tetap terbuka"),
    Then.WAIT: N_("Tunggu jawaban warga"),
    Then.RESOLVE: N_("Nyatakan selesai"),
}
_DONE: Mapping[str, str] = {
    "reply": N_("Balasan tersimpan dan sedang dikirim."),
    "note": N_("Catatan internal tersimpan."),
    "peer": N_("Pesan dikirim ke kantor lain."),
    "take": N_("Kasus ini sekarang tugas Anda."),
    "assign": N_("Penanggung jawab diganti."),
    "verify": N_("Kasus diverifikasi."),
    "dispose": N_("Kasus diteruskan ke unit."),
    "escalate": N_("Kasus ditawarkan ke kantor tujuan."),
    "correct": N_("Rincian diperbaiki."),
    "wait": N_("Janji waktu dijeda sampai warga menjawab."),
    "resolve": N_("Kasus dinyatakan selesai."),
    "reopen": N_("Kasus dibuka lagi."),
    "close": N_("Kasus ditutup."),
    "reject": N_("Kasus tidak dilanjutkan."),
    "spam": N_("Kasus ditandai sebagai spam."),
    "duplicate": N_("Kasus digabung dengan kasus asalnya."),
    "register": N_("Pendaftaran ke SP4N-LAPOR! sedang dikirim."),
    "settle": N_("Nomor SP4N-LAPOR! dicatat."),
    "new": N_("Kasus dibuka. Sampaikan nomornya kepada warga."),
    "gone": N_("Tindakan itu tidak tersedia lagi: keadaan kasus sudah berubah."),
}
"""What is told after an act, by the word in the address."""


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What a form led to when it is shown again."""

    deed: str = ""
    typed: Mapping[str, str] = {}
    errors: Sequence[FieldError] = ()
    refusal: str = ""
    """Why it was not done, as a sentence."""
    stale_since: datetime | None = None
    """When the sender last saw the case, if it changed after that."""
    revealed: Revealed | None = None
    status: int = 200


@get("/cases/{number:str}")
async def show_case(request: AnyRequest, slug: FromPath[str], number: FromPath[str]) -> Answer:
    """The case, with the list beside it on a wide screen; opening it counts as having seen it."""
    here = await visit(request, slug)
    return await case_answer(here, number, Outcome())


async def case_answer(here: Visit, number: str, outcome: Outcome) -> Answer:
    """The page, fresh from the database, with what a form led to."""
    view = await seen_case(here, number)
    shell, listed = await list_beside(here, view.case.number)
    return page(
        here,
        "desk/case.html",
        shell,
        status=outcome.status,
        list=listed,
        **page_values(here, view, outcome),
        **panel_values(here, view, outcome.revealed, outcome.typed.get("reason", "")),
    )


async def seen_case(here: Visit, number: str) -> CasePageView:
    """The case with the acts that can succeed at this office."""
    view = await case_page(here.actor, number, here.book)
    if Act.REGISTER in view.acts and not await has_register(here.actor):
        return msgspec.structs.replace(view, acts=view.acts - {Act.REGISTER})
    return view


def page_values(here: Visit, view: CasePageView, outcome: Outcome) -> dict[str, Any]:
    """Head, timeline and composer."""
    case, zone, language = view.case, here.office.timezone, here.language
    at = f"cases/{case.number}"
    return {
        **held(here, view),
        "title": case.title or view.case.summary[:80] or here.say(SOMEBODY),
        "word": here.say(DESK_WORDS[view.word]),
        "word_tone": WORD_TONES.get(view.word, "brand"),
        "kind": here.say(KINDS[case.kind]),
        "late": view.late,
        "clocks": tiles(view.clocks, view.now, zone, language, here.say),
        "lines": lines(
            view.timeline, view.now, zone, language, here.say,
            files_at=f"{here.path}/{at}/files", anonymous=case.anonymous,
        ),
        "head": [_button(here, view, act) for act in head_acts(view.acts)],
        "more": [_button(here, view, act) for act in more_acts(view.acts)],
        "more_href": here.address(f"{at}/more"),
        "back_href": here.address("cases"),
        "tabs": _tabs(here, view, outcome),
        "write": _writing(here, view, outcome),
        "outcome": outcome,
        "meanwhile": meanwhile(here, view, outcome),
        "done": here.say(_DONE[done]) if (done := here.request.query_params.get("done", "")) in _DONE else "",
        "duplicate_of": view.duplicate_of,
        "duplicate_href": here.address(f"cases/{view.duplicate_of}"),
    }  # fmt: skip


def held(here: Visit, view: CasePageView) -> dict[str, Any]:
    """What every form on the case carries: its address, its version, and when it was read."""
    return {
        "number": view.case.number,
        "version": view.case.version,
        "seen": (view.now - _EPOCH) // timedelta(microseconds=1),
        "now": view.now,
        "case_href": here.address(f"cases/{view.case.number}"),
        "post_to": {path: here.address(f"cases/{view.case.number}/{path}") for path in _paths()},
    }


def _paths() -> list[str]:
    return [*(button.path for button in BUTTONS.values()), *_WRITING, "reveal"]


def meanwhile(here: Visit, view: CasePageView, outcome: Outcome) -> list[str]:
    """What happened since the sender last saw the case, newest last, at most six lines."""
    if outcome.stale_since is None:
        return []
    zone, language = here.office.timezone, here.language
    found = []
    for entry in view.timeline:
        if entry.at <= outcome.stale_since:
            continue
        time = formats.clock_time(entry.at, zone, language=language)
        match entry:
            case Said(message=message):
                incoming = message.direction is Direction.IN
                name = here.say(SOMEBODY) if incoming else message.author_name or "Sahut"
                found.append(f"{time} {here.say(N_('Pesan baru dari %(name)s'), name=name)}")
            case Passed():
                fact = passed(entry, zone, language, here.say)
                found.append(f"{time} {fact['who']} {fact['text']}")
            case Happened():
                fact = told(entry, zone, language, here.say)
                found.append(f"{time} {fact['who']}: {fact['text']}")
    return found[-6:]


def seen_at(micros: str) -> datetime:
    """The moment in a form's field `seen`; the beginning of time when it cannot be read."""
    plain = int(micros) if micros.isascii() and micros.isdigit() and len(micros) < 18 else 0
    return _EPOCH + timedelta(microseconds=plain)


def _button(here: Visit, view: CasePageView, act: Act) -> dict[str, Any]:
    button = BUTTONS[act]
    chief = act is Act.RESOLVE and Act.VERIFY not in view.acts
    return {
        "label": here.say(button.label),
        "icon": button.icon,
        "kind": "primary" if chief else button.kind,
        "href": here.address(f"cases/{view.case.number}/{button.path}"),
        "direct": button.direct,
    }


def _tabs(here: Visit, view: CasePageView, outcome: Outcome) -> list[Link]:
    chosen = _tab(here, view, outcome)
    at = f"cases/{view.case.number}"
    return [
        Link(label=_tab_name(here, view, tab), href=here.address(at, tab=tab), current=tab == chosen)
        for tab, act in _WRITING.items()
        if act in view.acts
    ]


def _tab_name(here: Visit, view: CasePageView, tab: str) -> str:
    if tab == "note":
        return here.say(N_("Catatan internal"))
    if tab == "peer":
        return here.say(N_("Pesan antarmeja"))
    if view.case.mirrored:
        return here.say(N_("Jawaban untuk %(office)s"), office=_peer(view, Side.TARGET))
    return here.say(N_("Balas"))


def _peer(view: CasePageView, side: Side | None) -> str:
    """The other office: the one that asked us, or whoever holds the case with us now."""
    fitting: list[Handover] = [each for each in view.handovers if side in (None, each.side)]
    living = [each for each in fitting if each.state in LIVING]
    return (living or fitting)[-1].office if fitting else "–"


def _tab(here: Visit, view: CasePageView, outcome: Outcome) -> str:
    """The form that was sent, else the one asked for, else the first that is allowed."""
    allowed = [tab for tab, act in _WRITING.items() if act in view.acts]
    asked = outcome.deed if outcome.deed in _WRITING else here.request.query_params.get("tab", "")
    return asked if asked in allowed else next(iter(allowed), "")


def _writing(here: Visit, view: CasePageView, outcome: Outcome) -> dict[str, Any]:
    """The composer: where it goes, how, and whether free text may go at all."""
    tab = _tab(here, view, outcome)
    mine = outcome.deed == tab
    return {
        "tab": tab,
        "to": here.address(f"cases/{view.case.number}/{tab}"),
        "label": _tab_name(here, view, tab) if tab else "",
        "text": outcome.typed.get("text", "") if mine else "",
        "error": next((error.text for error in outcome.errors if error.field == "text"), "") if mine else "",
        "hint": _way(here, view, tab),
        "as_template": tab == "reply" and not view.way.open,
        "for_office": view.case.mirrored,
        "then": [Option(value=then.value, label=here.say(_THEN[then])) for then in _thens(view)],
        "then_now": outcome.typed.get("then", "") if mine else "",
    }


def _thens(view: CasePageView) -> list[Then]:
    """What may become of the case with the answer; a template asks nothing that could be waited for."""
    waits = Act.WAIT in view.acts and view.way.open
    possible = {Then.NOTHING: True, Then.WAIT: waits, Then.RESOLVE: Act.RESOLVE in view.acts}
    return [then for then, allowed in possible.items() if allowed]


def _way(here: Visit, view: CasePageView, tab: str) -> str:
    if tab == "note":
        return here.say(N_("Hanya terlihat oleh petugas kantor ini."))
    if tab == "peer":
        return here.say(
            N_("Hanya terlihat oleh kantor ini dan %(office)s, tidak oleh warga."), office=_peer(view, None)
        )
    if view.case.mirrored:
        return here.say(N_("Dikirim ke kantor asal; petugas di sana menyampaikannya kepada warga."))
    way = view.way
    if way.channel == "portal":
        return here.say(N_("Tampil di halaman pelacakan warga; tidak ada pesan yang dikirim."))
    if not way.open:
        return here.say(
            N_("Jendela 24 jam lewat: terkirim sebagai templat ke WhatsApp %(to)s."), to=way.address
        )
    if way.window_ends_at is None:
        return way.address
    left = formats.duration((way.window_ends_at - view.now).total_seconds(), True, language=here.language)
    return here.say(N_("WhatsApp %(to)s, jendela 24 jam: sisa %(time)s"), to=way.address, time=left)
