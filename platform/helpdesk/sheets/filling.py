"""From lines to cases with their own dates: rows of everything that belongs to them, and no message to anybody."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec.structs import replace

from helpdesk.cases import history, path
from helpdesk.cases import store as cases
from helpdesk.cases.model import OPEN_STATES, Case, CaseState
from helpdesk.cases.numbers import new_number
from helpdesk.cases.promises import kept_by, traits_of, with_promises
from helpdesk.contacts import store as contacts
from helpdesk.contacts.model import Contact
from helpdesk.conversations import store as conversations
from helpdesk.conversations.model import Direction, Message
from helpdesk.events import (
    CaseAnswered,
    CaseClosed,
    CaseDisposed,
    CaseEvent,
    CaseOpened,
    CaseRejected,
    Pledge,
)
from helpdesk.facts.sheets import CaseImported
from helpdesk.intake.rules import SUMMARY_CHARACTERS, title_of
from helpdesk.sheets.model import Column, Line
from helpdesk.sla import store as clock_store
from helpdesk.sla.model import Clock, TargetKind
from helpdesk.sla.reactions import Clocks
from helpdesk.sla.stages import take_stages
from helpdesk.sla.terms import CaseTerms, OfficeRules, retimed
from kit.ids import uuid7
from tenants.doors import Scope
from tenants.offices.model import Office
from tenants.outbox.service import announce
from tenants.permissions.model import Actor, ActorKind

S = CaseState
_ANSWERED = frozenset({S.ANSWERED, S.CLOSED})
_NAMES: Mapping[Column, str] = {
    Column.TOPIC: "Topik",
    Column.FACILITY: "Fasilitas",
    Column.UNIT: "Unit",
}
_FROM_SHEET = "Lembar kerja"
"""Who answered where the sheet does not say; what stands in a case is the office's, so in its language."""


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """A line as a case, with the promises that run."""

    place: int
    line: Line
    case: Case
    clocks: Clocks


async def fill(
    scope: Scope, office: Office, rules: OfficeRules, lines: Sequence[tuple[int, Line]]
) -> list[Filled]:
    """Make the cases of lines; whoever calls has the office's turn, since citizens are looked for.

    Raises `NoRuleInForce` or a `CalendarFault` when the office's settings cannot tell what was promised.
    """
    people = await _people(scope, [line for _, line in lines])
    filled = []
    for (place, line), contact_id in zip(lines, people, strict=True):
        case = _case(line, contact_id, office)
        clocks = _clocks(rules, case, scope.now)
        filled.append(Filled(place=place, line=line, case=with_promises(case, clocks), clocks=clocks))
    return filled


async def keep(scope: Scope, actor: Actor, import_id: UUID, filled: Sequence[Filled]) -> None:
    """Write the cases, their clocks, what was said and what happened, and announce that they are here.

    Only their coming is announced: nobody who listens tells a citizen or a colleague of what happened long ago.
    """
    found = [each.case for each in filled]
    await cases.add(scope, found)
    await cases.save(scope, found)
    await clock_store.add(scope, [(each.case.id, each.clocks) for each in filled if each.clocks])
    await conversations.add_messages(scope, [said for each in filled for said in _said(each, scope.now)])
    for each in filled:
        if each.case.unit_id is not None:
            await path.add_disposition(scope, each.case.id, None, each.case.unit_id, "", None, actor)
    opened = [_opened(each) for each in filled]
    came = [
        CaseImported(
            case_id=each.case.id,
            at=scope.now,
            import_id=import_id,
            place=each.place,
            number=each.line.number,
        )
        for each in filled
    ]
    past = [fact for each in filled for fact in _past(each, scope.now)]
    await history.add(scope, actor, [*opened, *past, *came])
    await announce(scope, [*opened, *came])


async def _people(scope: Scope, lines: Sequence[Line]) -> list[UUID | None]:
    """The citizen of each line; who gave neither name nor number is nobody."""
    known = await contacts.find(scope, {("phone", line.phone) for line in lines if line.phone})
    fresh: list[Contact] = []
    bound: list[tuple[str, str, UUID]] = []
    found: list[UUID | None] = []
    for line in lines:
        key = ("phone", line.phone)
        if not (line.phone or line.name):
            found.append(None)
        elif line.phone and key in known:
            found.append(known[key].id)
        else:
            contact = Contact(id=uuid7(), name=line.name)
            fresh.append(contact)
            if line.phone:
                known[key] = contact
                bound.append((*key, contact.id))
            found.append(contact.id)
    await contacts.add(scope, fresh, scope.now)
    await contacts.add_identities(scope, bound)
    return found


def _case(line: Line, contact_id: UUID | None, office: Office) -> Case:
    """The case as the sheet knows it. Staff of the office wrote it down, so it was seen when it came."""
    moments = [each for each in (line.opened_at, line.answered_at, line.closed_at) if each]
    answered_at = line.answered_at or (line.closed_at if line.answer else None)
    is_open = line.state in OPEN_STATES
    return Case(
        id=uuid7(),
        number=new_number(office.code),
        kind=line.kind,
        state=line.state,
        title=title_of(line.text, "text"),
        summary=line.text[:SUMMARY_CHARACTERS],
        channel=line.channel.value,
        contact_id=contact_id,
        unit_id=line.unit_id,
        facility_id=line.facility_id,
        topic_id=line.topic_id,
        anonymous=line.anonymous,
        opened_at=line.opened_at,
        last_message_at=max(moments),
        first_seen_at=line.opened_at,
        first_response_at=answered_at,
        answered_at=(answered_at or line.closed_at) if line.state in _ANSWERED else None,
        closed_at=line.closed_at,
        unread=is_open,
    )


def _clocks(rules: OfficeRules, case: Case, now: datetime) -> Clocks:
    """What is still owed, counted from the day the case came; what is finished owes nothing."""
    terms = CaseTerms(rules, traits_of(case), case.opened_at)
    if case.state not in OPEN_STATES:
        return {}
    begun = retimed({}, terms, kept_by(case), now)
    return {
        kind: _quiet(clock, rules, now) for kind, clock in begun.items() if kind is not TargetKind.FIRST_SEEN
    }


def _quiet(clock: Clock, rules: OfficeRules, now: datetime) -> Clock:
    """What was missed or in danger before the case came here shows, and nobody is rung up about it now."""
    if not clock.runs:
        return clock
    if clock.due_at is not None and clock.due_at < now:
        return replace(clock, breached_at=clock.due_at, taken=100, step=0, step_at=None)
    return take_stages(clock, rules.steps(clock), now, rules.calendars[clock.calendar])[0]


def _opened(filled: Filled) -> CaseOpened:
    case, clocks = filled.case, filled.clocks
    pledges = tuple([Pledge(kind.value, each.due_at, each.rule, each.line) for kind, each in clocks.items()])
    return CaseOpened(
        case_id=case.id, at=case.opened_at, kind=case.kind.value, channel=case.channel, promises=pledges
    )


def _past(filled: Filled, now: datetime) -> list[CaseEvent]:
    """What the sheet says of the time before; when it went to its unit it does not say."""
    case, facts = filled.case, list[CaseEvent]()
    if case.answered_at is not None:
        facts.append(CaseAnswered(case_id=case.id, at=case.answered_at))
    if case.state is S.CLOSED and case.closed_at is not None:
        facts.append(CaseClosed(case_id=case.id, at=case.closed_at))
    if case.state is S.REJECTED and case.closed_at is not None:
        facts.append(CaseRejected(case_id=case.id, at=case.closed_at))
    if case.unit_id is not None and case.state in OPEN_STATES:
        facts.append(CaseDisposed(case_id=case.id, at=now, unit_id=case.unit_id))
    return facts


def _said(filled: Filled, now: datetime) -> list[Message]:
    case, line = filled.case, filled.line
    said = [_message(case, Direction.IN, line.text, line.opened_at, line.name, ActorKind.CITIZEN)]
    if line.answer:
        at = case.first_response_at or case.closed_at or case.opened_at
        by = line.unit or line.escalated_to or _FROM_SHEET
        said.append(_message(case, Direction.OUT, line.answer, at, by, ActorKind.STAFF))
    if note := _note(line):
        said.append(_message(case, Direction.NOTE, note, now, _FROM_SHEET, ActorKind.SYSTEM))
    return said


def _note(line: Line) -> str:
    """What of the line has no place in a case of ours."""
    told = [f"Dieskalasikan ke: {line.escalated_to}"] if line.escalated_to else []
    told += [f"{_NAMES[column]}: {written}" for column, written in line.unplaced if column in _NAMES]
    return "\n".join(told)


def _message(
    case: Case, direction: Direction, text: str, at: datetime, name: str, kind: ActorKind
) -> Message:
    return Message(
        id=uuid7(),
        case_id=case.id,
        direction=direction,
        channel="note" if direction is Direction.NOTE else case.channel,
        author_kind=kind.value,
        author_name="" if case.anonymous and direction is Direction.IN else name,
        text=text,
        sent_at=at,
        at=at,
    )
