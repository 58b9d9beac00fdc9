"""An import is taken back: what nobody worked on is gone for everybody, the rest stays and is named."""

from typing import Any

import pytest

from helpdesk.cases import service as cases
from helpdesk.cases.folders import Folder
from helpdesk.cases.lists import CaseQuery, folder_counts, list_cases
from helpdesk.replies import service as replies
from helpdesk.sheets import importing, service
from helpdesk.sheets.model import Fate, ImportState
from kit.errors import Missing
from support.builders import a_message, a_number
from support.worksheets import a_line, as_csv, taken_back, taken_in, the
from support.world import World
from tenants.permissions.model import Actor, Role

_CASES = "SELECT id, number FROM cases WHERE tenant_id = $1 AND NOT withdrawn ORDER BY opened_at"


@pytest.fixture
async def wahyu(world: World) -> Actor:
    """The supervisor who has the sheet."""
    return await world.staff(world.district, Role.SUPERVISOR)


async def _numbers(world: World) -> list[str]:
    return [row["number"] for row in await world.district.rows(_CASES)]


async def _everything(world: World, *tables: str) -> str:
    found: list[Any] = [
        await world.district.rows(f"SELECT * FROM {table} WHERE tenant_id = $1") for table in tables
    ]
    return str(found)


async def test_what_an_import_brought_is_gone_from_every_list_search_and_page(
    world: World, wahyu: Actor
) -> None:
    closed = a_line("A-2", "02/11/2026", "Obat habis", state="Selesai", answer="Ada")
    import_id = await taken_in(world.district, wahyu, as_csv([a_line("A-1", text="Zebra lewat"), closed]))
    [first, second] = await _numbers(world)
    undone = await taken_back(world.district, wahyu, import_id)
    assert (undone.state, undone.undone, undone.kept) == (ImportState.UNDONE, 2, 0)
    assert (await folder_counts(wahyu))[Folder.OPEN] == 0
    for query in (CaseQuery(folder=Folder.DONE), CaseQuery(search="zebra"), CaseQuery(search=first)):
        assert (await list_cases(wahyu, query)).rows == ()
    for number in (first, second):
        with pytest.raises(Missing):
            await cases.take(wahyu, number, version=None)


async def test_no_word_and_no_name_of_it_is_left(world: World, wahyu: Actor) -> None:
    line = a_line(
        "A-1", text="Zebra lewat", name="Kenari", phone="0812-9900-1234", answer="Jingga", topic="Ufo"
    )
    import_id = await taken_in(world.district, wahyu, as_csv([line]))
    tables = (
        "cases",
        "message",
        "contact",
        "contact_identity",
        "sheet_line",
        "sheet_case",
        "case_event",
        "outbox",
    )
    before = await _everything(world, *tables)
    await taken_back(world.district, wahyu, import_id)
    after = await _everything(world, *tables)
    for word in ("Zebra", "Kenari", "+6281299001234", "Jingga", "Ufo"):
        assert word in before, word
        assert word not in after, word


async def test_what_somebody_worked_on_stays_and_is_named(world: World, wahyu: Actor) -> None:
    place, phone = world.district, a_number()
    sheet = as_csv(
        [
            *(a_line(f"A-{number}", f"0{number}/11/2026", f"Perkara {number}") for number in range(1, 5)),
            a_line("A-5", "05/11/2026", "Perkara 5", phone=phone),
        ]
    )
    import_id = await taken_in(place, wahyu, sheet)
    seen, taken, noted, untouched, written = await _numbers(world)
    await cases.see(wahyu, seen)
    await cases.take(wahyu, taken, version=None)
    await replies.note(wahyu, noted, "Sudah ditelepon", version=None)
    await world.arrive(place, a_message(phone, "Bagaimana kabarnya?"))
    await world.take_in(place)
    undone = await taken_back(place, wahyu, import_id)
    assert (undone.undone, undone.kept) == (2, 3)
    assert await _numbers(world) == [taken, noted, written]
    _, kept = await service.outcomes(wahyu, import_id, Fate.KEPT)
    assert [each.case_number for each in kept] == [taken, noted, written]
    assert {seen, untouched}.isdisjoint(await _numbers(world))


async def test_its_lines_may_be_taken_in_again(world: World, wahyu: Actor) -> None:
    sheet = as_csv([a_line("A-1"), a_line("A-2", "02/11/2026", "Obat habis")])
    import_id = await taken_in(world.district, wahyu, sheet)
    first, second = await _numbers(world)
    await cases.take(wahyu, first, version=None)
    await taken_back(world.district, wahyu, import_id)
    again = await the(wahyu, await taken_in(world.district, wahyu, sheet))
    assert (again.new, again.known) == (1, 1)
    assert second not in await _numbers(world)


async def test_a_citizen_whom_others_know_keeps_name_and_number(world: World, wahyu: Actor) -> None:
    phone = a_number()
    await world.arrive(world.district, a_message(phone))
    await world.take_in(world.district)
    import_id = await taken_in(world.district, wahyu, as_csv([a_line("A-1", phone=phone)]))
    await taken_back(world.district, wahyu, import_id)
    rows = await world.district.rows("SELECT value FROM contact_identity WHERE tenant_id = $1")
    assert [row["value"] for row in rows] == [phone]


async def test_taking_back_goes_on_after_a_death_and_takes_nothing_of_another_import(
    world: World, wahyu: Actor
) -> None:
    other = await taken_in(world.district, wahyu, as_csv([a_line("B-1", "09/11/2026", "Lain")]))
    import_id = await taken_in(
        world.district, wahyu, as_csv([a_line(f"A-{place}", text=f"Perkara {place}") for place in range(9)])
    )
    await service.undo(wahyu, import_id, version=(await the(wahyu, import_id)).version)
    await importing.import_due(world.district.id, most=4)
    half = await the(wahyu, import_id)
    assert (half.state, half.undone) == (ImportState.UNDOING, 4)
    while await importing.import_due(world.district.id, most=4):
        pass
    assert (await the(wahyu, import_id)).undone == 9
    assert len(await _numbers(world)) == 1
    assert (await the(wahyu, other)).state is ImportState.DONE
