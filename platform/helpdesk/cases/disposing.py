"""What units may do with a case that they were given. Pure."""

from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from helpdesk.cases.model import Case
from helpdesk.cases.rules import Outcome, must_be_open
from helpdesk.events import CaseReturned, UnitAnswered, UnitLeft
from kit.errors import Conflict


def answered_by_unit(case: Case, fact: UnitAnswered) -> Outcome:
    """The unit answered: the desk finds the case unread; the citizen heard nothing yet."""
    must_be_open(case)
    return replace(case, unread=True), [fact]


def left_by_unit(case: Case, fact: UnitLeft) -> Outcome:
    """A unit that helped gives its part back; who leads goes on, and the desk finds the case unread."""
    must_be_open(case)
    return replace(case, unread=True), [fact]


def give_back(case: Case, unit_id: UUID, now: datetime) -> Outcome:
    """The unit gives it back to the desk: it is with no unit then, and with nobody."""
    must_be_open(case)
    if case.unit_id != unit_id:
        raise Conflict("not_with_this_unit")
    told = CaseReturned(case_id=case.id, at=now, unit_id=unit_id)
    return replace(case, unit_id=None, assignee_id=None, unread=True), [told]
