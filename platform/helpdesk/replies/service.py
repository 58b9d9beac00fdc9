"""Write to the citizen, or a note to colleagues."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from helpdesk.attachments import store as attachments
from helpdesk.attachments.model import Attachment
from helpdesk.cases import noting, rules
from helpdesk.cases.model import Case
from helpdesk.cases.work import Work, working
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.contract import Account
from helpdesk.channels.model import Template
from helpdesk.channels.offers import Offer
from helpdesk.contacts import store as contacts
from helpdesk.conversations import places, store
from helpdesk.conversations.model import Conversation, Direction, Message
from helpdesk.conversations.rules import cleaned, is_open, window_ends
from helpdesk.delivery import quiet
from helpdesk.delivery.model import DeliveryState, Extra
from helpdesk.delivery.store import last_undelivered, queue
from helpdesk.events import DeliveryChanged
from helpdesk.replies import elsewhere
from helpdesk.replies.by_template import must_be_wanted, write_template
from helpdesk.replies.carrying import a_message, delivery_of, kind_of, must_carry, queued, way_by
from helpdesk.replies.model import UPDATE_TEMPLATE, Answer, Then, Way
from helpdesk.replies.naming import message_of, named
from kit.errors import Conflict, Invalid
from kit.ids import uuid7
from kit.sms_parts import counted
from tenants.doors import Scope
from tenants.permissions.model import Actor, Permission

MOST_CHARACTERS = 4000


async def way_to_citizen(scope: Scope, case: Case, book: AccountBook) -> Way:
    """Where a reply would go: none means the tracking page alone."""
    if case.conversation_id is None:
        return Way()
    conversation = await store.load(scope, case.conversation_id)
    account = await book.load(scope, conversation.account_id) if conversation else None
    return way_over(conversation, account, case, book, scope.now)


async def language_of(scope: Scope, case: Case, way: Way) -> str:
    """The language of whoever reads it: of the thread's citizen, where there is one, else of the case's."""
    reader = way.conversation.contact_id if way.conversation else case.contact_id
    return await contacts.language_of(scope, reader)


def way_over(
    conversation: Conversation | None,
    account: Account | None,
    case: Case,
    book: AccountBook,
    now: datetime,
) -> Way:
    """The same from what was read already; the account is none when it was switched off."""
    way = way_by(conversation, account, book) if conversation and account else None
    adapter = book.adapter_of(account) if account else None
    if way is None or conversation is None or adapter is None:
        return Way()
    way = replace(way, quotes=adapter.quotes, touches=adapter.touches)
    if adapter.window is None:
        return way
    return replace(
        way,
        window_ends_at=window_ends(conversation.last_in_at, adapter.window, case.opened_at),
        open=is_open(conversation.last_in_at, adapter.window, now),
        template_characters=adapter.template_characters,
    )


async def reply(
    actor: Actor,
    number: str,
    text: str,
    book: AccountBook,
    *,
    version: int | None,
    then: Then = Then.NOTHING,
    as_template: bool = False,
    reply_to: UUID | None = None,
    via: str = "",
) -> tuple[Case, UUID]:
    """Answer the citizen; answers the case and the message's id.

    Raises what `answer` and `working` raise.
    """
    text = cleaned(text, "text", MOST_CHARACTERS)
    given = Answer(text=text, then=then, as_template=as_template, reply_to=reply_to, via=via)
    async with working(actor, number, Permission.REPLY, version=version) as work:
        message_id = await answer(work, given, book)
    return work.case, message_id


async def answer(work: Work, given: Answer, book: AccountBook) -> UUID:
    """Answer the citizen of a case in hand; answers the (first) message's id.

    Raises `Invalid` for an empty or too long text (a template and so many SMS hold less), for files that cannot
    go this way and for a message that cannot be answered by itself, `Conflict` with code `window_closed` when free
    text may not be sent now and no template is asked for, `template_not_approved` when the one asked for may not be
    sent, `citizen_wants_no_more` for an announcement to who withdrew from them, `window_open_again` and
    `not_reached_there` for another way than the case's own, `another_speaks` while another office speaks with the
    citizen and this one proposes.
    """
    if work.case.spoken_for and not given.passed_on:
        raise Conflict("another_speaks")
    message_id = await _say(work, given, book)
    work.apply(rules.reply(work.case, message_id, work.now))
    if given.then is Then.WAIT:
        work.apply(rules.wait_for_contact(work.case, work.now))
    if given.then is Then.RESOLVE:
        work.apply(rules.answer(work.case, work.now))
    return message_id


async def note(
    actor: Actor, number: str, text: str, *, version: int | None = None, files: Sequence[Attachment] = ()
) -> UUID:
    """Write an internal note; no citizen and no other office ever sees it."""
    async with working(actor, number, Permission.NOTE, version=version) as work:
        return await add_note(work, text, files)


async def add_note(work: Work, text: str, files: Sequence[Attachment] = ()) -> UUID:
    """Write an internal note on a case in hand; it needs a text or a file."""
    text = cleaned(text, "text", MOST_CHARACTERS, needed=not files)
    message_id = await noting.note(work, text)
    await attachments.bind(work.scope, [file.id for file in files], work.case.id, message_id)
    return message_id


async def write(
    work: Work,
    text: str,
    book: AccountBook,
    *,
    news: bool = False,
    bare: str = "",
    subject: str = "",
    offer: Offer | None = None,
) -> UUID:
    """Add an automatic message to the citizen to a case in hand and put it on its way, if there is one.

    `news` are told in the morning in quiet hours; the window counts as it is then. `bare` leaves instead for a citizen
    who wants no extra messages by then. `subject` stands above a letter, `offer` is what may be pressed.
    """
    way = await way_to_citizen(work.scope, work.case, book)
    morning = await quiet.morning(work.scope) if news else None
    if morning and way.window_ends_at and way.window_ends_at <= morning:
        way = replace(way, open=False)
    return await _write(
        work,
        way,
        text,
        as_template=True,
        automatic=True,
        morning=morning,
        bare=bare,
        subject=subject,
        offer=offer,
    )


async def retry(actor: Actor, number: str, message_id: UUID, book: AccountBook) -> None:
    """Send a message once more whose last delivery failed or stayed unknown, as a delivery of its own.

    Raises `Missing`, and `Conflict`: `not_failed`, `outcome_awaited`, `no_way_out`, `window_closed`.
    """
    async with working(actor, number, Permission.REPLY) as work:
        message = await message_of(work, message_id)
        sent_by_us = message.direction is Direction.OUT
        last = await last_undelivered(work.scope, message_id) if sent_by_us else None
        if last is None:
            raise Conflict("not_failed")
        if last.awaited:
            raise Conflict("outcome_awaited")
        way = await _way_of(work, message, book)
        if way.conversation is None:
            raise Conflict("no_way_out")
        if not way.open and last.outbound.template is None:
            raise Conflict("window_closed")
        await must_be_wanted(work.scope, way, last.outbound.template)
        outbound = replace(last.outbound, id=uuid7(), recipient=way.conversation.identity)
        await queue(work.scope, [replace(delivery_of(message, way.conversation, outbound), extra=last.extra)])
        state = DeliveryState.QUEUED.value
        work.tell(DeliveryChanged(case_id=work.case.id, at=work.now, message_id=message_id, state=state))


async def _way_of(work: Work, message: Message, book: AccountBook) -> Way:
    """Where a message goes again: where it went before, as long as that may be."""
    way = await way_to_citizen(work.scope, work.case, book)
    place = way.conversation.id if way.conversation else None
    apart = message.conversation_id not in (None, place) and message.channel in elsewhere.ELSEWHERE
    spoken_of = apart and await places.is_noted(work.scope, message.conversation_id, work.case.id)
    return await elsewhere.must_reach(work.scope, work.case, way, message.channel, book) if spoken_of else way


async def _say(work: Work, given: Answer, book: AccountBook) -> UUID:
    way = await way_to_citizen(work.scope, work.case, book)
    if given.via:
        way = await elsewhere.must_reach(work.scope, work.case, way, given.via, book)
    answered = await named(work, way, given)
    if given.template is not None and not given.via:
        return await write_template(work, way, given.template)
    must_carry(work.case, way, given.files)
    text = cleaned(given.text, "text", MOST_CHARACTERS, needed=not given.files)
    if way.account is None and given.files:
        message_id = await _write(work, way, text)
        await attachments.bind(work.scope, [file.id for file in given.files], work.case.id, message_id)
        return message_id
    if way.elsewhere:
        text = await _framed(work, way, text)
    said = [await _write(work, way, text, as_template=given.as_template, reply_to=answered)] if text else []
    for file in given.files:
        said.append(await _write_file(work, way, file, reply_to="" if said else answered))
    return said[0]


async def _framed(work: Work, way: Way, text: str) -> str:
    """What is said in another thread begins with the report it is about, whatever else goes with it."""
    assert way.account
    assert way.conversation
    await places.note_case(work.scope, way.conversation.id, work.case.id)
    language = await language_of(work.scope, work.case, way)
    return elsewhere.framed(text, work.case, way.account.kind, language)


async def _write(
    work: Work,
    way: Way,
    text: str,
    *,
    as_template: bool = False,
    automatic: bool = False,
    reply_to: str = "",
    morning: datetime | None = None,
    bare: str = "",
    subject: str = "",
    offer: Offer | None = None,
) -> UUID:
    if not way.open and not as_template:
        raise Conflict("window_closed")
    if not way.open and not automatic:
        cleaned(" ".join(text.split()), "text", way.template_characters or MOST_CHARACTERS)
    if way.most_parts is not None and not automatic and counted(text).parts > way.most_parts:
        raise Invalid("invalid", fields={"text": "too_many_parts"})
    channel = way.account.kind.value if way.account else "relay" if work.case.mirrored else "portal"
    message = a_message(
        work,
        channel,
        text,
        conversation_id=way.conversation.id if way.conversation else None,
        automatic=automatic,
        template=UPDATE_TEMPLATE if way.account and not way.open else "",
        reply_to=reply_to,
    )
    await store.add_messages(work.scope, [message])
    if way.conversation:
        template = await _update(work, way, message.text) if message.template else None
        wanted = queued(message, way.conversation, template=template, subject=subject, offer=offer)
        extra = await _extra(work, way, bare) if bare else None
        await queue(work.scope, [replace(wanted, morning=morning, extra=extra)])
    return message.id


async def _extra(work: Work, way: Way, bare: str) -> Extra:
    return Extra(text=bare, template=None if way.open else await _update(work, way, bare))


async def _update(work: Work, way: Way, text: str) -> Template:
    language = await language_of(work.scope, work.case, way)
    values = (work.case.number, " ".join(text.split()))
    return Template(name=UPDATE_TEMPLATE, language=language, variables=values)


async def _write_file(work: Work, way: Way, file: Attachment, *, reply_to: str = "") -> UUID:
    """On a channel each file is a message of its own, with its own state."""
    if way.conversation is None or way.account is None:
        raise Conflict("no_way_out")
    message = a_message(
        work,
        way.account.kind.value,
        "",
        conversation_id=way.conversation.id,
        kind=kind_of(file),
        reply_to=reply_to,
    )
    await store.add_messages(work.scope, [message])
    await attachments.bind(work.scope, [file.id], work.case.id, message.id)
    await queue(work.scope, [queued(message, way.conversation, file=file)])
    return message.id
