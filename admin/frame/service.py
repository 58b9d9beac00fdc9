"""Who asks for a page of the administration, and what stands around it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

import msgspec
from msgspec.structs import replace

from helpdesk.desk.pages import Answer, AnyRequest, Visit, onward, page, visit
from kit.errors import Conflict, Refusal, Stale
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require
from tenants.sign_in.pages import fields
from ui import formats
from ui.i18n import N_
from ui.model import DeskShell, FieldError, Group, Link, wrong_of

Words = Mapping[tuple[str, str], str]
"""What is wrong, by field and code."""
Typed = TypeVar("Typed", bound=msgspec.Struct)


class Section(StrEnum):
    """A page of the side bar; the value is the end of its address."""

    START = ""
    PEOPLE = "people"
    DELEGATIONS = "delegations"
    UNITS = "units"
    APPROVALS = "approvals"
    OFFICES = "offices"
    ANNOUNCEMENTS = "announcements"
    PROMISES = "promises"
    CHANNELS = "channels"
    REGISTER = "lapor"
    SHEETS = "sheets"
    TOPICS = "topics"
    RELATIONS = "relations"
    AUTHORITIES = "authorities"
    CALENDARS = "calendars"
    ROUNDS = "rounds"
    TEXTS = "texts"
    CANNED = "canned"
    TEMPLATES = "templates"
    RETENTION = "retention"
    AUDIT = "audit"


RIGHTS = {
    **dict.fromkeys(Section, Permission.MANAGE_OFFICE),
    Section.PROMISES: Permission.READ_OVERVIEW,
    Section.SHEETS: Permission.IMPORT_CASES,
    Section.ANNOUNCEMENTS: Permission.ANNOUNCE,
    Section.AUDIT: Permission.READ_AUDIT,
}
"""What each section asks for; changing promises asks for more than reading them."""

_NAMES = {
    Section.START: (N_("Persiapan"), "list-checks"),
    Section.PEOPLE: (N_("Orang"), "users"),
    Section.DELEGATIONS: (N_("Perbantuan"), "user-check"),
    Section.UNITS: (N_("Unit dan fasilitas"), "building-2"),
    Section.APPROVALS: (N_("Persetujuan disposisi"), "shield-check"),
    Section.OFFICES: (N_("Kantor di bawah"), "landmark"),
    Section.ANNOUNCEMENTS: (N_("Pengumuman"), "megaphone"),
    Section.PROMISES: (N_("Janji waktu"), "timer"),
    Section.CHANNELS: (N_("Kanal kantor"), "webhook"),
    Section.REGISTER: (N_("SP4N-LAPOR!"), "flag"),
    Section.SHEETS: (N_("Lembar kerja"), "upload"),
    Section.TOPICS: (N_("Topik"), "tag"),
    Section.RELATIONS: (N_("Hubungan antarkantor"), "link"),
    Section.AUTHORITIES: (N_("Instansi lain"), "landmark"),
    Section.CALENDARS: (N_("Jam dan hari libur"), "calendar-days"),
    Section.ROUNDS: (N_("Putaran pantau"), "radar"),
    Section.TEXTS: (N_("Teks otomatis"), "messages-square"),
    Section.CANNED: (N_("Balasan siap pakai"), "message-square-text"),
    Section.TEMPLATES: (N_("Templat WhatsApp"), "file-text"),
    Section.RETENTION: (N_("Masa simpan data warga"), "archive"),
    Section.AUDIT: (N_("Catatan audit"), "history"),
}


GROUPS: Mapping[str, tuple[Section, ...]] = {
    N_("Kantor"): (
        Section.START,
        Section.PEOPLE,
        Section.DELEGATIONS,
        Section.UNITS,
        Section.APPROVALS,
    ),
    N_("Layanan"): (
        Section.PROMISES,
        Section.CALENDARS,
        Section.ROUNDS,
        Section.TOPICS,
    ),
    N_("Kanal dan teks"): (
        Section.CHANNELS,
        Section.REGISTER,
        Section.TEXTS,
        Section.CANNED,
        Section.TEMPLATES,
    ),
    N_("Antarkantor"): (
        Section.OFFICES,
        Section.ANNOUNCEMENTS,
        Section.RELATIONS,
        Section.AUTHORITIES,
    ),
    N_("Data"): (Section.SHEETS, Section.RETENTION, Section.AUDIT),
}
"""What the side bar puts together, for who may open many."""
_FEW = 7
"""So many sections need no heads but one."""
_HEADS_ONLY = (Section.OFFICES, Section.ANNOUNCEMENTS)
"""For offices that have others below them."""
_BAR = (Section.START, Section.PEOPLE, Section.CHANNELS)
"""The phone's bottom bar."""
_OTHERWISE = N_("Isian ini tidak terbaca.")


async def visit_section(request: AnyRequest, slug: str, section: Section) -> Visit:
    """Who asks; raises what `visit` raises, and `Forbidden` without the section's right."""
    here = await visit(request, slug)
    require(here.actor, RIGHTS[section])
    return here


def address(here: Visit, path: str = "") -> str:
    """An address of this office's administration."""
    return f"/admin/{here.office.slug}/{path}"


def shell(here: Visit, current: Section) -> DeskShell:
    """The desk's shell with the sections in place of the folders."""
    links = {each: _link(here, each, current) for each in _open(here)}
    kinds = {N_("Administrasi"): tuple(Section)} if len(links) <= _FEW else GROUPS
    sections = [
        _group(here, title, [links[each] for each in kind if each in links]) for title, kind in kinds.items()
    ]
    groups = (*sections, _group(here, N_("Meja layanan"), _desk_links(here, here.actor)))
    bar = tuple(link for each, link in links.items() if each in _BAR or len(links) <= 3)
    return replace(here.shell({}), groups=tuple(each for each in groups if each.links), bar=bar)


def section_page(
    section: Section, here: Visit, template: str, /, *, status: int = 200, **values: Any
) -> Answer:
    """A page of a section by the name of its template: `units`."""
    values = {"live": None, **values}  # a ring would put the desk's folders in place of the sections
    return page(here, f"admin/{template}.html", shell(here, section), status=status, **values)


def status_of(refusal: Refusal | None) -> int:
    """What a form is answered with that is shown again; 200 when nothing was refused."""
    return 409 if isinstance(refusal, Stale | Conflict) else 422 if refusal else 200


async def typed_as(request: AnyRequest, form: type[Typed]) -> Typed:
    """A form whose fields are all text, as it was typed."""
    return form(**await by_name(request, form.__struct_fields__))


async def by_name(request: AnyRequest, names: Sequence[str]) -> dict[str, str]:
    """Text fields of a form by their names; a missing one or a file is empty."""
    return dict(zip(names, await fields(request, *names), strict=True))


async def ticked(request: AnyRequest, name: str) -> tuple[str, ...]:
    """The values of the ticked boxes of one name."""
    form = await request.form()
    return tuple(value for value in form.getall(name, []) if isinstance(value, str))


def field_errors(
    here: Visit, refusal: Refusal | None, words: Words, order: Sequence[str]
) -> list[FieldError]:
    """What is wrong with single fields, in words and in the order of the form."""
    wrong: Mapping[str, str] = refusal.details.get("fields", {}) if refusal else {}
    ordered = [field for field in order if field in wrong]
    return [FieldError(field=f, text=here.say(words.get((f, wrong[f]), _OTHERWISE))) for f in ordered]


def refused_words(here: Visit, refusal: Refusal | None, words: Mapping[str, str]) -> str:
    """Why it was not done at all, by code; empty when single fields say it."""
    return here.say(words[refusal.code]) if refusal and refusal.code in words else ""


def refusal_shown(
    here: Visit, refusal: Refusal | None, wrong: Words, order: Sequence[str], refused: Mapping[str, str]
) -> dict[str, Any]:
    """What a form that is shown again says of it; the values stand empty when nothing was refused."""
    errors = field_errors(here, refusal, wrong, order)
    return {
        "errors": errors,
        "wrong": wrong_of(errors),
        "refusal": refused_words(here, refusal, refused),
    }


def time_of(here: Visit, moment: datetime | None) -> str:
    """A moment in the office's zone; empty for none."""
    return formats.date_time(moment, here.office.timezone, language=here.language) if moment else ""


def back_to(here: Visit, path: str, done: str) -> Answer:
    """Onward to a page of this administration, which says what was done."""
    return onward(f"{address(here, path)}?done={done}")


def done_words(here: Visit, words: Mapping[str, str]) -> str:
    """What the page before says was done; empty when it says nothing, or nothing of ours."""
    said = words.get(here.request.query_params.get("done", ""))
    return here.say(said) if said else ""


def _open(here: Visit) -> list[Section]:
    leads = here.office.level.leads
    return [each for each in Section if here.actor.may(RIGHTS[each]) and (leads or each not in _HEADS_ONLY)]


def _group(here: Visit, title: str, links: Sequence[Link]) -> Group:
    return Group(title=here.say(title), links=tuple(links))


def _link(here: Visit, section: Section, current: Section) -> Link:
    name, icon = _NAMES[section]
    href = address(here, section.value)
    return Link(label=here.say(name), href=href, icon=icon, current=section is current)


def _desk_links(here: Visit, actor: Actor) -> tuple[Link, ...]:
    links = []
    if actor.may(Permission.READ_CASES):
        links.append(Link(label=here.say(N_("Kotak masuk")), href=f"{here.path}/cases", icon="inbox"))
    if actor.may(Permission.READ_OVERVIEW):
        links.append(Link(label=here.say(N_("Ikhtisar")), href=f"{here.path}/overview", icon="monitor"))
    return tuple(links)
