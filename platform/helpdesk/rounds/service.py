"""What people may ask about rounds: the page of one, the board of a day, a month, and how things stand."""

from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from helpdesk.cases.folders import Folder
from helpdesk.cases.lists import counts_in
from helpdesk.cases.visibility import asker_values
from helpdesk.rounds import rules, store, waiting
from helpdesk.rounds.model import Board, KeptPlan, Line, Month, News, Round, RoundView, Slot, Standing, Unseen
from helpdesk.sla.holidays import HolidayKind
from helpdesk.sla.store import national_days
from kit.errors import Missing
from kit.remembered import Remembered
from tenants.doors import Scope, tenant_scope
from tenants.offices import service as offices
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require

MOST_UNSEEN = 50
_standing = Remembered[int, Standing](5.0)


async def standing(tenant_id: int) -> Standing:
    """Whether the office has rounds, which one runs, and how many were missed without a reason.

    Read at most every five seconds per process, because every page asks.
    """

    async def read() -> Standing:
        async with tenant_scope(tenant_id, read_only=True) as scope:
            return await _stands(scope)

    return await _standing.get(tenant_id, read)


def forget_standing(tenant_id: int) -> None:
    """Read it anew at the next need: this process has changed a round."""
    _standing.forget(tenant_id)


async def round_page(actor: Actor, round_id: UUID) -> RoundView:
    """A round with what waits at its lines, as far as the actor sees it; raises `Missing`.

    Who sees the cases of single units only is not told what others wrote about the rest.
    """
    require(actor, Permission.READ_CASES)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        look = await store.round_of(scope, round_id)
        if look is None:
            raise Missing("round_missing")
        previous = await store.before(scope, look.begins_at)
        lines = await store.lines_of(scope, [round_id])
        asker = asker_values(scope, actor)
        is_open = rules.may_be_worked_on(look, scope.now)
        news, elsewhere = dict[UUID, News](), 0
        due_soon = late = 0
        if is_open:
            older = previous.begins_at if previous else look.begins_at
            news, elsewhere = rules.news_of(lines, await waiting.counted(scope, asker, older))
            counts = await counts_in(scope, actor)
            due_soon, late = counts[Folder.DUE_SOON], counts[Folder.LATE]
        opened = await waiting.opened(scope, asker, [line.id for line in lines])
    return RoundView(
        round=rules.within_rights(look, actor),
        state=rules.state_of(look, scope.now),
        lines=tuple(rules.line_within_rights(line, actor) for line in lines),
        news=news,
        elsewhere=elsewhere,
        due_soon=due_soon,
        late=late,
        cases={line_id: tuple(numbers) for line_id, numbers in opened.items()},
        previous=rules.within_rights(previous, actor) if previous else None,
        now=scope.now,
        open=is_open,
    )


async def unseen_at(actor: Actor, view: RoundView, line: Line) -> list[Unseen]:
    """The cases that wait unseen at a line of an open round, at most 50."""
    if not view.open or line.channel is None:
        return []
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        rest = rules.takes_rest(line, view.lines)
        return await waiting.unseen(
            scope, asker_values(scope, actor), line, view.lines, MOST_UNSEEN, rest=rest
        )


async def board(actor: Actor, day: date | None) -> Board:
    """The rounds of a local day; without one that of the round that runs, which began before midnight perhaps,
    else today. Raises `Missing` where the office has none at all."""
    require(actor, Permission.READ_CASES)
    zone = (await offices.office(actor.tenant_id)).timezone
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        kept = await _plan(scope)
        look = await running(scope)
        today = look.day if look else rules.local_day(scope.now, zone)
        shown = day or today
        looks = await store.between(scope, shown, shown + timedelta(days=1))
        lines = await store.lines_of(scope, [each.id for each in looks])
        coming = _coming(kept, zone, shown, looks, scope, await free_days(scope))
    return Board(
        day=shown,
        today=today,
        rounds=tuple(rules.within_rights(each, actor) for each in looks),
        coming=coming,
        lines=tuple(rules.line_within_rights(line, actor) for line in lines),
        now=scope.now,
    )


async def month(actor: Actor, first: date | None, permission: Permission = Permission.READ_CASES) -> Month:
    """The rounds of a month, this one when none is named; raises `Missing` where the office has none at all."""
    require(actor, permission)
    zone = (await offices.office(actor.tenant_id)).timezone
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        kept = await _plan(scope)
        begin, end = rules.month_of(first or rules.local_day(scope.now, zone))
        looks = await store.between(scope, begin, end)
        free = await free_days(scope)
        days = (begin + timedelta(days=number) for number in range((end - begin).days))
        coming = tuple(slot for day in days for slot in _coming(kept, zone, day, looks, scope, free))
    shown = tuple(rules.within_rights(each, actor) for each in looks)
    return Month(first=begin, rounds=shown, coming=coming, now=scope.now)


async def running(scope: Scope) -> Round | None:
    """The round that runs now; none between rounds."""
    last = await store.before(scope, scope.now + timedelta(microseconds=1))
    return last if last is not None and last.begins_at <= scope.now < last.ends_at else None


async def _stands(scope: Scope) -> Standing:
    kept = await store.plan(scope)
    if kept is None:
        return Standing()
    missed = await store.unexcused(scope)
    return Standing(
        planned=kept.active,
        running=await running(scope),
        unexcused=len(missed),
        oldest=missed[0] if missed else None,
    )


async def _plan(scope: Scope) -> KeptPlan:
    """An office that never had a plan has no rounds, and no pages of rounds."""
    kept = await store.plan(scope)
    if kept is None:
        raise Missing("rounds_missing")
    return kept


async def free_days(scope: Scope) -> frozenset[date]:
    """The nation's public holidays; joint leave closes some offices only."""
    return frozenset(day.date for day in await national_days(scope) if day.kind is HolidayKind.PUBLIC)


def _coming(
    kept: KeptPlan, zone: str, day: date, looks: list[Round], scope: Scope, free: Collection[date]
) -> tuple[Slot, ...]:
    if not kept.active:
        return ()
    made = {each.begins_at for each in looks}
    slots = rules.slots_of(kept.plan, zone, day, free)
    return tuple(slot for slot in slots if slot.begins_at > scope.now and slot.begins_at not in made)
