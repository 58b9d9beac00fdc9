"""The contract of an adapter: a record of abilities. What a channel cannot do is a missing field."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

import msgspec

from helpdesk.channels.conduct import Conduct
from helpdesk.channels.health import Health
from helpdesk.channels.model import (
    Addressed,
    Arrival,
    ChannelKind,
    FetchedMedia,
    MediaRef,
    OutboundMessage,
    Receipt,
    RemoteTemplate,
)
from helpdesk.channels.register import Bell, IncomingSource, MasterSource, Register


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """One office's account on one channel, its secrets opened; never stored or logged as a whole."""

    id: UUID
    kind: ChannelKind
    address: str
    """The remote's name for the account: a phone number id, a mailbox."""
    settings: Any
    """An instance of the adapter's `settings` struct."""


class HookRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook call as it came: header names in lower case, the raw body."""

    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes
    method: str = "POST"
    word: str = ""
    """What stands behind the account in the address; a secret between the remote and us."""
    url: str = ""
    """The whole address as the remote called it, by the installation's own name."""
    client: str = ""
    """Where the call really came from; empty when that cannot be told."""


class Listener(Protocol):
    """The remote calls us."""

    by_get: bool
    """It brings news by GET too; then there is no handshake."""
    with_word: bool
    """Its address may end in a word that `verify` judges."""

    def greet(self, request: HookRequest, account: Account) -> str:
        """Answer the GET handshake; raises `SignatureWrong` when the verify token differs."""

    def verify(self, request: HookRequest, account: Account) -> None:
        """Check the signature over the raw bytes, in constant time; raises `SignatureWrong`."""

    def arrivals(self, request: HookRequest, account: Account) -> Sequence[Addressed]:
        """Everything in a verified call, in order; raises `BodyMalformed` for what is not JSON at all."""

    def thanks(self, account: Account) -> tuple[str, str]:
        """Content type and body of our answer once a call is kept; empty when the remote reads nothing."""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What one look into a mailbox found."""

    arrivals: tuple[Arrival, ...]
    """In order; an account may bring the same again, under the same external ids."""
    cursor: str
    """Where the next look begins, once the arrivals are kept."""
    more: bool = False
    """More lies there already."""
    originals: Mapping[str, bytes] = {}
    """What arrivals were read from, by their external ids: the office keeps it for a while."""


class Poller(Protocol):
    """The remote never calls: we look."""

    async def look(self, account: Account, cursor: str, now: datetime) -> Look:
        """What came since `cursor` (empty for the first look, which finds what comes from `now` on).

        Takes nothing away at the remote; raises a `ChannelError`.
        """


class Ear(Protocol):
    """The remote tells that something came, while we hold a line open to it; the poller reads it then."""

    async def listen(self, account: Account, heard: Callable[[], None]) -> None:
        """Hold the line until it breaks; `heard` is called once when it stands, and whenever something may have come.

        Raises a `ChannelError`, and `NotSupported` where the remote tells nothing.
        """


class Slot(Protocol):
    """A program beside us puts in what came, one by one, so that nobody has to look."""

    @property
    def most_bytes(self) -> int:
        """Longer things are not taken."""

    async def read(self, content: bytes, account: Account) -> Look:
        """What was put in, as a look would have found it, under the same external id."""

    async def file(self, content: bytes, media: MediaRef, *, limit: int) -> FetchedMedia:
        """One file of at most `limit` bytes out of what was put in; raises a `ChannelError`."""


class Sender(Protocol):
    """We call the remote."""

    async def send(self, message: OutboundMessage, account: Account) -> Receipt:
        """Hand one message over, or raise a `ChannelError`."""


class MediaSource(Protocol):
    """Files that the remote keeps for us."""

    async def fetch(self, media: MediaRef, account: Account, *, limit: int) -> FetchedMedia:
        """Fetch one file of at most `limit` bytes, or raise a `ChannelError`."""


class Probe(Protocol):
    """A question that changes nothing at the remote."""

    async def check(self, account: Account) -> Health:
        """Say whether the account can work; never raises a `ChannelError`."""


class TemplateSource(Protocol):
    """Texts that the remote approved, or not yet."""

    async def templates(self, account: Account) -> Sequence[RemoteTemplate]:
        """The remote's whole list, in its order, or raise a `ChannelError`."""


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """How fast an account may send: so many at once, and then one in each gap."""

    gap: timedelta
    burst: int = 1
    pair_gap: timedelta | None = None
    """The same to one recipient; none where only the account counts."""
    pair_burst: int = 1


def a_minute(most: int) -> Pace:
    """So many messages a minute, ten of them at once."""
    return Pace(gap=timedelta(minutes=1) / most, burst=min(most, 10))


def count_in(written: str, usual: int, most: int) -> int:
    """A number that stands in an account's settings, from 1 to `most`; the usual one for what is none, or far above."""
    plain = written.strip()
    is_number = plain.isascii() and plain.isdecimal() and len(plain) <= len(str(most)) + 1
    return min(max(int(plain), 1), most) if is_number else usual


class Adapter(msgspec.Struct, frozen=True, kw_only=True):
    """A channel is what it can do."""

    kind: ChannelKind
    settings: type[msgspec.Struct]
    """What one account needs; fields annotated with `Secret` are sealed at rest."""
    listener: Listener | None = None
    poller: Poller | None = None
    ear: Ear | None = None
    slot: Slot | None = None
    sender: Sender | None = None
    media: MediaSource | None = None
    register: Register | None = None
    masters: MasterSource | None = None
    """The lists that `register` keeps for everybody."""
    incoming: IncomingSource | None = None
    """What `register` passed on to the office."""
    bell: Bell | None = None
    """`register` may call us, so that a case is looked at sooner."""
    by_hand: type[msgspec.Struct] | None = None
    """What an account needs that has no remote: people of the office do there what the adapter would."""
    conduct: Callable[[Account | None], Conduct] | None = None
    """How an office deals with `register`, by its account, or without one; none means as usual."""
    health: Probe | None = None
    templates: TemplateSource | None = None
    address_field: str = ""
    """The settings field that is the account's address at the remote, for accounts that an administrator may
    enter; empty where only the operator does."""
    answers_last: bool = False
    """A message that answers none in particular answers the last one that came in its case: letters hang together
    by what they answer."""
    quotes: bool = False
    """A message can name the one that it answers, so that its reader sees both."""
    touches: bool = False
    """`sender` takes reactions to what a citizen wrote."""
    window: timedelta | None = None
    """How long after a citizen's message free text may be sent; none means always."""
    file_bytes: Mapping[str, int] = {}
    """Types of files that `sender` takes, and the most bytes of one; empty means none."""
    template_characters: int | None = None
    """The longest text that fits into the template sent after that; none means any."""
    pace: Callable[[Account], Pace] | None = None
    """How fast an account may send; none where the remote alone says so."""
    most_parts: Callable[[Account], int] | None = None
    """So many SMS may one text make (kit.sms_parts); none where texts are not sent in parts."""


SECRET = msgspec.Meta(extra={"secret": True})
"""Marks a settings field as secret: `token: Annotated[str, SECRET]`."""
