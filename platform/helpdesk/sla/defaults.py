"""The calendars and promises a new office starts with; its administrator changes them as data.

Sources of the limits: SP4N-LAPOR's public rules (3, 5 and 10 working days) and the 5, 14 and 60 working
days that service standards quote from PermenPANRB 62/2018. Whether PermenPANRB 5/2025 moved them is not
known, which is why every set is dated.
"""

from datetime import date

from helpdesk.sla.hours import OfficeHours
from helpdesk.sla.model import Budget, Period, TargetKind, Unit
from helpdesk.sla.targets import Promise, RuleSet

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


_VERIFICATION = _working_days(TargetKind.VERIFICATION, 3)
_BY_CASE_KIND = {
    "complaint": (
        _working_days(TargetKind.FIRST_RESPONSE, 5),
        _working_days(TargetKind.RESOLUTION, 14),
    ),
    "supervisory_complaint": (
        _working_days(TargetKind.FIRST_RESPONSE, 5),
        _working_days(TargetKind.RESOLUTION, 60),
    ),
    # No rule names a limit for finishing a consultation: the one for information requests is taken.
    "consultation": (
        _working_days(TargetKind.FIRST_RESPONSE, 1),
        _working_days(TargetKind.RESOLUTION, 5),
    ),
    "information": (_working_days(TargetKind.RESOLUTION, 5),),
    "aspiration": (_working_days(TargetKind.RESOLUTION, 14),),
}
_ON_DEMAND = (
    Promise(TargetKind.NEXT_RESPONSE, Budget(Unit.WORKING_DAYS, 1)),
    Promise(TargetKind.DISPOSITION, Budget(Unit.WORKING_DAYS, 3)),
    Promise(TargetKind.HANDOVER, Budget(Unit.WORKING_DAYS, 1)),
    # Chained: from receipt, from being passed on, from the follow-up.
    Promise(TargetKind.LAPOR_VERIFICATION, Budget(Unit.WORKING_DAYS, 3)),
    Promise(TargetKind.LAPOR_RESPONSE, Budget(Unit.WORKING_DAYS, 5)),
    Promise(TargetKind.LAPOR_CLOSING, Budget(Unit.WORKING_DAYS, 10)),
)

DISTRICT_RULES = RuleSet(
    version="district-1",
    effective_from=_SINCE,
    legal_basis=_BASIS,
    # A team looks three times a day, also at night: eight hours of running time.
    every_case=(Promise(TargetKind.FIRST_SEEN, Budget(Unit.RUNNING_SECONDS, 8 * 3600)), _VERIFICATION),
    by_case_kind=_BY_CASE_KIND,
    on_demand=_ON_DEMAND,
)
"""Batang, and the province above it."""

HALO_RULES = RuleSet(
    version="halo-1",
    effective_from=_SINCE,
    legal_basis=_BASIS,
    every_case=(Promise(TargetKind.FIRST_SEEN, Budget(Unit.SECONDS, 30 * 60)), _VERIFICATION),
    by_case_kind=_BY_CASE_KIND,
    on_demand=_ON_DEMAND,
)
"""Halo Kemenkes: seen within 30 minutes of its opening hours."""
