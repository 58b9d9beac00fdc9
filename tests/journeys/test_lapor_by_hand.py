"""What people do by hand: file in SP4N-LAPOR without keys, and write down what somebody said in social media."""

import json
import re

from support.desk import Desk
from support.phones import Texter, signed_in
from support.players import Citizen, LaporDesk, Office, eventually

PHONE, NAME = "6281234500303", "Wahyu Pratama"
QUESTION = "Petugas loket puskesmas meminta biaya yang tidak ada dalam daftar tarif."
NUMBER = "7654321"
POSTED = "Ditulis di https://media.example/@karto/171: obat puskesmas habis sejak Senin."
ANSWER = "Obatnya datang hari Kamis, silakan kembali dengan resep yang sama."


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


def test_who_wrote_in_social_media_goes_on_by_sms(desk: Desk) -> None:
    """No program answers there: an officer writes down what was said, and where."""
    batang, officer = Office(desk, desk.coordinates(), "batang"), signed_in(desk, "dewi@batang.example")
    citizen = Texter(desk, "batang", "+6281234500319")
    officer.opens("/desk/batang/new")
    said = {"text": POSTED, "name": "Karto", "phone": "0812-3450-0319"}
    chosen = {"source": "social_media", "kind": "complaint", "inform": "1", "language": "id"}
    officer.fills("/desk/batang/new", **said, **chosen, **dict.fromkeys(("grade", "facility", "topic"), ""))
    number = re.findall(r"BTG-[0-9A-Z-]+", officer.at)[0]
    citizen.reads("PIN", number)
    assert batang.case(number)["channel"] == "social_media"
    assert batang.messages(number)[0]["text"] == POSTED
    batang.does(number, "verify", kind="complaint")
    batang.does(number, "messages", text=ANSWER)
    citizen.reads(ANSWER)
    citizen.writes("Terima kasih, Bu.")
    eventually(lambda: batang.messages(number)[-1]["text"] == "Terima kasih, Bu.")
