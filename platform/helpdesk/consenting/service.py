"""Ask a citizen, and take their word: by message, by the tracking page, once and for good."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from helpdesk.cases import store as cases
from helpdesk.cases.model import Case
from helpdesk.cases.work import Work, case_in_hand, work_on
from helpdesk.channels.accounts import AccountBook
from helpdesk.consenting import rules, store
from helpdesk.consenting.model import (
    ON_PAGE,
    STANDS,
    WORDING,
    Agreement,
    Purpose,
    Question,
    Subject,
    Word,
    subjects_of,
)
from helpdesk.facts.citizens import ConsentAnswered, ConsentAsked
from helpdesk.notifications.service import tracking_link
from helpdesk.reminders import store as reminders
from helpdesk.reminders.model import Matter
from helpdesk.replies import service as replies
from helpdesk.replies.model import Way
from helpdesk.texts import rules as texts
from helpdesk.texts.asked import ASK_HANDOVER, ASK_REGISTER, ASK_REPORTER
from helpdesk.texts.model import Text
from kit.errors import Invalid
from kit.ids import uuid7
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.offices import service as offices
from tenants.permissions.model import Actor, ActorKind, Permission
from tenants.permissions.rules import require
from ui import formats

_TEXTS: Mapping[Purpose, Text] = {
    Purpose.HANDOVER: ASK_HANDOVER,
    Purpose.REGISTER: ASK_REGISTER,
    Purpose.REPORTER: ASK_REPORTER,
}


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What an officer wants to ask: about a hand-over to these offices (id and name), or a register."""

    purpose: Purpose
    offices: Mapping[UUID, str] = {}

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """What the answer would be about."""
        return subjects_of(self.purpose, self.offices)


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """The question as it would go out now, or why it may not."""

    text: str
    channel: str
    """`portal`: it stands on the tracking page alone, and nobody rings."""
    why_not: str


async def drafted(scope: Scope, case: Case, wish: Wish, book: AccountBook) -> Draft:
    """Word by word what the citizen would read, in their language; changes nothing."""
    way = await replies.way_to_citizen(scope, case, book)
    said = rules.standing(await store.words_of(scope, case.id))
    reached = way.conversation is not None or case.channel == "portal"
    waits = await _waits(scope, case, way)
    return Draft(
        text=await _text(scope, case, wish, way),
        channel=_channel(way),
        why_not=rules.why_not(case, wish.subjects, said, reached=reached, waits=waits),
    )


async def standing_of(actor: Actor, number: str) -> list[Agreement]:
    """Where each consent of a case stands; raises `Forbidden`, `Missing`."""
    require(actor, Permission.READ_CASES)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        case = await case_in_hand(scope, actor, number, hold=False)
        return await store.agreements(scope, case.id)


async def put(work: Work, wish: Wish, book: AccountBook) -> Question:
    """Ask it, on the citizen's channel and the tracking page.

    Raises `Conflict` with why not (`rules.why_not`), `Invalid` for a hand-over to nobody.
    """
    if not wish.subjects:
        raise Invalid("invalid", fields={"to": "required"})
    draft = await drafted(work.scope, work.case, wish, book)
    rules.must_be_askable(draft.why_not)
    way = await replies.way_to_citizen(work.scope, work.case, book)
    question_id, language = uuid7(), await replies.language_of(work.scope, work.case, way)
    offer = rules.offer_of(question_id, language)
    message_id = await replies.write(work, draft.text, book, news=True, offer=offer)
    question = Question(
        id=question_id,
        case_id=work.case.id,
        purpose=wish.purpose,
        offices=tuple(wish.offices),
        conversation_id=way.conversation.id if way.conversation else None,
        message_id=message_id,
        channel=draft.channel,
        asked=draft.text,
        actor_id=work.actor.id,
        actor_name=work.actor.name,
        at=work.now,
        expires_at=work.now + STANDS,
    )
    await store.add_question(work.scope, question)
    await reminders.put(work.scope, Matter.CONSENT, question.id, work.case.id, question.expires_at)
    _tell_asked(work, question)
    purpose = wish.purpose.value
    await record(work.scope, work.actor, "case.consent_asked", "case", work.case.id, purpose=purpose)
    return question


async def take(
    work: Work,
    subjects: Sequence[Subject],
    *,
    given: bool,
    channel: str,
    question: Question | None,
    how: str = "",
) -> bool:
    """Keep what the citizen said; answers whether it says anything new. The same once more changes nothing."""
    said = rules.standing(await store.words_of(work.scope, work.case.id))
    subjects = rules.implied(subjects, given=given)
    fresh = [each for each in subjects if each not in said or said[each].given is not given]
    for subject in fresh:
        word = Word(
            subject=subject,
            given=given,
            channel=channel,
            how=how,
            wording=question.wording if question else WORDING,
            question_id=question.id if question else None,
            at=work.now,
        )
        await store.add_word(work.scope, work.case.id, word)
        told = ConsentAnswered(
            case_id=work.case.id,
            at=work.now,
            purpose=subject.purpose.value,
            office=subject.office,
            given=given,
            channel=channel,
            changed=subject in said,
        )
        work.apply((msgspec.structs.replace(work.case, unread=True), [told]))
    return bool(fresh)


async def take_from_page(actor: Actor, case_id: UUID, subjects: Sequence[Subject], *, given: bool) -> bool:
    """The citizen said so on the tracking page. Only what they were asked, or have said something about, counts.

    A yes needs a question whose time is not over, or an earlier word of the citizen's own. Raises `Invalid` otherwise.
    """
    async with tenant_scope(actor.tenant_id) as scope:
        case = await cases.load(scope, case_id)
        asked, words = await store.questions_of(scope, case_id), await store.words_of(scope, case_id)
        said = rules.standing(words)
        for subject in subjects:
            living = any(subject in each.subjects and each.expires_at > scope.now for each in asked)
            if not subjects or not (living or subject in said):
                raise Invalid("invalid", fields={"answer": "unknown"})
        question = next((each for each in reversed(asked) if {*each.subjects} & {*subjects}), None)
        async with work_on(scope, actor, case) as work:
            return await take(work, subjects, given=given, channel=ON_PAGE, question=question)


async def take_from_thread(scope: Scope, question: Question, *, given: bool, channel: str, how: str) -> bool:
    """The citizen said so by message, in the transaction that took the message in."""
    citizen = Actor(tenant_id=scope.tenant_id, kind=ActorKind.CITIZEN)
    async with work_on(scope, citizen, await cases.load(scope, question.case_id)) as work:
        return await take(work, question.subjects, given=given, channel=channel, question=question, how=how)


async def _waits(scope: Scope, case: Case, way: Way) -> bool:
    """Does a question wait that an answer could be about: of the case, or of another one in the same thread?"""
    words = await store.words_of(scope, case.id)
    own = [each for each in await store.questions_of(scope, case.id) if rules.is_open(each, words, scope.now)]
    return bool(own or (way.conversation and await store.open_in_thread(scope, way.conversation.id)))


async def _text(scope: Scope, case: Case, wish: Wish, way: Way) -> str:
    own = await offices.office(scope.tenant_id)
    language = await replies.language_of(scope, case, way)
    until = formats.absolute(scope.now + STANDS, own.timezone, language=language)
    names = ", ".join(wish.offices.values())
    values = {"number": case.number, "link": tracking_link(own.slug), "until": until}
    values |= {"office": names} if wish.purpose is Purpose.HANDOVER else {}
    return texts.said({}, _TEXTS[wish.purpose], language, _channel(way), **values)


def _channel(way: Way) -> str:
    return way.account.kind.value if way.account else "portal"


def _tell_asked(work: Work, question: Question) -> None:
    told = ConsentAsked(
        case_id=work.case.id,
        at=work.now,
        question_id=question.id,
        purpose=question.purpose.value,
        offices=question.offices,
        channel=question.channel,
        expires_at=question.expires_at,
    )
    work.tell(told)
