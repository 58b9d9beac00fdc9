"""Links are made, told, made anew and revoked."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import msgspec

from helpdesk.cases import history, path
from helpdesk.cases import store as cases
from helpdesk.cases.model import ENDED_STATES, Case, Part
from helpdesk.cases.words import KINDS
from helpdesk.cases.work import Work, working
from helpdesk.channels.accounts import AccountBook
from helpdesk.events import (
    CaseDisposed,
    UnitAnswerReturned,
    UnitInstructed,
    UnitJoined,
    UnitLinkMade,
    UnitLinkRevoked,
    UnitTold,
)
from helpdesk.texts import rules as texts
from helpdesk.texts import to_colleagues
from helpdesk.texts.service import own_words
from helpdesk.unit_links import rules, store
from helpdesk.unit_links.links import UnitLinks
from helpdesk.unit_links.model import Link
from helpdesk.unit_links.telling import LANGUAGE, Word, tell, ways
from helpdesk.unit_terms.model import UnitTerms
from helpdesk.unit_terms.store import terms_of
from kit.errors import Conflict
from kit.ids import uuid7
from tenants.doors import Scope
from tenants.offices import service as offices
from tenants.offices.store import unit_name
from tenants.outbox.dispatcher import Subscriber
from tenants.outbox.service import announce
from tenants.permissions.model import Actor, Permission, system
from ui import formats
from ui.i18n import N_, translate

TEMPLATE = "unit_case"
"""The approved template: {{1}} number, {{2}} kind, {{3}} unit, {{4}} instruction, {{5}} due time, {{6}} link."""
_INSTRUCTION_CHARACTERS = 300
SUBJECT = N_("Kasus %(number)s untuk %(unit)s")


def tell_unit_itself(book: AccountBook, links: UnitLinks) -> Subscriber:
    """A case came to a unit with a number or mailbox of its own: that hears of it, with a link to answer by."""

    async def subscriber(scope: Scope, kind: str, fact: bytes) -> None:
        told = msgspec.json.decode(fact, type=CaseDisposed | UnitJoined)
        case = await cases.load(scope, told.case_id, hold=False)
        part = await path.part_of(scope, case.id, told.unit_id)
        terms = await terms_of(scope, told.unit_id)
        if part is None or part.at != told.at or case.state in ENDED_STATES or not terms.reachable:
            return  # passed on meanwhile, or nothing to write to
        link = _new(part, scope)
        if not await store.add(scope, link):
            return
        if await _tell(scope, book, links, case, part, terms, link):
            facts = [UnitTold(case_id=case.id, at=scope.now, unit_id=part.unit_id)]
            await history.add(scope, system(scope.tenant_id), facts)
            await announce(scope, facts)

    return subscriber


def tell_instructed(book: AccountBook, links: UnitLinks) -> Subscriber:
    """A unit beside the lead is asked something else: it is told once more, by the link that it has, or a new one."""

    async def subscriber(scope: Scope, kind: str, fact: bytes) -> None:
        told = msgspec.json.decode(fact, type=UnitInstructed)
        case = await cases.load(scope, told.case_id, hold=False)
        part = await path.part_of(scope, case.id, told.unit_id)
        terms = await terms_of(scope, told.unit_id)
        if part is None or case.state in ENDED_STATES or not terms.reachable:
            return
        link = await store.link_of(scope, part.id)
        if link is None or not rules.opens(link, case, part, scope.now):
            link = await _made_anew(scope, part)
        await _tell(scope, book, links, case, part, terms, link)

    return subscriber


def tell_returned(book: AccountBook, links: UnitLinks) -> Subscriber:
    """The desk asked a unit for a better answer: it is told once more, with the reason in place of the instruction."""

    async def subscriber(scope: Scope, kind: str, fact: bytes) -> None:
        told = msgspec.json.decode(fact, type=UnitAnswerReturned)
        case = await cases.load(scope, told.case_id, hold=False)
        part = await path.part_of(scope, case.id, told.unit_id)
        returned = await store.answer(scope, told.answer_id)
        link = await store.link_of(scope, part.id) if part else None
        if part is None or link is None or returned is None or not rules.opens(link, case, part, scope.now):
            return
        asked = msgspec.structs.replace(part, instruction=returned.word)
        await _tell(scope, book, links, case, asked, await terms_of(scope, told.unit_id), link)

    return subscriber


async def renew(
    actor: Actor, number: str, unit_id: UUID, book: AccountBook, links: UnitLinks, *, version: int | None
) -> None:
    """A new link for a unit that has the case, told to it; the old one opens nothing from now on.

    Raises what `working` raises, `Conflict` with `not_with_this_unit`, and `unit_not_reachable` when nothing is
    registered to which a code could be sent.
    """
    async with working(actor, number, Permission.DISPOSE, version=version) as work:
        part = await _part(work, unit_id)
        terms = await terms_of(work.scope, unit_id)
        if not terms.reachable:
            raise Conflict("unit_not_reachable")
        link = await _made_anew(work.scope, part)
        await _tell(work.scope, book, links, work.case, part, terms, link)
        work.tell(UnitLinkMade(case_id=work.case.id, at=work.now, unit_id=unit_id))


async def revoke(actor: Actor, number: str, unit_id: UUID, *, version: int | None) -> None:
    """The unit's link opens nothing from now on, and its replies by message are not taken.

    Raises what `working` raises, and `Conflict` with `not_with_this_unit` or `no_unit_link`.
    """
    async with working(actor, number, Permission.DISPOSE, version=version) as work:
        part = await _part(work, unit_id)
        if not await store.revoke(work.scope, part.id):
            raise Conflict("no_unit_link")
        work.tell(UnitLinkRevoked(case_id=work.case.id, at=work.now, unit_id=unit_id))


async def _part(work: Work, unit_id: UUID) -> Part:
    part = await path.part_of(work.scope, work.case.id, unit_id)
    if part is None or work.case.state in ENDED_STATES:
        raise Conflict("not_with_this_unit")
    return part


async def _made_anew(scope: Scope, part: Part) -> Link:
    """In place of the link that the part has, if it has any."""
    await store.revoke(scope, part.id)
    link = _new(part, scope)
    await store.add(scope, link)
    return link


def _new(part: Part, scope: Scope) -> Link:
    longest: Sequence[timedelta] = [rules.LIVES]
    if part.due_at is not None:
        longest = [*longest, part.due_at - scope.now + timedelta(days=2)]
    return Link(
        id=uuid7(),
        case_id=part.case_id,
        unit_id=part.unit_id,
        disposition_id=part.id,
        made_at=scope.now,
        expires_at=scope.now + max(longest),
    )


async def _tell(
    scope: Scope,
    book: AccountBook,
    links: UnitLinks,
    case: Case,
    part: Part,
    terms: UnitTerms,
    link: Link,
) -> bool:
    """Tell the unit by its first way; false when the office has no account that leads there."""
    found = await ways(scope, book, terms)
    if not found:
        return False
    via, account = next(iter(found.items()))
    said = await _values(scope, case, part, links.to_case(scope.tenant_id, link.id))
    own = await own_words(scope)
    text = texts.said(own, to_colleagues.UNIT_CASE, LANGUAGE, account.kind, **said)
    above = texts.subject(own, to_colleagues.UNIT_CASE, LANGUAGE, **said)
    subject = above or translate(LANGUAGE, SUBJECT, number=case.number, unit=said["unit"])
    word = Word("unit", text, TEMPLATE, tuple(said.values()), subject, case.id)
    await tell(scope, book, terms, via, account, word)
    return True


async def _values(scope: Scope, case: Case, part: Part, link: str) -> dict[str, str]:
    """What fills the blanks: nothing of the citizen, whose words stand behind the link and its code."""
    office = await offices.office(scope.tenant_id)
    due_at = part.due_at or case.due_at
    due = formats.absolute(due_at, office.timezone, language=LANGUAGE) if due_at else ""
    return {
        "number": case.number,
        "kind": translate(LANGUAGE, KINDS[case.kind]),
        "unit": await unit_name(scope, part.unit_id),
        "instruction": _short(part.instruction) or translate(LANGUAGE, to_colleagues.NO_INSTRUCTION),
        "due": due or translate(LANGUAGE, to_colleagues.NO_DUE_TIME),
        "link": link,
    }


def _short(instruction: str) -> str:
    """As much of it as a message takes; all of it stands behind the link."""
    plain = " ".join(instruction.split()).rstrip(".")
    return plain if len(plain) <= _INSTRUCTION_CHARACTERS else f"{plain[:_INSTRUCTION_CHARACTERS]}…"
