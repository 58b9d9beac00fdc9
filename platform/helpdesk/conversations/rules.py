"""What a person typed, as it may be stored and sent; until when; which mailboxes are one; whose letters go on."""

from datetime import datetime, timedelta
from uuid import UUID

from helpdesk.channels.model import ChannelKind
from helpdesk.conversations.model import PIN_PLACE, Direction, Message
from kit.errors import Invalid

ANSWER_EVERY = timedelta(hours=24)
"""How often a mailbox is answered by ourselves: an answering machine may stand behind it, whatever it says."""
REASON_CHARACTERS = (5, 1000)
_DOTS_SAY_NOTHING = frozenset({"gmail.com", "googlemail.com"})


def window_ends(heard_at: datetime | None, window: timedelta | None, never: datetime) -> datetime | None:
    """When free text to who wrote last then may be sent no more; none where it always may. Whoever has not written
    yet is as far away as somebody who last wrote at `never`."""
    return None if window is None else (heard_at or never - window) + window


def is_open(heard_at: datetime | None, window: timedelta | None, now: datetime) -> bool:
    """Whether free text may be sent now to who wrote last then, or never."""
    ends = window_ends(heard_at, window, now)
    return ends is None or now < ends


def cleaned(text: str, field: str, most: int, needed: bool = True) -> str:
    """The text without what no form may smuggle in: NUL, and the mark that a PIN is put in for on sending.

    Raises `Invalid` with the field when it is empty though needed, or longer than `most` characters.
    """
    plain = text.replace("\x00", "").replace(PIN_PLACE, "").replace("\r\n", "\n").strip()
    if needed and not plain:
        raise Invalid("invalid", fields={field: "required"})
    if len(plain) > most:
        raise Invalid("invalid", fields={field: "too_long"})
    return plain


def cleaned_reason(text: str) -> str:
    """Why somebody does what colleagues will ask about; raises `Invalid` when it says too little or too much."""
    least, most = REASON_CHARACTERS
    plain = cleaned(text, "reason", most)
    if len(plain) < least:
        raise Invalid("invalid", fields={"reason": "required"})
    return plain


def is_strangers_letter(message: Message, answered_in: UUID | None) -> bool:
    """Whether it came by mail from another address than the one in which its case is answered: officers read it,
    and it goes no further, because anybody can let a letter of another service come here."""
    is_letter = message.direction is Direction.IN and message.channel == ChannelKind.EMAIL
    return is_letter and message.conversation_id != answered_in


def can_be_named(message: Message, thread_id: UUID | None) -> bool:
    """Whether an answer in this thread can name the message: the citizen wrote it there, and the remote knows it."""
    return (
        message.direction is Direction.IN
        and message.external_id != ""
        and message.conversation_id is not None
        and message.conversation_id == thread_id
        and message.revoked_at is None
    )


def plain_mailbox(address: str) -> str:
    """The mailbox behind an e-mail address, as the database's `mailbox_of` says it: capitals, what stands behind a
    plus, and Google's dots make no other one."""
    box, host, *_ = (*address.lower().split("@"), "")
    box = box.partition("+")[0]
    return f"{box.replace('.', '')}@gmail.com" if host in _DOTS_SAY_NOTHING else f"{box}@{host}"
