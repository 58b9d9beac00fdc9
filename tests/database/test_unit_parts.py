"""Who helps with a case, or has a copy, finds and reads it at the desk; acting on it stays with who leads."""

from dataclasses import dataclass

import pytest

from helpdesk.attachments.service import keep_uploads
from helpdesk.attachments.store import bind
from helpdesk.casefile.model import Act
from helpdesk.casefile.service import case_page, file_of_case
from helpdesk.cases import service as cases
from helpdesk.cases.folders import Folder
from helpdesk.cases.lists import CaseQuery, folder_counts, list_cases
from helpdesk.cases.model import PartRole, PartState
from helpdesk.replies import service as replies
from helpdesk.unit_links import at_desk
from kit.errors import Conflict, Forbidden, Invalid, Missing
from kit.ids import uuid7
from support.builders import an_opened_case
from support.integrators import House
from support.unit_desk import UNIT
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Role

HELPER, COPY = "Puskesmas Batang II", "Sekretariat"


@dataclass
class Parts:
    """A case that one unit leads, one helps with, and one has a copy of; an officer of each."""

    house: House
    number: str
    agent: Actor
    lead: Actor
    helper: Actor
    copy: Actor
    stranger: Actor

    async def states(self) -> dict[str, str]:
        rows = await self.house.office.rows(
            "SELECT u.name, d.state FROM disposition d JOIN unit u ON u.tenant_id = d.tenant_id AND u.id = d.unit_id"
            " WHERE d.tenant_id = $1"
        )
        return {row["name"]: row["state"] for row in rows}


@pytest.fixture
async def parts(house: House) -> Parts:
    place, world = house.office, house.world
    units = place.units
    officers = [
        await world.staff(place, Role.UNIT_OFFICER, name, name="Joko") for name in (UNIT, HELPER, COPY)
    ]
    officers.append(await world.staff(place, Role.UNIT_OFFICER))
    number, agent = (
        await an_opened_case(world, place, text="Obat habis di loket tiga"),
        await world.staff(place),
    )
    await cases.dispose(
        agent, number, units[UNIT], "", version=None, helpers=[units[HELPER]], copies=[units[COPY]]
    )
    return Parts(house, number, agent, *officers)


async def test_each_finds_it_where_it_belongs_and_a_stranger_nowhere(parts: Parts) -> None:
    async def found(actor: Actor, **query: object) -> list[tuple[str, str]]:
        page = await list_cases(actor, CaseQuery(**query))  # type: ignore[arg-type]
        return [(row.case.number, row.part) for row in page.rows]

    for actor, part in ((parts.helper, "helper"), (parts.copy, "copy")):
        assert await found(actor, folder=Folder.BESIDE) == [(parts.number, part)]
        assert await found(actor, folder=Folder.OPEN) == await found(actor, folder=Folder.UNIT) == []
        assert await found(actor, search=parts.number) == [(parts.number, part)]
        assert await found(actor, search="obat habis") == [(parts.number, part)]
        counts = await folder_counts(actor)
        assert (counts[Folder.BESIDE], counts[Folder.OPEN]) == (1, 0)
    assert await found(parts.lead, folder=Folder.UNIT) == [(parts.number, "")]
    assert await found(parts.lead, folder=Folder.BESIDE) == []
    for query in ({"folder": Folder.BESIDE}, {"search": parts.number}, {"search": "obat"}):
        assert await found(parts.stranger, **query) == []


async def test_the_desk_filters_by_unit_and_role(parts: Parts) -> None:
    units = parts.house.office.units

    async def found(unit: str, role: PartRole) -> int:
        query = CaseQuery(unit_id=units[unit], unit_role=role)
        return len((await list_cases(parts.agent, query)).rows)

    assert [await found(UNIT, role) for role in PartRole] == [1, 0, 0]
    assert [await found(HELPER, role) for role in PartRole] == [0, 1, 0]
    assert [await found(COPY, role) for role in PartRole] == [0, 0, 1]
    anyone = await list_cases(parts.agent, CaseQuery(unit_role=PartRole.HELPER))
    assert [row.case.number for row in anyone.rows] == [parts.number]
    assert (await list_cases(parts.stranger, CaseQuery(unit_role=PartRole.HELPER))).rows == ()
    mine = await list_cases(parts.helper, CaseQuery(unit_role=PartRole.COPY))
    assert mine.rows == (), "a helper's reader learns nothing of other units' copies"


async def test_helper_and_copy_read_it_and_nothing_else_is_theirs(parts: Parts) -> None:
    world, book = parts.house.world, parts.house.world.book
    for actor, acts in ((parts.helper, {Act.GIVE_BACK, Act.ANSWER_AS_UNIT}), (parts.copy, set())):
        view = await case_page(actor, parts.number, book)
        assert view.acts == acts
        for act in (
            cases.take(actor, parts.number, version=None),
            cases.resolve(actor, parts.number, version=None),
            replies.reply(actor, parts.number, "Halo", world.book, version=None),
            replies.note(actor, parts.number, "Halo"),
        ):
            with pytest.raises(Missing):
                await act
    with pytest.raises(Missing):
        await case_page(parts.stranger, parts.number, book)


async def test_who_looks_beside_does_not_count_as_the_office_having_seen_it(parts: Parts) -> None:
    await parts.house.office.change(
        "UPDATE cases SET first_seen_at = NULL, unread = true WHERE tenant_id = $1"
    )
    await case_page(parts.copy, parts.number, parts.house.world.book)
    row = await parts.house.office.row("SELECT first_seen_at, unread FROM cases WHERE tenant_id = $1")
    assert row == {"first_seen_at": None, "unread": True}


async def test_its_files_are_read_by_helper_and_copy_alone(parts: Parts) -> None:
    place, files = parts.house.office, parts.house.runtime.files
    [media] = await keep_uploads(place.id, [("foto.pdf", b"%PDF-1.7")], files)
    assert media.stored_id
    case = await place.value("SELECT id FROM cases WHERE tenant_id = $1")
    said = await place.value("SELECT id FROM message WHERE tenant_id = $1 AND direction = 'in'")
    async with tenant_scope(place.id) as scope:
        await bind(scope, [media.stored_id], case, said)
    for actor in (parts.agent, parts.lead, parts.helper, parts.copy):
        assert (await file_of_case(actor, parts.number, media.stored_id)).name == "foto.pdf"
    with pytest.raises(Missing):
        await file_of_case(parts.stranger, parts.number, media.stored_id)


async def test_a_helper_answers_and_gives_back_at_the_desk_for_its_own_unit(parts: Parts) -> None:
    units, answer_id = parts.house.office.units, uuid7()
    for _ in range(2):
        await at_desk.answer(
            parts.helper, parts.number, units[HELPER], "Stok ada", version=None, answer_id=answer_id
        )
    row = await parts.house.office.row(
        "SELECT a.came_by, a.state, m.text, m.author_name, m.author_kind FROM unit_answer a JOIN message m"
        " ON m.tenant_id = a.tenant_id AND m.id = a.message_id WHERE a.tenant_id = $1"
    )
    assert tuple(row.values()) == ("desk", "waiting", "Stok ada", f"{HELPER} (Joko)", "unit")
    assert (await parts.states())[HELPER] == PartState.ANSWERED
    assert (await folder_counts(parts.agent))[Folder.ANSWERS] == 1
    with pytest.raises(Invalid):
        await at_desk.give_back(parts.helper, parts.number, units[HELPER], "x", version=None)
    await at_desk.give_back(parts.helper, parts.number, units[HELPER], "Bukan stok kami", version=None)
    assert (await parts.states())[HELPER] == PartState.RETURNED
    assert (await parts.states())[UNIT] == PartState.OPEN
    with pytest.raises(Missing):
        await case_page(parts.helper, parts.number, parts.house.world.book)


async def test_nobody_speaks_for_a_unit_that_is_not_theirs(parts: Parts) -> None:
    units = parts.house.office.units

    async def answer(actor: Actor, unit: str) -> None:
        await at_desk.answer(actor, parts.number, units[unit], "Ya", version=None, answer_id=uuid7())

    with pytest.raises(Forbidden):
        await answer(parts.copy, COPY)
    with pytest.raises(Missing):
        await answer(parts.stranger, HELPER)
    for actor in (parts.lead, parts.agent):
        with pytest.raises(Conflict):
            await answer(actor, HELPER)
    assert await parts.house.office.value("SELECT count(*) FROM unit_answer WHERE tenant_id = $1") == 0
