"""An installation that answers slowly, or never, holds up no letter to anybody else."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

import httpx2
import pytest

from helpdesk.elsewhere import store
from helpdesk.elsewhere.model import Far, FarState, KeyRing, Plate
from helpdesk.escalation import carriage, relations
from helpdesk.escalation import service as escalation
from helpdesk.relay import far as calls
from helpdesk.relay.far import FarPost
from helpdesk.relay.service import carry_due, carry_far
from kit.egress import EgressPolicy
from kit.http import outside_client
from kit.ids import uuid7
from kit.sealing import Sealer
from kit.webhooks import new_key
from support.builders import an_opened_case
from support.world import Place, World
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Role

_LETTERS = (
    "SELECT l.state, l.last_error FROM letter l JOIN link k ON k.tenant_id = l.tenant_id AND k.id = l.link_id"
)
_TO = f"{_LETTERS} WHERE l.tenant_id = $1 AND k.peer_uid = $2 ORDER BY l.id"


class Door:
    """A door that takes everything, when it is let answer."""

    def __init__(self, *, opened: bool) -> None:
        self.asked, self.opened, self.drips = asyncio.Event(), asyncio.Event(), False
        self.uid, self.calls, self.port = uuid4(), 0, 0
        if opened:
            self.opened.set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        await reader.readexactly(int(head.split("content-length: ")[1].split("\r\n")[0]))
        self.calls += 1
        self.asked.set()
        if self.drips:
            writer.write(b"HTTP/1.1 200 x\r\ncontent-length: 60000\r\n\r\n")
        while not self.opened.is_set() and self.drips:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.01)
        await self.opened.wait()
        if not self.drips:
            writer.write(
                b'HTTP/1.1 200 x\r\ncontent-length: 17\r\nconnection: close\r\n\r\n{"receives":true}'
            )
        writer.close()


@asynccontextmanager
async def _listening(*, opened: bool) -> AsyncIterator[Door]:
    door = Door(opened=opened)
    server = await asyncio.start_server(door.serve, "127.0.0.1", 0)
    door.port = server.sockets[0].getsockname()[1]
    try:
        yield door
    finally:
        door.opened.set()
        server.close()


@pytest.fixture
async def post(world: World) -> AsyncIterator[FarPost]:
    async with outside_client(EgressPolicy.LOOPBACK_ONLY) as http:
        yield _post(http)


def _post(http: httpx2.AsyncClient) -> FarPost:
    return FarPost(http, Sealer([b"s" * 32]), "http://localhost:8000", time.time, public_only=False)


async def _connected(place: Place, door: Door, post: FarPost) -> None:
    far_id = uuid7()
    plate = Plate(
        uid=door.uid, slug=f"kendal.{far_id.hex[-6:]}", code="KDL", name="Dinkes Kendal", desk_name="Halo",
        level="district", timezone="Asia/Jakarta",
    )  # fmt: skip
    far = Far(
        id=far_id, state=FarState.CONNECTED, name=plate.name, plate=plate, receives=True,
        address=f"http://localhost:{door.port}/letters/1", keys=KeyRing(ours=(new_key(),), theirs=(new_key(),)),
    )  # fmt: skip
    async with tenant_scope(place.id) as scope:
        await store.put(scope, far, post.sealer)
        await relations.begin(scope, door.uid)


async def _offers(world: World, dewi: Actor, uid: UUID) -> str:
    number = await an_opened_case(world)
    slug = next(each.slug for each in await relations.targets(dewi) if each.uid == uid)
    await escalation.escalate(dewi, number, slug, "Rujukan", world.book, version=None)
    return number


async def _states(world: World, uid: UUID) -> list[str]:
    return [row["state"] for row in await world.district.rows(_TO, uid)]


async def test_while_one_door_hangs_letters_go_to_offices_here_and_to_other_doors(
    world: World, post: FarPost
) -> None:
    dewi = await world.staff(world.district, Role.SUPERVISOR)
    async with _listening(opened=False) as slow, _listening(opened=True) as quick:
        for door in (slow, quick):
            await _connected(world.district, door, post)
        for _ in range(6):
            await _offers(world, dewi, slow.uid)
        await _offers(world, dewi, quick.uid)
        number = await an_opened_case(world)
        await escalation.escalate(dewi, number, world.province.slug, "Rujukan", world.book, version=None)
        round_ = asyncio.create_task(carry_far(world.district.id, files=world.files, far=post))
        await asyncio.gather(slow.asked.wait(), quick.asked.wait())
        assert await carry_due(world.district.id, files=world.files) == 1, (
            "those here are no part of that round"
        )
        while await _states(world, quick.uid) != ["delivered"]:  # noqa: ASYNC110 - a row, not a variable
            await asyncio.sleep(0.01)
        assert set(await _states(world, slow.uid)) == {"waiting"} and not round_.done()
        slow.opened.set()
        assert await round_ == 5, "a few to each door"
        assert await _states(world, slow.uid) == ["delivered"] * 4 + ["waiting"] * 2


async def test_the_worker_looks_for_both_kinds_of_letters_apart(world: World, post: FarPost) -> None:
    dewi = await world.staff(world.district, Role.SUPERVISOR)
    async with _listening(opened=True) as door:
        await _connected(world.district, door, post)
        await _offers(world, dewi, door.uid)
    async with tenant_scope(world.district.id) as scope:
        assert await carriage.claim(scope, 5) == []
        [claimed] = await carriage.claim(scope, 5, far=True)
        assert await carriage.claim(scope, 5, far=True) == [], "it is in somebody's hand"
        assert claimed.tries == 1


async def test_a_door_that_answers_drop_by_drop_counts_as_silent(
    world: World, post: FarPost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "CALL_SECONDS", 0.5)
    dewi = await world.staff(world.district, Role.SUPERVISOR)
    async with _listening(opened=False) as door:
        door.drips = True
        await _connected(world.district, door, post)
        for _ in range(3):
            await _offers(world, dewi, door.uid)
        assert await carry_far(world.district.id, files=world.files, far=post) == 3
        rows = [dict(row) for row in await world.district.rows(_TO, door.uid)]
        assert rows == [{"state": "waiting", "last_error": "unreachable"}] * 3
        assert door.calls <= 1, "the others of that round are not tried on it"


async def test_a_carrier_that_comes_late_takes_back_nothing_that_another_has_brought(world: World) -> None:
    """Its lease ended while it waited; what it says of the letter then is no longer its to say."""
    dewi = await world.staff(world.district, Role.SUPERVISOR)
    number = await an_opened_case(world)
    await escalation.escalate(dewi, number, world.province.slug, "Rujukan", world.book, version=None)
    async with tenant_scope(world.district.id) as scope:
        [late] = await carriage.claim(scope, 5)
    await world.clock.forward(seconds=carriage.LEASE_SECONDS + 1)
    async with tenant_scope(world.district.id) as scope:
        [again] = await carriage.claim(scope, 5)
    assert again.id == late.id
    await escalation.not_carried(world.district.id, late.id, late.tries, "unreachable", for_good=True)
    row = "SELECT state, last_error FROM letter WHERE tenant_id = $1"
    assert await world.district.row(row) == {"state": "waiting", "last_error": ""}, "another has it in hand"
    async with tenant_scope(world.district.id) as scope:
        await carriage.delivered(scope, again.id)
    await escalation.not_carried(world.district.id, late.id, again.tries, "unreachable")
    assert await world.district.row(row) == {"state": "delivered", "last_error": ""}
    stuck = "SELECT count(*) FROM case_event WHERE tenant_id = $1 AND kind = 'handover.stuck'"
    assert await world.district.value(stuck) == 0, "and no desk is told that it did not arrive"
    await world.district.change("UPDATE letter SET state = 'settled' WHERE tenant_id = $1")
    async with tenant_scope(world.district.id) as scope:
        await carriage.delivered(scope, again.id)
    assert (await world.district.row(row))["state"] == "settled", "what a person decided stays"
