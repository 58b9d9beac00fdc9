"""Who writes and reads SMS, and who calls, in a journey: through the simulated gateway and exchange."""

from typing import Any

import httpx2

from support.desk import Desk, until
from support.robot import Robot
from support.wires import trusted


class Texter:
    """A mobile phone, and the SMS number of one office."""

    def __init__(self, desk: Desk, office: str, phone: str) -> None:
        known = desk.coordinates()
        self.account = next(each for each in known["sms_accounts"] if each["tenant"] == office)
        self.phone = phone
        self._http = httpx2.Client(
            base_url=f"{desk.outside}/sms", timeout=60, trust_env=False, verify=trusted()
        )

    def writes(self, text: str, *, sender: str = "", **more: str) -> dict[str, Any]:
        """Send an SMS; answers what the gateway said: its id, and in how many calls it goes on."""
        said = {"from": sender or self.phone, "text": text, **more}
        answer = self._http.post(f"/control/{self.account['id']}/incoming", json=said)
        assert answer.status_code == 202, answer.text
        return dict(answer.json())

    def orders(self, **faults: Any) -> None:
        """Let the gateway misbehave."""
        answer = self._http.post("/control/faults", json={"customer": self.account["id"], **faults})
        assert answer.status_code == 200, answer.text

    def shows(self) -> list[dict[str, Any]]:
        """What the office sent, the oldest first."""
        lines = self._http.get(f"/control/{self.account['id']}/talks/{self.phone}").json()
        return [line for line in lines if not line["from_citizen"]]

    def reads(self, *words: str, seconds: float = 20.0) -> dict[str, Any]:
        """The first SMS with all these words, once it is there."""

        def found() -> dict[str, Any] | None:
            return next((line for line in self.shows() if all(word in line["text"] for word in words)), None)

        return dict(until(found, seconds) or {})

    def ledger(self) -> dict[str, Any]:
        """Every call to send and every call to the hook."""
        return dict(self._http.get(f"/ledger.json?customer={self.account['id']}").json())


class Exchange:
    """The telephone exchange of one office."""

    def __init__(self, desk: Desk, office: str) -> None:
        known = desk.coordinates()
        self.line = next(each for each in known["phone_lines"] if each["tenant"] == office)
        self._http = httpx2.Client(
            base_url=f"{desk.outside}/phone/control", timeout=60, trust_env=False, verify=trusted()
        )

    def tells(self, *events: dict[str, Any], **how: Any) -> None:
        """Let it tell of calls; the calls to the hook are on their way when this returns."""
        answer = self._http.post(f"/{self.line['id']}/events", json={"events": list(events), **how})
        assert answer.status_code == 202, answer.text

    def orders(self, **faults: Any) -> None:
        """Let it misbehave."""
        answer = self._http.post("/faults", json={"line": self.line["id"], **faults})
        assert answer.status_code == 200, answer.text


def signed_in(desk: Desk, email: str) -> Robot:
    """An officer's browser without scripts."""
    robot = Robot(desk.web, "Antrean panjang.", "Antrean", "foto.jpg", b"")
    password = next(user["password"] for user in desk.coordinates()["users"] if user["email"] == email)
    robot.opens("/sign-in")
    robot.fills("/sign-in", email=email, password=password)
    return robot
