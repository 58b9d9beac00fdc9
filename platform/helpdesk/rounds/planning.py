"""A plan as somebody types it, checked. Pure."""

import re
from collections.abc import Sequence
from itertools import pairwise

import msgspec

from helpdesk.channels.model import ChannelKind
from helpdesk.rounds.model import HandLine, Plan
from kit.errors import Invalid
from ui.formats import day_clock

BY_HAND = (
    ChannelKind.SOCIAL_MEDIA,
    ChannelKind.COUNTER,
    ChannelKind.PHONE,
    ChannelKind.EMAIL,
    ChannelKind.SMS,
)
"""Ways that a person looks at."""
MOST_ROUNDS = 12
SHORTEST = 60
"""Minutes between two starts at least."""
MOST_REMINDERS = 4
MOST_LINES = 20
NAME_CHARACTERS = 60
_DAY = 24 * 60
_TIME = re.compile(r"([01]?\d|2[0-3])[.:]([0-5]\d)", re.ASCII)
_BETWEEN = re.compile(r"[\s,;]+")


class TypedLine(msgspec.Struct, frozen=True, kw_only=True):
    """One hand-checked line of the form; without a name it is none."""

    name: str = ""
    channel: str = ""
    order: str = ""


class TypedPlan(msgspec.Struct, frozen=True, kw_only=True):
    """What the form says."""

    starts: str = ""
    weekdays: tuple[str, ...] = ()
    skip_national: bool = False
    reminders: str = ""
    lines: tuple[TypedLine, ...] = ()


def checked(typed: TypedPlan) -> Plan:
    """The plan that was typed; raises one `Invalid` that names every wrong field."""
    wrong: dict[str, str] = {}
    starts = _starts(typed.starts, wrong)
    weekdays = tuple(sorted({int(day) for day in typed.weekdays if day in "0123456" and len(day) == 1}))
    if not weekdays:
        wrong["weekdays"] = "required"
    reminders = _reminders(typed.reminders, starts, wrong)
    hand = _hand(typed.lines, wrong)
    if wrong:
        raise Invalid("invalid", fields=wrong)
    return Plan(
        starts=starts, weekdays=weekdays, skip_national=typed.skip_national, reminders=reminders, hand=hand
    )


def typed_of(plan: Plan) -> TypedPlan:
    """The form as it shows a plan."""
    lines = enumerate(plan.hand, 1)
    return TypedPlan(
        starts=", ".join(day_clock(minute) for minute in plan.starts),
        weekdays=tuple(str(day) for day in plan.weekdays),
        skip_national=plan.skip_national,
        reminders=", ".join(str(minutes) for minutes in plan.reminders),
        lines=tuple(
            TypedLine(name=line.name, channel=line.channel.value, order=str(place)) for place, line in lines
        ),
    )


def gaps(starts: Sequence[int]) -> list[int]:
    """Minutes from each start to the next, the last one over midnight."""
    return [later - sooner for sooner, later in pairwise((*starts, starts[0] + _DAY))]


def _starts(text: str, wrong: dict[str, str]) -> tuple[int, ...]:
    words = [word for word in _BETWEEN.split(text.strip()) if word]
    found = [_TIME.fullmatch(word) for word in words]
    if not words or not all(found):
        wrong["starts"] = "malformed" if words else "required"
        return ()
    starts = tuple(sorted({int(each[1]) * 60 + int(each[2]) for each in found if each}))
    if len(starts) > MOST_ROUNDS:
        wrong["starts"] = "too_many"
    elif min(gaps(starts)) < SHORTEST:
        wrong["starts"] = "too_near"
    return () if "starts" in wrong else starts


def _reminders(text: str, starts: tuple[int, ...], wrong: dict[str, str]) -> tuple[int, ...]:
    words = [word for word in _BETWEEN.split(text.strip()) if word]
    if not all(word.isascii() and word.isdigit() and len(word) < 5 for word in words):
        wrong["reminders"] = "malformed"
        return ()
    minutes = tuple(sorted({int(word) for word in words}, reverse=True))
    if len(minutes) > MOST_REMINDERS:
        wrong["reminders"] = "too_many"
    elif minutes and (minutes[-1] < 1 or (starts and minutes[0] >= min(gaps(starts)))):
        wrong["reminders"] = "too_long"
    return minutes


def _hand(lines: Sequence[TypedLine], wrong: dict[str, str]) -> tuple[HandLine, ...]:
    kept = [line for line in lines if line.name.strip()]
    names = [" ".join(line.name.replace("\x00", "").split()) for line in kept]
    known = {kind.value for kind in BY_HAND}
    if len(kept) > MOST_LINES:
        wrong["lines"] = "too_many"
    elif any(len(name) > NAME_CHARACTERS for name in names):
        wrong["lines"] = "too_long"
    elif len({name.casefold() for name in names}) < len(names):
        wrong["lines"] = "taken"
    elif any(line.channel not in known for line in kept):
        wrong["lines"] = "unknown"
    if "lines" in wrong:
        return ()
    ordered = sorted(zip(kept, names, strict=True), key=lambda pair: _order(pair[0].order))
    return tuple(HandLine(name, ChannelKind(line.channel)) for line, name in ordered)


def _order(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 999
