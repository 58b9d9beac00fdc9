"""The test's hand on the clock: time in the database passes as fast as the test wants."""

from datetime import datetime, timedelta

import asyncpg


class TestClock:
    """Moves the time that every process of this database goes by."""

    __test__ = False

    def __init__(self, owner_url: str) -> None:
        self._owner_url = owner_url

    async def forward(self, **by: float) -> None:
        """Let time pass: `await clock.forward(days=3)`."""
        await self._execute("SELECT move_demonstration_clock($1)", timedelta(**by))

    async def set_to(self, moment: datetime) -> None:
        """Now is this moment, and time passes on from it."""
        await self._execute("UPDATE installation SET clock_offset = $1::timestamptz - now()", moment)

    async def set_right(self) -> None:
        """Back to the real time, for the next test."""
        await self._execute("UPDATE installation SET clock_offset = $1", timedelta())

    async def _execute(self, sql: str, by: timedelta | datetime) -> None:
        connection = await asyncpg.connect(self._owner_url)
        try:
            await connection.execute(sql, by)
        finally:
            await connection.close()
