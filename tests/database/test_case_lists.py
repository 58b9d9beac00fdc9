"""Who sees which cases, in lists, counts, searches and one by one; and in which order."""

import random
from datetime import timedelta
from typing import Any

import pytest

from helpdesk.approvals.model import Approvers, Request, Why, Wish
from helpdesk.approvals.store import add_request
from helpdesk.casefile.service import case_page
from helpdesk.cases import path, store
from helpdesk.cases.folders import CONDITIONS, COUNTED, Folder
from helpdesk.cases.lists import CaseQuery, CaseRow, folder_counts, list_cases, list_with_counts
from helpdesk.cases.model import Case, CaseKind, CaseState, PartRole
from helpdesk.cases.numbers import new_number
from helpdesk.channels.model import ChannelKind
from helpdesk.conversations.model import Direction, Message
from helpdesk.conversations.store import add_messages
from kit.errors import Forbidden, Invalid, Missing
from kit.ids import uuid7
from support.integrators import House
from support.world import Place
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Permission, Role

S = CaseState


async def _filled(office: Place, count: int, seed: int, assignees: list[Actor]) -> list[Case]:
    """Cases of every state, unit and due time, some without one; many of one moment."""
    chance = random.Random(seed)
    async with tenant_scope(office.id) as scope:
        cases = [_case(office, scope.now, chance, assignees, each) for each in range(count)]
        await store.add(scope, cases)
        await store.save(scope, cases)
    return cases


def _case(office: Place, now: Any, chance: random.Random, assignees: list[Actor], each: int) -> Case:
    state = chance.choice(list(S))
    opened = now - timedelta(minutes=chance.randrange(5))
    due = now + timedelta(hours=chance.randrange(-3, 9)) if chance.random() < 0.6 else None
    return Case(
        id=uuid7(),
        number=new_number("ABC"),
        kind=chance.choice(list(CaseKind)),
        state=state,
        title=f"Perihal {each}",
        summary="Obat habis" if chance.random() < 0.5 else "Antrean lama",
        channel=chance.choice(list(ChannelKind)).value,
        opened_at=opened,
        last_message_at=now,
        unit_id=chance.choice([None, *office.units.values()]),
        assignee_id=chance.choice([None, *(actor.id for actor in assignees)]),
        escalated=chance.random() < 0.3,
        mirrored=chance.random() < 0.3,
        due_at=None if state in (S.CLOSED, S.REJECTED, S.ANSWERED) else due,
        soon_at=due - timedelta(hours=4) if due else None,
        lapor_soon_at=due - timedelta(hours=5) if due and each % 2 else None,
        closed_at=now if state in (S.CLOSED, S.REJECTED) else None,
    )


async def _beside(office: Place, cases: list[Case], actor: Actor) -> None:
    """Some of the cases with a unit that helps, an answer that waits, and a disposition that waits for approval."""
    unit = office.units["Puskesmas Batang I"]
    async with tenant_scope(office.id) as scope:
        for case in cases[::3]:
            part = uuid7()
            await path.add_part(scope, case.id, unit, PartRole.HELPER, "", None, actor)
            said = Message(
                id=uuid7(), case_id=case.id, direction=Direction.NOTE, channel="note", author_kind="unit", text="Ya",
                sent_at=scope.now, at=scope.now,
            )  # fmt: skip
            await add_messages(scope, [said])
            await scope.execute(
                "INSERT INTO unit_answer (tenant_id, id, case_id, unit_id, disposition_id, message_id, came_by, at)"
                " SELECT $1, $2, case_id, unit_id, id, $4, 'link', at FROM disposition"
                " WHERE tenant_id = $1 AND case_id = $3",
                scope.tenant_id, part, case.id, said.id,
            )  # fmt: skip
            request = Request(
                id=uuid7(), case_id=case.id, wish=Wish(unit_id=unit), why=(Why.EVERY,), approvers=Approvers.HEAD,
                asked_by=actor.id, asked_name="Dewi", asked_at=scope.now,
            )  # fmt: skip
            await add_request(scope, request)


async def _all(actor: Actor, **query: Any) -> list[CaseRow]:
    """Every row of a list, page by page."""
    rows: list[CaseRow] = []
    cursor = ""
    while True:
        page = await list_cases(actor, CaseQuery(**query, cursor=cursor, most=7))
        rows += page.rows
        cursor = page.next_cursor
        if not cursor:
            return rows


async def _openable(actor: Actor, case: Case, house: House) -> bool:
    try:
        await case_page(actor, case.number, house.runtime.accounts)
    except Missing:
        return False
    return True


async def test_a_list_holds_what_can_be_opened_one_by_one(house: House) -> None:
    office, other = house.office, house.world.neighbour
    agent = await house.world.staff(office)
    officer = await house.world.staff(office, Role.UNIT_OFFICER, "Puskesmas Batang I")
    nobody = await house.world.staff(office, Role.UNIT_OFFICER)
    stranger = await house.world.staff(other)
    cases = await _filled(office, 60, 1, [agent, officer])
    for actor, expected in ((agent, 60), (officer, None), (nobody, 0), (stranger, 0)):
        openable = {case.id for case in cases if await _openable(actor, case, house)}
        listed = {
            row.case.id for folder in (Folder.OPEN, Folder.DONE) for row in await _all(actor, folder=folder)
        }
        found = {row.case.id for word in ("obat", "antrean") for row in await _all(actor, search=word)}
        by_number = {row.case.id for case in cases for row in await _all(actor, search=case.number)}
        assert openable == listed == found == by_number
        assert expected is None or len(openable) == expected
    mine = {case.id for case in cases if case.unit_id == office.units["Puskesmas Batang I"]}
    assert {row.case.id for f in (Folder.OPEN, Folder.DONE) for row in await _all(officer, folder=f)} == mine
    assert mine


@pytest.mark.parametrize("role", [Role.AGENT, Role.UNIT_OFFICER])
async def test_a_count_is_the_length_of_its_list(house: House, role: Role) -> None:
    office = house.office
    actor = await house.world.staff(office, role, "Puskesmas Batang I", "Puskesmas Batang II")
    await _beside(office, await _filled(office, 120, 2, [actor]), actor)
    counts = await folder_counts(actor)
    lists = {folder: await _all(actor, folder=folder) for folder in CONDITIONS}
    assert counts == {folder: len(lists[folder]) for folder in COUNTED}
    empty = {folder for folder, rows in lists.items() if not rows}
    assert empty == ({Folder.APPROVAL} if role is Role.UNIT_OFFICER else set()), "the data reach every folder"
    page, again = await list_with_counts(actor, CaseQuery(folder=Folder.MINE))
    assert (page.rows[0].case.assignee_id, again) == (actor.id, counts)


async def test_least_time_left_comes_first_and_no_case_is_lost_between_pages(house: House) -> None:
    office = house.office
    agent = await house.world.staff(office)
    cases = await _filled(office, 80, 3, [agent])
    rows = await _all(agent, folder=Folder.OPEN)
    unfinished = [case for case in cases if case.state not in (S.CLOSED, S.REJECTED, S.ANSWERED)]
    timed = sorted((c for c in unfinished if c.due_at), key=lambda c: (c.due_at, c.id))
    untimed = sorted((c for c in unfinished if not c.due_at), key=lambda c: c.id)
    assert timed
    assert untimed
    assert [row.case.id for row in rows] == [case.id for case in (*timed, *untimed)]
    done = [row.case for row in await _all(agent, folder=Folder.DONE)]
    assert [case.id for case in done] == [
        case.id for case in sorted(done, key=lambda c: (c.opened_at, c.id), reverse=True)
    ]


async def test_filters_narrow_lists_and_searches(house: House) -> None:
    office = house.office
    agent = await house.world.staff(office)
    cases = await _filled(office, 80, 4, [agent])
    unit = office.units["Puskesmas Batang II"]
    for filters in (
        {"kind": CaseKind.COMPLAINT},
        {"channel": ChannelKind.PORTAL},
        {"state": S.IN_PROGRESS},
        {"unit_id": unit},
        {"kind": CaseKind.ASPIRATION, "unit_id": unit},
    ):
        fitting = {c.id for c in cases if all(getattr(c, name) == value for name, value in filters.items())}
        rows = {
            row.case.id for f in (Folder.OPEN, Folder.DONE) for row in await _all(agent, folder=f, **filters)
        }
        found = {row.case.id for w in ("obat", "antrean") for row in await _all(agent, search=w, **filters)}
        assert rows == found == fitting


async def test_a_row_says_who_and_where(house: House) -> None:
    office = house.office
    agent = await house.world.staff(office)
    case = await house.case("Antrean poli gigi penuh sejak subuh " * 9)
    [row] = (await list_cases(agent, CaseQuery())).rows
    assert (row.case.number, row.contact, row.unit, row.assignee) == (case.number, "Siti Aminah", "", "")
    assert row.start.startswith("Antrean poli gigi")
    assert len(row.start) == 160
    assert not row.late


async def test_people_are_found_by_name_telephone_and_words(house: House) -> None:
    office = house.office
    agent = await house.world.staff(office)
    case = await house.case(name="Siti 100% Aminah", phone="0812-5550-4321")
    other = await house.case("Perihal lain", name="Budi", phone="")

    async def found(written: str) -> list[Any]:
        return [row.case.id for row in await _all(agent, search=written)]

    for written in (
        "siti",
        "100%",
        "+62 812 5550 4321",
        "081255504321",
        "antrian panjang antrean"[15:],
        case.number,
    ):
        assert await found(written) == [case.id], written
    assert await found(f" {case.number.lower().replace('-', '')} ") == [case.id]
    assert await found("budi") == [other.id]
    for written in (
        "%",
        "%%",
        "_",
        "S_ti",
        "\\",
        "' OR 1=1 --",
        "081255504322",
        "tidakada",
        "a\x00b",
        "🙂" * 300,
    ):
        assert await found(written) == [], written


async def test_an_anonymous_citizen_is_not_found_by_who_they_are(house: House) -> None:
    office = house.office
    agent = await house.world.staff(office)
    case = await house.case("Pungutan liar", anonymous=True)
    assert await _all(agent, search="Siti") == []
    assert await _all(agent, search="081255501234") == []
    [row] = await _all(agent, search="pungutan")
    assert (row.case.id, row.contact) == (case.id, "")


@pytest.mark.parametrize("cursor", ["x", "W10", "WzEsMl0", "é", "e30", "W251bGwsLTEsIjAiXQ", "A" * 5000])
async def test_a_made_up_cursor_is_refused(house: House, cursor: str) -> None:
    agent = await house.world.staff(house.office)
    with pytest.raises(Invalid) as refused:
        await list_cases(agent, CaseQuery(cursor=cursor))
    assert refused.value.details["fields"] == {"cursor": "malformed"}


async def test_a_list_needs_the_right_to_read(house: House) -> None:
    admin = await house.world.staff(house.office, Role.ADMINISTRATOR)
    assert not admin.may(Permission.READ_CASES)
    for ask in (list_cases(admin, CaseQuery()), folder_counts(admin), list_with_counts(admin, CaseQuery())):
        with pytest.raises(Forbidden):
            await ask
