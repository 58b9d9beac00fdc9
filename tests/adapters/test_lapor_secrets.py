"""Keys and citizens stay where they belong: not in errors, not in logs, not in a value's own words."""

import asyncio
import logging
import traceback
from collections.abc import Awaitable, Callable
from datetime import date
from typing import Any
from uuid import UUID

import httpx2
import msgspec
import pytest
from rich.pretty import pretty_repr

from helpdesk.channels.contract import Account
from helpdesk.channels.errors import ChannelError, CredentialsRejected
from helpdesk.channels.model import ChannelKind
from helpdesk.channels.register import Filing, Register, Reporter
from integrations.lapor.adapter import lapor
from integrations.lapor.settings import LaporSettings
from integrations.lapor.simulator.model import SimulatedAgency
from kit.egress import EgressPolicy
from kit.http import outside_client

AUTH = "kanari-auth-7d1f"
TOKEN = "{KANARI-TOKEN-93AB}"
CITIZEN = "Bu Kanari 3325010101010001 +6281200000001"
CANARIES = (AUTH, TOKEN, "Kanari", "3325010101010001", "81200000001")
SETTINGS = LaporSettings(
    auth_value=AUTH,
    token_value=TOKEN,
    user_id=7,
    disposition_id=151,
    category_id=88,
    base_url="https://lapor.example/lapor/3.0.0",
)
FILING = Filing(
    local_ref="BTG-1", title=CITIZEN, content=CITIZEN, incident_on=date(2026, 11, 20), kind="complaint"
)

REPORTER = Reporter(name="Kanari", phone="+6281200000001", email="Kanari@contoh.id")

Script = Callable[[httpx2.Request], httpx2.Response]
Act = Callable[[Register, Account], Awaitable[Any]]

ACTS: dict[str, Act] = {
    "file": lambda register, account: register.file(FILING, account),
    "file with its reporter": lambda register, account: register.file(
        FILING, _sharing(account), (), REPORTER
    ),
    "follow": lambda register, account: register.follow("9100123", account),
    "answer": lambda register, account: register.answer("9100123", CITIZEN, account),
}


def _sharing(known: Account) -> Account:
    return msgspec.structs.replace(
        known, settings=msgspec.structs.replace(known.settings, share_reporter="full")
    )


def account(**changes: Any) -> Account:
    settings = msgspec.structs.replace(SETTINGS, **changes)
    return Account(id=UUID(int=1), kind=ChannelKind.LAPOR, address="151", settings=settings)


def register_of(http: httpx2.AsyncClient) -> Register:
    register = lapor(http).register
    assert register
    return register


def scripted(script: Script) -> Register:
    return register_of(httpx2.AsyncClient(transport=httpx2.MockTransport(script)))


def answering(status: int, said: str) -> Script:
    return lambda request: httpx2.Response(status, content=said.encode())


def breaking(failure: type[Exception]) -> Script:
    def script(request: httpx2.Request) -> httpx2.Response:
        raise failure(f"{dict(request.headers)} {request.url}")

    return script


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
@pytest.mark.parametrize(
    "script",
    [
        breaking(httpx2.ConnectError),
        breaking(httpx2.ReadTimeout),
        breaking(httpx2.LocalProtocolError),
        answering(401, f'{{"message": "{AUTH} {TOKEN}"}}'),
        answering(422, f'{{"message": "{CITIZEN}"}}'),
        answering(500, CITIZEN),
        answering(200, f'{{"message": "{AUTH} {CITIZEN}"}}'),
        answering(200, f"{TOKEN} {CITIZEN}"),
    ],
)
async def test_keys_and_citizens_never_show_in_errors_or_logs(
    act: Act, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    said = ""
    try:
        await act(scripted(script), account())
    except ChannelError as failure:
        said = everything_said(failure)
    for canary in CANARIES:
        assert canary not in said + caplog.text


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
async def test_they_reach_the_wire_and_nothing_else_when_the_line_breaks(
    act: Act, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    came: list[bytes] = []

    async def cut(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        came.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n" + CITIZEN.encode())
        writer.close()

    server = await asyncio.start_server(cut, "127.0.0.1", 0)
    base_url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server, outside_client(EgressPolicy.LOOPBACK_ONLY) as http:
        with pytest.raises(ChannelError) as raised:
            await act(register_of(http), account(base_url=base_url))
    assert f"Bearer {AUTH}".encode() in came[0] and TOKEN.encode() in came[0]
    assert "receive_response_headers" in caplog.text, "the transport's own log was kept"
    for canary in CANARIES:
        assert canary not in everything_said(raised.value) + caplog.text


@pytest.mark.parametrize("secret", ["dua\r\nbaris", "kunci–panjang", " spasi ", "nol\x00"])
async def test_a_key_that_no_header_can_carry_is_the_accounts_fault_and_is_not_repeated(secret: str) -> None:
    for changes in ({"auth_value": secret}, {"token_value": secret}):
        with pytest.raises(CredentialsRejected) as failure:
            await scripted(answering(200, "")).file(FILING, account(**changes))
        assert secret.strip() not in everything_said(failure.value)


async def test_a_cookie_of_the_gateway_does_not_travel_to_the_next_office() -> None:
    seen: list[httpx2.Request] = []

    def script(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json={"complaint_id": 1}, headers={"set-cookie": "sesi=batang; Path=/"})

    register = scripted(script)
    await register.file(FILING, account())
    await register.file(FILING, account(auth_value="kantor-lain"))
    assert [request.headers.get("cookie") for request in seen] == [None, None]


def test_keys_never_show_in_what_a_value_says_of_itself() -> None:
    agency = SimulatedAgency(institution_id=1, name="Contoh", auth_value=AUTH, token_value=TOKEN)
    for shown in (SETTINGS, account(), agency, [agency], {"account": account()}):
        for text in (repr(shown), str(shown), f"{shown}", pretty_repr(shown)):
            assert AUTH not in text and TOKEN not in text


def everything_said(failure: BaseException) -> str:
    """The error's words and fields, with those of every error that hangs on it."""
    said = "".join(traceback.format_exception(failure)) + repr(failure) + repr(vars(failure))
    chain = [error for error in (failure.__context__, failure.__cause__) if error]
    return said + "".join(everything_said(error) for error in chain)
