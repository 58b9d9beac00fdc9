"""The main journey (product.md §4), played from outside: WhatsApp, two offices' desks, SP4N-LAPOR, days passing."""

import json
import re
from datetime import datetime, timedelta

import pytest

from support.desk import Desk
from support.players import Browser, Citizen, Coordinates, LaporDesk, Office, eventually

PHONE, NAME = "6281234500101", "Siti Rahmawati"
QUESTION = "Antrean poli gigi di puskesmas selalu penuh, sudah tiga kali saya pulang tanpa diperiksa."
NOTE = "Dokter gigi cuti sampai Jumat, jangan disebut namanya."
INSTRUCTION = "Mohon jadwal dokter gigi pekan ini."
FIRST_ANSWER = "Dokter gigi kembali bertugas hari Jumat, antrean dibuka pukul 07.30."
OBJECTION = "Jumat pun tidak ada. Spesialis katanya dibayar program kementerian."
REASON = "Insentif dokter gigi spesialis dibayar program kementerian."
LAST_ANSWER = "Kementerian menambah satu dokter gigi spesialis mulai Desember."
TOLD = "Kabar dari Kementerian: satu dokter gigi spesialis bertugas mulai Desember."


class Story:
    """The players, and what is known of the case as the days pass."""

    def __init__(self, desk: Desk) -> None:
        known: Coordinates = desk.coordinates()
        self.desk = desk
        self.citizen = Citizen(desk, known, "batang", PHONE, NAME)
        self.neglected = Citizen(desk, known, "batang", "6281234500202", "Budi Santoso")
        self.batang, self.ministry = Office(desk, known, "batang"), Office(desk, known, "kemenkes")
        self.lapor = LaporDesk(desk)
        self.institution = str(next(each["institution_id"] for each in known["agencies"]))
        self.number = self.pin = self.linked = self.tracking = self.filed = ""


@pytest.fixture(scope="module")
def story(desk: Desk) -> Story:
    return Story(desk)


def test_a_report_passes_through_two_offices_and_back(story: Story) -> None:
    """One test, because each step stands on the one before."""
    the_citizen_writes_and_gets_number_pin_and_link(story)
    batang_verifies_passes_it_on_and_answers(story)
    nobody_looks_at_another_report_for_nine_hours(story)
    the_citizen_objects_and_batang_hands_over(story)
    the_ministry_sees_what_the_letter_allows(story)
    the_lapor_number_reaches_the_citizen_through_batang(story)
    the_state_in_lapor_is_followed(story)
    the_ministry_answers_and_the_answer_returns(story)
    batang_tells_the_citizen_after_the_window_has_closed(story)
    both_close_and_everything_is_there_once(story)
    the_citizen_follows_it_all_on_one_page_and_rates_with_one_tap(story)


def the_citizen_writes_and_gets_number_pin_and_link(story: Story) -> None:
    story.citizen.writes(QUESTION)
    told = story.citizen.reads("PIN")
    assert told["template"] == "", "the window is open: free text"
    story.number = re.findall(r"BTG-[0-9A-Z-]+", told["text"])[0]
    story.pin = re.findall(r"PIN: (\d{6})", told["text"])[0]
    assert f"{story.desk.web}/t/batang/track" in told["text"]
    case = story.batang.case(story.number)
    assert (case["state"], case["first_seen_at"], case["mirrored"]) == ("received", None, False)
    seen = story.batang.clock(story.number, "first_seen")
    assert _time(seen["due_at"]) - _time(seen["started_at"]) == timedelta(hours=8)
    assert PHONE[-6:-2] not in json.dumps(case["contact"]), "the interface masks the number"


def batang_verifies_passes_it_on_and_answers(story: Story) -> None:
    number, batang = story.number, story.batang
    assert [each["number"] for each in batang.reads("/cases", folder="open")["items"]] == [number]
    batang.does(number, "verify", kind="complaint")
    assert batang.clock(number, "first_seen")["state"] == "met"
    due = _time(batang.clock(number, "first_seen")["started_at"]) + timedelta(days=2)
    unit = batang.unit("Puskesmas Batang I")
    batang.does(number, "dispositions", unit_id=unit, instruction=INSTRUCTION, due_at=due.isoformat())
    passed = batang.case(number)
    assert (passed["unit"], passed["status"]) == ("Puskesmas Batang I", "forwarded")
    assert _time(passed["dispositions"][0]["due_at"]) == due
    batang.does(number, "messages", kind="note", text=NOTE)
    batang.does(number, "messages", text=FIRST_ANSWER)
    assert story.citizen.reads(FIRST_ANSWER)["template"] == ""
    eventually(lambda: batang.messages(number)[-1]["delivery"] == "delivered")
    assert batang.clock(number, "first_response")["state"] == "met"
    assert NOTE not in json.dumps(story.citizen.phone_shows())


def nobody_looks_at_another_report_for_nine_hours(story: Story) -> None:
    story.neglected.writes("Obat di puskesmas habis.")
    told = story.neglected.reads("PIN")
    number = re.findall(r"BTG-[0-9A-Z-]+", told["text"])[0]
    assert number != story.number
    assert story.batang.events("clock.missed") == []
    story.desk.advance("9h")
    eventually(lambda: story.batang.clock(number, "first_seen")["breached_at"] is not None)
    eventually(lambda: len(story.batang.events("clock.missed")) == 1)
    announced = story.batang.events("clock.missed")[0]["data"]
    assert announced["target"] == "first_seen"
    assert announced["case_id"] == story.batang.case(number)["id"]
    assert story.batang.case(number)["late"]
    assert story.batang.clock(story.number, "first_seen")["breached_at"] is None


def the_citizen_objects_and_batang_hands_over(story: Story) -> None:
    number, batang = story.number, story.batang
    story.citizen.writes(OBJECTION)
    eventually(lambda: batang.messages(number)[-1]["text"] == OBJECTION)
    preview = batang.reads(f"/cases/{number}/escalations/preview")
    assert "kemenkes" in [each["to"] for each in preview["targets"]]
    told = [each["text"] for each in preview["package"]["extracts"]]
    assert told == [QUESTION, FIRST_ANSWER, OBJECTION]
    batang.does(number, "escalations", to="kemenkes", reason=REASON)
    assert batang.is_refused(number, "escalations", to="kemenkes", reason=REASON)[0] == 409
    eventually(lambda: bool(story.ministry.reads("/cases", folder="linked")["items"]))
    story.linked = story.ministry.reads("/cases", folder="linked")["items"][0]["number"]
    eventually(lambda: batang.case(number)["handovers"][0]["number"] == story.linked)
    assert batang.case(number)["status"] == "with_ministry"


def the_ministry_sees_what_the_letter_allows(story: Story) -> None:
    linked, ministry = story.linked, story.ministry
    assert linked.startswith("KMK-")
    case, messages = ministry.case(linked), ministry.messages(linked)
    assert (case["mirrored"], case["channel"], case["contact"]) == (True, "relay", None)
    assert [each["text"] for each in messages] == [QUESTION, FIRST_ANSWER, OBJECTION]
    assert [each["direction"] for each in messages] == ["in", "peer", "in"]
    [handover] = case["handovers"]
    assert (handover["side"], handover["office"], handover["number"]) == ("target", "batang", story.number)
    assert handover["reason"] == REASON
    assert {clock["kind"] for clock in case["clocks"]} >= {"first_seen", "resolution"}, "clocks of its own"
    everything = json.dumps([case, messages])
    own = ("Siti", "Rahmawati", PHONE[2:], NOTE, INSTRUCTION, "Puskesmas Batang I", story.pin)
    assert [word for word in own if word in everything] == []
    assert ministry.is_refused(story.number, "verify", kind="complaint")[0] == 404, "not its own case"


def the_lapor_number_reaches_the_citizen_through_batang(story: Story) -> None:
    story.ministry.does(story.linked, "verify", kind="complaint")
    story.ministry.does(story.linked, "register")
    eventually(lambda: story.ministry.case(story.linked)["lapor_number"] != "")
    story.tracking = story.ministry.case(story.linked)["lapor_number"]
    [filed] = story.lapor.complaints()
    story.filed = str(filed["id"])
    assert story.tracking == f"UJI-{filed['id']}", "nobody takes the simulator for the real SP4N-LAPOR"
    assert [word for word in (PHONE[2:], "Siti", NOTE) if word in json.dumps(filed)] == []
    eventually(lambda: story.batang.case(story.number)["lapor_number"] == story.tracking)
    told = story.citizen.reads(story.tracking)
    assert story.number in told["text"] and "Uji coba" in told["text"]
    assert story.linked not in told["text"], "the citizen knows one number only"
    assert story.ministry.is_refused(story.linked, "register")[0] == 409


def the_state_in_lapor_is_followed(story: Story) -> None:
    def followed(status: str) -> bool:
        register = story.ministry.case(story.linked)["register"]
        return bool(register["status"] == status)

    story.lapor.does(story.filed, "verify")
    story.desk.advance("4h")
    eventually(lambda: followed("verified"))
    story.lapor.does(story.filed, "dispose", institution_id=story.institution)
    story.desk.advance("14h")
    eventually(lambda: followed("in_process"))
    story.lapor.does(story.filed, "answer", text="Sedang ditindaklanjuti.")
    story.lapor.does(story.filed, "finish")
    story.desk.advance("14h")
    eventually(lambda: followed("finished"))
    [filed] = story.lapor.complaints()
    assert filed["status_name"] == "Selesai"


def the_ministry_answers_and_the_answer_returns(story: Story) -> None:
    unit = story.ministry.unit("Direktorat Pelayanan Klinis")
    story.ministry.does(story.linked, "dispositions", unit_id=unit, instruction="Mohon jawaban.")
    eventually(lambda: story.batang.case(story.number)["handovers"][0]["state"] == "in_progress")
    story.ministry.does(story.linked, "messages", text=LAST_ANSWER, then="resolve")
    eventually(lambda: story.batang.case(story.number)["handovers"][0]["state"] == "answered")

    def heard() -> list[str]:
        messages = story.batang.messages(story.number)
        return [each["text"] for each in messages if each["direction"] == "peer"]

    eventually(lambda: heard() == [LAST_ANSWER])
    assert LAST_ANSWER not in json.dumps(story.citizen.phone_shows()), "Batang speaks with its citizen"


def batang_tells_the_citizen_after_the_window_has_closed(story: Story) -> None:
    number, batang = story.number, story.batang
    story.desk.advance("7h")
    assert not batang.case(number)["reply_open"], "more than 24 hours since the citizen wrote"
    assert batang.is_refused(number, "messages", text=TOLD) == (409, "window_closed")
    batang.does(number, "messages", text=TOLD, as_template=True, then="resolve")
    told = story.citizen.reads(TOLD)
    assert (told["template"], number in told["text"]) == ("case_update", True)
    asked = story.citizen.reads("nilai", number)
    assert asked["template"] != "", "the request to rate leaves as a template too"
    assert batang.case(number)["state"] == "answered"


def both_close_and_everything_is_there_once(story: Story) -> None:
    story.ministry.does(story.linked, "close")
    eventually(lambda: story.batang.case(story.number)["handovers"][0]["state"] == "closed")
    story.batang.does(story.number, "close")
    for office, number in ((story.batang, story.number), (story.ministry, story.linked)):
        assert office.case(number)["state"] == "closed"
        assert {clock["state"] for clock in office.case(number)["clocks"]} <= {"met", "stopped"}
    story.desk.settle()
    counts = story.desk.counts()
    batang, relay = counts[("batang", "whatsapp")], counts[("kemenkes", "relay")]
    assert (batang["cases"], batang["messages_in"]) == (2, 3)
    assert (relay["cases"], counts[("kemenkes", "whatsapp")]["cases"]) == (1, 0)
    # Colleagues are told by the hour of the day; citizens are not.
    sent = story.desk.rows("batang", "SELECT state, notice_id FROM delivery WHERE tenant_id = $1")
    assert {each["state"] for each in sent} == {"delivered"}
    others = 1  # the other citizen's acknowledgement
    to_citizens = [each for each in sent if each["notice_id"] is None]
    assert len(to_citizens) == len(story.citizen.phone_shows()) + others
    assert sum(row["cases"] for row in counts.values()) == 3
    texts = [line["text"] for line in story.citizen.phone_shows()]
    assert len(texts) == len(set(texts)), "nothing was told twice"


def the_citizen_follows_it_all_on_one_page_and_rates_with_one_tap(story: Story) -> None:
    page = Browser(story.desk)
    page.goes_to("/t/batang/track")
    page.sends("pin", number=story.number, pin=story.pin)
    for words in (
        story.number,
        QUESTION,
        FIRST_ANSWER,
        OBJECTION,
        TOLD,
        story.tracking,
        "Kementerian Kesehatan",
    ):
        assert words in page.text, words
    for words in (NOTE, INSTRUCTION, REASON, LAST_ANSWER, story.linked, PHONE[2:]):
        assert words not in page.text, words
    page.sends("score", score="4")
    assert "Nilai Anda" in page.text
    assert story.batang.case(story.number)["rating"] == 4
    eventually(lambda: len(story.batang.events("case.rated")) == 1)


def _time(written: str) -> datetime:
    return datetime.fromisoformat(written)
