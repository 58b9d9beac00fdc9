"""The simulated Twilio, tried by the adapter and by hand: its forms, keys, signatures, reports and error codes."""

import base64
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from msgspec.structs import replace

from helpdesk.channels.errors import ChannelError
from helpdesk.channels.model import StatusArrived
from support.sms_stage import KEY, NUMBER, SITI, Stage, running

SID = "AC0123456789abcdef0123456789abcdef"


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with running(sid=SID) as opened:
        yield opened


async def _created(
    stage: Stage, fields: dict[str, str], *, user: str = SID, key: str = KEY, sid: str = SID
) -> httpx2.Response:
    """A call by hand, as any program of Twilio's customers makes it."""
    basic = base64.b64encode(f"{user}:{key}".encode()).decode()
    return await stage.http.post(
        f"{stage.base}/sms/2010-04-01/Accounts/{sid}/Messages.json",
        data=fields,
        headers={"authorization": f"Basic {basic}"},
    )


async def test_an_sms_is_taken_reported_and_shown(stage: Stage) -> None:
    name = await stage.send("Dokter gigi kembali Jumat", number=7)
    assert name.startswith("SM")
    assert len(name) == 34
    await stage.until(lambda: sorted(stage.reports(name)) == ["delivered", "sent"])
    ours = {each.our_id for each in stage.arrivals if isinstance(each, StatusArrived)}
    assert ours == {"00000000-0000-0000-0000-000000000007"}, "told in the address that we named"
    [line] = await stage.phone()
    assert (line["text"], line["state"], line["parts"]) == ("Dokter gigi kembali Jumat", "delivered", 1)


async def test_a_citizen_is_heard_in_a_signed_form(stage: Stage) -> None:
    said = await stage.citizen("Antrean penuh & panas 😀" * 9)
    assert said["calls"] == 1, "what came in parts is joined"
    [message] = await stage.until(stage.messages)
    assert (message.external_id, message.text) == (said["id"], "Antrean penuh & panas 😀" * 9)
    assert message.sender.identities[0].value == SITI


async def test_what_it_answers_is_the_message_s_resource(stage: Stage) -> None:
    answer = await _created(stage, {"To": SITI, "From": NUMBER, "Body": "Halo " * 40})
    assert answer.status_code == 201
    body = answer.json()
    assert (body["status"], body["direction"], body["num_segments"]) == ("queued", "outbound-api", "2")
    assert (body["account_sid"], body["from"], body["to"], body["error_code"]) == (SID, NUMBER, SITI, None)
    assert body["uri"] == f"/2010-04-01/Accounts/{SID}/Messages/{body['sid']}.json"
    again = await _created(stage, {"To": SITI, "From": NUMBER, "Body": "Halo " * 40})
    assert again.json()["sid"] != body["sid"], "Twilio knows no reference of ours: it sends twice"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"To": ""}, 21604),
        ({"Body": " "}, 21602),
        ({"From": ""}, 21603),
        ({"To": "1708"}, 21211),
        ({"From": "+6285500000002"}, 21660),
        ({"From": "+6285500000003"}, 21659),
        ({"To": NUMBER}, 21266),
        ({"Body": "x" * 1601}, 21617),
        ({"StatusCallback": "besok"}, 21609),
    ],
)
async def test_what_twilio_refuses_is_refused_with_its_code(
    stage: Stage, fields: dict[str, str], code: int
) -> None:
    answer = await _created(stage, {"To": SITI, "From": NUMBER, "Body": "Halo", **fields})
    assert (answer.status_code, answer.json()["code"], answer.json()["status"]) == (400, code, 400)
    assert answer.json()["more_info"].endswith(str(code))
    assert (await stage.ledger())["sends"][-1]["refused"] == str(code)
    assert await stage.phone() == []


@pytest.mark.parametrize(
    ("by", "status", "code"),
    [({"key": "salah"}, 401, 20003), ({"user": f"{SID}1"}, 401, 20003), ({"sid": f"{SID}9"}, 404, 20404)],
)
async def test_whose_key_it_is_not_gets_nothing(
    stage: Stage, by: dict[str, str], status: int, code: int
) -> None:
    answer = await _created(stage, {"To": SITI, "From": NUMBER, "Body": "Halo"}, **by)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert (await stage.ledger())["sends"] == []


async def test_the_test_of_an_account_asks_for_it(stage: Stage) -> None:
    assert stage.adapter.health
    assert (await stage.adapter.health.check(stage.account)).ok
    for wrong in ({"access_key": "salah"}, {"user": "AC1"}):
        account = replace(stage.account, settings=replace(stage.account.settings, **wrong))
        told = await stage.adapter.health.check(account)
        assert (told.ok, told.code) == (False, "credentials_rejected")


@pytest.mark.parametrize(
    ("faults", "code", "shown"),
    [
        ({"refused": 1}, "recipient_unreachable", 0),
        ({"refused": 1, "error_code": "21610"}, "recipient_unreachable", 0),
        ({"refused": 1, "error_code": "21659"}, "account_blocked", 0),
        ({"throttled": 1}, "channel_throttled", 0),
        ({"answer_500": 1}, "outcome_unknown", 0),
        ({"answer_500_after_accept": 1}, "outcome_unknown", 1),
        ({"drop_response_after_accept": 1}, "outcome_unknown", 1),
    ],
)
async def test_ordered_faults_happen_once(
    stage: Stage, faults: dict[str, Any], code: str, shown: int
) -> None:
    await stage.faults(**faults)
    with pytest.raises(ChannelError) as caught:
        await stage.send()
    assert caught.value.code == code
    assert len(await stage.phone()) == shown
    await stage.send()
    assert len(await stage.phone()) == shown + 1


async def test_an_sms_that_does_not_arrive_is_reported_with_a_code(stage: Stage) -> None:
    await stage.faults(fails=1)
    name = await stage.send()
    await stage.until(lambda: stage.reports(name) == ["failed"])
    [report] = [each for each in stage.arrivals if isinstance(each, StatusArrived)]
    assert (report.remote_code, report.error_code) == ("30003", "recipient_unreachable")


async def test_reports_come_twice_and_in_any_order(stage: Stage) -> None:
    await stage.faults(duplicate_rate=1.0, shuffle=True, seed=3)
    name = await stage.send()
    await stage.until(lambda: len(stage.reports(name)) == 4)
    assert sorted(stage.reports(name)) == ["delivered", "delivered", "sent", "sent"]


async def test_who_names_no_place_for_reports_gets_none(stage: Stage) -> None:
    answer = await _created(stage, {"To": SITI, "From": NUMBER, "Body": "Halo"})
    name = await stage.send("Kedua")
    await stage.until(lambda: "delivered" in stage.reports(name))
    assert stage.reports(answer.json()["sid"]) == []


async def test_too_many_calls_are_refused_with_twilio_s_code(stage: Stage) -> None:
    await stage.post("limits", {"customer": "dinkes", "account": {"at_once": 1, "every": 9}})
    await stage.send(number=1)
    with pytest.raises(ChannelError) as caught:
        await stage.send(number=2)
    assert (caught.value.code, caught.value.remote_code) == ("channel_throttled", "20429")
    assert caught.value.retry_after is None, "Twilio names no time"


async def test_a_call_with_another_token_s_signature_is_refused(stage: Stage) -> None:
    right = stage.account
    stage.account = replace(right, settings=replace(right.settings, access_key="token-lain"))
    await stage.post("dinkes/call", {"MessageSid": "SM1", "From": SITI, "To": NUMBER, "Body": "Halo"})
    await stage.until(lambda: stage.calls > 1)
    assert stage.arrivals == []
    stage.account = right
    [message] = await stage.until(stage.messages)
    assert message.text == "Halo", "it is called again until we take it"


async def test_behind_a_proxy_the_address_that_we_named_is_signed() -> None:
    async with running(sid=SID, public="https://sahut.example") as stage:
        await stage.citizen("Halo")
        await stage.until(stage.messages)
        name = await stage.send()
        await stage.until(lambda: sorted(stage.reports(name)) == ["delivered", "sent"])


async def test_keys_of_one_provider_open_nothing_at_the_other(stage: Stage) -> None:
    bearer = {"authorization": f"Bearer {KEY}"}
    answer = await stage.http.post(f"{stage.base}/sms/v1/messages", data={"to": SITI}, headers=bearer)
    assert answer.status_code == 401
