"""A line to the mailbox on which its server tells that a letter came (RFC 2177); nothing is read on it."""

import asyncio
import contextlib
import itertools
import re
import ssl
from collections.abc import Callable

from helpdesk.channels.errors import (
    ChannelError,
    ChannelFailing,
    ChannelUnreachable,
    CredentialsRejected,
    NotSupported,
)
from integrations.email.doors import SECONDS, Door
from integrations.email.settings import EmailSettings

ROUND_SECONDS = 9 * 60.0
"""The line is renewed long before the 29 minutes of the RFC: many gateways forget a silent one after ten."""
_LONGEST_LINE = 64 * 1024
_MOST_LINES = 1000
"""That a server says before it answers a command."""
_CAME = re.compile(rb"\* \d{1,10} (?:EXISTS|RECENT)\r?\n?", re.IGNORECASE)


async def listen(
    way: Door, settings: EmailSettings, heard: Callable[[], None], *, every: float = ROUND_SECONDS
) -> None:
    """Hold the line until it breaks; raises a `ChannelError`, `NotSupported` when the server has no IDLE."""
    error: ChannelError
    line: _Line | None = None
    try:
        line = await _opened(way)
        await _logged_in(line, settings)
        await line.ask("EXAMINE INBOX")
        while True:
            await line.idle(heard, every)
    except ChannelError as known:
        error = known
    except (OSError, ValueError, EOFError, asyncio.LimitOverrunError):
        error = ChannelUnreachable("imap")
    finally:
        if line is not None:
            line.leave()
    # Raised out here: inside the except block it would carry the server's words as its context.
    raise error.with_traceback(None) from None


class _Line:
    """Commands and answers, one after the other."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._tags = (f"s{number}" for number in itertools.count(1))

    async def greeted(self) -> None:
        """The server's first word."""
        if not (await self._told()).upper().startswith(b"* OK"):
            raise ChannelFailing("imap")

    async def ask(self, command: str, refusal: type[ChannelError] = ChannelFailing) -> list[bytes]:
        """What the server says to a command; raises the refusal when it says no."""
        tag = self._send(command)
        said: list[bytes] = []
        while len(said) < _MOST_LINES:
            line = await self._told()
            if line.startswith(tag + b" "):
                if line[len(tag) + 1 :].upper().startswith(b"OK"):
                    return said
                busy = b"UNAVAILABLE" in line or b"INUSE" in line
                raise (ChannelFailing if busy else refusal)("imap")
            said.append(line)
        raise ChannelFailing("imap")

    async def idle(self, heard: Callable[[], None], seconds: float) -> None:
        """Listen for so long, then let the server know that we are still there."""
        tag = self._send("IDLE")
        while not (line := await self._told()).startswith(b"+"):
            if line.startswith(tag + b" "):
                raise ChannelFailing("idle")
        heard()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not self._judged(await self._read(), tag, heard):
                    pass
                raise ChannelFailing("idle")
        self._writer.write(b"DONE\r\n")
        while not self._judged(await self._told(), tag, heard):
            pass

    async def safe(self, host: str) -> None:
        """Go on under TLS."""
        await self.ask("STARTTLS")
        await self._writer.start_tls(ssl.create_default_context(), server_hostname=host)

    def leave(self) -> None:
        """Say good-bye if that is possible, and hang up."""
        with contextlib.suppress(OSError, RuntimeError):
            self._writer.write(b"DONE\r\ns0 LOGOUT\r\n")
            self._writer.close()

    def _send(self, command: str) -> bytes:
        tag = next(self._tags)
        self._writer.write(f"{tag} {command}\r\n".encode("ascii"))
        return tag.encode()

    async def _told(self) -> bytes:
        async with asyncio.timeout(SECONDS):
            return await self._read()

    async def _read(self) -> bytes:
        line = await self._reader.readline()
        if not line:
            raise EOFError
        if line.upper().startswith(b"* BYE"):
            raise ChannelFailing("bye")
        return line

    def _judged(self, line: bytes, tag: bytes, heard: Callable[[], None]) -> bool:
        """Whether the line ends the listening; what tells of a letter is told on."""
        if _CAME.fullmatch(line):
            heard()
        return line.startswith(tag + b" ")


async def _opened(way: Door) -> _Line:
    security = ssl.create_default_context() if way.tls == "tls" else None
    name = way.host if security else None
    for address in way.addresses:
        try:
            async with asyncio.timeout(SECONDS):
                reader, writer = await asyncio.open_connection(
                    address, way.port, ssl=security, server_hostname=name, limit=_LONGEST_LINE
                )
        except OSError:
            continue
        line = _Line(reader, writer)
        try:
            await line.greeted()
            if way.tls == "starttls":
                await line.safe(way.host)
        except BaseException:
            line.leave()
            raise
        return line
    raise ChannelUnreachable("not_connected")


async def _logged_in(line: _Line, settings: EmailSettings) -> None:
    await line.ask(
        f"LOGIN {_quoted(settings.mail_user)} {_quoted(settings.mail_password)}", CredentialsRejected
    )
    words = b" ".join(await line.ask("CAPABILITY")).upper().split()
    if b"IDLE" not in words:
        raise NotSupported("idle")


def _quoted(word: str) -> str:
    """A quoted string of RFC 3501; a line's end cannot stand in one."""
    if any(sign in word for sign in "\r\n\0"):
        raise CredentialsRejected("imap")
    escaped = word.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
