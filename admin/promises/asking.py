"""What the simulator is asked: the traits of a case, its moment of receipt, and a wait for the citizen."""

from datetime import datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from admin.promises.model import Choices, TypedQuestion
from admin.promises.reading import values_of
from helpdesk.sla.model import Pause
from helpdesk.sla.targets import Condition, Traits
from kit.errors import Invalid
from kit.typed import YEARS


class Asked(NamedTuple):
    """A question that can be answered."""

    traits: Traits
    at: datetime
    waits: Pause | None


def checked_question(typed: TypedQuestion, choices: Choices, zone: str) -> Asked:
    """The question of a form; raises `Invalid` naming the fields."""
    wrong: dict[str, str] = {}
    allowed = values_of(choices, None)
    values = {condition.value: getattr(typed, condition) for condition in Condition}
    for condition in Condition:
        value = values[condition]
        if not value and condition is Condition.KIND:
            wrong[condition] = "required"
        elif value and value not in allowed[condition]:
            wrong[condition] = "unknown"
    at = _moment(typed.date, typed.time, zone, wrong)
    waits = _waits(typed, at, zone, wrong)
    if wrong:
        raise Invalid("invalid", fields=wrong)
    return Asked(Traits(**values), at, waits)


def _moment(day: str, clock: str, zone: str, wrong: dict[str, str]) -> datetime:
    found = datetime(2000, 1, 1, tzinfo=ZoneInfo(zone))
    try:
        date = datetime.strptime(day.strip(), "%Y-%m-%d").date()
        if date.year in YEARS:
            found = datetime.combine(date, time(), ZoneInfo(zone))
        else:
            wrong["date"] = "far"
    except ValueError:
        wrong["date"] = "unreadable" if day.strip() else "required"
    try:
        at = datetime.strptime(clock.strip()[:5], "%H:%M").time()
        found = datetime.combine(found.date(), at, ZoneInfo(zone))
    except ValueError:
        wrong["time"] = "unreadable" if clock.strip() else "required"
    return found


def _waits(typed: TypedQuestion, at: datetime, zone: str, wrong: dict[str, str]) -> Pause | None:
    since, until = (_local(getattr(typed, name), name, zone, wrong) for name in ("wait_from", "wait_until"))
    if since is None:
        if until is not None and "wait_from" not in wrong:
            wrong["wait_from"] = "required"
        return None
    if since < at:
        wrong["wait_from"] = "early"
    elif until is not None and until < since:
        wrong["wait_until"] = "early"
    return None if wrong else Pause(since, until)


def _local(text: str, name: str, zone: str, wrong: dict[str, str]) -> datetime | None:
    if not text.strip():
        return None
    try:
        found = datetime.strptime(text.strip()[:16], "%Y-%m-%dT%H:%M")
    except ValueError:
        wrong[name] = "unreadable"
        return None
    if found.year not in YEARS:
        wrong[name] = "far"
        return None
    return found.replace(tzinfo=ZoneInfo(zone))
