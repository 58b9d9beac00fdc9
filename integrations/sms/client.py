"""Calls to the gateway: time limits, bounded answers, errors that say what is known."""

import asyncio
from email.utils import parsedate_to_datetime

import httpx2

from helpdesk.channels.errors import ChannelError, ChannelUnreachable, CredentialsRejected
from integrations.sms.answers import GatewayAnswer
from integrations.sms.render import Request
from kit.http import TOTAL_SECONDS, BodyTooLarge, read_at_most

LARGEST_ANSWER = 64 * 1024
_NOT_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout)
_LONGEST_WAIT = 86_400.0


async def exchange(http: httpx2.AsyncClient, wanted: Request, unclear: type[ChannelError]) -> GatewayAnswer:
    """Send once; raises `unclear` whenever the gateway may have acted without our knowing."""
    error: ChannelError
    request = _request(http, wanted)
    try:
        async with asyncio.timeout(TOTAL_SECONDS):  # against an answer that drips
            return await _answer(http, request)
    except httpx2.UnsupportedProtocol:
        error = CredentialsRejected("send_address")
    except _NOT_SENT:
        error = ChannelUnreachable("not_sent")
    except (httpx2.TimeoutException, TimeoutError):
        error = unclear("timeout")
    except BodyTooLarge:
        error = unclear("too_large")
    except httpx2.RequestError:
        error = unclear("broken_off")
    # Raised out here: inside the except block it would carry the request, key and all, as its context.
    raise error


def _request(http: httpx2.AsyncClient, wanted: Request) -> httpx2.Request:
    try:
        request = http.build_request(
            wanted.method, wanted.url, content=wanted.body or None, headers=dict(wanted.headers)
        )
    except (httpx2.InvalidURL, ValueError):
        raise CredentialsRejected("send_address") from None
    if request.url.scheme not in ("http", "https") or not request.url.host:
        raise CredentialsRejected("send_address")
    # The client is shared by all offices: a cookie must not travel from one to the next.
    request.headers.pop("cookie", None)
    return request


async def _answer(http: httpx2.AsyncClient, request: httpx2.Request) -> GatewayAnswer:
    response = await http.send(request, stream=True)
    try:
        body = await read_at_most(response, LARGEST_ANSWER)
    finally:
        await response.aclose()
    return GatewayAnswer(response.status_code, body, _retry_after(response.headers))


def _retry_after(headers: httpx2.Headers) -> float | None:
    """Seconds, from a number or from a date measured against the answer's own date; at most a day."""
    said = headers.get("retry-after", "")
    if said.isdecimal():
        return min(float(said), _LONGEST_WAIT)
    try:
        wait = parsedate_to_datetime(said) - parsedate_to_datetime(headers["date"])
    except (KeyError, TypeError, ValueError):
        return None
    return min(max(wait.total_seconds(), 0.0), _LONGEST_WAIT)
