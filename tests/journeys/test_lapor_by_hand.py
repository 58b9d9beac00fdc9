"""The main journey at an office without keys: a person files in SP4N-LAPOR, and the number reaches the citizen."""

import json
import re

from support.desk import Desk
from support.players import Citizen, LaporDesk, Office, eventually

PHONE, NAME = "6281234500303", "Wahyu Pratama"
QUESTION = "Petugas loket puskesmas meminta biaya yang tidak ada dalam daftar tarif."
NUMBER = "7654321"


def test_a_number_that_the_province_typed_reaches_the_citizen_by_whatsapp_through_batang(desk: Desk) -> None:
    known = desk.coordinates()
    citizen = Citizen(desk, known, "batang", PHONE, NAME)
    batang, province = Office(desk, known, "batang"), Office(desk, known, "jateng")
    citizen.writes(QUESTION)
    number = re.findall(r"BTG-[0-9A-Z-]+", citizen.reads("PIN")["text"])[0]
    batang.does(number, "verify", kind="complaint")
    batang.does(number, "escalations", to="jateng", reason="Kewenangan provinsi.")
    eventually(lambda: bool(province.reads("/cases", folder="linked")["items"]))
    linked = province.reads("/cases", folder="linked")["items"][0]["number"]
    province.does(linked, "verify", kind="complaint")
    assert province.does(linked, "register")["step"] == "draft"
    assert province.is_refused(linked, "register/number", tracking_id="77")[0] == 400
    assert province.does(linked, "register/number", tracking_id=NUMBER)["step"] == "tracking"
    eventually(lambda: batang.case(number)["lapor_number"] == NUMBER)
    told = citizen.reads(NUMBER)
    assert number in told["text"] and "lapor.go.id" in told["text"]
    assert linked not in told["text"], "the citizen knows one number only"
    for status in ("verified", "in_process"):
        province.does(linked, "register/status", status=status, institution="Dinas Kesehatan Jateng")
    register = province.case(linked)["register"]
    assert (register["status"], register["institution"]) == ("in_process", "Dinas Kesehatan Jateng")
    assert {clock["kind"] for clock in province.case(linked)["clocks"]} >= {
        "lapor_verification",
        "lapor_response",
    }
    assert province.does(linked, "register/answers", text="Tarif sudah ditertibkan.")["step"] == "sent"
    assert LaporDesk(desk).complaints() == [], "nobody but a person was there"
    everything = json.dumps([province.case(linked), province.messages(linked)])
    assert [word for word in (PHONE[2:], "Wahyu") if word in everything] == []
