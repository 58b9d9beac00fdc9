"""What is read often and changes seldom: kept in memory for seconds."""

import time
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

MOST = 5000


class Remembered(Generic[K, V]):
    """Values by key, each read at most once in so many seconds per process; one per kind of value."""

    def __init__(self, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._clock = clock
        self._known: dict[K, tuple[float, V]] = {}

    async def get(self, key: K, read: Callable[[], Awaitable[V]]) -> V:
        """The value as it was read within the last seconds, else read now; what reading raises is not kept."""
        found = self._known.get(key)
        if found is not None and self._clock() - found[0] < self._seconds:
            return found[1]
        fresh = await read()
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[key] = (self._clock(), fresh)
        return fresh

    def forget(self, key: K) -> None:
        """Read this one anew at the next need."""
        self._known.pop(key, None)

    def forget_all(self) -> None:
        """Read everything anew at the next need."""
        self._known.clear()
