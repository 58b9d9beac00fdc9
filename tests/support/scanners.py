"""A virus scanner on this machine that speaks as clamd does, knows one virus, and misbehaves when it is told to."""

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from support.ports import a_free_port

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
"""What every scanner takes for a virus, and no machine for a program; in two parts, so that this file is none."""
FOUND = "Win.Test.EICAR_HDB-1"


class Scanner:
    """Behaves as clamd(8) says: one command a connection, the file in pieces behind their lengths."""

    def __init__(self) -> None:
        self.address = ""
        self.limit = 25 * 1024 * 1024
        """StreamMaxLength of clamd.conf."""
        self.answer = ""
        """What it says of every file instead."""
        self.silent = False
        self.hangs_up = False
        """In the middle of a file."""
        self.only = b""
        """Bytes without which a file meets none of these faults."""
        self.scanned: list[bytes] = []
        self._server: asyncio.Server | None = None

    async def open(self) -> None:
        """Listen at the same address as before, or at a new one."""
        if self.address.startswith("/"):
            Path(self.address).unlink(missing_ok=True)  # noqa: ASYNC240 - a test's own
            self._server = await asyncio.start_unix_server(self._serve, self.address)
            return
        port = int(self.address.rpartition(":")[2] or a_free_port())
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        self.address = f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def close(self) -> None:
        """Nobody listens any more."""
        if self._server:
            self._server.close()
            self._server = None

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            command = await reader.readuntil(b"\0")
            told = await self._told(command, reader)
            if told:
                writer.write(told.encode() + b"\0")
                await writer.drain()
                await reader.read()  # what is still on its way, as clamd does
        writer.close()

    async def _told(self, command: bytes, reader: asyncio.StreamReader) -> str:
        if command == b"zVERSION\0":
            return "ClamAV 1.4.3/27800/Mon Nov 23 09:00:00 2026"
        if command != b"zINSTREAM\0":
            return "UNKNOWN COMMAND"
        content = bytearray()
        while size := struct.unpack(">I", await reader.readexactly(4))[0]:
            content += await reader.readexactly(size)
            if self.hangs_up and self.only in content:
                return ""
            if len(content) > self.limit:
                return "INSTREAM size limit exceeded. ERROR"
        self.scanned.append(bytes(content))
        if self.only in content and self.silent:
            await reader.read()  # until the other side has had enough
            return ""
        if self.only in content and self.answer:
            return self.answer
        return f"stream: {FOUND} FOUND" if EICAR in content else "stream: OK"


@asynccontextmanager
async def a_scanner(socket: Path | None = None) -> AsyncIterator[Scanner]:
    """A scanner that works, at a port or at the path of a socket."""
    scanner = Scanner()
    scanner.address = str(socket) if socket else ""
    await scanner.open()
    try:
        yield scanner
    finally:
        await scanner.close()
