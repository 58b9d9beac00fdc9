"""One call to a remote system: a time limit, no cookies, errors that say what is known of its effect."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx2

from helpdesk.channels.errors import ChannelError, ChannelUnreachable, CredentialsRejected
from kit.http import BodyTooLarge

_NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol)
_LONGEST_WAIT = 86_400.0

_Answer = TypeVar("_Answer")


def addressed(
    http: httpx2.AsyncClient,
    method: str,
    url: str,
    setting: str,
    *,
    content: bytes | None,
    headers: Mapping[str, str],
) -> httpx2.Request:
    """A request; raises `CredentialsRejected` with the name of the setting whose address cannot be asked."""
    try:
        request = http.build_request(method, url, content=content, headers=dict(headers))
    except (httpx2.InvalidURL, ValueError):
        raise CredentialsRejected(setting) from None
    if request.url.scheme not in ("http", "https") or not request.url.host:
        raise CredentialsRejected(setting)
    return request


async def exchange(
    http: httpx2.AsyncClient,
    request: httpx2.Request,
    read: Callable[[httpx2.Response], Awaitable[_Answer]],
    *,
    seconds: float,
    unclear: type[ChannelError],
    too_large: type[ChannelError] | None = None,
) -> _Answer:
    """Send once and read the streamed answer; raises `unclear` whenever the remote may have acted."""
    # The client is shared by all offices: a cookie must not travel from one to the next.
    request.headers.pop("cookie", None)
    error: ChannelError
    try:
        async with asyncio.timeout(seconds):  # against an answer that drips
            response = await http.send(request, stream=True)
            try:
                return await read(response)
            finally:
                await response.aclose()
    except _NOT_SENT:
        error = ChannelUnreachable("not_sent")
    except (httpx2.TimeoutException, TimeoutError):
        error = unclear("timeout")
    except BodyTooLarge:
        error = (too_large or unclear)("too_large")
    except httpx2.RequestError:
        error = unclear("broken_off")
    # Raised out here: inside the except block it would carry the request, key and all, as its context.
    raise error


def retry_after(headers: httpx2.Headers) -> float | None:
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
