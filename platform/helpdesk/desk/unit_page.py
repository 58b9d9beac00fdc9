"""The page of a case's units: who has it as what and how long, and who may come to it or be let go."""

from typing import Any
from uuid import UUID

from helpdesk.casefile.model import Act, CasePageView
from helpdesk.casefile.with_units import UnitWay
from helpdesk.cases.helping import helped
from helpdesk.cases.model import PartRole, PartState
from helpdesk.desk.pages import Visit
from helpdesk.desk.panel import PART_STATES, ROLES
from helpdesk.desk.sent import pressed
from helpdesk.desk.service import unit_tree, units_that_read
from helpdesk.desk.unit_dialogs import field_of, proposed, units_in_tree
from kit.ids import id_in
from ui import formats
from ui.i18n import N_
from ui.model import Option

_BESIDE = {
    PartRole.HELPER: N_("Membantu: ikut menjawab"),
    PartRole.COPY: N_("Tembusan: cukup membaca"),
}


async def joining_page(here: Visit, view: CasePageView) -> dict[str, Any]:
    """The units that have it, and those that may come beside the one that leads."""
    tree, reads = await unit_tree(here.actor), await units_that_read(here.actor)
    has = {way.unit_id for way in view.unit_ways}
    may_come = [each for each in tree if each.id in reads]
    led = view.case.unit_id is not None
    return {
        "parts_here": [_part(here, view, way) for way in view.unit_ways],
        "waits": view.asked is not None,
        "units": await units_in_tree(here, view, may_come, without=has) if led else [],
        "roles": _roles(here),
        "may_dispose": Act.DISPOSE in view.acts,
        "link_unit_to": here.address(f"cases/{view.case.number}/link_unit"),
        **await proposed(here, view),
    }


async def instructing_page(here: Visit, view: CasePageView) -> dict[str, Any]:
    """What one of them is asked, to be changed."""
    way = _way(view, id_in(await pressed(here, "unit")))
    due = field_of(here, way.due_at) if way and way.due_at and way.due_at > view.now else ""
    return {
        "unit_id": str(way.unit_id) if way else "",
        "unit": way.unit if way else "",
        "role": way.role.value if way else "",
        "instruction": way.instruction if way else "",
        "due_at": due,
        "roles": _roles(here),
        "back_href": here.address(f"cases/{view.case.number}/join_unit"),
    }


def _way(view: CasePageView, unit_id: UUID | None) -> UnitWay | None:
    beside = [way for way in view.unit_ways if way.role is not PartRole.LEAD]
    return next((way for way in beside if way.unit_id == unit_id), None)


def _part(here: Visit, view: CasePageView, way: UnitWay) -> dict[str, Any]:
    """One unit, its link and its time, in words."""
    zone, language = here.office.timezone, here.language
    at = f"cases/{view.case.number}"
    times = {each.unit_id: each.time for each in helped(view.help, view.now)}
    owed = times.get(way.unit_id) if way.role is PartRole.HELPER else None
    late = way.due_at is not None and way.due_at < view.now and way.state is PartState.OPEN
    return {
        "id": str(way.unit_id),
        "unit": way.unit,
        "role": here.say(ROLES[way.role]),
        "state": here.say(PART_STATES[way.state]),
        "leads": way.role is PartRole.LEAD,
        "since": formats.date_time(way.at, zone, language=language),
        "due": formats.date_time(way.due_at, zone, language=language) if way.due_at else "",
        "late": late and way.role is not PartRole.COPY,
        "instruction": way.instruction,
        "time": formats.duration(owed.total_seconds(), language=language) if owed is not None else "",
        "reachable": way.reachable,
        "link": here.runtime.unit_links.to_case(here.office.id, way.link_id) if way.link_id else "",
        "until": formats.date_time(way.expires_at, zone, language=language) if way.expires_at else "",
        "instruct_href": here.address(f"{at}/instruct_unit", unit=str(way.unit_id)),
        "lead_href": here.address(f"{at}/dispose", unit=str(way.unit_id)),
    }


def _roles(here: Visit) -> list[Option]:
    return [Option(value=role.value, label=here.say(name)) for role, name in _BESIDE.items()]
