"""When rounds begin and end, what they are at a moment, and which case waits at which line."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from helpdesk.channels.model import ChannelKind
from helpdesk.rounds.model import (
    Counted,
    HandLine,
    Line,
    LineKind,
    Month,
    News,
    Plan,
    Round,
    RoundState,
    Slot,
)
from tenants.permissions.model import Actor, Permission

BACK = timedelta(days=31)
"""How far back rounds are made after the machine slept."""
AHEAD_DAYS = 60
"""How far ahead the next round is looked for."""

BATANG = Plan(
    starts=(6 * 60, 14 * 60, 22 * 60),
    hand=(
        HandLine("Instagram", ChannelKind.SOCIAL_MEDIA),
        HandLine("Facebook", ChannelKind.SOCIAL_MEDIA),
        HandLine("Loket", ChannelKind.COUNTER),
    ),
)
"""Three looks a day, eight hours each: what a district office begins with."""


def slots_of(plan: Plan, zone: str, day: date, free: Collection[date]) -> tuple[Slot, ...]:
    """The rounds that begin on a local day. The last one ends with the first start of the next day, whether or
    not a round begins then: nobody has a round of a whole week-end."""
    if day.weekday() not in plan.weekdays or (plan.skip_national and day in free):
        return ()
    begins = [_moment(day, minute, zone) for minute in plan.starts]
    ends = [*begins[1:], _moment(day + timedelta(days=1), plan.starts[0], zone)]
    pairs = enumerate(zip(begins, ends, strict=True), 1)
    return tuple(
        Slot(day=day, place=place, begins_at=since, ends_at=until) for place, (since, until) in pairs
    )


def slots_begun(
    plan: Plan, zone: str, after: datetime, until: datetime, free: Collection[date]
) -> Iterator[Slot]:
    """The rounds that begin after one moment and not after another, the earliest first."""
    for day in _days(local_day(after, zone), local_day(until, zone)):
        yield from (slot for slot in slots_of(plan, zone, day, free) if after < slot.begins_at <= until)


def next_slot(plan: Plan, zone: str, after: datetime, free: Collection[date]) -> Slot | None:
    """The first round that begins after a moment; none when there is none within 60 days."""
    return next(slots_begun(plan, zone, after, after + timedelta(days=AHEAD_DAYS), free), None)


def first_since(plan: Plan, zone: str, now: datetime, free: Collection[date]) -> datetime:
    """From when on rounds are made of a plan that is new: the round that runs now is taken up while all its
    reminders lie ahead, so that nobody begins with a round that can only be missed."""
    begun = slots_begun(plan, zone, now - timedelta(days=1), now, free)
    left = timedelta(minutes=max(plan.reminders, default=60))
    for slot in begun:
        if slot.ends_at - left > now:
            return slot.begins_at - timedelta(seconds=1)
    return now


def local_day(moment: datetime, zone: str) -> date:
    """The date on the wall of the office."""
    return moment.astimezone(ZoneInfo(zone)).date()


def state_of(round_: Round, now: datetime) -> RoundState:
    """What the round is; a round that ended unfinished is missed before anybody has judged it."""
    if round_.signed_at is not None:
        return RoundState.SIGNED
    if round_.finished_at is not None:
        return RoundState.FINISHED_LATE if was_late(round_) else RoundState.FINISHED
    if round_.excused_at is not None:
        return RoundState.EXCUSED
    if now >= round_.ends_at:
        return RoundState.MISSED
    return RoundState.RUNNING if now >= round_.begins_at else RoundState.COMING


def plain_state(look: Round, now: datetime) -> RoundState:
    """The same as if nobody had signed: a signature says nothing of whether it was in time."""
    return state_of(replace(look, signed_at=None), now)


def counted(found: Month) -> dict[RoundState, int]:
    """How many rounds of the month are what."""
    counts = dict.fromkeys(RoundState, 0)
    for each in found.rounds:
        counts[plain_state(each, found.now)] += 1
    return counts


def was_late(round_: Round) -> bool:
    """Whether it was finished, but after its end."""
    return round_.finished_at is not None and round_.finished_at >= round_.ends_at


def late_until(round_: Round) -> datetime:
    """Until when a round that was not finished in time may still be finished: as long again as it lasted, so
    usually until the next one ends."""
    return round_.ends_at + (round_.ends_at - round_.begins_at)


def may_be_worked_on(round_: Round, now: datetime) -> bool:
    """Whether its lines can be checked and it can be finished."""
    over = round_.finished_at is not None or round_.excused_at is not None
    return not over and round_.begins_at <= now < late_until(round_)


def reminders_ahead(plan: Plan, slot: Slot, now: datetime) -> tuple[int, ...]:
    """The reminders of a round that still lie ahead, in minutes before its end."""
    return tuple(
        minutes
        for minutes in plan.reminders
        if slot.ends_at - timedelta(minutes=minutes) > max(now, slot.begins_at)
    )


def reminders_left(round_: Round, now: datetime) -> tuple[int, ...]:
    """Those of a round that are not due yet."""
    return tuple(each for each in round_.reminders if round_.ends_at - timedelta(minutes=each) > now)


def news_of(lines: Sequence[Line], counted: Iterable[Counted]) -> tuple[dict[UUID, News], int]:
    """What waits at each line of a channel, and how many cases belong to no line."""
    found = {line.id: News() for line in lines if line.channel is not None}
    elsewhere = 0
    for each in counted:
        line = _line_for(lines, each)
        if line is None:
            elsewhere += each.fresh + each.answered
            continue
        there = found[line.id]
        found[line.id] = News(
            fresh=there.fresh + each.fresh,
            answered=there.answered + each.answered,
            older=there.older + each.older,
        )
    return found, elsewhere


def takes_rest(line: Line, lines: Sequence[Line]) -> bool:
    """Whether the line stands for all of its channel that no other line's account stands for."""
    return line == next((each for each in lines if each.channel == line.channel), None)


def waiting_at(line: Line, news: dict[UUID, News], due_soon: int, late: int) -> int:
    """How many cases wait at the line, as far as Sahut knows."""
    counts = {LineKind.DUE_SOON: due_soon, LineKind.LATE: late}
    return counts.get(line.kind, news[line.id].total if line.id in news else 0)


def is_quiet(line: Line, news: dict[UUID, News], due_soon: int, late: int) -> bool:
    """Whether Sahut knows that nothing waits at the line; what a person has to look at is never known."""
    return line.kind is not LineKind.HAND and not waiting_at(line, news, due_soon, late)


def sees_whole(actor: Actor) -> bool:
    """Whether the actor sees everything that a round looks at."""
    return actor.may(Permission.READ_ALL_UNITS)


def may_check(actor: Actor, line: Line) -> bool:
    """Whether the actor can say what is at a line: who sees single units only cannot speak for a whole channel,
    but can look at a counter."""
    return actor.may(Permission.WORK_CASES) and (line.kind is LineKind.HAND or sees_whole(actor))


def within_rights(look: Round, actor: Actor) -> Round:
    """The round without what was written about the work of others."""
    return look if sees_whole(actor) else replace(look, handover="", excuse="", found=0)


def line_within_rights(line: Line, actor: Actor) -> Line:
    """The line without what was found for others."""
    return line if may_check(actor, line) or sees_whole(actor) else replace(line, note="", found=0)


def roman(place: int) -> str:
    """`II`: rounds are counted as the field does."""
    text = ""
    for value, letters in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while place >= value:
            text, place = text + letters, place - value
    return text


def month_of(first: date) -> tuple[date, date]:
    """The first day of a month, and the first of the next."""
    begin = first.replace(day=1)
    return begin, (begin + timedelta(days=32)).replace(day=1)


def _line_for(lines: Sequence[Line], counted: Counted) -> Line | None:
    named = [line for line in lines if counted.account_id and line.account_id == counted.account_id]
    return next(iter(named or [line for line in lines if line.channel == counted.channel]), None)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def _moment(day: date, minute: int, zone: str) -> datetime:
    wall = datetime.combine(day, time(minute // 60, minute % 60), ZoneInfo(zone))
    return wall.astimezone(UTC)
