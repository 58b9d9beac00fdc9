"""What arrives from a channel and what leaves through it: plain values, the same for every channel."""

from datetime import UTC, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from helpdesk.channels.calls import CallArrived
from helpdesk.channels.offers import Offer

UNKNOWN_TIME = datetime(1970, 1, 1, tzinfo=UTC)
"""The remote told no time: the time of receipt holds (`helpdesk.inbox`)."""


class ChannelKind(StrEnum):
    """Ways a citizen, or another office, reaches an office."""

    WHATSAPP = "whatsapp"
    EMAIL = "email"
    SMS = "sms"
    PHONE = "phone"
    PORTAL = "portal"
    COUNTER = "counter"
    SOCIAL_MEDIA = "social_media"
    LAPOR = "lapor"
    RELAY = "relay"


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """One way to recognise a person: an E.164 number, a WhatsApp user id, an e-mail address."""

    scheme: str
    """`phone`, `wa_user`, `email` or `portal`."""
    value: str


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """Who wrote, as far as the channel tells; the first identity is the one to answer to."""

    identities: tuple[Identity, ...]
    name: str = ""


class MediaRef(msgspec.Struct, frozen=True, kw_only=True):
    """A file that stays with the remote until we fetch it."""

    remote_id: str
    kind: str
    mime_type: str = ""
    name: str = ""
    sha256: str = ""
    """Hex, in lower case; empty when the remote does not tell."""
    stored_id: UUID | None = None
    """Set when the file came with the arrival and is stored already (portal form)."""
    within: UUID | None = None
    """The original that holds it, where the remote does not: it was put in (`Slot`)."""


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """What a citizen or an officer stated beside the text when opening a case."""

    case_id: UUID
    kind: str
    title: str = ""
    facility_id: UUID | None = None
    anonymous: bool = False
    confidential: bool = False
    language: str = "id"
    grade: str = ""
    priority: str = "normal"
    topic_id: UUID | None = None


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One of several messages that are parts of one; it waits for the others."""

    prefix: str
    """What the external ids of all its parts begin with."""
    place: int
    of: int


class MessageArrived(msgspec.Struct, frozen=True, kw_only=True, tag="message"):
    """Somebody wrote something. `external_id` is unique within the account, for ever."""

    external_id: str
    sender: Sender
    at: datetime
    kind: str = "text"
    text: str = ""
    own_words: str = ""
    """What was written itself, where that is short and `text` has a heading above it."""
    media: tuple[MediaRef, ...] = ()
    choice: str = ""
    """What the sender pressed of what we offered: the id of a button or of a row; its words stand in `text`."""
    reply_to: str = ""
    forwarded: bool = False
    unproven: bool = False
    """Nobody whom the office believes vouches for the sender: anybody may have written it."""
    quiet: bool = False
    """Nobody is told anything automatically because of it."""
    form: Form | None = None
    case_id: UUID | None = None
    """Set when the channel itself knows the case: the tracking page."""
    part: Part | None = None
    """Set when the channel cut a long message; none for a whole one."""


class ReactionArrived(msgspec.Struct, frozen=True, kw_only=True, tag="reaction"):
    """An emoji on an earlier message; an empty one takes it back."""

    external_id: str
    sender: Sender
    at: datetime
    message_id: str
    emoji: str = ""


class MessageEdited(msgspec.Struct, frozen=True, kw_only=True, tag="edit"):
    """The sender changed an earlier message; both versions are kept."""

    external_id: str
    sender: Sender
    at: datetime
    message_id: str
    text: str


class MessageRevoked(msgspec.Struct, frozen=True, kw_only=True, tag="revoke"):
    """The sender took an earlier message back."""

    external_id: str
    sender: Sender
    at: datetime
    message_id: str


class DeliveryProgress(StrEnum):
    """How far a sent message came; order matters, a lower one never overwrites a higher one."""

    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"


class StatusArrived(msgspec.Struct, frozen=True, kw_only=True, tag="status"):
    """The remote tells what became of a message we sent."""

    external_id: str
    """Unique per message and state: `<message id>:<state>`."""
    message_id: str
    progress: DeliveryProgress
    at: datetime
    recipient: str = ""
    error_code: str = ""
    """A code of `helpdesk.channels.errors`, when `progress` is failed."""
    remote_code: str = ""
    our_id: str = ""
    """What we gave the remote along with the message (the delivery's id); settles an unknown outcome."""


class TemplateState(StrEnum):
    """What the remote says of a template; only an approved one can be sent."""

    APPROVED = "approved"
    PENDING = "pending"
    REJECTED = "rejected"
    PAUSED = "paused"
    DISABLED = "disabled"


class TemplateNews(msgspec.Struct, frozen=True, kw_only=True):
    """The remote judged a template anew."""

    name: str
    language: str
    state: TemplateState


class AccountEvent(msgspec.Struct, frozen=True, kw_only=True, tag="account"):
    """News about the account itself (template state, quality, phone number), for its administrator."""

    external_id: str
    at: datetime
    what: str
    detail: str = ""
    template: TemplateNews | None = None


class LetterArrived(msgspec.Struct, frozen=True, kw_only=True, tag="letter"):
    """A letter of another tenant, delivered by the relay."""

    external_id: str
    at: datetime
    letter: msgspec.Raw


class Ignored(msgspec.Struct, frozen=True, kw_only=True, tag="ignored"):
    """Something well-formed that opens nothing; kept with the reason so that nobody wonders."""

    external_id: str
    at: datetime
    what: str
    reason: str
    sender: str = ""
    """Who it says it is from, where an administrator may want to look for it at the remote."""
    title: str = ""
    original: UUID | None = None
    """Under which it is kept as it came."""


Arrival = (
    MessageArrived
    | ReactionArrived
    | MessageEdited
    | MessageRevoked
    | StatusArrived
    | AccountEvent
    | LetterArrived
    | CallArrived
    | Ignored
)


class Addressed(msgspec.Struct, frozen=True, kw_only=True):
    """An arrival and the remote's name for the account it was meant for (a phone number id)."""

    address: str
    arrival: Arrival


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """A text the remote approved beforehand, with its variables in order."""

    name: str
    language: str
    variables: tuple[str, ...] = ()


class OutboundFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file on its way out. Its bytes are put in only at the moment of sending."""

    stored_id: UUID
    name: str
    mime_type: str
    content: bytes = b""


class Touch(msgspec.Struct, frozen=True, kw_only=True):
    """A reaction of the office to what the remote calls so; an empty emoji takes it back."""

    message_id: str
    emoji: str = ""


class OutboundMessage(msgspec.Struct, frozen=True, kw_only=True):
    """One message to one recipient: a text, a template, a file or a touch. `id` is the delivery's, over all retries."""

    id: UUID
    recipient: Identity
    text: str = ""
    template: Template | None = None
    file: OutboundFile | None = None
    touch: Touch | None = None
    offer: Offer | None = None
    reply_to: str = ""
    """What the remote calls the message that it answers."""
    automatic: bool = False
    """No person wrote it: whoever answers automatically is told so."""
    subject: str = ""
    """Above a letter; the account's own when empty."""


class RemoteTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """A template as the remote lists it."""

    name: str
    language: str
    category: str
    body: str
    """Its text, with `{{1}}`, `{{2}}` … for its variables."""
    state: TemplateState
    plain: bool = True
    """Made of texts only, so that `Template` can fill it; false for pictures, forms, buttons with variables."""


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """The remote took the message over."""

    external_id: str


class FetchedMedia(msgspec.Struct, frozen=True, kw_only=True):
    """A file fetched from the remote, at most the asked number of bytes."""

    content: bytes
    mime_type: str
    sha256: str
