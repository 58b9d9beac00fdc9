"""An account whose key is refused: nothing is lost, nobody else waits, and it goes on by itself."""

import pytest

from helpdesk.channels.contract import Account
from helpdesk.channels.errors import AccountBlocked, ChannelError, CredentialsRejected
from helpdesk.channels.model import OutboundMessage, Receipt
from support.builders import an_opened_case
from support.channel import refusing
from support.world import Place, World

_STATES = "SELECT state, attempts, error_code FROM delivery WHERE tenant_id = $1 ORDER BY created_at, id"
_ACCOUNT = (
    "SELECT blocked_code, blocked_until > sahut_now() AS blocked FROM account"
    " WHERE tenant_id = $1 AND kind = 'whatsapp'"
)


async def _tried(world: World, place: Place | None = None) -> int:
    """How many messages reach the remote while one office's deliveries are worked on."""
    before = len(world.far_end.sent)
    for _ in range(4):
        await world.send(place or world.district)
    return len(world.far_end.sent) - before


async def _refused(world: World, error: type[ChannelError] = CredentialsRejected) -> None:
    await an_opened_case(world)
    world.far_end.answers = [refusing(error, "190")]
    assert await _tried(world) == 1


@pytest.mark.parametrize("error", [CredentialsRejected, AccountBlocked])
async def test_a_refused_key_holds_the_offices_messages_and_uses_up_no_tries(
    world: World, error: type[ChannelError]
) -> None:
    await _refused(world, error)
    await an_opened_case(world)
    assert await _tried(world) == 0, "the remote is left alone"
    states = await world.district.rows(_STATES)
    assert [(row["state"], row["attempts"]) for row in states] == [("queued", 0), ("queued", 0)]
    assert states[0]["error_code"] == error.code
    assert await world.district.row(_ACCOUNT) == {"blocked_code": error.code, "blocked": True}


async def test_one_message_asks_again_after_a_minute_and_its_success_lets_all_others_go(world: World) -> None:
    await _refused(world)
    for _ in range(5):
        await an_opened_case(world)
    await world.clock.forward(seconds=61)
    world.far_end.answers = [refusing(CredentialsRejected, "190")]
    assert await _tried(world) == 1
    await world.clock.forward(minutes=20)
    assert await _tried(world) == 6
    assert {row["state"] for row in await world.district.rows(_STATES)} == {"sent"}
    assert await world.district.row(_ACCOUNT) == {"blocked_code": None, "blocked": None}


async def test_while_the_key_stays_refused_one_message_asks_each_time(world: World) -> None:
    await _refused(world)
    for _ in range(3):
        await world.clock.forward(minutes=16)
        world.far_end.answers = [refusing(CredentialsRejected, "190")]
        assert await _tried(world) == 1
        assert (await world.district.row(_ACCOUNT))["blocked"]


async def test_another_office_sends_on(world: World) -> None:
    await _refused(world)
    await an_opened_case(world, world.neighbour)
    assert await _tried(world, world.neighbour) == 1


async def test_what_waited_for_a_day_is_given_back_to_the_officer(world: World) -> None:
    await _refused(world)
    await world.clock.forward(hours=25)
    world.far_end.answers = [refusing(CredentialsRejected, "190")]
    assert await _tried(world) == 1
    [row] = await world.district.rows(_STATES)
    assert (row["state"], row["error_code"]) == ("failed", "credentials_rejected")
    history = "SELECT count(*) FROM case_event WHERE tenant_id = $1 AND kind = 'delivery.changed'"
    assert await world.district.value(history) == 1


async def test_a_message_that_alone_is_refused_holds_up_no_other_for_long(world: World) -> None:
    await _refused(world)
    for _ in range(3):
        await an_opened_case(world)
    refused = world.far_end.sent[0].id
    await world.clock.forward(seconds=61)
    assert await world.send(world.district) == 1
    assert world.far_end.sent[-1].id != refused, "one that was not refused yet asks"
    usual = world.far_end.send

    async def send(message: OutboundMessage, account: Account) -> Receipt:
        if message.id == refused:
            raise refusing(CredentialsRejected, "190")
        return await usual(message, account)

    world.far_end.send = send  # type: ignore[method-assign]
    for _ in range(4):
        await world.send(world.district)
    states = await world.district.rows(_STATES)
    assert [row["state"] for row in states] == ["failed", "sent", "sent", "sent"]
    assert (await world.district.row(_ACCOUNT))["blocked_code"] is None
