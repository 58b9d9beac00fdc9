"""What an account remembers of the remote's calls: that it asked, and that a signature did not fit."""

from helpdesk.channels.contract import Account
from helpdesk.channels.model import ChannelKind
from helpdesk.inbox import hooks
from support.channel import AccountSettings
from support.world import World
from tenants.doors import tenant_scope


def _account(world: World) -> Account:
    place = world.district
    return Account(
        id=place.account_id, kind=ChannelKind.WHATSAPP, address=place.slug, settings=AccountSettings()
    )


async def _noted(world: World) -> tuple[bool, object]:
    row = await world.district.row(
        "SELECT greeted_at, unsigned_at FROM account WHERE tenant_id = $1 AND id = $2",
        world.district.account_id,
    )
    return row["greeted_at"] is not None, row["unsigned_at"]


async def test_a_greeting_is_remembered(world: World) -> None:
    assert await _noted(world) == (False, None)
    await hooks.note_greeting(world.district.id, _account(world))
    assert await _noted(world) == (True, None)


async def test_a_storm_of_wrong_signatures_is_one_write_a_minute(world: World) -> None:
    account = _account(world)
    await hooks.note_unsigned(world.district.id, account)
    _, first = await _noted(world)
    assert first is not None
    for _ in range(5):
        await hooks.note_unsigned(world.district.id, account)
    assert await _noted(world) == (False, first)


async def test_a_new_secret_forgets_the_wrong_signatures(world: World) -> None:
    place = world.district
    await hooks.note_unsigned(place.id, _account(world))
    async with tenant_scope(place.id) as scope:
        assert await world.book.change(scope, place.account_id, "WhatsApp", place.slug, AccountSettings(), 1)
        assert not await world.book.change(scope, place.account_id, "W", place.slug, AccountSettings(), 1)
    assert await _noted(world) == (False, None)
