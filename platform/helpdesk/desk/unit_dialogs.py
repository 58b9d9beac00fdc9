"""What the pages of acts about units show: units to choose from, what waits for approval, the answer that waits."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from helpdesk.approvals.model import Approvers, Why
from helpdesk.casefile.model import CasePageView, Said
from helpdesk.casefile.rules import own_part
from helpdesk.casefile.with_units import Asked
from helpdesk.cases.lists import open_by_unit
from helpdesk.cases.model import PartRole
from helpdesk.cases.proposing import Proposal
from helpdesk.cases.queries import Load
from helpdesk.cases.words import TARGETS
from helpdesk.desk.arithmetic import arithmetic
from helpdesk.desk.handover_words import goes_upward
from helpdesk.desk.pages import Visit
from helpdesk.desk.sent import pressed
from helpdesk.desk.service import Branch, Crew, crews, due_for_unit, unit_tree, units_that_read
from helpdesk.sla.model import TargetKind
from helpdesk.sla.service import Opening, openings, reckoned
from helpdesk.unit_links.model import AnswerState
from helpdesk.unit_terms.service import terms_to_choose
from kit.ids import id_in, uuid7
from ui import formats
from ui.i18n import N_
from ui.model import Option
from ui.words import words

APPROVERS: Mapping[Approvers, str] = {
    Approvers.SUPERVISOR: N_("penyelia"),
    Approvers.HEAD: N_("pimpinan"),
    Approvers.EITHER: N_("penyelia atau pimpinan"),
}
WHY: Mapping[Why, str] = {
    Why.EVERY: N_("setiap disposisi di kantor ini"),
    Why.KIND: N_("jenis kasus ini"),
    Why.GRADE: N_("tingkat pengaduan ini"),
    Why.UNIT: N_("unit tujuan ini"),
    Why.DUE: N_("tenggat lebih lambat dari usulan"),
}


async def units_to_choose(here: Visit, view: CasePageView) -> dict[str, Any]:
    """The tree with each unit's load and hours, who may help, and by when the unit should have answered."""
    tree = await unit_tree(here.actor)
    reads = await units_that_read(here.actor)
    beside = [Option(value=str(each.id), label=each.name) for each in tree if each.id in reads]
    return {
        "units": await units_in_tree(here, view, tree, without={view.case.unit_id}),
        "beside": beside,
        "now_unit": view.unit,
        "chosen": _chosen(here, view, reads),
        **await proposed(here, view),
    }


def _chosen(here: Visit, view: CasePageView, reads: Collection[UUID]) -> dict[str, str]:
    """The unit that was pressed where units of a case are listed; then the one that led goes on helping."""
    unit = id_in(here.request.query_params.get("unit", ""))
    keeps = view.case.unit_id if unit is not None and view.case.unit_id in reads else None
    return {"unit": str(unit or ""), "helpers": str(keeps or "")}


async def units_in_tree(
    here: Visit, view: CasePageView, tree: Iterable[Branch], *, without: Collection[UUID | None]
) -> list[dict[str, Any]]:
    """Units with what they have to do, who is there, and when they are open."""
    busy, crew = await open_by_unit(here.actor), await crews(here.actor)
    terms = await terms_to_choose(here.actor)
    hours = await openings(
        here.actor.tenant_id, view.now, {key: each.calendar for key, each in terms.items()}
    )
    return [
        {
            "id": str(each.id),
            "name": each.name,
            "depth": min(each.depth, 3),
            **busy.get(each.id, Load())._asdict(),
            **crew.get(each.id, Crew())._asdict(),
            "reached": each.id in terms and terms[each.id].reachable,
            "open": hours(each.id).is_open,
            "hours": _hours(here, hours(each.id), view.now),
        }
        for each in tree
        if each.id not in without
    ]


def _hours(here: Visit, opening: Opening, now: datetime) -> str:
    """Whether the unit is open now, its hours today, and when it opens next."""
    mark = words(here.language).clock
    today = ", ".join(
        f"{formats.day_clock(each.opens, mark)}–{formats.day_clock(each.closes, mark)}"
        for each in opening.today
    )
    if opening.is_open:
        return here.say(N_("buka sekarang, hari ini %(hours)s"), hours=today)
    if opening.opens_at is None:
        return today or here.say(N_("hari ini tutup"))
    zone = ZoneInfo(here.office.timezone)
    clock = formats.clock_time(opening.opens_at, here.office.timezone, language=here.language)
    if opening.opens_at.astimezone(zone).date() == now.astimezone(zone).date():
        return here.say(N_("tutup, buka pukul %(clock)s"), clock=clock)
    weekday = words(here.language).days[opening.opens_at.astimezone(zone).weekday()]
    return here.say(N_("tutup, buka lagi %(day)s %(clock)s"), day=weekday, clock=clock)


async def proposed(here: Visit, view: CasePageView) -> dict[str, Any]:
    """The due time that is proposed, and how it came about."""
    found = await due_for_unit(here.actor, view.case)
    if found is None:
        return {"proposed": "", "proposed_text": "", "because": "", "sum": None}
    [sum_] = await reckoned(here.actor.tenant_id, [found.by])
    return {
        "proposed": field_of(here, found.due_at),
        "proposed_text": formats.absolute(found.due_at, here.office.timezone, language=here.language),
        "because": _because(here, found),
        "sum": arithmetic(here, sum_),
    }


def _because(here: Visit, found: Proposal) -> str:
    if found.by.kind is TargetKind.DISPOSITION:
        return here.say(N_("Waktu yang diberikan kantor kepada unit, dihitung dari sekarang."))
    target = here.say(TARGETS[found.by.kind])
    if found.given is None:
        return here.say(N_("Mengikuti janji kepada warga: %(target)s."), target=target)
    return here.say(
        N_("Waktu untuk unit akan melewati janji kepada warga (%(target)s), jadi janji itu yang dipakai."),
        target=target,
    )


def field_of(here: Visit, moment: datetime) -> str:
    return moment.astimezone(ZoneInfo(here.office.timezone)).strftime("%Y-%m-%dT%H:%M")


async def approving(here: Visit, view: CasePageView) -> dict[str, Any]:
    """What waits, in the form that passes a case on, to be changed before it is approved."""
    asked = view.asked
    if asked is None:
        return {"request": "", "adds": False, **await units_to_choose(here, view)}
    waits = {"request": str(asked.id), "adds": asked.wish.adds, "asked": asked_values(here, asked)}
    if asked.wish.adds:
        return waits
    values = await units_to_choose(here, view)
    wish = asked.wish
    kept = wish.due_at if wish.due_at and wish.due_at > view.now else None
    chosen = {
        "unit": str(wish.unit_id),
        "instruction": wish.instruction,
        "due_at": field_of(here, kept) if kept else "" if wish.due_at is None else values["proposed"],
        "helpers": " ".join(map(str, wish.helpers)),
        "copies": " ".join(map(str, wish.copies)),
    }
    return {**values, **waits, "chosen": chosen}


async def refusing(here: Visit, view: CasePageView) -> dict[str, Any]:
    """What is refused."""
    asked = view.asked
    return {"request": str(asked.id) if asked else "", "asked": asked_values(here, asked) if asked else None}


def asked_values(here: Visit, asked: Asked) -> dict[str, Any]:
    """A disposition that waits, in words."""
    wish = asked.wish
    zone, language = here.office.timezone, here.language
    return {
        "id": str(asked.id),
        "unit": asked.unit,
        "beside": ", ".join(asked.beside),
        "instruction": wish.instruction,
        "due": formats.absolute(wish.due_at, zone, language=language) if wish.due_at else "",
        "who": asked.asked_name,
        "time": formats.date_time(asked.asked_at, zone, language=language),
        "why": ", ".join(here.say(WHY[each]) for each in asked.why),
        "approvers": here.say(APPROVERS[Approvers.EITHER if asked.widened else asked.approvers]),
        "adds": wish.adds,
    }


async def own_unit(here: Visit, view: CasePageView) -> dict[str, Any]:
    """The reader's unit that leads or helps."""
    unit_id = own_part(here.actor, view.unit_ways)
    way = next((each for each in view.unit_ways if each.unit_id == unit_id), None)
    return {
        "own_id": str(unit_id or ""),
        "own_name": way.unit if way else "",
        "leads": way is not None and way.role is PartRole.LEAD,
        "key": str(uuid7()),
    }


async def waiting_answer(here: Visit, view: CasePageView) -> dict[str, Any]:
    """The unit's answer that was pressed, else the first that waits."""
    waiting = [
        each
        for each in view.timeline
        if isinstance(each, Said) and each.from_unit and each.from_unit.state is AnswerState.WAITING
    ]
    typed = await pressed(here, "answer")
    chosen = [each for each in waiting if each.from_unit and str(each.from_unit.id) == typed] or waiting
    if not chosen:
        return {
            "answer": "",
            "unit": "",
            "written": "",
            "files": [],
            "way_open": True,
            "spoken_for": view.case.spoken_for,
        }
    said = chosen[0]
    return {
        "answer": str(said.from_unit.id) if said.from_unit else "",
        "unit": said.message.author_name,
        "written": said.message.text,
        "files": [file.name for file in said.files],
        "way_open": view.way.open,
        "spoken_for": view.case.spoken_for,
        "upward": goes_upward(view),
    }
