"""An IMAP and an SMTP server for several mailboxes, on sockets that somebody bound."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from integrations.email.simulator.box import Box
from integrations.email.simulator.imap import ImapSession
from integrations.email.simulator.smtp import MOST_BYTES, SmtpSession, Take


class MailServers:
    """Both servers; they speak plainly, and never beyond this machine unless `security` says how."""

    def __init__(self, boxes: Mapping[str, Box], take: Take) -> None:
        """`boxes` by the user who opens them."""
        self._boxes, self._take = boxes, take
        self.security: ssl.SSLContext | None = None
        """With what a session is made safe once it is asked to be."""

    @asynccontextmanager
    async def serving(
        self, imap: socket.socket, smtp: socket.socket, *, security: ssl.SSLContext | None = None
    ) -> AsyncIterator[None]:
        """Listen on both; with `security` every session is safe from its first byte."""
        reading = await asyncio.start_server(self._imap, sock=imap, ssl=security)
        handing = await asyncio.start_server(self._smtp, sock=smtp, ssl=security, limit=MOST_BYTES)
        try:
            yield
        finally:
            reading.close()
            handing.close()

    async def _imap(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await ImapSession(self._boxes, self.security, reader, writer).run()

    async def _smtp(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await SmtpSession(self._boxes, self._take, self.security, reader, writer).run()
