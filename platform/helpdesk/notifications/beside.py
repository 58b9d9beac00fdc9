"""Officers of a unit that helps or has a copy hear of it by WhatsApp, also when that changes or is over.

They hear in the hours of their unit: what changed while it was closed is one message when it opens, of how it stands
then. Who was never told that something began is not told that it ended.
"""

from datetime import datetime
from uuid import UUID

import msgspec

from helpdesk.cases import history, path
from helpdesk.cases import store as cases
from helpdesk.cases.legs import ENDS
from helpdesk.cases.model import Case, Part, PartRole, PartState
from helpdesk.channels.accounts import AccountBook
from helpdesk.events import (
    CaseDisposed,
    UnitInstructed,
    UnitJoined,
    UnitLeft,
    name_of,
)
from helpdesk.notifications import store
from helpdesk.notifications.case_news import NEWS, officers, reach_on_record, values, word
from helpdesk.notifications.links import Links
from helpdesk.notifications.model import NoticeKind
from helpdesk.notifications.reaching import Word
from helpdesk.reminders import store as reminders
from helpdesk.reminders.model import Matter, Reminder
from helpdesk.reminders.service import Hand
from helpdesk.sla.service import when_open
from helpdesk.texts import to_colleagues
from helpdesk.texts.service import own_words
from helpdesk.unit_terms.store import terms_of
from tenants.doors import Scope
from tenants.offices.store import unit_name
from tenants.outbox.dispatcher import Subscriber
from tenants.people.model import Reachable
from ui.i18n import translate

HELP = "unit_help"
"""The approved template: {{1}} number, {{2}} kind, {{3}} what is asked, {{4}} due time, {{5}} link."""
_BEGAN = (NoticeKind.PART, NoticeKind.DISPOSED)


def tell_beside(book: AccountBook, links: Links) -> Subscriber:
    """A unit came to help or to know, is asked something else, or was let go."""

    async def subscriber(scope: Scope, kind: str, fact: bytes) -> None:
        told = msgspec.json.decode(fact, type=UnitJoined | UnitInstructed | UnitLeft)
        part = await path.last_part_of(scope, told.case_id, told.unit_id)
        by_itself = isinstance(told, UnitLeft) and told.returned
        if part is not None and not by_itself:
            actor = await history.actor_of(scope, told.case_id, told.at, name_of(told))
            await _soon(scope, book, links, part, told.at, actor)

    return subscriber


def tell_former_lead(book: AccountBook, links: Links) -> Subscriber:
    """Another unit leads now: the one that led hears that nothing is asked of it any more."""

    async def subscriber(scope: Scope, kind: str, fact: bytes) -> None:
        told = msgspec.json.decode(fact, type=CaseDisposed)
        if told.from_unit_id in (None, told.unit_id):
            return
        part = await path.last_part_of(scope, told.case_id, told.from_unit_id)
        if part is not None and not part.lives:
            actor = await history.actor_of(scope, told.case_id, told.at, name_of(told))
            await _soon(scope, book, links, part, told.at, actor)

    return subscriber


def tell_help_over(book: AccountBook, links: Links) -> Subscriber:
    """The case ended: who still owes an answer to help with it owes none any more."""

    async def subscriber(scope: Scope, kind: str, fact: bytes) -> None:
        told = msgspec.json.decode(fact, type=ENDS)
        actor = await history.actor_of(scope, told.case_id, told.at, name_of(told))
        for part in await path.parts(scope, told.case_id):
            if part.role is PartRole.HELPER and part.state is PartState.OPEN:
                await _soon(scope, book, links, part, told.at, actor)

    return subscriber


def tell_at_opening(book: AccountBook, links: Links) -> Hand:
    """The unit opens: its officers hear what was not told while it was closed."""

    async def hand(scope: Scope, reminder: Reminder) -> None:
        await cases.load(scope, reminder.case_id)
        part = await path.part(scope, reminder.about)
        if await reminders.take(scope, reminder) and part is not None:
            await _tell(scope, book, links, part, None, None)

    return hand


async def _soon(
    scope: Scope, book: AccountBook, links: Links, part: Part, since: datetime, actor: UUID | None
) -> None:
    """Now while the unit is open, else when it opens."""
    opens = await when_open(scope, (await terms_of(scope, part.unit_id)).calendar)
    if opens > scope.now:
        await reminders.put(scope, Matter.PART, part.id, part.case_id, opens)
    else:
        await _tell(scope, book, links, part, since, actor)


async def _tell(
    scope: Scope,
    book: AccountBook,
    links: Links,
    part: Part,
    since: datetime | None,
    actor: UUID | None,
) -> None:
    """Tell how it stands; nothing to who knows it already, or was never told that it began."""
    case = await cases.load(scope, part.case_id, hold=False)
    here = await path.part_of(scope, case.id, part.unit_id)
    if here is not None and (here.id != part.id or here.role is PartRole.LEAD):
        return  # that one is told of by itself
    lives = here is not None and case.closed_at is None
    words = []
    for each in await officers(scope, part.unit_id, actor):
        last = await store.last_told(scope, each.membership_id, case.id, _BEGAN, part.at)
        known = last is not None and since is not None and last >= since
        owed = lives or (last is not None and part.role is not PartRole.COPY)
        if owed and not known:
            words.append(await _word(scope, links, case, part, each, lives=lives, again=last is not None))
    await reach_on_record(scope, book, case, words)


async def _word(
    scope: Scope, links: Links, case: Case, part: Part, to: Reachable, *, lives: bool, again: bool
) -> Word:
    own, unit = await own_words(scope), await unit_name(scope, part.unit_id)
    asked = lives and part.role is PartRole.HELPER
    if lives and part.role is PartRole.COPY:
        news = to_colleagues.COPY_GIVEN
    elif asked:
        news = to_colleagues.HELP_CHANGED if again else to_colleagues.HELP_ASKED
    else:
        news = to_colleagues.LEAD_OVER if part.role is PartRole.LEAD else to_colleagues.HELP_OVER
    said = await values(
        scope,
        links,
        case,
        to,
        news=translate(to.language, news).format(unit=unit),
        due_at=part.due_at,
        case_open=lives,
    )
    text, template = (to_colleagues.HELP, HELP) if asked else (to_colleagues.CASE_NEWS, NEWS)
    return word(own, text, template, NoticeKind.PART, case, to, said)
