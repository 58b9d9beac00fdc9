"""An authority outside this platform."""

from uuid import UUID

import msgspec


class Authority(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody else who is responsible, as citizens are told. Cases keep theirs when it is named no more."""

    id: UUID
    name: str
    reach: str = ""
    """How citizens reach it: a telephone, an address, a page."""
    active: bool = True
    version: int = 1
    """Goes up with every change; who saves names the version that was read."""
