"""The citizen said nothing in the time they had: the officer who asked hears of it, or whoever can go on."""

from uuid import UUID

import msgspec

from helpdesk.cases import history
from helpdesk.cases import store as cases
from helpdesk.cases.model import Case
from helpdesk.channels.accounts import AccountBook
from helpdesk.events import CaseClosed, CaseWaits
from helpdesk.facts.citizens import ConsentExpired
from helpdesk.notifications.case_news import tell_news
from helpdesk.notifications.links import Links
from helpdesk.notifications.model import NoticeKind
from helpdesk.reminders import store as reminders
from helpdesk.reminders.model import Matter, Reminder
from helpdesk.reminders.service import Hand
from helpdesk.sla.service import when_open
from helpdesk.texts import to_colleagues
from tenants.doors import Scope
from tenants.outbox.dispatcher import Subscriber
from tenants.people import store as people
from tenants.people.model import Reachable
from tenants.permissions.model import Role


def tell_unanswered(book: AccountBook, links: Links) -> Subscriber:
    """Nobody answered a question of consent."""

    async def subscriber(scope: Scope, kind: str, fact: bytes) -> None:
        told = msgspec.json.decode(fact, type=ConsentExpired)
        case = await cases.load(scope, told.case_id, hold=False)
        if case.closed_at is None:
            await _tell(scope, book, links, case, told.asked_by, to_colleagues.CONSENT_EXPIRED)

    return subscriber


def tell_lapsed(book: AccountBook, links: Links) -> Subscriber:
    """A case that waited for its citizen was closed by that; after an answer to them it is no news."""

    async def subscriber(scope: Scope, kind: str, fact: bytes) -> None:
        told = msgspec.json.decode(fact, type=CaseClosed)
        case = await cases.load(scope, told.case_id, hold=False)
        if told.why != "no_reply" or case.closed_at != told.at:
            return
        opens = await when_open(scope)
        if opens > scope.now:
            await reminders.put(scope, Matter.LAPSED, case.id, case.id, opens)
        else:
            await _tell_lapsed(scope, book, links, case)

    return subscriber


def tell_lapsed_at_opening(book: AccountBook, links: Links) -> Hand:
    """The same of what ended while the office was closed; a case that was taken up again meanwhile is no news."""

    async def hand(scope: Scope, reminder: Reminder) -> None:
        case = await cases.load(scope, reminder.case_id)
        if await reminders.take(scope, reminder):
            await _tell_lapsed(scope, book, links, case)

    return hand


async def _tell_lapsed(scope: Scope, book: AccountBook, links: Links, case: Case) -> None:
    if case.closed_at is not None and case.closed_at == case.answered_at:
        asked_by = await history.last_actor(scope, case.id, str(CaseWaits.__struct_config__.tag))
        await _tell(scope, book, links, case, asked_by, to_colleagues.WAITED_IN_VAIN)


async def _tell(
    scope: Scope, book: AccountBook, links: Links, case: Case, asked_by: UUID | None, news: str
) -> None:
    wanted = await _who(scope, case, asked_by)
    await tell_news(scope, book, links, case, wanted, NoticeKind.EXPIRED, news)


async def _who(scope: Scope, case: Case, asked_by: UUID | None) -> list[Reachable]:
    """Who asked; else who holds the case; else the supervisors. Who works here and wants no message is found too, and
    then nobody else is called."""
    posts = await people.posts(scope)
    working = {post.membership_id for post in posts}
    found = next((each for each in (asked_by, case.assignee_id) if each in working), None)
    if found is not None:
        return await people.reachable(scope, membership_id=found)
    return [each for each in await people.reachable(scope) if Role.SUPERVISOR.value in each.roles]
