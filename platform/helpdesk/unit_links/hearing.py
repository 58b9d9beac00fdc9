"""Units that write to the office's account: a reply to our message about a case is their answer, anything else is none.

What makes it one: the message that is quoted is ours and told this unit of this case, the number or mailbox it came
from is the one that stands with the unit now, and the case is still with the unit by a link that was not revoked.
"""

from datetime import timedelta
from uuid import UUID

import msgspec

from helpdesk.attachments import store as attachments
from helpdesk.cases import path
from helpdesk.cases import store as cases
from helpdesk.cases.model import ENDED_STATES
from helpdesk.cases.work import work_on
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.model import ChannelKind
from helpdesk.conversations import store as conversations
from helpdesk.events import UnitAnswered, UnitWrote
from helpdesk.notifications.service import portal_link
from helpdesk.replies.model import Answer
from helpdesk.texts import rules as texts
from helpdesk.texts import to_colleagues
from helpdesk.texts.model import Text
from helpdesk.texts.service import own_words
from helpdesk.unit_links import rules, store, telling
from helpdesk.unit_links.answering import Words, note_answer, release_in
from helpdesk.unit_links.entering import unit_actor
from helpdesk.unit_links.model import AnswerState, CameBy, Via
from helpdesk.unit_links.telling import LANGUAGE, Word
from helpdesk.unit_terms.model import UnitTerms
from helpdesk.unit_terms.store import terms_of
from kit.errors import Refusal
from kit.ids import uuid7
from tenants.doors import Scope
from tenants.offices import service as offices
from tenants.offices.store import unit_name
from tenants.outbox.dispatcher import Subscriber
from ui.i18n import N_, translate

SHOWN_THE_WAY_EVERY = timedelta(minutes=10)
_VIA = {ChannelKind.WHATSAPP: Via.PHONE, ChannelKind.EMAIL: Via.EMAIL}
_CAME_BY = {CameBy.WHATSAPP: Via.PHONE, CameBy.EMAIL: Via.EMAIL}
_SUBJECT = N_("Pesan unit")


async def take_reply(scope: Scope, unit_id: UUID, case_id: UUID, words: Words) -> bool:
    """Keep a reply as the unit's answer, in the caller's transaction; false when the case is not with it any more."""
    case = await cases.load(scope, case_id)
    part = await path.part_of(scope, case_id, unit_id)
    link = await store.link_of(scope, part.id) if part else None
    if link is None or part is None or not rules.opens(link, case, part, scope.now):
        return False
    if not rules.may_answer(part):
        return False
    actor = unit_actor(scope, unit_id, await unit_name(scope, unit_id))
    async with work_on(scope, actor, case) as work:
        await note_answer(work, part, words, uuid7())
    return True


def after_answer(book: AccountBook) -> Subscriber:
    """A unit answered: the citizen gets it at once where the unit may do that, and who wrote a message is thanked.

    Files wait for the desk: they are checked for viruses first, and not every channel carries them.
    """

    async def subscriber(scope: Scope, kind: str, fact: bytes) -> None:
        told = msgspec.json.decode(fact, type=UnitAnswered)
        case = await cases.load(scope, told.case_id)
        answer = await store.answer(scope, told.answer_id)
        terms = await terms_of(scope, told.unit_id)
        if answer is None:
            return
        state = answer.state
        if terms.answers_directly and state is AnswerState.WAITING:
            state = await _released(scope, book, told)
        via = _CAME_BY.get(CameBy(told.by))
        if via is not None:
            then = to_colleagues.AFTER_ANSWER.get(state.value, to_colleagues.TO_DESK)
            values = {
                "unit": await unit_name(scope, told.unit_id),
                "number": case.number,
                "next": translate(LANGUAGE, then),
            }
            await _say(scope, book, terms, via, to_colleagues.UNIT_THANKED, values)

    return subscriber


def show_the_way(book: AccountBook) -> Subscriber:
    """What a unit's number wrote belongs to no case: it is told how to answer one, at most every ten minutes."""

    async def subscriber(scope: Scope, kind: str, fact: bytes) -> None:
        wrote = msgspec.json.decode(fact, type=UnitWrote)
        account = await book.load(scope, wrote.account_id)
        via = _VIA.get(account.kind) if account else None
        if via is None or await store.was_answered(scope, wrote.unit_id, SHOWN_THE_WAY_EVERY):
            return
        terms = await terms_of(scope, wrote.unit_id)
        office = await offices.office(scope.tenant_id)
        values = {"unit": await unit_name(scope, wrote.unit_id), "portal": portal_link(office.slug)}
        await _say(scope, book, terms, via, to_colleagues.UNIT_WROTE, values)

    return subscriber


async def _released(scope: Scope, book: AccountBook, told: UnitAnswered) -> AnswerState:
    """Send it on in the unit's name; what cannot go now waits for the desk."""
    answer = await store.answer(scope, told.answer_id)
    written = await conversations.message(scope, told.message_id)
    if answer is None or written is None or not written.text or await _has_files(scope, told):
        return AnswerState.WAITING
    case = await cases.load(scope, told.case_id)
    if case.state in ENDED_STATES:
        return AnswerState.WAITING
    actor = unit_actor(scope, told.unit_id, await unit_name(scope, told.unit_id))
    try:
        async with work_on(scope, actor, case) as work:
            await release_in(work, answer, Answer(text=written.text), book)
    except Refusal:  # of what cannot be said now nothing was written
        return AnswerState.WAITING
    return AnswerState.PROPOSED if case.spoken_for else AnswerState.RELEASED


async def _has_files(scope: Scope, told: UnitAnswered) -> bool:
    return any(each.message_id == told.message_id for each in await attachments.of_case(scope, told.case_id))


async def _say(
    scope: Scope, book: AccountBook, terms: UnitTerms, via: Via, text: Text, values: dict[str, str]
) -> None:
    account = (await telling.ways(scope, book, terms)).get(via)
    if account is None:
        return
    own = await own_words(scope)
    said = texts.said(own, text, LANGUAGE, account.kind, **values)
    subject = texts.subject(own, text, LANGUAGE, **values) or translate(LANGUAGE, _SUBJECT)
    word = Word("answer", said, "", tuple(values.values()), subject)
    await telling.tell(scope, book, terms, via, account, word)
