"""A district whose clock stands where its rounds need it, and the hand that keeps them."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from helpdesk.channels.accounts import AccountBook
from helpdesk.notifications.links import Links
from helpdesk.rounds import checking, keeping, setting, store
from helpdesk.rounds.checking import Check
from helpdesk.rounds.model import Line, LineKind, Plan, Round
from helpdesk.rounds.rules import BATANG
from helpdesk.rounds.service import forget_standing, round_page, standing
from support.world import Place, World
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Role

if TYPE_CHECKING:
    from support.officers import Browser, Floor

ZONE = ZoneInfo("Asia/Jakarta")


async def now_at(place: Place) -> datetime:
    """What the office's clock says."""
    async with tenant_scope(place.id, read_only=True) as scope:
        return scope.now


async def go_to(world: World, hour: int, minute: int = 0, *, days: int = 0) -> datetime:
    """Let time pass until the office's wall shows this, `days` after the next such time."""
    now = (await now_at(world.district)).astimezone(ZONE)
    wanted = datetime.combine(now.date(), time(hour, minute), ZONE)
    if wanted <= now:
        wanted += timedelta(days=1)
    wanted += timedelta(days=days)
    await world.clock.forward(seconds=(wanted - now).total_seconds())
    forget_standing(world.district.id)
    return wanted


async def plan_anew(world: World, plan: Plan = BATANG) -> None:
    """The office begins with rounds now."""
    await world.district.change("DELETE FROM round_plan WHERE tenant_id = $1")
    async with tenant_scope(world.district.id) as scope:
        await setting.begin_with(scope, plan, "Asia/Jakarta")


async def keep(world: World, place: Place | None = None, **limits: int) -> int:
    """What the worker does until nothing is due; answers how many turns did something."""
    turns, at = 0, place or world.district
    while await keeping.keep(at.id, book=world.book, links=world.links, **limits):
        turns += 1
        assert turns < 200, "the work never ends"
    return turns


async def first_morning(world: World) -> Round:
    """Six o'clock: the first round of a day begins, and nothing was before it."""
    await go_to(world, 5, 59)
    await world.district.change("DELETE FROM round_plan WHERE tenant_id = $1")
    await world.clock.forward(minutes=1)
    await plan_anew(world)
    await keep(world)
    return await newest(world.district)


async def at_work(floor: "Floor", role: Role = Role.AGENT) -> "tuple[Browser, Actor, Round]":
    """Somebody whose pages are open in the first round of a day."""
    look = await first_morning(floor.world)
    browser, actor = await floor.officer(role)
    return browser, actor, look


async def newest(place: Place) -> Round:
    """The round that began last."""
    rounds = await rounds_of(place)
    return rounds[-1]


async def rounds_of(place: Place) -> list[Round]:
    """All rounds, the earliest first."""
    async with tenant_scope(place.id, read_only=True) as scope:
        return await store.between(scope, date(2020, 1, 1), date(2100, 1, 1))


async def line(actor: Actor, look: Round, name: str = "", kind: LineKind = LineKind.HAND) -> Line:
    """A line of a round, by its name or else by its kind."""
    view = await round_page(actor, look.id)
    return next(each for each in view.lines if (each.name == name if name else each.kind is kind))


async def check_all(actor: Actor, look: Round) -> None:
    """Check every line that is open, as found where something waits."""
    await checking.check_quiet(actor, look.id)
    view = await round_page(actor, look.id)
    for each in view.lines:
        if each.state == "open":
            quiet = each.kind is LineKind.HAND
            said = Check(state="quiet") if quiet else Check(state="found", found="1")
            await checking.check(actor, look.id, each.id, said, version=each.version)


async def do_round(actor: Actor, look: Round, handover: str = "") -> None:
    """The whole round."""
    await check_all(actor, look)
    await checking.finish(actor, look.id, handover)


async def a_running_round(tenant_id: int, book: AccountBook, links: Links) -> tuple[UUID, UUID]:
    """A round that runs now, whatever the time; answers it and one of its lines."""
    if (await standing(tenant_id)).running is None:
        async with tenant_scope(tenant_id) as scope:
            hour = scope.now.astimezone(ZONE).hour
            await setting.begin_with(scope, replace(BATANG, starts=(hour * 60,), reminders=()), str(ZONE))
        await keeping.keep(tenant_id, book=book, links=links)
        forget_standing(tenant_id)
    async with tenant_scope(tenant_id, read_only=True) as scope:
        row = await scope.fetchrow(
            "SELECT round_id, id FROM round_line WHERE tenant_id = $1 ORDER BY place LIMIT 1", tenant_id
        )
    assert row is not None
    return row["round_id"], row["id"]
