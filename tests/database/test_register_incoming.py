"""What LAPOR passed on to the office comes in by its listing, where the account knows the call."""

from helpdesk.incoming import chores
from helpdesk.incoming import service as incoming
from helpdesk.incoming.rules import sheet_of
from helpdesk.sla.model import TargetKind
from helpdesk.sla.service import clocks_of
from integrations.lapor.settings import Listing, Paths
from support.lapor_watch import AGENCIES, LaporStage, a_lapor
from support.world import World
from tenants.doors import tenant_scope

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
