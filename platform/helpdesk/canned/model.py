"""A canned reply: a text with places for what differs from case to case."""

from uuid import UUID

import msgspec


class CannedReply(msgspec.Struct, frozen=True, kw_only=True):
    """One text of the office; its variables stand in braces (see `rules.VARIABLES`)."""

    id: UUID
    title: str
    text: str
    active: bool
    version: int = 1
    """Goes up with every change; who saves names the version that was read."""
