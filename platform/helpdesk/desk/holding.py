"""Who held a case how long, in words: the shares add up to the whole."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

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
    whole = sum(each.time.total_seconds() for each in found)
    return {
        "shares": [_share(here, each, names, whole) for each in found],
        "whole": formats.duration(whole, language=here.language),
    }


def _share(here: Visit, share: Share, names: dict[UUID, str], whole: float) -> dict[str, Any]:
    seconds = share.time.total_seconds()
    name = names.get(share.id, "") if share.id else ""
    return {
        "name": name or here.say(_NAMES[share.holder]),
        "time": formats.duration(seconds, language=here.language),
        "percent": round(100 * seconds / whole) if whole else 0,
    }


async def _names(here: Visit) -> dict[UUID, str]:
    async with tenant_scope(here.actor.tenant_id, read_only=True) as scope:
        known = {unit.id: unit.name for unit in await units.units(scope)}
    return await office_names(here.actor.tenant_id) | known
