"""Remotes that fail in every way we know: scripts for a transport, shared by the tests of all adapters."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable

import httpx2

Script = Callable[[httpx2.Request], httpx2.Response]


def scripted(script: Script) -> httpx2.AsyncClient:
    """A client whose remote is the script."""
    return httpx2.AsyncClient(transport=httpx2.MockTransport(script))


def nobody(_: httpx2.Request) -> httpx2.Response:
    """A remote that must not be called."""
    raise AssertionError("nothing may be called here")


def failing(error: Exception) -> Script:
    """A transport that fails instead of answering."""

    def script(_: httpx2.Request) -> httpx2.Response:
        raise error

    return script


def answering(status: int, body: object = None, **headers: str) -> Script:
    """Always the same answer; header names with `_` for `-`."""
    content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: httpx2.Response(status, content=content, headers=named)


class _Endless(httpx2.AsyncByteStream):
    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(0)
            yield b" " * 1_000_000


NOT_SENT = [httpx2.ConnectError("refused"), httpx2.ConnectTimeout("slow"), httpx2.PoolTimeout("busy")]
BROKEN_OFF = [
    httpx2.ReadTimeout("slow"),
    httpx2.WriteTimeout("slow"),
    httpx2.ReadError("gone"),
    httpx2.WriteError("gone"),
    httpx2.RemoteProtocolError("gone"),
]
BREAKDOWNS = [500, 502, 503, 504, 408]
ODD_SUCCESSES: list[Script] = [
    answering(200),
    answering(200, b"<html>"),
    answering(200, b"\xff\xfe\x00"),
    answering(200, b"[" * 60_000),
    answering(200, b"null"),
    answering(200, b"[]"),
    answering(200, b'{"error": 3, "results": 4, "messages": 5, "url": 6}'),
    answering(200, b'{"error": {"code": {}}, "results": [null], "messages": [null]}'),
    answering(204),
]
ODD_REFUSALS: list[Script] = [
    answering(302, location="https://elsewhere.example/"),
    answering(400, b"\xff"),
    answering(400, b'{"error": {"code": "a sentence"}, "message": ["x"]}'),
    answering(418),
    answering(451, b"[" * 60_000),
    answering(599),
    lambda _: httpx2.Response(200, stream=_Endless()),
]
