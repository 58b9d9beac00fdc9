"""Officers hear by WhatsApp that a case came to them. Subscribers: once per fact, own transaction."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from helpdesk.cases import history
from helpdesk.cases import rules as case_rules
from helpdesk.cases import store as cases
from helpdesk.cases.model import Case
from helpdesk.cases.visibility import may_be_read
from helpdesk.cases.words import KINDS
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.model import Template
from helpdesk.delivery.reported import noticed_case
from helpdesk.delivery.store import queue
from helpdesk.events import CaseAssigned, CaseDisposed, ColleagueTold, ColleagueWrote, name_of
from helpdesk.notifications import store
from helpdesk.notifications.links import VALID, Links
from helpdesk.notifications.model import Notice, NoticeKind
from helpdesk.notifications.reaching import Word, outbound_text, queued, reach
from helpdesk.texts import rules as texts
from helpdesk.texts import to_colleagues
from helpdesk.texts.service import own_words
from helpdesk.unit_terms.store import terms_of
from kit.ids import uuid7
from tenants.doors import Scope
from tenants.offices import service as offices
from tenants.offices import store as office_store
from tenants.offices.model import Office
from tenants.outbox.dispatcher import Subscriber
from tenants.outbox.service import announce
from tenants.people import store as people
from tenants.people.model import Reachable
from tenants.permissions.model import system
from ui import formats
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
        own_phone = (await terms_of(scope, told.unit_id)).phone  # it is told as the unit (unit_links)
        wanted = [
            each
            for each in await people.reachable(scope, unit_id=told.unit_id)
            if each.membership_id != actor
            and each.phone != own_phone
            and case_rules.may_be_given(case, each.roles, each.unit_ids)
        ]
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
    own, words = await own_words(scope), []
    for each in wanted:
        said = await _values(scope, case, due_at or case.due_at, each, links)
        told = texts.said(own, text, each.language, **said)
        words.append(Word(to=each, kind=kind, case_id=case.id, text=told, template=_template(each, said)))
    if not await reach(scope, book, words):
        return
    facts = [
        ColleagueTold(case_id=case.id, at=scope.now, membership_id=each.membership_id) for each in wanted
    ]
    await history.add(scope, system(scope.tenant_id), facts)
    await announce(scope, facts)


async def _values(
    scope: Scope, case: Case, due_at: datetime | None, to: Reachable, links: Links
) -> dict[str, str]:
    """What fills the blanks, in the colleague's language; nothing of the citizen."""
    office: Office = await offices.office(scope.tenant_id)
    units = {unit.id: unit.name for unit in await office_store.units(scope)}
    language = to.language
    due = formats.absolute(due_at, office.timezone, language=language) if due_at else ""
    return {
        "number": case.number,
        "kind": translate(language, KINDS[case.kind]),
        "unit": units.get(case.unit_id, "") if case.unit_id else translate(language, to_colleagues.NO_UNIT),
        "due": due or translate(language, to_colleagues.NO_DUE_TIME),
        "link": links.to_case(scope.tenant_id, to.membership_id, case.id, scope.now),
    }


def _template(to: Reachable, said: dict[str, str]) -> Template:
    variables = tuple(said[name] for name in ("number", "kind", "unit", "due", "link"))
    return Template(name=TEMPLATE, language=to.language, variables=variables)
