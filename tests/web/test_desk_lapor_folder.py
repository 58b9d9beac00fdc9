"""The folder of cases whose promise of SP4N-LAPOR's own is nearly over, or is over."""

from helpdesk.cases.folders import Folder
from helpdesk.cases.lists import CaseQuery, folder_counts, list_cases
from helpdesk.registers import service as registers
from support.lapor_watch import LaporStage, a_lapor
from support.officers import Floor
from tenants.permissions.model import Actor


async def _in_lapor(floor: Floor, stage: LaporStage, agent: Actor) -> str:
    case = await floor.case()
    await registers.file(agent, case.number, version=None)
    await registers.advance_due(floor.world.district.id, stage.book)
    return case.number


async def _in_folder(agent: Actor) -> list[str]:
    page = await list_cases(agent, CaseQuery(folder=Folder.LAPOR_SOON))
    return [row.case.number for row in page.rows]


async def test_a_case_is_in_the_folder_from_eighty_percent_of_lapors_time_on(floor: Floor) -> None:
    async with a_lapor(floor.world) as stage:
        browser, agent = await floor.officer()
        number, other = await _in_lapor(floor, stage, agent), (await floor.case()).number
        assert "LAPOR hampir lewat" not in (await browser.get("cases")).text
        clock = floor.world.district
        soon = await clock.value(
            "SELECT lapor_soon_at FROM cases WHERE tenant_id = $1 AND number = $2", number
        )
        now = await clock.value("SELECT max(changed_at) FROM register_link WHERE tenant_id = $1")
        assert soon > now
        await floor.world.clock.forward(seconds=(soon - now).total_seconds() - 3600)
        assert await _in_folder(agent) == []
        await floor.world.clock.forward(hours=2)
        assert await _in_folder(agent) == [number], f"and not {other}"
        await floor.world.clock.forward(days=30)
        assert await _in_folder(agent) == [number], "what is late stays in it"
        assert (await folder_counts(agent))[Folder.LAPOR_SOON] == 1
        page = (await browser.get("cases?folder=lapor_soon")).text
        assert "LAPOR hampir lewat" in page and number in page and other not in page


async def test_a_promise_that_is_kept_leaves_the_folder(floor: Floor) -> None:
    async with a_lapor(floor.world) as stage:
        _, agent = await floor.officer()
        number = await _in_lapor(floor, stage, agent)
        district = floor.world.district
        await floor.world.clock.forward(days=30)
        assert await _in_folder(agent) == [number]
        remote = await district.value("SELECT remote_id FROM register_link WHERE tenant_id = $1")
        await stage.control(f"complaints/{remote}/state", code="4", name="Selesai")
        await registers.advance_due(district.id, stage.book)
        assert await _in_folder(agent) == []
