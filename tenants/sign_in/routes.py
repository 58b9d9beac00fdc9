"""Pages: signing in and out, choosing an office, one's own settings."""

from datetime import datetime

from litestar import Router, get, post
from litestar.background_tasks import BackgroundTask

from kit.errors import Invalid
from tenants.offices.model import Office
from tenants.offices.service import office
from tenants.people.service import set_preferences
from tenants.sign_in import cookies, service
from tenants.sign_in.asker import AnyRequest, asker, is_secure, network, runtime_of, signed_in
from tenants.sign_in.model import Refused
from tenants.sign_in.notices import NOTICE_ROUTES
from tenants.sign_in.pages import (
    Answer,
    came_from,
    chosen_language,
    fields,
    language_cookie,
    language_of,
    onward,
    page,
    session_cookie,
)
from tenants.sign_in.passwords import PASSWORD_ROUTES
from tenants.sign_in.rules import HOME, desk_address, local_path, office_in
from ui import formats
from ui.i18n import LANGUAGES, N_, translate
from ui.model import Option

_AS_GUEST = N_("perbantuan sampai %(time)s")
_MOST_BYTES = 16 * 1024


@get("/sign-in")
async def sign_in_page(request: AnyRequest) -> Answer:
    """The form; somebody who is signed in is sent on."""
    wanted = request.query_params.get("next", "")
    if await asker(request):
        return onward(local_path(wanted))
    left, ended = "left" in request.query_params, "ended" in request.query_params
    return page(request, "sign_in", next=wanted, email="", failed=False, left=left, ended=ended)


@post("/sign-in")
async def sign_in(request: AnyRequest) -> Answer:
    """Compare the password; right: a new session, wrong: the form again, for every reason the same."""
    email, password, wanted = await fields(request, "email", "password", "next")
    found = await service.identify(email, password, network(request), runtime_of(request).limits)
    if isinstance(found, Refused):
        note = BackgroundTask(service.note_refusal, found)
        return page(request, "sign_in", status=422, background=note, next=wanted, email=email, failed=True)
    old = await asker(request)
    slug = office_in(wanted)
    secret = await service.open_session(found, slug, old.session if old else None)
    offices = await service.offices_of(found.person_id)
    way = "/switch" if len(offices) > 1 and not slug and not wanted else local_path(wanted)
    if slug and all(each.slug != slug for each in offices):
        way = HOME  # a guest whose time ended meanwhile goes on at the own desk
    return onward(way, session_cookie(request, secret))


@post("/sign-out")
async def sign_out(request: AnyRequest) -> Answer:
    """End the session in the database, then in the browser; a language chosen here stays with the person."""
    signed = await asker(request)
    if signed is not None:
        await service.sign_out(signed.session)
        chosen = chosen_language(request)
        if chosen and chosen != signed.language:
            await set_preferences(signed.person_id, language=chosen, theme=signed.theme or "system")
    secure = is_secure(runtime_of(request))
    ended = [cookies.clear(name, secure=secure) for name in (cookies.SESSION, cookies.LANGUAGE)]
    return onward("/sign-in?left", *ended)


@get("/switch")
async def switch_page(request: AnyRequest) -> Answer:
    """The offices one works for."""
    signed = await signed_in(request)
    offices = await service.offices_of(signed.person_id)
    until, language = await service.guest_until(signed.person_id), language_of(request, signed)
    here = await office(signed.tenant_id)
    asked = request.query_params.get("office", "")
    return page(
        request,
        "switch",
        signed=signed,
        next=request.query_params.get("next", ""),
        offices=[
            Option(value=each.slug, label=each.desk_name, hint=_hint(each, until.get(each.id), language))
            for each in offices
        ],
        chosen=asked if any(each.slug == asked for each in offices) else here.slug,
    )


def _hint(office: Office, until: datetime | None, language: str) -> str:
    """The office's name; for a guest also how long."""
    if until is None:
        return office.name
    time = formats.date_time(until, office.timezone, language=language)
    return f"{office.name} · {translate(language, _AS_GUEST, time=time)}"


@post("/switch")
async def switch(request: AnyRequest) -> Answer:
    """A new session in the chosen office."""
    signed = await signed_in(request)
    slug, wanted = await fields(request, "office", "next")
    way = local_path(wanted) if office_in(wanted) == slug else desk_address(slug)
    if slug == (await office(signed.tenant_id)).slug:
        return onward(way)
    return onward(way, session_cookie(request, await service.switch(signed.session, slug)))


@get(HOME)
async def desk(request: AnyRequest) -> Answer:
    """To the desk of the office that one is in."""
    signed = await signed_in(request)
    return onward(desk_address((await office(signed.tenant_id)).slug))


@get("/admin")
async def administration(request: AnyRequest) -> Answer:
    """To the administration of the office that one is in."""
    signed = await signed_in(request)
    return onward(f"/admin/{(await office(signed.tenant_id)).slug}/")


@post("/preferences")
async def preferences(request: AnyRequest) -> Answer:
    """Theme ("" follows the system) and language of one's own screens; back to where the form stood."""
    signed = await signed_in(request)
    form = await request.form()
    theme, language = await fields(request, "theme", "language")
    if "language" in form and language not in LANGUAGES:
        raise Invalid("language_unknown", fields={"language": "unknown"})
    await set_preferences(
        signed.person_id,
        language=language or signed.language,
        theme=(theme if "theme" in form else signed.theme) or "system",
    )
    changed = [language_cookie(request, language)] if language else []
    return onward(came_from(request), *changed)


_PAGES = [sign_in_page, sign_in, sign_out, switch_page, switch, desk, administration, preferences]

sign_in_router = Router(
    path="/",
    route_handlers=[*_PAGES, *PASSWORD_ROUTES, *NOTICE_ROUTES],
    include_in_schema=False,
    request_max_body_size=_MOST_BYTES,
)
