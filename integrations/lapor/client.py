"""One call to LAPOR: its secret headers, time limits, a bounded answer, errors that say what is known."""

from collections.abc import Mapping, Sequence

import httpx2
import msgspec

from helpdesk.channels.errors import (
    ChannelError,
    ChannelFailing,
    ChannelThrottled,
    CredentialsRejected,
    MessageRejected,
    OutcomeUnknown,
)
from helpdesk.channels.exchange import exchange, retry_after
from integrations.lapor import access
from integrations.lapor.settings import LaporSettings
from kit.http import read_at_most

LARGEST_ANSWER = 8_000_000
"""Bytes; one page of follow-ups is a few hundred thousand at most."""


async def read(
    http: httpx2.AsyncClient, settings: LaporSettings, path: str, query: Mapping[str, str] | None = None
) -> bytes:
    """The body of a GET, which may be repeated freely; raises a `ChannelError`."""
    limits = _limits(settings, settings.read_seconds)
    request = http.build_request(
        "GET",
        _url(settings, path),
        params=query,
        headers=await access.headers(http, settings),
        timeout=limits,
    )
    return await _exchange(http, settings, request, settings.read_seconds, ChannelFailing)


async def write_json(
    http: httpx2.AsyncClient,
    settings: LaporSettings,
    path: str,
    body: object,
    unclear: type[ChannelError] = OutcomeUnknown,
) -> bytes:
    """The answer to a POST; raises `unclear` whenever it may have had its effect."""
    limits = _limits(settings, settings.write_seconds)
    headers = {**await access.headers(http, settings), "content-type": "application/json"}
    content = msgspec.json.encode(body)
    request = http.build_request(
        "POST", _url(settings, path), content=content, headers=headers, timeout=limits
    )
    return await _exchange(http, settings, request, settings.write_seconds, unclear)


async def write_form(
    http: httpx2.AsyncClient,
    settings: LaporSettings,
    path: str,
    fields: Mapping[str, str],
    files: Sequence[tuple[str, tuple[str, bytes, str]]] = (),
    unclear: type[ChannelError] = OutcomeUnknown,
) -> bytes:
    """The same with a multipart form, which LAPOR wants for files and follow-ups.

    `unclear`: what a missing answer means where the call may be repeated.
    """
    limits = _limits(settings, settings.write_seconds)
    parts: list[tuple[str, tuple[str | None, str] | tuple[str, bytes, str]]] = [
        (name, (None, value)) for name, value in fields.items()
    ]
    parts.extend(files)
    request = http.build_request(
        "POST",
        _url(settings, path),
        files=parts,
        headers=await access.headers(http, settings),
        timeout=limits,
    )
    return await _exchange(http, settings, request, settings.write_seconds, unclear)


def _url(settings: LaporSettings, path: str) -> str:
    return settings.base_url.rstrip("/") + path


def _limits(settings: LaporSettings, seconds: float) -> httpx2.Timeout:
    return httpx2.Timeout(seconds, connect=settings.connect_seconds)


async def _exchange(
    http: httpx2.AsyncClient,
    settings: LaporSettings,
    request: httpx2.Request,
    seconds: float,
    unclear: type[ChannelError],
) -> bytes:
    """Send once. `unclear` is what a missing or broken answer means for this call."""

    await access.take_turn(settings)

    async def body(response: httpx2.Response) -> bytes:
        refusal = _refusal(response, unclear, settings)
        if refusal is not None:
            raise refusal
        return await read_at_most(response, LARGEST_ANSWER)

    return await exchange(http, request, body, seconds=seconds * 2, unclear=unclear)


def _refusal(
    response: httpx2.Response, unclear: type[ChannelError], settings: LaporSettings
) -> ChannelError | None:
    """What a status says; none for success. 408 is a gateway's word and proves nothing."""
    status = response.status_code
    code = str(status)
    if 200 <= status < 300:
        return None
    if status == 401:
        return access.refused(settings, code)
    if status == 403:
        return CredentialsRejected(code)
    if status == 429:
        return ChannelThrottled(code, retry_after=retry_after(response.headers))
    if 400 <= status < 500 and status != 408:
        return MessageRejected(code)
    return unclear(code)
