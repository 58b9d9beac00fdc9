"""What a gateway's answer means, and what it costs when it stays away."""

import json

import httpx2
import pytest

from helpdesk.channels.contract import Account
from helpdesk.channels.errors import ChannelError
from helpdesk.channels.health import Cause, Health
from helpdesk.channels.model import Receipt
from integrations.sms.adapter import sms
from support.odd_remotes import Script, answering, failing, nobody, scripted
from support.sms_script import ACCOUNT, KEY, TWILIO, WORD, outbound, with_settings


async def sent(script: Script, account: Account = ACCOUNT) -> Receipt:
    async with scripted(script) as http:
        sender = sms(http, "https://sahut.example").sender
        assert sender
        return await sender.send(outbound(), account)


async def checked(script: Script, account: Account = ACCOUNT) -> Health:
    async with scripted(script) as http:
        health = sms(http).health
        assert health
        return await health.check(account)


@pytest.mark.parametrize(
    ("account", "status", "body", "name"),
    [
        (ACCOUNT, 200, {"id": "m-9"}, "m-9"),
        (ACCOUNT, 202, {"id": 12345}, "12345"),
        (with_settings(id_field="messages.0.id"), 200, {"messages": [{"id": "m-9"}]}, "m-9"),
        (with_settings(taken_field="code", taken_words="0, ok"), 200, {"code": 0, "id": "m-9"}, "m-9"),
        (with_settings(taken_field="code", taken_words="0, ok"), 200, {"code": "OK", "id": "m-9"}, "m-9"),
        (TWILIO, 201, {"sid": "SM9", "status": "queued", "error_code": None}, "SM9"),
    ],
)
async def test_a_success_names_the_message(account: Account, status: int, body: object, name: str) -> None:
    assert (await sent(answering(status, body), account)).external_id == name


@pytest.mark.parametrize(
    ("account", "status", "body", "code", "retryable"),
    [
        (ACCOUNT, 200, {"ok": True}, "outcome_unknown", False),
        (ACCOUNT, 200, {"id": ""}, "outcome_unknown", False),
        (ACCOUNT, 200, {"id": ["m-9"]}, "outcome_unknown", False),
        (ACCOUNT, 200, {"id": "x" * 201}, "outcome_unknown", False),
        (
            with_settings(taken_field="code", taken_words="0"),
            200,
            {"code": 7, "id": "m"},
            "message_rejected",
            False,
        ),
        (with_settings(taken_field="code", taken_words="0"), 200, {"id": "m"}, "outcome_unknown", False),
        (ACCOUNT, 400, {"error": "invalid_destination"}, "message_rejected", False),
        (ACCOUNT, 401, {"error": "bad_key"}, "credentials_rejected", False),
        (ACCOUNT, 404, b"<html>", "credentials_rejected", False),
        (ACCOUNT, 301, b"", "credentials_rejected", False),
        (ACCOUNT, 429, {"error": "slow"}, "channel_throttled", True),
        (ACCOUNT, 500, b"", "outcome_unknown", False),
        (TWILIO, 400, {"code": 21211, "message": "secret"}, "recipient_unreachable", False),
        (TWILIO, 400, {"code": 21610}, "recipient_unreachable", False),
        (TWILIO, 400, {"code": 21617}, "message_rejected", False),
        (TWILIO, 400, {"code": 21606}, "account_blocked", False),
        (TWILIO, 404, {"code": 20404}, "credentials_rejected", False),
        (TWILIO, 401, {"code": 20003}, "credentials_rejected", False),
        (TWILIO, 429, {"code": 20429}, "channel_throttled", True),
        (TWILIO, 400, {"code": 99999}, "message_rejected", False),
    ],
)
async def test_a_refusal_says_whose_fault_it_is(
    account: Account, status: int, body: object, code: str, retryable: bool
) -> None:
    with pytest.raises(ChannelError) as caught:
        await sent(answering(status, body), account)
    assert (caught.value.code, caught.value.retryable) == (code, retryable)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    "address", ["", "gateway.example", "ftp://gateway.example/", "http://", "https://[::1"]
)
async def test_an_address_that_is_none_is_the_accounts_fault(address: str) -> None:
    with pytest.raises(ChannelError) as caught:
        await sent(nobody, with_settings(send_address=address))
    assert caught.value.code == "credentials_rejected"


async def test_the_gateway_is_told_where_to_report_and_what_we_call_it() -> None:
    asked: list[httpx2.Request] = []

    def script(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return httpx2.Response(200, json={"id": "m-9"})

    account = with_settings(call="json", report_to_field="dlr", hook_word=WORD)
    await sent(script, account)
    await sent(script, account)
    one, two = (json.loads(request.content) for request in asked)
    assert one == two, "the same message is the same request, so that a gateway can tell a repetition"
    assert one["reference"] == str(outbound().id)
    assert one["dlr"] == f"https://sahut.example/hooks/sms/{account.id}/{WORD}?ours={outbound().id}"


@pytest.mark.parametrize(
    ("script", "account", "ok", "cause"),
    [
        (answering(200, {"balance": 5}), ACCOUNT, True, None),
        (answering(200, {"status": "active"}), TWILIO, True, None),
        (answering(401), ACCOUNT, False, Cause.ACCESS),
        (answering(404), ACCOUNT, False, Cause.ADDRESS),
        (answering(200, b"<html>"), ACCOUNT, False, Cause.ADDRESS),
        (answering(503), ACCOUNT, False, Cause.BUSY),
        (failing(httpx2.ConnectError("x")), ACCOUNT, False, Cause.NETWORK),
        (nobody, with_settings(check_address=""), False, Cause.UNCHECKED),
        (nobody, with_settings(signing_secret=""), False, Cause.SIGNING),
        (nobody, with_settings(access_key="a b"), False, Cause.ACCESS),
    ],
)
async def test_an_account_is_well_or_says_where_to_look(
    script: Script, account: Account, ok: bool, cause: Cause | None
) -> None:
    health = await checked(script, account)
    assert (health.ok, health.cause) == (ok, cause)
    assert KEY not in repr(health)
