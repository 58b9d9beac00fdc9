"""Messages as rows and as deliveries; files only where the way takes them."""

from collections.abc import Sequence
from uuid import UUID

from helpdesk.attachments.model import Attachment
from helpdesk.cases.model import Case
from helpdesk.cases.work import Work
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.contract import Account
from helpdesk.channels.model import OutboundFile, OutboundMessage, Template
from helpdesk.channels.offers import Offer
from helpdesk.conversations.model import Conversation, Direction, Message
from helpdesk.delivery.model import Queued
from helpdesk.replies.model import Way
from kit.errors import Conflict, Invalid
from kit.ids import uuid7
from tenants.permissions.model import ActorKind


def way_by(place: Conversation, account: Account, book: AccountBook) -> Way | None:
    """A way that sends by this account, and what it carries; none when its channel sends nothing."""
    adapter = book.adapter_of(account)
    if adapter is None or adapter.sender is None:
        return None
    most_parts = adapter.most_parts(account) if adapter.most_parts else None
    return Way(conversation=place, account=account, file_bytes=adapter.file_bytes, most_parts=most_parts)


def must_carry(case: Case, way: Way, files: Sequence[Attachment]) -> None:
    """Raise `Invalid` for files that cannot go this way, `Conflict` when none can now."""
    if case.mirrored:
        return
    if files and not way.open:
        raise Conflict("files_need_window")
    if way.file_bytes is None:
        return
    if files and not way.file_bytes:
        raise Invalid("invalid", fields={"files": "text_only"})
    for file in files:
        most = way.file_bytes.get(file.mime_type)
        if most is None:
            raise Invalid("invalid", fields={"files": "type_not_carried"})
        if file.size > most:
            raise Invalid("invalid", fields={"files": "too_large_to_carry"})


def a_message(
    work: Work,
    channel: str,
    text: str,
    *,
    conversation_id: UUID | None = None,
    kind: str = "text",
    automatic: bool = False,
    template: str = "",
    reply_to: str = "",
) -> Message:
    """A message to the citizen of a case in hand, written now."""
    return Message(
        id=uuid7(),
        case_id=work.case.id,
        conversation_id=conversation_id,
        direction=Direction.OUT,
        kind=kind,
        channel=channel,
        author_kind=ActorKind.SYSTEM if automatic else work.actor.kind,
        author_id=work.actor.id,
        author_name=work.actor.name,
        text=text,
        automatic=automatic,
        template=template,
        reply_to=reply_to,
        sent_at=work.now,
        at=work.now,
    )


def queued(
    message: Message,
    to: Conversation,
    *,
    template: Template | None = None,
    file: Attachment | None = None,
    subject: str = "",
    offer: Offer | None = None,
) -> Queued:
    """The delivery of a message: as a template, as a file, or as the text it is, with what may be pressed under it."""
    outbound = OutboundMessage(
        id=uuid7(),
        recipient=to.identity,
        text="" if template or file else message.text,
        template=template,
        file=OutboundFile(stored_id=file.id, name=file.name, mime_type=file.mime_type) if file else None,
        reply_to=message.reply_to,
        subject=subject,
        automatic=message.automatic,
        offer=None if template or file else offer,
    )
    return delivery_of(message, to, outbound)


def delivery_of(message: Message, to: Conversation, outbound: OutboundMessage) -> Queued:
    """A delivery of what was made ready, to the place of the thread `to`."""
    return Queued(
        case_id=message.case_id,
        message_id=message.id,
        conversation_id=to.id,
        account_id=to.account_id,
        outbound=outbound,
    )


def kind_of(file: Attachment) -> str:
    """The kind of message that a file makes."""
    kind = file.mime_type.split("/")[0]
    return kind if kind in ("image", "video", "audio") else "document"
