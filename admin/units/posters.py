"""Pages: posters of facilities, to be printed and hung up; their code opens the portal with the facility filled in."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from litestar import Response, get
from litestar.enums import MediaType
from litestar.params import FromPath

from admin.frame.service import Section, address, visit_section
from admin.units import service
from admin.units.model import OfficeUnit
from helpdesk.desk.pages import Answer, AnyRequest, Visit
from kit.errors import Missing
from kit.headers import csp_nonce
from ui.codes import qr_of
from ui.i18n import N_, translate

_ASK = N_("Ada keluhan, pertanyaan, atau usul?")
_STEPS = (
    N_("Pindai kode ini dengan kamera telepon Anda."),
    N_("Tulis apa yang terjadi. Tidak perlu membuat akun; nama boleh dirahasiakan."),
    N_("Simpan nomor dan PIN Anda, dan pantau jawabannya di halaman yang sama."),
)
_SCAN, _OR_TYPE = N_("Pindai untuk menulis kepada kami"), N_("Atau buka:")
_URGENT = N_("Gawat darurat? Telepon 119, jangan menunggu jawaban di sini.")


@get("/units/posters")
async def all_posters(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """One for each open facility, each on a page of its own."""
    here = await visit_section(request, slug, Section.UNITS)
    return _posters(here, await _facilities(here), back=address(here, "units"))


@get("/units/{unit_id:uuid}/poster")
async def one_poster(request: AnyRequest, slug: FromPath[str], unit_id: FromPath[UUID]) -> Answer:
    """The poster of one open facility; raises `Missing` for any other unit."""
    here = await visit_section(request, slug, Section.UNITS)
    found = [unit for unit in await _facilities(here) if unit.id == unit_id]
    if not found:
        raise Missing("unit_missing")
    return _posters(here, found, back=address(here, f"units/{unit_id}"))


async def _facilities(here: Visit) -> list[OfficeUnit]:
    return [unit for unit in await service.units(here.actor) if unit.is_facility and unit.active]


def _posters(here: Visit, units: list[OfficeUnit], *, back: str) -> Answer:
    body = here.runtime.pages.render(
        "admin/posters.html",
        language=here.language,
        csp_nonce=csp_nonce(here.request.scope),
        office=here.office,
        posters=[_poster(here, unit) for unit in units],
        ask=_both(_ASK),
        steps=[_both(step) for step in _STEPS],
        scan=_both(_SCAN),
        or_type=_both(_OR_TYPE),
        urgent=_both(_URGENT),
        back_href=back,
    )
    return Response(body, media_type=MediaType.HTML, headers={"Cache-Control": "no-store"})


def _poster(here: Visit, unit: OfficeUnit) -> dict[str, Any]:
    door = f"{here.runtime.settings.base_url}/t/{here.office.slug}/"
    return {
        "name": unit.name,
        "address": unit.address,
        "qr": qr_of(f"{door}?{urlencode({'at': str(unit.id)})}"),
        "door": door.split("://", 1)[1].rstrip("/"),
    }


def _both(text: str) -> tuple[str, str]:
    """A poster speaks both languages, whoever prints it."""
    return translate("id", text), translate("en", text)


poster_pages = [all_posters, one_poster]
