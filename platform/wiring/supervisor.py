"""The parent of everything: starts the parts of an installation, restarts what dies, stops all in order.

One thread and no event loop, so that forking it is safe. Signals arrive as bytes in a pipe.
"""

import gc
import os
import select
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from signal import Signals
from types import TracebackType
from typing import Self

import msgspec

from kit.embedded.program import Program, Steps, die_with, fork, start

_FUNCTION_STOPS_BY: Steps = ((signal.SIGTERM, 20), (signal.SIGKILL, 5))
_STOPPING = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
_LIVED_WELL = 30.0  # seconds after which an earlier death is forgiven
_FIRST_WAIT, _LONGEST_WAIT = 0.2, 5.0  # seconds between restarts of what keeps dying


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A program to execute, or a function to run in a forked copy of this process."""

    name: str
    what: Program | Callable[[], object]


class StopAsked(Exception):
    """An operator or the system wants everything stopped."""


class _Life:
    """How one part fares."""

    def __init__(self, part: Part, *, once: bool) -> None:
        self.part = part
        self.once = once
        self.pid: int | None = None
        self.born = 0.0
        self.deaths = 0
        self.due: float | None = None  # the next start
        self.code: int | None = None  # of the last end; negative when a signal killed it


class Supervisor:
    """Use as a context: signals are ours inside, and at the end every part is stopped.

    `changed` hears the process ids of all parts after every start; `in_child` runs first in forked functions.
    """

    def __init__(
        self,
        *,
        changed: Callable[[dict[str, int]], None] = lambda parts: None,
        in_child: Callable[[], None] = lambda: None,
    ) -> None:
        self._changed = changed
        self._in_child = in_child
        self._lives: dict[str, _Life] = {}
        self._asked = 0

    def __enter__(self) -> Self:
        self._ear, self._bell = socket.socketpair()
        self._ear.setblocking(False)
        self._bell.setblocking(False)
        for number in (*_STOPPING, signal.SIGCHLD):
            signal.signal(number, lambda *_: None)
        signal.set_wakeup_fd(self._bell.fileno(), warn_on_full_buffer=False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()
        signal.set_wakeup_fd(-1)
        self._ear.close()
        self._bell.close()

    def start(self, part: Part) -> None:
        """Start a part that is to live as long as we do."""
        self._lives[part.name] = life = _Life(part, once=False)
        self._give_birth(life)

    def run(self, part: Part) -> int:
        """Run a part to its end, keeping the others alive meanwhile; returns its exit code."""
        self._lives[part.name] = life = _Life(part, once=True)
        self._give_birth(life)
        while life.code is None:
            self._turn(1.0)
        del self._lives[part.name]
        return life.code

    def wait(self, check: Callable[[], bool], seconds: float) -> bool:
        """Whether `check` came true in time; asked every 20 ms or so, while parts are kept alive."""
        give_up = time.monotonic() + seconds
        while not check():
            if time.monotonic() > give_up:
                return False
            self._turn(0.02)
        return True

    def supervise(self) -> None:
        """Keep the parts alive. Ends by `StopAsked` only."""
        while True:
            self._turn(3600.0)

    def deaths(self, name: str) -> int:
        """How often a part died since it last lived well."""
        return self._lives[name].deaths

    def _turn(self, seconds: float) -> None:
        """Wait for a signal, a due restart, or `seconds`, whichever comes first; then do what is to be done."""
        self._listen(seconds)
        if self._asked:
            raise StopAsked
        for life in self._ended():
            if not life.once:
                _plan_restart(life)
        for life in self._lives.values():
            if life.due is not None and life.due <= time.monotonic():
                self._give_birth(life)

    def _listen(self, seconds: float) -> None:
        waits = [life.due - time.monotonic() for life in self._lives.values() if life.due is not None]
        select.select([self._ear], [], [], max(0.0, min([seconds, *waits])))
        try:
            heard = self._ear.recv(4096)
        except BlockingIOError:
            return
        self._asked += sum(number in _STOPPING for number in heard)

    def _ended(self) -> list[_Life]:
        """Those whose process has ended since the last look."""
        ended = []
        for life in self._lives.values():
            if life.pid is not None:
                pid, status = os.waitpid(life.pid, os.WNOHANG)
                if pid:
                    life.pid, life.code = None, os.waitstatus_to_exitcode(status)
                    ended.append(life)
        return ended

    def _give_birth(self, life: _Life) -> None:
        life.due, life.code, life.born = None, None, time.monotonic()
        what = life.part.what
        life.pid = start(what) if isinstance(what, Program) else self._fork(life.part.name, what)
        self._changed({name: one.pid for name, one in self._lives.items() if one.pid is not None})

    def _fork(self, name: str, function: Callable[[], object]) -> int:
        parent = os.getpid()
        gc.collect()
        gc.freeze()  # what is there already is never collected again, so its pages stay shared
        sys.stdout.flush()
        sys.stderr.flush()
        child = fork()
        if child:
            return child
        code = 1
        try:
            os.setsid()  # Ctrl-C in a terminal is for the parent, which stops its parts in order
            die_with(parent, signal.SIGKILL)
            self._ear.close()
            self._bell.close()
            self._in_child()
            function()
            code = 0
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        except BaseException as error:
            _tell_failure(name, error)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _stop(self) -> None:
        """Our own processes first, together; then the servers they used, the youngest first."""
        living = [life for life in reversed(self._lives.values()) if life.pid is not None]
        self._end([life for life in living if not isinstance(life.part.what, Program)], _FUNCTION_STOPS_BY)
        for life in living:
            if isinstance(life.part.what, Program):
                self._end([life], life.part.what.stops_by)

    def _end(self, lives: list[_Life], steps: Steps) -> None:
        """Signal until all have ended; somebody who asks again gets the next, harder signal at once."""
        for number, seconds in steps:
            asked, give_up = self._asked, time.monotonic() + seconds
            for life in lives:
                if life.pid is not None:
                    os.kill(life.pid, number)
            while any(life.pid for life in lives) and asked == self._asked and time.monotonic() < give_up:
                self._ended()
                if any(life.pid for life in lives):
                    self._listen(give_up - time.monotonic())


def _plan_restart(life: _Life) -> None:
    """At once after the first death, later and later when it dies again and again."""
    lived = time.monotonic() - life.born
    life.deaths = 1 if lived >= _LIVED_WELL else life.deaths + 1
    wait = 0.0 if life.deaths == 1 else min(_FIRST_WAIT * 2 ** (life.deaths - 2), _LONGEST_WAIT)
    life.due = time.monotonic() + wait
    _tell("part_ended", part=life.part.name, code=life.code, lived=round(lived, 1), restart_in=wait)


def _tell_failure(name: str, error: BaseException) -> None:
    """The first line of an error only: what follows may quote values."""
    where = [
        f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)
    ]
    first = str(error).partition("\n")[0][:300]
    _tell("part_failed", part=name, error=type(error).__name__, message=first, where=where[-8:])


def _tell(event: str, **facts: object) -> None:
    """One JSON line, as the parts themselves write them."""
    line = {"event": event, "level": "warning", "timestamp": datetime.now(UTC), "pid": os.getpid(), **facts}
    print(msgspec.json.encode(line).decode(), file=sys.stderr, flush=True)
