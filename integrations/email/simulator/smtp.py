"""An SMTP server for offices that hand letters over: greet, log in, name sender and recipients, send."""

import asyncio
import base64
import binascii
import re
import ssl
from collections.abc import Callable, Mapping

from integrations.email.simulator.box import Box

MOST_BYTES = 36_000_000
"""Of one letter; what a reader of these sessions must be able to hold."""
_ADDRESS = re.compile(r"(?:FROM|TO):\s*<([^<>\s]{0,320})>.*", re.IGNORECASE)

Take = Callable[[Box, str, list[str], bytes], None]
"""What becomes of a letter: its mailbox, from, to, content."""


class SmtpSession:
    """One session."""

    def __init__(
        self,
        boxes: Mapping[str, Box],
        take: Take,
        security: ssl.SSLContext | None,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._boxes, self._take, self._security = boxes, take, security
        self._reader, self._writer = reader, writer
        self._box: Box | None = None
        self._sender: str | None = None
        self._recipients: list[str] = []

    async def run(self) -> None:
        """Until the office leaves, or is hung up on."""
        self._say("220 ready")
        try:
            while line := await self._reader.readline():
                command = line.decode("latin-1").strip()
                word, _, rest = command.partition(" ")
                said = await self._answer(word.upper(), rest)
                if said == "hang up":
                    break
                self._say(said)
                await self._writer.drain()
                if word.upper() == "STARTTLS" and said.startswith("220") and self._security:
                    await self._writer.start_tls(self._security)
                if word.upper() == "QUIT":
                    break
        except (OSError, ValueError, asyncio.IncompleteReadError):
            pass
        finally:
            self._writer.close()

    async def _answer(self, word: str, rest: str) -> str:
        if word in ("EHLO", "HELO"):
            return "\r\n".join(["250-post", *self._abilities(), "250 AUTH PLAIN"])
        if word == "STARTTLS":
            return "220 go on" if self._security else "502 no"
        if word == "AUTH":
            return await self._log_in(rest)
        if word in ("NOOP", "QUIT"):
            return "221 bye" if word == "QUIT" else "250 ok"
        if self._box is None:
            return "530 log in first"
        ordered = self._box.faults.answers.get(word)
        if ordered:
            return ordered
        if word == "MAIL":
            return self._begin(rest)
        if word == "RCPT":
            return self._add(rest)
        if word == "DATA":
            return await self._read(self._box)
        if word == "RSET":
            self._sender, self._recipients = None, []
            return "250 ok"
        return "502 unknown"

    def _abilities(self) -> list[str]:
        return [f"250-SIZE {MOST_BYTES}", *(["250-STARTTLS"] if self._security else [])]

    async def _log_in(self, rest: str) -> str:
        way, _, given = rest.partition(" ")
        if way.upper() != "PLAIN":
            return "504 only PLAIN"
        if not given:
            self._say("334 ")
            given = (await self._reader.readline()).decode("latin-1").strip()
        try:
            _, user, password = base64.b64decode(given, validate=True).decode().split("\0")
        except (ValueError, binascii.Error):
            return "501 cannot be read"
        box = self._boxes.get(user)
        if box is not None:
            await asyncio.sleep(box.faults.slow_seconds)
            if ordered := box.faults.answers.get("AUTH"):
                return ordered
        if box is None or not box.opens_with(password):
            return "535 5.7.8 no"
        self._box = box
        return "235 ok"

    def _begin(self, rest: str) -> str:
        found = _ADDRESS.fullmatch(rest)
        if found is None:
            return "501 cannot be read"
        self._sender, self._recipients = found[1], []
        return "250 ok"

    def _add(self, rest: str) -> str:
        found = _ADDRESS.fullmatch(rest)
        if self._sender is None:
            return "503 MAIL first"
        if found is None or "@" not in found[1]:
            return "553 5.1.3 no address"
        self._recipients.append(found[1])
        return "250 ok"

    async def _read(self, box: Box) -> str:
        if self._sender is None or not self._recipients:
            return "503 RCPT first"
        self._say("354 go on")
        await self._writer.drain()
        content = (await self._reader.readuntil(b"\r\n.\r\n"))[:-3]
        said = box.faults.answers.get("CONTENT", "250 taken")
        if said[0] == "2" or said == "hang up":
            self._take(box, self._sender, self._recipients, _unstuffed(content))
        self._sender, self._recipients = None, []
        return said

    def _say(self, line: str) -> None:
        self._writer.write(f"{line}\r\n".encode())


def _unstuffed(content: bytes) -> bytes:
    """Without the points that were put before points at the beginning of lines."""
    return (b"\r\n" + content).replace(b"\r\n..", b"\r\n.")[2:]
