"""Write to the citizen, or a note to colleagues."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

import msgspec

from helpdesk.cases import rules
from helpdesk.cases.model import Case
from helpdesk.cases.service import Work, working
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.contract import Account
from helpdesk.channels.model import Identity, OutboundMessage, Template
from helpdesk.contacts import store as contacts
from helpdesk.conversations import store
from helpdesk.conversations.model import Conversation, Direction, Message
from helpdesk.conversations.rules import cleaned
from helpdesk.delivery.model import Queued
from helpdesk.delivery.store import queue
from helpdesk.events import CaseNoted
from kit.errors import Conflict
from kit.ids import uuid7
from tenants.doors import Scope
from tenants.permissions.model import Actor, ActorKind, Permission

MOST_CHARACTERS = 4000
UPDATE_TEMPLATE = "case_update"
"""The approved template for news outside the window: {{1}} case number, {{2}} text."""


class Then(StrEnum):
    """What becomes of the case once the reply is on its way."""

    NOTHING = "nothing"
    WAIT = "wait"
    RESOLVE = "resolve"


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """How a case's citizen is reached now."""

    conversation: Conversation | None = None
    account: Account | None = None
    window_ends_at: datetime | None = None
    """Free text may be sent until then; none means no limit."""
    open: bool = True
    template_characters: int | None = None
    """So long may a text be that goes out in a template; none means as long as any."""


async def way_to_citizen(scope: Scope, case: Case, book: AccountBook) -> Way:
    """Where a reply would go: none means the tracking page alone."""
    if case.conversation_id is None:
        return Way()
    conversation = await store.load(scope, case.conversation_id)
    account = await book.load(scope, conversation.account_id) if conversation else None
    adapter = book.adapter(account.kind) if account else None
    if conversation is None or account is None or adapter is None or adapter.sender is None:
        return Way()
    if adapter.window is None:
        return Way(conversation=conversation, account=account)
    ends = (conversation.last_in_at or case.opened_at - timedelta(days=365)) + adapter.window
    return Way(
        conversation=conversation,
        account=account,
        window_ends_at=ends,
        open=scope.now < ends,
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
) -> tuple[Case, UUID]:
    """Answer the citizen; answers the case and the message's id.

    Raises `Invalid` for an empty or too long text (a template holds less), `Conflict` with
    code `window_closed` when free text may not be sent now and `as_template` is not asked for, and what
    `working` raises.
    """
    text = cleaned(text, "text", MOST_CHARACTERS)
    async with working(actor, number, Permission.REPLY, version=version) as work:
        message_id = await write(work, text, book, as_template=as_template)
        work.apply(rules.reply(work.case, message_id, work.now))
        if then is Then.WAIT:
            work.apply(rules.wait_for_contact(work.case, work.now))
        if then is Then.RESOLVE:
            work.apply(rules.answer(work.case, work.now))
    return work.case, message_id


async def note(actor: Actor, number: str, text: str, *, version: int | None = None) -> UUID:
    """Write an internal note; no citizen and no other office ever sees it."""
    text = cleaned(text, "text", MOST_CHARACTERS)
    async with working(actor, number, Permission.NOTE, version=version) as work:
        message = _message(work.scope, work.case, actor, Direction.NOTE, "note", text)
        await store.add_messages(work.scope, [message])
        work.tell(CaseNoted(case_id=work.case.id, at=work.now, message_id=message.id))
    return message.id


async def write(
    work: Work, text: str, book: AccountBook, *, as_template: bool = False, automatic: bool = False
) -> UUID:
    """Add a message to the citizen to a case in hand and put it on its way, if there is one."""
    way = await way_to_citizen(work.scope, work.case, book)
    if not way.open and not as_template:
        raise Conflict("window_closed")
    if not way.open and not automatic:
        cleaned(" ".join(text.split()), "text", way.template_characters or MOST_CHARACTERS)
    channel = way.account.kind.value if way.account else "relay" if work.case.mirrored else "portal"
    template = UPDATE_TEMPLATE if way.account and not way.open else ""
    message = _message(
        work.scope,
        work.case,
        work.actor,
        Direction.OUT,
        channel,
        text,
        conversation_id=way.conversation.id if way.conversation else None,
        automatic=automatic,
        template=template,
    )
    await store.add_messages(work.scope, [message])
    if way.conversation and way.account:
        language = await _language(work.scope, work.case)
        await queue(work.scope, [_queued(message, way.conversation, work.case, language)])
    return message.id


async def _language(scope: Scope, case: Case) -> str:
    contact = await contacts.load(scope, case.contact_id) if case.contact_id else None
    return contact.language if contact else "id"


def _queued(message: Message, to: Conversation, case: Case, language: str) -> Queued:
    template = (
        Template(
            name=message.template,
            language=language,
            variables=(case.number, " ".join(message.text.split())),
        )
        if message.template
        else None
    )
    outbound = OutboundMessage(
        id=uuid7(),
        recipient=Identity(scheme=to.scheme, value=to.address),
        text="" if template else message.text,
        template=template,
    )
    return Queued(
        case_id=case.id,
        message_id=message.id,
        conversation_id=to.id,
        account_id=to.account_id,
        outbound=outbound,
    )


def _message(
    scope: Scope,
    case: Case,
    actor: Actor,
    direction: Direction,
    channel: str,
    text: str,
    *,
    conversation_id: UUID | None = None,
    automatic: bool = False,
    template: str = "",
) -> Message:
    return Message(
        id=uuid7(),
        case_id=case.id,
        conversation_id=conversation_id,
        direction=direction,
        channel=channel,
        author_kind=ActorKind.SYSTEM if automatic else actor.kind,
        author_id=actor.id,
        author_name=actor.name,
        text=text,
        automatic=automatic,
        template=template,
        sent_at=scope.now,
        at=scope.now,
    )
