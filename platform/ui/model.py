"""What a page tells its shell: who speaks, who reads, and where the links lead."""

from collections.abc import Iterable
from typing import Any

import msgspec


class LanguageLink(msgspec.Struct, frozen=True, kw_only=True):
    """The same page in another language."""

    code: str
    name: str
    href: str
    current: bool = False


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A place to go: a folder of the desk, a tab, an entry of the bottom bar."""

    label: str
    href: str
    icon: str = ""
    current: bool = False
    count: int | None = None
    tone: str = ""
    """Colour of the count: "", "warn" or "bad"."""


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """Folders under one heading of the side bar."""

    title: str
    links: tuple[Link, ...]


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """Who speaks: the mark and name at the top of every page."""

    mark: str
    """Two to four letters, drawn as the mark: `BTG`."""
    name: str
    place: str = ""
    href: str = "/"


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """One way to get help, for the foot of the portal."""

    label: str
    text: str
    href: str


class Reader(msgspec.Struct, frozen=True, kw_only=True):
    """The member of staff who is signed in."""

    name: str
    role: str


class PortalShell(msgspec.Struct, frozen=True, kw_only=True):
    """Everything around a citizen's page."""

    office: Office
    languages: tuple[LanguageLink, ...] = ()
    helps: tuple[Contact, ...] = ()
    privacy_href: str = ""
    emergency: str = "119"


class PlainShell(msgspec.Struct, frozen=True, kw_only=True):
    """Everything around a page by itself: sign-in, errors."""

    office: Office
    languages: tuple[LanguageLink, ...] = ()
    emergency: str = "119"


class Shortcut(msgspec.Struct, frozen=True, kw_only=True):
    """What a key does, for the help and for keys.js."""

    keys: tuple[str, ...]
    """Pressed one after the other, as they stand on the keyboard: `G`, `I`; `Ctrl+Enter` is one."""
    label: str
    does: str
    """What keys.js calls it: a move of its own, or the `data-act` of what it presses."""
    href: str = ""
    """Where it goes."""


class ShortcutGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Keys under one heading of the help."""

    title: str
    keys: tuple[Shortcut, ...]


class RoundStrip(msgspec.Struct, frozen=True, kw_only=True):
    """The monitoring round that runs, as the side bar shows it."""

    name: str
    hours: str
    text: str
    href: str
    checked: int
    lines: int


class Duty(msgspec.Struct, frozen=True, kw_only=True):
    """Whose desk it is when that must not be mistaken, and the way to the other one: above every page."""

    acting: bool
    """The reader is a guest at this desk."""
    title: str
    text: str
    to: tuple["Option", ...] = ()
    """Offices to change to: slug, and what the button says."""
    more: Link | None = None


class News(msgspec.Struct, frozen=True, kw_only=True):
    """The most pressing announcement that the reader has not read, and how many more there are."""

    title: str
    office: str
    href: str
    pressing: bool
    more: int


class DeskShell(msgspec.Struct, frozen=True, kw_only=True):
    """Everything around a page of the desk or of administration."""

    office: Office
    reader: Reader
    groups: tuple[Group, ...]
    sign_out_href: str
    here: str = ""
    """The last word of the address of the current page, where that is no folder."""
    bar: tuple[Link, ...] = ()
    """Up to three entries of the phone's bottom bar; "Lainnya" (the whole menu) is added."""
    account: tuple[Link, ...] = ()
    """Entries of the reader's own menu: password, other offices."""
    languages: tuple[LanguageLink, ...] = ()
    theme_href: str = ""
    """Where the choice of light or dark is posted; without it the choice is not offered."""
    search_href: str = ""
    """Where a search is asked (GET, field `q`); without it no search field is shown."""
    shortcuts: tuple[ShortcutGroup, ...] = ()
    """What keys do here; without any no key does anything."""
    shortcuts_href: str = ""
    """The help as a page; the switch for single letters is posted there (field `on`)."""
    single_keys: bool = True
    """Whether single letters act; the reader's own choice."""
    round: RoundStrip | None = None
    alarm: Link | None = None
    """What stands above every page until somebody has dealt with it."""
    news: News | None = None
    """What an office above tells and the reader has not read yet."""
    duty: Duty | None = None
    """Delegated staffing: that the reader is a guest here, may act elsewhere, or is asked to."""


class LiveFrame(msgspec.Struct, frozen=True, kw_only=True):
    """How a page of the desk stays true by itself: where it listens and what it asks for then."""

    stream_href: str
    list_href: str
    here_href: str
    case_href: str
    """Empty where no case is open."""
    writing_href: str
    calls_href: str
    """Empty where no telephone calls are shown."""
    mark: str
    """The open case's name in the stream."""
    now: str
    """The server's moment when the page was made, ISO 8601; empty when the page does not know it."""
    since: str
    """The same in microseconds."""
    words: dict[str, Any]
    """See `ui.ticking`."""

    @property
    def attributes(self) -> dict[str, str]:
        """What another case says otherwise, for the element that the scripts read it from."""
        return {
            "data-stream": self.stream_href,
            "data-list": self.list_href,
            "data-here": self.here_href,
            "data-case": self.case_href,
            "data-writing": self.writing_href,
            "data-calls": self.calls_href,
            "data-mark": self.mark,
            "data-now": self.now,
            "data-since": self.since,
        }


class CaseLine(msgspec.Struct, frozen=True, kw_only=True):
    """One case as a row of a list; empty where there is nothing to say."""

    href: str
    key: str
    """The case's number."""
    name: str
    title: str
    preview: str
    time: str
    moment: str
    icon: str
    channel: str
    clock: str
    clock_tone: str
    clock_spoken: str
    """What a screen reader says instead of the shortened clock."""
    due: str
    soon: str
    unit: str
    status: str
    status_tone: str
    who: str
    unread: bool
    current: bool
    danger: bool
    grade: str = ""
    grade_tone: str = ""
    urgent: str = ""
    """The word of a priority that has to stand out."""
    part: str = ""
    """What the reader's unit does about it, when another one leads."""


class FieldError(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with one field, in words with the way to mend it."""

    field: str
    text: str


def wrong_of(errors: Iterable[FieldError]) -> dict[str, str]:
    """The errors by field, as the templates ask for them."""
    return {error.field: error.text for error in errors}


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """One choice of a select, radio group or list of checkboxes."""

    value: str
    label: str
    hint: str = ""
