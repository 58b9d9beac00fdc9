"""LAPOR took a filing and its number cannot be read: the citizen is told nothing empty, and a person looks it up."""

import pytest

from helpdesk.casefile.rules import Act
from helpdesk.casefile.service import case_page
from helpdesk.incoming import service as incoming
from helpdesk.incoming.model import Fate
from helpdesk.incoming.rules import sheet_of
from helpdesk.registers import by_hand
from helpdesk.registers import service as registers
from helpdesk.registers.comparing import Gap
from helpdesk.registers.reconciling import reconciled
from kit.errors import Conflict, Invalid
from support.builders import an_opened_case
from support.lapor_watch import AGENCIES, LaporStage, a_lapor
from support.world import World
from tenants.permissions.model import Actor

_LINE = "SELECT step, remote_id, tracking_id FROM register_link WHERE tenant_id = $1"
_STUCK = "SELECT fact->>'code' AS code FROM outbox WHERE tenant_id = $1 AND kind = 'register.stuck'"


async def _filed(world: World, stage: LaporStage) -> tuple[Actor, str, str]:
    """A case that stands in LAPOR under a number that stands nowhere; answers its officer, number and id there."""
    await stage.join(world.district, AGENCIES[0], tracking_id_path="results.complaint.nomor")
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await world.work()
    world.far_end.sent.clear()
    await registers.file(dewi, number, version=None)
    await world.work()
    line = await world.district.row(_LINE)
    assert (line["step"], line["tracking_id"]) == ("tracking", "")
    return dewi, number, line["remote_id"]


async def test_the_citizen_hears_of_no_number_before_somebody_typed_it_and_then_once(world: World) -> None:
    async with a_lapor(world) as stage:
        dewi, number, remote_id = await _filed(world, stage)
        assert world.far_end.texts == []
        assert await world.district.rows(_STUCK) == [{"code": "number_missing"}]
        assert Act.SETTLE_REGISTER in (await case_page(dewi, number, stage.book)).acts
        with pytest.raises(Conflict):
            await by_hand.not_found(dewi, number, version=None)
        with pytest.raises(Invalid):
            await by_hand.settle(dewi, number, "", version=None, book=stage.book)
        await by_hand.settle(dewi, number, "7654321", version=None, book=stage.book)
        await world.work()
        assert sum("7654321" in text for text in world.far_end.texts) == 1
        line = await world.district.row(_LINE)
        assert line == {"step": "tracking", "remote_id": remote_id, "tracking_id": "7654321"}
        assert Act.SETTLE_REGISTER not in (await case_page(dewi, number, stage.book)).acts
        with pytest.raises(Conflict):
            await by_hand.settle(dewi, number, "7654321", version=None, book=stage.book)


async def test_a_missing_number_stands_on_the_page_of_differences(world: World) -> None:
    async with a_lapor(world) as stage:
        dewi, number, _ = await _filed(world, stage)
        assert [gaps for _, gaps in (await reconciled(dewi, stage.book)).rows] == [(Gap.NUMBER_MISSING,)]
        await by_hand.settle(dewi, number, "7654321", version=None, book=stage.book)
        assert (await reconciled(dewi, stage.book)).rows == ()


async def test_a_missing_number_comes_with_lapors_export_as_well(world: World) -> None:
    async with a_lapor(world) as stage:
        dewi, number, remote_id = await _filed(world, stage)
        sheet = sheet_of(f"Nomor;Isi laporan\n7654321;[Tiket {number}] Antrean".encode())
        columns = await incoming.columns_of(dewi, sheet)
        report = await incoming.import_all(dewi, sheet, columns, stage.book)
        assert [(line.fate, line.case_number) for line in report.lines] == [(Fate.OURS, number)]
        line = await world.district.row(_LINE)
        assert (line["remote_id"], line["tracking_id"]) == (remote_id, "7654321")
