"""Calls to the gateway: time limits, bounded answers, errors that say what is known."""

import httpx2

from helpdesk.channels import exchange as calls
from helpdesk.channels.errors import ChannelError
from integrations.sms.answers import GatewayAnswer
from integrations.sms.render import Request
from kit.http import TOTAL_SECONDS, read_at_most

LARGEST_ANSWER = 64 * 1024


async def exchange(http: httpx2.AsyncClient, wanted: Request, unclear: type[ChannelError]) -> GatewayAnswer:
    """Send once; raises `unclear` whenever the gateway may have acted without our knowing."""
    request = calls.addressed(
        http,
        wanted.method,
        wanted.url,
        "send_address",
        content=wanted.body or None,
        headers=dict(wanted.headers),
    )
    return await calls.exchange(http, request, _answer, seconds=TOTAL_SECONDS, unclear=unclear)


async def _answer(response: httpx2.Response) -> GatewayAnswer:
    body = await read_at_most(response, LARGEST_ANSWER)
    return GatewayAnswer(response.status_code, body, calls.retry_after(response.headers))
