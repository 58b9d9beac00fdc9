"""The office's hours and free days, as its administrator keeps them."""

import re
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from helpdesk.sla import store
from helpdesk.sla.defaults import DISTRICT_RULES
from helpdesk.sla.holidays import national_days
from helpdesk.sla.hours import LocalDay, OfficeHours
from helpdesk.sla.model import Budget, Period, TargetKind, Unit
from helpdesk.sla.targets import Promise, Rule
from support.administrators import an_administrator, audited
from support.officers import Browser, Floor
from tenants.doors import tenant_scope
from tenants.permissions.model import Role

PAGE, ENDING = "calendars/office", "/calendars/office"


async def stands(floor: Floor, key: str = "office") -> dict[str, Any]:
    """What is saved."""
    sql = "SELECT name, version, hours::text AS hours FROM calendar WHERE tenant_id = $1 AND key = $2"
    row = await floor.world.district.row(sql, key)
    return {**row, "hours": msgspec.json.decode(row["hours"], type=OfficeHours)}


async def saved(browser: Browser, path: str = PAGE, **typed: str) -> Any:
    """Fill in the form, look at what it changes, and press on; answers the page that showed it."""
    ending = f"/{path}"
    preview = await browser.send(await browser.get(path), ending, **typed)
    assert preview.status_code == 200, preview.text
    answer = await browser.send(preview, ending, step="save")
    assert answer.status_code == 303, answer.text
    return preview


async def today_of(floor: Floor) -> date:
    """At the office, where the day begins seven hours before it does in London."""
    today: date = await floor.world.district.value(
        "SELECT (sahut_now() AT TIME ZONE 'Asia/Jakarta')::date FROM tenant WHERE id = $1"
    )
    return today


async def test_the_page_shows_hours_zone_and_the_free_days_of_each_year_by_name(browser: Browser) -> None:
    assert "Senin–Kamis: 07.30–12.00, 13.00–16.00" in (await browser.get("calendars")).text
    page = (await browser.get(PAGE)).text
    for words in (
        'value="07.30–11.30, 13.00–16.30"',
        "WIB (Jakarta)",
        "Hari Kemerdekaan Republik Indonesia",
        "SKB 1497/2025, 2/2025, 5/2025",
        "Ditetapkan sampai akhir tahun 2027",
    ):
        assert words in page
    english = (await browser.get(f"{PAGE}?lang=en")).text
    assert "Decreed until the end of 2027" in english
    assert 'value="07:30–11:30, 13:00–16:30"' in english


async def test_a_change_is_told_before_it_is_saved_and_saved_when_it_was_seen(
    floor: Floor, browser: Browser
) -> None:
    before = await stands(floor)
    await floor.case()
    typed = {"day_5": "08.00-10", "name": "Jam kantor", "timezone": "Asia/Makassar"}
    preview = await browser.send(await browser.get(PAGE), ENDING, **typed)
    for words in ("Sabtu", "tutup", "08.00–10.00", "Jam kantor", "WITA (Makassar)", "Satu kasus terbuka"):
        assert words in preview.text
    assert await stands(floor) == before, "a look changes nothing"
    assert (await browser.send(preview, ENDING, step="save")).status_code == 303
    after = await stands(floor)
    assert after["hours"].periods[5] == (Period(480, 600),)
    assert (after["name"], after["version"]) == ("Jam kantor", before["version"] + 1)
    assert "calendar.changed" in await audited(floor.world.district)
    log = (await browser.get("audit?about=calendars")).text
    assert "jam dalam seminggu" in log
    assert "zona waktu" in log


async def test_a_free_day_moves_the_due_time_of_a_promise_and_its_explanation(
    floor: Floor, browser: Browser
) -> None:
    office = await stands(floor)
    today = await today_of(floor)
    coming = [today + timedelta(days=count) for count in range(1, 15)]
    national = {day.date for day in national_days()}
    free = next(day for day in coming if office["hours"].periods[day.weekday()] and day not in national)
    sooner = await floor.case()
    preview = await saved(browser, free_date_0=free.isoformat(), free_name_0="Hari jadi kabupaten")
    assert "libur: Hari jadi kabupaten" in preview.text
    assert "<b>" in preview.text.split("Contoh: aduan", 1)[1], "some due time moves"
    assert (await stands(floor))["hours"].local_days == (LocalDay(free, "Hari jadi kabupaten"),)
    later = await floor.case()
    due = "SELECT due_at FROM clock, json_to_recordset(value) AS k (kind text, due_at timestamptz)"
    due += " WHERE tenant_id = $1 AND case_id = $2 AND kind = 'resolution'"
    place = floor.world.district
    assert await place.value(due, later.id) > await place.value(due, sooner.id), "the day does not count"
    officer, _ = await floor.officer()
    assert ": Hari jadi kabupaten" in (await officer.get(f"cases/{later.number}/promises")).text
    await saved(browser, free_drop_0="1")
    assert (await stands(floor))["hours"].local_days == ()


async def test_a_day_with_other_hours_and_a_day_that_is_closed_stand_beside_the_week(
    floor: Floor, browser: Browser
) -> None:
    day = date((await today_of(floor)).year + 1, 3, 3)
    typed = {"special_date_0": day.isoformat(), "special_name_0": "Ramadan", "special_periods_0": "8-24.00"}
    await saved(browser, **typed)
    assert (await stands(floor))["hours"].special_days[0].periods == (Period(480, 1440),)
    preview = await saved(browser, special_periods_0="")
    assert "Ramadan: 08.00–24.00" in preview.text
    assert "Ramadan: tutup" in preview.text


async def test_joint_leave_counts_or_not_and_the_list_says_so(floor: Floor, browser: Browser) -> None:
    page = await browser.get(PAGE)
    assert "Tetap buka" not in page.text
    form = {"joint_leave": ""}
    preview = await browser.send(page, ENDING, **form)
    assert "tetap buka" in preview.text
    await browser.send(preview, ENDING, step="save")
    assert (await stands(floor))["hours"].joint_leave_off is False
    assert "Tetap buka" in (await browser.get(PAGE)).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day_0": "pagi"}, "Senin: Jam tidak terbaca"),
        ({"day_0": "08.00–12.00, 11.00–13.00"}, "tumpang tindih"),
        ({"day_0": "22.00–06.00"}, "melewati tengah malam"),
        ({"day_0": "25.00–26.00"}, "Jam tidak terbaca"),
        ({f"day_{day}": "" for day in range(7)}, "Paling sedikit satu hari"),
        ({"timezone": "Europe/Berlin"}, "Pilih zona waktu"),
        ({"name": "  "}, "Tulis namanya."),
        ({"name": "x" * 61}, "paling banyak 60"),
        ({"free_date_0": "2026-02-30", "free_name_0": "A"}, "baris 1: Tanggal tidak terbaca"),
        ({"free_date_0": "2026-02-03"}, "Tulis nama harinya."),
        ({"free_name_0": "A"}, "Isi tanggalnya."),
        ({"free_date_0": "2026-02-03", "free_name_0": "x" * 81}, "paling banyak 80"),
        (
            {"free_date_0": "2026-02-03", "free_name_0": "A", "free_date_1": "3/2/2026", "free_name_1": "B"},
            "baris 2: Tanggal ini sudah disebut",
        ),
        (
            {"free_date_0": "2026-02-03", "free_name_0": "A"}
            | {"special_date_0": "2026-02-03", "special_name_0": "B", "special_periods_0": "8-9"},
            "Tanggal ini sudah disebut",
        ),
        (
            {"special_date_0": "2026-02-03", "special_name_0": "B", "special_periods_0": "x"},
            "Hari dengan jam lain, baris 1: Jam tidak terbaca",
        ),
    ],
)
async def test_what_cannot_be_is_said_by_its_field_and_changes_nothing(
    floor: Floor, browser: Browser, typed: dict[str, str], said: str
) -> None:
    before = await stands(floor)
    page = await browser.get(PAGE)
    for step in ("check", "save"):
        answer = await browser.send(page, ENDING, step=step, **typed)
        assert answer.status_code == 422
        assert said in answer.text
        assert 'aria-invalid="true"' in answer.text
    assert await stands(floor) == before


async def test_more_days_than_an_office_has_are_refused(floor: Floor, browser: Browser) -> None:
    first = date(2030, 1, 1)
    days = {
        f"free_{part}_{index}": text
        for index in range(201)
        for part, text in (("date", (first + timedelta(days=index)).isoformat()), ("name", "Libur"))
    }
    answer = await browser.send(await browser.get(PAGE), ENDING, **days)
    assert answer.status_code == 422
    assert "Terlalu banyak hari" in answer.text
    days = {name: text for name, text in days.items() if not name.endswith("_200")}
    await saved(browser, **days)
    assert len((await stands(floor))["hours"].local_days) == 200


async def test_rows_are_added_and_what_was_typed_is_kept(floor: Floor, browser: Browser) -> None:
    page = await browser.get(PAGE)
    assert "free_date_3" not in page.text
    typed = {"free_date_0": "2030-01-02", "free_name_0": "Hari <jadi>"}
    more = await browser.send(page, ENDING, step="more", **typed)
    assert "free_date_10" in more.text
    assert "Hari &lt;jadi&gt;" in more.text
    preview = await browser.send(more, ENDING)
    again = await browser.send(preview, ENDING, step="again")
    assert "Hari &lt;jadi&gt;" in again.text
    unchanged = await browser.send(await browser.get(PAGE), ENDING)
    assert "Tidak ada yang berubah." in unchanged.text
    assert (await stands(floor))["hours"].local_days == ()


async def test_two_administrators_do_not_overwrite_each_other(floor: Floor, browser: Browser) -> None:
    other = (await an_administrator(floor))[0]
    mine = await browser.get(PAGE)
    seen = await browser.send(mine, ENDING, day_0="08.00–09.00")
    await saved(other, name="Jam baru")
    for page, typed in ((mine, {"day_0": "08.00–09.00"}), (seen, {"step": "save"})):
        answer = await browser.send(page, ENDING, **typed)
        assert answer.status_code == 409
        assert "Orang lain baru saja mengubah jam ini" in answer.text
        assert 'value="Jam baru"' in answer.text, "what stands now is shown"


async def test_a_further_calendar_is_added_changed_and_goes_unless_a_rule_counts_in_it(
    floor: Floor, browser: Browser
) -> None:
    answer = await browser.send(
        await browser.get("calendars/new"), "/calendars/new", name="Halo 24 jam", like="office"
    )
    assert answer.headers["location"].endswith("/calendars/halo-24-jam?done=added")
    await saved(browser, "calendars/halo-24-jam", **{f"day_{day}": "24 jam" for day in range(7)})
    assert (await stands(floor, "halo-24-jam"))["hours"].periods == ((Period(0, 1440),),) * 7
    page = await browser.get("calendars/halo-24-jam")
    promise = Promise(TargetKind.FIRST_SEEN, Budget(Unit.SECONDS, 1800), "halo-24-jam")
    async with tenant_scope(floor.world.district.id) as scope:
        rule = Rule(key="every", name="Semua kasus", promises=(promise,))
        counted = replace(
            DISTRICT_RULES, version="district-2", effective_from=date(2090, 1, 1), rules=(rule,)
        )
        await store.add_rule_set(scope, counted)
    refused = await browser.send(page, "/remove")
    assert refused.status_code == 409
    assert "ada aturan yang menghitung janji di dalamnya" in refused.text
    await browser.send(await browser.get("calendars/new"), "/calendars/new", name="Sementara", like="office")
    assert (await browser.send(await browser.get("calendars/sementara"), "/remove")).status_code == 303
    assert (await browser.get("calendars/sementara")).status_code == 404
    assert "/remove" not in (await browser.get(PAGE)).text
    actions = [action for action in await audited(floor.world.district) if action.startswith("calendar")]
    assert actions == ["calendar.added", "calendar.changed", "calendar.added", "calendar.removed"]


async def test_a_further_calendar_needs_a_name_of_its_own(floor: Floor, browser: Browser) -> None:
    page = await browser.get("calendars/new")
    for typed, said in (
        ({"name": ""}, "Tulis namanya."),
        ({"name": "jam LAYANAN"}, "Sudah ada jam dengan nama itu."),
        ({"name": "A", "like": "tidak-ada"}, "Pilih jam dari daftar."),
    ):
        answer = await browser.send(page, "/calendars/new", **typed)
        assert answer.status_code == 422
        assert said in answer.text
    for name in ("New", "+++", "Jam *"):
        answer = await browser.send(page, "/calendars/new", name=name)
        assert answer.status_code == 303
        shown = await browser.http.get(answer.headers["location"])
        assert shown.status_code == 200
        assert re.search(r"<h1[^>]*>" + re.escape(name), shown.text)


async def test_only_administrators_of_the_office_see_its_calendars(floor: Floor, browser: Browser) -> None:
    await browser.send(
        await browser.get("calendars/new"), "/calendars/new", name="Hanya di sini", like="office"
    )
    for role in (Role.AGENT, Role.SUPERVISOR, Role.UNIT_OFFICER):
        officer, _ = await floor.officer(role)
        officer.desk = browser.desk
        for path in ("calendars", PAGE, "calendars/new", f"{PAGE}/import", f"{PAGE}/days.ics"):
            assert (await officer.get(path)).status_code == 403
    neighbour, _ = await floor.officer(Role.ADMINISTRATOR, place=floor.world.neighbour)
    neighbour.desk = neighbour.desk.replace("/desk/", "/admin/")
    assert (await neighbour.get("calendars/hanya-di-sini")).status_code == 404
    assert "Hanya di sini" not in (await neighbour.get("calendars")).text
