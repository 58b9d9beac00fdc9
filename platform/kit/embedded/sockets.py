"""Folders for unix sockets, whose paths must be short and need no quoting in an address."""

import os
import re
import stat
import tempfile
from pathlib import Path

from kit.embedded.users import Account, own_folder

# 107 bytes are what Linux allows for a path (103 elsewhere), less the longest name put into the folder.
_USABLE = re.compile(r"[A-Za-z0-9/._-]{1,80}")
_NOTE = "sockets-are-in"


def socket_folder(home: Path, account: Account | None) -> Path:
    """A private folder (0700) for the sockets of the server that lives in `home`.

    It is `home/run` when that path can be used, else one in the system's folder for temporary files, which
    is remembered in `home` so that a second start finds the first one's leftovers.
    """
    folder = home / "run"
    if _USABLE.fullmatch(str(folder)) is None:
        folder = _remembered(home, account) or _temporary(home)
    own_folder(folder, account)
    return folder


def drop_socket_folder(home: Path, account: Account | None) -> None:
    """Remove a temporary folder that nobody uses any more."""
    folder = _remembered(home, account)
    if folder is not None:
        for file in folder.glob("*"):
            file.unlink()
        folder.rmdir()
        (home / _NOTE).unlink()


def _remembered(home: Path, account: Account | None) -> Path | None:
    """The temporary folder of an earlier start, if it is still there and still ours alone."""
    try:
        folder = Path((home / _NOTE).read_text(encoding="utf-8"))
        status = folder.lstat()
    except FileNotFoundError:
        return None
    ours = status.st_uid == (account.uid if account else os.geteuid())
    return folder if ours and status.st_mode == stat.S_IFDIR | 0o700 else None


def _temporary(home: Path) -> Path:
    for parent in (tempfile.gettempdir(), "/tmp", "/var/tmp"):  # noqa: S108 (mkdtemp makes it private)
        if _USABLE.fullmatch(f"{parent}/sahut-12345678") and os.access(parent, os.W_OK):
            folder = Path(tempfile.mkdtemp(prefix="sahut-", dir=parent))
            (home / _NOTE).write_text(str(folder), encoding="utf-8")
            return folder
    raise OSError(f"no folder short enough for sockets; set TMPDIR to one (the data folder is {home})")
