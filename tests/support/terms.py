"""What an office promises to a case, for tests of its clocks: the rules a new office begins with."""

from datetime import datetime

from helpdesk.sla.defaults import DISTRICT_RULES, office_hours
from helpdesk.sla.holidays import national_days
from helpdesk.sla.hours import OfficeHours, calendar_of
from helpdesk.sla.targets import OFFICE, RuleSet, Traits
from helpdesk.sla.terms import CaseTerms, OfficeRules

NATIONAL = national_days()


def an_office(*rule_sets: RuleSet, hours: OfficeHours | None = None) -> OfficeRules:
    """Batang's hours and rules, unless told otherwise."""
    kept = hours or office_hours("Asia/Jakarta")
    calendars = {OFFICE: calendar_of(kept, NATIONAL)}
    return OfficeRules(rule_sets or (DISTRICT_RULES,), {OFFICE: kept}, NATIONAL, calendars)


def terms_of(received_at: datetime, office: OfficeRules | None = None, **traits: str) -> CaseTerms:
    """The terms of a complaint, unless told otherwise."""
    return CaseTerms(office or an_office(), Traits(**{"kind": "complaint", **traits}), received_at)
