"""A function run in a child process that may use so much time and memory and no more.

The child is kept for further calls and started anew when it died, so an ordinary call costs a pipe's round trip.
"""

import asyncio
import contextlib
import os
import signal
import struct
import sys
from typing import Self

import msgspec

_LENGTH = struct.Struct(">Q")
_OUT_OF_MEMORY = b"memory"
_ANSWERED = b"answer"
_DYING_SECONDS = 2.0


class Bounds(msgspec.Struct, frozen=True, kw_only=True):
    """What one call may use."""

    cpu_seconds: int = 10
    memory_bytes: int = 512 * 1024 * 1024
    wall_seconds: int = 60
    """Also for waiting; more than the processor's time, because other programs run too."""
    answer_bytes: int = 256 * 1024 * 1024


class CallFailed(Exception):
    """Raised because the child gave no answer; the next call gets a new child."""


class OutOfTime(CallFailed):
    """The call used up its seconds."""


class OutOfMemory(CallFailed):
    """The call used up its memory."""


class Confined:
    """Calls `target`, a function from bytes to bytes named as `module:function`, one call at a time."""

    def __init__(self, target: str, bounds: Bounds | None = None) -> None:
        self.target = target
        self.bounds = bounds or Bounds()
        self._child: asyncio.subprocess.Process | None = None
        self._one_at_a_time = asyncio.Lock()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def call(self, request: bytes) -> bytes:
        """The function's answer; raises `CallFailed` when it died, failed or reached a bound."""
        async with self._one_at_a_time:
            child = await self._living()
            try:
                kind, answer = await asyncio.wait_for(
                    _ask(child, request, self.bounds), self.bounds.wall_seconds
                )
            except TimeoutError:
                await self.close()
                raise OutOfTime("the clock") from None
            except (asyncio.IncompleteReadError, OSError, struct.error):
                raise await self._what_killed(child) from None
            except BaseException:
                await self.close()  # a half-read answer must not meet the next question
                raise
            if kind == _ANSWERED:
                return answer
            await self.close()
            raise OutOfMemory("memory") if kind == _OUT_OF_MEMORY else CallFailed("failed")

    async def close(self) -> None:
        """End the child; the next call starts another."""
        child, self._child = self._child, None
        if child is not None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()

    async def _living(self) -> asyncio.subprocess.Process:
        if self._child is None or self._child.returncode is not None:
            await self.close()
            self._child = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "kit.confined_child", self.target),
                *(str(self.bounds.cpu_seconds), str(self.bounds.memory_bytes)),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONSAFEPATH": "1"},
            )
        return self._child

    async def _what_killed(self, child: asyncio.subprocess.Process) -> CallFailed:
        """SIGXCPU says that the processor's time was over; any other end says nothing.

        It is waited for first: a signal to one that is dead already takes from asyncio what it died of.
        """
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(child.wait(), _DYING_SECONDS)
        await self.close()
        return OutOfTime("the processor") if child.returncode == -signal.SIGXCPU else CallFailed("died")


async def _ask(child: asyncio.subprocess.Process, request: bytes, bounds: Bounds) -> tuple[bytes, bytes]:
    assert child.stdin is not None and child.stdout is not None
    child.stdin.write(_LENGTH.pack(len(request)))
    child.stdin.write(request)
    await child.stdin.drain()
    kind = await child.stdout.readexactly(len(_ANSWERED))
    (length,) = _LENGTH.unpack(await child.stdout.readexactly(_LENGTH.size))
    if length > bounds.answer_bytes:
        raise OSError("an answer above its bound")
    return kind, await child.stdout.readexactly(length)
