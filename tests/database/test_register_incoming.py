"""What LAPOR passed on to the office comes in by its listing, where the account knows the call."""

from typing import Any

import pytest

from helpdesk.incoming import chores
from helpdesk.incoming import service as incoming
from helpdesk.incoming.model import Fate, Report
from helpdesk.incoming.rules import sheet_of
from helpdesk.registers import by_hand
from helpdesk.registers import service as registers
from helpdesk.sla.model import TargetKind
from helpdesk.sla.service import clocks_of
from integrations.lapor.settings import Listing, Paths
from support.builders import an_opened_case
from support.lapor_watch import AGENCIES, LaporStage, a_lapor
from support.world import World
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor

_CASES = (
    "SELECT id, title, lapor_number, anonymous, confidential FROM cases WHERE tenant_id = $1 ORDER BY title"
)
_PATHS = Paths(listing="/complaints/incoming")


async def _passed_on(stage: LaporStage, title: str, agency: int = 151, **more: bool) -> str:
    answer = await stage.control(
        "incoming", institution_id=agency, title=title, content=f"<p>Isi {title}</p>", **more
    )
    return str(answer["id"])


async def _keep(world: World, stage: LaporStage, hours: float = 2) -> None:
    await world.clock.forward(hours=hours)
    await chores.keep_due(world.district.id, stage.book)


async def test_nothing_is_asked_for_while_the_call_is_not_known(world: World) -> None:
    async with a_lapor(world) as stage:
        await _passed_on(stage, "Antrean")
        await _keep(world, stage)
        assert (await stage.ledger())["calls"].get("listing", 0) == 0
        assert await world.district.rows(_CASES) == []


async def test_each_complaint_becomes_one_case_with_its_flags_and_its_time(world: World) -> None:
    async with a_lapor(world) as stage:
        await stage.join(world.district, AGENCIES[0], paths=_PATHS)
        first = await _passed_on(stage, "Antrean", is_anonymous=True, is_secret=False)
        second = await _passed_on(stage, "Obat", is_secret=True)
        await _passed_on(stage, "Milik kantor lain", agency=152)
        await stage.faults(page_size=1)
        for _ in range(3):
            await _keep(world, stage)
        rows = await world.district.rows(_CASES)
        assert [(row["title"], row["lapor_number"]) for row in rows] == [("Antrean", first), ("Obat", second)]
        assert [(row["anonymous"], row["confidential"]) for row in rows] == [(True, False), (False, True)]
        assert (await stage.ledger())["calls"]["listing"] >= 6, "every page, every time"
        async with tenant_scope(world.district.id, read_only=True) as scope:
            clocks = await clocks_of(scope, rows[0]["id"])
        passed_on = (await stage.ledger())["complaints"][0]["filed_at"]
        assert clocks[TargetKind.LAPOR_RESPONSE].started_at.isoformat() == passed_on
        said = await world.district.value(
            "SELECT text FROM message WHERE tenant_id = $1 AND case_id = $2 AND direction = 'in'",
            rows[0]["id"],
        )
        assert said == "Isi Antrean", "their HTML is text here"


async def test_rows_of_another_shape_are_read_by_the_accounts_own_paths(world: World) -> None:
    async with a_lapor(world) as stage:
        shape = Listing(title="content", text="title", anonymous="there.is.none")
        await stage.join(world.district, AGENCIES[0], paths=_PATHS, listing=shape)
        await _passed_on(stage, "Antrean")
        await _keep(world, stage)
        [row] = await world.district.rows(_CASES)
        assert (row["title"], row["anonymous"]) == ("Isi Antrean", True), "what nobody says is kept unnamed"


async def test_a_listing_that_fails_is_asked_for_again_and_loses_nothing(world: World) -> None:
    async with a_lapor(world) as stage:
        await stage.join(world.district, AGENCIES[0], paths=_PATHS)
        await _passed_on(stage, "Antrean")
        await stage.faults(orders=[{"call": "listing", "failure": "failing"}])
        await _keep(world, stage)
        assert await world.district.rows(_CASES) == []
        await _keep(world, stage, 0.2)
        assert len(await world.district.rows(_CASES)) == 1


async def test_what_a_listing_does_not_say_is_as_secret_as_the_offices_filings(world: World) -> None:
    """`answer_secret` speaks of answers alone."""
    async with a_lapor(world) as stage:
        shape = Listing(secret="there.is.none")
        usual = {"secret_default": False, "answer_secret": True}
        await stage.join(world.district, AGENCIES[0], paths=_PATHS, listing=shape, **usual)
        await _passed_on(stage, "Antrean")
        await _keep(world, stage)
        [row] = await world.district.rows(_CASES)
        assert row["confidential"] is False


async def test_a_file_is_read_by_the_accounts_own_pattern_and_secrecy(world: World) -> None:
    async with a_lapor(world) as stage:
        await stage.join(world.district, tracking_id_pattern="L-[0-9]{3}", secret_default=False)
        dewi = await world.staff(world.district)
        sheet = sheet_of(b"Nomor;Isi laporan;Rahasia\nL-123;Antrean;\nL-124;Obat;ya\n7000001;Loket;")
        columns = await incoming.columns_of(dewi, sheet)
        seen = await incoming.checked(dewi, sheet, columns, stage.book)
        report = await incoming.import_all(dewi, sheet, columns, stage.book)
        for each in (seen, report):
            assert [line.why for line in each.lines] == ["", "", "number"]
        rows = await world.district.rows(_CASES)
        assert [(row["lapor_number"], row["confidential"]) for row in rows] == [
            ("L-123", False),
            ("L-124", True),
        ]


_LEDGER = (
    "SELECT r.step, r.remote_id, c.number, c.lapor_number FROM register_link r"
    " JOIN cases c ON c.tenant_id = r.tenant_id AND c.id = r.case_id WHERE r.tenant_id = $1"
)

_STUCK = "SELECT fact->>'code' AS code FROM outbox WHERE tenant_id = $1 AND kind = 'register.stuck'"


async def _unclear(world: World, stage: LaporStage) -> tuple[Actor, str, Any]:
    """A filing that LAPOR stored and did not say so; answers its officer, its case and what LAPOR holds of it."""
    await stage.faults(orders=[{"call": "create", "failure": "stored_then_failing"}])
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await registers.file(dewi, number, version=None)
    await registers.advance_due(world.district.id, stage.book)
    assert (await world.district.row(_LEDGER))["step"] == "needs_person"
    [complaint] = (await stage.ledger())["complaints"]
    return dewi, number, complaint


async def _imported(stage: LaporStage, dewi: Actor, *lines: tuple[str, str]) -> Report:
    """What an import of these numbers and texts did; the same was shown before."""
    rows = "\n".join(f'{number};"{text}"' for number, text in lines)
    sheet = sheet_of(f"Nomor;Isi laporan\n{rows}".encode())
    columns = await incoming.columns_of(dewi, sheet)
    shown = await incoming.checked(dewi, sheet, columns, stage.book)
    report = await incoming.import_all(dewi, sheet, columns, stage.book)
    assert [line.fate for line in shown.lines] == [line.fate for line in report.lines]
    return report


async def test_our_own_filing_in_lapors_export_settles_its_case_and_opens_no_second_one(world: World) -> None:
    async with a_lapor(world) as stage:
        dewi, number, complaint = await _unclear(world, stage)
        report = await _imported(stage, dewi, (str(complaint["id"]), complaint["sent"]["content"]))
        [line] = report.lines
        assert (line.fate, line.case_number) == (Fate.OURS, number)
        [row] = await world.district.rows(_LEDGER)
        assert (row["step"], row["number"]) == ("tracking", number)
        assert (row["remote_id"], row["lapor_number"]) == (str(complaint["id"]), str(complaint["id"]))
        await world.work()
        assert sum(str(complaint["id"]) in text for text in world.far_end.texts) == 1, "the citizen reads it"
        assert len(await world.district.rows(_CASES)) == 1
        assert (await stage.ledger())["filed"] == 1


async def test_our_own_filing_in_the_listing_settles_its_case(world: World) -> None:
    async with a_lapor(world) as stage:
        await stage.join(world.district, AGENCIES[0], paths=_PATHS)
        _, number, complaint = await _unclear(world, stage)
        passed_on = await stage.control(
            "incoming", institution_id=151, title="Antrean", content=f"<p>{complaint['sent']['content']}</p>"
        )
        await _keep(world, stage)
        [row] = await world.district.rows(_LEDGER)
        assert (row["step"], row["number"], row["lapor_number"]) == ("tracking", number, str(passed_on["id"]))
        assert len(await world.district.rows(_CASES)) == 1


async def test_a_second_complaint_with_our_reference_is_told_once_and_opens_nothing(world: World) -> None:
    async with a_lapor(world) as stage:
        dewi, number, complaint = await _unclear(world, stage)
        await by_hand.settle(dewi, number, str(complaint["id"]), version=None, book=stage.book)
        text = complaint["sent"]["content"]
        for _ in range(2):
            [line] = (await _imported(stage, dewi, ("7654321", text))).lines
            assert (line.fate, line.case_number) == (Fate.MATCH, number)
        assert len(await world.district.rows(_CASES)) == 1
        assert [row["code"] for row in await world.district.rows(_STUCK)].count("twin_there") == 1


@pytest.mark.parametrize("asked", [True, False])
async def test_a_citizen_who_names_a_case_in_lapor_still_gets_a_case_of_their_own(
    world: World, asked: bool
) -> None:
    async with a_lapor(world) as stage:
        dewi, number = await world.staff(world.district), await an_opened_case(world)
        if asked:
            await registers.file(dewi, number, version=None)
            await registers.advance_due(world.district.id, stage.book)
        [line] = (await _imported(stage, dewi, ("7654321", f"Laporan saya {number} belum dijawab"))).lines
        assert line.fate is Fate.NEW
        assert len(await world.district.rows(_CASES)) == 2


async def test_a_complaint_of_a_sandbox_is_not_the_real_one_that_has_the_same_digits(world: World) -> None:
    async with a_lapor(world) as stage:
        await stage.join(world.district, AGENCIES[0], paths=_PATHS, sandbox=True)
        number = await _passed_on(stage, "Antrean")
        await _keep(world, stage)
        await stage.join(world.district, AGENCIES[0], paths=_PATHS)
        for _ in range(2):
            await _keep(world, stage)
        rows = await world.district.rows(f"{_CASES}, lapor_number")
        assert [row["lapor_number"] for row in rows] == [number, f"UJI-{number}"]
        links = await world.district.rows(
            "SELECT mode FROM register_link WHERE tenant_id = $1 ORDER BY created_at"
        )
        assert [row["mode"] for row in links] == ["sandbox", "api"]
