"""Each role's day, clicked: at a desk and on a phone, light and dark, in Indonesian and in English.

The ways are found by where links and forms lead, so that one day can be lived in either language. A picture of
every page is kept.
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from support.clicks import Theatre, opened_theatre, reloaded_until
from support.daily import Day, Look, answers
from support.players import Citizen, Office

WRITERS = {
    "queue": ("Siti Aminah", "Nomor antrean poli gigi selalu habis sebelum jam delapan."),
    "medicine": ("Yohanes Bere", "Obat hipertensi kosong sejak Senin di puskesmas."),
    "data": ("Made Suarsana", "Mohon data cakupan imunisasi tahun lalu untuk skripsi."),
    "vaccine": ("Ahmad Rifai", "Jadwal vaksin meningitis untuk umrah kapan ya?"),
    "posyandu": ("Kartini Dewi", "Posyandu di dusun kami sudah sebulan tidak buka."),
}


WIDE_LIGHT_ID = Look(1440, "light", "id-ID")
WIDE_DARK_EN = Look(1440, "dark", "en-GB")
PHONE_DARK_ID = Look(390, "dark", "id-ID")
PHONE_LIGHT_EN = Look(390, "light", "en-GB")
LOOKS = pytest.mark.parametrize("look", [WIDE_LIGHT_ID, PHONE_LIGHT_EN], ids=str)
OTHER_LOOKS = pytest.mark.parametrize("look", [WIDE_DARK_EN, PHONE_DARK_ID], ids=str)


class Week:
    """The desk, and the cases that wait there."""

    def __init__(self, theatre: Theatre) -> None:
        self.theatre, self.numbers = theatre, dict[str, str]()
        for place, (word, (name, text)) in enumerate(WRITERS.items()):
            citizen = Citizen(theatre.desk, theatre.known, "batang", f"+628129900040{place}", name)
            citizen.writes(text)
            said = citizen.reads("BTG-")["text"]
            self.numbers[word] = re.findall(r"BTG-[0-9A-Z-]{11}", said)[0]
        office = Office(theatre.desk, theatre.known, "batang")
        for word in ("medicine", "vaccine"):
            unit = office.unit("Puskesmas Batang I")
            office.does(self.numbers[word], "verify", kind="complaint")
            office.does(self.numbers[word], "dispositions", unit_id=unit, instruction="Mohon dicek hari ini.")
        office.does(self.numbers["posyandu"], "verify", kind="complaint")
        office.does(self.numbers["posyandu"], "escalations", to="kemenkes", reason="Perlu kebijakan pusat.")
        theatre.desk.settle()


@pytest.fixture(scope="module")
def week() -> Iterator[Week]:
    with opened_theatre("day") as theatre:
        yield Week(theatre)
        assert theatre.said == []


def begins(week: Week, email: str, look: Look) -> Day:
    """Somebody signs in and looks at what there is."""
    how: dict[str, Any] = {"width": look.width, "scheme": look.scheme, "language": look.language}
    page = week.theatre.sign_in(email, **how)
    day = Day(week.theatre, page, email.partition("@")[0], look)
    day.keeps("first-page")
    return day


@LOOKS
def test_an_agent_works_through_the_queue(week: Week, look: Look) -> None:
    day = begins(week, "dewi@batang.example" if look.width > 900 else "rina@batang.example", look)
    number = week.numbers["queue" if look.width > 900 else "data"]
    day.page.goto("/desk/batang/cases?folder=unassigned")
    day.keeps("unassigned")
    day.page.locator(f"a.row[href*='{number}']").click()
    day.page.wait_for_url(f"**/{number}*")
    day.keeps("case")
    day.goes(f"{number}/verify", "verify")
    day.sends("/verify", "verified", kind="complaint")
    day.goes(f"{number}/dispose", "dispose")
    day.sends("/dispose", "disposed", instruction="Mohon jadwal dokter gigi.", unit="")
    day.goes("tab=note", "note")
    day.sends("/note", "noted", text="Sudah ditelepon, menunggu jadwal.")
    day.sees("Sudah ditelepon, menunggu jadwal.")
    for act in ("assign", "correct", "escalate", "duplicate"):
        day.page.goto(f"/desk/batang/cases/{number}/{act}")
        day.keeps(act)
    day.page.goto(f"/desk/batang/cases/{number}/print")
    day.keeps("print")
    day.page.goto("/desk/batang/keys")
    day.keeps("keys")
    day.page.goto("/desk/batang/new")
    day.keeps("new")
    day.sends("/new", "opened", kind="complaint", source="phone", text="Loket tutup lebih cepat dari jadwal.")
    day.sees("Loket tutup lebih cepat dari jadwal.")


@OTHER_LOOKS
def test_a_unit_officer_answers_what_was_passed_on(week: Week, look: Look) -> None:
    day = begins(week, "joko@batang.example", look)
    number = week.numbers["medicine" if look.width > 900 else "vaccine"]
    row = day.page.locator(f"a.row[href*='{number}']")
    reloaded_until(day.page, row)
    row.click()
    day.page.wait_for_url(f"**/{number}*")
    day.keeps("case")
    day.sees("Mohon dicek hari ini.")
    day.goes("tab=note", "note")
    day.sends("/note", "noted", text="Stok datang hari Kamis.")
    day.sees("Stok datang hari Kamis.")
    said = len(week.theatre.said)
    day.page.goto(f"/desk/batang/cases/{week.numbers['posyandu']}")
    day.keeps("not-mine")
    assert all("404" in line for line in week.theatre.said[said:]), "it is of another unit: not found"
    del week.theatre.said[said:]


@LOOKS
def test_a_supervisor_looks_over_the_office(week: Week, look: Look) -> None:
    day = begins(week, "wahyu@batang.example", look)
    for folder in ("late", "due_soon", "waiting", "escalated", "done"):
        day.page.goto(f"/desk/batang/cases?folder={folder}")
        day.keeps(folder)
    day.page.goto("/desk/batang/overview")
    day.keeps("overview")
    number = week.numbers["posyandu"]
    day.page.goto(f"/desk/batang/cases?q={number}")
    day.keeps("found")
    day.page.locator(f"a.row[href*='{number}']").click()
    day.page.wait_for_url(f"**/{number}*")
    day.keeps("case")
    day.page.goto("/desk/batang/cases?q=tidakadayangbegini")
    day.keeps("found-nothing")


@OTHER_LOOKS
def test_an_administrator_looks_after_people_and_channels(week: Week, look: Look) -> None:
    day = begins(week, "tri@batang.example", look)
    for part in (
        "people",
        "people/new",
        "units",
        "units/new",
        "channels",
        "channels/new",
        "calendars",
        "calendars/new",
        "calendars/office",
        "calendars/office/import",
        "canned",
        "canned/new",
    ):
        day.page.goto(f"/admin/batang/{part}")
        day.keeps(part.replace("/", "-"))
    day.sends(
        "/canned/new",
        "canned-added",
        title=f"Jam layanan {look.width}",
        text="Senin sampai Jumat.",
    )
    for part in ("texts", "texts/acknowledged", "texts/acknowledged.sms.en", "texts/danger"):
        day.page.goto(f"/admin/batang/{part}")
        day.keeps(part.replace("/", "-"))
    day.page.goto("/admin/batang/texts/reopened")
    day.sends("/texts/reopened.message.id", "texts-saved", text="Laporan {nomor} kami kerjakan lagi.")
    for part in ("templates", "templates/new", "audit"):
        day.page.goto(f"/admin/batang/{part}")
        day.keeps(part.replace("/", "-"))
    day.page.goto("/admin/batang/people")
    day.page.locator("main table a").first.click()
    day.page.wait_for_url("**/people/*-*")
    day.keeps("person")


@LOOKS
def test_the_ministry_takes_up_what_was_handed_over(week: Week, look: Look) -> None:
    day = begins(week, "ratna@kemenkes.example", look)
    day.page.goto("/desk/kemenkes/cases?folder=linked")
    row = day.page.locator("a.row", has_text=WRITERS["posyandu"][1][:30])
    reloaded_until(day.page, row)
    day.keeps("linked")
    row.click()
    day.page.wait_for_url("**/cases/KMK-*")
    day.keeps("case")
    number = day.page.url.partition("?")[0].rpartition("/")[2]
    if look.width > 900:
        day.sends("/accept", "taken-on")
        day.goes(f"{number}/verify", "verify")
        day.sends("/verify", "verified", kind="complaint")
    day.goes("tab=peer", "peer")
    day.sends("/peer", "told-the-office", text="Mohon jumlah posyandu yang tutup.")
    day.sees("Mohon jumlah posyandu yang tutup.")
    day.page.goto(f"/desk/kemenkes/cases/{number}/register")
    day.keeps("register")


@OTHER_LOOKS
def test_the_ministry_sees_all_offices(week: Week, look: Look) -> None:
    day = begins(week, "lestari@kemenkes.example", look)
    day.page.goto("/desk/kemenkes/overview")
    day.keeps("overview")
    day.sees("Batang")
    day.page.locator("main a[href*='/cases/KMK-']").first.click()
    day.page.wait_for_url("**/cases/KMK-*")
    day.keeps("case")


@pytest.mark.parametrize("look", [PHONE_LIGHT_EN, WIDE_LIGHT_ID, PHONE_DARK_ID, WIDE_DARK_EN], ids=str)
def test_a_citizen_reports_follows_and_adds(week: Week, look: Look) -> None:
    page = week.theatre.window(width=look.width, scheme=look.scheme, language=look.language)
    day = Day(week.theatre, page, "citizen", look)
    page.goto("/t/batang/")
    day.keeps("home")
    kind = "complaint" if look.width < 900 else "consultation"
    page.locator(f"a[href*='/new/{kind}']").first.click()
    for step in range(12):
        if "/done" in page.url:
            break
        day.keeps(f"step-{step}")
        answers(page)
    day.keeps("done")
    number, pin = page.locator(".ticket dd").all_inner_texts()[:2]
    page.goto("/t/batang/track")
    day.keeps("track")
    page.fill("[name=number]", number)
    page.fill("[name=pin]", pin.replace(" ", ""))
    page.press("[name=pin]", "Enter")
    page.wait_for_url("**/track/report*")
    day.keeps("report")
    form = page.locator("form[action$='/messages']")
    form.locator("textarea").fill("Kemarin juga begitu, sampai siang.")
    form.locator("button.primary, button[type=submit]").first.click()
    expect(page.locator("main")).to_contain_text("Kemarin juga begitu, sampai siang.")
    day.keeps("report-with-more")
