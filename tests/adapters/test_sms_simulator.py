"""The simulated gateway and its page, tried by the adapter: each tests the other."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from helpdesk.channels.errors import ChannelError
from support.sms_stage import NOW, SITI, Stage, running


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with running() as opened:
        yield opened


async def test_an_sms_is_taken_reported_and_shown(stage: Stage) -> None:
    name = await stage.send("Dokter gigi kembali Jumat")
    await stage.until(lambda: sorted(stage.reports(name)) == ["delivered", "sent"])
    [line] = await stage.phone()
    assert (line["text"], line["state"], line["parts"]) == ("Dokter gigi kembali Jumat", "delivered", 1)


async def test_a_citizen_is_heard_with_number_time_and_text(stage: Stage) -> None:
    said = await stage.citizen("Antrean penuh & panas 😀")
    [message] = await stage.until(stage.messages)
    assert (message.external_id, message.text) == (said["id"], "Antrean penuh & panas 😀")
    assert message.sender.identities[0].value == SITI
    assert message.at == datetime.fromtimestamp(NOW.timestamp(), UTC)


async def test_a_known_reference_is_sent_once(stage: Stage) -> None:
    assert await stage.send(number=5) == await stage.send(number=5)
    assert await stage.send(number=6) != await stage.send(number=5)
    assert len(await stage.phone()) == 2
    assert [each["repeated"] for each in (await stage.ledger())["sends"]] == [False, True, False, True]


@pytest.mark.parametrize(
    ("faults", "code", "shown"),
    [
        ({"refused": 1}, "message_rejected", 0),
        ({"throttled": 1}, "channel_throttled", 0),
        ({"answer_500": 1}, "outcome_unknown", 0),
        ({"answer_500_after_accept": 1}, "outcome_unknown", 1),
        ({"drop_response_after_accept": 1}, "outcome_unknown", 1),
    ],
)
async def test_ordered_faults_happen_once(
    stage: Stage, faults: dict[str, int], code: str, shown: int
) -> None:
    await stage.faults(**faults)
    with pytest.raises(ChannelError) as caught:
        await stage.send()
    assert caught.value.code == code
    assert len(await stage.phone()) == shown
    name = await stage.send()
    await stage.until(lambda: "delivered" in stage.reports(name))
    assert len(await stage.phone()) == 1, "our reference makes the second try the same SMS"


async def test_the_gateway_takes_so_many_and_says_when_to_come_again(stage: Stage) -> None:
    await stage.post("limits", {"customer": "dinkes", "account": {"at_once": 2, "every": 7.5}})
    await stage.send(number=1)
    await stage.send(number=2)
    with pytest.raises(ChannelError) as caught:
        await stage.send(number=3)
    assert (caught.value.code, caught.value.retry_after) == ("channel_throttled", 8.0)
    assert len(await stage.phone()) == 2
    assert [each["answered"] for each in (await stage.ledger())["sends"]] == ["ok", "ok", "too fast"]
    await stage.post("limits", {"customer": "dinkes"})
    await stage.send(number=3)


async def test_a_person_sets_the_limit_on_the_page(stage: Stage) -> None:
    home = f"{stage.base}/sms/"
    assert 'value="usual" checked' in (await stage.http.get(home)).text
    answer = await stage.http.post(f"{home}dinkes/limits", data={"limit": "narrow"})
    assert answer.status_code == 303
    assert 'value="narrow" checked' in (await stage.http.get(home)).text
    for number in range(3):
        await stage.send(number=number + 1)
    with pytest.raises(ChannelError):
        await stage.send(number=4)
    await stage.post("limits", {"customer": "dinkes", "account": {"at_once": 9, "every": 1}})
    page = (await stage.http.get(f"{home}?lang=en")).text
    assert "A script has set another limit." in page
    assert " checked" not in page
    await stage.http.post(f"{home}dinkes/limits", data={"limit": "as you like"})
    assert " checked" not in (await stage.http.get(home)).text
    strange = await stage.http.post(
        f"{home}dinkes/limits", data={"limit": "none"}, headers={"sec-fetch-site": "cross-site"}
    )
    assert strange.status_code == 403


async def test_an_sms_that_does_not_arrive_is_reported_so(stage: Stage) -> None:
    await stage.faults(fails=1)
    name = await stage.send()
    await stage.until(lambda: stage.reports(name) == ["failed"])


async def test_reports_come_twice_and_in_any_order(stage: Stage) -> None:
    await stage.faults(duplicate_rate=1.0, shuffle=True, seed=3)
    name = await stage.send()
    await stage.until(lambda: len(stage.reports(name)) == 4)
    assert sorted(stage.reports(name)) == ["delivered", "delivered", "sent", "sent"]


async def test_a_hook_that_is_away_is_called_again(stage: Stage) -> None:
    stage.answers = [503, 500, 401]
    await stage.citizen("Halo")
    await stage.until(stage.messages)
    assert stage.calls == 4


async def test_a_long_text_comes_in_parts_when_that_is_ordered(stage: Stage) -> None:
    await stage.faults(in_parts=True)
    said = await stage.citizen("x" * 200)
    assert said["calls"] == 4
    await stage.until(lambda: len(stage.messages()) == 4)
    assert len({each.part.prefix for each in stage.messages() if each.part}) == 1


async def test_a_wrong_key_is_told_by_the_test(stage: Stage) -> None:
    assert stage.adapter.health
    assert (await stage.adapter.health.check(stage.account)).ok
    wrong = replace(stage.account, settings=replace(stage.account.settings, access_key="salah"))
    assert not (await stage.adapter.health.check(wrong)).ok


async def test_a_person_plays_the_phone_without_scripts(stage: Stage) -> None:
    home = f"{stage.base}/sms/"
    page = (await stage.http.get(home)).text
    assert "SMS &lt;Dinkes&gt;" in page
    assert 'lang="id"' in page
    answer = await stage.http.post(f"{home}dinkes/begin", data={"number": "0812 0000-0101"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sms/dinkes/%2B6281200000101")
    phone = f"{home}dinkes/{SITI}"
    answer = await stage.http.post(f"{phone}/messages", data={"text": "<b>Halo</b>\r\nlagi"})
    assert answer.status_code == 303
    [message] = await stage.until(stage.messages)
    assert message.text == "<b>Halo</b>\nlagi"
    await stage.send("Pantau http://localhost:8000/t/batang/track ya")
    shown = (await stage.http.get(phone)).text
    assert "&lt;b&gt;Halo&lt;/b&gt;" in shown
    assert '<a href="http://localhost:8000/t/batang/track"' in shown
    assert "Halo" in (await stage.http.get(f"{phone}/lines?lang=en")).text
    assert "Play" not in shown
    assert "You play the citizen" in (await stage.http.get(f"{home}?lang=en")).text


@pytest.mark.parametrize("number", ["", "1708", "abc", "08123456789012345678"])
async def test_a_number_that_is_none_is_told(stage: Stage, number: str) -> None:
    answer = await stage.http.post(f"{stage.base}/sms/dinkes/begin", data={"number": number})
    page = await stage.http.get(f"{stage.base}{answer.headers['location']}")
    assert 'role="alert"' in page.text


async def test_strange_pages_may_not_speak_for_citizens(stage: Stage) -> None:
    elsewhere = {"sec-fetch-site": "cross-site"}
    for path, form in ((f"dinkes/{SITI}/messages", {"text": "Halo"}), ("dinkes/begin", {"number": SITI})):
        answer = await stage.http.post(f"{stage.base}/sms/{path}", data=form, headers=elsewhere)
        assert answer.status_code == 403
    for path in ("nobody/+6281200000101", "dinkes/1708", "dinkes/x"):
        assert (await stage.http.get(f"{stage.base}/sms/{path}")).status_code == 404
