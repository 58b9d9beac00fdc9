"""What integrators get of the office as a whole: who asks, its units and topics, what happens in it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from helpdesk.api.answers import Answer
from helpdesk.registers.model import Mode


class EventOut(Answer, frozen=True, kw_only=True):
    """A fact, thin: ids, states and times."""

    id: UUID
    type: str
    at: datetime
    data: dict[str, Any]


class EventList(Answer, frozen=True, kw_only=True):
    """Facts in the order in which they were published; `cursor` is the place after the last of them."""

    items: tuple[EventOut, ...]
    cursor: str
    more: bool


class UnitOut(Answer, frozen=True, kw_only=True):
    """A part of the office."""

    id: UUID
    parent_id: UUID | None
    name: str
    kind: str
    is_facility: bool
    active: bool


class UnitList(Answer, frozen=True, kw_only=True):
    """All units, in their order."""

    items: tuple[UnitOut, ...]


class TopicOut(Answer, frozen=True, kw_only=True):
    """What cases can be about."""

    id: UUID
    name: str
    active: bool
    """It can be chosen; cases that had it before keep it."""


class TopicList(Answer, frozen=True, kw_only=True):
    """All topics, in the office's order; those that are chosen no more come last."""

    items: tuple[TopicOut, ...]


class AuthorityOut(Answer, frozen=True, kw_only=True):
    """Somebody outside who is responsible for what is none of the office's business."""

    id: UUID
    name: str
    reach: str
    """How citizens reach it."""


class AuthorityList(Answer, frozen=True, kw_only=True):
    """Those that may be named now, by name."""

    items: tuple[AuthorityOut, ...]


class AnnouncementOut(Answer, frozen=True, kw_only=True):
    """What an office above tells this one now."""

    id: UUID
    office: str
    title: str
    text: str
    important: bool
    begins_at: datetime
    ends_at: datetime
    changed_at: datetime
    version: int
    """Rises when its words change."""


class AnnouncementList(Answer, frozen=True, kw_only=True):
    """All that is told now, the important first."""

    items: tuple[AnnouncementOut, ...]


class OfficeOut(Answer, frozen=True, kw_only=True):
    """The office whose key it is."""

    id: UUID
    slug: str
    name: str
    level: str
    timezone: str


class Me(Answer, frozen=True, kw_only=True):
    """Who asks, and with which rights."""

    key_id: UUID | None
    office: OfficeOut
    register_mode: Mode
    """How the office deals with SP4N-LAPOR: `off`, `manual`, `api`, or `sandbox`, where nothing counts."""
    scopes: tuple[str, ...]
