"""The e-mail channel: a mailbox that is looked into, letters handed over, files fetched from their letters."""

import asyncio
from datetime import UTC, datetime

from helpdesk.channels.contract import Account, Adapter, Look
from helpdesk.channels.errors import (
    ChannelError,
    ChannelFailing,
    ChannelUnreachable,
    CredentialsRejected,
    MediaRejected,
    NotSupported,
    OutcomeUnknown,
)
from helpdesk.channels.health import Cause, Health
from helpdesk.channels.model import ChannelKind, FetchedMedia, MediaRef, OutboundMessage, Receipt
from integrations.email import handing, looking
from integrations.email.arriving import arrival
from integrations.email.doors import Door, door
from integrations.email.reader import Reader
from integrations.email.render import letter, recipient_of
from integrations.email.settings import EmailSettings
from integrations.email.tokens import token
from kit.egress import EgressPolicy

_FILE_TYPES = ("image/jpeg", "image/png", "image/webp", "application/pdf")
_FILE_BYTES = 10 * 1024 * 1024
_LONGEST_LOOK = 240.0
_LONGEST_SEND = 45.0
"""Seconds; a thread that is left behind ends with its connection."""


def email(policy: EgressPolicy, key: bytes, reader: Reader) -> Adapter:
    """The adapter; `key` names our letters, `reader` is the process's one."""
    return Adapter(
        kind=ChannelKind.EMAIL,
        settings=EmailSettings,
        poller=_Poller(policy, reader),
        sender=_Sender(policy, key),
        media=_Files(policy, reader),
        health=_Probe(policy),
        address_field="mailbox",
        file_bytes=dict.fromkeys(_FILE_TYPES, _FILE_BYTES),
    )


class _Poller:
    def __init__(self, policy: EgressPolicy, reader: Reader) -> None:
        self._policy = policy
        self._reader = reader

    async def look(self, account: Account, cursor: str, now: datetime) -> Look:
        settings = _settings(account)
        way = await _reading(settings, self._policy)
        async with asyncio.timeout(_LONGEST_LOOK):  # against a server that drips
            seen = await asyncio.to_thread(look_at, way, settings, cursor, now)
        arrivals = []
        for found in seen.letters:
            mail = await self._reader.read(found.content)
            place = f"{seen.cursor.validity}/{found.uid}"
            arrivals.append(arrival(mail, found.content, settings.mailbox, place))
        return Look(arrivals=tuple(arrivals), cursor=str(seen.cursor), more=seen.more)


def look_at(way: Door, settings: EmailSettings, cursor: str, now: datetime) -> looking.Seen:
    """One look, from a written cursor."""
    return looking.look(way, settings, looking.cursor_of(cursor), now.astimezone(UTC).date())


class _Sender:
    def __init__(self, policy: EgressPolicy, key: bytes) -> None:
        self._policy = policy
        self._key = key

    async def send(self, message: OutboundMessage, account: Account) -> Receipt:
        settings = _settings(account)
        name = token(self._key, account.id, message.id, message.recipient.value)
        content = letter(message, settings, name)
        way = await _handing(settings, self._policy)
        try:
            async with asyncio.timeout(_LONGEST_SEND):
                await asyncio.to_thread(handing.hand_over, way, settings, recipient_of(message), content)
        except TimeoutError:
            raise OutcomeUnknown("timeout") from None
        return Receipt(external_id=name)


class _Files:
    def __init__(self, policy: EgressPolicy, reader: Reader) -> None:
        self._policy = policy
        self._reader = reader

    async def fetch(self, media: MediaRef, account: Account, *, limit: int) -> FetchedMedia:
        settings = _settings(account)
        try:
            validity, uid, number = map(int, media.remote_id.split("/"))
        except ValueError:
            raise MediaRejected("place") from None
        way = await _reading(settings, self._policy)
        async with asyncio.timeout(_LONGEST_LOOK):
            content = await asyncio.to_thread(looking.again, way, settings, validity, uid)
        if content is None:
            raise MediaRejected("letter_gone")
        files = (await self._reader.read(content)).attachments
        if number >= len(files) or files[number].sha256 != media.sha256:
            raise MediaRejected("file_gone")
        found = files[number]
        if found.size > limit:
            raise MediaRejected("too_large")
        return FetchedMedia(content=found.content, mime_type=found.type, sha256=found.sha256)


class _Probe:
    def __init__(self, policy: EgressPolicy) -> None:
        self._policy = policy

    async def check(self, account: Account) -> Health:
        settings = _settings(account)
        try:
            reading = await _reading(settings, self._policy)
            sending = await _handing(settings, self._policy)
            await asyncio.to_thread(looking.greet, reading, settings)
            await asyncio.to_thread(handing.greet, sending, settings)
        except ChannelError as error:
            return Health(ok=False, code=error.code, advice=error.sentence, cause=_cause(error))
        return Health(ok=True)


def _cause(error: ChannelError) -> Cause | None:
    if isinstance(error, CredentialsRejected):
        return Cause.ADDRESS if error.remote_code == "address" else Cause.ACCESS
    if isinstance(error, ChannelUnreachable):
        return Cause.NETWORK
    return Cause.BUSY if isinstance(error, ChannelFailing) else None


async def _reading(settings: EmailSettings, policy: EgressPolicy) -> Door:
    return await door(settings.imap_host, settings.imap_port, settings, policy)


async def _handing(settings: EmailSettings, policy: EgressPolicy) -> Door:
    return await door(settings.smtp_host, settings.smtp_port, settings, policy)


def _settings(account: Account) -> EmailSettings:
    if not isinstance(account.settings, EmailSettings):
        raise NotSupported("settings")
    return account.settings
