"""A text that is sent without anybody pressing a button, and what an office says in its place."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from helpdesk.channels.model import ChannelKind

CASE_CHANNELS = (ChannelKind.WHATSAPP, ChannelKind.EMAIL, ChannelKind.SMS)
"""Where a citizen is told of a report; whoever has none of these reads it on the tracking page."""


class Form(StrEnum):
    """What a text is written for, and so how long it may be."""

    MESSAGE = "message"
    """WhatsApp, a letter, the tracking page."""
    SMS = "sms"
    SUBJECT = "subject"
    """Above a letter; without own words it is that of the account."""


class Fixed(StrEnum):
    """Why no office may say it in other words."""

    EMERGENCY = "emergency"
    """Lives hang on it."""
    CONSENT = "consent"
    """The ledger of consents names these very words (helpdesk.consents.model.WORDING)."""


class Text(msgspec.Struct, frozen=True, kw_only=True):
    """One automatic text; what is usual is Indonesian, and its English stands in the catalogue of messages."""

    key: str
    usual: str
    short: str = ""
    """By SMS, where every sign costs; empty when the usual one goes there too."""
    channels: tuple[ChannelKind, ...] = CASE_CHANNELS
    variables: tuple[str, ...] = ()
    """What is put in, and may stand in an office's own words."""
    needs: tuple[str, ...] = ()
    """Variables that its reader cannot do without."""
    keeps: tuple[str, ...] = ()
    """Words that its reader cannot do without: what they may answer, whom they call."""
    fixed: Fixed | None = None

    @property
    def forms(self) -> tuple[Form, ...]:
        """What it is written for."""
        found = [Form.MESSAGE] if set(self.channels) - {ChannelKind.SMS} else []
        found += [Form.SMS] if ChannelKind.SMS in self.channels else []
        found += [Form.SUBJECT] if ChannelKind.EMAIL in self.channels and not self.fixed else []
        return tuple(found)


Place = tuple[str, Form, str]
"""The key of a text, its form, its language."""
Own = Mapping[Place, str]
"""What an office says in other words than the usual ones."""


class OwnText(msgspec.Struct, frozen=True, kw_only=True):
    """What an office says at one place, if anything; `version` goes up with every change, taking back too."""

    text: str | None = None
    version: int = 0
