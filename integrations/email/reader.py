"""Letters read in a confined child: whatever the bytes are, the answer is a value."""

from typing import Self

import msgspec

from kit.confined import Bounds, CallFailed, Confined, OutOfMemory, OutOfTime

from .limits import LIMITS
from .parse import read, read_head
from .values import Mail, Quarantine

BOUNDS = Bounds(cpu_seconds=10, memory_bytes=512 * 1024 * 1024, wall_seconds=60)


class Reader:
    """Reads letters one after the other; a letter that kills the child harms only itself."""

    def __init__(self, bounds: Bounds = BOUNDS) -> None:
        self._whole = Confined("integrations.email.reader:read_packed", bounds)
        self._head = Confined("integrations.email.reader:read_head_packed", bounds)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def read(self, raw: bytes) -> Mail:
        """The letter; set aside with as much of its head as can be read when reading came to no end."""
        try:
            return unpacked(await self._whole.call(raw[: LIMITS.file + 1]))
        except CallFailed as failure:
            reason = _reason(failure)
        return msgspec.structs.replace(await self._read_head(raw), quarantine=reason)

    async def read_head(self, head: bytes) -> Mail:
        """A letter that is too large to be fetched, by its head alone."""
        mail = await self._read_head(head)
        return msgspec.structs.replace(mail, quarantine=mail.quarantine or Quarantine.TOO_LARGE)

    async def _read_head(self, raw: bytes) -> Mail:
        try:
            return unpacked(await self._head.call(raw[: LIMITS.header_block + 1]))
        except CallFailed as failure:
            return Mail(quarantine=_reason(failure))
        finally:
            await self._head.close()

    async def close(self) -> None:
        """End the child."""
        await self._whole.close()
        await self._head.close()


def _reason(failure: CallFailed) -> Quarantine:
    if isinstance(failure, OutOfTime):
        return Quarantine.OUT_OF_TIME
    return Quarantine.OUT_OF_MEMORY if isinstance(failure, OutOfMemory) else Quarantine.UNREADABLE


def read_packed(raw: bytes) -> bytes:
    """In the child: the letter as MessagePack."""
    return _packed(read(raw))


def read_head_packed(raw: bytes) -> bytes:
    """In the child: the head only."""
    return _packed(read_head(raw, None))


def _packed(mail: Mail) -> bytes:
    """Times are packed as text, because MessagePack's own kind forgets the zone."""
    return msgspec.msgpack.encode(msgspec.to_builtins(mail, builtin_types=(bytes,)))


def unpacked(packed: bytes) -> Mail:
    """The letter as the child packed it."""
    return msgspec.msgpack.decode(packed, type=Mail)
