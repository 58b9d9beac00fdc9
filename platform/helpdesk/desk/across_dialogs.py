"""What the pages of acts show that other offices feel: owners to name, offices to ask again, who speaks."""

from collections.abc import Mapping
from typing import Any

from helpdesk.authorities.service import authorities_to_name
from helpdesk.casefile.model import CasePageView, Handover, Said
from helpdesk.cases import erasing
from helpdesk.desk.handing import handing_page
from helpdesk.desk.handover_words import goes_upward
from helpdesk.desk.pages import Visit
from helpdesk.desk.sent import pressed
from helpdesk.desk.service import unit_tree
from helpdesk.escalation.model import LIVING, LinkState, Side, Wish
from helpdesk.escalation.relations import targets
from tenants.doors import tenant_scope
from ui.i18n import N_
from ui.model import Option

_WISHES = {
    (True, Wish.ASKED): N_("%(office)s meminta berbicara sendiri dengan warga."),
    (True, Wish.OFFERED): N_("Kantor ini menawarkannya kepada %(office)s; jawabannya ditunggu."),
    (False, Wish.OFFERED): N_("%(office)s meminta kantor ini yang berbicara dengan warga."),
    (False, Wish.ASKED): N_("Kantor ini memintanya kepada %(office)s; jawabannya ditunggu."),
    (False, Wish.TAKEN): N_("Kantor ini setuju; %(office)s sedang menyerahkannya."),
}
"""By who speaks now, and what was asked."""


async def rejecting(here: Visit, view: CasePageView) -> dict[str, Any]:
    """Whether a reason is read elsewhere, and who may be named."""
    return {"needs_reason": _is_linked(view), "authorities": await _authorities(here)}


async def reopening(here: Visit, view: CasePageView) -> dict[str, Any]:
    """The offices that had it until it was closed, and can be asked again."""
    last = {each.office_slug: each for each in view.handovers if each.side is Side.SOURCE}
    closed = [each for each in last.values() if each.state is LinkState.CLOSED]
    open_now = {each.slug for each in await targets(here.actor)} if closed else set()
    return {
        "offices": [
            Option(value=each.office_slug, label=each.office, hint=each.peer_number)
            for each in closed
            if each.office_slug in open_now
        ]
    }


async def wrong_door(here: Visit, view: CasePageView, typed: Mapping[str, str]) -> dict[str, Any]:
    """Units, offices with exactly what travels there, and authorities outside."""
    units = [Option(value=str(each.id), label=each.name) for each in await unit_tree(here.actor)]
    return {
        **await handing_page(here, view, typed),
        "units": units,
        "authorities": await _authorities(here),
    }


async def speaking(here: Visit, view: CasePageView) -> dict[str, Any]:
    """Each hand-over that lives: who speaks, what was asked, what may be done."""
    return {"voices": [_voice(here, each) for each in view.handovers if each.state in LIVING]}


def _voice(here: Visit, each: Handover) -> dict[str, Any]:
    asked = _WISHES.get((each.speaks, each.wish))
    return {
        "slug": each.office_slug,
        "office": each.office,
        "speaks": each.speaks,
        "wish": here.say(asked, office=each.office) if asked else "",
        "free": each.wish is Wish.NONE,
        "asked": each.wish is (Wish.ASKED if each.speaks else Wish.OFFERED),
    }


async def proposing(here: Visit, view: CasePageView) -> dict[str, Any]:
    """To whom."""
    spoken = [each for each in view.handovers if each.side is Side.SOURCE and not each.speaks]
    return {"office": next((each.office for each in spoken if each.state in LIVING), "")}


async def waiting_proposal(here: Visit, view: CasePageView) -> dict[str, Any]:
    """The proposed answer that was pressed, else the first that waits."""
    waiting = [
        each for each in view.timeline if isinstance(each, Said) and each.from_desk and each.from_desk.waits
    ]
    typed = await pressed(here, "answer")
    chosen = [each for each in waiting if each.from_desk and str(each.from_desk.id) == typed] or waiting
    if not chosen:
        return {"answer": "", "office": "", "written": "", "files": [], "way_open": True}
    said = chosen[0]
    return {
        "answer": str(said.from_desk.id) if said.from_desk else "",
        "office": said.message.author_name,
        "written": said.message.text,
        "files": [file.name for file in said.files],
        "way_open": view.way.open,
        "upward": goes_upward(view),
    }


async def erasing_page(here: Visit, view: CasePageView) -> dict[str, Any]:
    """Whether a law was named already, and whether nothing is left."""
    async with tenant_scope(here.actor.tenant_id, read_only=True) as scope:
        gone, law = await erasing.standing(scope, view.case.id)
    return {"gone": gone, "law_now": law, "in_register": bool(view.case.lapor_number)}


async def returning(here: Visit, view: CasePageView) -> dict[str, Any]:
    """The office that asked, and who may be named as the one whose business it is."""
    asking = ", ".join(
        each.office for each in view.handovers if each.side is Side.TARGET and each.state in LIVING
    )
    known = [each.name for each in await targets(here.actor)]
    known += [option.label for option in await _authorities(here)]
    return {"peer": asking, "owners": [Option(value=name, label=name) for name in dict.fromkeys(known)]}


def _is_linked(view: CasePageView) -> bool:
    return any(each.state in LIVING for each in view.handovers)


async def linked(here: Visit, view: CasePageView) -> dict[str, Any]:
    """Whether a reason is read elsewhere."""
    return {"needs_reason": _is_linked(view)}


async def _authorities(here: Visit) -> list[Option]:
    return [
        Option(value=str(each.id), label=each.name, hint=each.reach)
        for each in await authorities_to_name(here.actor)
    ]
