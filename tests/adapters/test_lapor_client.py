"""What each answer, and each missing answer, of LAPOR means for us; what errors and logs never say."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Any
from uuid import UUID

import httpx2
import msgspec
import pytest

from helpdesk.channels.contract import Account, Adapter
from helpdesk.channels.errors import (
    ChannelError,
    ChannelFailing,
    ChannelThrottled,
    ChannelUnreachable,
    CredentialsRejected,
    MessageRejected,
    NotSupported,
    OutcomeUnknown,
)
from helpdesk.channels.model import ChannelKind
from helpdesk.channels.register import Filing
from integrations.lapor import client
from integrations.lapor.adapter import lapor
from integrations.lapor.settings import LaporSettings, Paths

AUTH = "kanari-auth-7d1f"
TOKEN = "{KANARI-TOKEN-93AB}"
CITIZEN = "Bu Kanari 3325010101010001 +6281200000001"
SETTINGS = LaporSettings(
    auth_value=AUTH,
    token_value=TOKEN,
    user_id=7,
    disposition_id=151,
    category_id=88,
    base_url="https://lapor.example/lapor/3.0.0/",
    pages_max=5,
)
FILING = Filing(
    local_ref="BTG-1", title=CITIZEN, content=CITIZEN, incident_on=date(2026, 11, 20), kind="complaint"
)

Script = Callable[[httpx2.Request], httpx2.Response]


def account(**changes: Any) -> Account:
    settings = msgspec.structs.replace(SETTINGS, **changes)
    return Account(id=UUID(int=1), kind=ChannelKind.LAPOR, address="151", settings=settings)


def adapter(script: Script) -> Adapter:
    return lapor(httpx2.AsyncClient(transport=httpx2.MockTransport(script)))


def always(status: int, **parts: Any) -> Script:
    return lambda request: httpx2.Response(status, **parts)


def breaking(failure: type[Exception]) -> Script:
    def script(request: httpx2.Request) -> httpx2.Response:
        raise failure(f"{dict(request.headers)} {request.url}")

    return script


async def file_with(script: Script, **changes: Any) -> Any:
    register = adapter(script).register
    assert register
    return await register.file(FILING, account(**changes))


async def follow_with(script: Script, **changes: Any) -> Any:
    register = adapter(script).register
    assert register
    return await register.follow("9100123", account(**changes))


async def answer_with(script: Script, text: str = CITIZEN, **changes: Any) -> Any:
    register = adapter(script).register
    assert register
    return await register.answer("9100123", text, account(**changes))


WRITES = {"file": file_with, "answer": answer_with}


@pytest.mark.parametrize("act", WRITES.values(), ids=WRITES)
@pytest.mark.parametrize(
    ("script", "error", "code"),
    [
        (breaking(httpx2.ConnectError), ChannelUnreachable, "not_sent"),
        (breaking(httpx2.ConnectTimeout), ChannelUnreachable, "not_sent"),
        (breaking(httpx2.PoolTimeout), ChannelUnreachable, "not_sent"),
        (breaking(httpx2.WriteTimeout), OutcomeUnknown, "timeout"),
        (breaking(httpx2.ReadTimeout), OutcomeUnknown, "timeout"),
        (breaking(httpx2.WriteError), OutcomeUnknown, "broken_off"),
        (breaking(httpx2.ReadError), OutcomeUnknown, "broken_off"),
        (breaking(httpx2.RemoteProtocolError), OutcomeUnknown, "broken_off"),
        (
            always(200, headers={"content-encoding": "gzip"}, content=b"bukan gzip"),
            OutcomeUnknown,
            "broken_off",
        ),
        (always(500), OutcomeUnknown, "500"),
        (always(503), OutcomeUnknown, "503"),
        (always(408), OutcomeUnknown, "408"),
        (always(302, headers={"location": "https://elsewhere.example/"}), OutcomeUnknown, "302"),
        (always(401), CredentialsRejected, "401"),
        (always(403), CredentialsRejected, "403"),
        (always(400), MessageRejected, "400"),
        (always(404), MessageRejected, "404"),
        (always(413), MessageRejected, "413"),
        (always(422, json={"message": CITIZEN}), MessageRejected, "422"),
        (always(429), ChannelThrottled, "429"),
    ],
)
async def test_a_write_is_either_surely_undone_or_of_unknown_outcome(
    act: Any, script: Script, error: type[ChannelError], code: str
) -> None:
    with pytest.raises(ChannelError) as failure:
        await act(script)
    assert type(failure.value) is error
    assert failure.value.remote_code == code


@pytest.mark.parametrize(
    "script",
    [
        always(200, content=b""),
        always(200, content=b"<html>"),
        always(201, json={"message": "OK"}),
        always(204),
        always(200, content=b"{" + b" " * (client.LARGEST_ANSWER + 1)),
    ],
)
async def test_a_success_without_an_id_may_have_filed_the_case(script: Script) -> None:
    with pytest.raises(OutcomeUnknown):
        await file_with(script)


@pytest.mark.parametrize(
    ("script", "error"),
    [
        (breaking(httpx2.ConnectError), ChannelUnreachable),
        (breaking(httpx2.ReadTimeout), ChannelFailing),
        (breaking(httpx2.RemoteProtocolError), ChannelFailing),
        (always(500), ChannelFailing),
        (always(302), ChannelFailing),
        (always(200, content=b"<html>"), ChannelFailing),
        (always(200, json={"message": "?"}), ChannelFailing),
        (always(429), ChannelThrottled),
        (always(401), CredentialsRejected),
        (always(404), MessageRejected),
    ],
)
async def test_a_read_may_be_repeated_unless_it_is_refused(script: Script, error: type[ChannelError]) -> None:
    with pytest.raises(ChannelError) as failure:
        await follow_with(script)
    assert type(failure.value) is error
    assert failure.value.retryable is (error not in (CredentialsRejected, MessageRejected))


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "Sat, 21 Nov 2026 10:01:30 GMT", "date": "Sat, 21 Nov 2026 10:00:00 GMT"}, 90.0),
        ({"retry-after": "Sat, 21 Nov 2026 09:00:00 GMT", "date": "Sat, 21 Nov 2026 10:00:00 GMT"}, 0.0),
        ({"retry-after": "9" * 400}, 86400.0),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "nanti"}, None),
        ({"retry-after": "Sat, 21 Nov 2026 10:01:30 GMT"}, None),
        ({}, None),
    ],
)
async def test_the_asked_waiting_time_is_passed_on(headers: dict[str, str], seconds: float | None) -> None:
    with pytest.raises(ChannelThrottled) as failure:
        await file_with(always(429, headers=headers))
    assert failure.value.retry_after == seconds


async def test_an_answer_that_drips_is_given_up() -> None:
    async def drip() -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.01)

    def script(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, content=drip())

    with pytest.raises(OutcomeUnknown):
        await file_with(script, write_seconds=0.05)
    with pytest.raises(ChannelFailing):
        await follow_with(script, read_seconds=0.05)


async def test_a_filing_goes_to_the_offices_own_path_with_its_own_two_headers() -> None:
    seen: list[httpx2.Request] = []

    def script(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, json={"complaint_id": 9100123})

    own = {
        "paths": Paths(create="/complaints/complaint-lmw"),
        "headers": {"auth": "Bearer {auth_value}", "x-token": "{token_value}"},
    }
    filed = await file_with(script, **own)
    await file_with(script, auth_value=f"bearer {AUTH}")
    await file_with(script, headers={"Apikey": "{auth_value}"})
    first, second, third = seen
    assert filed.remote_id == "9100123"
    assert str(first.url) == "https://lapor.example/lapor/3.0.0/complaints/complaint-lmw"
    assert (first.headers["auth"], first.headers["x-token"]) == (f"Bearer {AUTH}", TOKEN)
    assert second.headers["authorization"] == f"bearer {AUTH}"
    assert (third.headers["apikey"], "authorization" in third.headers) == (AUTH, False)
    assert first.headers["content-type"] == "application/json"
    assert msgspec.json.decode(first.content)["disposition_id"] == 151


async def test_an_answer_goes_as_a_form_and_any_success_counts() -> None:
    seen: list[httpx2.Request] = []

    def script(request: httpx2.Request) -> httpx2.Response:
        seen.append(request)
        return httpx2.Response(200, content=b"bukan JSON")

    await answer_with(script, "Sudah diperiksa.")
    assert seen[0].url.path == "/lapor/3.0.0/complaints/followup/add"
    assert seen[0].headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b'name="content"\r\n\r\nSudah diperiksa.\r\n' in seen[0].content
    assert b'name="complaint_id"\r\n\r\n9100123\r\n' in seen[0].content


async def test_a_long_answer_is_refused_before_anything_is_sent() -> None:
    def script(request: httpx2.Request) -> httpx2.Response:
        raise AssertionError("nothing may be sent")

    with pytest.raises(MessageRejected):
        await answer_with(script, "x" * 1001)


async def test_a_number_from_outside_cannot_lead_to_another_call() -> None:
    seen: list[str] = []

    def script(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.url.raw_path.decode())
        return httpx2.Response(404)

    register = adapter(script).register
    assert register
    with pytest.raises(MessageRejected):
        await register.follow("../../masters?x=", account())
    assert seen == ["/lapor/3.0.0/complaints/..%2F..%2Fmasters%3Fx%3D/complaint"]


async def test_an_account_of_another_channel_is_not_served() -> None:
    register = adapter(always(200)).register
    assert register
    other = msgspec.structs.replace(account(), settings=object())
    with pytest.raises(NotSupported):
        await register.follow("1", other)
