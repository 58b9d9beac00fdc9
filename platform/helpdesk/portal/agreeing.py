"""The citizen answers on the page of a report what an officer asked them to agree to, or thinks otherwise now."""

from litestar import post
from litestar.params import FromPath

from helpdesk.consenting.model import Purpose, Subject
from helpdesk.consenting.service import take_from_page
from helpdesk.portal import passes
from helpdesk.portal.pages import Answer, onward
from helpdesk.portal.tracking import PATH, REPORT, back_to_form
from helpdesk.portal.visits import visit
from kit.errors import Invalid, TooMany
from kit.ids import id_in
from kit.limits import Limit
from tenants.sign_in.asker import AnyRequest
from tenants.sign_in.pages import fields

_AN_HOUR = 30


@post(f"{PATH}/report/consents")
async def agree(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Yes or no about one thing; it counts at once, and the office hears it."""
    here = await visit(request, slug)
    case = await passes.open_case(here)
    if case is None:
        return back_to_form(here)
    about, answer = await fields(request, "about", "answer")
    try:
        await here.runtime.limits.allow_all([Limit(f"consents:{case.id}", _AN_HOUR, 3600)])
        await take_from_page(here.citizen, case.id, [_subject(about)], given=_given(answer))
    except (Invalid, TooMany):
        return onward(here, f"{REPORT}#persetujuan")
    here.runtime.bell.ring("outbox")
    return onward(here, f"{REPORT}?said=agreed#persetujuan")


def _subject(about: str) -> Subject:
    if about in (Purpose.REGISTER, Purpose.REPORTER):
        return Subject(purpose=Purpose(about))
    office = id_in(about)
    if office is None:
        raise Invalid("invalid", fields={"about": "unknown"})
    return Subject(purpose=Purpose.HANDOVER, office=office)


def _given(answer: str) -> bool:
    if answer not in ("yes", "no"):
        raise Invalid("invalid", fields={"answer": "unknown"})
    return answer == "yes"


AGREEING_ROUTES = [agree]
