"""A delegated shift, through web, worker and simulators: the ministry's officer staffs Batang's desk for a night."""

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from support.desk import Desk, until
from support.players import Citizen, Coordinates, Office, eventually
from support.robot import Robot

QUESTION = "Apakah puskesmas buka malam ini? Anak saya demam tinggi sejak kemarin."
ANSWER = "UGD Puskesmas Batang I buka sepanjang malam. Silakan datang sekarang."
LATER = "Terima kasih, kami berangkat."
WHO = "Lestari Wulandari (Halo Kemenkes)"
REASON = "Jaga malam tanggal merah"


def somebody(desk: Desk, known: Coordinates, email: str) -> Robot:
    """A signed-in member of staff."""
    robot = Robot(desk.web, "", "", "", b"")
    robot.opens("/sign-in")
    password = next(user["password"] for user in known["users"] if user["email"] == email)
    robot.fills("/sign-in", email=email, password=password)
    return robot


def test_a_night_shift_is_agreed_on_worked_and_over_in_its_second(desk: Desk) -> None:
    """One test, because each step stands on the one before."""
    known = desk.coordinates()
    siti = Citizen(desk, known, "batang", "6281234500777", "Siti Rahmawati")
    batang, ministry = Office(desk, known, "batang"), Office(desk, known, "kemenkes")
    lestari = somebody(desk, known, "lestari@kemenkes.example")
    they_agree(desk, known, lestari)
    siti.writes(QUESTION)
    number = re.findall(r"BTG-[0-9A-Z-]+", siti.reads("PIN")["text"])[0]
    the_guest_answers(lestari, number)
    assert siti.reads(ANSWER)["template"] == ""
    eventually(lambda: batang.clock(number, "first_response")["state"] == "met")
    everything_bears_the_name_in_batang_and_nothing_is_at_home(desk, number, batang, ministry)
    the_shift_ends_with_the_clock(desk, lestari, siti, number)


def they_agree(desk: Desk, known: Coordinates, lestari: Robot) -> None:
    tri, arif = (somebody(desk, known, f"{who}.example") for who in ("tri@batang", "arif@kemenkes"))
    begins = datetime.now(ZoneInfo("Asia/Jakarta"))
    tri.opens("/admin/batang/delegations/new")
    tri.fills(
        "/delegations/new",
        home="kemenkes",
        email="lestari@kemenkes.example",
        role="agent",
        reason=REASON,
        units=[],
        **span(begins, begins + timedelta(hours=8)),
    )
    assert "Permintaan disimpan" in tri.page
    until(lambda: "Konlaporbae meminta bantuan Anda." in lestari.opens("/desk/kemenkes/cases"))
    lestari.opens("/desk/kemenkes/duties")
    lestari.fills("/accept")
    assert "Sudah setuju" in lestari.page
    arif.opens("/admin/kemenkes/delegations")
    arif.opens(arif.shows(r'href="(/admin/kemenkes/delegations/[0-9a-f-]{36})"'))
    arif.fills("/allow")
    until(lambda: "Pindah ke meja Konlaporbae" in lestari.opens("/desk/kemenkes/cases"))
    until(lambda: "Sedang bertugas" in tri.opens("/admin/batang/delegations"))


def span(begins: datetime, ends: datetime) -> dict[str, str]:
    return {
        "begins_day": f"{begins:%Y-%m-%d}",
        "begins_time": f"{begins:%H:%M}",
        "ends_day": f"{ends:%Y-%m-%d}",
        "ends_time": f"{ends:%H:%M}",
    }


def the_guest_answers(lestari: Robot, number: str) -> None:
    assert number not in lestari.opens("/desk/kemenkes/cases")
    lestari.fills("/switch", office="batang")
    assert "/desk/batang/cases" in lestari.at
    assert "Anda bekerja di meja Konlaporbae." in lestari.page
    assert REASON in lestari.page
    lestari.opens(f"/desk/batang/cases/{number}/verify")
    lestari.fills("/verify", kind="complaint")
    lestari.opens(f"/desk/batang/cases/{number}")
    lestari.fills("/reply", text=ANSWER)
    lestari.opens(f"/desk/batang/cases/{number}")
    lestari.fills("/reveal", reason="Menelepon ibunya")


def everything_bears_the_name_in_batang_and_nothing_is_at_home(
    desk: Desk, number: str, batang: Office, ministry: Office
) -> None:
    said = [each for each in batang.messages(number) if each["text"] == ANSWER]
    assert [each["author_name"] for each in said] == [WHO]
    names = "SELECT DISTINCT actor_name FROM case_event WHERE tenant_id = $1 AND actor_kind = 'staff'"
    assert [row["actor_name"] for row in desk.rows("batang", names)] == [WHO]
    homes = (
        "SELECT DISTINCT detail->>'home' AS home FROM audit_entry WHERE tenant_id = $1"
        " AND action = 'contact.revealed'"
    )
    assert [row["home"] for row in desk.rows("batang", homes)] == ["Halo Kemenkes"]
    assert ministry.reads("/cases", folder="open")["items"] == []
    assert ministry.reads("/cases", q="demam")["items"] == []
    assert ministry.events("case.opened") == []
    for table in ("cases", "message", "case_event", "contact"):
        found: list[dict[str, Any]] = desk.rows("kemenkes", f"SELECT 1 FROM {table} WHERE tenant_id = $1")
        assert not found, f"{table} of the own office"


def the_shift_ends_with_the_clock(desk: Desk, lestari: Robot, siti: Citizen, number: str) -> None:
    lestari.opens(f"/desk/batang/cases/{number}")
    desk.advance("8h")
    answer = lestari.http.get(f"/desk/batang/cases/{number}")
    assert "/sign-in" in str(answer.url)
    siti.writes(LATER)
    desk.settle()
    assert LATER not in lestari.http.get("/desk/batang/cases").text
