"""An account on a channel, as the administrator sees it: no secret is among it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from helpdesk.channels.health import Health
from helpdesk.channels.model import ChannelKind


class AccountState(msgspec.Struct, frozen=True, kw_only=True):
    """One account, and how it did lately."""

    id: UUID
    kind: ChannelKind
    name: str
    address: str
    active: bool
    version: int
    last_in: datetime | None
    last_out: datetime | None
    greeted: datetime | None
    """When the remote last asked whether the hook is ours, and was told so."""
    unsigned: datetime | None
    """When a call last came to the hook whose signature does not fit the app secret."""
    tested: datetime | None
    """When a test last found that it can work."""
    error_code: str
    """Why the last thing that went out did not; empty when it did, or when nothing has."""
    blocked: datetime | None
    """Since when the remote refuses everything it would send; none when it does not."""
    asked_again: datetime | None
    waiting: int
    """Messages that wait for that to end."""
    failing: datetime | None
    """Since when the remote says, or does not answer, that it can work."""
    fault: Health | None
    """What it then lacks."""
    probed_again: datetime | None
    outside: bool
    """There is a remote behind it; otherwise it works by itself: portal, counter, other offices."""
    listens: bool
    """The remote calls us at the account's hook."""
    sends: bool
    """A test message can go out over it."""
    testable: bool
    enterable: bool
    """Administrators enter and change it here; otherwise only the operator does."""
    by_hand: bool
    """There is no remote behind it, and the office decides all the same how it does things there."""
    has_templates: bool
    looked_into: bool
    """We look into it, as into a mailbox."""
    talks: bool
    """Citizens may be led to a report by questions on it."""
    menu: bool
    """They are."""

    @property
    def silent(self) -> bool:
        """Whether the remote has never called."""
        return self.listens and self.greeted is None and self.last_in is None


class SetAside(msgspec.Struct, frozen=True, kw_only=True):
    """Something that came and became no message."""

    at: datetime
    reason: str
    sender: str
    title: str
    original: UUID | None
    """As it came, while that is kept."""


class TestMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message that was sent to see whether an account works."""

    __test__ = False

    at: datetime
    address: str
    """Masked."""
    template: str
    """Its name, when the message had to be one."""
    by_name: str
    state: str
    code: str
    """Why it did not go, or waits."""


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field of an account's settings, as the adapter declares it."""

    name: str
    secret: bool
    default: str | None
    """What stands in it unless somebody writes something else; none when it must be written."""
    choices: tuple[str, ...] = ()
    """The only values it may have; empty for any."""
    many: bool = False
    """Several lines."""


class TypedAccount(msgspec.Struct, frozen=True, kw_only=True):
    """What the form says, as it was typed; secrets are shown to nobody again."""

    name: str = ""
    values: Mapping[str, str] = {}


class Entered(msgspec.Struct, frozen=True, kw_only=True):
    """An account that was just entered or changed."""

    id: UUID
    verify_token: str = ""
    """Made here, to be typed into the remote's page; shown once. Empty when it was not made now."""
