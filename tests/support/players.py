"""Who plays in a journey, each through the door that such a person or system has."""

import re
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import httpx2

from support.desk import Desk, until
from support.wires import trusted

Coordinates = dict[str, Any]


class Citizen:
    """A phone number at the simulated WhatsApp, and one office it writes to."""

    def __init__(self, desk: Desk, known: Coordinates, office: str, phone: str, name: str) -> None:
        account = next(each for each in known["accounts"] if each["tenant"] == office)
        self.phone, self.name = phone, name
        base = f"{desk.outside}/whatsapp/control/{account['phone_number_id']}"
        self._page = f"{desk.outside}/whatsapp/{account['phone_number_id']}/{phone}"
        self._http = httpx2.Client(base_url=base, timeout=60, trust_env=False, verify=trusted())

    def writes(self, text: str) -> str:
        """Send a message; returns its id."""
        said = {"from": self.phone, "name": self.name, "text": text}
        answer = self._http.post("/incoming", json=said)
        assert answer.status_code == 202
        return str(answer.json()["id"])

    def presses(self, line: dict[str, Any], choice: str) -> None:
        """Press what stands under a message, on the page of the simulated phone."""
        form = {"message_id": line["id"], "choice": choice}
        answer = self._http.post(f"{self._page}/choices", data=form)
        assert answer.status_code == 303

    def phone_shows(self) -> list[dict[str, Any]]:
        """What the office sent, the oldest first."""
        lines: list[dict[str, Any]] = self._http.get(f"/chats/{self.phone}").json()
        return [line for line in lines if line["direction"] == "from_office"]

    def reads(self, *words: str, seconds: float = 60.0) -> dict[str, Any]:
        """The first message that has all these words in it, once it is there."""

        def found() -> dict[str, Any] | None:
            fitting = (line for line in self.phone_shows() if all(word in line["text"] for word in words))
            return next(fitting, None)

        return dict(until(found, seconds) or {})


class Office:
    """An office's desk through the interface for programs, with the office's own key."""

    def __init__(self, desk: Desk, known: Coordinates, slug: str) -> None:
        key = next(each["key"] for each in known["api_keys"] if each["tenant"] == slug)
        headers = {"authorization": f"Bearer {key}"}
        self._http = httpx2.Client(
            base_url=f"{desk.web}/api/v1", headers=headers, timeout=60, trust_env=False, verify=trusted()
        )

    def case(self, number: str) -> dict[str, Any]:
        """A whole case."""
        return self.reads(f"/cases/{number}")

    def messages(self, number: str) -> list[dict[str, Any]]:
        """Everything said in it, notes too."""
        return list(self.reads(f"/cases/{number}/messages")["items"])

    def clock(self, number: str, kind: str) -> dict[str, Any]:
        """One promise of a case."""
        return next(dict(each) for each in self.case(number)["clocks"] if each["kind"] == kind)

    def unit(self, name: str) -> str:
        """A unit's id."""
        return next(str(unit["id"]) for unit in self.reads("/units")["items"] if unit["name"] == name)

    def events(self, kind: str) -> list[dict[str, Any]]:
        """All published facts of one kind."""
        found, cursor, more = [], "", True
        while more:
            page = self.reads("/events", after=cursor, limit="500")
            cursor, more = page["cursor"], page["more"]
            found += [event for event in page["items"] if event["type"] == kind]
        return found

    def reads(self, path: str, **query: str) -> dict[str, Any]:
        """A GET that succeeds."""
        answer = self._http.get(path, params=query)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
        return dict(answer.json())

    def does(self, number: str, act: str, **said: Any) -> dict[str, Any]:
        """An act on a case that succeeds."""
        answer = self._http.post(f"/cases/{number}/{act}", json=said)
        assert answer.status_code in (200, 201, 202), f"{act}: {answer.status_code} {answer.text}"
        return dict(answer.json())

    def opens(self, text: str) -> str:
        """A case of a caller; its number."""
        body = {"kind": "complaint", "source": "phone", "text": text}
        answer = self._http.post("/cases", json=body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["number"])

    def is_refused(self, number: str, act: str, **said: Any) -> tuple[int, str]:
        """Status and code of an act that does not succeed."""
        answer = self._http.post(f"/cases/{number}/{act}", json=said)
        assert answer.headers["content-type"] == "application/problem+json"
        return answer.status_code, str(answer.json()["code"])


class LaporDesk:
    """The administrator of the simulated SP4N-LAPOR."""

    def __init__(self, desk: Desk) -> None:
        self._http = httpx2.Client(
            base_url=f"{desk.outside}/lapor", timeout=60, trust_env=False, verify=trusted()
        )

    def complaints(self) -> list[dict[str, Any]]:
        """Everything that was filed."""
        return list(self._http.get("/ledger.json").json()["complaints"])

    def does(self, complaint: str, act: str, **form: str) -> None:
        """Press one of the administrator's buttons."""
        answer = self._http.post(f"/admin/{complaint}", data={"act": act, **form})
        assert answer.status_code == 303, answer.text


class Browser:
    """A browser without JavaScript on one office's portal: pages, forms, cookies."""

    def __init__(self, desk: Desk) -> None:
        self._http = httpx2.Client(
            base_url=desk.web, timeout=60, trust_env=False, verify=trusted(), follow_redirects=True
        )
        self.page = ""
        self._address = "/"

    def goes_to(self, path: str) -> None:
        """Open a page."""
        self._take(self._http.get(path))

    def sends(self, has: str, **values: str) -> None:
        """Fill in and send the first form on the page that has a field of this name."""
        forms = _Forms()
        forms.feed(self.page)
        form = next(form for form in forms.found if has in form.fields)
        target = httpx2.URL(self._address).join(form.action or self._address)
        self._take(self._http.post(target, data=form.fields | values))

    @property
    def text(self) -> str:
        """What the page says, without its marks."""
        plain = re.sub(r"<(script|style|head)\b.*?</\1>|<[^>]*>", " ", self.page, flags=re.DOTALL)
        return " ".join(plain.split())

    def _take(self, answer: httpx2.Response) -> None:
        assert answer.status_code == 200, f"{answer.url.path}: {answer.status_code}"
        self.page, self._address = answer.text, str(answer.url)


class _Form:
    def __init__(self, action: str) -> None:
        self.action = action
        self.fields: dict[str, str] = {}


class _Forms(HTMLParser):
    """All forms of a page with what stands in their fields."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[_Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(_Form(known.get("action", "")))
        if tag in ("input", "textarea", "button", "select") and self.found and known.get("name"):
            choice = known.get("type") in ("radio", "checkbox", "submit") or tag == "button"
            self.found[-1].fields.setdefault(known["name"], "" if choice else known.get("value", ""))


def eventually(check: Callable[[], bool], seconds: float = 60.0) -> None:
    """Wait until something is so."""
    until(check, seconds)
