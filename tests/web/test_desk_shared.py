"""The list of hand-overs at the desk: its filters, its file, and that no word finds anything else."""

import csv
import io
import re

from helpdesk.escalation import service as escalation
from support.officers import Browser, Floor
from tenants.permissions.model import Role


async def _handed(floor: Floor, text: str) -> str:
    case = await floor.case(text)
    agent = await floor.world.staff(floor.world.district)
    to = floor.world.ministry.slug
    await escalation.escalate(agent, case.number, to, "Mohon bantuan", floor.world.book, version=None)
    await floor.world.work()
    return case.number


async def _overseer(floor: Floor, role: Role = Role.SUPERVISOR) -> Browser:
    browser, _ = await floor.officer(role, place=floor.world.ministry)
    return browser


async def test_the_overview_leads_to_the_list_and_the_list_to_its_cases(floor: Floor) -> None:
    number = await _handed(floor, "Kulkas vaksin mati")
    browser = await _overseer(floor)
    assert f"/desk/{floor.world.ministry.slug}/overview/shared" in (await browser.get("overview")).text
    page = await browser.get("overview/shared")
    assert number in page.text and "Kulkas vaksin mati" in page.text
    found = re.search(r'href="(/desk/[^"]+/cases/[A-Z0-9-]+)"', page.text)
    assert found
    assert (await browser.get(found[1])).status_code == 200


async def test_the_form_keeps_what_was_asked_and_what_was_not_handed_over_is_not_found(floor: Floor) -> None:
    number = await _handed(floor, "Kulkas vaksin mati")
    kept = await floor.case("Perkara zirkonium")
    browser = await _overseer(floor)
    page = await browser.get("overview/shared?q=vaksin&kind=complaint&since=2020-01-01")
    assert number in page.text
    assert 'value="vaksin"' in page.text and 'value="2020-01-01"' in page.text
    for words in ("zirkonium", kept.number):
        page = await browser.get(f"overview/shared?q={words}")
        assert "Tidak ada yang cocok" in page.text
        assert f"/cases/{kept.number}" not in page.text


async def test_words_of_an_address_that_mean_nothing_narrow_nothing(floor: Floor) -> None:
    number = await _handed(floor, "Kulkas vaksin mati")
    browser = await _overseer(floor)
    asked = "side=x&state=y&holding=z&kind=w&since=kemarin&until=9999-99-99&late=2&cursor=abc"
    page = await browser.get(f"overview/shared?{asked}")
    assert page.status_code == 200
    assert number in page.text
    assert (await browser.get("overview/shared?since=0001-01-01&until=9999-12-31")).status_code == 200


async def test_the_file_holds_the_list_as_narrowed_and_is_on_record(floor: Floor) -> None:
    number = await _handed(floor, "=HYPERLINK kulkas vaksin")
    await _handed(floor, "Antrean penuh")
    browser = await _overseer(floor)
    answer = await browser.get("overview/shared.csv?q=vaksin&side=target")
    assert answer.headers["content-disposition"].startswith("attachment")
    head, *lines = csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")))
    [line] = [dict(zip(head, cells, strict=True)) for cells in lines]
    assert line["Nomor di kantor lain"] == number
    assert line["Judul"].startswith("'="), "no cell is a formula"
    assert line["Arah"] == "dari"
    whole = float(line["Seluruhnya (jam)"])
    parts = ("Di kantor ini (jam)", "Di kantor lain (jam)", "Menunggu warga (jam)")
    assert abs(whole - sum(float(line[part]) for part in parts)) < 0.02
    kept = await floor.world.ministry.row(
        "SELECT detail->>'cases' AS cases, detail::text AS said FROM audit_entry"
        " WHERE tenant_id = $1 AND action = 'overview.exported'"
    )
    assert kept["cases"] == "1"
    assert "vaksin" not in kept["said"], "what was searched for may be somebody's name"


async def test_who_may_not_take_lists_away_gets_none(floor: Floor) -> None:
    await _handed(floor, "Kulkas vaksin mati")
    administrator = await _overseer(floor, Role.ADMINISTRATOR)
    page = await administrator.get("overview/shared")
    assert "shared.csv" not in page.text
    assert "Kulkas vaksin" not in page.text
    assert (await administrator.get("overview/shared.csv")).status_code == 403
    agent = await _overseer(floor, Role.AGENT)
    for path in ("overview/shared", "overview/shared.csv"):
        assert (await agent.get(path)).status_code == 403


async def test_the_list_speaks_english_too(floor: Floor) -> None:
    await _handed(floor, "Kulkas vaksin mati")
    assert "Search and filter" in (await (await _overseer(floor)).get("overview?lang=en")).text
    assert "Both directions" in (await (await _overseer(floor)).get("overview/shared?lang=en")).text
