"""The page of the integrated view: numbers of one's own office, and the cases it shares with others."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

from litestar import get
from litestar.params import FromPath

from helpdesk.cases.folders import Folder
from helpdesk.desk.handed_rows import row
from helpdesk.desk.pages import Answer, AnyRequest, Visit, page, shell_at, visit
from helpdesk.desk.shell import folder_href
from helpdesk.overview.model import OfficeFigures, Overview, OwnCounts, Sort, Tile
from helpdesk.overview.rules import is_comparable, is_rated
from helpdesk.overview.service import OFFICES, overview
from kit.errors import Invalid
from tenants.permissions.model import Permission
from tenants.permissions.rules import require
from ui import formats
from ui.i18n import N_
from ui.model import Link

_NUMBERS = (
    (Folder.OPEN, N_("Terbuka"), ""),
    (Folder.LATE, N_("Lewat waktu"), "bad"),
    (Folder.DUE_SOON, N_("Hampir lewat"), "warn"),
    (Folder.WAITING, N_("Menunggu warga"), ""),
    (Folder.LINKED, N_("Dari kantor lain"), ""),
    (Folder.ESCALATED, N_("Di kantor lain"), ""),
)
"""Each is the folder whose list it counts."""
_SORTS = {
    Sort.NAME: N_("Nama"),
    Sort.OPEN: N_("Terbuka"),
    Sort.LATE: N_("Lewat waktu"),
    Sort.RESPONSE: N_("Jawaban pertama"),
    Sort.SHARED: N_("Kasus bersama"),
    Sort.ROUNDS: N_("Putaran terlewat"),
    Sort.ACTIVITY: N_("Aktivitas terakhir"),
}
_OF_CASES = N_("median dari %(count)s kasus")
_TOO_FEW = N_("dari %(count)s kasus; terlalu sedikit untuk dibandingkan")
_FEW_RATINGS = N_("%(score)s; terlalu sedikit untuk dibandingkan")
_SPAN = N_("%(first)s–%(last)s dari %(all)s kantor")
_FIGURES_FROM = N_("Instalasi sendiri; angka pada %(time)s")
_LAST_HEARD = N_("Instalasi sendiri; terakhir terdengar %(time)s")
_TOLD_NOTHING = N_("Instalasi sendiri; belum mengirim angka")
_FIRST_RESPONSE = N_("Jawaban pertama, 30 hari")


@get("/overview")
async def overview_page(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Numbers of this office and those below; linked cases of this office only (decision 15)."""
    here = await visit(request, slug)
    require(here.actor, Permission.READ_OVERVIEW)
    asked, peer = here.query.get("sort", ""), here.query.get("peer", "")
    sort = Sort(asked) if asked in set(Sort) else Sort.NAME
    province = here.query.get("province", "")
    skipped = _number(here.query.get("after", ""))
    ask = partial(overview, here.actor, peer=peer, sort=sort, province=province, skipped=skipped)
    try:
        found = await ask(cursor=here.query.get("cursor", ""))
    except Invalid:  # a cursor that was cut off or made up: begin at the first page
        found = await ask()
    reads = here.actor.may(Permission.READ_CASES) and here.actor.may(Permission.READ_ALL_UNITS)
    at = f"{here.path}/overview"
    return page(
        here,
        "overview/overview.html",
        await shell_at(here, "overview"),
        figures=_figures(here, found, reads),
        offices=[_office(here, each, reads) for each in found.offices]
        if found.offices_in_all > 1 or found.provinces
        else [],
        **_pages(here, found),
        tiles=[_tile(here, each, province) for each in found.provinces],
        every_href=_href(here, province="", after="", cursor=""),
        province=next((each.name for each in found.provinces if each.region == province), ""),
        sorts=_sorts(here, sort),
        peer=found.peer,
        all_href=at,
        rows=[row(here, each, found.now, reads) for each in found.rows],
        shared_href=f"{at}/shared",
        announce_href=_announce_href(here),
        next_href=_href(here, cursor=found.next_cursor) if found.next_cursor else "",
        first_href=_href(here, cursor="") if here.query.get("cursor") else "",
        at=formats.date_time(found.now, here.office.timezone, language=here.language),
    )


def _number(text: str) -> int:
    """How many offices stand on the pages before; 0 for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else 0


def _pages(here: Visit, found: Overview) -> dict[str, Any]:
    """The other pages of offices, and which of how many this one shows; nothing when it shows all."""
    if len(found.offices) == found.offices_in_all:
        return dict.fromkeys(("offices_said", "offices_before", "offices_after"), "")
    first, last = found.skipped + 1, found.skipped + len(found.offices)
    before = _href(here, after=str(max(0, found.skipped - OFFICES) or ""), cursor="")
    return {
        "offices_said": here.say(_SPAN, first=first, last=last, all=found.offices_in_all),
        "offices_before": before if found.skipped else "",
        "offices_after": _href(here, after=str(last), cursor="") if last < found.offices_in_all else "",
    }


def _announce_href(here: Visit) -> str:
    tells = here.actor.may(Permission.ANNOUNCE) and here.office.level.leads
    return f"/admin/{here.office.slug}/announcements" if tells else ""


def _figures(here: Visit, found: Overview, reads: bool) -> list[dict[str, Any]]:
    own = [_response(here, each) for each in found.offices] if found.offices_in_all == 1 else []
    return [
        *(_figure(here, found.counts, *each, reads) for each in _NUMBERS),
        *(
            {"label": here.say(_FIRST_RESPONSE), "value": value, "note": note, "tone": "", "href": ""}
            for value, note in own
        ),
    ]


def _figure(
    here: Visit, counts: OwnCounts, folder: Folder, name: str, tone: str, reads: bool
) -> dict[str, Any]:
    value = getattr(counts, folder.value)
    return {
        "label": here.say(name),
        "value": formats.number(value, language=here.language),
        "tone": tone if value else "",
        "href": folder_href(here.office.slug, folder) if reads else "",
    }


def _office(here: Visit, office: OfficeFigures, reads: bool) -> dict[str, Any]:
    """One office's line; what can be a link leads to its list, and no list of another office is there."""
    response, of = _response(here, office)
    at, language = office.last_activity, here.language
    own = office.own and reads
    return {
        "name": office.name,
        "own": office.own,
        "open": formats.number(office.open, language=language),
        "open_href": folder_href(here.office.slug, Folder.OPEN) if own else "",
        "late": formats.number(office.late, language=language),
        "late_href": folder_href(here.office.slug, Folder.LATE) if own else "",
        "response": response,
        "of": of,
        "shared": "" if office.own else formats.number(office.shared, language=language),
        "shared_href": f"{here.path}/overview?{urlencode({'peer': office.slug})}#bersama"
        if office.shared
        else "",
        "rounds": _rate(here, office.rounds_missed, office.rounds),
        "score": _score(here, office),
        "ratings": formats.number(office.ratings, language=language) if office.ratings else "",
        "channels": _rate(here, office.channels - office.channels_failing, office.channels),
        "failing": office.channels_failing > 0,
        "activity": formats.date_time(at, here.office.timezone, language=language) if at else "–",
        **_from_elsewhere(here, office),
    }


def _from_elsewhere(here: Visit, office: OfficeFigures) -> dict[str, Any]:
    """When an office elsewhere told these numbers; dashes stand for those that it has not told."""
    if not office.elsewhere:
        return {"old": False, "told": ""}
    if office.told_at is None:
        dashes = dict.fromkeys(("open", "late", "response", "activity"), "–")
        return {**dashes, "of": "", "old": True, "told": here.say(_TOLD_NOTHING)}
    time = formats.date_time(office.told_at, here.office.timezone, language=here.language)
    return {"old": office.old, "told": here.say(_LAST_HEARD if office.old else _FIGURES_FROM, time=time)}


def _rate(here: Visit, part: int, of: int) -> str:
    """A part of a number that is told with it; a dash where there was nothing to count."""
    return (
        f"{formats.number(part, language=here.language)}/{formats.number(of, language=here.language)}"
        if of
        else "–"
    )


def _score(here: Visit, office: OfficeFigures) -> str:
    if office.mean_score is None:
        return "–"
    said = formats.number(office.mean_score, 1, language=here.language)
    return said if is_rated(office) else here.say(_FEW_RATINGS, score=said)


def _tile(here: Visit, tile: Tile, current: str) -> dict[str, Any]:
    """A province on the map; pressing the chosen one shows all again."""
    chosen, language = tile.region == current, here.language
    return {
        "name": tile.name,
        "place": f"r{tile.row} c{tile.column}",
        "open": formats.number(tile.open, language=language),
        "late": formats.number(tile.late, language=language) if tile.late else "",
        "offices": tile.offices,
        "href": _href(here, province="" if chosen else tile.region, after="", cursor=""),
        "chosen": chosen,
    }


def _response(here: Visit, office: OfficeFigures) -> tuple[str, str]:
    """The median in words, and what it rests on."""
    count = formats.number(office.answered, language=here.language)
    text = here.say(_OF_CASES if is_comparable(office) else _TOO_FEW, count=count)
    if office.median_seconds is None:
        return "–", text
    return formats.duration(office.median_seconds, True, language=here.language), text


def _sorts(here: Visit, current: Sort) -> list[Link]:
    return [
        Link(
            label=here.say(name),
            href=_href(here, sort=sort.value, after="", cursor=""),
            current=sort is current,
        )
        for sort, name in _SORTS.items()
    ]


def _href(here: Visit, **changed: str) -> str:
    kept = {name: here.query.get(name, "") for name in ("sort", "peer", "province", "after")}
    query = {name: value for name, value in {**kept, **changed}.items() if value}
    return f"{here.path}/overview{'?' if query else ''}{urlencode(query)}"
