"""Files under random names: what every place that keeps them can do. The name a person gave is data, never a key."""

import re
import secrets
from collections.abc import AsyncIterator
from typing import Protocol

import msgspec

from kit.errors import Missing, Unavailable

CHUNK_BYTES = 256 * 1024
"""Of a file that is read piece by piece."""

_KEY = re.compile(r"([1-9][0-9]{0,9})/[0-9a-f]{2}/[0-9a-f]{32}")
_RETRY_SECONDS = 30


class FileMissing(Missing):
    """There are no such bytes, or they are another office's."""

    def __init__(self) -> None:
        super().__init__("file_missing")


class FilesAway(Unavailable):
    """The place that keeps files does not answer, or refuses: nothing was lost, and it is tried again later.

    `why` is for the operator; it holds no key and no name.
    """

    def __init__(self, why: str) -> None:
        super().__init__("files_away", retry_after=_RETRY_SECONDS)
        self.why = why


class OpenFile(msgspec.Struct, frozen=True):
    """A file that lies there, ready to be read once."""

    size: int
    chunks: AsyncIterator[bytes]


class FileStore(Protocol):
    """One place for an installation. Every call raises `FilesAway` when it cannot be reached in time.

    `tenant_id` is asked for beside the key, so that a key of another office opens nothing.
    """

    scanned: bool
    """What is put here waits for the virus scanner before anybody may have it."""

    async def put(self, tenant_id: int, key: str, content: bytes) -> None:
        """Store bytes durably. The same key again takes the place of what was there, whole or not at all."""
        ...

    async def read(self, tenant_id: int, key: str) -> bytes:
        """All bytes; raises `FileMissing`."""
        ...

    async def open(self, tenant_id: int, key: str) -> OpenFile:
        """The same piece by piece; raises `FileMissing` before the first one."""
        ...

    async def remove(self, tenant_id: int, key: str) -> None:
        """Delete; what is gone is gone."""
        ...

    async def check(self) -> None:
        """Write something, read it and take it away again; raises `FilesAway` with what is wrong."""
        ...


def new_key(tenant_id: int) -> str:
    """Where a new file of an office will lie: `<tenant>/<two signs>/<random>`."""
    random = secrets.token_hex(16)
    return f"{tenant_id:d}/{random[:2]}/{random}"


def own_key(tenant_id: int, key: str) -> str:
    """The key, if `new_key` made it for this office; raises `FileMissing`."""
    made = _KEY.fullmatch(key)
    if made is None or int(made[1]) != tenant_id:
        raise FileMissing
    return key
