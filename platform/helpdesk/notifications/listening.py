"""What a citizen hears without anybody pressing a button. Subscribers: once per fact, own transaction."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeVar

import msgspec

from helpdesk.authorities.store import authority
from helpdesk.cases import history
from helpdesk.cases import store as cases
from helpdesk.cases.model import Case, CaseState
from helpdesk.cases.work import work_on
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.trials import is_trial
from helpdesk.consents import store as consents
from helpdesk.conversations import store as conversations
from helpdesk.conversations.rules import ANSWER_EVERY, plain_mailbox
from helpdesk.delivery import quiet
from helpdesk.events import (
    CaseAnswered,
    CaseClosed,
    CaseDisposed,
    CaseMarkedDuplicate,
    CaseRejected,
    CaseReopened,
    Fact,
    RegisterNumberKnown,
    TargetStage,
    name_of,
)
from helpdesk.notifications.service import tell_citizen
from helpdesk.replies import service as replies
from helpdesk.sla.model import TargetKind
from helpdesk.texts import to_citizens
from helpdesk.texts.model import Text
from tenants.doors import Scope
from tenants.offices import service as offices
from tenants.offices.store import unit_name
from tenants.outbox.dispatcher import Subscriber
from tenants.permissions.model import system
from ui import formats

_REGISTER = "lapor.go.id"
"""Where a number is followed whose link is not known."""


class _Words(NamedTuple):
    """A text, what fills its blanks, whether nobody is woken for it, and the same without what nobody asked for."""

    text: Text
    values: dict[str, str]
    news: bool = True
    bare: Text | None = None


_F = TypeVar("_F", bound=Fact)


def tell_register_number(book: AccountBook) -> Subscriber:
    """The number of a public register reaches the citizen at once, on the citizen's channel; what only tries something
    is called so."""

    async def words(scope: Scope, case: Case, told: RegisterNumberKnown) -> _Words | None:
        if told.second:
            return None
        if is_trial(told.number):
            return _Words(to_citizens.TRIED, {"tracking": told.number})
        where = await book.link_in_register(scope, told.number) or _REGISTER
        return _Words(to_citizens.REGISTERED, {"tracking": told.number, "where": where})

    return _telling(book, RegisterNumberKnown, words)


def tell_answered(book: AccountBook) -> Subscriber:
    """The office holds the matter for solved: the citizen is told, and asked to rate unless they want no questions."""

    async def words(scope: Scope, case: Case, told: CaseAnswered) -> _Words:
        if await consents.is_stopped(scope, case.conversation_id):
            return _Words(to_citizens.ANSWERED_ONLY, {})
        return _Words(to_citizens.ANSWERED, {}, bare=to_citizens.ANSWERED_ONLY)

    return _telling(book, CaseAnswered, words)


def tell_reopened(book: AccountBook) -> Subscriber:
    """The case is worked on again; whoever brought that about by a letter hears it at most once a day."""

    async def words(scope: Scope, case: Case, told: CaseReopened) -> _Words | None:
        by_staff = await history.actor_of(scope, case.id, told.at, name_of(told)) is not None
        if not by_staff and await _had_a_letter(scope, case):
            return None
        # Whoever has just brought it about is told at once, but never before what it answers.
        news = by_staff or await quiet.news_wait(scope, case.conversation_id)
        return _Words(to_citizens.REOPENED, {}, news)

    return _telling(book, CaseReopened, words)


def tell_rejected(book: AccountBook) -> Subscriber:
    """The office will not work on it, and the citizen need not wait; or they learn whose business it is."""

    async def words(scope: Scope, case: Case, told: CaseRejected) -> _Words | None:
        if case.closed_at != told.at:
            return None  # taken up again meanwhile
        owner = await authority(scope, told.authority_id) if told.authority_id else None
        if owner is None:
            return _Words(to_citizens.REJECTED, {})
        named = f"{owner.name} ({owner.reach})" if owner.reach else owner.name
        return _Words(to_citizens.REFERRED, {"owner": named})

    return _telling(book, CaseRejected, words)


def tell_passed_on(book: AccountBook) -> Subscriber:
    """It came to the wrong desk, and a unit of the office has it now: the citizen learns which."""

    async def words(scope: Scope, case: Case, told: CaseDisposed) -> _Words | None:
        if not told.wrong_door or case.unit_id != told.unit_id:
            return None
        return _Words(to_citizens.HANDED_OVER, {"office": await unit_name(scope, told.unit_id)})

    return _telling(book, CaseDisposed, words)


def tell_duplicate(book: AccountBook) -> Subscriber:
    """Another case holds the same matter; the citizen learns which."""

    async def words(scope: Scope, case: Case, told: CaseMarkedDuplicate) -> _Words | None:
        if case.closed_at != told.at:
            return None  # taken up again meanwhile
        original = await cases.load(scope, told.duplicate_of, hold=False)
        return _Words(to_citizens.DUPLICATE, {"original": original.number})

    return _telling(book, CaseMarkedDuplicate, words)


def tell_closed(book: AccountBook) -> Subscriber:
    """Closed without an answer before; after one, the citizen has heard already that it is done."""

    async def words(scope: Scope, case: Case, told: CaseClosed) -> _Words | None:
        if not case.closed_at == case.answered_at == told.at:
            return None
        return _Words(to_citizens.LAPSED if told.why == "no_reply" else to_citizens.CLOSED, {})

    return _telling(book, CaseClosed, words)


def remind_citizen(book: AccountBook) -> Subscriber:
    """Most of the time to reply has passed: who was asked for something hears once until when we wait: in the morning,
    unless it were too late then."""

    async def words(scope: Scope, case: Case, told: TargetStage) -> _Words | None:
        asked = told.target == TargetKind.CONTACT_REPLY and case.state is CaseState.WAITING_CONTACT
        if not asked or told.due_at <= scope.now:
            return None
        office = await offices.office(scope.tenant_id)
        language = await replies.language_of(scope, case, await replies.way_to_citizen(scope, case, book))
        until = formats.absolute(told.due_at, office.timezone, language=language)
        morning = await quiet.morning(scope)
        return _Words(
            to_citizens.STILL_WAITING, {"until": until}, news=morning is None or told.due_at > morning
        )

    return _telling(book, TargetStage, words)


async def _had_a_letter(scope: Scope, case: Case) -> bool:
    """Whether the citizen is written to by e-mail, and was today: a machine may be answering every letter."""
    place = await conversations.load(scope, case.conversation_id) if case.conversation_id else None
    if place is None or place.scheme != "email":
        return False
    since = scope.now - ANSWER_EVERY
    return bool(await conversations.mailboxes_written_to(scope, {plain_mailbox(place.address)}, since))


def _telling(
    book: AccountBook, fact_type: type[_F], words: Callable[[Scope, Case, _F], Awaitable[_Words | None]]
) -> Subscriber:
    """Load the fact's case, and tell its citizen the words, if there are any."""

    async def subscriber(scope: Scope, kind: str, fact: bytes) -> None:
        told = msgspec.json.decode(fact, type=fact_type)
        case = await cases.load(scope, told.case_id)
        said = await words(scope, case, told)
        if said is not None:
            async with work_on(scope, system(scope.tenant_id), case) as work:
                await tell_citizen(work, said.text, book, news=said.news, bare=said.bare, **said.values)

    return subscriber
