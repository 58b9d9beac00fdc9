"""Put a payload wherever anybody may write: as each role, through forms, hooks and the interface."""

import base64
import io
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
from PIL import Image

from helpdesk.desk.deeds import DEEDS
from support.desk import Desk, until
from support.marker import FILE_NAME, PAYLOAD, SHORT, TITLE, WORD
from support.phones import Exchange
from support.planting_ways import ELSEWHERE, FITTING, STAFF, WAYS
from support.players import Coordinates
from support.robot import PageForm, Robot
from support.wires import trusted


def photo() -> bytes:
    """A small picture."""
    made = io.BytesIO()
    Image.new("RGB", (64, 48), (12, 107, 94)).save(made, "JPEG")
    return made.getvalue()


class Planting:
    """Everybody's hands, and what they learned."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.known = desk, desk.coordinates()
        self.robots: dict[str, Robot] = {}
        self.sent: set[str] = set()
        """Endings of the forms that were sent, beneath the desk's cases."""
        self.numbers: dict[str, str] = {}
        self.call = ""
        """A telephone call that was noted."""

    def robot(self) -> Robot:
        """Somebody new."""
        return Robot(self.desk.web, PAYLOAD, SHORT, FILE_NAME, photo())

    def staff(self, role: str) -> Robot:
        """A signed-in member of staff."""
        if role not in self.robots:
            robot = self.robot()
            robot.opens("/sign-in")
            robot.fills("/sign-in", email=STAFF[role], password=_password(self.known, STAFF[role]))
            self.robots[role] = robot
        return self.robots[role]

    def a_round_runs(self) -> None:
        """A new office takes up the round that runs, but not in its last hour: then the next one begins.

        So it does when that hour is near, or it would come while we look.
        """
        now = datetime.now(ZoneInfo("Asia/Jakarta"))
        before_the_next = (6 * 60 - now.hour * 60 - now.minute) % (8 * 60)
        if before_the_next <= 75:
            self.desk.advance(f"{before_the_next + 1}m")
        robot = self.staff("agent")
        until(lambda: re.search(r"/desk/batang/rounds/[0-9a-f-]{36}", robot.opens("/desk/batang/rounds")))

    def everywhere(self) -> None:
        """Everything; each step stands on the one before."""
        self.a_round_runs()
        self.citizens_write_on_whatsapp()
        self.integrator_opens_and_writes()
        self.citizen_files()
        self.agent_works()
        self.agent_notes_a_call()
        self.ministry_works()
        self.administrators_write()
        self.agent_merges()
        self.desk.settle()

    def citizens_write_on_whatsapp(self) -> None:
        """Text, profile name and file name, in as many cases as there are ways to end one."""
        for place, way in enumerate(WAYS):
            phone = f"+62812990001{place:02}"
            text = f"Ayah saya pingsan, tidak sadar. {PAYLOAD}" if way == "danger" else PAYLOAD
            media = base64.b64encode(photo()).decode()
            file = {"media": media, "mime_type": "image/jpeg", "file_name": FILE_NAME}
            self._whatsapp("batang", {"from": phone, "name": SHORT, "text": text, **file})
            rows = until(lambda phone=phone: self._cases("batang", phone))
            self.numbers[way] = rows[0]["number"]

    def _whatsapp(self, office: str, said: dict[str, Any]) -> None:
        account = next(each for each in self.known["accounts"] if each["tenant"] == office)
        base = f"{self.desk.outside}/whatsapp/control/{account['phone_number_id']}"
        answer = httpx2.post(f"{base}/incoming", json=said, timeout=60, trust_env=False, verify=trusted())
        assert answer.status_code == 202, answer.text

    def _cases(self, office: str, phone: str) -> list[dict[str, Any]]:
        query = (
            "SELECT c.number FROM cases c JOIN contact_identity i ON i.tenant_id = c.tenant_id"
            " AND i.contact_id = c.contact_id WHERE c.tenant_id = $1 AND i.value = "
        )
        return self._rows(office, f"{query}'{phone}'")

    def _rows(self, office: str, query: str) -> list[dict[str, Any]]:
        """In a thread, because playwright keeps a loop of its own in this one."""
        with ThreadPoolExecutor(1) as beside:
            return beside.submit(self.desk.rows, office, query).result()

    def integrator_opens_and_writes(self) -> None:
        """Every field of the interface that takes words."""
        key = next(each["key"] for each in self.known["api_keys"] if each["tenant"] == "batang")
        with httpx2.Client(
            base_url=f"{self.desk.web}/api/v1", timeout=60, trust_env=False, verify=trusted(),
            headers={"authorization": f"Bearer {key}"},
        ) as http:  # fmt: skip
            filing = {"kind": "complaint", "source": "phone", "title": PAYLOAD[:200], "name": SHORT}
            opened = http.post("/cases", json=filing | {"text": PAYLOAD})
            assert opened.status_code == 201, opened.text
            number = self.numbers["interface"] = opened.json()["number"]
            for kind in ("note", "reply"):
                said = http.post(f"/cases/{number}/messages", json={"kind": kind, "text": PAYLOAD})
                assert said.status_code in (200, 201, 202), said.text
            unit = http.get("/units").json()["items"][0]["id"]
            passed = http.post(
                f"/cases/{number}/dispositions", json={"unit_id": unit, "instruction": PAYLOAD}
            )
            assert passed.status_code in (200, 201), passed.text
            assert WORD in http.get(f"/cases/{number}").text

    def citizen_files(self) -> None:
        """Each kind of report in the portal, answered to the end; then tracking, in the same browser."""
        for kind in ("consultation", "information", "aspiration", "complaint"):
            robot = self.robots["sender" if kind == "aspiration" else "citizen"] = self.robot()
            self._answers(robot, kind, "/done")
            assert "/done" in robot.at, f"the report stopped at {robot.at}"
        number, pin = robot.shows(r"(BTG-[0-9A-Z-]{11})"), robot.shows(r'<dd class="num">(\d[\d ]{5,})</dd>')
        robot.opens("/t/batang/track")
        robot.fills("/track", number=number, pin=pin.replace(" ", ""))
        self.numbers["portal"] = number
        robot.fills("/messages")
        for kind in ("information", "consultation", "complaint"):  # not sent yet, for whoever looks at them
            self._answers(robot, kind, "/check")

    def _answers(self, robot: Robot, kind: str, until_at: str) -> None:
        """One question after the other, up to a page."""
        known = {"facility": "Puskesmas Subah", "privacy": "named", "website": "", "purpose": PAYLOAD[:500]}
        robot.opens(f"/t/batang/new/{kind}")
        for _ in range(12):
            if until_at in robot.at:
                return
            step = next(form for form in robot.forms() if not form.ending.endswith("discard"))
            robot.sends(step, go="next", **known)

    def administrators_write(self) -> None:
        """Every form of the console that takes words, found by following its links.

        What is refused with these words is sent again with words that fit; what is known already is kept.
        """
        robot = self.staff("administrator")
        waiting, seen, sent = ["/admin/batang"], set[str](), set[str]()
        self._taken: set[str] = set()
        self._refusals: list[str] = []
        while waiting:
            robot.opens(waiting.pop(0))
            page, at = robot.page, robot.at
            links = {link.partition("?")[0] for link in _links(page) if link.startswith("/admin/batang")}
            waiting += sorted(links - seen)
            seen |= links
            for form in [form for form in robot.forms() if form.takes_words()]:
                shape = re.sub(r"[0-9a-f-]{36}", "", form.action)
                if shape not in sent:
                    sent.add(shape)
                    self._writes(robot, form, shape)
                    robot.page, robot.at = page, at
        assert self._taken >= FITTING.keys(), "\n".join(self._refusals)

    def _writes(self, robot: Robot, form: PageForm, shape: str) -> None:
        known = {each.name: each.value for each in form.controls if each.value and each.name != "name"}
        room = next((room for room in FITTING if f"/{room}" in shape), "")
        mine = {"email": f"petugas{len(shape)}@kantor.example"} | (known if room == "channels" else {})
        if robot.tries(form, **mine) or robot.tries(form, **mine | FITTING.get(room, {})):
            self._taken.add(room)
        else:
            self._refusals.append(robot.refusal)

    def agent_works(self) -> None:
        """Every deed of a case, each on a case that allows it."""
        worded = {name for name, deed in DEEDS.items() if deed.fields}
        missing = worded - {deed for way in WAYS.values() for deed in way} - ELSEWHERE
        assert not missing, f"nobody writes a payload into {sorted(missing)}"
        robot = self.staff("agent")
        for way, deeds in WAYS.items():
            for deed in deeds:
                if deed == "peer":
                    self.desk.settle()  # the other office's yes moves the case, and an older version is refused
                self._does(robot, "batang", self.numbers[way], deed)
        robot.opens(f"/desk/batang/cases/{self.numbers['kept']}")
        if any(form.ending == "reveal" for form in robot.forms()):
            robot.fills("/reveal")
        robot.opens("/desk/batang/new")
        robot.fills("/new", source="phone", kind="complaint")

    def agent_merges(self) -> None:
        """Reasons on a citizen's page, and another who has the same harmful name is the same person."""
        robot = self.staff("agent")
        robot.opens(f"/desk/batang/cases/{self.numbers['kept']}")
        at = robot.shows(r'href="(/desk/batang/contacts/[0-9a-f-]{36})"')
        for ending in ("/reveal", "/consent"):
            robot.opens(at)
            robot.fills(ending)
        robot.opens(f"{at}/merge")
        robot.fills("/merge")

    def agent_notes_a_call(self) -> None:
        """What an exchange may say of a call, and what is typed while it goes on."""
        named = {"call": SHORT, "event": "ringing", "from": "081299000300"}
        Exchange(self.desk, "batang").tells(named, {**named, "call": "2", "from": SHORT})
        robot, mine = self.staff("agent"), r'data-key="([0-9a-f-]{36})"[^·]*?••• 0300'
        until(lambda: re.search(mine, robot.opens("/desk/batang/calls"), re.DOTALL))
        self.call = robot.shows("(?s)" + mine)
        robot.opens(f"/desk/batang/calls/{self.call}")
        robot.fills(f"/calls/{self.call}", target="new", kind="complaint")

    def _does(self, robot: Robot, office: str, number: str, deed: str) -> None:
        at = f"/desk/{office}/cases/{number}"
        robot.opens(f"{at}?tab={deed}" if deed in ("note", "reply", "peer") else at)
        if not any(form.ending == deed for form in robot.forms()):
            robot.opens(f"{at}/{deed}")
        ids = dict.fromkeys(("classification", "category", "location", "transfer_to"), "")
        robot.fills(
            f"/{deed}",
            to="kemenkes",
            original=self.numbers["kept"],
            text=PAYLOAD,
            title=TITLE,
            then="",
            **ids,
        )

    def ministry_works(self) -> None:
        """The linked case at the ministry: a note, an answer, the register, and words between the desks."""
        self.desk.settle()
        asked = (
            "SELECT c.number, l.peer_number FROM cases c JOIN link l ON l.tenant_id = $1 AND l.case_id = c.id"
        )
        rows = self._rows("kemenkes", f"{asked} WHERE c.tenant_id = $1 AND c.mirrored")
        linked = {row["peer_number"]: row["number"] for row in rows}
        number = self.numbers["linked"] = linked[self.numbers["kept"]]
        robot = self.staff("ministry agent")
        for deed in ("verify", "note", "peer", "register"):
            self._does(robot, "kemenkes", number, deed)
        self._does(robot, "kemenkes", linked[self.numbers["returned"]], "send_back")
        self._whatsapp("kemenkes", {"from": "+6281299000200", "name": SHORT, "text": PAYLOAD})


def _password(known: Coordinates, email: str) -> str:
    return str(next(user["password"] for user in known["users"] if user["email"] == email))


def _links(page: str) -> list[str]:
    return [part.partition('"')[0] for part in page.split('href="')[1:]]
