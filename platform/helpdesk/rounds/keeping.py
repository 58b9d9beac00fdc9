"""What happens to rounds by itself: they begin, are reminded of, are judged missed, and supervisors hear of it.

One worker at a time holds an office's plan; whatever is found due is done for the moment that the database calls
now, however long the machine slept before.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from itertools import islice

from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.model import ChannelKind
from helpdesk.events import RoundMissed
from helpdesk.notifications.links import Links
from helpdesk.notifications.watching import Look, alarm, remind
from helpdesk.rounds import rules, store
from helpdesk.rounds.model import KeptPlan, Line, LineKind, Plan, Round, Slot
from helpdesk.rounds.service import forget_standing, free_days, running
from kit.errors import Missing
from kit.ids import uuid7
from tenants.doors import Scope, tenant_scope
from tenants.offices import service as offices
from tenants.offices.model import Office
from tenants.outbox.service import announce

MOST = 100
"""Rounds made in one turn."""


async def keep(tenant_id: int, *, book: AccountBook, links: Links, most: int = MOST) -> int:
    """Do what is due for the rounds of one office; answers how much that was. Safe with several workers."""
    try:
        office = await offices.office(tenant_id)
    except Missing:
        return 0  # switched off: its rounds wait
    async with tenant_scope(tenant_id) as scope:
        kept = await store.plan_if_free(scope)
        if kept is None or kept.due_at is None or kept.due_at > scope.now:
            return 0
        free = await free_days(scope)
        since = await _begin(scope, kept, office, free, most)
        looks = await store.unsettled(scope)
        await _judge(scope, looks)
        await _tell(scope, office, looks, book, links)
        await store.put_off(scope, since, _next(kept, office, free, since, scope.now, looks))
    forget_standing(tenant_id)
    return 1


async def _begin(scope: Scope, kept: KeptPlan, office: Office, free: Collection[date], most: int) -> datetime:
    """Make the rounds that have begun since; answers up to when all are made."""
    if not kept.active:
        return scope.now
    after = max(kept.since, scope.now - rules.BACK)
    slots = list(islice(rules.slots_begun(kept.plan, office.timezone, after, scope.now, free), most))
    accounts = [(row["id"], ChannelKind(row["kind"]), row["name"]) for row in await store.accounts(scope)]
    rounds = [_round(kept.plan, slot, scope.now) for slot in slots]
    lines = [line for each in rounds for line in lines_of(kept.plan, each, accounts)]
    await store.add_rounds(scope, rounds, lines)
    return slots[-1].begins_at if len(slots) == most else max(scope.now, kept.since)


def lines_of(plan: Plan, look: Round, accounts: Sequence[tuple[object, ChannelKind, str]]) -> list[Line]:
    """What is to be looked at: every account, unless a person looks at its channel; what runs out; what people
    look at."""
    by_hand = {line.channel for line in plan.hand}
    shown: list[dict[str, object]] = [
        {"kind": LineKind.ACCOUNT, "account_id": account_id, "channel": kind, "name": name}
        for account_id, kind, name in accounts
        if kind not in by_hand
    ]
    shown += [{"kind": LineKind.DUE_SOON}, {"kind": LineKind.LATE}]
    shown += [{"kind": LineKind.HAND, "channel": line.channel, "name": line.name} for line in plan.hand]
    return [
        Line(id=uuid7(), round_id=look.id, place=place, **fields)  # type: ignore[arg-type]
        for place, fields in enumerate(shown, 1)
    ]


def _round(plan: Plan, slot: Slot, now: datetime) -> Round:
    return Round(
        id=uuid7(),
        day=slot.day,
        place=slot.place,
        begins_at=slot.begins_at,
        ends_at=slot.ends_at,
        reminders=rules.reminders_ahead(plan, slot, now),
    )


async def _judge(scope: Scope, looks: Sequence[Round]) -> None:
    """What has ended unfinished is missed, each announced once."""
    missed = [each for each in looks if each.missed_at is None and each.ends_at <= scope.now]
    if missed:
        await store.mark_missed(scope, [each.id for each in missed])
        await announce(
            scope,
            [RoundMissed(round_id=each.id, at=scope.now, ends_at=each.ends_at) for each in missed],
        )


async def _tell(
    scope: Scope, office: Office, looks: Sequence[Round], book: AccountBook, links: Links
) -> None:
    """Remind of the round that runs, and tell of the missed ones: only while a round of the office runs, so
    that nobody is woken in hours in which the office does not look."""
    for each in looks:
        left = rules.reminders_left(each, scope.now)
        if left != each.reminders:
            await store.set_reminders(scope, each.id, left)
            if each.ends_at > scope.now:
                await remind(scope, office, _look(each), book, links)
    silent = [each for each in looks if each.ends_at <= scope.now and each.alarmed_at is None]
    if silent and await running(scope):
        await alarm(scope, office, [_look(each) for each in silent], book, links)
        await store.mark_alarmed(scope, [each.id for each in silent])


def _look(look: Round) -> Look:
    return Look(
        id=look.id,
        name=rules.roman(look.place),
        day=look.day,
        begins_at=look.begins_at,
        ends_at=look.ends_at,
        checked=look.checked,
        lines=look.lines,
    )


def _next(
    kept: KeptPlan,
    office: Office,
    free: Collection[date],
    since: datetime,
    now: datetime,
    looks: Sequence[Round],
) -> datetime | None:
    """When something is to be done next; none when nothing ever is."""
    slot = rules.next_slot(kept.plan, office.timezone, since, free) if kept.active else None
    moments = [slot.begins_at] if slot else []
    if slot is None and kept.active:  # a long row of free days: look again when some of them are over
        moments.append(now + rules.BACK / 2)
    for each in looks:
        if each.ends_at > now:
            left = rules.reminders_left(each, now)
            moments += [each.ends_at - timedelta(minutes=minutes) for minutes in left]
            moments.append(each.ends_at)
    return min(moments, default=None)
