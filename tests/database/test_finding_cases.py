"""The search field's door: who finds which cases by number, telephone, name and words."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from helpdesk.cases import service as cases
from helpdesk.cases.folders import Folder
from helpdesk.cases.lists import CaseQuery, Order, how_many, list_cases, open_by_unit
from helpdesk.cases.model import Case, CaseKind
from kit.errors import Forbidden
from support.integrators import House
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, ActorKind, Permission, Role

DOOR = "SELECT search_cases($1, '', '', '', '', true, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'infinity', $2, 50)"
LAST = UUID(int=(1 << 128) - 1)


async def found(actor: Actor, written: str, **more: Any) -> set[UUID]:
    page = await list_cases(actor, CaseQuery(search=written, **more))
    return {row.case.id for row in page.rows}


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        ("Ma'ruf Amin", ("ma'ruf", "MARUF", "ma’ruf amin", "Amin Maruf", "maru")),
        ("Nur\u2019aini  Dewi-Lestari", ("nuraini", "nur'aini lestari", "dewi lestari", "LESTARI")),
        ("I Gusti Ayu Agúng Ránia", ("agung", "gusti ayu", "rania", "ayu agung rania")),
        ("Siti 100% Aminah", ("100%", "siti amin", "Siti_Aminah")),
        ("José Ximenes da Costa", ("jose ximenes", "JOSÉ", "da costa")),
    ],
)
async def test_a_name_is_found_as_people_type_it(house: House, name: str, ways: tuple[str, ...]) -> None:
    agent = await house.world.staff(house.office)
    case = await house.case("Perihal sesuatu", name=name)
    await house.case("Perihal lain", name="Budi Hartono", phone="0812 5550 9999")
    for written in ways:
        assert await found(agent, written) == {case.id}, written


@pytest.mark.parametrize("written", ["%", "_", "\\", "'", "a", "ma%", "\\'; --", "ruf", "x' OR '1'='1"])
async def test_signs_and_scraps_find_nobody(house: House, written: str) -> None:
    agent = await house.world.staff(house.office)
    await house.case("Perihal", name="Ma'ruf")
    assert await found(agent, written) == set()


@pytest.mark.parametrize(
    "written",
    [
        "0812-5550-1234",
        "+62 812 5550 1234",
        "62 81255501234",
        "(0812) 5550.1234",
        "1234",
        "50 1234",
        "5501234",
    ],
)
async def test_a_telephone_number_is_found_however_it_is_written(house: House, written: str) -> None:
    agent = await house.world.staff(house.office)
    case = await house.case(phone="0812 5550 1234")
    await house.case("Lain", phone="0812 5550 1235")
    assert await found(agent, written) == {case.id}


async def test_a_unit_finds_by_four_digits_and_by_whole_numbers_only(house: House) -> None:
    office, unit = house.office, "Puskesmas Batang I"
    agent = await house.world.staff(office)
    officer = await house.world.staff(office, Role.UNIT_OFFICER, unit)
    case = await house.case()
    await cases.dispose(agent, case.number, office.units[unit], "", version=None)
    assert await found(officer, "1234") == await found(officer, "081255501234") == {case.id}
    assert await found(officer, "01234") == set()
    assert await found(agent, "01234") == {case.id}


async def test_a_program_finds_names_only_with_the_right_to_learn_them(house: House) -> None:
    case = await house.case("Perihal")
    rights = {Permission.READ_CASES, Permission.READ_ALL_UNITS}
    for more, expected in ((set[Permission](), set[UUID]()), ({Permission.REVEAL_IDENTITY}, {case.id})):
        program = Actor(
            tenant_id=house.office.id, kind=ActorKind.API_KEY, permissions=frozenset(rights | more)
        )
        assert await found(program, "siti aminah") == expected
        assert await found(program, "perihal") == {case.id}


async def test_the_beginning_of_a_number_is_enough(house: House) -> None:
    agent = await house.world.staff(house.office)
    case = await house.case()
    code, first, _, _ = case.number.split("-")
    for written in (f"{code}-{first}", f"{code}{first}".lower(), case.number[:-1]):
        assert case.id in await found(agent, written), written
    assert case.id not in await found(agent, f"{code}-{first[:3]}{'Z' if first[3] != 'Z' else 'Y'}")


async def test_small_words_do_not_hide_what_is_found(house: House) -> None:
    agent = await house.world.staff(house.office)
    case = await house.case("Antrean yang panjang di loket", name="Budi")
    assert await found(agent, "antrean yang panjang") == await found(agent, "di loket itu") == {case.id}
    assert await found(agent, "yang") == set()


async def test_what_a_unit_does_not_see_takes_no_place_among_its_hits(house: House) -> None:
    """Two hundred hits of others, all of them younger, and the unit still finds its own."""
    office = house.office
    agent = await house.world.staff(office)
    officer = await house.world.staff(office, Role.UNIT_OFFICER, "Puskesmas Batang I")
    mine = await house.case("Obat kosong", name="Kartini")
    await cases.dispose(agent, mine.number, office.units["Puskesmas Batang I"], "", version=None)
    other = await house.case("Obat kosong", name="Kartini")
    await office.change(
        "INSERT INTO cases (tenant_id, id, number, kind, state, title, channel, contact_id, opened_at,"
        " last_message_at) SELECT c.tenant_id, uuidv7(), c.number || n, c.kind, c.state, c.title, c.channel,"
        " c.contact_id, c.opened_at + make_interval(mins => n), now()"
        " FROM cases c, generate_series(1, 230) n WHERE c.tenant_id = $1 AND c.id = $2",
        other.id,
    )
    for written in ("obat", "kartini", "081255501234", "1234"):
        assert await found(officer, written) == {mine.id}, written
        assert await how_many(officer, CaseQuery(search=written)) == 1
        assert await how_many(agent, CaseQuery(search=written)) == 232
        assert await how_many(agent, CaseQuery(search=written), most=50) == 51, "counted no further"
        assert mine.id in await found(agent, written, unit_id=office.units["Puskesmas Batang I"])


async def test_the_door_opens_only_inside_an_office_and_shows_only_that_one(house: House) -> None:
    here = await house.case("Kenari kuning", name="Kenari")
    async with tenant_scope(house.office.id, read_only=True) as scope:
        assert [row[0] for row in await scope.fetch(DOOR, "kenari", LAST)] == [here.id]
    async with tenant_scope(house.world.neighbour.id, read_only=True) as scope:
        assert await scope.fetch(DOOR, "kenari", LAST) == []
    web = await asyncpg.connect(house.runtime.settings.web_url)
    try:
        with pytest.raises(asyncpg.RaiseError, match="no tenant entered"):
            await web.fetch(DOOR, "kenari", LAST)
    finally:
        await web.close()


@pytest.mark.parametrize(
    "written", ["a\\b'c & !d | (e:*", "'; DROP TABLE cases; --", "<-> & |", "\\", "\U0001f642" * 99]
)
async def test_no_sign_of_a_search_is_a_command(house: House, written: str) -> None:
    agent = await house.world.staff(house.office)
    case = await house.case()
    assert await found(agent, written) == set()
    assert await found(agent, case.number) == {case.id}


async def test_a_long_search_comes_in_pages_that_hold_every_case_once(house: House) -> None:
    agent = await house.world.staff(house.office)
    expected = {(await house.case(f"Obat {n}", phone="")).id for n in range(7)}
    seen: list[UUID] = []
    query = CaseQuery(search="obat", most=3)
    while True:
        page = await list_cases(agent, query)
        seen += [row.case.id for row in page.rows]
        if not page.next_cursor:
            break
        query = CaseQuery(search="obat", most=3, cursor=page.next_cursor)
    assert (len(seen), set(seen)) == (7, expected)


async def test_every_folder_can_be_read_newest_first_and_counted(house: House) -> None:
    office = house.office
    agent = await house.world.staff(office)
    opened: list[Case] = [await house.case(f"Perkara {n}") for n in range(4)]
    for days, case in enumerate(opened):
        await office.change(
            "UPDATE cases SET opened_at = opened_at - $3::interval WHERE tenant_id = $1 AND id = $2",
            case.id,
            timedelta(days=days),
        )
    rows = (await list_cases(agent, CaseQuery(order=Order.NEWEST))).rows
    assert [row.case.id for row in rows] == [case.id for case in opened]
    assert await how_many(agent, CaseQuery(kind=CaseKind.COMPLAINT)) == 4
    assert await how_many(agent, CaseQuery(kind=CaseKind.ASPIRATION)) == 0
    assert await how_many(agent, CaseQuery(folder=Folder.DONE)) == 0


async def test_the_load_of_units_counts_what_is_unfinished(house: House) -> None:
    office = house.office
    agent = await house.world.staff(office)
    first, second = [await house.case(f"Perkara {n}") for n in range(2)]
    for case in (first, second):
        await cases.dispose(agent, case.number, office.units["Puskesmas Batang I"], "", version=None)
    await cases.resolve(agent, second.number, version=None)
    assert await open_by_unit(agent) == {office.units["Puskesmas Batang I"]: (1, 0, 0)}
    officer = await house.world.staff(office, Role.UNIT_OFFICER, "Puskesmas Batang I")
    with pytest.raises(Forbidden):
        await open_by_unit(officer)
