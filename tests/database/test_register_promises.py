"""SP4N-LAPOR's own promises, as the running LAPOR moves them: 3, 5 and 10 working days, each from the one before."""

from datetime import datetime

from helpdesk.registers import answering
from helpdesk.registers import service as registers
from helpdesk.sla.model import ClockState, TargetKind
from helpdesk.sla.service import clocks_of
from support.builders import an_opened_case
from support.lapor_watch import LaporStage, a_lapor
from support.world import World
from tenants.doors import tenant_scope

K = TargetKind


def _wib(written: str) -> datetime:
    return datetime.fromisoformat(f"{written}:00+07:00")


async def _clocks(world: World) -> dict[TargetKind, tuple[str, str, str]]:
    """State, beginning and end of each promise of LAPOR's."""
    case_id = await world.district.value("SELECT id FROM cases WHERE tenant_id = $1")
    async with tenant_scope(world.district.id, read_only=True) as scope:
        found = await clocks_of(scope, case_id)
    return {
        kind: (clock.state, clock.started_at.isoformat(), clock.due_at.isoformat() if clock.due_at else "")
        for kind, clock in found.items()
        if kind in (K.LAPOR_VERIFICATION, K.LAPOR_RESPONSE, K.LAPOR_CLOSING)
    }


async def _filed(world: World, stage: LaporStage) -> str:
    dewi = await world.staff(world.district)
    await registers.file(dewi, await an_opened_case(world), version=None)
    await registers.advance_due(world.district.id, stage.book)
    return str(await world.district.value("SELECT remote_id FROM register_link WHERE tenant_id = $1"))


async def _looks(world: World, stage: LaporStage) -> None:
    """The next look is now: only what it finds matters here."""
    await world.district.change("UPDATE register_link SET due_at = '2020-01-01' WHERE tenant_id = $1")
    await registers.advance_due(world.district.id, stage.book)


async def test_must_pass_11_the_chain_over_lebaran_and_good_friday(world: World) -> None:
    async with a_lapor(world) as stage:
        await stage.at(_wib("2026-03-13 10:00"))
        number = await _filed(world, stage)
        state, _, due = (await _clocks(world))[K.LAPOR_VERIFICATION]
        assert (state, datetime.fromisoformat(due)) == (ClockState.RUNNING, _wib("2026-03-25 16:00"))
        await stage.at(_wib("2026-03-25 15:00"))
        await stage.control(f"complaints/{number}/state", code="2", name="Terverifikasi")
        await _looks(world, stage)
        clocks = await _clocks(world)
        assert clocks[K.LAPOR_VERIFICATION][0] == ClockState.MET
        assert datetime.fromisoformat(clocks[K.LAPOR_RESPONSE][2]) == _wib("2026-04-01 16:00")
        await stage.at(_wib("2026-04-01 15:00"))
        await stage.control(f"complaints/{number}/followups", count=1)
        await stage.at(_wib("2026-04-01 22:00"))
        await _looks(world, stage)
        clocks = await _clocks(world)
        assert clocks[K.LAPOR_RESPONSE][0] == ClockState.MET, "answered in time, and only seen in the evening"
        assert datetime.fromisoformat(clocks[K.LAPOR_CLOSING][2]) == _wib("2026-04-16 16:00")
        await stage.at(_wib("2026-04-10 09:00"))
        await stage.control(f"complaints/{number}/state", code="4", name="Selesai")
        await _looks(world, stage)
        assert {clock[0] for clock in (await _clocks(world)).values()} == {ClockState.MET}


async def test_the_offices_own_answer_there_is_the_first_follow_up(world: World) -> None:
    async with a_lapor(world) as stage:
        number = await _filed(world, stage)
        await stage.control(f"complaints/{number}/state", code="3", name="Dalam Proses")
        await _looks(world, stage)
        case = await world.district.value("SELECT number FROM cases WHERE tenant_id = $1")
        dewi = await world.staff(world.district)
        await answering.write(dewi, case, "Sudah kami tangani.", version=None)
        assert K.LAPOR_CLOSING not in await _clocks(world), "asked for is not sent"
        await answering.answer_due(world.district.id, stage.book)
        clocks = await _clocks(world)
        assert (clocks[K.LAPOR_RESPONSE][0], clocks[K.LAPOR_CLOSING][0]) == (
            ClockState.MET,
            ClockState.RUNNING,
        )


async def test_an_answer_before_anybody_saw_the_verification_begins_no_promise_that_is_kept(
    world: World,
) -> None:
    async with a_lapor(world) as stage:
        number = await _filed(world, stage)
        case = await world.district.value("SELECT number FROM cases WHERE tenant_id = $1")
        dewi = await world.staff(world.district)
        await answering.write(dewi, case, "Sudah kami tangani.", version=None)
        await answering.answer_due(world.district.id, stage.book)
        await stage.control(f"complaints/{number}/state", code="3", name="Dalam Proses")
        await _looks(world, stage)
        clocks = await _clocks(world)
        assert K.LAPOR_RESPONSE not in clocks and clocks[K.LAPOR_CLOSING][0] == ClockState.RUNNING
