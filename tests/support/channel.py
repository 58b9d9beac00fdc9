"""Channels whose far end is a script: real `Adapter` values for tests of what stands behind them."""

import asyncio
import hashlib
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Annotated
from uuid import UUID

import msgspec

from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.contract import SECRET, Account, Adapter
from helpdesk.channels.errors import ChannelError, MediaRejected
from helpdesk.channels.model import ChannelKind, FetchedMedia, MediaRef, OutboundMessage, Receipt
from helpdesk.channels.register import Filed, Filing, Prepared, RemoteCase, RemoteStatus, Reporter, Upload
from tenants.doors import tenant_scope


class AccountSettings(msgspec.Struct, frozen=True, kw_only=True):
    """What an account of the scripted channel needs."""

    token: Annotated[str, SECRET] = "rahasia"
    number: str = ""


Answer = Exception | str | None
"""What the far end does with a call: raise this, answer this id, or answer an id of its own."""


class FarEnd:
    """The remote behind a channel and a register; it notes what reached it and answers by script."""

    def __init__(self) -> None:
        self.sent: list[OutboundMessage] = []
        self.filed: list[Filing] = []
        self.answers: list[Answer] = []
        self.files: dict[str, bytes | Exception] = {}
        self.remote = RemoteCase(status=RemoteStatus(code="unverified"))
        self.before_answering: Callable[[], object] = lambda: None
        self.pause = 0.0

    async def send(self, message: OutboundMessage, account: Account) -> Receipt:
        """Take a message over, or do what the script says."""
        assert account.settings.token == "rahasia"
        self.sent.append(message)
        return Receipt(external_id=await self._answered(f"far-{message.id}"))

    def sent_to(self, phone: str) -> list[OutboundMessage]:
        """What went to this number."""
        return [message for message in self.sent if message.recipient.value == phone]

    async def fetch(self, media: MediaRef, account: Account, *, limit: int) -> FetchedMedia:
        """A file by its remote id."""
        content = self.files.get(media.remote_id, MediaRejected())
        if isinstance(content, Exception):
            raise content
        digest = hashlib.sha256(content).hexdigest()
        return FetchedMedia(content=content[:limit], mime_type=media.mime_type, sha256=digest)

    def prepared(self, filing: Filing, account: Account | None, reporter: Reporter | None = None) -> Prepared:
        """As it is."""
        return Prepared(
            title=filing.title,
            content=f"[Tiket {filing.local_ref}] {filing.content}",
            classification=filing.classification,
            category=filing.category,
            location=filing.location,
            incident_on=filing.incident_on,
            anonymous=filing.anonymous,
            secret=filing.secret,
        )

    def is_number(self, typed: str, account: Account | None) -> bool:
        """As many digits as the real one has."""
        return typed.isdecimal() and 5 <= len(typed) <= 12

    async def upload(self, files: Sequence[Upload], account: Account) -> tuple[str, ...]:
        """Take files over, or do what the script says."""
        await self._answered("")
        return tuple(str(place) for place, _ in enumerate(files))

    async def request_transfer(self, remote_id: str, institution: str, reason: str, account: Account) -> None:
        """Hear the wish, or do what the script says."""
        await self._answered("")

    async def file(
        self,
        filing: Filing,
        account: Account,
        documents: Sequence[str] = (),
        reporter: Reporter | None = None,
    ) -> Filed:
        """Take a filing over, or do what the script says."""
        self.filed.append(filing)
        number = await self._answered(str(1_000_000 + len(self.filed)))
        return Filed(remote_id=number, tracking_id=number)

    async def follow(self, remote_id: str, account: Account) -> RemoteCase:
        """What the register shows."""
        await self._answered("")
        return self.remote

    async def answer(
        self,
        remote_id: str,
        text: str,
        account: Account,
        files: Sequence[Upload] = (),
        template: str = "",
    ) -> None:
        """The register takes answers, and this script has no use for them."""
        await self._answered("")

    async def _answered(self, usual: str) -> str:
        told = self.answers.pop(0) if self.answers else None
        await asyncio.sleep(self.pause)
        made = self.before_answering()
        if asyncio.iscoroutine(made):
            await made
        if isinstance(told, Exception):
            raise told
        return told or usual

    @property
    def texts(self) -> list[str]:
        """What was said to citizens, in order."""
        return [message.text for message in self.sent]


def adapters(far_end: FarEnd) -> dict[ChannelKind, Adapter]:
    """A channel with a window of 24 hours and a register, both ending at the script."""
    whatsapp = Adapter(
        kind=ChannelKind.WHATSAPP,
        settings=AccountSettings,
        sender=far_end,
        media=far_end,
        window=timedelta(hours=24),
        quotes=True,
        touches=True,
        address_field="number",
        file_bytes={"application/pdf": 10**7, "image/png": 5 * 10**6},
    )
    lapor = Adapter(kind=ChannelKind.LAPOR, settings=AccountSettings, register=far_end)
    return {adapter.kind: adapter for adapter in (whatsapp, lapor)}


def adapters_with_sms(far_end: FarEnd, most_parts: int) -> dict[ChannelKind, Adapter]:
    """The same, and SMS of so many parts."""
    sms = Adapter(
        kind=ChannelKind.SMS,
        settings=AccountSettings,
        sender=far_end,
        address_field="number",
        most_parts=lambda _: most_parts,
    )
    return {**adapters(far_end), ChannelKind.SMS: sms}


async def an_sms_account(tenant_id: int, book: AccountBook) -> UUID:
    """A new SMS number of an office."""
    async with tenant_scope(tenant_id) as scope:
        return await book.add(scope, ChannelKind.SMS, "SMS", "+6285500000001", AccountSettings())


def refusing(error: type[ChannelError], remote_code: str = "131000", **more: float) -> ChannelError:
    """An error as an adapter raises it."""
    return error(remote_code, **more)
