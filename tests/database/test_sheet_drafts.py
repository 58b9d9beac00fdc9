"""A sheet before and around its import: whose business it is, what is remembered of it, and what is forgotten."""

import asyncio

import pytest

from helpdesk.sheets import lines, service
from helpdesk.sheets.model import Choice, Column
from kit.errors import Conflict, Forbidden, Invalid, Missing, Stale
from support.worksheets import a_line, as_csv, as_xlsx, brought, finish, taken_in, the
from support.world import World
from tenants.permissions.model import Actor, Role


@pytest.fixture
async def wahyu(world: World) -> Actor:
    """The supervisor who has the sheet."""
    return await world.staff(world.district, Role.SUPERVISOR)


async def test_what_was_written_in_a_line_is_forgotten_when_it_is_a_case(world: World, wahyu: Actor) -> None:
    lately = as_csv([a_line("A-1", name="Siti"), a_line("A-2", "besok", name="Budi")])
    await taken_in(world.district, wahyu, lately)
    await brought(wahyu, as_csv([a_line("A-3", name="Tono")]))
    kept = "SELECT cells::text AS cells FROM sheet_line WHERE tenant_id = $1 ORDER BY import_id, place"
    assert ["Siti" in row["cells"] for row in await world.district.rows(kept)] == [False] * 3
    assert [row["cells"] == "{}" for row in await world.district.rows(kept)] == [True, False, False]
    await world.clock.forward(seconds=8 * 86_400)
    await lines.forget_read(world.district.id, 100)
    await lines.forget_read(world.district.id, 100)
    assert [row["cells"] for row in await world.district.rows(kept)] == ["{}", "{}"]
    assert len(await service.imports(wahyu)) == 1


async def test_the_other_pages_of_a_workbook_are_not_kept(world: World, wahyu: Actor) -> None:
    page = [["Tanggal", "Uraian"], ["01/11/2026", "Antrean"]]
    import_id = await service.bring(wahyu, "buku.xlsx", as_xlsx({"Oktober": page, "November": page}))
    found = await the(wahyu, import_id)
    assert [tab.name for tab in found.tabs] == ["Oktober", "November"]
    await service.turn_to(wahyu, import_id, 1, version=found.version)
    found, choice = await service.one(wahyu, import_id)
    await service.choose(wahyu, import_id, choice, version=found.version)
    await service.begin(wahyu, import_id, version=found.version + 1)
    await finish(world.district)
    assert await world.district.rows("SELECT tab, fate FROM sheet_line WHERE tenant_id = $1") == [
        {"tab": 1, "fate": "new"}
    ]


async def test_the_columns_are_remembered_for_this_office_alone(world: World, wahyu: Actor) -> None:
    heads = ("Kapan", "Apa", "Siapa")
    import_id = await service.bring(wahyu, "a.csv", as_csv([["01/11/2026", "Antrean", "Siti"]], heads=heads))
    found, guess = await service.one(wahyu, import_id)
    assert guess.columns == {}
    with pytest.raises(Invalid):
        await service.choose(wahyu, import_id, guess, version=found.version)
    chosen = {Column.DATE: 0, Column.TEXT: 1, Column.NAME: 2}
    await service.choose(wahyu, import_id, Choice(columns=chosen), version=found.version)
    again = await service.bring(wahyu, "b.csv", as_csv([["02/11/2026", "x", "y"]], heads=heads))
    assert (await service.one(wahyu, again))[1].columns == chosen
    other = await world.staff(world.neighbour, Role.SUPERVISOR)
    there = await service.bring(other, "b.csv", as_csv([["02/11/2026", "x", "y"]], heads=heads))
    assert (await service.one(other, there))[1].columns == {}


async def test_an_import_is_the_business_of_supervisors_and_administrators(
    world: World, wahyu: Actor
) -> None:
    import_id = await brought(wahyu, as_csv([a_line("A-1")]))
    tri = await world.staff(world.district, Role.ADMINISTRATOR)
    assert len((await service.tried(tri, import_id)).outcomes) == 1
    for role in (Role.AGENT, Role.UNIT_OFFICER, Role.HEAD, Role.INTEGRATOR):
        somebody = await world.staff(world.district, role)
        with pytest.raises(Forbidden):
            await service.bring(somebody, "x.csv", b"x")
        with pytest.raises(Forbidden):
            await service.begin(somebody, import_id, version=2)
    elsewhere = await world.staff(world.neighbour, Role.SUPERVISOR)
    with pytest.raises(Missing):
        await service.tried(elsewhere, import_id)


async def test_an_import_begins_once(world: World, wahyu: Actor) -> None:
    import_id = await brought(wahyu, as_csv([a_line("A-1")]))
    version = (await the(wahyu, import_id)).version
    begun = await asyncio.gather(
        *(service.begin(wahyu, import_id, version=version) for _ in range(2)), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in begun) == ["NoneType", "Stale"]
    with pytest.raises(Conflict):
        await service.drop(wahyu, import_id, version=version + 1)
    with pytest.raises(Stale):
        await service.undo(wahyu, import_id, version=version)


async def test_who_did_what_with_a_sheet_is_on_record(world: World, wahyu: Actor) -> None:
    await taken_in(world.district, wahyu, as_csv([a_line("A-1", name="Siti Rahma")]))
    rows = await world.district.rows(
        "SELECT action, actor_id, detail::text AS detail FROM audit_entry WHERE tenant_id = $1 ORDER BY at, id"
    )
    assert [row["action"] for row in rows] == ["sheet.brought", "sheet.begun", "sheet.imported"]
    assert {row["actor_id"] for row in rows} == {wahyu.id}
    assert "Siti" not in str(rows)
