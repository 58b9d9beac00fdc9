"""A running mailbox, and the adapter that looks into it: real sockets on free ports."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import UUID

from helpdesk.channels.contract import Account, Adapter
from helpdesk.channels.model import ChannelKind, Identity, OutboundMessage
from integrations.email.adapter import email
from integrations.email.reader import Reader
from integrations.email.settings import EmailSettings
from kit.egress import EgressPolicy
from support.mail_servers import MAILBOX, a_post

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
SITI = "siti@warga.example"


class Stage:
    """The adapter, its account and the servers: a `Post`, or something else that is `entered` like one."""

    def __init__(self, post: Any, adapter: Adapter) -> None:
        self.post, self.adapter = post, adapter
        self.cursor = ""

    def account(self, **more: Any) -> Account:
        settings = EmailSettings(**{**self.post.entered, "display_name": "Dinkes Batang", **more})
        return Account(id=UUID(int=1), kind=ChannelKind.EMAIL, address=MAILBOX, settings=settings)

    async def look(self, now: datetime = NOW) -> list[Any]:
        assert self.adapter.poller
        found = await self.adapter.poller.look(self.account(), self.cursor, now)
        self.cursor = found.cursor
        return list(found.arrivals)

    async def send(self, text: str = "Terima kasih", **more: Any) -> str:
        assert self.adapter.sender
        recipient = Identity(scheme="email", value=more.pop("to", SITI))
        wanted = OutboundMessage(id=UUID(int=9), recipient=recipient, text=text, **more)
        return (await self.adapter.sender.send(wanted, self.account())).external_id

    @property
    def last(self) -> EmailMessage:
        return message_from_bytes(self.post.taken[-1][2], policy=policy.default)  # type: ignore[arg-type, return-value]


@asynccontextmanager
async def running() -> AsyncIterator[Stage]:
    """Servers, reader and adapter."""
    async with a_post() as post, Reader() as reader:
        yield Stage(post, email(EgressPolicy.LOOPBACK_ONLY, b"k" * 32, reader))


def a_letter(text: str = "Antrean di puskesmas lama sekali.", **headers: str) -> bytes:
    """What a citizen writes."""
    made = EmailMessage()
    head = {"From": f"Siti <{SITI}>", "To": MAILBOX, "Subject": "Antrean", "Message-ID": "<1@warga.example>"}
    for name, value in {**head, **headers}.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()
