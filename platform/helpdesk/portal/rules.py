"""Which question comes next, what is wrong with an answer, and what a citizen may do with a case."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from helpdesk.cases.model import Case, CaseKind, CaseState
from helpdesk.contacts.rules import phone_number
from helpdesk.portal.model import Draft, Privacy, Step
from ui.words import words

TEXT_CHARACTERS = 4000
NAME_CHARACTERS = 120
COMMENT_CHARACTERS = 2000
UNKNOWN_PLACE = "unknown"

_ENDED = frozenset({CaseState.ANSWERED, CaseState.CLOSED, CaseState.REJECTED})


def steps_of(kind: CaseKind, *, has_facilities: bool) -> tuple[Step, ...]:
    """The pages of one report: where and when is not asked when there is nothing to choose."""
    asked = has_facilities or kind is CaseKind.COMPLAINT
    return tuple(step for step in Step if step is not Step.WHERE or asked)


def step_after(draft: Draft, step: Step, steps: Sequence[Step]) -> Step:
    """The page after an answer: the next one, or straight back to the check when all was answered before."""
    if all(each in draft.answered for each in steps if each is not Step.CHECK):
        return Step.CHECK
    return steps[min(steps.index(step) + 1, len(steps) - 1)]


def first_open(draft: Draft | None, steps: Sequence[Step]) -> Step:
    """The earliest page without an answer: nobody gets past it."""
    answered = draft.answered if draft else frozenset[Step]()
    return next((step for step in steps if step not in answered), Step.CHECK)


def wrong_text(text: str) -> str:
    """The code of what is wrong with a message, or nothing."""
    plain = text.strip()
    if not plain:
        return "required"
    return "too_long" if len(plain) > TEXT_CHARACTERS else ""


def wrong_place(facility: str, known: Sequence[UUID]) -> str:
    """The same for the choice of a facility; it is asked only when there are any."""
    if not known or facility == UNKNOWN_PLACE:
        return ""
    if not facility:
        return "required"
    return "" if facility in {str(each) for each in known} else "unknown"


def wrong_day(when: str, today: date) -> str:
    """The same for a date that may be left out."""
    if not when:
        return ""
    day = day_of(when)
    if day is None:
        return "malformed"
    return "in_the_future" if day > today else ""


def wrong_contact(draft: Draft) -> dict[str, str]:
    """The same for name and telephone, by field."""
    wrong = {}
    if len(draft.name) > NAME_CHARACTERS:
        wrong["name"] = "too_long"
    if draft.privacy is not Privacy.ANONYMOUS and draft.phone and phone_number(draft.phone) is None:
        wrong["phone"] = "malformed"
    return wrong


def day_of(when: str) -> date | None:
    """A date as browsers send it, or none."""
    try:
        return date.fromisoformat(when) if len(when) == 10 else None
    except ValueError:
        return None


def day_said(when: str, language: str) -> str:
    """The same date as people write it: `20 November 2026`; empty for none."""
    day = day_of(when)
    return f"{day.day} {words(language).months[day.month - 1]} {day.year}" if day else ""


def tidy(text: str) -> str:
    """What somebody wrote, without what no database takes."""
    return text.replace("\x00", "").replace("\r\n", "\n").strip()


def is_shown(case: Case) -> bool:
    """A case mirrored from another office is followed there, where it was reported."""
    return not case.mirrored


def may_write(case: Case) -> bool:
    """May the citizen add something? What was ended is reopened instead, with a reason."""
    return case.state not in _ENDED and not case.spam and case.duplicate_of is None


def may_reopen(case: Case) -> bool:
    """May the citizen say that it is not solved?"""
    return case.state in _ENDED and not case.spam and case.duplicate_of is None


def may_rate(case: Case) -> bool:
    """May the citizen rate the answer?"""
    return case.state in (CaseState.ANSWERED, CaseState.CLOSED) and case.duplicate_of is None
