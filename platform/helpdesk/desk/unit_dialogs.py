"""What the pages of acts about units show: units to choose from, and the answer that waits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from helpdesk.casefile.model import CasePageView, Said
from helpdesk.cases.lists import open_by_unit
from helpdesk.cases.promises import traits_of
from helpdesk.desk.pages import Visit
from helpdesk.desk.service import unit_tree
from helpdesk.sla.model import Period, TargetKind
from helpdesk.sla.service import due_if_begun, hours_today
from helpdesk.unit_links.model import AnswerState
from helpdesk.unit_terms.service import terms_to_choose
from ui import formats
from ui.i18n import N_
from ui.model import Option
from ui.words import words

_ANSWERS = (TargetKind.FIRST_RESPONSE, TargetKind.NEXT_RESPONSE, TargetKind.RESOLUTION)


async def units_to_choose(here: Visit, view: CasePageView) -> dict[str, Any]:
    """The tree with each unit's load and hours today, who may help, and by when the unit should have answered."""
    busy = await open_by_unit(here.actor)
    tree = await unit_tree(here.actor)
    terms = await terms_to_choose(here.actor)
    today = await hours_today(
        here.actor.tenant_id, view.now, {key: each.calendar for key, each in terms.items()}
    )
    units = [
        {
            "id": str(each.id),
            "name": each.name,
            "depth": min(each.depth, 3),
            "cases": busy.get(each.id, (0, 0))[0],
            "late": busy.get(each.id, (0, 0))[1],
            "hours": _hours(here, today(each.id)),
        }
        for each in tree
        if each.id != view.case.unit_id
    ]
    beside = [
        Option(value=str(each.id), label=each.name)
        for each in tree
        if each.id in terms and terms[each.id].reachable
    ]
    due = await _proposed(here, view)
    zone = here.office.timezone
    return {
        "units": units,
        "beside": beside,
        "now_unit": view.unit,
        "proposed": due.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") if due else "",
        "proposed_text": formats.absolute(due, zone, language=here.language) if due else "",
    }


def _hours(here: Visit, periods: Sequence[Period]) -> str:
    """When the unit is open today."""
    mark = words(here.language).clock
    spans = (
        f"{formats.day_clock(each.opens, mark)}–{formats.day_clock(each.closes, mark)}" for each in periods
    )
    return ", ".join(spans) or here.say(N_("hari ini tutup"))


async def _proposed(here: Visit, view: CasePageView) -> datetime | None:
    """What the office gives a unit, but not later than what the citizen was promised."""
    promised = await due_if_begun(
        here.actor.tenant_id, TargetKind.DISPOSITION, traits_of(view.case), view.case.opened_at
    )
    running = [
        clock.due_at for clock in view.clocks if clock.kind in _ANSWERS and clock.runs and clock.due_at
    ]
    return min((due for due in (promised, *running) if due and due > view.now), default=None)


async def waiting_answer(here: Visit, view: CasePageView) -> dict[str, Any]:
    """The unit's answer that was pressed, else the first that waits."""
    waiting = [
        each
        for each in view.timeline
        if isinstance(each, Said) and each.from_unit and each.from_unit.state is AnswerState.WAITING
    ]
    asked = here.request.query_params.get("answer", "")
    typed = (await here.request.form()).get("answer", "") if here.request.method == "POST" else asked
    chosen = [each for each in waiting if each.from_unit and str(each.from_unit.id) == typed] or waiting
    if not chosen:
        return {"answer": "", "unit": "", "written": "", "files": [], "way_open": True}
    said = chosen[0]
    return {
        "answer": str(said.from_unit.id) if said.from_unit else "",
        "unit": said.message.author_name,
        "written": said.message.text,
        "files": [file.name for file in said.files],
        "way_open": view.way.open,
    }
