"""The one HTTP client for everything outside, against a small server on this machine."""

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest

from kit.egress import EgressPolicy
from kit.http import BodyTooLarge, outside_client, read_at_most


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = (await reader.readuntil(b"\r\n\r\n")).decode()
    path = head.split()[1]
    if path == "/moved":
        writer.write(
            b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/secret\r\nContent-Length: 0\r\n\r\n"
        )
    else:
        body = head.encode() if path == "/echo" else b"x" * 1000
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
    await writer.drain()
    writer.close()


@pytest.fixture
async def address() -> AsyncIterator[str]:
    server = await asyncio.start_server(_answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def test_redirects_are_not_followed_and_nothing_of_the_environment_is_used(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    async with outside_client(EgressPolicy.LOOPBACK_ONLY) as client:
        assert (await client.get(f"{address}/moved")).status_code == 302
        said = (await client.get(f"{address}/echo")).text.lower()
        assert "user-agent: sahut\r\n" in said
        assert "python" not in said


async def test_a_body_is_read_up_to_its_limit_and_no_further(address: str) -> None:
    async with outside_client(EgressPolicy.LOOPBACK_ONLY) as client:
        async with client.stream("GET", f"{address}/big") as response:
            assert len(await read_at_most(response, 1000)) == 1000
        async with client.stream("GET", f"{address}/big") as response:
            with pytest.raises(BodyTooLarge):
                await read_at_most(response, 999)


async def test_the_policy_is_asked_before_every_connection(address: str) -> None:
    async with outside_client(EgressPolicy.PUBLIC_HTTPS) as client:
        with pytest.raises(httpx2.ConnectError):
            await client.get(f"{address}/echo")
