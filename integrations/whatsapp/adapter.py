"""The WhatsApp channel: listener, sender, media and health of one kind of account."""

import hashlib
import hmac
import re
from collections.abc import Sequence
from datetime import timedelta

import httpx2

from helpdesk.channels.contract import Account, Adapter, HookRequest, Pace, count_in
from helpdesk.channels.errors import (
    ChannelError,
    ChannelFailing,
    CredentialsRejected,
    MediaRejected,
    NotSupported,
    SignatureWrong,
)
from helpdesk.channels.health import Cause, Health
from helpdesk.channels.model import (
    Addressed,
    ChannelKind,
    FetchedMedia,
    MediaRef,
    OutboundMessage,
    Receipt,
    RemoteTemplate,
)
from integrations.whatsapp import answers, client
from integrations.whatsapp.parse import arrivals
from integrations.whatsapp.payloads import MediaPlace
from integrations.whatsapp.render import request_body
from integrations.whatsapp.settings import WhatsAppSettings
from integrations.whatsapp.templates import A_PAGE, FIELDS, MOST_PAGES, page_of
from integrations.whatsapp.values import hex_hash

WINDOW = timedelta(hours=24)
"""Meta's customer service window: it starts again with every message of the citizen."""

TEMPLATE_CHARACTERS = 900
"""Meta's body of a template holds 1024 characters filled in: the rest is for its own words and the number."""

_MEGABYTE = 1024 * 1024
FILE_BYTES = {
    "image/jpeg": 5 * _MEGABYTE,
    "image/png": 5 * _MEGABYTE,
    "audio/aac": 16 * _MEGABYTE,
    "audio/amr": 16 * _MEGABYTE,
    "audio/mpeg": 16 * _MEGABYTE,
    "audio/ogg": 16 * _MEGABYTE,
    "video/mp4": 16 * _MEGABYTE,
    "application/pdf": 100 * _MEGABYTE,
}
"""What Meta takes, of the types that we keep. Source: the Cloud API's media reference."""

PAIR_GAP, PAIR_BURST = timedelta(seconds=6), 20
"""Meta's limit to one person: one message in six seconds in the long run, and bursts of up to 45, which are paid back
by waiting. We borrow less."""

SIGNATURE_HEADER = "x-hub-signature-256"

_SIGNATURE = re.compile("sha256=([0-9a-fA-F]{64})")


def whatsapp(http: httpx2.AsyncClient) -> Adapter:
    """The adapter; `http` is the process's one guarded client."""
    return Adapter(
        kind=ChannelKind.WHATSAPP,
        settings=WhatsAppSettings,
        listener=_Listener(),
        sender=_Sender(http),
        media=_MediaSource(http),
        health=_Probe(http),
        templates=_TemplateSource(http),
        address_field="phone_number_id",
        quotes=True,
        touches=True,
        window=WINDOW,
        file_bytes=FILE_BYTES,
        template_characters=TEMPLATE_CHARACTERS,
        pace=_pace,
    )


class _Listener:
    by_get = False
    with_word = False

    def greet(self, request: HookRequest, account: Account) -> str:
        query, token = request.query, _settings(account).verify_token
        asked = query.get("hub.verify_token", "").encode(errors="replace")
        if not token or not hmac.compare_digest(asked, token.encode(errors="replace")):
            raise SignatureWrong
        if query.get("hub.mode") != "subscribe":
            raise SignatureWrong
        return query.get("hub.challenge", "")

    def verify(self, request: HookRequest, account: Account) -> None:
        found = _SIGNATURE.fullmatch(request.headers.get(SIGNATURE_HEADER, ""))
        secret = _settings(account).app_secret
        if not found or not secret:
            raise SignatureWrong
        expected = hmac.digest(secret.encode(), request.body, hashlib.sha256)
        if not hmac.compare_digest(bytes.fromhex(found[1]), expected):
            raise SignatureWrong

    def arrivals(self, request: HookRequest, account: Account) -> Sequence[Addressed]:
        return arrivals(request.body)

    def thanks(self, account: Account) -> tuple[str, str]:
        return "", ""


class _Sender:
    def __init__(self, http: httpx2.AsyncClient) -> None:
        self._http = http

    async def send(self, message: OutboundMessage, account: Account) -> Receipt:
        settings, file = _settings(account), message.file
        media_id = ""
        if file is not None:
            given = await client.post_file(self._http, settings, file.name, file.mime_type, file.content)
            media_id = answers.upload_id(given)
        body = request_body(message, media_id)
        return answers.receipt(await client.post_message(self._http, settings, body))


class _MediaSource:
    """Two steps: the id gives a place that is good for about five minutes, the place gives the bytes."""

    def __init__(self, http: httpx2.AsyncClient) -> None:
        self._http = http

    async def fetch(self, media: MediaRef, account: Account, *, limit: int) -> FetchedMedia:
        settings = _settings(account)
        # Naming the number makes Meta refuse a file that was sent to another one.
        query = {"phone_number_id": settings.phone_number_id}
        place = answers.place_of(await client.get_object(self._http, settings, media.remote_id, query))
        if place.file_size is not None and place.file_size > limit:
            raise MediaRejected("too_large")
        answer = await client.get_file(self._http, settings, place.url, limit)
        if not answer.good:
            raise answers.refused_file(answer)
        return _checked(answer, place, media)


def _checked(answer: answers.GraphAnswer, place: MediaPlace, media: MediaRef) -> FetchedMedia:
    """The file, if it is the one that the webhook and the place announced."""
    sha256 = hashlib.sha256(answer.body).hexdigest()
    announced = {hex_hash(place.sha256), media.sha256} - {""}
    if announced - {sha256}:
        raise MediaRejected("sha256")
    mime_type = place.mime_type or answer.mime_type or media.mime_type
    return FetchedMedia(content=answer.body, mime_type=mime_type, sha256=sha256)


class _Probe:
    def __init__(self, http: httpx2.AsyncClient) -> None:
        self._http = http

    async def check(self, account: Account) -> Health:
        settings = _settings(account)
        if not settings.app_secret:
            missing = CredentialsRejected.sentence
            return Health(ok=False, code="app_secret_missing", advice=missing, cause=Cause.SIGNING)
        query = {"fields": "id,display_phone_number,verified_name,quality_rating,status"}
        try:
            answer = await client.get_object(self._http, settings, settings.phone_number_id, query)
            return answers.health_of(answer)
        except ChannelError as error:
            cause = answers.cause_of(error)
            return Health(ok=False, code=error.code, advice=error.sentence, cause=cause)


class _TemplateSource:
    def __init__(self, http: httpx2.AsyncClient) -> None:
        self._http = http

    async def templates(self, account: Account) -> Sequence[RemoteTemplate]:
        settings, found, after = _settings(account), list[RemoteTemplate](), ""
        for _ in range(MOST_PAGES):
            query = {"fields": FIELDS, "limit": str(A_PAGE)} | ({"after": after} if after else {})
            page = page_of(await client.get_templates(self._http, settings, query))
            found += page.templates
            if not page.after or page.after == after:
                return found
            after = page.after
        raise ChannelFailing("endless_list")


def _pace(account: Account) -> Pace:
    many = count_in(_settings(account).most_per_second, 60, 1000)
    return Pace(gap=timedelta(seconds=1) / many, burst=many, pair_gap=PAIR_GAP, pair_burst=PAIR_BURST)


def _settings(account: Account) -> WhatsAppSettings:
    if not isinstance(account.settings, WhatsAppSettings):
        raise NotSupported("settings")
    return account.settings
