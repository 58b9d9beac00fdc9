"""Mailboxes are listened to between looks: what comes is read at once, over one line for each mailbox."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from helpdesk.inbox import lines
from helpdesk.inbox.listening import Ears
from helpdesk.inbox.looking import EVERY, LEASE
from integrations.email.reader import Reader
from support.mail_servers import a_post
from support.mailboxes import MailDesk
from support.whatsapp_stage import until
from support.world import World
from tenants.doors import tenant_scope

_ACCOUNT = (
    "SELECT listen_at, look_at, look_at <= sahut_now() AS due, listen_at - sahut_now() AS rest FROM account"
    " WHERE tenant_id = $1 AND id = $2"
)


class Listened:
    """A mailbox, and those who listen."""

    def __init__(self, desk: MailDesk, account_id: UUID) -> None:
        self.desk, self.account_id = desk, account_id
        self.rung: list[str] = []
        self.ears: list[Ears] = []

    def worker(self, **more: int) -> Ears:
        self.ears.append(Ears(self.desk.world.book, self.rung.append, **more))
        return self.ears[-1]

    async def account(self) -> Any:
        return await self.desk.world.district.row(_ACCOUNT, self.account_id)

    async def rings(self, times: int) -> None:
        await until(lambda: len(self.rung) >= times)


@pytest.fixture
async def listened(world: World) -> AsyncIterator[Listened]:
    async with a_post() as post, Reader() as reader:
        desk = MailDesk(world, post, reader)
        found = Listened(desk, await desk.mailbox(world.district))
        yield found
        for ears in found.ears:
            await ears.close()


async def test_a_letter_makes_its_mailbox_due_at_once_and_the_line_stays(listened: Listened) -> None:
    place, box = listened.desk.world.district, listened.desk.post.box
    assert await listened.worker().begin_due(place.id) == 1
    await listened.rings(1)
    assert box.told, "the line stands"
    for number in (2, 3):
        await listened.desk.look()
        assert not (await listened.account())["due"]
        listened.desk.post.put(b"From: siti@warga.example\r\nSubject: Antrean %d\r\n\r\nHalo.\r\n" % number)
        await listened.rings(number)
        assert (await listened.account())["due"]
    await listened.desk.look()
    assert await place.value("SELECT count(*) FROM message WHERE tenant_id = $1 AND direction = 'in'") == 2
    assert set(listened.rung) == {"mailbox"}


async def test_a_letter_that_comes_while_somebody_looks_is_asked_for_again(listened: Listened) -> None:
    place = listened.desk.world.district
    async with tenant_scope(place.id) as scope:
        looking = "UPDATE account SET look_at = $3 WHERE tenant_id = $1 AND id = $2"
        await scope.execute(looking, place.id, listened.account_id, scope.now + LEASE)
    await listened.worker().begin_due(place.id)
    await until(lambda: listened.desk.post.box.told)
    await asyncio.sleep(0.2)
    assert listened.rung == []
    async with tenant_scope(place.id) as scope:
        await scope.execute(looking, place.id, listened.account_id, scope.now + EVERY)
    await listened.rings(1)


async def test_all_workers_together_hold_one_line_and_the_next_takes_over(listened: Listened) -> None:
    place, first, second = listened.desk.world.district, listened.worker(), listened.worker()
    assert await listened.worker(most=0).begin_due(place.id) == 0, "who holds enough takes no more"
    assert [await each.begin_due(place.id) for each in (first, second)] == [1, 0]
    await until(lambda: listened.desk.post.box.told)
    await first.close()
    await until(lambda: not listened.desk.post.box.told)
    assert await second.begin_due(place.id) == 1
    await until(lambda: len(listened.desk.post.box.told) == 1)


async def test_a_line_is_not_renewed_once_the_account_was_changed(listened: Listened) -> None:
    place = listened.desk.world.district
    async with tenant_scope(place.id) as scope:
        line = await lines.take_line(scope, scope.now + timedelta(seconds=90))
        assert line
        line = await lines.renew_line(scope, line, scope.now + timedelta(seconds=91))
        assert line
        changed = "UPDATE account SET version = version + 1 WHERE tenant_id = $1 AND id = $2"
        await scope.execute(changed, place.id, listened.account_id)
        assert await lines.renew_line(scope, line, scope.now + timedelta(seconds=92)) is None
        await lines.end_line(scope, line, scope.now)
        off = "UPDATE account SET active = false, look_at = 'infinity' WHERE tenant_id = $1 AND id = $2"
        await scope.execute(off, place.id, listened.account_id)
        assert await lines.take_line(scope, scope.now + timedelta(seconds=90)) is None
    assert (await listened.account())["listen_at"] is None


async def test_who_stops_while_a_lease_is_being_given_lets_go_of_it_too(listened: Listened) -> None:
    async with tenant_scope(listened.desk.world.district.id) as scope:
        first = await lines.take_line(scope, scope.now + timedelta(seconds=90))
        assert first
        asked = scope.now + timedelta(seconds=91)
        assert await lines.renew_line(scope, first, asked)
        await lines.end_line(scope, first, scope.now)
        assert await lines.take_line(scope, asked) is None, "the new lease stands"
        await lines.end_line(scope, first, scope.now, asked=asked)
        assert await lines.take_line(scope, asked)


@pytest.mark.parametrize("fault", ["without", "refused"])
async def test_who_cannot_be_listened_to_is_left_alone_and_still_looked_into(
    listened: Listened, fault: str
) -> None:
    place, box = listened.desk.world.district, listened.desk.post.box
    box.tells = fault != "without"
    box.faults.refuses_password = fault == "refused"
    ears, rests = listened.worker(), []
    for _ in range(2):
        await place.change(
            "UPDATE account SET listen_at = sahut_now() WHERE tenant_id = $1 AND kind = 'email'"
        )
        assert await ears.begin_due(place.id) == 1
        await until(lambda: not ears._held)
        rests.append((await listened.account())["rest"])
    if fault == "without":
        assert min(rests) > timedelta(hours=23)
    else:
        assert timedelta(0) < rests[0] <= timedelta(seconds=30) < rests[1] <= timedelta(minutes=1)
    box.faults.refuses_password = False
    await listened.desk.writes("Halo.")
    assert await place.value("SELECT count(*) FROM message WHERE tenant_id = $1 AND direction = 'in'") == 1
