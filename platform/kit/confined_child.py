"""The child of `kit.confined`: reads a question, answers it within its bounds, and again, until nobody asks."""

import contextlib
import os
import signal
import struct
import sys
from collections.abc import Callable
from importlib import import_module
from typing import BinaryIO

_LENGTH = struct.Struct(">Q")


def main(target: str, cpu_seconds: int, memory_bytes: int) -> None:
    """Serve until the questions end."""
    module, _, name = target.partition(":")
    function: Callable[[bytes], bytes] = getattr(import_module(module), name)
    answers, questions = os.fdopen(os.dup(1), "wb"), sys.stdin.buffer
    os.dup2(2, 1)  # what a library prints is no answer
    _confine(memory_bytes)
    while head := questions.read(_LENGTH.size):
        (length,) = _LENGTH.unpack(head)
        _allow(cpu_seconds)
        _answer(function, questions, length, answers)


def _answer(function: Callable[[bytes], bytes], questions: BinaryIO, length: int, answers: BinaryIO) -> None:
    try:
        kind, answer = b"answer", function(questions.read(length))
    except MemoryError:
        kind, answer = b"memory", b""
    except Exception:
        kind, answer = b"failed", b""
    answers.write(kind + _LENGTH.pack(len(answer)))
    answers.write(answer)
    answers.flush()


def _confine(memory_bytes: int) -> None:
    """Bounds for the whole life: memory, no files written, no core, no further processes to speak of."""
    import resource

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when to end
    for name, most in (("RLIMIT_AS", memory_bytes), ("RLIMIT_CORE", 0), ("RLIMIT_FSIZE", 0)):
        with contextlib.suppress(ValueError, OSError):  # some systems know a limit and refuse to set it
            resource.setrlimit(getattr(resource, name), (most, most))


def _allow(cpu_seconds: int) -> None:
    """So many seconds from now: the kernel counts from the beginning of the process."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + 1 + cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
