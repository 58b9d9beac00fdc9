"""The pages of calendars, put together from what the services tell."""

from functools import partial
from typing import Any

from admin.calendars import forms, rules, schemas, service, telling
from admin.calendars.faults import REFUSED, faults
from admin.calendars.model import CalendarView, Imported, Preview, TypedCalendar
from admin.frame.service import Section, address, done_words, refused_words, section_page, status_of
from helpdesk.desk.pages import Answer, Visit
from helpdesk.sla.targets import OFFICE
from kit.errors import Refusal
from ui.model import Option

shown = partial(section_page, Section.CALENDARS)
"""A page of this section."""


async def new_page(here: Visit, name: str, like: str, refusal: Refusal | None = None) -> Answer:
    known = await service.calendars(here.actor)
    errors, wrong = faults(here, refusal)
    return shown(
        here,
        "calendar_new",
        status=status_of(refusal),
        name_now=name,
        like=like,
        likes=[Option(value=each.key, label=each.name) for each in known],
        errors=errors,
        wrong=wrong,
        refusal=refused_words(here, refusal, REFUSED),
        to=address(here, "calendars/new"),
        back_href=address(here, "calendars"),
    )


async def calendar_page(
    here: Visit,
    key: str,
    refusal: Refusal | None = None,
    typed: TypedCalendar | None = None,
    *,
    version: int = 0,
    spare: int = forms.SPARE,
    unchanged: bool = False,
) -> Answer:
    view = await service.view(here.actor, key)
    errors, wrong = faults(here, refusal)
    stands = typed or rules.typed_of(view.calendar, schemas.mark(here))
    return shown(
        here,
        "calendar",
        status=status_of(refusal),
        calendar=view.calendar,
        version=version or view.calendar.version,
        typed=stands,
        errors=errors,
        wrong=wrong,
        refusal=refused_words(here, refusal, REFUSED),
        unchanged=unchanged,
        done="" if refusal or typed else done_words(here, schemas.DONE),
        removable=view.calendar.key != OFFICE and not view.calendar.promised,
        **schemas.inputs(here, stands, view.today, wrong, spare),
        **_national(here, view),
        **_ways(here, key),
    )


def _national(here: Visit, view: CalendarView) -> dict[str, Any]:
    return {
        "zones": schemas.zones(here, view.calendar.hours.timezone),
        "years": schemas.years(here, view),
        "known_until": schemas.known_until(here, view),
    }


def preview_page(here: Visit, preview: Preview, typed: TypedCalendar, read: Imported | None = None) -> Answer:
    return shown(
        here,
        "calendar_check",
        calendar=preview.calendar,
        changes=telling.changes(here, preview.changes),
        open_cases=preview.open_cases,
        examples=telling.examples(here, preview.examples),
        found=telling.found_days(here, read.found) if read else [],
        skipped=telling.skips(here, read.skipped) if read else [],
        hidden=forms.hidden(typed),
        **_ways(here, preview.calendar.key),
    )


async def import_page(
    here: Visit, key: str, refusal: Refusal | None = None, *, read: Imported | None = None
) -> Answer:
    view = await service.view(here.actor, key)
    errors, wrong = faults(here, refusal)
    return shown(
        here,
        "calendar_import",
        status=status_of(refusal),
        calendar=view.calendar,
        errors=errors,
        wrong=wrong,
        refusal=refused_words(here, refusal, REFUSED),
        nothing_new=read is not None,
        found=telling.found_days(here, read.found) if read else [],
        skipped=telling.skips(here, read.skipped) if read else [],
        **_ways(here, key),
    )


def _ways(here: Visit, key: str) -> dict[str, Any]:
    to = address(here, f"calendars/{key}")
    return {
        "to": to,
        "import_href": f"{to}/import",
        "ics_href": f"{to}/days.ics",
        "back_href": address(here, "calendars"),
    }
