"""The calendars and promises a new office starts with; its administrator changes them as data.

Sources of the limits: SP4N-LAPOR's public rules (3, 5 and 10 working days) and the 5, 14 and 60 working
days that service standards quote from PermenPANRB 62/2018. Whether PermenPANRB 5/2025 moved them is not
known, which is why every set is dated.
"""

from datetime import date

from msgspec.structs import replace

from helpdesk.sla.hours import OfficeHours
from helpdesk.sla.model import Budget, Period, Receiver, TargetKind, Unit
from helpdesk.sla.targets import Condition, Promise, Rule, RuleSet, Step

K = TargetKind

_BASIS = "PermenPANRB 62/2018; SP4N-LAPOR"
_SINCE = date(2024, 1, 1)


def office_hours(timezone: str) -> OfficeHours:
    """Hours of a five-day government office: 37.5 hours a week with a longer break on Fridays."""
    workday = (_from("07:30", "12:00"), _from("13:00", "16:00"))
    friday = (_from("07:30", "11:30"), _from("13:00", "16:30"))
    week = (workday, workday, workday, workday, friday, (), ())
    return OfficeHours(timezone=timezone, periods=week)


def halo_hours() -> OfficeHours:
    """Halo Kemenkes: 07.00-23.00 WIB, Monday to Friday."""
    workday = (_from("07:00", "23:00"),)
    week = (workday, workday, workday, workday, workday, (), ())
    return OfficeHours(timezone="Asia/Jakarta", periods=week)


def _from(opens: str, closes: str) -> Period:
    def minute(text: str) -> int:
        return int(text[:2]) * 60 + int(text[3:])

    return Period(minute(opens), minute(closes))


def _working_days(kind: TargetKind, days: int) -> Promise:
    return Promise(kind, Budget(Unit.WORKING_DAYS, days))


def _hours(kind: TargetKind, hours: int) -> Promise:
    return Promise(kind, Budget(Unit.RUNNING_SECONDS, hours * 3600))


def _graded(grade: str, name: str, hours: int) -> Rule:
    """Permenkes 30/2022, indicator KWTK: answered and followed up within the time of the grade."""
    return Rule(
        key=f"grade_{grade}",
        name=name,
        applies={Condition.KIND: ("complaint",), Condition.GRADE: (grade,)},
        promises=(_hours(K.FIRST_RESPONSE, hours), _hours(K.RESOLUTION, hours)),
    )


def _kind(kind: str, name: str, *promises: Promise) -> Rule:
    return Rule(key=kind, name=name, applies={Condition.KIND: (kind,)}, promises=promises)


SUPERVISORY = "supervisory"
"""Stands for the topic of complaints that ask for an examination (berkadar pengawasan); see `with_topic`."""
_RULES = (
    _graded("red", "Pengaduan merah", 24),
    _graded("yellow", "Pengaduan kuning", 72),
    _graded("green", "Pengaduan hijau", 168),
    Rule(
        key="supervisory",
        name="Pengaduan berkadar pengawasan",
        applies={Condition.KIND: ("complaint",), Condition.TOPIC: (SUPERVISORY,)},
        promises=(_working_days(K.FIRST_RESPONSE, 5), _working_days(K.RESOLUTION, 60)),
    ),
    _kind("complaint", "Pengaduan", _working_days(K.FIRST_RESPONSE, 5), _working_days(K.RESOLUTION, 14)),
    # No rule names a limit for finishing a consultation: the one for information requests is taken.
    _kind("consultation", "Konsultasi", _working_days(K.FIRST_RESPONSE, 1), _working_days(K.RESOLUTION, 5)),
    _kind("information", "Permintaan informasi", _working_days(K.RESOLUTION, 5)),
    _kind("aspiration", "Aspirasi", _working_days(K.RESOLUTION, 14)),
)
_LATER = (
    _working_days(K.NEXT_RESPONSE, 1),
    _working_days(K.DISPOSITION, 3),
    _working_days(K.HANDOVER, 1),
    # Chained: from receipt, from being passed on, from the follow-up.
    _working_days(K.LAPOR_VERIFICATION, 3),
    _working_days(K.LAPOR_RESPONSE, 5),
    _working_days(K.LAPOR_CLOSING, 10),
    _working_days(K.CONTACT_REPLY, 10),
)
_STEPS = (
    Step(80, Receiver.OFFICER),
    Step(100, Receiver.OFFICER),
    Step(100, Receiver.SUPERVISOR),
    Step(150, Receiver.HEAD),
    Step(200, Receiver.PARENT),
)


def _rules(version: str, first_seen: Budget) -> RuleSet:
    every = (Promise(K.FIRST_SEEN, first_seen), _working_days(K.VERIFICATION, 3), *_LATER)
    return RuleSet(
        version=version,
        effective_from=_SINCE,
        legal_basis=_BASIS,
        rules=(*_RULES, Rule(key="every", name="Semua kasus", promises=every)),
        steps=_STEPS,
    )


DISTRICT_RULES = _rules("district-1", Budget(Unit.RUNNING_SECONDS, 8 * 3600))
"""Batang, and the province above it. A team looks three times a day, also at night: eight running hours."""

HALO_RULES = _rules("halo-1", Budget(Unit.SECONDS, 30 * 60))
"""Halo Kemenkes: seen within 30 minutes of its opening hours."""


def with_topic(rule_set: RuleSet, supervisory: str) -> RuleSet:
    """The set for an office in which complaints that ask for an examination have the topic of this id."""
    return replace(rule_set, rules=tuple(_with_topic(rule, supervisory) for rule in rule_set.rules))


def _with_topic(rule: Rule, supervisory: str) -> Rule:
    if Condition.TOPIC not in rule.applies:
        return rule
    return replace(rule, applies={**rule.applies, Condition.TOPIC: (supervisory,)})
