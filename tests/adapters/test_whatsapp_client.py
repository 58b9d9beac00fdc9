"""What answers to a message mean: a scripted Graph API, and receipts and channel errors of ours."""

import asyncio
import json
import traceback
from collections.abc import AsyncIterator
from uuid import UUID

import httpx2
import pytest

from helpdesk.channels.contract import Account
from helpdesk.channels.errors import (
    AccountBlocked,
    ChannelError,
    ChannelFailing,
    ChannelThrottled,
    ChannelUnreachable,
    CredentialsRejected,
    MessageRejected,
    OutcomeUnknown,
    PairThrottled,
    RecipientUnreachable,
    TemplateRejected,
    WindowClosed,
)
from helpdesk.channels.model import Identity, OutboundMessage
from integrations.whatsapp import client
from integrations.whatsapp.adapter import whatsapp
from support.odd_remotes import Script, answering, failing
from support.whatsapp_script import ACCOUNT, TEXT, TOKEN, graph_error, with_settings
from support.wires import trusted

MESSAGE = OutboundMessage(
    id=UUID(int=7), recipient=Identity(scheme="phone", value="+6281200000101"), text=TEXT
)


async def sending(script: Script, account: Account = ACCOUNT) -> str:
    async with httpx2.AsyncClient(transport=httpx2.MockTransport(script)) as http:
        sender = whatsapp(http).sender
        assert sender
        return (await sender.send(MESSAGE, account)).external_id


async def test_a_message_is_posted_with_the_token_and_gives_the_remote_id() -> None:
    seen: list[httpx2.Request] = []

    def script(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(
            200, json={"messaging_product": "whatsapp", "messages": [{"id": "wamid.NEW="}]}
        )

    assert await sending(script) == "wamid.NEW="
    (request,) = seen
    assert (request.method, str(request.url)) == ("POST", "https://graph.example/v23.0/106/messages")
    assert request.headers["authorization"] == f"Bearer {TOKEN}"
    assert request.headers["content-type"] == "application/json"
    assert json.loads(request.content)["biz_opaque_callback_data"] == str(UUID(int=7))


async def test_no_cookie_travels_from_one_office_to_the_next() -> None:
    cookies: list[str | None] = []

    def script(request: httpx2.Request) -> httpx2.Response:
        cookies.append(request.headers.get("cookie"))
        answer = {"messages": [{"id": "wamid.1"}]}
        return httpx2.Response(200, json=answer, headers={"set-cookie": "office=a; Path=/"})

    async with httpx2.AsyncClient(transport=httpx2.MockTransport(script)) as http:
        sender = whatsapp(http).sender
        assert sender
        await sender.send(MESSAGE, ACCOUNT)
        await sender.send(MESSAGE, ACCOUNT)
    assert cookies == [None, None]


@pytest.mark.parametrize(
    ("script", "error", "remote_code"),
    [
        # A success that does not say which message it was may be one.
        (answering(200, {}), OutcomeUnknown, "no_message_id"),
        (answering(200, {"messages": []}), OutcomeUnknown, "no_message_id"),
        (answering(200, {"messages": [{"id": ""}]}), OutcomeUnknown, "no_message_id"),
        (answering(200, {"messages": [{"id": 5}]}), OutcomeUnknown, "no_message_id"),
        (answering(200, b"<html>"), OutcomeUnknown, "no_message_id"),
        (answering(200, b"\xff"), OutcomeUnknown, "no_message_id"),
        (answering(200, b"[" * 50_000), OutcomeUnknown, "no_message_id"),
        (answering(200, b"x" * 70_000), OutcomeUnknown, "too_large"),
        # Refusals by code, whatever the status says.
        (answering(400, graph_error(131047)), WindowClosed, "131047"),
        (answering(400, graph_error(131026)), RecipientUnreachable, "131026"),
        (answering(400, graph_error(131062)), RecipientUnreachable, "131062"),
        (answering(400, graph_error(131009)), MessageRejected, "131009"),
        (answering(400, graph_error(100)), MessageRejected, "100"),
        (answering(400, graph_error(100, 33)), CredentialsRejected, "100"),
        (answering(404, graph_error(132001)), TemplateRejected, "132001"),
        (answering(401, graph_error(190)), CredentialsRejected, "190"),
        (answering(403, graph_error(10)), CredentialsRejected, "10"),
        (answering(403, graph_error(299)), CredentialsRejected, "299"),
        (answering(403, graph_error(131031)), AccountBlocked, "131031"),
        (answering(400, graph_error(131042)), AccountBlocked, "131042"),
        (answering(400, graph_error("131047")), WindowClosed, "131047"),
        (answering(400, graph_error(424242)), ChannelError, "424242"),
        (answering(400, graph_error("a sentence with +62812")), ChannelError, "unknown"),
        # Throttling.
        (answering(400, graph_error(130429)), ChannelThrottled, "130429"),
        (answering(400, graph_error(131056)), PairThrottled, "131056"),
        (answering(400, graph_error(80007)), ChannelThrottled, "80007"),
        (answering(400, graph_error(4)), ChannelThrottled, "4"),
        (answering(429), ChannelThrottled, "429"),
        (answering(429, graph_error(131056)), PairThrottled, "131056"),
        # A breakdown proves nothing, unless the API itself names a reason.
        (answering(500), OutcomeUnknown, "500"),
        (answering(502, b"<html>Bad Gateway"), OutcomeUnknown, "502"),
        (answering(503), OutcomeUnknown, "503"),
        (answering(504), OutcomeUnknown, "504"),
        (answering(408), OutcomeUnknown, "408"),
        (answering(500, graph_error(131000)), OutcomeUnknown, "131000"),
        (answering(500, graph_error(1)), OutcomeUnknown, "1"),
        (answering(500, graph_error(2)), OutcomeUnknown, "2"),
        (answering(500, graph_error(777)), OutcomeUnknown, "777"),
        (answering(500, graph_error(131016)), ChannelFailing, "131016"),
        (answering(503, graph_error(131057)), ChannelFailing, "131057"),
        (answering(500, graph_error(131045)), AccountBlocked, "131045"),
        (answering(400, graph_error(131000)), ChannelFailing, "131000"),
        # Another server than Meta's, or another request than we meant.
        (answering(301, location="https://elsewhere.example/"), CredentialsRejected, "301"),
        (answering(401), CredentialsRejected, "401"),
        (answering(403, b"<html>"), CredentialsRejected, "403"),
        (answering(404, b"<html>"), CredentialsRejected, "404"),
        (answering(400), MessageRejected, "400"),
        (answering(413), MessageRejected, "413"),
        # Before and after the request left.
        (failing(httpx2.ConnectError("refused")), ChannelUnreachable, "not_sent"),
        (failing(httpx2.ConnectTimeout("slow")), ChannelUnreachable, "not_sent"),
        (failing(httpx2.PoolTimeout("busy")), ChannelUnreachable, "not_sent"),
        (failing(httpx2.WriteError("gone")), OutcomeUnknown, "broken_off"),
        (failing(httpx2.WriteTimeout("slow")), OutcomeUnknown, "timeout"),
        (failing(httpx2.ReadTimeout("slow")), OutcomeUnknown, "timeout"),
        (failing(httpx2.ReadError("gone")), OutcomeUnknown, "broken_off"),
        (failing(httpx2.RemoteProtocolError("gone")), OutcomeUnknown, "broken_off"),
        (failing(httpx2.DecodingError("bad gzip")), OutcomeUnknown, "broken_off"),
    ],
)
async def test_an_answer_means(script: Script, error: type[ChannelError], remote_code: str) -> None:
    with pytest.raises(ChannelError) as caught:
        await sending(script)
    assert type(caught.value) is error
    assert caught.value.remote_code == remote_code
    told = "".join(traceback.format_exception(caught.value))
    assert TOKEN not in told
    assert TEXT not in told


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "7"}, 7.0),
        ({"retry_after": "0"}, 0.0),
        ({"retry_after": "999999999"}, 86_400.0),
        ({"retry_after": "Sat, 22 Nov 2025 00:01:30 GMT", "date": "Sat, 22 Nov 2025 00:01:00 GMT"}, 30.0),
        ({"retry_after": "Sat, 22 Nov 2025 00:01:30 GMT"}, None),
        ({"retry_after": "soon"}, None),
        ({"retry_after": "-5"}, None),
        ({}, None),
    ],
)
async def test_the_wish_to_wait_is_heard(headers: dict[str, str], seconds: float | None) -> None:
    with pytest.raises(ChannelThrottled) as caught:
        await sending(answering(429, graph_error(130429), **headers))
    assert caught.value.retry_after == seconds


@pytest.mark.parametrize("token", ["", " ", "two words", "line\nbreak", "é"])
async def test_a_token_that_is_none_is_refused_before_anything_leaves(token: str) -> None:
    with pytest.raises(CredentialsRejected):
        await sending(failing(AssertionError("nothing may leave")), with_settings(access_token=token))


@pytest.mark.parametrize("base", ["ftp://graph.example", "graph.example/v23.0", "http://[::1", ""])
async def test_an_address_that_is_none_is_told_as_such(base: str) -> None:
    async with httpx2.AsyncClient(verify=trusted()) as http:
        sender = whatsapp(http).sender
        assert sender
        with pytest.raises(CredentialsRejected):
            await sender.send(MESSAGE, with_settings(api_base=base))


async def test_an_answer_that_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    class Dripping(httpx2.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            while True:
                await asyncio.sleep(0.01)
                yield b" "

    monkeypatch.setattr(client, "CALL_SECONDS", 0.1)
    with pytest.raises(OutcomeUnknown) as caught:
        await sending(lambda _: httpx2.Response(200, stream=Dripping()))
    assert caught.value.remote_code == "timeout"
