"""How the due times of a case came about, as a page: what counted, what did not, and by which rule."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from litestar import get
from litestar.params import FromPath

from helpdesk.cases.model import Case
from helpdesk.cases.promises import traits_of
from helpdesk.cases.timekeeping import timekeeping
from helpdesk.cases.words import EVENTS
from helpdesk.desk.arithmetic import arithmetic, day, moment
from helpdesk.desk.case_page import seen_case
from helpdesk.desk.holding import held, held_beside
from helpdesk.desk.listing import shell_beside
from helpdesk.desk.pages import Answer, AnyRequest, Visit, page, visit
from helpdesk.desk.tiles import tile
from helpdesk.events import PromiseGiven
from helpdesk.sla.reckoning import Reckoning
from helpdesk.sla.service import reckoned
from tenants.permissions.model import Permission
from ui.i18n import N_

_GIVEN = N_("%(at)s: %(due)s – %(why)s")
_MOVED = N_("%(at)s: dari %(was)s menjadi %(due)s – %(why)s")
_HELD, _GONE = N_("menunggu jeda berakhir"), N_("tidak dijanjikan lagi")
_WHY = {"rules": N_("aturan kantor berubah"), "hours": N_("jam atau hari libur kantor berubah")}
"""Why a due time moved that no fact of the case moved."""


@get("/cases/{number:str}/promises")
async def promises_page(request: AnyRequest, slug: FromPath[str], number: FromPath[str]) -> Answer:
    """The arithmetic of every promise of the case."""
    here = await visit(request, slug)
    view = await seen_case(here, number)
    found = await reckoned(here.actor.tenant_id, view.clocks)
    kept = await timekeeping(here.actor.tenant_id, view.case)
    return page(
        here,
        "desk/promises.html",
        await shell_beside(here),
        number=view.case.number,
        title=view.case.title,
        case_href=here.address(f"cases/{view.case.number}"),
        simulator_href=_simulator(here, view.case) if here.actor.may(Permission.READ_OVERVIEW) else "",
        promises=[_shown(here, each, kept.promised, view.now) for each in found],
        held=await held(here, kept.legs, view.now),
        helpers=await held_beside(here, kept.help, view.now),
    )


def _shown(here: Visit, reckoning: Reckoning, log: Sequence[PromiseGiven], now: datetime) -> dict[str, Any]:
    clock = reckoning.clock
    return {
        **arithmetic(here, reckoning),
        "card": tile(clock, now, here.office.timezone, here.language, here.say),
        "missed": clock.breached_at is not None,
        "round": clock.round,
        "rule": f"{reckoning.rule} · {clock.rule}" if reckoning.rule else clock.rule,
        "by_hand": clock.by_hand,
        "log": [_given(here, each) for each in log if each.target == clock.kind],
        "legal_basis": reckoning.legal_basis,
        "since": day(here, reckoning.in_force_since) if reckoning.in_force_since else "",
        "still_so": reckoning.still_so,
    }


def _given(here: Visit, given: PromiseGiven) -> str:
    due = moment(here, given.due_at) if given.due_at else here.say(_GONE if given.taken_back else _HELD)
    why = here.say(_WHY.get(given.why) or EVENTS.get(given.why, given.why))
    text = _MOVED if given.was and given.due_at else _GIVEN
    was = moment(here, given.was) if given.was else ""
    return here.say(text, at=moment(here, given.at), due=due, was=was, why=why)


def _simulator(here: Visit, case: Case) -> str:
    """The administration's page that tells what such a case would be promised."""
    local = case.opened_at.astimezone(ZoneInfo(here.office.timezone))
    traits = traits_of(case)
    asked = {name: getattr(traits, name) for name in traits.__struct_fields__}
    asked |= {"date": f"{local:%Y-%m-%d}", "time": f"{local:%H:%M}"}
    return f"/admin/{here.office.slug}/promises/simulator?{urlencode({k: v for k, v in asked.items() if v})}"
