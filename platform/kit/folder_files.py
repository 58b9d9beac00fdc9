"""Files in a folder of this machine, or one that its machines share."""

import asyncio
import os
import secrets
from collections.abc import AsyncIterator
from pathlib import Path
from typing import BinaryIO

from kit.files import CHUNK_BYTES, FileMissing, FilesAway, OpenFile, own_key


class FolderFiles:
    """A `FileStore`. The disk is asked in threads: one that hangs holds up nobody who wants no file."""

    def __init__(self, folder: Path, *, scanned: bool = False) -> None:
        self._folder = folder
        self.scanned = scanned

    async def put(self, tenant_id: int, key: str, content: bytes) -> None:
        """Store bytes durably, under a name of their own until they are whole."""
        path = self._folder / own_key(tenant_id, key)
        try:
            await asyncio.to_thread(_write, path, content)
        except OSError as fault:
            raise _away(fault) from None

    async def read(self, tenant_id: int, key: str) -> bytes:
        """All bytes; raises `FileMissing`."""
        path = self._folder / own_key(tenant_id, key)
        try:
            return await asyncio.to_thread(path.read_bytes)
        except FileNotFoundError:
            raise FileMissing from None
        except OSError as fault:
            raise _away(fault) from None

    async def open(self, tenant_id: int, key: str) -> OpenFile:
        """The same piece by piece; raises `FileMissing` before the first one."""
        path = self._folder / own_key(tenant_id, key)
        try:
            size = await asyncio.to_thread(lambda: path.stat().st_size)
        except FileNotFoundError:
            raise FileMissing from None
        except OSError as fault:
            raise _away(fault) from None
        return OpenFile(size, _pieces(path))

    async def remove(self, tenant_id: int, key: str) -> None:
        """Delete; what is gone is gone."""
        path = self._folder / own_key(tenant_id, key)
        try:
            await asyncio.to_thread(path.unlink, missing_ok=True)
        except OSError as fault:
            raise _away(fault) from None

    async def check(self) -> None:
        """Write something, read it and take it away again; raises `FilesAway` with what is wrong."""
        path = self._folder / f"check-{secrets.token_hex(8)}"
        try:
            await asyncio.to_thread(_write, path, b"check")
            await asyncio.to_thread(path.read_bytes)
            await asyncio.to_thread(path.unlink)
        except OSError as fault:
            raise _away(fault) from None


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        opened = os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(opened, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
        _sync(path.parent)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def _sync(folder: Path) -> None:
    """A new name is durable once its folder is."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


async def _pieces(path: Path) -> AsyncIterator[bytes]:
    try:
        file: BinaryIO = await asyncio.to_thread(path.open, "rb")
        try:
            while piece := await asyncio.to_thread(file.read, CHUNK_BYTES):
                yield piece
        finally:
            file.close()
    except FileNotFoundError:
        raise FileMissing from None
    except OSError as fault:
        raise _away(fault) from None


def _away(fault: OSError) -> FilesAway:
    return FilesAway(f"the folder of files: {fault.strerror or type(fault).__name__}")
