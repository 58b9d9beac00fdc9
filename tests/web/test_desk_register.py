"""The page on which cases here and in SP4N-LAPOR stand side by side."""

import csv
import io

import pytest

from helpdesk.cases import service as cases
from helpdesk.incoming import chores
from helpdesk.registers import service as registers
from helpdesk.registers.reconciling import exported, reconciled
from kit.errors import Forbidden
from support.administrators import audited
from support.lapor_watch import LaporStage, a_lapor
from support.officers import Floor, Form
from tenants.permissions.model import Actor, Role


async def _differing(floor: Floor, stage: LaporStage, agent: Actor, title: str) -> str:
    """A case that ended there and is open here; answers its number here."""
    floor.runtime.accounts = stage.book
    case = await floor.case(title)
    await registers.file(agent, case.number, version=None)
    district = floor.world.district
    await registers.advance_due(district.id, stage.book)
    number = await district.value("SELECT remote_id FROM register_link WHERE tenant_id = $1")
    await stage.control(f"complaints/{number}/state", code="4", name="Selesai")
    await floor.world.clock.forward(hours=15)
    await registers.advance_due(district.id, stage.book)
    return case.number


async def test_what_differs_stands_on_the_page_and_in_the_file(floor: Floor) -> None:
    async with a_lapor(floor.world) as stage:
        browser, agent = await floor.officer()
        number = await _differing(floor, stage, agent, '=HYPERLINK("http://jahat.example")')
        page = (await browser.get("lapor")).text
        assert number in page and "Sudah selesai di sana, masih terbuka di sini" in page
        sent = await browser.get("lapor.csv")
        assert sent.headers["content-disposition"].endswith('.csv"')
        [heads, row] = list(csv.reader(io.StringIO(sent.text.removeprefix("\ufeff"))))
        assert len(heads) == len(row) and number in row
        assert not any(cell.startswith("=") for cell in row), "no cell is a formula"
        assert any(cell.startswith("'=HYPERLINK") for cell in row)
        assert "register.exported" in await audited(floor.world.district)


async def test_nothing_differs_is_said_too(floor: Floor) -> None:
    browser, _ = await floor.officer()
    assert "Tidak ada yang berbeda" in (await browser.get("lapor")).text


async def test_integrators_are_told_once_a_day_how_many_differ(floor: Floor) -> None:
    async with a_lapor(floor.world) as stage:
        _, agent = await floor.officer()
        await _differing(floor, stage, agent, "Antrean")
        district = floor.world.district
        for _ in range(2):
            await chores.keep_due(district.id, stage.book)
        told = await district.rows(
            "SELECT fact->>'compared' AS compared, fact->>'differing' AS differing FROM outbox"
            " WHERE tenant_id = $1 AND kind = 'register.reconciled'"
        )
        assert told == [{"compared": "1", "differing": "1"}]


async def test_only_those_who_see_all_cases_compare_them_and_offices_see_their_own(floor: Floor) -> None:
    async with a_lapor(floor.world) as stage:
        _, agent = await floor.officer()
        number = await _differing(floor, stage, agent, "Antrean")
        for role in (Role.UNIT_OFFICER, Role.ADMINISTRATOR):
            browser, actor = await floor.officer(role, "Sekretariat")
            assert (await browser.get("lapor")).status_code == 403
            with pytest.raises(Forbidden):
                await reconciled(actor, stage.book)
        _, integrator = await floor.officer(Role.INTEGRATOR)
        with pytest.raises(Forbidden):
            await exported(integrator, stage.book)
        neighbour, _ = await floor.officer(place=floor.world.neighbour)
        assert number not in (await neighbour.get("lapor")).text


async def test_the_filing_page_offers_what_lapors_lists_hold_and_names_what_is_chosen(floor: Floor) -> None:
    async with a_lapor(floor.world) as stage:
        floor.runtime.accounts = stage.book
        browser, _ = await floor.officer()
        case = await floor.case()
        await chores.keep_due(floor.world.district.id, stage.book)
        page = await browser.get(f"cases/{case.number}/register")
        assert '<option value="9002">BPJS Kesehatan</option>' in page.text
        chosen = {"transfer_to": "9002", "transfer_reason": "Kewenangan BPJS.", "preview": "1"}
        seen = await browser.send(page, "/register", **chosen)
        assert "9002 (BPJS Kesehatan)" in seen.text
        assert (await stage.ledger())["filed"] == 0, "looking is not filing"


async def test_the_form_begins_as_is_usual_at_the_office_and_its_officer_may_decide_otherwise(
    floor: Floor,
) -> None:
    async with a_lapor(floor.world) as stage:
        floor.runtime.accounts = stage.book
        await stage.join(floor.world.district, secret_default=False, anonymous_default=True)
        browser, _ = await floor.officer()
        case = await floor.case()
        page = await browser.get(f"cases/{case.number}/register")
        usual = Form(page.text, "/register").fields
        assert ("secret" in usual, "anonymous" in usual) == (False, True)
        await browser.send(page, "/register", anonymous="", secret="1")
        await registers.advance_due(floor.world.district.id, stage.book)
        [complaint] = (await stage.ledger())["complaints"]
        assert (complaint["sent"]["is_secret"], complaint["sent"]["is_anonymous"]) == (True, False)


async def test_nobody_can_name_a_citizen_who_was_promised_silence(floor: Floor) -> None:
    async with a_lapor(floor.world) as stage:
        floor.runtime.accounts = stage.book
        browser, _ = await floor.officer()
        case = await floor.case()
        await floor.world.district.change("UPDATE cases SET anonymous = true WHERE tenant_id = $1")
        page = await browser.get(f"cases/{case.number}/register")
        assert "anonymous" not in Form(page.text, "/register").fields, "there is nothing to decide"
        await browser.send(page, "/register")
        await registers.advance_due(floor.world.district.id, stage.book)
        [complaint] = (await stage.ledger())["complaints"]
        assert complaint["sent"]["is_anonymous"] is True


async def test_an_officer_notes_that_the_name_may_go_along_and_reads_what_will(floor: Floor) -> None:
    async with a_lapor(floor.world) as stage:
        floor.runtime.accounts = stage.book
        browser, _ = await floor.officer()
        case = await floor.case()
        asking = await browser.get(f"cases/{case.number}/consent")
        assert 'name="contact"' not in asking.text, "nothing is shared here, so nobody is asked"
        await stage.join(floor.world.district, share_reporter="name_phone")
        before = await browser.get(f"cases/{case.number}/register")
        assert "tidak dikirim sebagai isian" in before.text
        asking = await browser.get(f"cases/{case.number}/consent")
        await browser.send(asking, "/consent", given="yes", contact="1", how="lewat telepon")
        assert "juga data dirinya" in (await browser.get(f"cases/{case.number}/consent")).text
        page = await browser.get(f"cases/{case.number}/register")
        assert "nama, nomor telepon" in page.text and "5550 1234" not in page.text, "what goes, not its value"
        await browser.send(page, "/register")
        await registers.advance_due(floor.world.district.id, stage.book)
        [complaint] = (await stage.ledger())["complaints"]
        assert (complaint["sent"]["nameUser"], complaint["sent"]["phoneUser"]) == (
            "Siti Aminah",
            "+6281255501234",
        )


async def test_what_ended_there_is_proposed_for_closing_while_it_is_open_here(floor: Floor) -> None:
    async with a_lapor(floor.world) as stage:
        browser, agent = await floor.officer()
        number = await _differing(floor, stage, agent, "Antrean")
        asked = "jawab warganya lalu tutup kasus ini"
        assert asked in (await browser.get(f"cases/{number}")).text
        await cases.close(agent, number, version=None)
        assert asked not in (await browser.get(f"cases/{number}")).text


async def test_the_answers_form_knows_how_long_an_answer_may_be(floor: Floor) -> None:
    async with a_lapor(floor.world) as stage:
        floor.runtime.accounts = stage.book
        await stage.join(floor.world.district, answer_max=1200)
        browser, agent = await floor.officer()
        case = await floor.case("Antrean habis")
        await registers.file(agent, case.number, version=None)
        await registers.advance_due(floor.world.district.id, stage.book)
        page = await browser.get(f"cases/{case.number}/follow_up")
        assert 'maxlength="1200"' in page.text and "Paling banyak 1200 huruf." in page.text
        refused = await browser.send(page, "/follow_up", text="x" * 1201)
        assert refused.status_code == 422
        assert (await browser.send(page, "/follow_up", text="x" * 1200)).status_code == 303
