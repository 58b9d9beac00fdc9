"""Who held a case how long, in words: the shares add up to the whole."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from helpdesk.casefile.model import CasePageView, Passed
from helpdesk.cases.helping import Stretch, helped
from helpdesk.cases.legs import Holder, Leg, Share, shares
from helpdesk.desk.pages import Visit
from helpdesk.elsewhere.service import names as office_names
from tenants.doors import tenant_scope
from tenants.offices import store as units
from ui import formats
from ui.i18n import N_

_NAMES = {
    Holder.DESK: N_("Meja layanan"),
    Holder.UNIT: N_("Unit"),
    Holder.OTHER_OFFICE: N_("Kantor lain"),
    Holder.CONTACT: N_("Warga"),
}


async def held(here: Visit, legs: Sequence[Leg], now: datetime) -> dict[str, Any]:
    """Each holder with time and part in percent, and the whole."""
    found = shares(legs, now)
    names = await _names(here)
    parts = percents([each.time.total_seconds() for each in found])
    return {
        "shares": [
            {"name": _name(here, each, names), "time": _time(here, each.time), "percent": part}
            for each, part in zip(found, parts, strict=True)
        ],
        "whole": _time(here, sum((each.time for each in found), timedelta())),
    }


async def held_beside(here: Visit, found: Sequence[Stretch], now: datetime) -> list[dict[str, str]]:
    """Each unit that helped, how long, and whether it goes on; their times overlap with those that add up."""
    names = await _names(here) if found else {}
    return [
        {
            "name": names.get(each.unit_id, here.say(_NAMES[Holder.UNIT])),
            "time": _time(here, each.time),
            "state": here.say(N_("masih berjalan") if each.owes else N_("selesai")),
        }
        for each in helped(found, now)
    ]


def held_in_short(here: Visit, view: CasePageView) -> dict[str, Any]:
    """The same beside the case, by the names that its page knows."""
    found = shares(view.legs, view.now)
    names = {each.unit_id: each.unit for each in view.timeline if isinstance(each, Passed)}
    offices = {each.office for each in view.handovers}
    other = offices.pop() if len(offices) == 1 else ""

    def name(share: Share) -> str:
        return other if share.holder is Holder.OTHER_OFFICE and other else _name(here, share, names)

    return {
        "shares": [(name(each), _time(here, each.time)) for each in found] if len(found) > 1 else [],
        "whole": _time(here, sum((each.time for each in found), timedelta())),
    }


def percents(parts: Sequence[float]) -> list[int]:
    """Whole percents that add up to 100: what rounding left over goes to those that lost most by it."""
    whole = sum(parts)
    if not whole:
        return [0] * len(parts)
    exact = [100 * part / whole for part in parts]
    found = [int(each) for each in exact]
    by_loss = sorted(range(len(parts)), key=lambda place: found[place] - exact[place])
    for place in by_loss[: 100 - sum(found)]:
        found[place] += 1
    return found


def _name(here: Visit, share: Share, names: Mapping[UUID, str]) -> str:
    name = names.get(share.id, "") if share.id else ""
    return name or here.say(_NAMES[share.holder])


def _time(here: Visit, time: timedelta) -> str:
    return formats.duration(time.total_seconds(), language=here.language)


async def _names(here: Visit) -> dict[UUID, str]:
    async with tenant_scope(here.actor.tenant_id, read_only=True) as scope:
        known = {unit.id: unit.name for unit in await units.units(scope)}
    return await office_names(here.actor.tenant_id) | known
