"""One call to LAPOR: two secret headers, time limits, a bounded answer, errors that say what is known."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from email.utils import parsedate_to_datetime

import httpx2
import msgspec

from helpdesk.channels.errors import (
    ChannelError,
    ChannelFailing,
    ChannelThrottled,
    ChannelUnreachable,
    CredentialsRejected,
    MessageRejected,
    OutcomeUnknown,
)
from integrations.lapor.settings import LaporSettings
from kit.http import BodyTooLarge, read_at_most

LARGEST_ANSWER = 8_000_000
"""Bytes; one page of follow-ups is a few hundred thousand at most."""

_NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol)
_LONGEST_WAIT = timedelta(days=1).total_seconds()


async def read(
    http: httpx2.AsyncClient, settings: LaporSettings, path: str, query: Mapping[str, str] | None = None
) -> bytes:
    """The body of a GET, which may be repeated freely; raises a `ChannelError`."""
    limits = _limits(settings, settings.read_seconds)
    request = http.build_request(
        "GET", _url(settings, path), params=query, headers=_headers(settings), timeout=limits
    )
    return await _exchange(http, request, settings.read_seconds, ChannelFailing)


async def write_json(http: httpx2.AsyncClient, settings: LaporSettings, path: str, body: object) -> bytes:
    """The answer to a POST; raises `OutcomeUnknown` whenever it may have had its effect."""
    limits = _limits(settings, settings.write_seconds)
    headers = {**_headers(settings), "content-type": "application/json"}
    content = msgspec.json.encode(body)
    request = http.build_request(
        "POST", _url(settings, path), content=content, headers=headers, timeout=limits
    )
    return await _exchange(http, request, settings.write_seconds, OutcomeUnknown)


async def write_form(
    http: httpx2.AsyncClient, settings: LaporSettings, path: str, fields: Mapping[str, str]
) -> bytes:
    """The same with a multipart form, which LAPOR wants for follow-ups."""
    limits = _limits(settings, settings.write_seconds)
    files = {name: (None, value) for name, value in fields.items()}
    request = http.build_request(
        "POST", _url(settings, path), files=files, headers=_headers(settings), timeout=limits
    )
    return await _exchange(http, request, settings.write_seconds, OutcomeUnknown)


def _url(settings: LaporSettings, path: str) -> str:
    return settings.base_url.rstrip("/") + path


def _limits(settings: LaporSettings, seconds: float) -> httpx2.Timeout:
    return httpx2.Timeout(seconds, connect=settings.connect_seconds)


def _headers(settings: LaporSettings) -> dict[str, str]:
    value = settings.auth_value
    if not value.casefold().startswith(settings.auth_prefix.casefold()):
        value = settings.auth_prefix + value
    for secret in (value, settings.token_value):
        # Said here, because the transport would repeat the refused value in its own error.
        if not (secret.isascii() and secret.isprintable() and secret == secret.strip()):
            raise CredentialsRejected("not_a_header_value")
    return {
        settings.auth_header: value,
        settings.token_header: settings.token_value,
        "accept": "application/json",
        "accept-encoding": "identity",
    }


async def _exchange(
    http: httpx2.AsyncClient, request: httpx2.Request, seconds: float, unclear: type[ChannelError]
) -> bytes:
    """Send once. `unclear` is what a missing or broken answer means for this call."""
    # The client is shared by all offices: a cookie of the gateway must not travel from one to the next.
    request.headers.pop("cookie", None)
    error: ChannelError
    try:
        async with asyncio.timeout(seconds * 2):  # against an answer that drips
            response = await http.send(request, stream=True)
            try:
                refusal = _refusal(response, unclear)
                if refusal is None:
                    return await read_at_most(response, LARGEST_ANSWER)
            finally:
                await response.aclose()
        error = refusal
    except _NOT_SENT:
        error = ChannelUnreachable("not_sent")
    except (httpx2.TimeoutException, TimeoutError):
        error = unclear("timeout")
    except BodyTooLarge:
        error = unclear("too_large")
    except httpx2.RequestError:
        error = unclear("broken_off")
    # Raised out here: inside the except block it would carry the request, headers and all, as its context.
    raise error


def _refusal(response: httpx2.Response, unclear: type[ChannelError]) -> ChannelError | None:
    """What a status says; none for success. 408 is a gateway's word and proves nothing."""
    status = response.status_code
    code = str(status)
    if 200 <= status < 300:
        return None
    if status in (401, 403):
        return CredentialsRejected(code)
    if status == 429:
        return ChannelThrottled(code, retry_after=_retry_after(response.headers))
    if 400 <= status < 500 and status != 408:
        return MessageRejected(code)
    return unclear(code)


def _retry_after(headers: httpx2.Headers) -> float | None:
    """Seconds, from a number or from a date measured against the answer's own date."""
    raw = headers.get("retry-after", "")
    try:
        if raw.isdecimal():
            seconds = float(raw)
        else:
            seconds = (parsedate_to_datetime(raw) - parsedate_to_datetime(headers["date"])).total_seconds()
    except (KeyError, TypeError, ValueError):
        return None
    return min(max(seconds, 0.0), _LONGEST_WAIT)
