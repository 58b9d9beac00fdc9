"""The e-mail channel: a mailbox that is looked into, letters handed over, files fetched from their letters."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from helpdesk.channels.contract import Account, Adapter, Look, Pace, a_minute, count_in
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
from helpdesk.channels.model import Arrival, ChannelKind, FetchedMedia, MediaRef, OutboundMessage, Receipt
from integrations.email import handing, listening, looking
from integrations.email.arriving import arrival, is_worth_keeping
from integrations.email.doors import Door, door
from integrations.email.limits import LIMITS
from integrations.email.reader import Reader
from integrations.email.render import letter, recipient_of
from integrations.email.settings import EmailSettings
from integrations.email.tokens import token, without_envelope
from integrations.email.values import Attachment
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
        ear=_Ear(policy),
        slot=_Slot(reader),
        sender=_Sender(policy, key),
        media=_Files(policy, reader),
        health=_Probe(policy),
        address_field="mailbox",
        answers_last=True,
        quotes=True,
        file_bytes=dict.fromkeys(_FILE_TYPES, _FILE_BYTES),
        pace=_pace,
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
        arrivals: list[Arrival] = []
        originals: dict[str, bytes] = {}
        for found in seen.letters:
            too_long = found.size > LIMITS.file
            read = self._reader.read_head if too_long else self._reader.read
            place = f"{seen.cursor.validity}/{found.uid}"
            mail = await read(found.content)
            taken = arrival(mail, found.content, settings, place, size=found.size)
            arrivals.append(taken)
            if not too_long and is_worth_keeping(taken):
                originals[taken.external_id] = found.content
        return Look(arrivals=tuple(arrivals), cursor=str(seen.cursor), more=seen.more, originals=originals)


class _Ear:
    def __init__(self, policy: EgressPolicy) -> None:
        self._policy = policy

    async def listen(self, account: Account, heard: Callable[[], None]) -> None:
        settings = _settings(account)
        await listening.listen(await _reading(settings, self._policy), settings, heard)


class _Slot:
    """Letters that the office's own mail server hands over: the same reading, the same names."""

    most_bytes = LIMITS.file

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def read(self, content: bytes, account: Account) -> Look:
        content = without_envelope(content)
        taken = arrival(await self._reader.read(content), content, _settings(account), "")
        originals = {taken.external_id: content} if is_worth_keeping(taken) else {}
        return Look(arrivals=(taken,), cursor="", originals=originals)

    async def file(self, content: bytes, media: MediaRef, *, limit: int) -> FetchedMedia:
        files = (await self._reader.read(content)).attachments
        number = next((place for place, each in enumerate(files) if each.sha256 == media.sha256), -1)
        return _one_of(files, number, media, limit)


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
        return _one_of((await self._reader.read(content)).attachments, number, media, limit)


def _one_of(files: Sequence[Attachment], number: int, media: MediaRef, limit: int) -> FetchedMedia:
    """The file at its place, if it is the one that was announced."""
    if not 0 <= number < len(files) or files[number].sha256 != media.sha256:
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


def _pace(account: Account) -> Pace:
    return a_minute(count_in(_settings(account).most_per_minute, 60, 6000))


def _settings(account: Account) -> EmailSettings:
    if not isinstance(account.settings, EmailSettings):
        raise NotSupported("settings")
    return account.settings
