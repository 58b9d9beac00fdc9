"""A door on this machine that takes what offices elsewhere are sent."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec

_OK = b'{"receives":true}'


class Listening:
    """A door on this machine that writes down what comes, and answers what it is told to."""

    def __init__(self) -> None:
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[tuple[int, bytes, dict[str, str]]] = []
        """What the next calls are answered; then everything is taken."""
        self.port = 0

    @property
    def messages(self) -> list[dict[str, Any]]:
        return [msgspec.json.decode(body) for _, body in self.calls]

    def says(self, status: int, code: str = "", **headers: str) -> None:
        self.answers.append((status, msgspec.json.encode({"code": code}), headers))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(_pair(line) for line in head[1:] if line)
        self.calls.append((headers, await reader.readexactly(int(headers["content-length"]))))
        status, body, more = self.answers.pop(0) if self.answers else (200, _OK, {})
        lines = [f"HTTP/1.1 {status} x", f"content-length: {len(body)}", "connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in more.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + body)
        await writer.drain()
        writer.close()


def _pair(line: str) -> tuple[str, str]:
    name, value = line.split(": ", 1)
    return name.lower(), value


@asynccontextmanager
async def listening() -> AsyncIterator[Listening]:
    door = Listening()
    server = await asyncio.start_server(door.serve, "127.0.0.1", 0)
    door.port = server.sockets[0].getsockname()[1]
    async with server:
        yield door
