"""A part of an installation: how it is started, how it is stopped, how its end is told."""

import gc
import os
import signal
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from kit.embedded.program import Program, Steps, call_ourselves, die_with, fork, start

_FUNCTION_STOPS_BY: Steps = ((signal.SIGTERM, 20), (signal.SIGKILL, 5))


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A program to execute, or a function to run in a forked copy of this process."""

    name: str
    what: Program | Callable[[], object]

    @property
    def stops_by(self) -> Steps:
        """The signals that stop it, with their seconds."""
        return self.what.stops_by if isinstance(self.what, Program) else _FUNCTION_STOPS_BY


def start_part(part: Part, in_child: Callable[[], None]) -> int:
    """Start it and return its process id; `in_child` runs before a forked function."""
    if isinstance(part.what, Program):
        return start(part.what)
    parent = os.getpid()
    gc.collect()
    gc.freeze()  # what is there already is never collected again, so its pages stay shared
    sys.stdout.flush()
    sys.stderr.flush()
    child = fork()
    if child == 0:
        _live(part.name, part.what, parent, in_child)
    return child


def tell(event: str, **facts: object) -> None:
    """One JSON line on stderr, in the form in which the parts themselves log."""
    line = {"event": event, "level": "warning", "timestamp": datetime.now(UTC), "pid": os.getpid(), **facts}
    print(msgspec.json.encode(line).decode(), file=sys.stderr, flush=True)


def _live(name: str, function: Callable[[], object], parent: int, first: Callable[[], None]) -> None:
    """The whole life of a forked function; never returns."""
    code = 1
    try:
        os.setsid()  # Ctrl-C in a terminal is for the parent, which stops its parts in order
        die_with(parent, signal.SIGKILL)
        call_ourselves(f"sahut {name}")
        first()
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


def _tell_failure(name: str, error: BaseException) -> None:
    """The first line of an error only: what follows may quote values."""
    frames = traceback.extract_tb(error.__traceback__)[-8:]
    where = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames]
    first = str(error).partition("\n")[0][:300]
    tell("part_failed", part=name, error=type(error).__name__, message=first, where=where)
