"""Each fault that can be ordered from the simulated Cloud API, and what the adapter makes of it."""

from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
import pytest_asyncio

from helpdesk.channels.contract import Account
from helpdesk.channels.errors import (
    ChannelError,
    ChannelFailing,
    ChannelThrottled,
    CredentialsRejected,
    MessageRejected,
    OutcomeUnknown,
    PairThrottled,
    RecipientUnreachable,
    TemplateRejected,
)
from helpdesk.channels.model import (
    StatusArrived,
    Template,
)
from support.whatsapp_stage import Ground, Stage, running

PICTURE = b"\xff\xd8\xff\xe0 not much of a picture"


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def ground() -> AsyncIterator[Ground]:
    async with running() as ground:
        yield ground


@pytest.fixture
def stage(ground: Ground) -> Stage:
    return ground.stage()


@pytest.mark.parametrize(
    ("faults", "error", "taken"),
    [
        ({"errors": 1, "error_code": 131026}, RecipientUnreachable, False),
        ({"errors": 1, "error_code": 130429}, ChannelThrottled, False),
        ({"errors": 1, "error_code": 131016}, ChannelFailing, False),
        ({"errors": 1, "error_code": 131000}, OutcomeUnknown, False),
        ({"errors": 1, "error_code": 190}, CredentialsRejected, False),
        ({"throttled": 1}, ChannelThrottled, False),
        ({"answer_500": 1}, OutcomeUnknown, False),
        ({"answer_500_after_accept": 1}, OutcomeUnknown, True),
        ({"drop_response_after_accept": 1}, OutcomeUnknown, True),
        ({"without_id": 1}, OutcomeUnknown, True),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
async def test_a_fault_has_its_meaning_and_passes(
    stage: Stage, faults: dict[str, Any], error: type[ChannelError], taken: bool
) -> None:
    await stage.faults(**faults)
    with pytest.raises(ChannelError) as caught:
        await stage.send(number=9)
    assert type(caught.value) is error
    if error is ChannelThrottled and "throttled" in faults:
        assert caught.value.retry_after == 2.0
    assert bool((await stage.ledger())["sends"][0]["id"]) is taken
    if taken:
        found = await stage.until(lambda: [s for s in stage.hook.arrivals if isinstance(s, StatusArrived)])
        assert found[0].our_id == "00000000-0000-0000-0000-000000000009"
    await stage.send(number=10)


async def test_the_account_s_limit_is_told_with_its_code(stage: Stage) -> None:
    await stage.post("limits", {"phone_number_id": stage.number, "account": {"at_once": 2, "every": 1}})
    await stage.send(number=1)
    await stage.send(number=2, to="+6281200000102")
    with pytest.raises(ChannelThrottled) as caught:
        await stage.send(number=3)
    assert (type(caught.value), caught.value.remote_code) == (ChannelThrottled, "130429")
    assert (await stage.ledger())["sends"][-1]["refused"] == "130429"
    stage.clock.pass_time(seconds=1)
    await stage.send(number=3)
    assert len(await stage.chat()) == 2, "what was refused reached nobody"


async def test_one_person_is_written_to_at_most_so_fast_others_meanwhile(stage: Stage) -> None:
    for number in range(45):
        await stage.send(number=number)
    with pytest.raises(PairThrottled) as caught:
        await stage.send(number=45)
    assert caught.value.remote_code == "131056"
    await stage.send(number=46, to="+6281200000102")
    stage.clock.pass_time(seconds=6)
    await stage.send(number=45)
    with pytest.raises(PairThrottled):
        await stage.send(number=47)


async def test_one_account_s_limits_are_not_another_s(stage: Stage) -> None:
    limits = await stage.post("limits", {"phone_number_id": stage.number, "pair": {"at_once": 1, "every": 9}})
    assert limits[stage.number]["pair"] == {"at_once": 1, "every": 9.0}
    assert limits[stage.other]["pair"] == {"at_once": 45, "every": 6.0}
    for wrong in ({"at_once": 0, "every": 1}, {"at_once": 1}, {"at_once": 1, "every": -1}):
        answer = await stage.http.post(stage.control("limits"), json={"pair": wrong})
        assert answer.status_code == 400


async def test_a_slow_answer_still_comes(stage: Stage) -> None:
    await stage.faults(slow_seconds=0.1)
    assert (await stage.send()).startswith("wamid.")


@pytest.mark.parametrize(
    ("parts", "error", "code"),
    [
        ({"template": Template(name="nothing", language="id")}, TemplateRejected, "132001"),
        ({"template": Template(name="case_update", language="fr")}, TemplateRejected, "132001"),
        ({"template": Template(name="case_update", language="id")}, TemplateRejected, "132000"),
        ({"to": "our own number"}, RecipientUnreachable, "131021"),
        ({"to": "+62"}, MessageRejected, "131009"),
        ({"to": "not an id"}, MessageRejected, "131008"),
    ],
)
async def test_what_meta_refuses_is_refused(
    stage: Stage, parts: dict[str, Any], error: type[ChannelError], code: str
) -> None:
    if parts.get("to") == "our own number":
        parts = {"to": stage.account.settings.display_number}
    with pytest.raises(ChannelError) as caught:
        await stage.send(**parts)
    assert (type(caught.value), caught.value.remote_code) == (error, code)
    assert (await stage.ledger())["sends"][0]["refused"] == code


def with_settings(account: Account, **changes: str) -> Account:
    return msgspec.structs.replace(account, settings=msgspec.structs.replace(account.settings, **changes))


async def test_a_wrong_token_or_number_is_refused(stage: Stage) -> None:
    right = stage.account
    for wrong in (
        with_settings(right, access_token="other"),
        with_settings(right, access_token=stage.other_account.settings.access_token),
        with_settings(right, phone_number_id="999"),
    ):
        stage.account = wrong
        with pytest.raises(CredentialsRejected):
            await stage.send()
        assert (await stage.health.check(wrong)).code == "credentials_rejected"
    assert (await stage.health.check(right)).ok


async def test_a_hook_that_is_down_gets_everything_later(stage: Stage) -> None:
    stage.hook.answers = [503, 500, 404, 401, 302]
    written = await stage.citizen()
    (message,) = await stage.until(stage.hook.messages)
    assert message.external_id == written
    assert stage.hook.calls == 6
    (webhook,) = (await stage.ledger())["webhooks"]
    assert (webhook["attempts"], webhook["status"], webhook["done"]) == (6, 200, True)


async def test_duplicates_are_the_same_message_twice(stage: Stage) -> None:
    await stage.faults(duplicate_rate=1.0)
    written = await stage.citizen()
    messages = await stage.heard(2)
    assert {each.external_id for each in messages} == {written}
    assert messages[0] == messages[1]


async def test_shuffled_webhooks_all_come_in_another_order(stage: Stage) -> None:
    await stage.faults(shuffle=True, seed=3)
    written = [await stage.citizen(str(number)) for number in range(12)]
    messages = await stage.heard(12)
    came = [each.external_id for each in messages]
    assert came != written
    assert sorted(came) == sorted(written)
