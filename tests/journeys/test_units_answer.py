"""A unit answers where it is: by a reply in WhatsApp, and by its link; all of it through processes apart."""

import re
from typing import Any

import pytest

from support.desk import Desk, until
from support.players import Browser, Citizen, Coordinates, Office, eventually

UNIT, UNIT_PHONE = "Puskesmas Gringsing II", "6281300000022"
QUESTION = "Loket pendaftaran di Gringsing tutup terus sebelum jam sepuluh."
BY_REPLY = "Loket kami buka sampai pukul 12, petugasnya sudah ditegur."
BY_LINK = "Jadwal loket sekarang ditempel di pintu dan di halaman kami."


class UnitPhone(Citizen):
    """The unit's own telephone."""

    def replies(self, line: dict[str, Any], text: str) -> None:
        """Answer one message of the office in context."""
        said = {"from": self.phone, "name": self.name, "text": text, "reply_to": line["id"]}
        assert self._http.post("/incoming", json=said).status_code == 202


class Story:
    """The players, and the case."""

    def __init__(self, desk: Desk) -> None:
        known: Coordinates = desk.coordinates()
        self.desk = desk
        self.citizen = Citizen(desk, known, "batang", "6281234500701", "Siti Rahmawati")
        self.stranger = UnitPhone(desk, known, "batang", "6281234500702", "Budi")
        self.unit = UnitPhone(desk, known, "batang", UNIT_PHONE, UNIT)
        self.batang = Office(desk, known, "batang")
        self.number = ""
        self.told: dict[str, Any] = {}


@pytest.fixture(scope="module")
def story(desk: Desk) -> Story:
    return Story(desk)


def test_a_unit_answers_by_reply_and_by_link(story: Story) -> None:
    """One test, because each step stands on the one before."""
    the_case_reaches_the_unit_on_its_own_number(story)
    a_stranger_who_quotes_the_message_changes_nothing(story)
    the_reply_in_context_is_the_units_answer(story)
    the_link_opens_with_a_code_and_takes_the_next_answer(story)
    the_unit_gives_it_back_and_the_link_is_over(story)
    everything_is_there_once(story)


def the_case_reaches_the_unit_on_its_own_number(story: Story) -> None:
    story.citizen.writes(QUESTION)
    told = story.citizen.reads("PIN")
    story.number = re.findall(r"BTG-[0-9A-Z-]+", told["text"])[0]
    batang = story.batang
    batang.does(story.number, "verify", kind="complaint")
    batang.does(story.number, "dispositions", unit_id=batang.unit(UNIT), instruction="Periksa jam buka loket")
    story.told = story.unit.reads(story.number)
    said = story.told["text"]
    assert "Periksa jam buka loket" in said
    assert "Loket pendaftaran" not in said, "nothing of the citizen stands in it"
    assert "/unit/" in said


def a_stranger_who_quotes_the_message_changes_nothing(story: Story) -> None:
    story.stranger.replies(story.told, "Tutup saja laporannya")
    other = story.stranger.reads("PIN")
    assert story.number not in other["text"]
    assert "Tutup saja" not in str(story.batang.messages(story.number))


def the_reply_in_context_is_the_units_answer(story: Story) -> None:
    story.unit.replies(story.told, BY_REPLY)
    story.unit.reads("sudah masuk", story.number)
    last = story.batang.messages(story.number)[-1]
    assert (last["text"], last["direction"]) == (BY_REPLY, "note")
    assert (last["author_kind"], last["author_name"]) == ("unit", UNIT)
    assert story.batang.clock(story.number, "disposition")["state"] == "met"
    assert BY_REPLY not in str(story.citizen.phone_shows())


def the_link_opens_with_a_code_and_takes_the_next_answer(story: Story) -> None:
    link = re.findall(r"/unit/[A-Za-z0-9_-]+", story.told["text"])[0]
    browser = Browser(story.desk)
    browser.goes_to(link)
    assert story.number not in browser.page
    browser.sends("via", via="phone")
    code = re.findall(r"\b\d{6}\b", story.unit.reads("Kode")["text"])[0]
    browser.sends("code", code=code)
    assert QUESTION in browser.page
    assert "Siti" not in browser.page
    browser.sends("text", text=BY_LINK)
    assert "sudah masuk ke kasus" in browser.page
    assert story.batang.messages(story.number)[-1]["text"] == BY_LINK


def the_unit_gives_it_back_and_the_link_is_over(story: Story) -> None:
    link = re.findall(r"/unit/[A-Za-z0-9_-]+", story.told["text"])[0]
    browser = Browser(story.desk)
    browser.goes_to(link)
    story.desk.advance("2h")
    browser.sends("via", via="phone")
    code = until(lambda: _newest_code(story))
    browser.sends("code", code=code)
    browser.sends("reason", reason="Jam buka loket diatur dinas, bukan kami")
    assert "dikembalikan" in browser.page
    eventually(lambda: story.batang.case(story.number)["unit"] in ("", None))
    story.unit.replies(story.told, "Tambahan: sudah beres")
    story.unit.reads("tidak masuk ke kasus")
    assert "Tambahan" not in str(story.batang.messages(story.number))


def everything_is_there_once(story: Story) -> None:
    texts = [each["text"] for each in story.batang.messages(story.number)]
    assert texts.count(BY_REPLY) == 1
    assert texts.count(BY_LINK) == 1
    facts = [each["data"] for each in story.batang.events("case.unit_answered")]
    assert sorted(each["by"] for each in facts) == ["link", "whatsapp"]


def _newest_code(story: Story) -> str:
    found = [line["text"] for line in story.unit.phone_shows() if "Kode" in line["text"]]
    return re.findall(r"\b\d{6}\b", found[-1])[0] if len(found) > 1 else ""
