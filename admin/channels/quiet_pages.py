"""The page of the office's quiet hours."""

from litestar import get, post
from litestar.params import FromPath

from admin.channels.rules import minutes_of
from admin.frame.service import (
    Section,
    Words,
    address,
    back_to,
    done_words,
    refusal_shown,
    section_page,
    status_of,
    visit_section,
)
from helpdesk.delivery import quiet
from helpdesk.delivery.model import QuietHours
from helpdesk.desk.pages import Answer, AnyRequest, Visit, version_of
from kit.errors import Invalid, Refusal, Stale
from tenants.sign_in.pages import fields
from ui.formats import day_clock
from ui.i18n import N_
from ui.words import words

_DONE = {"saved": N_("Jam tenang disimpan. Pesan yang sudah menunggu tetap keluar pada waktunya semula.")}
_REFUSED = {
    "quiet_hours_changed": N_(
        "Orang lain baru saja mengubah jam tenang. Di bawah ini keadaan terbarunya; isian Anda belum disimpan."
    )
}
_FORM = N_("Tulis jam seperti 21.00.")
_WRONG: Words = {
    ("begins", "required"): _FORM,
    ("begins", "form"): _FORM,
    ("ends", "required"): _FORM,
    ("ends", "form"): _FORM,
    ("ends", "same"): N_("Jam mulai dan jam selesai tidak boleh sama."),
}
_SPAN, _OFF = N_("Jam tenang %(begins)s–%(ends)s"), N_("Jam tenang mati")


@get("/channels/quiet-hours")
async def show_quiet(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The hours, and what waits in them."""
    return await _page(await visit_section(request, slug, Section.CHANNELS))


@post("/channels/quiet-hours", status_code=200)
async def save_quiet(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Set them."""
    here = await visit_section(request, slug, Section.CHANNELS)
    active, begins, ends, version = await fields(request, "active", "begins", "ends", "version")
    typed = {"active": active == "1", "begins": begins, "ends": ends, "version": version_of(version)}
    try:
        wanted = QuietHours(
            active=active == "1",
            begins=minutes_of(begins, "begins"),
            ends=minutes_of(ends, "ends"),
            version=version_of(version),
        )
        await quiet.change(here.actor, wanted)
    except Stale as refusal:
        return await _page(here, refusal)
    except Invalid as refusal:
        return await _page(here, refusal, typed)
    return back_to(here, "channels/quiet-hours", "saved")


async def told_in_short(here: Visit) -> str:
    """`Jam tenang 21.00–07.00`."""
    hours = await quiet.quiet_hours(here.actor)
    span = here.say(_SPAN, begins=_clock(here, hours.begins), ends=_clock(here, hours.ends))
    return span if hours.active else here.say(_OFF)


async def _page(
    here: Visit, refusal: Refusal | None = None, typed: dict[str, object] | None = None
) -> Answer:
    hours = await quiet.quiet_hours(here.actor)
    shown = {
        "active": hours.active,
        "begins": _clock(here, hours.begins),
        "ends": _clock(here, hours.ends),
        "version": hours.version,
    }
    return section_page(
        Section.CHANNELS,
        here,
        "channel_quiet",
        status=status_of(refusal),
        typed=typed or shown,
        **refusal_shown(here, refusal, _WRONG, ("begins", "ends"), _REFUSED),
        done=done_words(here, _DONE),
        to=address(here, "channels/quiet-hours"),
        back_href=address(here, "channels"),
    )


def _clock(here: Visit, minutes: int) -> str:
    """As the reader writes times: `21.00` or `21:00`."""
    return day_clock(minutes, words(here.language).clock)


quiet_pages = [show_quiet, save_quiet]
