"""The virus scanner clamd, asked over its socket: one connection a file (clamd(8), INSTREAM)."""

import asyncio
import contextlib
import re
import struct
from collections.abc import AsyncIterator

from kit.settings import SettingWrong

_CONNECT_SECONDS = 3.0
_FILE_SECONDS = 150.0
"""clamd itself gives a file two minutes."""
_ASK_SECONDS = 5.0
_MOST_ANSWER = 4096
_FOUND = re.compile(r"stream: (.{1,200}) FOUND")
_TOO_LARGE = "INSTREAM size limit exceeded"


class ScannerAway(Exception):
    """The scanner cannot be reached: no file fares better now."""


class NotScanned(Exception):
    """The scanner was reached but did not judge this file, whose fault it may be.

    `code` is `too_large`, `scanner_error`, `silent`, `cut_off` or `not_understood`.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class AddressWrong(SettingWrong):
    """The scanner's address is neither the path of a socket nor host:port."""


class Clamd:
    """One scanner. Nothing is kept open between files, so that it may be restarted at any time."""

    def __init__(self, address: str, *, patience: float = _FILE_SECONDS) -> None:
        """`patience`: seconds that one file may take. Raises `AddressWrong`."""
        self._socket = address if address.startswith("/") else ""
        self._host, self._port = ("", 0) if self._socket else _parted(address)
        self._patience = patience

    async def scan(self, content: AsyncIterator[bytes]) -> str:
        """The name of what was found, empty when nothing was.

        Raises `ScannerAway`, `NotScanned`, and what reading the content raises.
        """
        try:
            async with asyncio.timeout(self._patience), self._connected() as (reader, writer):
                answer = await _streamed(reader, writer, content)
        except TimeoutError:
            raise NotScanned("silent") from None
        return _verdict(answer)

    async def version(self) -> str:
        """Its version and that of its signatures, as it says them; raises `ScannerAway`."""
        try:
            async with asyncio.timeout(_ASK_SECONDS), self._connected() as (reader, writer):
                writer.write(b"zVERSION\0")
                await writer.drain()
                answer = await _answer(reader)
        except (TimeoutError, OSError, NotScanned):
            raise ScannerAway("silent") from None
        if not answer.startswith("ClamAV"):
            raise ScannerAway("not understood")
        return answer

    @contextlib.asynccontextmanager
    async def _connected(self) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
        try:
            async with asyncio.timeout(_CONNECT_SECONDS):
                opening = (
                    asyncio.open_unix_connection(self._socket)
                    if self._socket
                    else asyncio.open_connection(self._host, self._port)
                )
                reader, writer = await opening
        except (OSError, TimeoutError) as fault:
            raise ScannerAway(type(fault).__name__) from None
        try:
            yield reader, writer
        finally:
            writer.transport.abort()


async def _streamed(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, content: AsyncIterator[bytes]
) -> str:
    """Send the content in pieces, each behind its length; one of length nothing ends it.

    It is listened to meanwhile: of a file that is too long it says so in the middle, and hangs up.
    """
    answering = asyncio.create_task(_answer(reader))
    try:
        with contextlib.suppress(ConnectionError):
            writer.write(b"zINSTREAM\0")
            async for piece in content:
                if answering.done():
                    break
                writer.write(struct.pack(">I", len(piece)) + piece if piece else b"")
                await writer.drain()
            writer.write(struct.pack(">I", 0))
            await writer.drain()
        return await answering
    finally:
        answering.cancel()


async def _answer(reader: asyncio.StreamReader) -> str:
    try:
        told = await reader.readuntil(b"\0")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
        raise NotScanned("cut_off") from None
    return told[:_MOST_ANSWER].rstrip(b"\0\n").decode("utf-8", "replace")


def _verdict(answer: str) -> str:
    """Only the one word for a clean file lets it through."""
    if answer == "stream: OK":
        return ""
    if found := _FOUND.fullmatch(answer):
        return "".join(sign if sign.isascii() and sign.isprintable() else "?" for sign in found[1])
    if answer.endswith("ERROR"):
        raise NotScanned("too_large" if answer.startswith(_TOO_LARGE) else "scanner_error")
    raise NotScanned("not_understood")


def _parted(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise AddressWrong("SAHUT_SCANNER is the path of clamd's socket, host:port, or none")
    return host.strip("[]"), int(port)
