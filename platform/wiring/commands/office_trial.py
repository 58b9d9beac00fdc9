"""`sahut office trial`: an office for every province, regency and city, so that a whole country can be tried."""

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import NamedTuple

import asyncpg
from msgspec.structs import replace

from admin.offices.model import NewOffice
from admin.offices.regions import provinces, trials
from kit.settings import Settings
from tenants.doors import close_gate, open_gate
from tenants.offices import service as offices
from tenants.offices.model import Level
from wiring.commands import Refused
from wiring.offices import add_office, begin

_AT_ONCE = 3
_PRODUCTION = "a production installation takes no trial offices: add each with `sahut office add`"


class _There(NamedTuple):
    """An office that stands already."""

    slug: str
    code: str
    level: str
    region: str


async def open_all(settings: Settings, chosen: list[str], say: Callable[[str], None] = print) -> None:
    """Open what is missing of these provinces (none: all); once more after an interruption goes on where it stopped.

    A region whose office stands already keeps that office. Raises `Refused`.
    """
    unknown = [each for each in chosen if each not in provinces()]
    if unknown:
        raise Refused(
            f"no province has the code {unknown[0]}: they go from 11 (Aceh) to 96 (Papua Barat Daya)"
        )
    begun, opened = time.monotonic(), 0
    owner = await asyncpg.connect(settings.owner_url)
    await open_gate(settings.worker_url, most=_AT_ONCE + 1)
    try:
        if await owner.fetchval("SELECT mode FROM installation") == "production":
            raise Refused(_PRODUCTION)
        for province in chosen or list(provinces()):
            fresh = await _open_province(owner, province)
            opened += fresh
            say(f"{province} {provinces()[province]}: {fresh} opened")
    finally:
        await close_gate()
        await owner.close()
    say(f"{opened} offices opened in {time.monotonic() - begun:.0f} s.")


async def _open_province(owner: "asyncpg.Connection[asyncpg.Record]", province: str) -> int:
    there = await _stand(owner)
    ministry = next((each.slug for each in there if each.level == Level.MINISTRY), "")
    slots = asyncio.Semaphore(_AT_ONCE)
    fresh = {await add_office(owner, office): office for office in _missing(province, ministry, there)}
    offices.forget()

    async def begin_in_turn(tenant_id: int, office: NewOffice) -> bool:
        async with slots:
            return await begin(tenant_id, office)

    return sum(await asyncio.gather(*(begin_in_turn(*each) for each in fresh.items())))


def _missing(province: str, ministry: str, there: list[_There]) -> Iterator[NewOffice]:
    """Those whose region has no office, and those of an earlier try, which may be unfinished."""
    by_region = {(each.level, each.region): each for each in there}
    head = by_region.get((Level.PROVINCE.value, province))
    slugs = {each.slug for each in there}
    for office in trials(province, ministry, {each.code for each in there}):
        stands = by_region.get((office.level, office.region))
        if stands is None and office.slug in slugs:
            raise Refused(f"{office.slug} is the name of another office already")
        if stands is None or stands.slug == office.slug:
            yield _under(office, head)


def _under(office: NewOffice, head: _There | None) -> NewOffice:
    """A province's office that stood before is the one above, whatever its name is."""
    if head is None or office.level != Level.DISTRICT:
        return office
    return replace(office, parent=head.slug)


async def _stand(owner: "asyncpg.Connection[asyncpg.Record]") -> list[_There]:
    rows = await owner.fetch("SELECT slug, code, level, region FROM tenant ORDER BY id")
    return [_There(*row) for row in rows]
