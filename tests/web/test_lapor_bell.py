"""LAPOR may call us: a signed call lets one case be looked at sooner, and nothing that it says is believed."""

import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import httpx
import pytest

from helpdesk.channels.signing import ID_HEADER, SIGNATURE_HEADER, TIME_HEADER, signature
from helpdesk.inbox.hooks import _CALLS
from helpdesk.inbox.routes import MOST_RUNG, HookDoor
from helpdesk.registers import service as registers
from support.builders import an_opened_case
from support.lapor_watch import AGENCIES, LaporStage, a_lapor
from support.officers import Floor
from support.outside import until_true
from support.whatsapp_stage import served

SECRET = "rahasia-panggilan-kanari-4711"
_LINE = "SELECT remote_id, status, raw_name, due_at, polled_at FROM register_link WHERE tenant_id = $1"


class Called:
    """A followed case of the district, and the door at which LAPOR calls."""

    def __init__(self, floor: Floor, stage: LaporStage, door: str) -> None:
        self.floor, self.stage, self.door = floor, stage, door
        self.hook = self.remote_id = ""

    async def call(
        self, body: bytes, *, secret: str = SECRET, old: int = 0, method: str = "POST", **more: Any
    ) -> int:
        """One call over the wire; its status."""
        name, at = "panggilan-1", str(int(time.time()) - old)
        headers = {ID_HEADER: name, TIME_HEADER: at, SIGNATURE_HEADER: signature(secret, name, at, body)}
        async with httpx.AsyncClient(base_url=self.door) as http:
            answer = await http.request(method, more.pop("hook", self.hook), content=body, headers=headers)
        return answer.status_code

    async def named(self, **more: Any) -> int:
        """A call about the case."""
        return await self.call(json.dumps({"complaint_id": int(self.remote_id)}).encode(), **more)

    async def line(self) -> dict[str, Any]:
        """How the ledger stands."""
        return await self.floor.world.district.row(_LINE)

    async def look(self) -> dict[str, Any]:
        """The worker's turn."""
        await registers.advance_due(self.floor.world.district.id, self.stage.book)
        return await self.line()


@asynccontextmanager
async def _called(floor: Floor, **settings: Any) -> AsyncIterator[Called]:
    async def nowhere(scope: object, receive: object, send: object) -> None:
        raise AssertionError("not for the door")

    async with a_lapor(floor.world) as stage:
        floor.runtime.accounts = stage.book
        async with served(HookDoor(nowhere, lambda: floor.runtime)) as door:  # type: ignore[arg-type]
            called = Called(floor, stage, door)
            wanted = {"webhook": True, "webhook_secret": SECRET} | settings
            called.hook = f"/hooks/lapor/{await stage.join(floor.world.district, **wanted)}"
            dewi = await floor.world.staff(floor.world.district)
            await registers.file(dewi, await an_opened_case(floor.world), version=None)
            called.remote_id = (await called.look())["remote_id"]
            await floor.world.clock.forward(minutes=11)
            await called.look()
            await floor.world.clock.forward(minutes=2)
            yield called


async def test_what_changed_there_is_seen_at_once_and_read_from_lapor_itself(floor: Floor) -> None:
    async with _called(floor) as called:
        bell = {"institution_id": AGENCIES[0].institution_id, "url": f"{called.door}{called.hook}"}
        await called.stage.control("bells", **bell, secret=SECRET)
        before = await called.line()
        await called.stage.control(f"complaints/{called.remote_id}/state", code="3", name="Dalam Proses")

        async def answers() -> list[int]:
            return [each["status"] for each in (await called.stage.ledger())["rung"]]

        await until_true(answers, [200])
        assert (await called.line())["due_at"] < before["due_at"]
        after = await called.look()
        assert (after["status"], after["raw_name"]) == ("in_process", "Dalam Proses")


async def test_a_call_is_a_look_and_never_more_however_often_it_comes(floor: Floor) -> None:
    async with _called(floor) as called:
        lie = {
            "complaint_id": int(called.remote_id),
            "status_name": "Selesai",
            "results": {"data": {"status_name": "Selesai"}},
        }
        for _ in range(3):
            assert await called.call(json.dumps(lie).encode()) == 200
        looked = await called.look()
        assert looked["status"] == "unverified", "LAPOR itself says otherwise"
        follows = (await called.stage.ledger())["calls"]["follow"]
        for _ in range(3):
            assert await called.named() == 200
            await called.look()
        assert (await called.stage.ledger())["calls"]["follow"] == follows, "it was just looked at"
        seconds = ((await called.line())["due_at"] - looked["polled_at"]).total_seconds()
        assert seconds == 60, "the next look is a minute after the last one"
        rows = await floor.world.district.rows(
            "SELECT e::text AS row FROM inbox_entry e WHERE tenant_id = $1"
        )
        assert not any("Selesai" in row["row"] for row in rows)


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"secret": "bukan-rahasia-panggilan"}, 401),
        ({"secret": ""}, 401),
        ({"old": 301}, 401),
        ({"old": -360}, 401),
        ({"method": "GET"}, 405),
        ({"method": "PUT"}, 405),
    ],
)
async def test_a_call_that_is_not_lapors_does_nothing(
    floor: Floor, wrong: dict[str, Any], status: int
) -> None:
    async with _called(floor) as called:
        before = await called.line()
        assert await called.named(**wrong) == status
        assert await called.line() == before


async def test_what_names_nothing_of_ours_is_taken_and_changes_nothing(floor: Floor) -> None:
    async with _called(floor) as called:
        before = await called.line()
        for body, status in (
            (b"", 400),
            (b"[]", 400),
            (b'{"complaint_id": "../../admin"}', 400),
            (b'{"complaint_id": null}', 400),
            (b'{"complaint_id": 9}', 200),
            (b'{"pad": "' + b"x" * MOST_RUNG + b'"}', 413),
        ):
            assert await called.call(body) == status, body[:40]
        assert await called.named(hook=f"{called.hook}/kata") == 404
        assert await called.line() == before


async def test_one_office_cannot_ring_for_another(floor: Floor) -> None:
    async with _called(floor) as called:
        other = "rahasia-panggilan-kementerian"
        account = await called.stage.join(
            floor.world.ministry, AGENCIES[1], webhook=True, webhook_secret=other
        )
        before = await called.line()
        assert await called.named(secret=other) == 401
        assert await called.named(secret=other, hook=f"/hooks/lapor/{account}") == 200
        assert await called.line() == before


async def test_by_default_nobody_is_there_to_be_called(floor: Floor) -> None:
    async with _called(floor, webhook=False) as called:
        assert await called.named() == 404


async def test_who_calls_all_the_time_is_asked_to_wait(floor: Floor) -> None:
    async with _called(floor) as called:
        account = called.hook.rpartition("/")[2]
        for _ in range(_CALLS[0]):
            await floor.runtime.limits.allow(f"register-bell:{account}", *_CALLS)
        assert await called.named() == 429


async def test_a_register_that_is_left_alone_is_not_looked_at_for_a_call(floor: Floor) -> None:
    async with _called(floor) as called:
        until = datetime.fromisoformat("2031-01-01T00:00:00+00:00")
        await floor.world.district.change(
            "UPDATE account SET blocked_until = $2 WHERE tenant_id = $1 AND kind = 'lapor'", until
        )
        before = await called.line()
        assert await called.named() == 200
        assert await called.line() == before


async def test_what_ended_long_ago_is_looked_at_again_when_lapor_calls(floor: Floor) -> None:
    async with _called(floor) as called:
        await called.stage.control(f"complaints/{called.remote_id}/state", code="5", name="Ditolak")
        await called.named()
        await called.look()
        await floor.world.clock.forward(days=15)
        assert (await called.look())["due_at"] is None, "nobody would look any more"
        await called.stage.control(f"complaints/{called.remote_id}/state", code="3", name="Dalam Proses")
        await floor.world.clock.forward(minutes=2)
        await called.named()
        assert (await called.look())["status"] == "in_process"
