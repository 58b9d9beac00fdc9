"""Open streams of the desk, as a browser's tab holds them: events are read as they come."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec

from support.officers import Browser


class Event(NamedTuple):
    """One event of a stream."""

    name: str
    data: str
    id: str = ""

    @property
    def marks(self) -> list[str]:
        """The marks of cases that it carries."""
        return [] if self.data == "-" else list(msgspec.json.decode(self.data))


class Tab:
    """What one tab hears."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.heard: list[Event] = []
        self.ended = asyncio.Event()
        self._news = asyncio.Condition()
        self._rest = ""

    async def until(self, *names: str, seconds: float = 60.0) -> Event:
        """The first event with one of these names that was not waited for yet."""

        def found() -> Event | None:
            return next((event for event in self.heard if event.name in names), None)

        async with asyncio.timeout(seconds), self._news:
            await self._news.wait_for(found)
        event = found()
        assert event is not None
        self.heard.remove(event)
        return event

    async def nothing(self, *names: str, seconds: float = 0.4) -> None:
        """Nothing with one of these names comes."""
        await asyncio.sleep(seconds)
        assert [event for event in self.heard if event.name in names] == []

    async def take(self, message: Any) -> None:
        """A piece of the answer."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {name.decode(): value.decode() for name, value in message["headers"]}
            return
        async with self._news:
            *whole, self._rest = (self._rest + message.get("body", b"").decode()).split("\n\n")
            self.heard += [event for event in map(_event, whole) if event]
            self._news.notify_all()
        if not message.get("more_body", False):
            self.ended.set()


@asynccontextmanager
async def open_tab(app: Any, browser: Browser, path: str, **headers: str) -> AsyncIterator[Tab]:
    """A stream of the browser's officer; it is left at the end of the block."""
    tab, leave = Tab(), asyncio.Event()
    address = urlsplit(f"{browser.desk}/{path}")
    cookie = "; ".join(f"{name}={value}" for name, value in browser.http.cookies.items())
    given = {"host": "localhost:8000", "cookie": cookie, "accept": "text/event-stream", **headers}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": address.path,
        "raw_path": address.path.encode(),
        "root_path": "",
        "query_string": address.query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in given.items()],
        "client": ("127.0.0.1", 5000),
        "server": ("localhost", 8000),
        "state": {},
    }
    asked = False

    async def receive() -> Any:
        nonlocal asked
        if not asked:
            asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await leave.wait()
        return {"type": "http.disconnect"}

    serving = asyncio.create_task(app(scope, receive, tab.take))
    try:
        yield tab
    finally:
        leave.set()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(60):
                await serving


def _event(text: str) -> Event | None:
    fields = dict(line.split(": ", 1) for line in text.splitlines() if line and not line.startswith(":"))
    return Event(fields["event"], fields["data"], fields.get("id", "")) if "event" in fields else None
