"""What may become of a case: values and `now` in, a new value and facts out."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from helpdesk.cases.model import (
    ENDED_STATES,
    UNSAID,
    Case,
    CaseKind,
    CaseState,
    CaseWord,
    Grade,
    Triage,
)
from helpdesk.events import (
    CaseAnswered,
    CaseAssigned,
    CaseClosed,
    CaseCorrected,
    CaseDangerCleared,
    CaseDangerHeard,
    CaseDisposed,
    CaseEvent,
    CaseMarkedDuplicate,
    CaseMarkedSpam,
    CaseReacted,
    CaseRejected,
    CaseReopened,
    CaseReplied,
    CaseResumed,
    CaseSeen,
    CaseVerified,
    CaseWaits,
    MessageReceived,
)
from helpdesk.sla.model import PauseReason
from kit.errors import Conflict, Invalid
from tenants.permissions.model import Permission
from tenants.permissions.rules import permissions_of

Outcome = tuple[Case, Sequence[CaseEvent]]
ASKED = (PauseReason.WAITING_FOR_CONTACT, PauseReason.WAITING_FOR_DATA)
"""For what the office waits when it waits for the citizen."""
S = CaseState


def must_be_open(case: Case) -> None:
    """Raise `Conflict` for a case that is finished."""
    if case.state in ENDED_STATES:
        raise Conflict("case_ended", state=case.state.value)


def _taken_up(case: Case, now: datetime) -> Outcome:
    """Work that goes on after the answer reopens the case: its promises must run again."""
    must_be_open(case)
    return reopen(case, now) if case.state is S.ANSWERED else (case, [])


def see(case: Case, now: datetime) -> Outcome:
    """A member of the office looks at it; the first look stops the first-seen clock (decision 14)."""
    if case.first_seen_at is not None:
        return replace(case, unread=False), []
    state = S.VERIFYING if case.state is S.RECEIVED else case.state
    seen = replace(case, first_seen_at=now, state=state, unread=False)
    return seen, [CaseSeen(case_id=case.id, at=now)]


def verify(case: Case, kind: CaseKind, now: datetime, triage: Triage = UNSAID) -> Outcome:
    """Checked and taken on; kind, grade, priority and topic may be said at the same time."""
    must_be_open(case)
    if case.state not in (S.RECEIVED, S.VERIFYING):
        raise Conflict("case_already_verified", state=case.state.value)
    verified = replace(case, state=S.IN_PROGRESS, first_seen_at=case.first_seen_at or now)
    facts: list[CaseEvent] = [CaseVerified(case_id=case.id, at=now, kind=kind.value)]
    verified, corrected = correct(verified, now, kind=kind, triage=triage)
    return verified, [*facts, *corrected]


def dispose(case: Case, unit_id: UUID, due_at: datetime | None, now: datetime) -> Outcome:
    """Pass it to a unit. An unverified case is verified by that, an answered one taken up again."""
    case, facts = _taken_up(case, now)
    if case.state in (S.RECEIVED, S.VERIFYING):
        case = replace(case, state=S.IN_PROGRESS, first_seen_at=case.first_seen_at or now)
        facts = [CaseVerified(case_id=case.id, at=now, kind=case.kind.value)]
    disposed = replace(case, unit_id=unit_id, assignee_id=None)
    told = CaseDisposed(case_id=case.id, at=now, unit_id=unit_id, from_unit_id=case.unit_id, due_at=due_at)
    return disposed, [*facts, told]


def assign(case: Case, assignee_id: UUID | None, now: datetime) -> Outcome:
    """Give it to somebody, or to nobody."""
    must_be_open(case)
    if case.assignee_id == assignee_id:
        return case, []
    assigned = replace(case, assignee_id=assignee_id)
    return assigned, [CaseAssigned(case_id=case.id, at=now, assignee_id=assignee_id)]


def may_be_given(case: Case, roles: Iterable[str], unit_ids: Collection[UUID]) -> bool:
    """Would somebody with these roles and units be let in to the case? The same table as for who asks."""
    may = permissions_of(roles)
    everywhere = Permission.READ_ALL_UNITS in may
    return Permission.READ_CASES in may and (everywhere or case.unit_id in unit_ids)


def correct(
    case: Case,
    now: datetime,
    *,
    kind: CaseKind | None = None,
    title: str | None = None,
    facility_id: UUID | None = None,
    triage: Triage = UNSAID,
) -> Outcome:
    """Put kind, title, facility, grade, priority or topic right; only what differs counts as changed.

    What is no complaint (any more) bears no grade.
    """
    must_be_open(case)
    said = {"kind": kind, "title": title, "facility_id": facility_id}
    asked = {name: value for name, value in said.items() if value} | _said(triage)
    asked["grade"] = _grade(case, kind or case.kind, triage)
    changes = {name: value for name, value in asked.items() if value != getattr(case, name)}
    if not changes:
        return case, []
    after = replace(case, **changes)
    fact = CaseCorrected(
        case_id=case.id,
        at=now,
        fields=tuple(sorted(changes)),
        grade=after.grade.value if after.grade and "grade" in changes else None,
        priority=after.priority.value if "priority" in changes else None,
    )
    return after, [fact]


def _said(triage: Triage) -> dict[str, Any]:
    found = msgspec.structs.asdict(triage)
    return {name: value for name, value in found.items() if value is not msgspec.UNSET}


def _grade(case: Case, kind: CaseKind, triage: Triage) -> Grade | None:
    """The grade that follows; raises `Invalid` for a grade of what is no complaint."""
    if kind is CaseKind.COMPLAINT:
        return case.grade if isinstance(triage.grade, msgspec.UnsetType) else triage.grade
    if triage.grade:
        raise Invalid("invalid", fields={"grade": "complaints_only"})
    return None


def reply(case: Case, message_id: UUID, now: datetime) -> Outcome:
    """A person of the office wrote to the citizen."""
    must_be_open(case)
    state = S.IN_PROGRESS if case.state in (S.RECEIVED, S.VERIFYING, S.WAITING_CONTACT) else case.state
    replied = replace(
        case,
        state=state,
        first_seen_at=case.first_seen_at or now,
        first_response_at=case.first_response_at or now,
        last_message_at=now,
    )
    facts: list[CaseEvent] = [CaseReplied(case_id=case.id, at=now, message_id=message_id)]
    if case.state is S.WAITING_CONTACT:
        facts.append(CaseResumed(case_id=case.id, at=now))
    return replied, facts


def touch(case: Case, message_id: UUID, emoji: str, now: datetime) -> Outcome:
    """A person of the office put an emoji on what the citizen wrote; it is no answer, so the case stays as it is."""
    must_be_open(case)
    return case, [CaseReacted(case_id=case.id, at=now, message_id=message_id, emoji=emoji)]


def wait_for_contact(case: Case, now: datetime, reason: PauseReason = ASKED[0]) -> Outcome:
    """The office asked for something and waits for the citizen; an answered case is taken up again."""
    case, facts = _taken_up(case, now)
    if case.state is S.WAITING_CONTACT:
        return case, []
    waits = CaseWaits(case_id=case.id, at=now, reason=reason.value)
    return replace(case, state=S.WAITING_CONTACT), [*facts, waits]


def hear(case: Case, message_id: UUID, now: datetime) -> Outcome:
    """The citizen wrote again: waiting ends, and an answered case is taken up once more."""
    heard = replace(case, unread=True, last_message_at=max(now, case.last_message_at))
    facts: list[CaseEvent] = [MessageReceived(case_id=case.id, at=now, message_id=message_id)]
    if case.state is S.WAITING_CONTACT:
        return replace(heard, state=S.IN_PROGRESS), [*facts, CaseResumed(case_id=case.id, at=now)]
    if case.state is S.ANSWERED:
        heard, more = reopen(heard, now)
        return heard, [*facts, *more]
    return heard, facts


def hear_danger(case: Case, now: datetime) -> Outcome:
    """What the citizen wrote sounds like danger to life: the case stands above all others until somebody looked."""
    if case.danger:
        return case, []
    return replace(case, danger=True), [CaseDangerHeard(case_id=case.id, at=now)]


def clear_danger(case: Case, now: datetime) -> Outcome:
    """An officer looked and says so; words that come later may raise it again."""
    if not case.danger:
        raise Conflict("no_danger")
    return replace(case, danger=False), [CaseDangerCleared(case_id=case.id, at=now)]


def answer(case: Case, now: datetime) -> Outcome:
    """Resolve: the office holds the matter for solved."""
    must_be_open(case)
    if case.state is S.ANSWERED:
        return case, []
    answered = replace(case, state=S.ANSWERED, answered_at=now, first_seen_at=case.first_seen_at or now)
    return answered, [CaseAnswered(case_id=case.id, at=now)]


def reopen(case: Case, now: datetime) -> Outcome:
    """Take it up again; spam and duplicates may be reopened too, when the mark was wrong."""
    if case.state not in (S.ANSWERED, S.CLOSED, S.REJECTED):
        raise Conflict("case_is_open", state=case.state.value)
    reopened = replace(
        case,
        state=S.IN_PROGRESS,
        answered_at=None,
        closed_at=None,
        spam=False,
        duplicate_of=None,
        reopened=case.reopened + 1,
        rating=None,
    )
    return reopened, [CaseReopened(case_id=case.id, at=now, times=reopened.reopened)]


def close(case: Case, now: datetime, why: str = "") -> Outcome:
    """Finish it."""
    must_be_open(case)
    closed = replace(case, state=S.CLOSED, closed_at=now, answered_at=case.answered_at or now, unread=False)
    return closed, [CaseClosed(case_id=case.id, at=now, why=why)]


def lapse(case: Case, now: datetime) -> Outcome:
    """The citizen's time to reply is over: what waited for them, or was answered, is finished; else nothing."""
    waits = case.state in (S.WAITING_CONTACT, S.ANSWERED)
    return close(case, now, why="no_reply") if waits else (case, [])


def reject(case: Case, now: datetime, authority_id: UUID | None = None) -> Outcome:
    """The office will not work on it; or it is the business of an authority outside, which the citizen is told."""
    must_be_open(case)
    rejected = replace(case, state=S.REJECTED, closed_at=now, unread=False)
    return rejected, [CaseRejected(case_id=case.id, at=now, authority_id=authority_id)]


def mark_spam(case: Case, now: datetime) -> Outcome:
    """No case at all: closed without a word to the sender."""
    must_be_open(case)
    spam = replace(case, state=S.REJECTED, spam=True, closed_at=now, unread=False)
    return spam, [CaseMarkedSpam(case_id=case.id, at=now)]


def mark_duplicate(case: Case, original: Case, now: datetime) -> Outcome:
    """The same matter is held by another case; that one must not itself be a duplicate."""
    must_be_open(case)
    if original.id == case.id or original.duplicate_of is not None:
        raise Conflict("not_an_original")
    duplicate = replace(case, state=S.CLOSED, duplicate_of=original.id, closed_at=now, unread=False)
    return duplicate, [CaseMarkedDuplicate(case_id=case.id, at=now, duplicate_of=original.id)]


_WORDS = {
    S.RECEIVED: CaseWord.RECEIVED,
    S.VERIFYING: CaseWord.CHECKED,
    S.IN_PROGRESS: CaseWord.IN_PROGRESS,
    S.WAITING_CONTACT: CaseWord.WAITING_FOR_YOU,
    S.ANSWERED: CaseWord.DONE,
    S.CLOSED: CaseWord.DONE,
    S.REJECTED: CaseWord.REJECTED,
}


def word_of(case: Case) -> CaseWord:
    """The one table from state and facts to the word that people read (ui.md §5.7)."""
    if case.duplicate_of is not None:
        return CaseWord.DUPLICATE
    if case.escalated and case.state in (S.RECEIVED, S.VERIFYING, S.IN_PROGRESS):
        return CaseWord.WITH_MINISTRY
    if case.state is S.IN_PROGRESS:
        if case.reopened:
            return CaseWord.REOPENED
        if case.unit_id is not None and case.first_response_at is None:
            return CaseWord.FORWARDED
    return _WORDS[case.state]
