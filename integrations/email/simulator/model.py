"""What the simulated mail servers know: mailboxes of offices, ordered faults, talks, the ledger."""

from collections import deque
from datetime import datetime

import msgspec

from kit.simulator.model import Seconds

MOST_LETTERS = 100
"""Kept per talk."""
MAIL_HOST = "pos.simulator.example"
"""By what name the servers speak of themselves."""


class SimulatedMailbox(msgspec.Struct, frozen=True, kw_only=True):
    """An office's mailbox, and what opens it."""

    id: str
    address: str
    name: str
    user: str
    password: str


class Faults(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What goes wrong at one mailbox, on request, until it is ordered otherwise."""

    refuses_password: bool = False
    bounces: bool = False
    """Every letter to a citizen is taken, and a report comes back that it could not be delivered."""
    slow_seconds: Seconds = 0.0
    """How long it takes to let anybody in."""
    answers: dict[str, str] = {}
    """What the SMTP server says to a command instead: `AUTH`, `MAIL`, `RCPT`, `DATA`; to a whole letter: `CONTENT`.
    `hang up` closes the connection."""
    breaks_off_at: int = 0
    """The number of the letter in whose middle an IMAP session ends."""
    understates: bool = False
    """Every letter is told to be one byte long."""


class File(msgspec.Struct, frozen=True, kw_only=True):
    """What is attached to a letter."""

    name: str
    mime_type: str
    content: bytes


class Letter(msgspec.Struct, frozen=True, kw_only=True):
    """One letter, as the citizen's mailbox shows it."""

    id: str
    """Its Message-ID, with brackets; empty when it has none."""
    from_citizen: bool
    at: datetime
    subject: str
    text: str
    files: tuple[str, ...] = ()
    reply_to: str = ""
    """Where the office wants it answered; the office's address when the letter names no other."""
    automatic: bool = False
    answers: str = ""
    """The Message-ID of the letter it answers."""
    spoofed: bool = False
    """Somebody else wrote it in the citizen's name, and the servers found that out."""


class Talk(msgspec.Struct, kw_only=True):
    """One citizen's address and one office."""

    citizen: str
    letters: deque[Letter] = msgspec.field(default_factory=lambda: deque(maxlen=MOST_LETTERS))

    @property
    def last_of_office(self) -> Letter | None:
        """What an answer would answer."""
        return next((each for each in reversed(self.letters) if not each.from_citizen), None)


class Handed(msgspec.Struct, frozen=True, kw_only=True):
    """One letter that was handed over, for the ledger."""

    at: datetime
    mailbox: str
    to: str
    id: str
    bounced: bool = False
