"""Which offices there are: read from the database, remembered for seconds."""

import time
from collections.abc import Callable
from uuid import UUID

import msgspec

from kit.errors import Missing
from tenants.offices import store
from tenants.offices.model import Office

_KEPT_SECONDS = 10.0
_LOOK_AGAIN_SECONDS = 0.2
"""Whoever asks for an office by a name that is not there may have seen it opened: it is looked for again, but not by
every stranger. Ids come from our own rows, so one that is unknown is looked for at once."""
_known: tuple[float, dict[int, Office]] = (0.0, {})


async def _all(kept: float = _KEPT_SECONDS) -> dict[int, Office]:
    global _known
    read_at, offices = _known
    if not offices or time.monotonic() - read_at > kept:
        offices = {office.id: office for office in await store.offices()}
        _known = (time.monotonic(), offices)
    return offices


def forget() -> None:
    """Read the offices anew at the next need: this process has changed them."""
    global _known
    _known = (0.0, {})


async def all_offices() -> list[Office]:
    """Every active office."""
    return list((await _all()).values())


async def office(tenant_id: int) -> Office:
    """One office by its id here; raises `Missing`."""
    found = (await _all()).get(tenant_id) or (await _all(0)).get(tenant_id)
    if found is None:
        raise Missing("office_missing")
    return found


async def office_by_slug(slug: str) -> Office:
    """One office by the name in its addresses; raises `Missing`."""
    return await _one(lambda each: each.slug == slug)


def remembered(slug: str) -> Office | None:
    """The office of this name as it was read last, however long ago; asks nobody."""
    return next((each for each in _known[1].values() if each.slug == slug), None)


async def office_by_host(host: str) -> Office | None:
    """The office that has this host name of its own, if one has."""
    return next((each for each in (await _all()).values() if each.host == host.lower()), None)


async def office_hosts() -> frozenset[str]:
    """The host names that offices have of their own."""
    return frozenset(each.host for each in (await _all()).values() if each.host)


async def office_by_uid(uid: UUID) -> Office:
    """One office by the id that letters use; raises `Missing`."""
    return await _one(lambda each: each.uid == uid)


async def ever(uid: UUID) -> Office:
    """The same for one that may be closed by now: cases still name it. Raises `Missing`."""
    found = await store.ever(uid)
    if found is None:
        raise Missing("office_missing")
    return found


async def _one(fits: Callable[[Office], bool]) -> Office:
    for kept in (_KEPT_SECONDS, _LOOK_AGAIN_SECONDS):
        for each in (await _all(kept)).values():
            if fits(each):
                return each
    raise Missing("office_missing")


class Around(msgspec.Struct, frozen=True):
    """The offices of one's own line."""

    above: frozenset[str]
    """The short names of those above."""
    many: bool
    """Is there any, above or below?"""


async def offices_around(tenant_id: int) -> Around:
    """Who stands above an office, and whether it stands in any line at all."""
    above = frozenset(each.slug for each in await offices_above(tenant_id))
    return Around(above, bool(above) or any(each.parent_id == tenant_id for each in (await _all()).values()))


async def offices_above(tenant_id: int) -> list[Office]:
    """The parent, its parent and so on: where a case may be escalated to."""
    offices = await _all()
    above: list[Office] = []
    here = offices.get(tenant_id)
    while here is not None and here.parent_id is not None and len(above) < 8:
        here = offices.get(here.parent_id)
        if here is not None:
            above.append(here)
    return above


async def offices_below(tenant_id: int) -> list[Office]:
    """The offices under this one at whatever depth, each after the one above it, by name."""
    offices = sorted((await _all()).values(), key=lambda each: (each.name, each.id), reverse=True)
    found: list[Office] = []
    waiting = [each for each in offices if each.parent_id == tenant_id]
    while waiting and len(found) < len(offices):
        here = waiting.pop()
        found.append(here)
        waiting += [each for each in offices if each.parent_id == here.id]
    return found
