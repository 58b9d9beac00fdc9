"""What a page tells its shell: who speaks, who reads, and where the links lead."""

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


class DeskShell(msgspec.Struct, frozen=True, kw_only=True):
    """Everything around a page of the desk or of administration."""

    office: Office
    reader: Reader
    groups: tuple[Group, ...]
    sign_out_href: str
    bar: tuple[Link, ...] = ()
    """Up to three entries of the phone's bottom bar; "Lainnya" (the whole menu) is added."""
    account: tuple[Link, ...] = ()
    """Entries of the reader's own menu: password, other offices."""
    languages: tuple[LanguageLink, ...] = ()
    theme_href: str = ""
    """Where the choice of light or dark is posted; without it the choice is not offered."""
    search_href: str = ""
    """Where a search is asked (GET, field `q`); without it no search field is shown."""


class FieldError(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with one field, in words with the way to mend it."""

    field: str
    text: str


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """One choice of a select, radio group or list of checkboxes."""

    value: str
    label: str
    hint: str = ""
