"""The story of two installations that exchange a case over HTTP, one of them killed in the middle."""

import json
import re

from support.desk import Desk, until
from support.players import Citizen, Coordinates, Office, eventually
from support.robot import Robot

QUESTION = "Obat TBC di puskesmas habis sejak dua minggu."
WORDS = ["Apakah stok pusat cukup?", "Kami butuh untuk empat puluh pasien.", "Tolong dijawab hari ini."]
ANSWER = "Obat dikirim besok dengan kurir pusat."
_LINK = (
    "SELECT l.id, l.state, l.peer_number, c.number, c.title, l.reason FROM link l JOIN cases c"
    " ON c.tenant_id = l.tenant_id AND c.id = l.case_id WHERE l.tenant_id = $1"
)
_PEER = (
    "SELECT m.text, c.number FROM message m JOIN cases c ON c.tenant_id = m.tenant_id AND c.id = m.case_id"
    " WHERE m.tenant_id = $1 AND m.direction = 'peer' ORDER BY m.sent_at, m.id"
)
_NUMBERS = "open_cases, recent_cases, answered_cases, rounds, ratings, channels"
_HEARD = f"SELECT {_NUMBERS} FROM figures_heard WHERE tenant_id = $1"
_OWN = f"SELECT {_NUMBERS} FROM overview_offices() WHERE office_id = $1"
_LETTERS = "SELECT state FROM letter WHERE tenant_id = $1"


def an_administrator(desk: Desk, known: Coordinates, email: str) -> Robot:
    robot = Robot(desk.web, "", "", "", b"")
    robot.opens("/sign-in")
    password = next(user["password"] for user in known["users"] if user["email"] == email)
    robot.fills("/sign-in", email=email, password=password)
    return robot


def they_connect(tri: Robot, arif: Robot) -> None:
    """The ministry's administrator makes a code, and the district's puts it in."""
    arif.opens("/admin/kemenkes/elsewhere/invite")
    arif.fills("/invite", name="Dinkes Batang")
    code = arif.shows(r"(sahut1\.[\w-]+)")
    tri.opens("/admin/batang/elsewhere/accept")
    tri.fills("/accept", code=code)
    assert "Terhubung. Kantor itu menjawab" in tri.page
    assert "Terhubung" in arif.opens("/admin/kemenkes/elsewhere")


def keys_are_changed_on_both_sides(tri: Robot, arif: Robot) -> None:
    for robot, office in ((tri, "batang"), (arif, "kemenkes")):
        robot.opens(f"/admin/{office}/elsewhere")
        robot.opens(robot.shows(rf'href="(/admin/{office}/elsewhere/[0-9a-f-]{{36}})"'))
        robot.fills("/key")
        assert "Kunci diganti." in robot.page
        robot.fills("/test")
        assert "Kantor itu menjawab." in robot.page


def a_case_goes_elsewhere_and_comes_back(desk: Desk, elsewhere: Desk) -> None:
    """The district of one installation asks the ministry of the other."""
    here, there = desk.coordinates(), elsewhere.coordinates()
    tri, arif = (
        an_administrator(desk, here, "tri@batang.example"),
        an_administrator(elsewhere, there, "arif@kemenkes.example"),
    )
    they_connect(tri, arif)
    keys_are_changed_on_both_sides(tri, arif)
    batang, ministry = Office(desk, here, "batang"), Office(elsewhere, there, "kemenkes")
    siti = Citizen(desk, here, "batang", "6281234500404", "Siti")
    siti.writes(QUESTION)
    number = re.findall(r"BTG-[0-9A-Z-]+", siti.reads("PIN")["text"])[0]
    asked = batang.reads(f"/cases/{number}/escalations/preview")["targets"]
    far = next(each["to"] for each in asked if "." in each["to"])
    batang.does(number, "escalations", to=far, reason="Stok pusat")
    [link] = until(lambda: elsewhere.rows("kemenkes", _LINK))
    mirrored = link["number"]
    eventually(lambda: batang.case(number)["handovers"][-1]["number"] == mirrored)
    ministry.does(mirrored, "accept")
    eventually(lambda: batang.case(number)["handovers"][-1]["state"] == "accepted")
    elsewhere.kill("up")
    for text in WORDS:
        batang.does(number, "messages", kind="peer", text=text)
    siti.writes("Masih kosong hari ini.")
    until(lambda: desk.rows("batang", f"{_LETTERS} AND state = 'waiting' AND attempts > 0"))
    elsewhere.start()
    desk.advance("1h")
    eventually(lambda: WORDS[-1] in json.dumps(ministry.messages(mirrored)))
    eventually(lambda: "Masih kosong hari ini." in json.dumps(ministry.messages(mirrored)))
    assert [row["text"] for row in elsewhere.rows("kemenkes", _PEER)] == WORDS, "each once, in its order"
    ministry.does(mirrored, "messages", text=ANSWER, then="resolve")
    eventually(lambda: ANSWER in json.dumps(batang.messages(number)))
    batang.does(number, "messages", text=ANSWER, then="resolve")
    siti.reads(ANSWER)
    ministry.does(mirrored, "close")
    eventually(lambda: batang.case(number)["handovers"][-1]["state"] == "closed")
    both_sides_are_equal(desk, elsewhere, number, mirrored)
    they_say_who_is_above(tri, arif)
    the_ministry_elsewhere_sees_how_the_district_stands(desk, elsewhere)


def they_say_who_is_above(tri: Robot, arif: Robot) -> None:
    for robot, office, kin in ((tri, "batang", "above"), (arif, "kemenkes", "below")):
        robot.opens(f"/admin/{office}/elsewhere")
        robot.opens(robot.shows(rf'href="(/admin/{office}/elsewhere/[0-9a-f-]{{36}})"'))
        robot.fills("/place", kin=kin)
        assert "Letak kantor itu disimpan." in robot.page


def the_ministry_elsewhere_sees_how_the_district_stands(desk: Desk, elsewhere: Desk) -> None:
    """The same numbers that the district's own overview shows, with the moment that they are from."""
    [heard] = until(lambda: elsewhere.rows("kemenkes", _HEARD))
    [own] = desk.rows("batang", _OWN)
    assert {name: heard[name] for name in own} == own
    lestari = an_administrator(elsewhere, elsewhere.coordinates(), "lestari@kemenkes.example")
    assert "Instalasi sendiri; angka pada" in lestari.opens("/desk/kemenkes/overview")


def both_sides_are_equal(desk: Desk, elsewhere: Desk, number: str, mirrored: str) -> None:
    [theirs] = elsewhere.rows("kemenkes", _LINK)
    [ours] = [row for row in desk.rows("batang", _LINK) if row["id"] == theirs["id"]]
    assert (
        (ours["number"], ours["peer_number"])
        == (theirs["peer_number"], theirs["number"])
        == (number, mirrored)
    )
    for field in ("id", "state", "title", "reason"):
        assert ours[field] == theirs[field], field
    said = ([*WORDS, ANSWER], WORDS)
    here = [row["text"] for row in desk.rows("batang", _PEER) if row["number"] == number]
    assert here == said[0]
    assert [row["text"] for row in elsewhere.rows("kemenkes", _PEER)] == said[1]
    for side, office in ((desk, "batang"), (elsewhere, "kemenkes")):
        until(lambda side=side, office=office: _letter_states(side, office) == {"delivered"})
    assert len(elsewhere.rows("kemenkes", "SELECT id FROM cases WHERE tenant_id = $1 AND mirrored")) == 1


def _letter_states(desk: Desk, office: str) -> set[str]:
    """The other side has a letter a moment before its sender knows."""
    return {row["state"] for row in desk.rows(office, _LETTERS)}
