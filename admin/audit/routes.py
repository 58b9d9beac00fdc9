"""Page: the audit log."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import get
from litestar.params import FromPath

from admin.audit import service
from admin.audit.model import Entry, Filter
from admin.audit.rules import SUBJECTS, action_words, actor_words, detail_words
from admin.frame.service import Section, address, shell, visit_section
from helpdesk.desk.pages import Answer, AnyRequest, Visit, page
from kit.errors import Invalid
from ui import formats
from ui.model import Option

_ASKED = ("about", "who", "since", "until")


@get("/audit")
async def read_audit(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The newest entries, or those before a place; a cursor that is none of ours begins at the newest."""
    here = await visit_section(request, slug, Section.AUDIT)
    cursor, asked = here.query.get("cursor", ""), {name: here.query.get(name, "") for name in _ASKED}
    staff = await service.staff(here.actor)
    wanted = _filter(here, asked, dict(staff))
    try:
        found = await service.entries(here.actor, cursor, wanted)
    except Invalid:
        found, cursor = await service.entries(here.actor, "", wanted), ""
    kept = {name: value for name, value in asked.items() if value}
    at = address(here, Section.AUDIT.value)
    return page(
        here,
        "admin/audit.html",
        shell(here, Section.AUDIT),
        rows=[_row(here, entry) for entry in found.entries],
        first_href=_href(at, kept) if cursor else "",
        next_href=_href(at, {**kept, "cursor": found.next_cursor}) if found.next_cursor else "",
        asked=asked,
        filtered=bool(kept),
        to=at,
        subjects=[Option(value=key, label=here.say(each.name)) for key, each in SUBJECTS.items()],
        staff=[Option(value=str(member), label=name) for member, name in staff],
    )


def _href(at: str, query: Mapping[str, str]) -> str:
    return f"{at}?{urlencode(query)}" if query else at


def _filter(here: Visit, asked: Mapping[str, str], staff: Mapping[UUID, str]) -> Filter:
    """What is looked for; a word or a day that is none counts as not asked."""
    who = next((member for member in staff if str(member) == asked["who"]), None)
    since, last = _midnight(here, asked["since"]), _midnight(here, asked["until"])
    return Filter(
        about=asked["about"], who=who, since=since, until=last + timedelta(days=1) if last else None
    )


def _midnight(here: Visit, day: str) -> datetime | None:
    """When a day begins in the office's zone."""
    try:
        return datetime.combine(date.fromisoformat(day), time(), ZoneInfo(here.office.timezone))
    except ValueError:
        return None


def _row(here: Visit, entry: Entry) -> dict[str, Any]:
    return {
        "at": formats.date_time(entry.at, here.office.timezone, language=here.language),
        "moment": formats.iso(entry.at),
        "actor": actor_words(entry, here.say),
        "action": action_words(entry, here.say),
        "object": entry.object,
        "detail": detail_words(entry, here.say),
    }


audit_pages = [read_audit]
