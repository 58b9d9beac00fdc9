"""Free days out of other programs' calendars, and into them."""

from datetime import date, timedelta
from typing import Any

import httpx
import icalendar

from support.administrators import a_stranger
from support.officers import BASE, Browser, Floor, Form

IMPORT = "calendars/office/import"


def a_file(*events: str) -> str:
    """A calendar with these events, each the lines inside it."""
    inside = "".join(f"BEGIN:VEVENT\r\n{lines}\r\nEND:VEVENT\r\n" for lines in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:test\r\n{inside}END:VCALENDAR\r\n"


def a_day(day: date, name: str) -> str:
    return f"DTSTART;VALUE=DATE:{day:%Y%m%d}\r\nSUMMARY:{name}"


async def upload(browser: Browser, content: bytes) -> httpx.Response:
    """Choose a file in the form and press its button."""
    form = Form((await browser.get(IMPORT)).text, "/import")
    fields = {name: value for name, value in form.fields.items() if name != "file"}
    files = {"file": ("libur.ics", content, "text/calendar")}
    return await browser.http.post(form.action, data=fields, files=files, headers={"origin": BASE})


async def days_of(floor: Floor) -> list[dict[str, Any]]:
    sql = (
        "SELECT d->>'date' AS date, d->>'name' AS name FROM calendar, jsonb_array_elements(hours->'local_days') d"
        " WHERE tenant_id = $1 AND key = 'office' ORDER BY 1"
    )
    return await floor.world.district.rows(sql)


async def test_new_days_of_a_file_are_shown_and_then_taken_in(floor: Floor, browser: Browser) -> None:
    year = date.today().year + 1
    first = date(year, 4, 7)
    content = a_file(
        a_day(first, "Hari jadi <b>Batang</b>\\, libur"),
        f"{a_day(first + timedelta(days=7), 'Gotong royong')}\r\nDTEND;VALUE=DATE:{first + timedelta(days=9):%Y%m%d}",
        a_day(date(year, 8, 17), "HUT RI"),
        a_day(date(2020, 1, 2), "Dulu"),
        f"DTSTART:{year}0101T080000\r\nSUMMARY:Rapat",
    )
    shown = await upload(browser, content.encode())
    assert shown.status_code == 200
    for words in (
        "Hari jadi &lt;b&gt;Batang&lt;/b&gt;, libur",
        "Sudah ada",
        "Sudah lewat",
        "Acara dengan jam, dilewati: 1",
    ):
        assert words in shown.text
    assert await days_of(floor) == [], "a look changes nothing"
    assert (await browser.send(shown, "/calendars/office", step="save")).status_code == 303
    assert [day["date"] for day in await days_of(floor)] == [
        (first + timedelta(days=count)).isoformat() for count in (0, 7, 8)
    ]
    again = await upload(browser, content.encode())
    assert "Tidak ada hari baru dalam berkas ini." in again.text


async def test_a_pasted_text_is_read_as_well(floor: Floor, browser: Browser) -> None:
    day = date(date.today().year + 1, 4, 7)
    text = a_file(a_day(day, "Hari jadi")).replace("\r\n", "\n")
    shown = await browser.send(await browser.get(IMPORT), "/import", text=text)
    assert "Hari jadi" in shown.text
    await browser.send(shown, "/calendars/office", step="save")
    assert await days_of(floor) == [{"date": day.isoformat(), "name": "Hari jadi"}]


async def test_a_file_that_cannot_be_is_refused_in_words(floor: Floor, browser: Browser) -> None:
    first = date(date.today().year + 1, 1, 1)
    many = [a_day(first + timedelta(days=count), "Libur") for count in range(501)]
    for content, said in (
        (b"", "Pilih berkas, atau tempelkan isinya."),
        (b"\x89PNG\r\n", "Ini bukan berkas kalender"),
        (a_file().encode() + b"\0" * 1024 * 1024, "paling besar 1 MB"),
        (a_file(*many).encode(), "paling banyak 500"),
        (a_file(*many[:300]).encode(), "lebih dari 200"),
    ):
        answer = await upload(browser, content)
        assert answer.status_code == 422, said
        assert said in answer.text
    assert await days_of(floor) == []


async def test_the_free_days_go_out_with_identities_that_stay(floor: Floor, browser: Browser) -> None:
    day = date(date.today().year + 1, 4, 7)
    typed = {"free_date_0": day.isoformat(), "free_name_0": "Hari jadi, Batang; \\n"}
    preview = await browser.send(await browser.get("calendars/office"), "/calendars/office", **typed)
    await browser.send(preview, "/calendars/office", step="save")
    answers = [await browser.get("calendars/office/days.ics") for _ in range(2)]
    assert answers[0].headers["content-type"] == "text/calendar; charset=utf-8"
    assert "attachment" in answers[0].headers["content-disposition"]
    first, second = ({event["UID"]: event for event in _events(answer)} for answer in answers)
    assert first.keys() == second.keys()
    own = first[f"{day}@office.{floor.world.district.slug}.sahut"]
    assert (own["SUMMARY"], own["DTSTART"].dt) == ("Hari jadi, Batang; \\n", day)
    assert "2026-08-17-public@national.sahut" in first
    stranger = a_stranger(floor)
    assert (await stranger.get(f"{browser.desk}/calendars/office/days.ics")).status_code in (303, 401)


def _events(answer: httpx.Response) -> list[Any]:
    return list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))
