"""What an administrator types, as rules: conditions, promises with their time, and who is told when."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from admin.promises.model import Choices, Draft, TypedPromise, TypedRule
from helpdesk.cases.model import CaseKind, Grade, Priority
from helpdesk.channels.model import ChannelKind
from helpdesk.sla.calendar import due_at
from helpdesk.sla.model import Budget, Calendar, CalendarFault, Receiver, TargetKind, Unit
from helpdesk.sla.targets import Condition, Promise, Rule, Step
from kit.errors import Invalid
from kit.typed import one_line

LONGEST_NAME = 80
LARGEST_PERCENT = 1000
MOST_STEPS = 20
GRADES = tuple(grade.value for grade in reversed(Grade))
"""The gravest first."""
_NUMBER = re.compile(r"[0-9]{1,9}")


class Measure(NamedTuple):
    """A unit of the form: what it is counted in, how many of that, and how much may be promised."""

    unit: Unit
    size: int
    most: int


MEASURES: Mapping[str, Measure] = {
    "working_days": Measure(Unit.WORKING_DAYS, 1, 260),
    "working_hours": Measure(Unit.SECONDS, 3600, 2_000),
    "working_minutes": Measure(Unit.SECONDS, 60, 120_000),
    "running_hours": Measure(Unit.RUNNING_SECONDS, 3600, 8_784),
    "running_minutes": Measure(Unit.RUNNING_SECONDS, 60, 527_040),
    "calendar_days": Measure(Unit.CALENDAR_DAYS, 1, 366),
}


def measured(budget: Budget) -> tuple[int, str]:
    """A budget in the largest unit of the form that tells it wholly."""
    fitting = [key for key, each in MEASURES.items() if each.unit is budget.unit]
    whole = next((key for key in fitting if budget.amount % MEASURES[key].size == 0), fitting[-1])
    return -(-budget.amount // MEASURES[whole].size), whole


def values_of(choices: Choices, kept: Rule | None) -> Mapping[Condition, Sequence[str]]:
    """What each condition may ask for, in the order of the form; a rule keeps what it names, though it be gone."""
    known = {
        Condition.KIND: [kind.value for kind in CaseKind],
        Condition.GRADE: GRADES,
        Condition.PRIORITY: [priority.value for priority in Priority],
        Condition.TOPIC: [topic for topic, _ in choices.topics],
        Condition.CHANNEL: [channel.value for channel in ChannelKind],
        Condition.UNIT: [unit for unit, _ in choices.units],
    }
    named = kept.applies if kept else {}
    return {each: list(dict.fromkeys((*values, *named.get(each, ())))) for each, values in known.items()}


def checked_rule(
    typed: TypedRule,
    draft: Draft,
    key: str,
    choices: Choices,
    calendars: Mapping[str, Calendar],
    now: datetime,
) -> Rule:
    """The rule that the form asks for; raises `Invalid` naming the fields."""
    kept = next((rule for rule in draft.rules if rule.key == key), None)
    wrong: dict[str, str] = {}
    name = one_line(typed.name)
    others = {rule.name.casefold() for rule in draft.rules if rule.key != key}
    if not name or len(name) > LONGEST_NAME:
        wrong["name"] = "too_long" if name else "required"
    elif name.casefold() in others:
        wrong["name"] = "taken"
    allowed = values_of(choices, kept)
    applies = {each: typed.applies[each] for each in Condition if typed.applies.get(each)}
    wrong |= {
        f"if_{each}": "unknown" for each, values in applies.items() if not set(values) <= set(allowed[each])
    }
    promises = _promises(typed.promises, calendars, now, wrong)
    steps = read_steps(typed.steps, wrong) if typed.own_steps else None
    if wrong:
        raise Invalid("invalid", fields=wrong)
    return Rule(
        key=key or _free_key(name, draft.rules), name=name, applies=applies, promises=promises, steps=steps
    )


def _promises(
    typed: Mapping[TargetKind, TypedPromise],
    calendars: Mapping[str, Calendar],
    now: datetime,
    wrong: dict[str, str],
) -> tuple[Promise, ...]:
    found = []
    for kind in TargetKind:
        given = typed.get(kind, TypedPromise())
        if not given.amount.strip():
            continue
        fault = _amount_fault(given, calendars)
        if not fault:
            measure = MEASURES[given.unit]
            budget = Budget(measure.unit, int(given.amount.strip()) * measure.size)
            promise = Promise(kind, budget, given.calendar)
            fault = "" if can_be_told(promise, calendars, now) else "untold"
            found.append(promise)
        if fault:
            wrong[f"amount_{kind}"] = fault
    if not found and not any(field.startswith("amount_") for field in wrong):
        wrong[f"amount_{TargetKind.FIRST_SEEN}"] = "required"
    return tuple(found)


def _amount_fault(given: TypedPromise, calendars: Mapping[str, Calendar]) -> str:
    amount = given.amount.strip()
    if not _NUMBER.fullmatch(amount):
        return "unreadable"
    if given.unit not in MEASURES:
        return "unit"
    if given.calendar not in calendars:
        return "calendar"
    if int(amount) == 0:
        return "zero"
    return "too_much" if int(amount) > MEASURES[given.unit].most else ""


def can_be_told(promise: Promise, calendars: Mapping[str, Calendar], now: datetime) -> bool:
    try:
        return due_at(now, promise.budget, calendars[promise.calendar_key]) is not None
    except (CalendarFault, KeyError):
        return False


def read_steps(typed: Mapping[Receiver, str], wrong: dict[str, str]) -> tuple[Step, ...]:
    """Who is told at how many percent, in order; what is not readable is added to `wrong`."""
    steps = []
    for receiver in Receiver:
        words = re.split(r"[\s,;%]+", typed.get(receiver, "").strip(" ,;%"))
        given = [word for word in words if word]
        if any(not _NUMBER.fullmatch(word) for word in given):
            wrong[f"tell_{receiver}"] = "unreadable"
        elif any(not 1 <= int(word) <= LARGEST_PERCENT for word in given):
            wrong[f"tell_{receiver}"] = "percent"
        elif len(given) > MOST_STEPS:
            wrong[f"tell_{receiver}"] = "too_many"
        else:
            steps += [Step(int(word), receiver) for word in dict.fromkeys(given)]
    order = list(Receiver)
    return tuple(sorted(set(steps), key=lambda step: (step.percent, order.index(step.tell))))


def typed_steps(steps: Iterable[Step]) -> dict[Receiver, str]:
    """The steps as they are typed."""
    known = sorted(steps, key=lambda step: step.percent)
    found = {each: ", ".join(str(step.percent) for step in known if step.tell is each) for each in Receiver}
    return {each: text for each, text in found.items() if text}


def _free_key(name: str, rules: Sequence[Rule]) -> str:
    """After its name, so that a rule that is taken out and written anew is told as the same."""
    taken = {rule.key for rule in rules}
    word = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")[:60] or "rule"
    further = (f"{word}_{count}" for count in range(2, len(rules) + 3))
    return next(key for key in (word, *further) if key not in taken)
