"""An announcement, whom it is for, and who has read it."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class Importance(StrEnum):
    """How much it presses; what is important stands above every page until it was read."""

    USUAL = "usual"
    IMPORTANT = "important"


class Audience(StrEnum):
    """Whom of the offices below it is for."""

    ALL = "all"
    PROVINCE = "province"
    OFFICES = "offices"


class State(StrEnum):
    """Where it stands, read from its moments."""

    COMING = "coming"
    RUNNING = "running"
    OVER = "over"
    WITHDRAWN = "withdrawn"


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody writes."""

    title: str
    text: str
    importance: Importance
    audience: Audience
    province: str = ""
    """Two digits."""
    offices: tuple[UUID, ...] = ()
    """Public ids."""
    since: date
    until: date
    """The last day, whole; both in the writing office's time zone."""


class Announcement(msgspec.Struct, frozen=True, kw_only=True):
    """One of this office's."""

    id: UUID
    title: str
    text: str
    importance: Importance
    audience: Audience
    province: str
    offices: tuple[UUID, ...]
    begins_at: datetime
    ends_at: datetime
    by_name: str
    written_at: datetime
    changed_at: datetime
    withdrawn_at: datetime | None
    version: int


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """One that an office above tells this one now."""

    id: UUID
    office: str
    """The name of the office that says it."""
    title: str
    text: str
    importance: Importance
    begins_at: datetime
    ends_at: datetime
    changed_at: datetime
    version: int
    """Changed words are to be read again."""
    read: bool = False
    """By whoever asks, as it stands now."""
    via: str = ""
    """The name of the office that passes it on, where that is another one."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One as it goes to an office elsewhere; a withdrawn one says only that it counts no more."""

    id: UUID
    title: str
    text: str
    importance: str
    begins_at: datetime
    ends_at: datetime
    changed_at: datetime
    version: int
    withdrawn: bool = False
    onward: str = ""
    """For whom below the office told it is as well: `all`, a province's two digits, or nobody."""
    said_by: str = ""
    """Whose words they are, where they are only passed on."""
    chain: tuple[UUID, ...] = ()
    """The offices that they came through before the one that tells them, whose words they are first."""


class Addressee(msgspec.Struct, frozen=True, kw_only=True):
    """An office below, here or elsewhere."""

    uid: UUID
    slug: str
    name: str
    region: str


class Reached(msgspec.Struct, frozen=True, kw_only=True):
    """How far an announcement is with one office elsewhere; who reads it there is not told."""

    office: str
    told: bool
    on_its_way: bool
    error: str


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """How far one office has read an announcement as it stands now."""

    office: str
    people: int
    """Own staff who can sign in there."""
    readers: int
    first_at: datetime | None
