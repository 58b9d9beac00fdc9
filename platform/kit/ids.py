"""Identifiers made in Python: time-ordered UUIDs."""

import os
import struct
import time
from collections.abc import Callable
from uuid import UUID

from kit.errors import Missing

_WORDS = struct.Struct("512Q")
_random: list[int] = []
"""Random words of the system, fetched many at a time: a call for each id costs more than the id."""
os.register_at_fork(after_in_child=_random.clear)


def uuid7() -> UUID:
    """A UUID version 7 (RFC 9562 §5.7, method 3): wall time to a quarter of a microsecond, then 62 random bits.

    Ids made one after the other sort in that order; the time in them is never read back: rows carry their own.
    """
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    fraction = rest * 4096 // 1_000_000
    value = milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | _random_word() >> 2
    return _of_bytes(value.to_bytes(16, "big"))


def _plain(value: bytes) -> UUID:
    return UUID(bytes=value)


_of_bytes: Callable[[bytes], UUID] = _plain


def make_by(of_bytes: Callable[[bytes], UUID]) -> None:
    """Make identifiers by this from now on: a driver of a database may bring a quicker kind of `UUID`."""
    global _of_bytes
    _of_bytes = of_bytes


def id_in(written: str | None) -> UUID | None:
    """The identifier that was written; none when it is no identifier."""
    try:
        return UUID(written or "")
    except ValueError:
        return None


def known_id(written: str, code: str) -> UUID:
    """The identifier that was written; what is none names nothing: raises `Missing` with the code."""
    found = id_in(written)
    if found is None:
        raise Missing(code)
    return found


def _random_word() -> int:
    try:
        return _random.pop()
    except IndexError:
        fresh: tuple[int, ...] = _WORDS.unpack(os.urandom(_WORDS.size))
        _random.extend(fresh[1:])
        return fresh[0]
