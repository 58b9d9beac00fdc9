"""Who writes and reads letters in a journey, through the simulated mail servers."""

import base64
from typing import Any

import httpx2

from support.desk import Desk, until
from support.wires import trusted


class LetterWriter:
    """A citizen's mailbox, and the mailbox of one office."""

    def __init__(self, desk: Desk, office: str, address: str) -> None:
        known = desk.coordinates()
        self.account = next(each for each in known["mail_accounts"] if each["tenant"] == office)
        self.address = address
        self._desk = desk
        self._http = httpx2.Client(
            base_url=f"{desk.outside}/email", timeout=60, trust_env=False, verify=trusted()
        )

    def writes(self, text: str, *, file: bytes = b"", **more: Any) -> str:
        """Send a letter, which the office finds at once; answers its id."""
        said = {"from": self.address, "text": text, **more}
        if file:
            said |= {"file_name": "foto.png", "file_type": "image/png"}
            said["file_base64"] = base64.b64encode(file).decode()
        answer = self._http.post(f"/control/{self.account['id']}/letters", json=said)
        assert answer.status_code == 202, answer.text
        self._desk.advance("31s")
        return str(answer.json()["id"])

    def orders(self, **faults: Any) -> None:
        """Let the mailbox misbehave."""
        ordered = {"mailbox": self.account["id"], "reset": True, **faults}
        answer = self._http.post("/control/faults", json=ordered)
        assert answer.status_code == 200, answer.text

    def fills_in(self, path: str, **fields: str) -> httpx2.Response:
        """Send a form of the pages."""
        return self._http.post(f"/{self.account['id']}/{path}", data=fields)

    def page(self) -> str:
        """The page of this talk."""
        return self._http.get(f"/{self.account['id']}/{self.address}").text

    def shows(self) -> list[dict[str, Any]]:
        """What the office wrote, the oldest first."""
        letters = self._http.get(f"/control/{self.account['id']}/talks/{self.address}").json()
        return [letter for letter in letters if not letter["from_citizen"]]

    def reads(self, *words: str, seconds: float = 20.0) -> dict[str, Any]:
        """The first letter with all these words, once it is there."""

        def found() -> dict[str, Any] | None:
            shown = self.shows()
            return next((each for each in shown if all(word in each["text"] for word in words)), None)

        return dict(until(found, seconds) or {})
