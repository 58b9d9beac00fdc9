"""Answer who asks by message: the conversation of a report knows it, everybody else needs its PIN (T34)."""

import msgspec

from helpdesk.cases import store as cases
from helpdesk.cases.model import Case
from helpdesk.cases.numbers import read_number
from helpdesk.channels.model import ChannelKind
from helpdesk.contacts import store as contacts
from helpdesk.conversations.model import Conversation
from helpdesk.texts.service import own_words
from helpdesk.tracking import answers, guessing
from helpdesk.tracking.rules import Question, is_shown
from kit.errors import TooMany
from kit.limits import Limits
from tenants.doors import Scope, tenant_scope
from tenants.offices.model import Office

ANSWERS_AN_HOUR = 20
"""Of one conversation; a machine that asks for ever is not answered for ever."""


class _Guard(msgspec.Struct, frozen=True):
    limits: Limits
    pin_key: bytes


_guard: _Guard | None = None


def configure(limits: Limits | None, pin_key: bytes) -> None:
    """What tries are counted with, and what PINs are derived from; without it nobody is answered."""
    global _guard
    _guard = _Guard(limits, pin_key) if limits is not None else None


def answers_here() -> bool:
    """Whether this process can compare PINs and count tries."""
    return _guard is not None


async def answer(
    office: Office, conversation: Conversation, channel: ChannelKind, question: Question, link: str
) -> str:
    """What the citizen of a conversation is told; empty when they asked too often to be answered.

    Opens transactions of its own: a wrong PIN is counted before anybody hears that it was wrong.
    """
    if _guard is None:
        return ""
    try:
        await _guard.limits.allow(f"tracking:{conversation.id}", ANSWERS_AN_HOUR, guessing.HOUR)
    except TooMany:
        return ""
    async with tenant_scope(office.id, read_only=True) as scope:
        language = await _language(scope, conversation, question)
        to = answers.Asker(language=language, channel=channel, own=await own_words(scope))
        case = await _own(scope, conversation, question)
    if case is not None:
        return answers.state(case, office.timezone, to, link)
    if not question.number:
        return answers.how(to, link)
    if not question.pin:
        return answers.needs_pin(to, link)
    try:
        case = await guessing.find(
            office.id,
            question.number,
            question.pin,
            network=f"conversation:{conversation.id}",
            known=None,
            pin_key=_guard.pin_key,
            limits=_guard.limits,
        )
    except TooMany as wait:
        return answers.wait(to, int(wait.details["retry_after"]))
    return answers.state(case, office.timezone, to, link) if case else answers.no_match(to)


async def _language(scope: Scope, conversation: Conversation, question: Question) -> str:
    return "en" if question.english else await contacts.language_of(scope, conversation.contact_id)


async def _own(scope: Scope, conversation: Conversation, question: Question) -> Case | None:
    """The report that goes on in this very conversation; a telephone number that somebody typed is no proof."""
    if question.number:
        number = read_number(question.number)
        case = await cases.find_by_number(scope, number) if number else None
    else:
        # In place of its contact stands the thread itself: what the citizen has elsewhere is not told here.
        here = {conversation.id: conversation.id}
        latest = await cases.latest_in_threads(scope, here, scope.now)
        case = await cases.find(scope, latest[conversation.id]) if latest else None
    return case if case and case.conversation_id == conversation.id and is_shown(case) else None
