"""The list of cases: a folder or a search, narrowed by filters, a page at a time."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from urllib.parse import quote, urlencode
from uuid import UUID

import msgspec
from litestar import get
from litestar.params import FromPath

from helpdesk.cases.folders import Folder
from helpdesk.cases.lists import (
    MOST_COUNTED,
    CasePage,
    CaseQuery,
    Order,
    folder_counts,
    how_many,
    list_with_counts,
)
from helpdesk.cases.model import CaseKind, CaseState, Grade, PartRole
from helpdesk.cases.words import CHANNELS, GRADES, KINDS
from helpdesk.channels.model import ChannelKind
from helpdesk.desk.keys import hints
from helpdesk.desk.pages import Answer, AnyRequest, Visit, folder_of, onward, page, visit
from helpdesk.desk.rows import PARTS, STATES, case_line
from helpdesk.desk.service import choices, unit_options, unit_tree
from helpdesk.desk.shell import FOLDERS
from helpdesk.topics.model import Topic
from helpdesk.topics.service import topics_to_read
from kit.errors import Invalid
from kit.ids import id_in
from tenants.permissions.model import Permission
from tenants.sign_in.rules import desk_address
from ui.i18n import N_
from ui.model import CaseLine, DeskShell, Link, Option

_ALL_KINDS = N_("Semua jenis")
_ORDERS = {Order.URGENT: N_("Terdesak dulu"), Order.NEWEST: N_("Terbaru dulu")}
_UNKNOWN = N_("tidak dikenal")
_Word = TypeVar("_Word", bound=StrEnum)
_FILTERS = ("kind", "channel", "state", "unit", "role", "topic", "grade")


class ListView(msgspec.Struct, frozen=True, kw_only=True):
    """The list column of a page."""

    title: str
    count: int | None
    found: int | None
    """How many the narrowed list holds; one more than `most_counted` means: more than that."""
    rows: tuple[CaseLine, ...]
    chips: tuple[Link, ...]
    orders: tuple[Link, ...]
    """In which order a folder can be read; none where there is one order only."""
    active: tuple[Link, ...]
    """What narrows the list, each with the address of the list without it."""
    next_href: str
    first_href: str
    """Set on later pages: back to the first."""
    new_href: str
    """Where a case is opened by hand; empty for those who may not."""
    csv_href: str
    """The whole list as a file; empty for those who may not take it out of the house."""
    search: str
    order: str
    filtered: bool
    most_counted: int
    clear_href: str
    elsewhere: Link | None
    """Where there is work when this folder has none."""
    hints: list[tuple[tuple[str, ...], str]]
    """Keys and a short word each."""
    now: datetime


@get("/")
async def home(slug: FromPath[str]) -> Answer:
    """The desk's own address leads to its first page."""
    return onward(desk_address(quote(slug)))


@get("/cases")
async def list_page(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The list by itself; on a wide screen the case is chosen from it.

    Who reads no cases is led to what they do: administrators to the administration, others to the overview.
    """
    here = await visit(request, slug)
    if not here.actor.may(Permission.READ_CASES) and here.actor.may(Permission.MANAGE_OFFICE):
        return onward(f"/admin/{here.office.slug}/")
    if not here.actor.may(Permission.READ_CASES) and here.actor.may(Permission.READ_OVERVIEW):
        return onward(f"{here.path}/overview")
    shell, listed = await list_beside(here)
    tree, topics = await choices(here.actor)
    return page(
        here,
        "desk/cases.html",
        shell,
        list=listed,
        filters=_filters(here, topics),
        chosen={name: here.query.get(name, "") for name in _FILTERS},
        units=unit_options(tree),
        folder=folder_of(here).value,
    )


async def list_beside(here: Visit, current: str = "", place: str = "") -> tuple[DeskShell, ListView]:
    """The shell and the list column as the address asks for them, with one case marked as current; `place` is where
    the reader is instead of a folder."""
    query, folder = query_of(here), folder_of(here)
    try:
        found, counts = await list_with_counts(here.actor, query)
    except Invalid:  # a cursor that was cut off or made up: begin at the first page
        found, counts = await list_with_counts(here.actor, msgspec.structs.replace(query, cursor=""))
    shell = here.shell(counts, folder=None if query.search or place else folder, here=place)
    filtered = is_narrowed(query)
    exports = here.actor.may(Permission.EXPORT_CASES) and bool(found.rows)
    return shell, ListView(
        title=here.say(N_("Hasil pencarian")) if query.search else here.say(FOLDERS[folder][0]),
        count=None if filtered else counts.get(folder),
        found=await _found(here, query, found) if filtered and not current else None,
        rows=_rows(here, found, current),
        chips=_chips(here, query.kind),
        orders=() if query.search or folder is Folder.DONE else _orders(here, query.order),
        active=await _active(here, query),
        next_href=_href(here, cursor=found.next_cursor) if found.next_cursor else "",
        first_href=_href(here, cursor="") if query.cursor else "",
        new_href=f"{here.path}/new" if here.actor.may(Permission.OPEN_CASES) else "",
        csv_href=_href(here, "cases.csv", cursor="") if exports and not current else "",
        search=query.search,
        order=query.order.value if query.order is Order.NEWEST else "",
        filtered=filtered,
        most_counted=MOST_COUNTED,
        clear_href=f"{here.path}/cases?folder={folder.value}",
        elsewhere=_elsewhere(shell, folder),
        hints=hints(here.actor, here.language),
        now=found.now,
    )


async def shell_beside(here: Visit) -> DeskShell:
    """The shell alone, for a page of a case that shows no list."""
    folder = None if query_of(here).search else folder_of(here)
    return here.shell(await folder_counts(here.actor), folder=folder)


def is_narrowed(query: CaseQuery) -> bool:
    """Whether the list is less than its folder."""
    return any((*query.filters, query.search)) or query.unit_role is not PartRole.LEAD


def query_of(here: Visit) -> CaseQuery:
    """What the address asks for; a word that is none of ours narrows nothing."""
    asked = here.query
    return CaseQuery(
        folder=folder_of(here),
        search=asked.get("q", "").strip(),
        kind=one_of(CaseKind, asked.get("kind")),
        channel=one_of(ChannelKind, asked.get("channel")),
        state=one_of(CaseState, asked.get("state")),
        unit_id=id_in(asked.get("unit")),
        unit_role=one_of(PartRole, asked.get("role")) or PartRole.LEAD,
        topic_id=id_in(asked.get("topic")),
        grade=one_of(Grade, asked.get("grade")),
        order=one_of(Order, asked.get("order")) or Order.URGENT,
        cursor=asked.get("cursor", ""),
    )


async def _found(here: Visit, query: CaseQuery, page: CasePage) -> int:
    """Counted only where a page does not tell it already."""
    whole = not query.cursor and not page.next_cursor
    return len(page.rows) if whole else await how_many(here.actor, query)


def one_of(kind: type[_Word], word: str | None) -> _Word | None:
    """What an address asks for; a word that is none of ours asks for nothing."""
    return kind(word) if word in set(kind) else None


def _rows(here: Visit, found: CasePage, current: str) -> tuple[CaseLine, ...]:
    zone, language, say, now = here.office.timezone, here.language, here.say, found.now
    path, beside = f"{here.path}/cases/", here.beside
    return tuple(
        case_line(row, f"{path}{row.case.number}{beside}", now, zone, language, say, current=current)
        for row in found.rows
    )


def _chips(here: Visit, current: CaseKind | None) -> tuple[Link, ...]:
    kinds = [(None, here.say(_ALL_KINDS)), *((kind, here.say(name)) for kind, name in KINDS.items())]
    return tuple(
        Link(
            label=name,
            href=_href(here, kind=kind.value if kind else "", cursor=""),
            current=kind is current,
        )
        for kind, name in kinds
    )


def _orders(here: Visit, current: Order) -> tuple[Link, ...]:
    return tuple(
        Link(
            label=here.say(name),
            href=_href(here, order="" if order is Order.URGENT else order.value, cursor=""),
            current=order is current,
        )
        for order, name in _ORDERS.items()
    )


async def _active(here: Visit, query: CaseQuery) -> tuple[Link, ...]:
    """What narrows the list beside its kind, which has chips of its own."""
    unit = await _unit_name(here, query.unit_id) if query.unit_id else ""
    topic = await _topic_name(here, query.topic_id) if query.topic_id else ""
    named = (
        ("q", N_("Cari: %(what)s"), query.search),
        ("channel", N_("Kanal: %(what)s"), here.say(CHANNELS[query.channel]) if query.channel else ""),
        ("state", N_("Keadaan: %(what)s"), here.say(STATES[query.state]) if query.state else ""),
        ("unit", N_("Unit: %(what)s"), unit),
        ("role", N_("Peran unit: %(what)s"), _role(here, query.unit_role)),
        ("topic", N_("Topik: %(what)s"), topic),
        ("grade", N_("Tingkat: %(what)s"), here.say(GRADES[query.grade]) if query.grade else ""),
    )
    return tuple(
        Link(label=here.say(text, what=value), href=_href(here, **{field: "", "cursor": ""}), icon="x")
        for field, text, value in named
        if value
    )


def _role(here: Visit, role: PartRole) -> str:
    return here.say(PARTS[role.value]) if role.value in PARTS else ""


async def _unit_name(here: Visit, unit_id: UUID) -> str:
    names = {unit.id: unit.name for unit in await unit_tree(here.actor)}
    return names.get(unit_id, here.say(_UNKNOWN))


async def _topic_name(here: Visit, topic_id: UUID) -> str:
    names = {topic.id: topic.name for topic in await topics_to_read(here.actor)}
    return names.get(topic_id, here.say(_UNKNOWN))


def _href(here: Visit, path: str = "cases", **changed: str) -> str:
    query = {name: value for name, value in {**here.query, **changed}.items() if value}
    return f"{here.path}/{path}{'?' if query else ''}{urlencode(query)}"


def _filters(here: Visit, topics: Iterable[Topic]) -> dict[str, list[Option]]:
    return {
        "kinds": [Option(value=kind.value, label=here.say(name)) for kind, name in KINDS.items()],
        "channels": [Option(value=kind.value, label=here.say(name)) for kind, name in CHANNELS.items()],
        "states": [Option(value=state.value, label=here.say(name)) for state, name in STATES.items()],
        "topics": [Option(value=str(topic.id), label=topic.name) for topic in topics],
        "roles": [Option(value=role, label=here.say(name)) for role, name in PARTS.items()],
        "grades": [Option(value=grade.value, label=here.say(name)) for grade, name in GRADES.items()],
    }


def _elsewhere(shell: DeskShell, folder: Folder) -> Link | None:
    links = [link for group in shell.groups for link in group.links if link.count and not link.current]
    wanted = [link for link in links if f"folder={Folder.UNASSIGNED.value}" in link.href]
    return next(iter(wanted or links), None) if folder is not Folder.DONE else None
