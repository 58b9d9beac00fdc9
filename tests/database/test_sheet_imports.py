"""The sheet that an office kept until today becomes cases: each line once, with its own dates, and told to nobody."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from helpdesk.cases import service as cases
from helpdesk.cases.lists import CaseQuery, list_cases
from helpdesk.cases.recounting import ask, recount_due
from helpdesk.cases.watch import sweep
from helpdesk.sheets import importing, service
from helpdesk.sheets.model import Column, Fate, ImportState, Remark
from helpdesk.sla import service as sla
from support.builders import a_message, a_number
from support.worksheets import a_line, as_csv, brought, finish, taken_in, the
from support.world import World
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Role

_CASES = (
    "SELECT c.*, s.number AS line FROM cases c JOIN sheet_case s ON s.tenant_id = c.tenant_id AND s.case_id = c.id"
    " WHERE c.tenant_id = $1 ORDER BY s.number"
)
_TOLD = "SELECT kind FROM outbox WHERE tenant_id = $1 ORDER BY id"
_CLOSED = {"state": "Selesai", "answer": "Obat sudah datang", "answered_at": "3 November 2026"}


@pytest.fixture
async def wahyu(world: World) -> Actor:
    """The supervisor who has the sheet."""
    return await world.staff(world.district, Role.SUPERVISOR)


async def _cases(world: World) -> list[dict[str, Any]]:
    return await world.district.rows(_CASES)


async def _fates(actor: Actor, content: bytes) -> list[Fate]:
    trial = await service.tried(actor, await brought(actor, content))
    return [each.fate for each in trial.outcomes]


async def test_a_sheet_becomes_cases_with_the_dates_that_stand_in_it(world: World, wahyu: Actor) -> None:
    first = a_line("A-1", "02/11/2026 09.30", name="Siti", phone="0812-3456-7890")
    second = a_line("A-2", "1 Nov 2026", "Obat habis", **_CLOSED, closed_at="04/11/2026")
    import_id = await taken_in(world.district, wahyu, as_csv([first, second]))
    open_one, closed = await _cases(world)
    assert (open_one["state"], open_one["title"]) == ("received", "Antrean loket lama")
    assert open_one["opened_at"] == datetime(2026, 11, 2, 2, 30, tzinfo=UTC)
    assert closed["state"] == "closed"
    assert closed["opened_at"] == datetime(2026, 10, 31, 17, tzinfo=UTC)
    assert closed["answered_at"] == closed["first_response_at"] == datetime(2026, 11, 2, 17, tzinfo=UTC)
    assert closed["closed_at"] == datetime(2026, 11, 3, 17, tzinfo=UTC)
    found = await the(wahyu, import_id)
    assert (found.state, found.new, found.known, found.wrong) == (ImportState.DONE, 2, 0, 0)


async def test_what_was_said_and_where_it_came_from_stands_in_the_case(world: World, wahyu: Actor) -> None:
    line = a_line("A-2", "1 Nov 2026", "Obat habis", **_CLOSED, escalated_to="Dit. Farmasi", topic="Ufologi")
    await taken_in(world.district, wahyu, as_csv([line]))
    [case] = await _cases(world)
    said = await world.district.rows(
        "SELECT direction, text FROM message WHERE tenant_id = $1 AND case_id = $2 ORDER BY at", case["id"]
    )
    assert [(each["direction"], each["text"]) for each in said] == [
        ("in", "Obat habis"),
        ("out", "Obat sudah datang"),
        ("note", "Dieskalasikan ke: Dit. Farmasi\nTopik: Ufologi"),
    ]
    happened = await world.district.rows(
        "SELECT kind, actor_name, detail::text AS detail FROM case_event"
        " WHERE tenant_id = $1 AND case_id = $2 ORDER BY at, id",
        case["id"],
    )
    assert [each["kind"] for each in happened] == [
        "case.opened",
        "case.answered",
        "case.closed",
        "case.imported",
    ]
    assert happened[-1]["actor_name"] == wahyu.name
    assert '"number": "A-2"' in happened[-1]["detail"]


async def test_nobody_is_told_anything_because_of_an_import(world: World, wahyu: Actor) -> None:
    """Neither citizens nor colleagues, also not of promises that were missed long before."""
    phone = a_number()
    await world.arrive(world.district, a_message(phone))
    await world.work(world.district)
    before = len(world.far_end.sent)
    late = a_line("A-1", "03/03/2026", phone=phone, name="Siti", unit="Sekretariat")
    closed = a_line("A-2", "1 Nov 2026", **_CLOSED, phone=phone)
    await taken_in(world.district, wahyu, as_csv([late, closed]))
    assert [each["kind"] for each in await world.district.rows(_TOLD)][-4:] == [
        *("case.opened", "case.opened", "case.imported", "case.imported")
    ]
    await sweep(world.district.id)
    await world.work(world.district)
    assert len(world.far_end.sent) == before
    for table in ("alert", "notice"):
        assert await world.district.rows(f"SELECT * FROM {table} WHERE tenant_id = $1") == []


async def test_promises_run_for_what_is_open_and_count_from_the_day_it_came(
    world: World, wahyu: Actor
) -> None:
    now = datetime.now(UTC)
    fresh, old = f"{now - timedelta(hours=30):%d/%m/%Y}", "03/03/2026"
    await taken_in(
        world.district,
        wahyu,
        as_csv(
            [
                a_line("1", fresh),
                a_line("2", old),
                a_line("3", old, **_CLOSED),
                a_line("4", fresh, state="dijawab", answer="Ya"),
            ]
        ),
    )
    running, late, closed, answered = await _cases(world)
    assert running["due_at"] is not None
    assert running["due_at"] > now - timedelta(days=2)
    assert late["due_at"] < now
    assert closed["due_at"] is answered["due_at"] is None
    clocks = await world.district.rows("SELECT case_id, look_at FROM clock WHERE tenant_id = $1")
    assert {row["case_id"] for row in clocks} == {running["id"], late["id"]}
    assert {row["look_at"] for row in clocks if row["case_id"] == late["id"]} == {None}


async def test_the_same_sheet_again_makes_nothing_and_a_longer_one_adds_what_is_new(
    world: World, wahyu: Actor
) -> None:
    sheet = [a_line("A-1"), a_line(text="Tanpa nomor")]
    await taken_in(world.district, wahyu, as_csv(sheet))
    before = await _cases(world)
    again = await the(wahyu, await taken_in(world.district, wahyu, as_csv(sheet)))
    assert (again.new, again.known) == (0, 2)
    assert await _cases(world) == before
    longer = [sheet[1], a_line("A-1", state="Selesai", answer="Sudah"), a_line("A-3", text="Obat habis")]
    added = await the(wahyu, await taken_in(world.district, wahyu, as_csv(longer, separator=";")))
    assert (added.new, added.known) == (1, 2)
    assert len(await _cases(world)) == 3


async def test_a_line_that_stands_twice_in_a_sheet_is_one_case(world: World, wahyu: Actor) -> None:
    done = await the(wahyu, await taken_in(world.district, wahyu, as_csv([a_line("A-1")] * 3), most=2))
    assert (done.new, done.known) == (1, 2)


async def test_a_number_that_means_another_matter_is_a_fault_and_no_case(world: World, wahyu: Actor) -> None:
    """Sheets that count from 1 anew each month would lose their second month otherwise."""
    await taken_in(world.district, wahyu, as_csv([a_line("1", "01/10/2026", "Antrean")]))
    import_id = await taken_in(world.district, wahyu, as_csv([a_line("1", "01/11/2026", "Obat habis")]))
    _, [outcome] = await service.outcomes(wahyu, import_id)
    assert (outcome.fate, outcome.remarks) == (Fate.WRONG, (Remark(Column.NUMBER, "taken"),))


async def test_a_case_of_this_office_is_known_by_its_own_number(world: World, wahyu: Actor) -> None:
    await taken_in(world.district, wahyu, as_csv([a_line("A-1")]))
    [case] = await _cases(world)
    assert await _fates(wahyu, as_csv([a_line(case["number"], "05/11/2026", "Lain sama sekali")])) == [
        Fate.KNOWN
    ]


async def test_a_trial_says_what_will_happen_and_changes_nothing(world: World, wahyu: Actor) -> None:
    sheet = as_csv([a_line("A-1"), a_line("A-1"), a_line("A-2", "besok", phone="12")])
    before = await world.district.rows("SELECT * FROM case_event WHERE tenant_id = $1")
    trial = await service.tried(wahyu, await brought(wahyu, sheet))
    assert [each.fate for each in trial.outcomes] == [Fate.NEW, Fate.KNOWN, Fate.WRONG]
    assert trial.outcomes[2].remarks == (Remark(Column.DATE, "unreadable"), Remark(Column.PHONE, "malformed"))
    assert await world.district.rows("SELECT * FROM case_event WHERE tenant_id = $1") == before
    assert await _cases(world) == []
    done = await the(wahyu, await taken_in(world.district, wahyu, sheet))
    assert (done.new, done.known, done.wrong) == tuple(
        trial.count(fate) for fate in (Fate.NEW, Fate.KNOWN, Fate.WRONG)
    )


async def test_an_import_that_dies_goes_on_where_it_was(world: World, wahyu: Actor) -> None:
    """Two workers at once, one of them killed in the middle of a batch: no line is lost and none comes twice."""
    sheet = as_csv([a_line(f"A-{place}", text=f"Perkara {place}") for place in range(60)])
    import_id = await brought(wahyu, sheet)
    await service.begin(wahyu, import_id, version=(await the(wahyu, import_id)).version)
    await importing.import_due(world.district.id, most=7)
    for pause in (0.0, 0.002, 0.005, 0.01, 0.02):
        dying = asyncio.create_task(importing.import_due(world.district.id, most=7))
        await asyncio.sleep(pause)
        dying.cancel()
        await asyncio.gather(dying, return_exceptions=True)
        await importing.import_due(world.district.id, most=3)
    await asyncio.gather(*(finish(world.district, most=5) for _ in range(2)))
    await finish(world.district)
    found = await the(wahyu, import_id)
    assert (found.state, found.new, found.done) == (ImportState.DONE, 60, 60)
    assert len({case["number"] for case in await _cases(world)}) == 60


async def test_a_line_that_cannot_be_saved_does_not_hold_up_the_others(world: World, wahyu: Actor) -> None:
    owner = await asyncpg.connect(world.settings.owner_url)
    await owner.execute("ALTER TABLE cases ADD CONSTRAINT no_third CHECK (title <> 'Perkara 3') NOT VALID")
    try:
        sheet = as_csv([a_line(f"A-{place}", text=f"Perkara {place}") for place in range(6)])
        import_id = await taken_in(world.district, wahyu, sheet, most=4)
    finally:
        await owner.execute("ALTER TABLE cases DROP CONSTRAINT no_third")
        await owner.close()
    found = await the(wahyu, import_id)
    assert (found.state, found.new, found.wrong) == (ImportState.DONE, 5, 1)
    _, [stuck] = await service.outcomes(wahyu, import_id, Fate.WRONG)
    assert (stuck.place, stuck.remarks) == (5, (Remark(Column.NUMBER, "failed"),))


async def test_a_citizen_of_the_sheet_is_the_one_that_the_office_knows(world: World, wahyu: Actor) -> None:
    phone = a_number()
    await world.arrive(world.district, a_message(phone))
    await world.take_in(world.district)
    contact_id = await world.district.value("SELECT id FROM contact WHERE tenant_id = $1")
    await taken_in(
        world.district,
        wahyu,
        as_csv(
            [a_line("A-1", phone=phone), a_line("A-2", phone=f"0{phone[3:]}"), a_line("A-3", name="Anonim")]
        ),
    )
    first, second, unnamed = await _cases(world)
    assert first["contact_id"] == second["contact_id"] == contact_id
    assert (unnamed["contact_id"], unnamed["anonymous"]) == (None, True)


async def test_an_imported_case_is_worked_on_like_any_other(world: World, wahyu: Actor) -> None:
    await taken_in(world.district, wahyu, as_csv([a_line("A-1"), a_line("A-2", "03/03/2026", **_CLOSED)]))
    open_one, closed = await _cases(world)
    await cases.take(wahyu, open_one["number"], version=None)
    await cases.dispose(wahyu, open_one["number"], world.district.units["Sekretariat"], "Cek", version=None)
    await cases.reopen(wahyu, closed["number"], version=None)
    async with tenant_scope(world.district.id) as scope:
        await ask(scope, wahyu, why="hours")
    sla.forget_office_rules(world.district.id)
    await recount_due(world.district.id)
    listed = await list_cases(wahyu, CaseQuery())
    assert {row.case.number for row in listed.rows} == {open_one["number"], closed["number"]}


async def test_a_case_older_than_the_offices_rules_is_a_fault_and_no_trap(world: World, wahyu: Actor) -> None:
    trial = await service.tried(wahyu, await brought(wahyu, as_csv([a_line("A-1", "01/11/2019")])))
    assert trial.outcomes[0].remarks == (Remark(Column.DATE, "before_rules"),)
