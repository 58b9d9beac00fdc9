"""Calls to the Graph API: bearer token, time limits, bounded answers, errors that say what is known."""

import asyncio
import secrets
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import NamedTuple
from urllib.parse import quote, urlencode

import httpx2

from helpdesk.channels.errors import (
    ChannelError,
    ChannelFailing,
    ChannelUnreachable,
    CredentialsRejected,
    MediaRejected,
    OutcomeUnknown,
)
from integrations.whatsapp.answers import GraphAnswer
from integrations.whatsapp.settings import WhatsAppSettings
from kit.http import TOTAL_SECONDS, BodyTooLarge, read_at_most

LARGEST_ANSWER = 64 * 1024
LARGEST_LIST = 2 * 1024 * 1024
"""A page of a hundred templates with their buttons and examples."""
CALL_SECONDS = TOTAL_SECONDS
DOWNLOAD_SECONDS = 60.0
UPLOAD_SECONDS = 40.0
"""How long a whole exchange may take, however busily the remote drips."""

MEDIA_HOSTS = (".facebook.com", ".fbcdn.net", ".fbsbx.com", ".whatsapp.net")
"""Where Meta keeps files. The token goes nowhere else, whatever an answer says."""

_NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
_LONGEST_WAIT = 86_400.0


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
    try:
        request = http.build_request(method, url, content=body, headers=headers)
    except httpx2.InvalidURL:
        raise CredentialsRejected("api_base") from None
    # The client is shared by all offices: a cookie must not travel from one to the next.
    request.headers.pop("cookie", None)
    return request


async def _exchange(http: httpx2.AsyncClient, request: httpx2.Request, terms: _Terms) -> GraphAnswer:
    """Send once."""
    error: ChannelError
    try:
        async with asyncio.timeout(terms.seconds):  # against an answer that drips
            return await _answer(http, request, terms.limit)
    except httpx2.UnsupportedProtocol:
        error = CredentialsRejected("api_base")
    except _NOT_SENT:
        error = ChannelUnreachable("not_sent")
    except (httpx2.TimeoutException, TimeoutError):
        error = terms.unclear("timeout")
    except BodyTooLarge:
        error = terms.too_large("too_large")
    except httpx2.RequestError:
        error = terms.unclear("broken_off")
    # Raised out here: inside the except block it would carry the request, token and all, as its context.
    raise error


async def _answer(http: httpx2.AsyncClient, request: httpx2.Request, limit: int) -> GraphAnswer:
    response = await http.send(request, stream=True)
    try:
        body = await read_at_most(response, limit if response.is_success else LARGEST_ANSWER)
    finally:
        await response.aclose()
    mime_type = response.headers.get("content-type", "")
    return GraphAnswer(response.status_code, body, mime_type, _retry_after(response.headers))


def _retry_after(headers: httpx2.Headers) -> float | None:
    """Seconds, from a number or from a date measured against the answer's own date; at most a day."""
    raw = headers.get("retry-after", "")
    try:
        if raw.isdecimal():
            seconds = float(raw)
        else:
            seconds = (parsedate_to_datetime(raw) - parsedate_to_datetime(headers["date"])).total_seconds()
    except (KeyError, TypeError, ValueError):
        return None
    return min(max(seconds, 0.0), _LONGEST_WAIT)
