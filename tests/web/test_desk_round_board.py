"""The board of a day, the map of a month and its file; and who sees how much of them."""

import csv
import io

from helpdesk.rounds import checking
from helpdesk.rounds import service as rounds
from helpdesk.rounds.checking import Check
from helpdesk.rounds.service import forget_standing
from support.officers import Floor
from support.rounds import at_work, do_round, keep, line
from tenants.permissions.model import Role


async def test_the_board_shows_who_checked_what_in_each_round_of_a_day(floor: Floor) -> None:
    browser, actor, look = await at_work(floor)
    hand = await line(actor, look, "Loket")
    await checking.check(actor, look.id, hand.id, Check(state="problem", note="Tutup jam 10"), version=1)
    page = (await browser.get("rounds")).text
    for words in ("Putaran I<", "Putaran II", "Putaran III", "Belum mulai", "Ada kendala", "Tutup jam 10"):
        assert words in page
    assert "Dewi Anjani, 06.0" in page
    day = await browser.get(f"rounds?day={look.day.isoformat()}")
    assert "Tutup jam 10" in day.text
    empty = await browser.get("rounds?day=2020-01-01")
    assert empty.status_code == 200
    assert "Tutup jam 10" not in empty.text
    for nonsense in ("x", "2026-02-30", "9999-12-31", "-1", "2026-11-22T00:00"):
        assert (await browser.get(f"rounds?day={nonsense}")).status_code == 200


async def test_after_midnight_the_board_is_that_of_the_night_that_runs(floor: Floor) -> None:
    browser, actor, look = await at_work(floor)
    await floor.world.clock.forward(hours=19)  # one o'clock at night, in the third round
    await keep(floor.world)
    night = (await rounds.board(actor, None)).rounds
    assert [each.day for each in night] == [look.day] * 3
    assert "Berjalan" in (await browser.get("rounds")).text


async def test_the_map_of_a_month_counts_and_names_each_round(floor: Floor) -> None:
    browser, actor, look = await at_work(floor)
    await do_round(actor, look)
    await floor.world.clock.forward(hours=17)
    await keep(floor.world)
    page = (await browser.get(f"rounds/month?month={look.day:%Y-%m}")).text
    assert "Putaran I: Selesai" in page
    assert "Putaran II: Terlewat" in page
    assert f"{browser.desk}/rounds/{look.id}" in page
    for nonsense in ("x", "2026-13", "2026", "0000-00"):
        assert (await browser.get(f"rounds/month?month={nonsense}")).status_code == 200


async def test_a_month_is_sent_as_a_file_in_which_nothing_calculates(floor: Floor) -> None:
    browser, actor, look = await at_work(floor)
    await do_round(actor, look, '=HYPERLINK("https://evil.invalid")')
    answer = await browser.get(f"rounds/month.csv?month={look.day:%Y-%m}")
    assert answer.headers["content-type"].startswith("text/csv")
    assert answer.headers["content-disposition"].endswith(f'-{look.day:%Y-%m}.csv"')
    heads, first = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    row = dict(zip(heads, first, strict=True))
    assert (row["Tanggal"], row["Putaran"], row["Keadaan"]) == (look.day.isoformat(), "I", "Selesai")
    assert row["Mulai (WIB)"] == f"{look.day.isoformat()} 06:00"
    assert row["Serah terima"].startswith("'=HYPERLINK")
    taken = "SELECT detail->>'month' FROM audit_entry WHERE tenant_id = $1 AND action = 'rounds.exported'"
    assert await floor.world.district.value(taken) == f"{look.day:%Y-%m}"
    unit, _ = await floor.officer(Role.UNIT_OFFICER, "Puskesmas Batang I")
    assert (await unit.get("rounds/month.csv")).status_code == 403


async def test_an_officer_of_a_unit_reads_the_board_without_the_work_of_others(floor: Floor) -> None:
    _, actor, look = await at_work(floor)
    await floor.case("Rahasia Sekretariat")
    phone = await line(actor, look, "Telepon")
    said = Check(state="found", found="7", note="Soal Sekretariat")
    await checking.check(actor, look.id, phone.id, said, version=1)
    unit, _ = await floor.officer(Role.UNIT_OFFICER, "Puskesmas Batang I")
    for path in ("rounds", f"rounds/{look.id}", f"rounds/{look.id}/lines/{phone.id}", "rounds/month"):
        page = await unit.get(path)
        assert page.status_code == 200
        assert "Sekretariat" not in page.text
        assert "Ditemukan: 7" not in page.text
    page = (await unit.get(f"rounds/{look.id}")).text
    assert "Selesaikan putaran" not in page
    assert "/new?line=" not in page
    hand = await line(actor, look, "Loket")
    await unit.does(f"rounds/{look.id}", f"/lines/{hand.id}")
    assert (await line(actor, look, "Loket")).state == "quiet"


async def test_who_reads_no_cases_finds_no_rounds(floor: Floor) -> None:
    _, _, look = await at_work(floor)
    administrator, _ = await floor.officer(Role.ADMINISTRATOR)
    for path in ("rounds", "rounds/month", "rounds/month.csv", f"rounds/{look.id}"):
        assert (await administrator.get(path)).status_code == 403
    overview = (await administrator.get("overview")).text
    assert "/rounds" not in overview


async def test_keys_lead_to_the_board(floor: Floor) -> None:
    browser, _, _ = await at_work(floor)
    assert f"{browser.desk}/rounds" in (await browser.get("keys")).text
    elsewhere, _ = await floor.officer(place=floor.world.province)
    assert "Putaran pantau" not in (await elsewhere.get("keys")).text


async def test_the_pages_are_told_in_english_too(floor: Floor) -> None:
    browser, actor, look = await at_work(floor)
    await do_round(actor, look, "")
    forget_standing(floor.world.district.id)
    for path, words in (
        ("rounds?lang=en", "Finished"),
        (f"rounds/{look.id}?lang=en", "No hand-over note."),
        ("rounds/month?lang=en", "Map of a month of rounds"),
    ):
        page = (await browser.get(path)).text
        assert words in page
        assert "Putaran" not in page
