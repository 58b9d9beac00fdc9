"""Positions in a list that travel through other people's hands: opaque, and checked when they come back."""

import base64
import binascii
from typing import TypeVar

import msgspec

from kit.errors import Invalid

Place = TypeVar("Place", bound=msgspec.Struct)

_MOST_CHARACTERS = 400


def cursor_of(place: msgspec.Struct) -> str:
    """A position as a word that fits in an address."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode().rstrip("=")


def place_of(cursor: str, kind: type[Place], *, field: str = "cursor") -> Place:
    """The position again; raises `Invalid` for anything that is none of this kind.

    A cursor gives no rights: whoever makes one up reaches what they may see anyway, from there on.
    """
    try:
        if len(cursor) > _MOST_CHARACTERS:
            raise ValueError("too long")
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        return msgspec.json.decode(raw, type=kind)
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        raise Invalid("invalid", fields={field: "malformed"}) from None
