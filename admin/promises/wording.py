"""Rules in words: whom they are for, what they promise, who is told when."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from admin.promises.model import Choices
from admin.promises.reading import measured
from helpdesk.cases.words import CHANNELS, KINDS, RECEIVERS, TARGETS
from helpdesk.desk.pages import Visit
from helpdesk.sla.model import Budget, Receiver
from helpdesk.sla.targets import OFFICE, Condition, Promise, Rule, Step
from ui.i18n import N_

CONDITIONS: Mapping[Condition, str] = {
    Condition.KIND: N_("Jenis"),
    Condition.GRADE: N_("Tingkat"),
    Condition.PRIORITY: N_("Prioritas"),
    Condition.TOPIC: N_("Topik"),
    Condition.CHANNEL: N_("Kanal"),
    Condition.UNIT: N_("Unit"),
}
GRADES: Mapping[str, str] = {"red": N_("merah"), "yellow": N_("kuning"), "green": N_("hijau")}
PRIORITIES: Mapping[str, str] = {
    "low": N_("rendah"),
    "normal": N_("biasa"),
    "high": N_("tinggi"),
    "urgent": N_("mendesak"),
}
UNITS: Mapping[str, str] = {
    "working_days": N_("hari kerja"),
    "working_hours": N_("jam kerja"),
    "working_minutes": N_("menit kerja"),
    "running_hours": N_("jam berjalan"),
    "running_minutes": N_("menit berjalan"),
    "calendar_days": N_("hari kalender"),
}
"""In the order in which the form offers them."""
_MANY: Mapping[str, str] = {
    "working_days": N_("%(count)s hari kerja"),
    "working_hours": N_("%(count)s jam kerja"),
    "working_minutes": N_("%(count)s menit kerja"),
    "running_hours": N_("%(count)s jam berjalan"),
    "running_minutes": N_("%(count)s menit berjalan"),
    "calendar_days": N_("%(count)s hari kalender"),
}
_ONE: Mapping[str, str] = {
    "working_days": N_("1 hari kerja"),
    "working_hours": N_("1 jam kerja"),
    "working_minutes": N_("1 menit kerja"),
    "running_hours": N_("1 jam berjalan"),
    "running_minutes": N_("1 menit berjalan"),
    "calendar_days": N_("1 hari kalender"),
}
_NOT_PROMISED, _EVERY_CASE, _NOBODY = N_("tidak dijanjikan"), N_("semua"), N_("tidak ada")


def budget_words(here: Visit, budget: Budget) -> str:
    """`5 hari kerja`, `24 jam berjalan`."""
    amount, unit = measured(budget)
    return here.say((_ONE if amount == 1 else _MANY)[unit], count=amount)


def promise_words(here: Visit, promise: Promise | None, choices: Choices) -> str:
    """The time, and the calendar when it is not the office's usual one."""
    if promise is None:
        return here.say(_NOT_PROMISED)
    said = budget_words(here, promise.budget)
    if promise.calendar_key == OFFICE:
        return said
    name = dict(choices.calendars).get(promise.calendar_key, promise.calendar_key)
    return here.say(N_("%(time)s, menurut %(calendar)s"), time=said, calendar=name)


def value_words(here: Visit, condition: Condition, value: str, choices: Choices) -> str:
    """One value of a condition; what is no longer known goes by its own name."""
    words: Mapping[Condition, Mapping[str, str]] = {
        Condition.KIND: {kind.value: here.say(word) for kind, word in KINDS.items()},
        Condition.GRADE: {grade: here.say(word) for grade, word in GRADES.items()},
        Condition.PRIORITY: {each: here.say(word) for each, word in PRIORITIES.items()},
        Condition.CHANNEL: {channel.value: here.say(word) for channel, word in CHANNELS.items()},
        Condition.UNIT: dict(choices.units),
        Condition.TOPIC: dict(choices.topics),
    }
    known = words[condition].get(value)
    if known is not None:
        return known
    unnamed = {Condition.TOPIC: N_("Topik %(id)s"), Condition.UNIT: N_("Unit %(id)s")}
    return here.say(unnamed[condition], id=value) if condition in unnamed else value


def values_words(here: Visit, condition: Condition, values: Iterable[str], choices: Choices) -> str:
    """All of them, in one line."""
    said = [value_words(here, condition, value, choices) for value in values]
    return ", ".join(said) if said else here.say(_EVERY_CASE)


def steps_words(here: Visit, steps: Sequence[Step]) -> str:
    """`80 % petugas · 100 % petugas dan penyelia`."""
    ordered = sorted(steps, key=lambda step: step.percent)
    said = [
        f"{percent} % {receivers_words(here, [step.tell for step in group])}"
        for percent, group in groupby(ordered, key=lambda step: step.percent)
    ]
    return " · ".join(said) or here.say(_NOBODY)


def receivers_words(here: Visit, receivers: Iterable[Receiver]) -> str:
    """`petugas dan penyelia`."""
    order = list(Receiver)
    names = [here.say(RECEIVERS[each]) for each in sorted(set(receivers), key=order.index)]
    if len(names) < 2:
        return "".join(names)
    return here.say(N_("%(some)s dan %(last)s"), some=", ".join(names[:-1]), last=names[-1])


def rule_shown(here: Visit, rule: Rule, place: int, choices: Choices) -> dict[str, Any]:
    """A rule as the pages list it."""
    return {
        "key": rule.key,
        "place": place,
        "name": rule.name,
        "conditions": [
            (here.say(CONDITIONS[each]), values_words(here, each, rule.applies[each], choices))
            for each in Condition
            if each in rule.applies
        ],
        "promises": [
            (here.say(TARGETS[each.kind]), promise_words(here, each, choices)) for each in rule.promises
        ],
        "steps": "" if rule.steps is None else steps_words(here, rule.steps),
    }


def begun(words: str) -> str:
    """As they stand by themselves: beside a box, above a field."""
    return words[:1].upper() + words[1:]
