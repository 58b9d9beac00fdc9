"""A person of one office who acts in another for a time, as both offices agreed."""

from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from kit.ids import uuid7
from support.officers import Browser, Floor
from support.world import Place, World
from tenants.delegations import service
from tenants.delegations.model import Typed
from tenants.directory import store as directory
from tenants.permissions.model import Actor, Role
from tenants.sessions import service as sessions
from tenants.sign_in.service import switch

GUEST = "Lestari Wulandari"
REASON = "Jaga malam"
_ZONE = ZoneInfo("Asia/Jakarta")


class Lent(NamedTuple):
    """Everybody of one delegation."""

    id: UUID
    home: Place
    host: Place
    home_admin: Actor
    host_admin: Actor
    guest: Actor
    """At the own office."""


def typed(
    home: Place,
    email: str,
    begins: datetime,
    ends: datetime,
    role: Role = Role.AGENT,
    *units: UUID,
    reason: str = REASON,
) -> Typed:
    """The form of a request, filled in."""
    first, last = begins.astimezone(_ZONE), ends.astimezone(_ZONE)
    return Typed(
        home=home.slug,
        email=email,
        role=role.value,
        units=tuple(str(unit) for unit in units),
        reason=reason,
        begins_day=f"{first:%Y-%m-%d}",
        begins_time=f"{first:%H:%M}",
        ends_day=f"{last:%Y-%m-%d}",
        ends_time=f"{last:%H:%M}",
    )


async def now_of(place: Place) -> datetime:
    """The time that counts there."""
    found: datetime = await place.value("SELECT sahut_now() WHERE $1::int > 0")
    return found


async def email_of(place: Place, actor: Actor) -> str:
    """Somebody's address."""
    found: str = await place.value("SELECT email FROM person WHERE $1::int > 0 AND id = $2", actor.person_id)
    return found


async def asked(
    world: World,
    role: Role = Role.AGENT,
    *units: str,
    home: Place | None = None,
    host: Place | None = None,
    begins: timedelta = timedelta(0),
    lasts: timedelta = timedelta(hours=8),
) -> Lent:
    """A request that both offices know of and nobody has answered."""
    home, host = home or world.ministry, host or world.district
    admins = [await world.staff(place, Role.ADMINISTRATOR) for place in (home, host)]
    guest = await world.staff(home, name=GUEST)
    now = await now_of(host) + begins
    form = typed(
        home, await email_of(home, guest), now, now + lasts, role, *(host.units[unit] for unit in units)
    )
    found = await service.ask(admins[1], form)
    await world.work(home, host)
    return Lent(found, home, host, *admins, guest)


async def agreed(world: World, role: Role = Role.AGENT, *units: str, **more: object) -> Lent:
    """The same, and both said yes: the guest may act as soon as it begins."""
    lent = await asked(world, role, *units, **more)  # type: ignore[arg-type]
    await service.accept_own(lent.guest, lent.id)
    await service.accept(lent.home_admin, lent.id)
    await world.work(lent.home, lent.host)
    return lent


async def at_own_desk(floor: Floor, lent: Lent) -> Browser:
    """The guest's browser, at the own desk."""
    return await _browser(floor, lent, lent.home)


async def at_hosts_desk(floor: Floor, lent: Lent) -> Browser:
    """The guest's browser after the one control was pressed."""
    browser = await _browser(floor, lent, lent.home)
    living = await sessions.find(browser.http.cookies["sahut"])
    assert living is not None
    browser.http.cookies.set("sahut", await switch(living, lent.host.slug))
    browser.desk = f"/desk/{lent.host.slug}"
    return browser


async def a_request_for(office: Place, person_id: UUID | None) -> str:
    """A request for somebody of an office, from one that nobody knows."""
    delegation = uuid7()
    await office.change(
        "INSERT INTO delegation (tenant_id, id, side, other_id, email, person_id, role, reason, begins_at, ends_at,"
        " asked_at) VALUES ($1, $2, 'home', 0, 'dewi@kantor.example', $3, 'agent', 'Jaga malam', now(),"
        " now() + interval '8 hours', now())",
        delegation,
        person_id,
    )
    return str(delegation)


async def _browser(floor: Floor, lent: Lent, place: Place) -> Browser:
    assert lent.guest.person_id
    posts = await directory.posts(lent.guest.person_id)
    [post] = [each for each in posts if each.tenant_id == place.id]
    return Browser(floor.app, await sessions.begin(post, lent.guest.person_id), place)
