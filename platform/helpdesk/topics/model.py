"""A topic: what a case is about."""

from uuid import UUID

import msgspec


class Topic(msgspec.Struct, frozen=True, kw_only=True):
    """One topic of the office. Cases keep theirs when it is chosen no more."""

    id: UUID
    name: str
    active: bool
    version: int = 1
    """Goes up with every change; who saves names the version that was read."""
