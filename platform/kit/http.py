"""The one HTTP client for everything outside: guarded egress, time limits, no redirects, bounded bodies."""

import ssl

import httpcore2
import httpx2

from kit.egress import EgressPolicy, GuardedBackend

CONNECT_SECONDS = 3.0
TOTAL_SECONDS = 15.0


class BodyTooLarge(Exception):
    """The remote sent more bytes than were asked for."""


class _GuardedTransport(httpx2.AsyncHTTPTransport):
    def __init__(self, policy: EgressPolicy) -> None:
        super().__init__(trust_env=False)
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_connections=40,
            max_keepalive_connections=10,
            keepalive_expiry=15.0,
            network_backend=GuardedBackend(policy),
        )


def outside_client(policy: EgressPolicy) -> httpx2.AsyncClient:
    """A client that obeys the policy; close it when the process ends."""
    return httpx2.AsyncClient(
        transport=_GuardedTransport(policy),
        timeout=httpx2.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS),
        follow_redirects=False,
        trust_env=False,
        headers={"user-agent": "Sahut"},
    )


async def read_at_most(response: httpx2.Response, limit: int) -> bytes:
    """The body of a streamed response; raises `BodyTooLarge` beyond `limit` bytes."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.aiter_bytes():
        size += len(chunk)
        if size > limit:
            raise BodyTooLarge
        chunks.append(chunk)
    return b"".join(chunks)
