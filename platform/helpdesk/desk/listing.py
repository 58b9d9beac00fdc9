"""The list of cases: a folder or a search, narrowed by filters, a page at a time."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar import get
from litestar.params import FromPath

from helpdesk.cases.folders import Folder
from helpdesk.cases.lists import CasePage, CaseQuery, list_with_counts
from helpdesk.cases.model import CaseKind, CaseState
from helpdesk.cases.words import CHANNELS, KINDS
from helpdesk.channels.model import ChannelKind
from helpdesk.desk.pages import Answer, AnyRequest, Visit, folder_of, onward, page, visit
from helpdesk.desk.rows import row_values
from helpdesk.desk.service import unit_tree
from helpdesk.desk.shell import FOLDERS
from kit.errors import Invalid
from tenants.permissions.model import Permission
from ui.i18n import N_
from ui.model import DeskShell, Link, Option

_STATES = {
    CaseState.RECEIVED: N_("Diterima"),
    CaseState.VERIFYING: N_("Diperiksa"),
    CaseState.IN_PROGRESS: N_("Ditindaklanjuti"),
    CaseState.WAITING_CONTACT: N_("Menunggu warga"),
    CaseState.ANSWERED: N_("Selesai"),
    CaseState.CLOSED: N_("Ditutup"),
    CaseState.REJECTED: N_("Tidak dilanjutkan"),
}
_ALL_KINDS = N_("Semua jenis")
_FILTERS = ("kind", "channel", "state", "unit")


class ListView(msgspec.Struct, frozen=True, kw_only=True):
    """The list column of a page."""

    title: str
    count: int | None
    rows: tuple[dict[str, Any], ...]
    chips: tuple[Link, ...]
    next_href: str
    first_href: str
    """Set on later pages: back to the first."""
    new_href: str
    """Where a case is opened by hand; empty for those who may not."""
    search: str
    filtered: bool
    clear_href: str
    elsewhere: Link | None
    """Where there is work when this folder has none."""


@get("/cases")
async def list_page(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The list by itself; on a wide screen the case is chosen from it."""
    here = await visit(request, slug)
    if not here.actor.may(Permission.READ_CASES) and here.actor.may(Permission.READ_OVERVIEW):
        return onward(f"{here.path}/overview")
    shell, listed = await list_beside(here)
    tree = await unit_tree(here.actor)
    return page(
        here,
        "desk/cases.html",
        shell,
        list=listed,
        filters=_filters(here),
        chosen={name: here.query.get(name, "") for name in _FILTERS},
        units=[Option(value=str(unit.id), label="\u2003" * unit.depth + unit.name) for unit in tree],
        folder=folder_of(here).value,
    )


async def list_beside(here: Visit, current: str = "") -> tuple[DeskShell, ListView]:
    """The shell and the list column as the address asks for them, with one case marked as current."""
    query, folder = _query(here), folder_of(here)
    try:
        found, counts = await list_with_counts(here.actor, query)
    except Invalid:  # a cursor that was cut off or made up: begin at the first page
        found, counts = await list_with_counts(here.actor, msgspec.structs.replace(query, cursor=""))
    shown = None if query.search else folder
    shell = here.shell(counts, folder=shown)
    filtered = any((query.kind, query.channel, query.state, query.unit_id, query.search))
    return shell, ListView(
        title=here.say(N_("Hasil pencarian")) if query.search else here.say(FOLDERS[folder][0]),
        count=None if filtered else counts.get(folder),
        rows=_rows(here, found, current),
        chips=_chips(here, query.kind),
        next_href=_href(here, cursor=found.next_cursor) if found.next_cursor else "",
        first_href=_href(here, cursor="") if query.cursor else "",
        new_href=f"{here.path}/new" if here.actor.may(Permission.OPEN_CASES) else "",
        search=query.search,
        filtered=filtered,
        clear_href=f"{here.path}/cases?folder={folder.value}",
        elsewhere=_elsewhere(shell, folder),
    )


def _query(here: Visit) -> CaseQuery:
    """What the address asks for; a word that is none of ours narrows nothing."""
    asked = here.query
    return CaseQuery(
        folder=folder_of(here),
        search=asked.get("q", "").strip(),
        kind=_word(CaseKind, asked.get("kind")),
        channel=_word(ChannelKind, asked.get("channel")),
        state=_word(CaseState, asked.get("state")),
        unit_id=_uuid(asked.get("unit")),
        cursor=asked.get("cursor", ""),
    )


def _word(kind: Any, word: str | None) -> Any:
    return kind(word) if word in set(kind) else None


def _uuid(word: str | None) -> UUID | None:
    try:
        return UUID(word or "")
    except ValueError:
        return None


def _rows(here: Visit, found: CasePage, current: str) -> tuple[dict[str, Any], ...]:
    return tuple(
        row_values(
            row,
            here.address(f"cases/{row.case.number}"),
            found.now,
            here.office.timezone,
            here.language,
            here.say,
            current=current,
        )
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


def _href(here: Visit, **changed: str) -> str:
    query = {name: value for name, value in {**here.query, **changed}.items() if value}
    return f"{here.path}/cases{'?' if query else ''}{urlencode(query)}"


def _filters(here: Visit) -> dict[str, list[Option]]:
    return {
        "kinds": [Option(value=kind.value, label=here.say(name)) for kind, name in KINDS.items()],
        "channels": [Option(value=kind.value, label=here.say(name)) for kind, name in CHANNELS.items()],
        "states": [Option(value=state.value, label=here.say(name)) for state, name in _STATES.items()],
    }


def _elsewhere(shell: DeskShell, folder: Folder) -> Link | None:
    links = [link for group in shell.groups for link in group.links if link.count and not link.current]
    wanted = [link for link in links if f"folder={Folder.UNASSIGNED.value}" in link.href]
    return next(iter(wanted or links), None) if folder is not Folder.DONE else None
