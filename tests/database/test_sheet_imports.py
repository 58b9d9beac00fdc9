"""The sheet that an office kept until today becomes cases: each line once, with its own dates, and told to nobody."""

from datetime import UTC, datetime
from typing import Any

from helpdesk.sheets.model import ImportState
from support.worksheets import a_line, as_csv, taken_in, the
from support.world import World
from tenants.permissions.model import Role

_CASES = (
    "SELECT c.number, c.state, c.opened_at, c.closed_at, c.title, c.due_at, s.number AS line, c.id"
    " FROM cases c JOIN sheet_case s ON s.tenant_id = c.tenant_id AND s.case_id = c.id"
    " WHERE c.tenant_id = $1 ORDER BY c.opened_at, s.number"
)


async def _cases(world: World) -> list[dict[str, Any]]:
    return await world.district.rows(_CASES)


async def test_a_sheet_becomes_cases_with_the_dates_that_stand_in_it(world: World) -> None:
    dewi = await world.staff(world.district, Role.SUPERVISOR)
    sheet = as_csv(
        [
            a_line("A-1", "02/11/2026 09.30", "Antrean loket lama", name="Siti", phone="0812-3456-7890"),
            a_line(
                *("A-2", "1 Nov 2026", "Obat habis"),
                state="Selesai",
                answer="Obat sudah datang",
                answered_at="3 November 2026",
                closed_at="04/11/2026",
            ),
        ]
    )
    await world.clock.forward(
        seconds=(datetime(2026, 11, 23, tzinfo=UTC) - datetime.now(UTC)).total_seconds()
    )
    import_id = await taken_in(world.district, dewi, sheet)
    closed, open_one = await _cases(world)
    assert (open_one["line"], open_one["state"]) == ("A-1", "received")
    assert open_one["opened_at"] == datetime(2026, 11, 2, 2, 30, tzinfo=UTC)
    assert (closed["line"], closed["state"]) == ("A-2", "closed")
    assert closed["opened_at"] == datetime(2026, 10, 31, 17, tzinfo=UTC)
    assert closed["closed_at"] == datetime(2026, 11, 3, 17, tzinfo=UTC)
    found = await the(dewi, import_id)
    assert (found.state, found.new, found.known, found.wrong) == (ImportState.DONE, 2, 0, 0)
