"""Handing over, played from outside through separate processes: three levels and back, return, withdrawal, an offer
that nobody takes on, words between desks, and one case with three offices."""

import json
import re
from collections.abc import Iterator

import pytest

from support.desk import Desk, running_desk, until
from support.players import Browser, Citizen, Office, eventually
from support.robot import Robot
from support.two_installations import a_case_goes_elsewhere_and_comes_back

PHONE = "6281234500303"
QUESTION = "Obat hipertensi kosong di semua puskesmas sejak Senin."
INSIDE = "Berapa pasien yang menunggu?"
REPLY_INSIDE = "Sekitar empat puluh."
ANSWER = "Pusat mengirim obat hari Kamis."


class Story:
    """The three levels of the demonstration, and a citizen."""

    def __init__(self, desk: Desk) -> None:
        known = self.known = desk.coordinates()
        self.desk = desk
        self.citizen = Citizen(desk, known, "batang", PHONE, "Wati")
        self.batang, self.province, self.ministry = (
            Office(desk, known, slug) for slug in ("batang", "jateng", "kemenkes")
        )

    def linked(self, slug: str) -> set[str]:
        """The linked cases of an office, open and ended."""
        rows = self.desk.rows(slug, "SELECT number FROM cases WHERE tenant_id = $1 AND mirrored")
        return {str(row["number"]) for row in rows}

    def linked_to(self, slug: str, number: str) -> str:
        """The number at an office of what another office handed to it under this number."""
        rows = self.desk.rows(
            slug,
            "SELECT c.number FROM cases c JOIN link l ON l.tenant_id = c.tenant_id AND l.case_id = c.id"
            f" WHERE c.tenant_id = $1 AND l.peer_number = '{number}'",
        )
        return str(rows[0]["number"]) if rows else ""

    def state(self, office: Office, number: str) -> str:
        """How the last hand-over of a case stands there."""
        return str(office.case(number)["handovers"][-1]["state"])

    def offered(self, office: Office, number: str, slug: str, reason: str) -> str:
        """Hand a case over; the number of its linked case there, once it has arrived."""
        before = self.linked(slug)
        office.does(number, "escalations", to=slug, reason=reason)
        eventually(lambda: len(self.linked(slug)) > len(before))
        return (self.linked(slug) - before).pop()


@pytest.fixture(scope="module")
def story(desk: Desk) -> Story:
    return Story(desk)


def test_a_case_goes_up_three_levels_and_its_answer_comes_down(story: Story) -> None:
    """Citizen → district → province → ministry, and back; one test, because each step stands on the one before."""
    batang, province, ministry = story.batang, story.province, story.ministry
    story.citizen.writes(QUESTION)
    told = story.citizen.reads("PIN")
    number = re.findall(r"BTG-[0-9A-Z-]+", told["text"])[0]
    pin = re.findall(r"PIN: (\d{6})", told["text"])[0]
    an_offer_is_returned_and_one_is_taken_back(story, number)
    first = story.offered(batang, number, "jateng", "Stok provinsi")
    assert story.state(batang, number) == "offered"
    province.does(first, "accept")
    eventually(lambda: story.state(batang, number) == "accepted")
    assert batang.clock(number, "handover")["state"] == "met"
    top = story.offered(province, first, "kemenkes", "Distribusi pusat")
    for passed in ("jateng", "batang"):
        assert ministry.is_refused(top, "escalations", to=passed, reason="x") == (409, "came_from_there")
    ministry.does(top, "verify", kind="complaint")
    eventually(lambda: story.state(province, first) == "in_progress")
    the_desks_ask_each_other_and_the_citizen_reads_nothing(story, first, top)
    ministry.does(top, "messages", text=ANSWER, then="resolve")
    eventually(lambda: ANSWER in json.dumps(province.messages(first)))
    assert ANSWER not in json.dumps(batang.messages(number)), "each desk decides for itself"
    province.does(first, "messages", text=ANSWER, then="resolve")
    eventually(lambda: ANSWER in json.dumps(batang.messages(number)))
    batang.does(number, "messages", text=ANSWER, then="resolve")
    story.citizen.reads(ANSWER)
    read = json.dumps(story.citizen.phone_shows())
    assert [word for word in (INSIDE, REPLY_INSIDE, first, top) if word in read] == []
    page = Browser(story.desk)
    page.goes_to("/t/batang/track")
    page.sends("pin", number=number, pin=pin)
    assert "Diterima oleh" in page.text
    assert [word for word in (INSIDE, REPLY_INSIDE, first, top) if word in page.text] == []
    an_offer_that_nobody_takes_on_comes_home(story)


def an_offer_is_returned_and_one_is_taken_back(story: Story, number: str) -> None:
    batang, province = story.batang, story.province
    first = story.offered(batang, number, "jateng", "Mohon bantuan")
    province.does(first, "return", reason="Stok kabupaten masih ada.")
    eventually(lambda: story.state(batang, number) == "returned")
    case = batang.case(number)
    assert (case["escalated"], case["handovers"][-1]["said"]) == (False, "Stok kabupaten masih ada.")
    second = story.offered(batang, number, "jateng", "Sudah dicek, kosong")
    batang.does(number, "withdraw", reason="Salah pilih kantor.")
    eventually(lambda: story.state(province, second) == "withdrawn")
    assert province.case(second)["state"] == "rejected"


def the_desks_ask_each_other_and_the_citizen_reads_nothing(story: Story, first: str, top: str) -> None:
    story.ministry.does(top, "messages", kind="peer", text=INSIDE, asks=True)
    eventually(lambda: INSIDE in json.dumps(story.province.messages(first)))
    assert story.province.case(first)["handovers"][-1]["turn"] == "ours"
    story.province.does(first, "messages", kind="peer", text=REPLY_INSIDE, to="kemenkes")
    eventually(lambda: REPLY_INSIDE in json.dumps(story.ministry.messages(top)))


def an_offer_that_nobody_takes_on_comes_home(story: Story) -> None:
    batang = story.batang
    opened = batang.opens("Spanduk imunisasi salah cetak.")
    there = story.offered(batang, opened, "jateng", "Cetakan provinsi")
    story.desk.advance("9d")
    eventually(lambda: story.state(batang, opened) == "expired")
    eventually(lambda: story.state(story.province, there) == "expired")
    assert not batang.case(opened)["escalated"]
    assert batang.clock(opened, "handover")["breached_at"] is not None


STOCK = {"batang": "Stok Batang 20 vial.", "kendal": "Stok Kendal 35 vial.", "tegal": "Stok Tegal 5 vial."}
WHOLE = "Vaksin tersedia di tiga kabupaten terdekat."


def test_a_ministry_asks_three_districts_and_the_citizen_gets_one_answer(story: Story) -> None:
    """Two of the districts are opened for it, and their officers come in by the link of a first day."""
    desk, citizen = story.desk, Citizen(story.desk, story.known, "kemenkes", "6281234500304", "Wahid")
    officers = {slug: an_officer_of_a_new_office(desk, slug, code) for slug, code in NEW.items()}
    officers["batang"] = signed_in(story, "dewi@batang.example")
    citizen.writes("Di mana ada vaksin rabies?")
    number = re.findall(r"KMK-[0-9A-Z-]+", citizen.reads("PIN")["text"])[0]
    ratna = signed_in(story, "ratna@kemenkes.example")
    ratna.opens(f"/desk/kemenkes/cases/{number}/escalate")
    ratna.fills("/escalate", to=list(STOCK), reason="Mohon jumlah stok")
    for count, (slug, stock) in enumerate(STOCK.items(), 1):
        linked = until(lambda slug=slug: story.linked_to(slug, number))
        robot = officers[slug]
        robot.opens(f"/desk/{slug}/cases/{linked}")
        robot.fills("/accept")
        robot.fills("/reply", text=stock, then="resolve")
        told = f"{count} dari 3 kantor sudah menjawab"
        until(lambda told=told: told in ratna.opens(f"/desk/kemenkes/cases/{number}"))
    assert [stock for stock in STOCK.values() if stock not in ratna.page] == []
    ratna.fills("/reply", text=WHOLE, then="resolve")
    citizen.reads(WHOLE)
    read = json.dumps(citizen.phone_shows())
    assert [stock for stock in STOCK.values() if stock in read] == [], "one answer, by one office"


NEW = {"kendal": "KDL", "tegal": "TGL"}


def signed_in(story: Story, email: str) -> Robot:
    robot = Robot(story.desk.web, "", "", "", b"")
    robot.opens("/sign-in")
    password = next(user["password"] for user in story.known["users"] if user["email"] == email)
    robot.fills("/sign-in", email=email, password=password)
    return robot


def an_officer_of_a_new_office(desk: Desk, slug: str, code: str) -> Robot:
    name = slug.title()
    place = ("--slug", slug, "--code", code, "--level", "district", "--parent", "jateng")
    names = ("--name", f"Dinas Kesehatan Kabupaten {name}", "--desk-name", f"Lapor Sehat {name}")
    desk.sahut("office", "add", *place, *names, "--timezone", "Asia/Jakarta")
    person = ("--email", f"sri@{slug}.example", "--name", "Sri Lestari", "--role", "agent")
    link = desk.sahut("user", "add", "--tenant", slug, *person).decode().split()[-1]
    robot = Robot(desk.web, "", "", "", b"")
    robot.opens(link)
    password = "lima kata yang tidak ditebak"
    robot.sends(robot.forms()[0], new=password, again=password)
    return robot


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Desk]:
    """Another installation, in which a ministry hosts itself."""
    with running_desk() as running:
        yield running


def test_a_case_goes_to_another_installation_that_is_killed_meanwhile_and_comes_back_answered(
    desk: Desk, elsewhere: Desk
) -> None:
    a_case_goes_elsewhere_and_comes_back(desk, elsewhere)
