"""Pages: every automatic text, and one of them in one form and language."""

from functools import partial

from litestar import get, post
from litestar.params import FromPath

from admin.frame.service import (
    Section,
    address,
    back_to,
    done_words,
    field_errors,
    refused_words,
    section_page,
    status_of,
    visit_section,
)
from admin.texts import schemas
from admin.texts.examples import examples
from helpdesk.desk.pages import Answer, AnyRequest, Visit, version_of
from helpdesk.texts import rules, service
from helpdesk.texts.catalogue import BY_KEY
from helpdesk.texts.model import Form, OwnText, Place
from kit.errors import Conflict, Invalid, Missing, Refusal, Stale
from tenants.offices.service import offices_above
from tenants.sign_in.pages import fields
from ui.i18n import LANGUAGES, SOURCE
from ui.model import wrong_of

_page = partial(section_page, Section.TEXTS)


@get("/texts")
async def list_texts(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """All of them, by what they belong to."""
    here = await visit_section(request, slug, Section.TEXTS)
    return _page(here, "texts", groups=schemas.groups(here, await service.texts_of(here.actor)))


@get("/texts/{place:str}")
async def show_text(request: AnyRequest, slug: FromPath[str], place: FromPath[str]) -> Answer:
    """One text in one form and language, by names like `closed.sms.en`; by `closed` alone as most people read it."""
    here = await visit_section(request, slug, Section.TEXTS)
    return await _text(here, _place(place))


@post("/texts/{place:str}", status_code=200)
async def save_text(request: AnyRequest, slug: FromPath[str], place: FromPath[str]) -> Answer:
    """Say it in the office's own words; or only show what they would look like."""
    here = await visit_section(request, slug, Section.TEXTS)
    at = _place(place)
    typed, version, act = await fields(request, "text", "version", "act")
    sample = await _sample(here, at)
    try:
        if act == "preview":
            words = await service.tried(here.actor, at, typed, sample, here.book)
            return await _text(here, at, typed=typed, tried=words)
        is_own = await service.change(here.actor, at, typed, sample, here.book, version=version_of(version))
    except (Invalid, Stale, Conflict) as refusal:
        return await _text(here, at, refusal, typed=typed)
    return back_to(here, schemas.path_of(at), "saved" if is_own else "usual")


@post("/texts/{place:str}/usual", status_code=200)
async def take_back(request: AnyRequest, slug: FromPath[str], place: FromPath[str]) -> Answer:
    """Say it in the usual words again."""
    here = await visit_section(request, slug, Section.TEXTS)
    at = _place(place)
    [version] = await fields(request, "version")
    try:
        await service.take_back(here.actor, at, version=version_of(version))
    except (Stale, Conflict) as refusal:
        return await _text(here, at, refusal)
    return back_to(here, schemas.path_of(at), "back")


def _place(name: str) -> Place:
    """Raises `Missing` for what no text is written for."""
    key, *more = name.split(".")
    if key not in BY_KEY or len(more) not in (0, 2):
        raise Missing("text_missing")
    forms = BY_KEY[key].forms
    form, language = more or (forms[0], SOURCE)
    if form not in set(forms) or language not in LANGUAGES:
        raise Missing("text_missing")
    return key, Form(form), language


async def _sample(here: Visit, place: Place) -> dict[str, str]:
    above = await offices_above(here.actor.tenant_id)
    base_url = here.runtime.settings.base_url
    return dict(examples(BY_KEY[place[0]], place[2], here.office, above, base_url))


async def _text(
    here: Visit, place: Place, refusal: Refusal | None = None, *, typed: str = "", tried: str = ""
) -> Answer:
    """`tried`: words that were not saved, as they would be kept."""
    key, form, language = place
    text = BY_KEY[key]
    own = (await service.texts_of(here.actor)).get(place, OwnText())
    usual = rules.usual(text, form, language)
    says = own.text if own.text is not None and rules.holds(text, form, own.text) else None
    stale = isinstance(refusal, Stale)
    errors = field_errors(here, refusal, schemas.WRONG, schemas.ORDER)
    errors = schemas.detailed(here, errors, refusal, place, text)
    return _page(
        here,
        "text",
        status=status_of(refusal),
        words_now=typed if typed and not stale else rules.shown(usual if own.text is None else own.text),
        is_own=own.text is not None,
        outdated=own.text is not None and says is None,
        version=own.version,
        lost=typed if stale else "",
        tried=bool(tried),
        preview=schemas.preview(here, place, text, tried or says or usual, await _sample(here, place)),
        errors=errors,
        wrong=wrong_of(errors),
        refusal=refused_words(here, refusal, schemas.REFUSED),
        done="" if refusal else done_words(here, schemas.DONE),
        to=address(here, schemas.path_of(place)),
        back_href=address(here, "texts"),
        channels_href=address(here, "channels"),
        **schemas.ways(here, place, text),
        **schemas.facts(here, place, text),
    )


text_pages = [list_texts, show_text, save_text, take_back]
