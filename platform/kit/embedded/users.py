"""PostgreSQL refuses to run as root: the unprivileged account it gets, and the way to its files."""

import os
import pwd
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

_NAME = "sahut-postgres"
_FALLBACK = "nobody"

Say = Callable[[str], None]


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """An account of the operating system that a server runs under."""

    name: str
    uid: int
    gid: int


def say(line: str) -> None:
    """What an operator should know about a change of the system, on stderr."""
    print(f"sahut: {line}", file=sys.stderr, flush=True)


def server_account(folder: Path, tell: Say = say) -> Account | None:
    """The account for a server whose files are in `folder`; None when we are not root.

    Files that exist keep their owner, so that a folder made by an ordinary user still works under root.
    """
    if os.geteuid() != 0:
        return None
    if folder.exists() and folder.stat().st_uid != 0:
        return _account(pwd.getpwuid(folder.stat().st_uid))
    try:
        return _account(pwd.getpwnam(_NAME))
    except KeyError:
        return _created(tell)


def open_way(account: Account, target: Path, tell: Say = say) -> None:
    """Let `account` pass through the folders above `target`: o+x where it is missing, and said so."""
    opened = [folder for folder in reversed(target.resolve().parents) if not _may_pass(account, folder)]
    for folder in opened:
        folder.chmod(folder.stat().st_mode | stat.S_IXOTH)
    if opened:
        names = ", ".join(str(folder) for folder in opened)
        tell(f"let {account.name}, under which PostgreSQL runs, pass through (o+x) {names}")


def open_files(account: Account, tree: Path, sample: Path, tell: Say = say) -> None:
    """Make an installed tree readable when it was installed under a strict umask, as `sample` in it shows."""
    if _may_read(account, sample) and all(_may_pass(account, folder) for folder in sample.parents):
        return
    closed = [path for path in _with_contents(tree) if not _may_read(account, path)]
    for path in closed:
        mode = path.stat().st_mode
        path.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if mode & stat.S_IXUSR else 0))
    if closed:
        tell(f"made {len(closed)} files of {tree} readable for {account.name}, under which PostgreSQL runs")


def own_folder(folder: Path, account: Account | None) -> None:
    """Make a private folder (0700) and give it to `account`."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if account is not None and folder.stat().st_uid != account.uid:
        os.chown(folder, account.uid, account.gid)


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)


def _created(tell: Say) -> Account:
    """A system user of our own; where no user can be made, the one that owns nothing."""
    program = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if program is None:
        tell(f"PostgreSQL does not run as root and useradd is missing: it runs as {_FALLBACK}")
        return _account(pwd.getpwnam(_FALLBACK))
    options = ["--system", "--user-group", "--no-create-home", "--home-dir", "/"]
    command = [program, *options, "--shell", "/usr/sbin/nologin", _NAME]
    done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603
    try:
        entry = pwd.getpwnam(_NAME)  # another start may have made it in this moment
    except KeyError:
        raise OSError(f"cannot make the system user {_NAME}: {done.stderr.strip()}") from None
    if done.returncode == 0:
        tell(f"PostgreSQL does not run as root: made the system user {_NAME}")
    return _account(entry)


def _may_pass(account: Account, folder: Path) -> bool:
    return _may(account, folder, stat.S_IXUSR)


def _may_read(account: Account, path: Path) -> bool:
    return _may(account, path, stat.S_IRUSR) and (not path.is_dir() or _may_pass(account, path))


def _may(account: Account, path: Path, right: int) -> bool:
    """Whether the mode bits give `right` (a bit of the user class); access lists are not looked at."""
    status = path.stat()
    if status.st_uid == account.uid:
        return bool(status.st_mode & right)
    if status.st_gid == account.gid:
        return bool(status.st_mode & right >> 3)
    return bool(status.st_mode & right >> 6)


def _with_contents(tree: Path) -> Iterator[Path]:
    yield tree
    for folder, folders, files in os.walk(tree):
        yield from (path for name in folders + files if not (path := Path(folder, name)).is_symlink())
