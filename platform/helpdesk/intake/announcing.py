"""What everybody is told of cases that were just opened: the history, and the citizen."""

from collections.abc import Sequence

import msgspec

from helpdesk.cases.model import Case
from helpdesk.cases.telling import tell
from helpdesk.channels.model import ChannelKind, Identity, OutboundMessage
from helpdesk.channels.offers import Offer
from helpdesk.conversations import store as conversations
from helpdesk.conversations.model import Conversation, Direction, Message
from helpdesk.delivery.model import Queued
from helpdesk.delivery.store import queue
from helpdesk.events import CaseDangerHeard, CaseOpened
from helpdesk.notifications.service import tracking_link
from helpdesk.texts import rules as texts
from helpdesk.texts.model import Own, Text
from helpdesk.texts.service import own_words
from helpdesk.texts.to_citizens import ACKNOWLEDGED
from kit.ids import uuid7
from tenants.doors import Scope
from tenants.offices.model import Office
from tenants.permissions.model import Actor, ActorKind, system


class Owed(msgspec.Struct, frozen=True, kw_only=True):
    """A citizen who does not know number and PIN yet."""

    case: Case
    conversation: Conversation
    channel: ChannelKind
    reply_to: str
    text: Text = ACKNOWLEDGED
    language: str = "id"
    above: str = ""
    """What they are warned of in the same letter."""


def citizen_of(scope: Scope) -> Actor:
    """Whoever wrote."""
    return Actor(tenant_id=scope.tenant_id, kind=ActorKind.CITIZEN)


async def tell_opened(scope: Scope, opened: Sequence[tuple[Case, CaseOpened]], actor: Actor | None) -> None:
    """Announce new cases, and which of them sound like danger to life."""
    who = actor or citizen_of(scope)
    facts = [fact for _, fact in opened]
    dangers = [CaseDangerHeard(case_id=case.id, at=scope.now) for case, _ in opened if case.danger]
    await tell(scope, who, facts)
    if dangers:
        await tell(scope, system(scope.tenant_id), dangers)


async def acknowledge(scope: Scope, owed: Sequence[Owed], office: Office) -> None:
    """Number, PIN and link go out on the channel the citizen wrote on; forms show them on the page."""
    own = await own_words(scope) if owed else {}
    said = [_acknowledgement(scope, each, office, own) for each in owed]
    wanted = [
        Queued(
            case_id=each.case.id,
            message_id=message.id,
            conversation_id=each.conversation.id,
            account_id=each.conversation.account_id,
            outbound=outbound(
                each.conversation,
                message.text,
                reply_to=each.reply_to,
                subject=texts.subject(own, each.text, each.language, number=each.case.number),
            ),
        )
        for each, message in zip(owed, said, strict=True)
    ]
    await conversations.add_messages(scope, said)
    await queue(scope, wanted)


def outbound(
    conversation: Conversation,
    text: str,
    *,
    reply_to: str = "",
    offer: Offer | None = None,
    subject: str = "",
) -> OutboundMessage:
    """A text to the citizen of a conversation."""
    recipient = Identity(scheme=conversation.scheme, value=conversation.address)
    return OutboundMessage(
        id=uuid7(),
        recipient=recipient,
        text=text,
        reply_to=reply_to,
        offer=offer,
        automatic=True,
        subject=subject,
    )


def _acknowledgement(scope: Scope, owed: Owed, office: Office, own: Own) -> Message:
    text = texts.said(
        own,
        owed.text,
        owed.language,
        owed.channel,
        number=owed.case.number,
        link=tracking_link(office.slug),
    )
    return Message(
        id=uuid7(),
        case_id=owed.case.id,
        conversation_id=owed.case.conversation_id,
        direction=Direction.OUT,
        kind="emergency" if owed.above else "text",
        channel=owed.channel.value,
        author_kind=ActorKind.SYSTEM,
        author_name="Sahut",
        text="\n\n".join(filter(None, (owed.above, text))),
        automatic=True,
        sent_at=scope.now,
        at=scope.now,
    )
