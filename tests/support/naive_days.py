"""Time counted day by day, the slow and plain way, from what an office says of its hours.

A second implementation to judge the product by: it lays out each date from readings of the wall clock and
walks through the dates one after the other. Moments are whole seconds since 1970, a pause without end ends
`NEVER`. It shares nothing with the product but the words of an office's hours and of budgets.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from helpdesk.sla.holidays import HolidayKind, NationalDay
from helpdesk.sla.hours import OfficeHours
from helpdesk.sla.model import Period, Unit

NEVER = 1 << 40
_DAY = timedelta(days=1)
_STEP = 300
"""Clocks change on the hour or half of it, so that every fifth minute tells."""

Stretch = tuple[int, int]
Reading = tuple[int, int, int]
"""From this moment on the wall clock read that minute of the day, and so many minutes went by evenly."""


@lru_cache(maxsize=4096)
def readings(zone: str, day: date) -> tuple[Reading, ...]:
    """What the wall clock read on one date, one entry for each even run of it."""
    there = ZoneInfo(zone)
    noon = int(datetime.combine(day, time(12), tzinfo=UTC).timestamp())
    found: list[list[int]] = []
    for moment in range(noon - 28 * 3600, noon + 28 * 3600, _STEP):
        wall = datetime.fromtimestamp(moment, there)
        if wall.date() != day:
            continue
        minute = wall.hour * 60 + wall.minute
        if found and found[-1][1] + found[-1][2] == minute:
            found[-1][2] += _STEP // 60
        else:
            found.append([moment, minute, _STEP // 60])
    return tuple((moment, minute, length) for moment, minute, length in found)


class NaiveOffice:
    """One office's hours; every question is answered by going through the days."""

    def __init__(self, hours: OfficeHours, national: Sequence[NationalDay]) -> None:
        self._hours = hours
        self._zone = ZoneInfo(hours.timezone)
        self._special = {day.date: day.periods for day in hours.special_days}
        self._closed = {day.date for day in hours.local_days} | {
            day.date for day in national if day.kind is HolidayKind.PUBLIC or hours.joint_leave_off
        }
        self._known: dict[date, list[Stretch]] = {}

    def due(self, start: int, unit: Unit, amount: int, pauses: Sequence[Stretch] = ()) -> int | None:
        """When the budget is spent; none when a pause without end comes first."""
        return self.outlook(start, unit, amount, pauses)[0]

    def outlook(
        self, start: int, unit: Unit, amount: int, pauses: Sequence[Stretch] = ()
    ) -> tuple[int | None, int]:
        """The same, with what is left of the budget when a pause without end comes first."""
        if amount == 0:
            return start, 0
        forever = _forever(pauses)
        if unit in (Unit.SECONDS, Unit.RUNNING_SECONDS):
            return self._spend(start, unit, amount, pauses, forever)
        for day in self._days_after(start):
            stretches = self._of(day, unit)
            if not stretches:
                continue
            if not _unpaused(stretches, pauses):
                if forever <= stretches[0][0]:
                    return None, amount
                continue
            amount -= 1
            if amount == 0:
                due = stretches[-1][1] if unit is Unit.WORKING_DAYS else self._same_time(start, day)
                return (None if forever < due else due), 0
        raise AssertionError("days do not end")

    def used(self, start: int, now: int, unit: Unit, pauses: Sequence[Stretch] = ()) -> int:
        """How much of a budget is spent: seconds, or dates after the first."""
        if now <= start:
            return 0
        if unit in (Unit.SECONDS, Unit.RUNNING_SECONDS):
            spans = self._clipped(start, now, unit)
            return sum(ends - begins for begins, ends in _unpaused(spans, pauses))
        last, counted = self._date(now), 0
        for day in self._days_after(start):
            if day > last:
                return counted
            counted += bool(_unpaused(self._of(day, unit), pauses))
        raise AssertionError("days do not end")

    def _spend(
        self, start: int, unit: Unit, amount: int, pauses: Sequence[Stretch], forever: int
    ) -> tuple[int | None, int]:
        for span in self._from(start, unit):
            for begins, ends in _unpaused([span], pauses):
                if ends - begins >= amount:
                    return begins + amount, 0
                amount -= ends - begins
            if span[1] >= forever:
                return None, amount
        raise AssertionError("days do not end")

    def _from(self, start: int, unit: Unit) -> Iterator[Stretch]:
        day = self._date(start)
        while True:
            for begins, ends in self._of(day, unit):
                if ends > start:
                    yield max(begins, start), ends
            day += _DAY

    def _clipped(self, start: int, now: int, unit: Unit) -> list[Stretch]:
        spans = []
        for begins, ends in self._from(start, unit):
            if begins >= now:
                break
            spans.append((begins, min(ends, now)))
            if ends >= now:
                break
        return spans

    def _of(self, day: date, unit: Unit) -> list[Stretch]:
        """The stretches of a date that this unit counts: those of the opening hours, or the whole of it."""
        if unit in (Unit.RUNNING_SECONDS, Unit.CALENDAR_DAYS):
            runs = readings(self._hours.timezone, day)
            return [(runs[0][0], runs[-1][0] + runs[-1][2] * 60)]
        if day not in self._known:
            self._known[day] = self._open(day)
        return self._known[day]

    def _open(self, day: date) -> list[Stretch]:
        found = []
        for moment, minute, length in readings(self._hours.timezone, day):
            for period in self._periods(day):
                opens, closes = max(period.opens, minute), min(period.closes, minute + length)
                if opens < closes:
                    found.append((moment + (opens - minute) * 60, moment + (closes - minute) * 60))
        return found

    def _periods(self, day: date) -> tuple[Period, ...]:
        if day in self._special:
            return self._special[day]
        return () if day in self._closed else self._hours.periods[day.weekday()]

    def _days_after(self, start: int) -> Iterator[date]:
        day = self._date(start)
        while True:
            day += _DAY
            yield day

    def _date(self, moment: int) -> date:
        return datetime.fromtimestamp(moment, self._zone).date()

    def _same_time(self, start: int, day: date) -> int:
        """When the wall clock first reads on that date as it did at the start; a skipped reading is taken
        as if the clock had not been changed yet."""
        wall = datetime.fromtimestamp(start, self._zone)
        seconds = wall.hour * 3600 + wall.minute * 60 + wall.second
        runs = readings(self._hours.timezone, day)
        for moment, minute, length in runs:
            if minute * 60 <= seconds < (minute + length) * 60:
                return moment + seconds - minute * 60
        before = [run for run in runs if run[1] * 60 <= seconds]
        moment, minute, _ = before[0] if before else (runs[0][0], 0, 0)
        return moment + seconds - minute * 60


def _forever(pauses: Sequence[Stretch]) -> int:
    """When the pause without end began; one that reaches into it is part of it."""
    begun = min((begins for begins, ends in pauses if ends == NEVER), default=NEVER)
    for begins, ends in sorted(pauses, reverse=True):
        if begins < begun < ends:
            begun = begins
    return begun


def _unpaused(spans: Sequence[Stretch], pauses: Sequence[Stretch]) -> list[Stretch]:
    """What is left of the spans when every pause is taken out, one after the other."""
    left = list(spans)
    for since, until in pauses:
        cut = []
        for begins, ends in left:
            if begins < min(ends, since):
                cut.append((begins, min(ends, since)))
            if max(begins, until) < ends:
                cut.append((max(begins, until), ends))
        left = cut
    return left
