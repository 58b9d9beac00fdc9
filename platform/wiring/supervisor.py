"""The parent of everything: starts the parts of an installation, restarts what dies, stops all in order.

One thread and no event loop, so that forking it is safe. Signals arrive as bytes in a pipe.
"""

import os
import select
import signal
import socket
import time
from collections.abc import Callable
from types import TracebackType
from typing import NoReturn, Self

from kit.embedded.program import Program, Steps
from wiring.parts import Part, start_part, tell

_STOPPING = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
_LIVED_WELL = 30.0  # seconds after which an earlier death is forgiven
_FIRST_WAIT, _LONGEST_WAIT = 0.2, 5.0  # seconds between restarts of what keeps dying


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
        listened = {*_STOPPING, signal.SIGCHLD}
        if signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:  # nohup: we are to outlive the terminal
            listened.remove(signal.SIGHUP)
        self._before = {number: signal.signal(number, lambda *_: None) for number in listened}
        signal.set_wakeup_fd(self._bell.fileno(), warn_on_full_buffer=False)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()
        signal.set_wakeup_fd(-1)
        for number, handler in self._before.items():
            signal.signal(number, handler)
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
        self._tell_pids()
        return life.code

    def wait(self, check: Callable[[], bool], seconds: float) -> bool:
        """Whether `check` came true in time; asked every 20 ms or so, while parts are kept alive."""
        give_up = time.monotonic() + seconds
        while not check():
            if time.monotonic() > give_up:
                return False
            self._turn(0.02)
        return True

    def supervise(self) -> NoReturn:
        """Keep the parts alive. Ends by `StopAsked` only."""
        while True:
            self._turn(3600.0)

    def deaths(self, name: str) -> int:
        """How often a part died since it last lived well."""
        return self._lives[name].deaths

    def _turn(self, seconds: float) -> None:
        """Wait for a signal, a due restart, or `seconds`, whichever is first; then act."""
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
        life.pid = start_part(life.part, self._hang_up)
        self._tell_pids()

    def _tell_pids(self) -> None:
        self._changed({name: one.pid for name, one in self._lives.items() if one.pid is not None})

    def _hang_up(self) -> None:
        self._ear.close()
        self._bell.close()
        self._in_child()

    def _stop(self) -> None:
        """Our own processes first, together; then the servers they used, the youngest first."""
        living = [life for life in reversed(self._lives.values()) if life.pid is not None]
        for life in self._lives.values():
            life.due = None
        ours = [life for life in living if not isinstance(life.part.what, Program)]
        if ours:
            self._end(ours, ours[0].part.stops_by)
        for life in living:
            if life not in ours:
                self._end([life], life.part.stops_by)

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
    tell("part_ended", part=life.part.name, code=life.code, lived=round(lived, 1), restart_in=wait)
