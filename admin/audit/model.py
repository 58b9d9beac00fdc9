"""An entry of the audit log, with the names of whom and what it is about."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """Who did what, when, to what."""

    id: UUID
    at: datetime
    actor_kind: str
    actor: str
    """A name; empty for the system, and for what has no name any more."""
    action: str
    object_kind: str
    object: str
    """A name or a case's number; empty for what has none."""
    detail: dict[str, Any]


class EntryPage(msgspec.Struct, frozen=True, kw_only=True):
    """The newest first."""

    entries: tuple[Entry, ...]
    next_cursor: str
    """Empty on the last page."""


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which entries are looked for; empty means any."""

    about: str = ""
    """A key of `rules.SUBJECTS`."""
    who: UUID | None = None
    """The membership of one member of staff."""
    since: datetime | None = None
    until: datetime | None = None
    """The first moment that is too late."""
