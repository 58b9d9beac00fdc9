"""The data folder of one installation: who holds it, and its master key."""

import base64
import fcntl
import os
import secrets
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from wiring.commands import Refused

_PATIENCE = 0.5  # seconds: another command may look at the lock in this moment


class FolderLock:
    """Holds a data folder for one `sahut up`; the system lets go of it when the process dies."""

    def __init__(self, data: Path) -> None:
        self._data = data

    def __enter__(self) -> Self:
        """Makes the folder (0700) when there is none; `Refused` when another process holds it."""
        try:
            self._data.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = os.open(self._data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            reason = "it is not a folder" if isinstance(error, FileExistsError) else error.strerror
            raise Refused(f"cannot write in {self._data}: {reason}") from None
        give_up = time.monotonic() + _PATIENCE
        while not locked(self._file, fcntl.LOCK_EX):
            if time.monotonic() > give_up:
                holder = os.pread(self._file, 20, 0).decode(errors="replace").strip()
                self.drop()
                raise Refused(f"{self._data} is in use by process {holder}, a running `sahut up`")
            time.sleep(0.05)
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.drop()

    def drop(self) -> None:
        """Close the file; in a forked child this keeps the parent's hold and ends the child's share in it."""
        os.close(self._file)


def master_key(data: Path) -> Path:
    """The file of the master key (32 random bytes in base64), made at the first start.

    Raises `Refused` when it is gone while there is a database, whose secrets nobody else can open.
    """
    file = data / "keys" / "master"
    if not file.exists():
        if (data / "postgres" / "cluster").exists():
            raise Refused(f"{file} is missing; bring it back from a backup: the database is sealed with it")
        file.parent.mkdir(mode=0o700, exist_ok=True)
        unfinished = file.with_name("master.new")
        write_private(unfinished, base64.b64encode(secrets.token_bytes(32)) + b"\n")
        unfinished.rename(file)
        _keep(file.parent)
    return file


def locked(file: int, how: int) -> bool:
    """Take a lock on an open file if it can be had at once."""
    try:
        fcntl.flock(file, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def write_private(file: Path, content: bytes) -> None:
    """Write a file that only we may read, and wait until it is on the disk."""
    file.unlink(missing_ok=True)
    opened = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "wb") as writer:
        writer.write(content)
        writer.flush()
        os.fsync(opened)


def _keep(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
