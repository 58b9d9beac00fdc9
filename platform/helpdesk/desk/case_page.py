"""The page of one case: what happened, what is promised, what may be done now."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from litestar import get
from litestar.params import FromPath

from helpdesk.casefile.model import Act, CasePageView, Happened, Passed, Said
from helpdesk.casefile.service import case_page, case_page_with
from helpdesk.cases.model import Priority
from helpdesk.cases.words import GRADE_HELP, GRADE_TIMES, GRADES, KINDS, PRIORITIES
from helpdesk.conversations.model import Direction
from helpdesk.desk.buttons import BUTTONS, head_acts, more_acts
from helpdesk.desk.composing import WRITING, Written, writing_values, written_on
from helpdesk.desk.handover_words import goes_upward
from helpdesk.desk.listing import list_beside
from helpdesk.desk.outcome import Outcome
from helpdesk.desk.pages import Answer, AnyRequest, Visit, fragment, live_frame, page, visit
from helpdesk.desk.panel import panel_values, word_here
from helpdesk.desk.rows import GRADE_TONES, SOMEBODY, WORD_TONES
from helpdesk.desk.telling import passed, told, unit_names
from helpdesk.desk.tiles import tiles
from helpdesk.desk.timeline import erased_at, timeline_values
from ui import formats
from ui.i18n import N_

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DONE: Mapping[str, str] = {
    "reply": N_("Balasan tersimpan dan sedang dikirim."),
    "held": N_("Jawaban akan terkirim sebentar lagi."),
    "undone": N_("Jawaban ditarik kembali dan menjadi draf."),
    "draft": N_("Draf tersimpan."),
    "awaiting": N_("Jawaban disimpan dan menunggu sampai warga menulis."),
    "discarded": N_("Draf dihapus."),
    "retried": N_("Pesan dikirim ulang."),
    "early": N_("Pesan dikirim sekarang, tanpa menunggu pagi."),
    "react": N_("Tanggapan sedang dikirim."),
    "note": N_("Catatan internal tersimpan."),
    "peer": N_("Pesan dikirim ke kantor lain."),
    "take": N_("Kasus ini sekarang tugas Anda."),
    "assign": N_("Penanggung jawab diganti."),
    "verify": N_("Kasus diverifikasi."),
    "dispose": N_("Kasus diteruskan ke unit."),
    "join_unit": N_("Unit itu ikut sekarang."),
    "instruct_unit": N_("Permintaan kepada unit itu diubah."),
    "asked": N_("Disposisi menunggu persetujuan; unit belum mengetahuinya."),
    "approve": N_("Disposisi disetujui, kasus diteruskan ke unit."),
    "refuse": N_("Disposisi ditolak; alasannya di catatan internal."),
    "unask": N_("Permintaan disposisi dibatalkan."),
    "accept": N_("Kasus diterima dari kantor asal."),
    "send_back": N_("Kasus dikembalikan ke kantor asal."),
    "withdraw": N_("Kasus ditarik kembali ke kantor ini."),
    "escalate": N_("Kasus ditawarkan ke kantor tujuan."),
    "correct": N_("Rincian diperbaiki."),
    "release": N_("Jawaban unit sedang dikirim ke warga."),
    "return_answer": N_("Jawaban dikembalikan; unit membaca alasannya."),
    "answer_as_unit": N_("Jawaban unit masuk ke kasus."),
    "link_unit": N_("Tautan unit diganti atau dicabut."),
    "calm": N_("Tanda darurat dilepas; alasannya ada di catatan internal."),
    "wait": N_("Janji waktu dijeda sampai warga menjawab."),
    "resolve": N_("Kasus dinyatakan selesai."),
    "reopen": N_("Kasus dibuka lagi."),
    "close": N_("Kasus ditutup."),
    "reject": N_("Kasus tidak dilanjutkan."),
    "spam": N_("Kasus ditandai sebagai spam."),
    "duplicate": N_("Kasus digabung dengan kasus asalnya."),
    "wrong_door": N_("Kasus diteruskan kepada yang berwenang; warga diberi tahu."),
    "speak": N_("Kantor lain diberi tahu."),
    "propose": N_("Usulan jawaban dikirim ke kantor yang berbicara dengan warga."),
    "say": N_("Jawaban sedang dikirim ke warga."),
    "upward": N_("Jawaban dikirim ke kantor asal; petugas di sana yang mengirimnya ke warga."),
    "erase": N_("Data warga pada kasus ini sudah dihapus."),
    "keep": N_("Aturan yang mewajibkan menyimpan data warga sudah dicatat."),
    "register": N_("Pendaftaran ke SP4N-LAPOR! sedang dikirim."),
    "settle": N_("Nomor SP4N-LAPOR! dicatat."),
    "file_anyway": N_("Kantor lain tidak ditunggu lagi; kasus ini dapat didaftarkan dari sini."),
    "follow_up": N_("Jawaban untuk SP4N-LAPOR! dicatat."),
    "status": N_("Keadaan di SP4N-LAPOR! dicatat."),
    "new": N_("Kasus dibuka. Sampaikan nomornya kepada warga."),
    "informed": N_("Kasus dibuka. Nomor dan PIN sedang dikirim kepada warga."),
    "called": N_("Telepon dicatat pada kasus ini."),
    "gone": N_("Tindakan itu tidak tersedia lagi: keadaan kasus sudah berubah."),
}
"""What is told after an act, by the word in the address."""
_MAY_WAIT = {"dispose", "join_unit", "instruct_unit"}
"""Acts that may wait for somebody's approval."""
_ERASED = N_("Data warga sudah dihapus")
_ANSWERS = ("say", "release")
_NEWS = timedelta(minutes=1)
_CHANGES_NOTHING = {
    *("gone", "react", "held", "undone", "draft", "awaiting", "discarded", "retried", "settle", "status"),
}
"""Words that no line of the timeline need stand for."""


@get("/cases/{number:str}")
async def show_case(request: AnyRequest, slug: FromPath[str], number: FromPath[str]) -> Answer:
    """The case, with the list beside it on a wide screen; opening it counts as having seen it."""
    here = await visit(request, slug)
    if request.headers.get("hx-request-type") == "partial":
        return await case_part(here, number)
    return await case_answer(here, number, Outcome())


async def case_part(here: Visit, number: str) -> Answer:
    """The case alone, for a page that has another one open: no list, no counts, nothing around it."""
    values = await _values(here, *await _opened(here, number), Outcome())
    live = live_frame(here, values)
    return fragment(here, "desk/case_part.html", live=live, office=here.office.desk_name, **values)


async def case_answer(here: Visit, number: str, outcome: Outcome) -> Answer:
    """The page, fresh from the database, with what a form led to."""
    view, written = await _opened(here, number)
    shell, listed = await list_beside(here, view.case.number)
    return page(
        here,
        "desk/case.html",
        shell,
        status=outcome.status,
        list=listed,
        **await _values(here, view, written, outcome),
    )


async def _opened(here: Visit, number: str) -> tuple[CasePageView, Written]:
    return await case_page_with(here.actor, number, here.book, partial(written_on, here.actor, here.book))


async def _values(here: Visit, view: CasePageView, written: Written, outcome: Outcome) -> dict[str, Any]:
    return {
        **page_values(here, view, outcome),
        **await writing_values(here, view, written, outcome),
        **panel_values(here, view, outcome.revealed, outcome.typed.get("reason", "")),
    }


async def seen_case(here: Visit, number: str) -> CasePageView:
    """The case with the acts that can succeed at this office."""
    return await case_page(here.actor, number, here.book)


def page_values(here: Visit, view: CasePageView, outcome: Outcome) -> dict[str, Any]:
    """Head, timeline and composer."""
    case, zone, language = view.case, here.office.timezone, here.language
    at = f"cases/{case.number}"
    return {
        **held(here, view),
        "title": case.title or view.case.summary[:80] or here.say(_ERASED if erased_at(view) else SOMEBODY),
        "word": here.say(word_here(view)),
        "word_tone": WORD_TONES.get(view.word, "brand"),
        "kind": here.say(KINDS[case.kind]),
        **_marks(here, view),
        "danger": case.danger and case.closed_at is None,
        "calm_href": here.address(f"{at}/calm") if Act.CLEAR_DANGER in view.acts else "",
        "late": view.late,
        "clocks": tiles(view.clocks, view.now, zone, language, here.say),
        **timeline_values(here, view),
        "head": [_button(here, view, act) for act in head_acts(view.acts)],
        "more": [_button(here, view, act) for act in more_acts(view.acts)],
        "more_href": here.address(f"{at}/more"),
        "promises_href": here.address(f"{at}/promises"),
        "back_href": here.address("cases"),
        "outcome": outcome,
        "meanwhile": meanwhile(here, view, outcome),
        "done": _told(here, view),
        "too_late": here.request.query_params.get("done") == "gone",
        "duplicate_of": view.duplicate_of,
        "duplicate_href": here.address(f"cases/{view.duplicate_of}"),
    }


def _marks(here: Visit, view: CasePageView) -> dict[str, str]:
    """Grade and priority as they stand beside the number."""
    grade, priority = view.case.grade, view.case.priority
    return {
        "grade": here.say(GRADES[grade]) if grade else "",
        "grade_tone": GRADE_TONES[grade] if grade else "",
        "grade_help": here.say(GRADE_HELP, time=here.say(GRADE_TIMES[grade])) if grade else "",
        "priority": "" if priority is Priority.NORMAL else here.say(PRIORITIES[priority]),
        "topic": view.topic,
    }


def _told(here: Visit, view: CasePageView) -> str:
    """What an act led to, while it is news: a page that is loaded again later does not tell it again."""
    word = here.request.query_params.get("done", "")
    word = "asked" if word in _MAY_WAIT and view.asked is not None else word
    word = "keep" if word == "erase" and erased_at(view) is None else word
    word = "upward" if word in _ANSWERS and goes_upward(view) else word
    last = max((entry.at for entry in view.timeline), default=view.case.opened_at)
    fresh = view.now - last < _NEWS or word in _CHANGES_NOTHING
    return here.say(_DONE[word]) if word in _DONE and fresh else ""


def held(here: Visit, view: CasePageView) -> dict[str, Any]:
    """What every form on the case carries: its address, its version, and when it was read."""
    return {
        "number": view.case.number,
        "mark": here.mark(view.case.id),
        "version": view.case.version,
        "seen": (view.now - _EPOCH) // timedelta(microseconds=1),
        "now": view.now,
        "case_href": here.address(f"cases/{view.case.number}"),
        "post_to": {path: here.address(f"cases/{view.case.number}/{path}") for path in _paths()},
    }


def _paths() -> list[str]:
    buttons = (button.path for button in BUTTONS.values())
    return [*buttons, *WRITING, "reveal", "refuse", "unask", "return_answer"]


def meanwhile(here: Visit, view: CasePageView, outcome: Outcome) -> list[str]:
    """What happened since the sender last saw the case, newest last, at most six lines."""
    if outcome.stale_since is None:
        return []
    zone, language = here.office.timezone, here.language
    units, found = unit_names(view.timeline), []
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
                fact = told(entry, zone, language, here.say, units)
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
        "path": button.path,
        "direct": button.direct,
    }
