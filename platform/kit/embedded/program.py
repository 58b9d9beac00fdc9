"""A server program as a child of ours: without privileges, and never outliving its parent."""

import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from signal import Signals

import msgspec

from kit.embedded.users import Account

Steps = tuple[tuple[Signals, float], ...]
"""Signals to send one after the other, each with the seconds it is given to work."""

_C = ctypes.CDLL(None, use_errno=True)  # loaded here: after giving up privileges nothing can be imported
_PR_SET_PDEATHSIG, _PR_SET_NAME = 1, 15


class Program(msgspec.Struct, frozen=True, kw_only=True):
    """What to run, where, as whom, and how it ends."""

    arguments: tuple[str, ...]
    """The first is the absolute path of the program."""
    folder: Path
    """The working folder; a leftover of an earlier run is known by it."""
    log: Path
    """Receives what the program writes."""
    environment: Mapping[str, str]
    account: Account | None
    """Whose privileges it gets; None for our own."""
    dies_by: Signals
    """What the kernel sends it when its parent is gone."""
    stops_by: Steps
    before: Callable[[], None] = lambda: None
    """Runs in the new process while it still has our privileges."""
    first: Callable[[], None] = lambda: None
    """Runs in the new process under its account: clears away what an earlier run left."""


def start(program: Program) -> int:
    """Start `program` and return its process id; what goes wrong after that stands in its log."""
    parent = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    child = fork()
    if child:
        return child
    try:
        _become(program, parent)
    except BaseException as error:
        os.write(2, f"cannot start {program.arguments[0]}: {error}\n".encode())
    finally:
        os._exit(127)


def fork() -> int:
    """`os.fork`, after which the child has no signal handler and no wake-up pipe of its parent.

    Signals wait until that is so; otherwise one meant for the child could be noticed by the parent.
    """
    blocked = signal.pthread_sigmask(signal.SIG_SETMASK, signal.valid_signals())
    try:
        child = os.fork()
        if child == 0:
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
                signal.signal(number, signal.SIG_DFL)
        return child
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def die_with(parent: int, by: Signals) -> None:
    """Have the kernel send us `by` when `parent` dies (Linux; elsewhere nothing ties us to it).

    To be called after privileges were given up, which would undo it.
    """
    if sys.platform == "linux":
        if _C.prctl(_PR_SET_PDEATHSIG, int(by), 0, 0, 0):
            raise OSError(ctypes.get_errno(), "prctl(PR_SET_PDEATHSIG)")
        if os.getppid() != parent:  # it died before the call
            os._exit(0)


def call_ourselves(name: str) -> None:
    """What `ps -o comm` and `top` show for this process (Linux; 15 bytes of it)."""
    if sys.platform == "linux":
        _C.prctl(_PR_SET_NAME, name.encode()[:15], 0, 0, 0)


def leftovers(name: str, folder: Path) -> list[int]:
    """Living processes of the program `name` that work in `folder`, as far as we may see (Linux)."""
    here = str(folder)
    return [
        int(process.name)
        for process in Path("/proc").glob("[0-9]*")
        if _link(process / "cwd") == here and Path(_link(process / "exe")).name == name
    ]


def end(processes: Iterable[int], by: Signals, seconds: float) -> list[int]:
    """Signal leftovers, wait for their end, return those still alive."""
    living = list(processes)
    for process in living:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, by)
    give_up = time.monotonic() + seconds
    while (living := [process for process in living if _runs(process)]) and time.monotonic() < give_up:
        time.sleep(0.01)
    return living


def _become(program: Program, parent: int) -> None:
    os.setsid()  # Ctrl-C in a terminal is for the parent, which stops its parts in order
    program.before()
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # Python ignores it, other programs rely on it
    log = os.open(program.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
    for target, source in enumerate((nothing, log, log)):
        os.dup2(source, target)
    os.umask(0o077)
    if program.account is not None:
        os.setgroups([])
        os.setgid(program.account.gid)
        os.setuid(program.account.uid)
    die_with(parent, program.dies_by)
    os.chdir(program.folder)
    program.first()
    os.execve(program.arguments[0], program.arguments, dict(program.environment))  # noqa: S606


def _link(path: Path) -> str:
    try:
        return str(path.readlink()).removesuffix(" (deleted)")
    except OSError:  # it ended in this moment, or is somebody else's
        return ""


def _runs(process: int) -> bool:
    """False also for a dead process that nobody has waited for."""
    return _link(Path("/proc") / str(process) / "exe") != ""
