"""Calls to the Graph API: bearer token, time limits, bounded answers, errors that say what is known."""

import secrets
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import quote, urlencode

import httpx2

from helpdesk.channels.errors import (
    ChannelError,
    ChannelFailing,
    CredentialsRejected,
    MediaRejected,
    OutcomeUnknown,
)
from helpdesk.channels.exchange import addressed, exchange, retry_after
from integrations.whatsapp.answers import GraphAnswer
from integrations.whatsapp.settings import WhatsAppSettings
from kit.http import TOTAL_SECONDS, read_at_most

LARGEST_ANSWER = 64 * 1024
LARGEST_LIST = 2 * 1024 * 1024
"""A page of a hundred templates with their buttons and examples."""
CALL_SECONDS = TOTAL_SECONDS
DOWNLOAD_SECONDS = 60.0
UPLOAD_SECONDS = 40.0
"""How long a whole exchange may take, however busily the remote drips."""

MEDIA_HOSTS = (".facebook.com", ".fbcdn.net", ".fbsbx.com", ".whatsapp.net")
"""Where Meta keeps files. The token goes nowhere else, whatever an answer says."""


class _Terms(NamedTuple):
    """What one call may take, and what it means when no usable answer comes."""

    unclear: type[ChannelError]
    too_large: type[ChannelError]
    seconds: float
    limit: int = LARGEST_ANSWER


async def post_message(http: httpx2.AsyncClient, settings: WhatsAppSettings, body: bytes) -> GraphAnswer:
    """Hand one message over; raises `OutcomeUnknown` whenever it may have been taken without our knowing."""
    request = _request(http, "POST", _url(settings, settings.phone_number_id, "messages"), settings, body)
    return await _exchange(http, request, _Terms(OutcomeUnknown, OutcomeUnknown, CALL_SECONDS))


async def post_file(
    http: httpx2.AsyncClient, settings: WhatsAppSettings, name: str, mime_type: str, content: bytes
) -> GraphAnswer:
    """Give Meta a file to send later; one that is uploaded twice is only kept twice."""
    url = _url(settings, settings.phone_number_id, "media")
    boundary = secrets.token_hex(16)
    body = _multipart(boundary, name, mime_type, content)
    request = _request(http, "POST", url, settings, body, f"multipart/form-data; boundary={boundary}")
    return await _exchange(http, request, _Terms(ChannelFailing, ChannelFailing, UPLOAD_SECONDS))


def _multipart(boundary: str, name: str, mime_type: str, content: bytes) -> bytes:
    """The three fields of an upload. The name is for the header only; the citizen reads the message's own."""
    plain = "".join(sign if (sign.isascii() and sign.isalnum()) or sign in ".-_" else "_" for sign in name)
    line = f"--{boundary}\r\nContent-Disposition: form-data; name="
    head = (
        f'{line}"messaging_product"\r\n\r\nwhatsapp\r\n{line}"type"\r\n\r\n{mime_type}\r\n'
        f'{line}"file"; filename="{plain}"\r\nContent-Type: {mime_type}\r\n\r\n'
    )
    return b"".join([head.encode(), content, f"\r\n--{boundary}--\r\n".encode()])


async def get_object(
    http: httpx2.AsyncClient, settings: WhatsAppSettings, object_id: str, query: Mapping[str, str]
) -> GraphAnswer:
    """Read a number or a file's place; a GET changes nothing, so that any trouble may be tried again."""
    request = _request(http, "GET", f"{_url(settings, object_id)}?{urlencode(query)}", settings)
    return await _exchange(http, request, _Terms(ChannelFailing, ChannelFailing, CALL_SECONDS))


async def get_templates(
    http: httpx2.AsyncClient, settings: WhatsAppSettings, query: Mapping[str, str]
) -> GraphAnswer:
    """One page of the business account's templates; a GET changes nothing."""
    url = f"{_url(settings, settings.waba_id, 'message_templates')}?{urlencode(query)}"
    request = _request(http, "GET", url, settings)
    return await _exchange(http, request, _Terms(ChannelFailing, ChannelFailing, CALL_SECONDS, LARGEST_LIST))


async def get_file(http: httpx2.AsyncClient, settings: WhatsAppSettings, url: str, limit: int) -> GraphAnswer:
    """A file of at most `limit` bytes; raises `MediaRejected` beyond that, and for a strange host."""
    if not _is_medias(url, settings):
        raise MediaRejected("strange_host")
    request = _request(http, "GET", url, settings)
    return await _exchange(http, request, _Terms(ChannelFailing, MediaRejected, DOWNLOAD_SECONDS, limit))


def _url(settings: WhatsAppSettings, *parts: str) -> str:
    return "/".join([settings.api_base.rstrip("/"), *(quote(part, safe="") for part in parts)])


def _is_medias(url: str, settings: WhatsAppSettings) -> bool:
    try:
        place, base = httpx2.URL(url), httpx2.URL(settings.api_base)
    except httpx2.InvalidURL:
        return False
    if place.userinfo:
        return False
    if (place.scheme, place.host, place.port) == (base.scheme, base.host, base.port):
        return True
    return place.scheme == "https" and place.port is None and place.host.endswith(MEDIA_HOSTS)


def _request(
    http: httpx2.AsyncClient,
    method: str,
    url: str,
    settings: WhatsAppSettings,
    body: bytes | None = None,
    kind: str = "application/json",
) -> httpx2.Request:
    token = settings.access_token
    if not (token and token.isascii() and token.isprintable() and " " not in token):
        # Said here, because the transport would repeat the refused value in its own error.
        raise CredentialsRejected("not_a_header_value")
    headers = {"authorization": f"Bearer {token}", "accept-encoding": "identity"}
    if body is not None:
        headers["content-type"] = kind
    return addressed(http, method, url, "api_base", content=body, headers=headers)


async def _exchange(http: httpx2.AsyncClient, request: httpx2.Request, terms: _Terms) -> GraphAnswer:
    async def answer(response: httpx2.Response) -> GraphAnswer:
        body = await read_at_most(response, terms.limit if response.is_success else LARGEST_ANSWER)
        mime_type = response.headers.get("content-type", "")
        return GraphAnswer(response.status_code, body, mime_type, retry_after(response.headers))

    return await exchange(
        http, request, answer, seconds=terms.seconds, unclear=terms.unclear, too_large=terms.too_large
    )
