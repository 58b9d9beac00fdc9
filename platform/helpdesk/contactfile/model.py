"""A contact as its page shows it: values only, no sentences and no HTML."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from helpdesk.cases.model import CaseState
from helpdesk.consents.model import Consent
from helpdesk.contacts.model import Contact


class Why(StrEnum):
    """What makes two contacts look like one person, the strongest first."""

    TOGETHER = "together"
    """A remote named identities of both as one person's."""
    CODE = "code"
    """A report of the one goes on in the thread of the other, by a one-time code."""
    MAILBOX = "mailbox"
    """Their addresses are one mailbox, written differently."""
    NAME = "name"
    """Only the names agree."""


class ContactAct(StrEnum):
    """Something that a person may do with a contact."""

    REVEAL = "reveal"
    SPEAK = "speak"
    CONSENT = "consent"
    MERGE = "merge"


class ContactRow(msgspec.Struct, frozen=True, kw_only=True):
    """A contact in a list."""

    id: UUID
    name: str
    version: int
    identities: tuple[tuple[str, str], ...]
    """Scheme and masked value."""
    cases: int
    """How many the reader sees."""
    last_at: datetime
    """When the last of them was opened."""
    why: tuple[Why, ...] = ()
    """Set on those who may be the same person as another."""


class OwnCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case of the contact that the reader sees."""

    number: str
    title: str
    state: CaseState
    channel: str
    unit: str
    opened_at: datetime


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """Where the contact is answered, and whether extra messages are wanted there."""

    id: UUID
    channel: str
    account: str
    address: str
    """Masked."""
    last_in_at: datetime | None
    stopped: bool


class Absorbed(msgspec.Struct, frozen=True, kw_only=True):
    """A contact that was found to be this one."""

    merge_id: UUID
    name: str
    identities: tuple[tuple[str, str], ...]
    """Scheme and masked value of what it brought along."""
    cases: int
    reason: str
    by_name: str
    at: datetime


class ContactPageView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything on the page of one contact."""

    contact: Contact
    now: datetime
    identities: tuple[tuple[str, str], ...]
    """Scheme and masked value."""
    cases: tuple[OwnCase, ...]
    """Newest first, those that the reader sees; never one whose citizen wants to stay unnamed."""
    threads: tuple[Thread, ...]
    consents: tuple[Consent, ...]
    """Newest first; addresses are masked."""
    absorbed: tuple[Absorbed, ...]
    alike: tuple[ContactRow, ...]
    """Who may be the same person, the likeliest first."""
    acts: frozenset[ContactAct]
