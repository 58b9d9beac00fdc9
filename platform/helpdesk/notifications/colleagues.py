"""Officers hear by WhatsApp that a case came to them. Subscribers: once per fact, own transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from helpdesk.cases import history
from helpdesk.cases import store as cases
from helpdesk.cases.model import Case
from helpdesk.cases.visibility import may_be_read
from helpdesk.channels.accounts import AccountBook
from helpdesk.delivery.reported import noticed_case
from helpdesk.delivery.store import queue
from helpdesk.events import CaseAssigned, CaseDisposed, ColleagueWrote, name_of
from helpdesk.notifications import store
from helpdesk.notifications.case_news import officers, reach_on_record, values, word
from helpdesk.notifications.links import VALID, Links
from helpdesk.notifications.model import Notice, NoticeKind
from helpdesk.notifications.reaching import Word, outbound_text, queued
from helpdesk.texts import rules as texts
from helpdesk.texts import to_colleagues
from helpdesk.texts.service import own_words
from kit.ids import uuid7
from tenants.doors import Scope
from tenants.offices import service as offices
from tenants.offices.store import unit_name
from tenants.outbox.dispatcher import Subscriber
from tenants.people import store as people
from tenants.people.model import Reachable
from ui.i18n import translate

TEMPLATE = "colleague_notice"
"""The approved template outside the window: {{1}} number, {{2}} kind, {{3}} unit, {{4}} due time, {{5}} link."""
ANSWER_EVERY = timedelta(minutes=10)


def tell_unit(book: AccountBook, links: Links) -> Subscriber:
    """A case came to a unit: its officers with a telephone number who want notices hear of it."""

    async def subscriber(scope: Scope, kind: str, fact: bytes) -> None:
        told = msgspec.json.decode(fact, type=CaseDisposed)
        case = await cases.load(scope, told.case_id, hold=False)
        if case.unit_id != told.unit_id or case.closed_at is not None:
            return  # passed on meanwhile: that unit hears of it by its own fact
        actor = await history.actor_of(scope, case.id, told.at, name_of(told))
        wanted = await officers(scope, told.unit_id, actor)
        await _tell(scope, case, told.due_at, wanted, NoticeKind.DISPOSED, book, links)

    return subscriber


def tell_assignee(book: AccountBook, links: Links) -> Subscriber:
    """A case was given to somebody by somebody else."""

    async def subscriber(scope: Scope, kind: str, fact: bytes) -> None:
        told = msgspec.json.decode(fact, type=CaseAssigned)
        case = await cases.load(scope, told.case_id, hold=False)
        if told.assignee_id is None or case.assignee_id != told.assignee_id or case.closed_at is not None:
            return
        if await history.actor_of(scope, case.id, told.at, name_of(told)) == told.assignee_id:
            return  # who takes a case for oneself knows
        wanted = await people.reachable(scope, membership_id=told.assignee_id)
        await _tell(scope, case, None, wanted, NoticeKind.ASSIGNED, book, links)

    return subscriber


def answer_colleague(book: AccountBook, links: Links) -> Subscriber:
    """A colleague wrote to the office's account: the answer leads to the case's page."""

    async def subscriber(scope: Scope, kind: str, fact: bytes) -> None:
        wrote = msgspec.json.decode(fact, type=ColleagueWrote)
        found = await people.reachable(scope, membership_id=wrote.membership_id, even_unwilling=True)
        account = await book.load(scope, wrote.account_id)
        if not found or account is None or await store.was_answered(scope, wrote.membership_id, ANSWER_EVERY):
            return
        [colleague] = found
        office = await offices.office(scope.tenant_id)
        case = await _case_meant(scope, wrote, colleague)
        link = links.to_desk(office.slug)
        if case is not None:
            link = links.to_case(scope.tenant_id, colleague.membership_id, case.id, scope.now)
        text = texts.said(
            await own_words(scope),
            to_colleagues.COLLEAGUE_WROTE,
            colleague.language,
            account.kind,
            office=office.desk_name,
            link=link,
            portal=links.to_portal(office.slug),
        )
        notice = Notice(
            id=uuid7(),
            membership_id=colleague.membership_id,
            case_id=case.id if case else None,
            kind=NoticeKind.ANSWER,
        )
        await store.add(scope, [notice])
        await queue(scope, [queued(notice, account.id, outbound_text(colleague, text))])

    return subscriber


async def _case_meant(scope: Scope, wrote: ColleagueWrote, colleague: Reachable) -> Case | None:
    """The case of the notice that was answered, else of the last one; if it is still the colleague's."""
    case_id = await noticed_case(scope, wrote.account_id, wrote.reply_to) if wrote.reply_to else None
    case_id = case_id or await store.last_case(scope, wrote.membership_id, scope.now - VALID)
    if case_id is None:
        return None
    case = await cases.find(scope, case_id)
    known = case and await may_be_read(scope, case, colleague.roles, colleague.unit_ids)
    return case if known else None


async def _tell(
    scope: Scope,
    case: Case,
    due_at: datetime | None,
    wanted: Sequence[Reachable],
    kind: NoticeKind,
    book: AccountBook,
    links: Links,
) -> None:
    """Queue one message for each; without an account of the office nobody is told."""
    text = to_colleagues.DISPOSED if kind is NoticeKind.DISPOSED else to_colleagues.ASSIGNED
    own, words = await own_words(scope), list[Word]()
    unit = await unit_name(scope, case.unit_id)
    for to in wanted:
        said = await values(scope, links, case, to, due_at=due_at or case.due_at)
        said["unit"] = unit if case.unit_id else translate(to.language, to_colleagues.NO_UNIT)
        words.append(word(own, text, TEMPLATE, kind, case, to, said))
    await reach_on_record(scope, book, case, words)
