"""Handing over, played from outside through separate processes: three levels and back, return, withdrawal, an offer
that nobody takes on, words between desks, and one case with two offices."""

import json
import re

import pytest

from support.desk import Desk
from support.players import Browser, Citizen, Office, eventually

PHONE = "6281234500303"
QUESTION = "Obat hipertensi kosong di semua puskesmas sejak Senin."
INSIDE = "Berapa pasien yang menunggu?"
REPLY_INSIDE = "Sekitar empat puluh."
ANSWER = "Pusat mengirim obat hari Kamis."


class Story:
    """The three levels of the demonstration, and a citizen."""

    def __init__(self, desk: Desk) -> None:
        known = desk.coordinates()
        self.desk = desk
        self.citizen = Citizen(desk, known, "batang", PHONE, "Wati")
        self.batang, self.province, self.ministry = (
            Office(desk, known, slug) for slug in ("batang", "jateng", "kemenkes")
        )

    def linked(self, slug: str) -> set[str]:
        """The linked cases of an office, open and ended."""
        rows = self.desk.rows(slug, "SELECT number FROM cases WHERE tenant_id = $1 AND mirrored")
        return {str(row["number"]) for row in rows}

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
    eventually(lambda: story.state(batang, opened) == "expired", 60)
    eventually(lambda: story.state(story.province, there) == "expired", 60)
    assert not batang.case(opened)["escalated"]
    assert batang.clock(opened, "handover")["breached_at"] is not None
