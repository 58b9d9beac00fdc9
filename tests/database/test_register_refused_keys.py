"""Keys that LAPOR refuses stop everything of the account at once; nothing fails by it, and new keys let it go on."""

from contextlib import suppress
from typing import Any

import pytest

from helpdesk.channels.conduct import PollPlan
from helpdesk.registers import answering
from helpdesk.registers import service as registers
from helpdesk.registers.model import LEASE, Wishes
from support.builders import an_opened_case
from support.crashes import Killed, Killer, around_commits
from support.lapor_watch import AGENCIES, LaporStage, a_lapor
from support.world import World

_LINES = "SELECT step, error_code, attempts FROM register_link WHERE tenant_id = $1 ORDER BY created_at, id"
_ANSWERS = (
    "SELECT step, error_code, attempts FROM register_answer WHERE tenant_id = $1 ORDER BY created_at, id"
)
_STUCK = "SELECT fact->>'code' AS code FROM outbox WHERE tenant_id = $1 AND kind = 'register.stuck'"
_ACCOUNT = (
    "SELECT blocked_code, blocked_until > sahut_now() AS blocked FROM account"
    " WHERE tenant_id = $1 AND kind = 'lapor' AND address <> ''"
)
_WAITS = {"error_code": "credentials_rejected", "attempts": 0}


async def _asked(world: World, count: int, wishes: Wishes | None = None) -> list[str]:
    """Cases whose filing was asked for."""
    dewi = await world.staff(world.district)
    numbers = [await an_opened_case(world) for _ in range(count)]
    for number in numbers:
        await registers.file(dewi, number, version=None, wishes=wishes)
    return numbers


async def _advance(world: World, stage: LaporStage) -> None:
    while await registers.advance_due(world.district.id, stage.book, files=world.files):
        pass


async def _calls(stage: LaporStage, call: str) -> int:
    return int((await stage.ledger())["calls"].get(call, 0))


async def test_refused_keys_stop_the_offices_filings_with_one_alert_and_new_keys_let_them_go(
    world: World,
) -> None:
    async with a_lapor(world) as stage:
        await _asked(world, 3)
        await stage.faults(orders=[{"call": "create", "failure": "unauthorized", "times": 1000}])
        await _advance(world, stage)
        lines: list[dict[str, Any]] = await world.district.rows(_LINES)
        assert lines == [{"step": "draft", **_WAITS}] * 3, "each case says why it waits"
        assert await _calls(stage, "create") == 1, "the others are not even tried"
        assert await world.district.row(_ACCOUNT) == {"blocked_code": "credentials_rejected", "blocked": True}
        for _ in range(3):
            await world.clock.forward(minutes=61)
            await _advance(world, stage)
        assert await _calls(stage, "create") == 4, "one asks each time"
        assert await world.district.rows(_STUCK) == [{"code": "credentials_rejected"}]
        await stage.faults()
        await stage.join(world.district)
        await _advance(world, stage)
        assert [line["step"] for line in await world.district.rows(_LINES)] == ["tracking"] * 3
        assert (await stage.ledger())["filed"] == 3
        assert await world.district.row(_ACCOUNT) == {"blocked_code": None, "blocked": None}


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_the_alert_of_refused_keys_survives_a_worker_that_dies_at_any_commit(
    world: World, monkeypatch: pytest.MonkeyPatch, after: bool
) -> None:
    """One hand works, so that the n-th commit is the same moment in every run."""
    async with a_lapor(world) as stage:
        moments, struck = 0, True
        while struck:
            killer = Killer(moments + 1)
            await stage.join(world.district, poll=PollPlan(at_once=1))
            refused = {"failure": "unauthorized", "times": 1000}
            await stage.faults(orders=[{"call": call, **refused} for call in ("create", "follow")])
            await world.district.change("DELETE FROM outbox WHERE tenant_id = $1 AND kind = 'register.stuck'")
            await _asked(
                world, 2
            )  # of one whose refusal nobody heard the outcome is unknown; the other asks again
            with around_commits(monkeypatch, killer, after=after), suppress(Killed):
                await _advance(world, stage)
            for _ in range(2):
                await world.clock.forward(seconds=LEASE.total_seconds() + 1)
                await _advance(world, stage)
            await world.clock.forward(minutes=61)
            await _advance(world, stage)
            told = [row["code"] for row in await world.district.rows(_STUCK)]
            unknown = ["outcome_unknown"] if "outcome_unknown" in told else []
            assert sorted(told) == ["credentials_rejected", *unknown], f"commit {moments + 1}"
            await stage.faults()
            await stage.join(world.district, poll=PollPlan(at_once=1))
            await _advance(world, stage)
            moments, struck = moments + 1, killer.struck
        assert moments > 3, "the claim, its refusal and the alert were all struck"


async def test_a_filing_that_is_taken_again_lets_all_others_go(world: World) -> None:
    async with a_lapor(world) as stage:
        await _asked(world, 3)
        await stage.faults(orders=[{"call": "create", "failure": "unauthorized"}])
        await _advance(world, stage)
        await world.clock.forward(minutes=61)
        await _advance(world, stage)
        assert [line["step"] for line in await world.district.rows(_LINES)] == ["tracking"] * 3
        assert (await world.district.row(_ACCOUNT))["blocked_code"] is None


async def test_refused_keys_stop_transfers_and_looks_as_well(world: World) -> None:
    async with a_lapor(world) as stage:
        wishes = Wishes(transfer_to="9002", transfer_reason="Bukan wewenang kami")
        await _asked(world, 1, wishes)
        await stage.faults(orders=[{"call": "transfer", "failure": "unauthorized", "times": 1000}])
        await _advance(world, stage)
        await _asked(world, 2)
        await world.clock.forward(minutes=30)
        await _advance(world, stage)
        lines = await world.district.rows(_LINES)
        assert [line["step"] for line in lines] == ["submitted", "draft", "draft"]
        assert (await _calls(stage, "create"), await _calls(stage, "transfer")) == (1, 1)


async def test_refused_keys_keep_an_answer_waiting_too(world: World) -> None:
    async with a_lapor(world) as stage:
        numbers = await _asked(world, 2)
        await _advance(world, stage)
        dewi = await world.staff(world.district)
        for number in numbers:
            await answering.write(dewi, number, "Sudah ditangani.", version=None)
        await stage.faults(orders=[{"call": "answer", "failure": "unauthorized", "times": 1000}])
        await answering.answer_due(world.district.id, stage.book, files=world.files)
        assert await world.district.rows(_ANSWERS) == [{"step": "waiting", **_WAITS}] * 2
        assert await _calls(stage, "answer") == 1
        assert (await world.district.row(_ACCOUNT))["blocked"] is True
        assert await world.district.rows(_STUCK) == [{"code": "credentials_rejected"}]
        await stage.faults()
        await stage.join(world.district)
        await answering.answer_due(world.district.id, stage.book, files=world.files)
        assert [row["step"] for row in await world.district.rows(_ANSWERS)] == ["sent", "sent"]


async def test_a_register_that_fails_is_not_asked_about_transfers_either(world: World) -> None:
    async with a_lapor(world) as stage:
        await stage.join(world.district, AGENCIES[0], poll=PollPlan(breaker=1, at_once=1))
        await _asked(world, 1, Wishes(transfer_to="9002", transfer_reason="Bukan wewenang kami"))
        await _asked(world, 1)
        await _advance(world, stage)
        await stage.faults(orders=[{"call": "follow", "failure": "failing", "times": 1000}])
        await world.clock.forward(minutes=11)
        await _advance(world, stage)
        assert await _calls(stage, "follow") == 1
        for _ in range(5):
            await world.clock.forward(minutes=10)
            await _advance(world, stage)
        assert await _calls(stage, "follow") == 1, "nobody knocks for an hour"
        await stage.faults()
        await world.clock.forward(minutes=15)
        await _advance(world, stage)
        assert [line["error_code"] for line in await world.district.rows(_LINES)] == ["", ""]
