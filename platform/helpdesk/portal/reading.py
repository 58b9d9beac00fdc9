"""Read a report for its citizen: never notes, never another office's words, never who works on it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from helpdesk.attachments import store as attachments
from helpdesk.attachments.model import Attachment
from helpdesk.authorities import store as authorities
from helpdesk.authorities.model import Authority
from helpdesk.cases import store as cases
from helpdesk.cases.model import Case, CaseWord
from helpdesk.cases.rules import word_of
from helpdesk.consenting import store as consenting
from helpdesk.conversations import store as conversations
from helpdesk.conversations.model import Direction, Message
from helpdesk.elsewhere.service import names as office_names
from helpdesk.events import CaseEvent
from helpdesk.portal import rules, store, story, wishes
from helpdesk.portal.model import Filed, Line, Pledge, Report
from helpdesk.sla import service as sla
from helpdesk.sla.model import TargetKind
from helpdesk.sla.reactions import Clocks
from tenants.doors import Scope, tenant_scope
from tenants.offices.store import units


async def report(tenant_id: int, case_id: UUID) -> Report:
    """Everything on the page of one report; raises `Missing`."""
    known_offices = await office_names(tenant_id)
    async with tenant_scope(tenant_id, read_only=True) as scope:
        case = await cases.load(scope, case_id, hold=False)
        facts = await store.facts(scope, case)
        clocks = await sla.clocks_of(scope, case_id)
        names = {**known_offices, **{unit.id: unit.name for unit in await units(scope)}}
        if story.authority_of(facts) is not None:
            names |= {each.id: _named(each) for each in await authorities.authorities(scope)}
        said = await conversations.messages_of(scope, case_id)
        files = await attachments.of_case(scope, case_id)
        rating = await store.rating(scope, case)
        agreements = await consenting.agreements(scope, case_id)
        wished = await wishes.wishes_of(scope, case)
        now = scope.now
    word = word_of(case)
    next_pledge = story.next_pledge(case, word, clocks, now)
    return Report(
        case=case,
        word=word,
        now=now,
        holder=_holder(case, word, facts, names),
        referred=_referred(word, facts, names),
        facility=names.get(case.facility_id, "") if case.facility_id else "",
        stations=story.stations(facts, clocks, names),
        first=story.first_pledge(clocks, now),
        whole=story.whole_pledge(clocks, now),
        next=next_pledge,
        later=story.later_pledge(next_pledge, clocks, now),
        answer_by=_answer_by(word, clocks),
        may_link=rules.may_link(case),
        lines=_lines([each for each in said if rules.is_shown(each, case)], files),
        rating=rating,
        agreements=tuple(agreements),
        wishes=wished,
        may_write=rules.may_write(case),
        may_reopen=rules.may_reopen(case),
        may_rate=rules.may_rate(case),
    )


async def filed_case(tenant_id: int, filed: Filed) -> tuple[Case, Sequence[Pledge], datetime]:
    """A case that was just filed, what is promised for it (the nearest first), and now; raises `Missing`."""
    async with tenant_scope(tenant_id, read_only=True) as scope:
        case = await cases.load(scope, filed.case_id, hold=False)
        clocks = await sla.clocks_of(scope, case.id)
        now = scope.now
    first = story.next_pledge(case, CaseWord.RECEIVED, clocks, now)
    found = (first, story.first_pledge(clocks, now), story.whole_pledge(clocks, now))
    pledges = {pledge.kind: pledge for pledge in found if pledge is not None}
    return case, tuple(pledges.values()), now


async def facilities(scope: Scope) -> Sequence[tuple[UUID, str]]:
    """The places that a citizen may name: id and name, in the office's order."""
    return [(unit.id, unit.label) for unit in await units(scope) if unit.is_facility and unit.active]


async def facility_named(tenant_id: int, written: str) -> tuple[str, str]:
    """The facility that an address names by its id: id and name; nothing for one that is closed or none at all."""
    async with tenant_scope(tenant_id, read_only=True) as scope:
        known = {str(unit_id): name for unit_id, name in await facilities(scope)}
    return (written, known[written]) if written in known else ("", "")


async def now_and_facilities(tenant_id: int) -> tuple[datetime, Sequence[tuple[UUID, str]]]:
    """What the questions of a report need to know."""
    async with tenant_scope(tenant_id, read_only=True) as scope:
        return scope.now, await facilities(scope)


def _answer_by(word: CaseWord, clocks: Clocks) -> datetime | None:
    """Until when the citizen may reply; after that the office closes, and citizens may reopen."""
    window = clocks.get(TargetKind.CONTACT_REPLY)
    asked = word is CaseWord.WAITING_FOR_YOU and window is not None and window.runs
    return window.due_at if asked and window else None


def _named(authority: Authority) -> str:
    return f"{authority.name} ({authority.reach})" if authority.reach else authority.name


def _holder(case: Case, word: CaseWord, facts: Sequence[CaseEvent], names: story.Names) -> str:
    if word is CaseWord.WITH_MINISTRY:
        return story.holder_of(facts, names)
    return names.get(case.unit_id, "") if case.unit_id else ""


def _referred(word: CaseWord, facts: Sequence[CaseEvent], names: story.Names) -> str:
    authority = story.authority_of(facts) if word is CaseWord.REJECTED else None
    return names.get(authority, "") if authority else ""


def _lines(said: Sequence[Message], files: Sequence[Attachment]) -> tuple[Line, ...]:
    """Newest first: the last answer is what most people come for."""
    return tuple(_line(message, files) for message in reversed(said))


def _line(message: Message, files: Sequence[Attachment]) -> Line:
    return Line(
        mine=message.direction is Direction.IN,
        automatic=message.automatic,
        text="" if message.revoked_at else message.shown_text,
        channel=message.channel,
        at=message.at,
        files=tuple(file for file in files if file.message_id == message.id and rules.is_for_citizen(file)),
    )
