"""Pages: how a unit is reached outside the desk, and what it may do there."""

from functools import partial
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from admin.calendars import service as calendars
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
from admin.units import schemas, service
from helpdesk.desk.pages import Answer, AnyRequest, Visit, version_of
from helpdesk.unit_terms.model import UnitTerms
from helpdesk.unit_terms.service import change, terms
from kit.errors import Invalid, Missing, Refusal, Stale
from tenants.sign_in.pages import fields
from ui.i18n import N_
from ui.model import Option

_DONE = {"saved": N_("Cara menjangkau unit disimpan.")}
_WRONG: Words = {
    ("phone", "malformed"): N_("Nomor tidak terbaca, atau bukan nomor yang dapat menerima WhatsApp."),
    ("email", "malformed"): N_("Alamat surel tidak terbaca."),
    ("calendar", "unknown"): N_("Pilih jam buka dari daftar."),
}
_page = partial(section_page, Section.UNITS)


@get("/units/{unit_id:uuid}/reach")
async def show_terms(request: AnyRequest, slug: FromPath[str], unit_id: FromPath[UUID]) -> Answer:
    """The unit's own number and mailbox, and its rights."""
    return await _show(await visit_section(request, slug, Section.UNITS), unit_id)


@post("/units/{unit_id:uuid}/reach", status_code=200)
async def save_terms(request: AnyRequest, slug: FromPath[str], unit_id: FromPath[UUID]) -> Answer:
    """Say them anew."""
    here = await visit_section(request, slug, Section.UNITS)
    phone, email, files, directly, calendar, version = await fields(
        request, "phone", "email", "sees_files", "answers_directly", "calendar", "version"
    )
    typed = UnitTerms(
        unit_id=unit_id,
        phone=phone,
        email=email,
        sees_files=bool(files),
        answers_directly=bool(directly),
        calendar=calendar,
        version=version_of(version),
    )
    try:
        await change(here.actor, typed)
    except Stale as refusal:
        return await _show(here, unit_id, refusal)
    except Invalid as refusal:
        return await _show(here, unit_id, refusal, typed)
    return back_to(here, f"units/{unit_id}/reach", "saved")


async def _show(
    here: Visit, unit_id: UUID, refusal: Refusal | None = None, typed: UnitTerms | None = None
) -> Answer:
    unit = next((each for each in await service.units(here.actor) if each.id == unit_id), None)
    if unit is None or not unit.active:
        raise Missing("unit_missing")
    stands = await terms(here.actor, unit_id)
    return _page(
        here,
        "unit_reach",
        status=status_of(refusal),
        unit=unit,
        version=stands.version,
        calendars=[Option(value=each.key, label=each.name) for each in await calendars.calendars(here.actor)],
        typed=typed or stands,
        **refusal_shown(here, refusal, _WRONG, ("phone", "email", "calendar"), schemas.REFUSED),
        done=done_words(here, _DONE),
        to=address(here, f"units/{unit_id}/reach"),
        back_href=address(here, f"units/{unit_id}"),
    )


reach_pages = [show_terms, save_terms]
