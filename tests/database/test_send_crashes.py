"""Whoever sends may die at any moment: no citizen is written to twice, and what nobody knows is shown to a person."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any, NamedTuple
from uuid import UUID

import pytest
from msgspec.structs import replace

from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.contract import Adapter
from helpdesk.channels.model import ChannelKind, Identity, MessageArrived, Sender
from helpdesk.inbox import service as inbox
from integrations.email.adapter import email
from integrations.email.reader import Reader
from integrations.email.settings import EmailSettings
from kit.egress import EgressPolicy
from kit.sealing import Sealer
from support import sms_stage, whatsapp_stage
from support.builders import a_message, a_number
from support.crashes import Killed, Killer, around_calls, around_commands, around_commits
from support.mail_servers import MAILBOX, a_post
from support.world import World
from tenants.doors import tenant_scope

Around = Callable[[pytest.MonkeyPatch, Killer, bool], Any]
_STATE = """
    SELECT d.state FROM delivery d JOIN conversation c ON c.tenant_id = d.tenant_id AND c.id = d.conversation_id
    WHERE d.tenant_id = $1 AND d.account_id = $2 AND c.address = $3
"""


class Remote(NamedTuple):
    """One channel with a real far end."""

    account_id: UUID
    calls: Around
    taken: Callable[[str], Awaitable[int]]
    """How many messages the far end took over for an address."""
    citizen: Callable[[], MessageArrived]
    least: int
    """At so many moments at least somebody can die."""


async def _entered(world: World, adapter: Adapter, address: str, settings: Any) -> UUID:
    world.book = AccountBook({adapter.kind: adapter}, Sealer([b"s" * 32]))
    async with tenant_scope(world.district.id) as scope:
        return await world.book.add(scope, adapter.kind, "Akun", address, settings)


def _caller() -> MessageArrived:
    return a_message(a_number())


def _writer() -> MessageArrived:
    address = Identity(scheme="email", value=f"warga{a_number()[1:]}@warga.example")
    return replace(_caller(), sender=Sender(identities=(address,), name="Siti"))


async def _whatsapp(world: World, living: AsyncExitStack) -> Remote:
    ground = await living.enter_async_context(whatsapp_stage.running(1))
    stage = ground.stage()
    account_id = await _entered(world, ground.adapter, stage.number, stage.account.settings)

    async def taken(address: str) -> int:
        sends = (await stage.ledger())["sends"]
        return sum(bool(each["id"]) for each in sends if each["to"] == address.removeprefix("+"))

    def calls(patch: pytest.MonkeyPatch, killer: Killer, after: bool) -> Any:
        return around_calls(stage.http, patch, killer, after=after)

    return Remote(account_id, calls, taken, _caller, 1)


async def _sms(world: World, living: AsyncExitStack) -> Remote:
    stage = await living.enter_async_context(sms_stage.running())
    account_id = await _entered(world, stage.adapter, sms_stage.NUMBER, stage.account.settings)

    async def taken(address: str) -> int:
        sends = (await stage.ledger())["sends"]
        return sum(not each["refused"] for each in sends if each["to"] == address)

    def calls(patch: pytest.MonkeyPatch, killer: Killer, after: bool) -> Any:
        return around_calls(stage.http, patch, killer, after=after)

    return Remote(account_id, calls, taken, _caller, 1)


async def _email(world: World, living: AsyncExitStack) -> Remote:
    post, reader = await living.enter_async_context(a_post()), await living.enter_async_context(Reader())
    adapter = email(EgressPolicy.LOOPBACK_ONLY, b"k" * 32, reader)
    account_id = await _entered(world, adapter, MAILBOX, EmailSettings(**post.entered))

    async def taken(address: str) -> int:
        return sum(recipient == address for _, recipient, _ in post.taken)

    def commands(patch: pytest.MonkeyPatch, killer: Killer, after: bool) -> Any:
        return around_commands(patch, killer, after=after)

    return Remote(account_id, commands, taken, _writer, 5)


REMOTES = {ChannelKind.WHATSAPP: _whatsapp, ChannelKind.SMS: _sms, ChannelKind.EMAIL: _email}


@pytest.fixture
async def remote(world: World, request: pytest.FixtureRequest) -> AsyncIterator[Remote]:
    async with AsyncExitStack() as living:
        yield await REMOTES[request.param](world, living)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("remote", REMOTES, indirect=True)
async def test_at_whatever_call_the_sender_dies_nobody_reads_it_twice(
    world: World, remote: Remote, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    assert await _swept(world, remote, monkeypatch, remote.calls, after) >= remote.least


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("remote", [ChannelKind.WHATSAPP], indirect=True)
async def test_at_whatever_commit_the_sender_dies_nobody_reads_it_twice(
    world: World, remote: Remote, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    """What a sender does between its calls is the same on every channel."""

    def commits(patch: pytest.MonkeyPatch, killer: Killer, after: bool) -> Any:
        return around_commits(patch, killer, after=after)

    assert await _swept(world, remote, monkeypatch, commits, after) >= 2


async def _swept(world: World, remote: Remote, patch: pytest.MonkeyPatch, around: Around, after: bool) -> int:
    """Die at the first moment, at the second … until nobody dies any more; answers how many moments there are.

    Each time one citizen waits for an acknowledgement, so that the n-th moment is the same in every run.
    """
    moments = 0
    while True:
        killer, citizen = Killer(moments + 1), remote.citizen()
        await inbox.receive(world.district.id, remote.account_id, [citizen])
        await world.take_in(world.district)
        await world.dispatch(world.district)
        with around(patch, killer, after):
            try:
                await world.send(world.district)
            except Killed:
                assert killer.struck
        await _restarted(world)
        address = citizen.sender.identities[0].value
        rows = await world.district.rows(_STATE, remote.account_id, address)
        taken = await remote.taken(address)
        assert len(rows) == 1, "one case, one acknowledgement"
        if rows[0]["state"] == "sent":
            assert taken == 1, "what is proven sent was sent once"
        else:
            assert (rows[0]["state"], killer.struck) == ("unknown", True)
            assert taken <= 1
        if not killer.struck:
            return moments
        moments += 1


async def _restarted(world: World) -> None:
    """Another worker goes on: now, when the lease has run out, and when nobody waits for a status any more."""
    for wait in (0, 61, 61, 16 * 60):
        await world.clock.forward(seconds=wait)
        while await world.send(world.district):
            pass
