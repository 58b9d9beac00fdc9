"""A question about time, as the outside asks it in JSON."""

from datetime import date, datetime

import msgspec

from helpdesk.sla.instants import zone_named
from helpdesk.sla.model import Budget, Calendar, CalendarFault, DayHours, Pause, Period, Unit
from helpdesk.sla.reading import Place

_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class DueQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """When is the budget spent?"""

    calendar: Calendar
    start: datetime
    budget: Budget
    pauses: tuple[Pause, ...]


class BetweenQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """How much open time lies between two moments?"""

    calendar: Calendar
    since: datetime
    until: datetime
    pauses: tuple[Pause, ...]


def question(spec: Place) -> DueQuestion | BetweenQuestion:
    """Read one spec; `SpecFault` at its first fault."""
    fields = spec.fields("calendar", "start", "budget", "pauses", "between")
    calendar = _calendar(spec.required(fields, "calendar"))
    pauses = tuple(_pause(item) for item in fields["pauses"].items()) if "pauses" in fields else ()
    if "between" in fields:
        for name in fields.keys() & {"start", "budget"}:
            raise fields[name].fault("not together with between")
        since, until = _forward(fields["between"])
        return BetweenQuestion(calendar=calendar, since=since, until=until, pauses=pauses)
    return DueQuestion(
        calendar=calendar,
        start=spec.required(fields, "start").moment(),
        budget=_budget(spec.required(fields, "budget")),
        pauses=pauses,
    )


def _calendar(place: Place) -> Calendar:
    fields = place.fields("timezone", "periods", "days_off", "exceptions")
    week = fields["periods"].fields(*_WEEK) if "periods" in fields else {}
    return Calendar(
        timezone=_timezone(place.required(fields, "timezone")),
        periods=tuple(_periods(week[day]) if day in week else () for day in _WEEK),
        days_off=_days_off(fields["days_off"]) if "days_off" in fields else frozenset(),
        exceptions=_exceptions(fields["exceptions"]) if "exceptions" in fields else (),
    )


def _timezone(place: Place) -> str:
    try:
        zone_named(place.text())
    except CalendarFault as fault:
        raise place.fault(str(fault)) from None
    return place.text()


def _days_off(place: Place) -> frozenset[date]:
    days: set[date] = set()
    for item in place.items():
        if item.day() in days:
            raise item.fault("given twice")
        days.add(item.day())
    return frozenset(days)


def _exceptions(place: Place) -> tuple[DayHours, ...]:
    hours = [DayHours(place.named_day(name), _periods(day)) for name, day in place.entries().items()]
    return tuple(sorted(hours, key=lambda day: day.date))


def _periods(place: Place) -> tuple[Period, ...]:
    periods: list[Period] = []
    for item in place.items():
        period = _period(item)
        if any(period.opens < other.closes and other.opens < period.closes for other in periods):
            raise item.fault("overlaps another period")
        periods.append(period)
    return tuple(sorted(periods, key=lambda period: period.opens))


def _period(place: Place) -> Period:
    opens, closes = place.pair()
    if opens.minute() >= closes.minute():
        raise closes.fault("not after the opening; a period does not pass midnight")
    return Period(opens.minute(), closes.minute())


def _budget(place: Place) -> Budget:
    fields = place.fields(*Unit)
    if len(fields) != 1:
        raise place.fault(f"exactly one of {', '.join(Unit)} is needed")
    ((unit, amount),) = fields.items()
    return Budget(Unit(unit), amount.amount())


def _pause(place: Place) -> Pause:
    begins, ends = place.pair()
    return Pause(begins.moment()) if ends.value is None else Pause(*_forward(place))


def _forward(place: Place) -> tuple[datetime, datetime]:
    """A pair of moments of which the second is not the earlier."""
    begins, ends = place.pair()
    if ends.moment() < begins.moment():
        raise ends.fault("earlier than its beginning")
    return begins.moment(), ends.moment()
