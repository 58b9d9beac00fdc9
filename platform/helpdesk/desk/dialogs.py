"""What the page of each act shows beside its fields: choices, previews, what will happen."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from helpdesk.casefile.model import CasePageView
from helpdesk.cases.lists import CaseQuery, CaseRow, list_cases
from helpdesk.cases.model import Case, Priority
from helpdesk.cases.words import GRADE_TIMES, GRADES, KINDS, PRIORITIES
from helpdesk.desk import across_dialogs
from helpdesk.desk.asking import asking_page
from helpdesk.desk.effect_words import effects_of
from helpdesk.desk.handing import handing_page
from helpdesk.desk.handover_words import filers
from helpdesk.desk.pages import Visit
from helpdesk.desk.registering import answer_page, consent_page, filing_page, settling_page, status_page
from helpdesk.desk.rows import STATES, status_word
from helpdesk.desk.service import Branch, choices, colleagues
from helpdesk.desk.unit_dialogs import approving, own_unit, refusing, units_to_choose, waiting_answer
from helpdesk.desk.unit_page import instructing_page, joining_page
from helpdesk.desk.waiting import waiting
from helpdesk.escalation.model import LIVING, Side
from helpdesk.topics.model import Topic
from helpdesk.topics.service import topics_to_read
from ui.i18n import N_
from ui.model import Option

Prepare = Callable[[Visit, CasePageView], Awaitable[dict[str, Any]]]

_CONFIRMED: Mapping[str, tuple[str, str, str, str]] = {
    "resolve": (
        N_("Nyatakan selesai"),
        N_("Kantor menganggap perkara ini terjawab. Warga dapat menilai, dan dapat membukanya lagi."),
        N_("Nyatakan selesai"),
        "primary",
    ),
    "close": (
        N_("Tutup kasus ini"),
        N_("Pekerjaan berakhir. Pesan warga sesudah ini membuka kasus baru, kecuali datang segera."),
        N_("Tutup kasus"),
        "primary",
    ),
    "spam": (
        N_("Tandai sebagai spam"),
        N_("Kasus ditutup tanpa kabar kepada pengirimnya."),
        N_("Tandai spam"),
        "danger",
    ),
}


async def prepared(here: Visit, view: CasePageView, deed: str, typed: Mapping[str, str]) -> dict[str, Any]:
    """The values of one act's page, and what it does at other offices."""
    values = await _prepared(here, view, deed, typed)
    return {"elsewhere": effects_of(view, deed, here.say), "needs_reason": False, **values}


async def _prepared(here: Visit, view: CasePageView, deed: str, typed: Mapping[str, str]) -> dict[str, Any]:
    """What was typed matters where it is shown as it will be sent."""
    if deed == "register":
        return await filing_page(here, view, typed)
    if deed == "escalate":
        return await handing_page(here, view, typed)
    if deed == "ask_consent":
        return await asking_page(here, view, typed)
    if deed == "wrong_door":
        return await across_dialogs.wrong_door(here, view, typed)
    if deed in _CONFIRMED:
        title, text, label, kind = _CONFIRMED[deed]
        more = await across_dialogs.linked(here, view) if deed == "spam" else {}
        return {
            "heading": here.say(title), "text": here.say(text), "label": here.say(label), "button_kind": kind, **more,
        }  # fmt: skip
    return await _PREPARE[deed](here, view) if deed in _PREPARE else {}


async def _judged(here: Visit, view: CasePageView) -> dict[str, Any]:
    return _judging(here, view.case, await topics_to_read(here.actor))


def _judging(here: Visit, case: Case, offered: Iterable[Topic]) -> dict[str, Any]:
    """Kind, grade, priority and topic, to choose and as they are."""
    return {
        "kinds": kind_options(here),
        "now_kind": case.kind.value,
        **triage_options(here, offered, case),
    }


def triage_options(here: Visit, offered: Iterable[Topic], case: Case | None = None) -> dict[str, Any]:
    """Grade, priority and topic, to choose and as they are; of no case yet, as they would be."""
    topic = str(case.topic_id or "") if case else ""
    return {
        "grades": [
            Option(value=grade.value, label=f"{here.say(name)} – {here.say(GRADE_TIMES[grade])}")
            for grade, name in GRADES.items()
        ],
        "now_grade": case.grade.value if case and case.grade else "",
        "priorities": [Option(value=each.value, label=here.say(name)) for each, name in PRIORITIES.items()],
        "now_priority": (case.priority if case else Priority.NORMAL).value,
        "topics": topic_options(offered, topic),
        "now_topic": topic,
    }


_CANDIDATES = 8


async def _originals(here: Visit, view: CasePageView) -> dict[str, Any]:
    """Cases that may hold the same matter: those that were searched for, else the citizen's others."""
    sought = here.request.query_params.get("find", "").strip()
    at = f"cases/{view.case.number}/duplicate"
    found = [_candidate(here, at, row) for row in await _sought(here, sought) if row.case.id != view.case.id]
    others = [
        {
            "number": each.number, "title": each.title, "word": here.say(STATES[each.state]),
            "href": here.address(at, original=each.number),
        }
        for each in view.earlier[:_CANDIDATES]
    ]  # fmt: skip
    return {
        "find": sought,
        "found": found,
        "others": [] if sought else others,
        "find_at": f"{here.path}/{at}",
        "kept": here.query,
        "picked": here.request.query_params.get("original", ""),
    }


async def _sought(here: Visit, written: str) -> tuple[CaseRow, ...]:
    query = CaseQuery(search=written, most=_CANDIDATES)
    return (await list_cases(here.actor, query)).rows if written else ()


def _candidate(here: Visit, at: str, row: CaseRow) -> dict[str, str]:
    return {
        "number": row.case.number,
        "title": row.case.title or row.start,
        "word": here.say(status_word(row.word, row.holder)),
        "href": here.address(at, original=row.case.number),
    }


async def _people(here: Visit, view: CasePageView) -> dict[str, Any]:
    known = await colleagues(here.actor)
    now = str(view.case.assignee_id or "")
    return {"people": [Option(value=str(each), label=name) for each, name in known], "now_assignee": now}


async def _details(here: Visit, view: CasePageView) -> dict[str, Any]:
    tree, topics = await choices(here.actor)
    return {
        **_judging(here, view.case, topics),
        "now_title": view.case.title,
        "now_facility": str(view.case.facility_id or ""),
        "facilities": facility_options(tree),
    }


async def _asked(here: Visit, view: CasePageView) -> dict[str, Any]:
    return {"peer": _peers(view, Side.SOURCE)}


async def _filers(here: Visit, view: CasePageView) -> dict[str, Any]:
    return {"filers": filers(here, view)}


def _peers(view: CasePageView, side: Side) -> str:
    return ", ".join(each.office for each in view.handovers if each.side is side and each.state in LIVING)


_PREPARE: Mapping[str, Prepare] = {
    "wait": waiting,
    "verify": _judged,
    "dispose": units_to_choose,
    "join_unit": joining_page,
    "instruct_unit": instructing_page,
    "approve": approving,
    "refuse": refusing,
    "assign": _people,
    "release": waiting_answer,
    "return_answer": waiting_answer,
    "give_back": own_unit,
    "answer_as_unit": own_unit,
    "correct": _details,
    "duplicate": _originals,
    "send_back": across_dialogs.returning,
    "reopen": across_dialogs.reopening,
    "reject": across_dialogs.rejecting,
    "speak": across_dialogs.speaking,
    "propose": across_dialogs.proposing,
    "say": across_dialogs.waiting_proposal,
    "erase": across_dialogs.erasing_page,
    "withdraw": _asked,
    "settle": settling_page,
    "status": status_page,
    "consent": consent_page,
    "file_anyway": _filers,
    "follow_up": answer_page,
}


def kind_options(here: Visit) -> list[Option]:
    """The kinds of cases to choose from."""
    return [Option(value=kind.value, label=here.say(name)) for kind, name in KINDS.items()]


def topic_options(topics: Iterable[Topic], kept: str = "") -> list[Option]:
    """The topics that are offered, and the one that a case has already."""
    return [
        Option(value=str(each.id), label=each.name) for each in topics if each.active or str(each.id) == kept
    ]


def facility_options(tree: list[Branch]) -> list[Option]:
    """Units that a citizen can name as the place."""
    return [Option(value=str(each.id), label=each.name) for each in tree if each.is_facility]
