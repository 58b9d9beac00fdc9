"""A robot that fills in whatever form it is shown: every field that takes words gets the same words, a line or many."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import httpx2

from support.wires import trusted

_WORDY = ("text", "search", "textarea", "")
_PLAIN = {
    "tel": "0812 5550 1234",
    "date": "2026-11-20",
    "datetime-local": "2027-01-04T10:00",
    "time": "10:00",
    "number": "1",
    "color": "#0A6661",
}
"""What stands in fields that take no words."""


class Control(NamedTuple):
    """One field; `values` are the choices of a list, of radio buttons or of boxes."""

    name: str
    kind: str
    value: str
    values: tuple[str, ...] = ()
    most: int = 0


class PageForm(NamedTuple):
    """A form as it stands on a page."""

    action: str
    method: str
    controls: tuple[Control, ...]

    @property
    def ending(self) -> str:
        """The last part of where it is sent."""
        return urlsplit(self.action).path.rpartition("/")[2]

    def takes_words(self) -> bool:
        """Whether somebody may write in it, or name a file."""
        return any(control.kind in (*_WORDY, "file") for control in self.controls)


class Refused(AssertionError):
    """A form came back with what is to be corrected."""


class Robot:
    """One person's browser without scripts: cookies, pages, forms."""

    def __init__(self, base: str, words: str, line: str, file_name: str, file: bytes) -> None:
        self.http = httpx2.Client(
            base_url=base, timeout=60, trust_env=False, verify=trusted(), follow_redirects=True
        )
        self._words, self._line, self._file = words, line, (file_name, file, "image/jpeg")
        self.page, self.at, self.refusal = "", "", ""

    def opens(self, path: str) -> str:
        """Look at a page that is there."""
        return self._read(self.http.get(path), path)

    def forms(self) -> list[PageForm]:
        """Every form of the page that writes something."""
        return [form for form in forms_on(self.page) if form.method == "post"]

    def fills(self, ending: str, **values: Any) -> str:
        """Fill in the page's form that is sent to an address with this ending; follow to where it leads."""
        fitting = [form for form in self.forms() if urlsplit(form.action or self.at).path.endswith(ending)]
        assert fitting, f"no form of {self.at} is sent to …{ending}"
        return self.sends(fitting[0], **values)

    def tries(self, form: PageForm, **values: Any) -> bool:
        """Send this form, which may be refused for what stands in it; whether it was taken."""
        try:
            self.sends(form, **values)
        except Refused as refusal:
            self.refusal = str(refusal)
            return False
        return True

    def sends(self, form: PageForm, **values: Any) -> str:
        """Fill in this form, with these values in those of its fields and buttons that it has, and send it."""
        data, files = self._filled(form, values)
        target = str(httpx2.URL(self.at).join(form.action or self.at))
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(self.at))
        answer = self.http.post(target, data=data, files=files or None, headers={"origin": origin})
        return self._read(answer, target)

    def shows(self, pattern: str) -> str:
        """What the first group of a pattern matches in the page."""
        found = re.search(pattern, self.page)
        assert found, f"{self.at} does not show {pattern}"
        return found[1]

    def _filled(self, form: PageForm, values: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        data: dict[str, Any] = {}
        files: dict[str, Any] = {}
        for control in form.controls:
            if control.kind == "file":
                files[control.name] = self._file
            elif control.name in values:
                data[control.name] = values[control.name]
            elif control.kind != "button" and (value := self._value(control)) != "":
                data[control.name] = value
        return data, files

    def _value(self, control: Control) -> str:
        if control.kind in _WORDY:
            words = self._words if control.kind == "textarea" else self._line
            return words[: control.most or None]
        if control.kind in ("select", "radio", "checkbox"):
            return control.value or next((value for value in control.values if value), "")
        return control.value or _PLAIN.get(control.kind, "")

    def _read(self, answer: httpx2.Response, asked: str) -> str:
        if answer.status_code == 422:
            raise Refused(f"{asked}: {_plain(answer.text.partition('<main')[2])[:400]}")
        assert answer.status_code == 200, (
            f"{asked} to {answer.url}: {answer.status_code} {_plain(answer.text)[:300]}"
        )
        self.page, self.at = answer.text, str(answer.url)
        return self.page


def forms_on(page: str) -> list[PageForm]:
    """The forms of a page, in its order."""
    reader = _Reader()
    reader.feed(page)
    return [form for form in reader.read() if form.controls]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self._forms: list[tuple[dict[str, str], dict[str, Control]]] = []
        self._inside = False
        self._select: str = ""

    def read(self) -> Iterator[PageForm]:
        for given, controls in self._forms:
            yield PageForm(given.get("action", ""), given.get("method", "get"), tuple(controls.values()))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._forms.append((given, {}))
            self._inside = True
        if not self._inside:
            return
        controls, name = self._forms[-1][1], given.get("name", "")
        most = int(given.get("maxlength", "0"))
        if tag == "textarea":
            controls[name] = Control(name, "textarea", "", (), most)
        elif tag == "select":
            self._select = name
            controls[name] = Control(name, "select", "")
        elif tag == "option" and self._select:
            self._choice(controls, self._select, "select", given, "selected" in given)
        elif tag == "button" and name:
            controls.setdefault(name, Control(name, "button", ""))
        elif tag == "input" and name:
            kind = given.get("type", "")
            if kind in ("radio", "checkbox"):
                self._choice(controls, name, kind, given, "checked" in given)
            elif kind != "submit":
                controls[name] = Control(name, kind, given.get("value", ""), (), most)

    def _choice(
        self, controls: dict[str, Control], name: str, kind: str, given: dict[str, str], chosen: bool
    ) -> None:
        known = controls.get(name, Control(name, kind, ""))
        value = given.get("value", "")
        controls[name] = known._replace(values=(*known.values, value), value=value if chosen else known.value)

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "form"
        self._select = "" if tag == "select" else self._select


def _plain(page: str) -> str:
    """What a page says, without its marks."""
    body = re.sub(r"<(script|style|head)\b.*?</\1>|<[^>]*>", " ", page, flags=re.DOTALL)
    return " ".join(body.split())
