"""Pages: one's own delegations to other desks; and, for those who oversee this one, who acts here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from helpdesk.desk.pages import Answer, AnyRequest, Visit, onward, page, shell_at, visit
from helpdesk.desk.shell import ROLES
from kit.errors import Conflict
from tenants.delegations import service
from tenants.delegations.model import Named, State
from tenants.delegations.rules import state_of
from tenants.permissions.model import Permission
from tenants.permissions.rules import require
from ui import formats
from ui.i18n import N_

STATES: Mapping[State, tuple[str, str, str]] = {
    State.ASKED: (N_("Menunggu persetujuan"), "warn", "hourglass"),
    State.AGREED: (N_("Disetujui, belum mulai"), "info", "clock"),
    State.ACTIVE: (N_("Sedang bertugas"), "ok", "user-check"),
    State.OVER: (N_("Selesai"), "", "check"),
    State.LAPSED: (N_("Lewat tanpa jawaban"), "", "clock"),
    State.WITHDRAWN: (N_("Ditarik"), "", "x"),
    State.REFUSED: (N_("Ditolak"), "", "x"),
    State.ENDED: (N_("Diakhiri lebih awal"), "", "ban"),
}
"""Word, tone and icon of each state."""
_DONE = {
    "accepted": N_("Anda menerima tugas ini. Tugas dapat dimulai setelah kantor Anda juga mengizinkan."),
    "closed": N_("Tugas ini tidak berlaku lagi."),
    "over": N_("Tugas ini sudah tidak berlaku ketika Anda menjawab."),
}


def row(here: Visit, named: Named, now: datetime, names: Mapping[int, str]) -> dict[str, Any]:
    """A delegation as lists and pages of both offices show it."""
    each = named.delegation
    state = state_of(each, now)
    word, tone, icon = STATES[state]
    return {
        "id": str(each.id),
        "name": named.name or each.email,
        "email": each.email,
        "office": names.get(each.other_id, ""),
        "role": here.say(ROLES[each.role.value]),
        "units": list(each.units),
        "reason": each.reason,
        "begins": _time(here, each.begins_at),
        "ends": _time(here, each.ends_at),
        "state": state.value,
        "word": here.say(word),
        "tone": tone,
        "icon": icon,
        "guest_said": each.guest_at is not None,
        "office_said": each.office_at is not None,
    }


@get("/duties")
async def duties_page(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """What one is asked for, and where one acts or will act."""
    here = await visit(request, slug)
    found, _, now = await service.own(here.actor)
    names = await service.office_names()
    said = _DONE.get(request.query_params.get("done", ""))
    return page(
        here,
        "desk/duties.html",
        await shell_at(here, "duties"),
        rows=[row(here, each, now, names) for each in found],
        to=f"{here.path}/duties",
        done=here.say(said) if said else "",
    )


@post("/duties/{delegation_id:uuid}/accept")
async def accept_duty(request: AnyRequest, slug: FromPath[str], delegation_id: FromPath[UUID]) -> Answer:
    """Say yes."""
    here = await visit(request, slug)
    try:
        await service.accept_own(here.actor, delegation_id)
    except Conflict:
        return onward(f"{here.path}/duties?done=over")
    here.runtime.bell.ring("delegation")
    return onward(f"{here.path}/duties?done=accepted")


@post("/duties/{delegation_id:uuid}/close")
async def close_duty(request: AnyRequest, slug: FromPath[str], delegation_id: FromPath[UUID]) -> Answer:
    """Say no, or end it."""
    here = await visit(request, slug)
    try:
        await service.close_own(here.actor, delegation_id)
    except Conflict:
        return onward(f"{here.path}/duties?done=over")
    here.runtime.bell.ring("delegation")
    return onward(f"{here.path}/duties?done=closed")


@get("/guests")
async def guests_page(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Who of other offices acts here now, will, or did."""
    here = await visit(request, slug)
    require(here.actor, Permission.READ_OVERVIEW)
    found, now = await service.guests(here.actor)
    names = await service.office_names()
    manages = here.actor.may(Permission.MANAGE_OFFICE)
    return page(
        here,
        "desk/guests.html",
        await shell_at(here, "guests"),
        rows=[row(here, each, now, names) for each in found],
        manage_href=f"/admin/{here.office.slug}/delegations" if manages else "",
    )


def _time(here: Visit, moment: datetime) -> str:
    return formats.date_time(moment, here.office.timezone, language=here.language)


DUTY_ROUTES = [duties_page, accept_duty, close_duty, guests_page]
