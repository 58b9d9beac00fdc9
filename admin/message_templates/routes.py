"""Pages: the templates of all accounts, the remote's list, a template entered by hand, one template."""

from functools import partial
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from admin.channels import service as channels
from admin.frame.service import (
    Section,
    address,
    back_to,
    done_words,
    refusal_shown,
    refused_words,
    section_page,
    status_of,
    typed_as,
    visit_section,
)
from admin.message_templates import schemas
from admin.message_templates.service import NotFetched, fetch
from helpdesk.desk.pages import Answer, AnyRequest, Visit, version_of
from helpdesk.message_templates import service
from helpdesk.message_templates.model import TypedTemplate
from kit.errors import Conflict, Invalid, Missing, Refusal, Stale
from kit.ids import known_id
from tenants.sign_in.pages import fields

_FETCHES = (10, 60.0)
"""Lists of one office within seconds: each of them is several calls to somebody else's server."""
_page = partial(section_page, Section.TEMPLATES)


@get("/templates")
async def list_templates(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """All of them."""
    return await _list(await visit_section(request, slug, Section.TEMPLATES))


@post("/templates/fetch/{account_id:uuid}", status_code=200)
async def fetch_templates(request: AnyRequest, slug: FromPath[str], account_id: FromPath[UUID]) -> Answer:
    """Read the remote's list of one account, and say what changed."""
    here = await visit_section(request, slug, Section.TEMPLATES)
    await here.runtime.limits.allow(f"templates:{here.actor.tenant_id}", *_FETCHES)
    try:
        done = await fetch(here.actor, account_id, here.book)
    except NotFetched as missed:
        return await _list(here, bad=schemas.not_fetched(here, missed.error))
    except Conflict as refusal:
        return await _list(here, bad=refused_words(here, refusal, schemas.REFUSED))
    return await _list(here, good=schemas.told(here, done))


@get("/templates/new")
async def new_template(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The empty form."""
    here = await visit_section(request, slug, Section.TEMPLATES)
    return await _form(here, TypedTemplate())


@post("/templates/new", status_code=200)
async def add_template(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Enter one by hand."""
    here = await visit_section(request, slug, Section.TEMPLATES)
    typed, (account,) = await typed_as(request, TypedTemplate), await fields(request, "account")
    try:
        await service.add_template(here.actor, known_id(account, "account_missing"), typed)
    except Missing:
        return await _form(here, typed, Invalid("invalid", fields={"account": "unknown"}))
    except Invalid as refusal:
        return await _form(here, typed, refusal, account)
    return back_to(here, "templates", "added")


@get("/templates/{template_id:uuid}")
async def show_template(request: AnyRequest, slug: FromPath[str], template_id: FromPath[UUID]) -> Answer:
    """One template."""
    return await _template(await visit_section(request, slug, Section.TEMPLATES), template_id)


@post("/templates/{template_id:uuid}", status_code=200)
async def save_template(request: AnyRequest, slug: FromPath[str], template_id: FromPath[UUID]) -> Answer:
    """Replace what was entered."""
    here = await visit_section(request, slug, Section.TEMPLATES)
    typed, (version,) = await typed_as(request, TypedTemplate), await fields(request, "version")
    try:
        await service.change_template(here.actor, template_id, typed, version=version_of(version))
    except Stale as refusal:
        return await _template(here, template_id, refusal)
    except Invalid as refusal:
        return await _template(here, template_id, refusal, typed)
    return back_to(here, f"templates/{template_id}", "saved")


async def _list(here: Visit, *, good: str = "", bad: str = "") -> Answer:
    accounts = await channels.accounts(here.actor, here.book)
    names = {str(each.id): each.name for each in accounts}
    templates = await service.all_templates(here.actor)
    rows = [schemas.row(here, each, names) for each in templates]
    return _page(
        here,
        "templates",
        rows=rows,
        fetches=schemas.fetch_forms(here, accounts),
        hints=schemas.hints(here, templates),
        good=good or done_words(here, schemas.DONE),
        bad=bad,
        new_href=address(here, "templates/new"),
        channels_href=address(here, "channels"),
    )


async def _form(
    here: Visit, typed: TypedTemplate, refusal: Refusal | None = None, account: str = ""
) -> Answer:
    accounts = await channels.accounts(here.actor, here.book)
    options = schemas.options(here, accounts)
    only = options["accounts"][0].value if len(options["accounts"]) == 1 else ""
    return _page(
        here,
        "template_new",
        status=422 if refusal else 200,
        typed=typed,
        account=account or only,
        to=address(here, "templates/new"),
        **options,
        **_around(here, refusal),
    )


async def _template(
    here: Visit, template_id: UUID, refusal: Refusal | None = None, typed: TypedTemplate | None = None
) -> Answer:
    found = await service.template(here.actor, template_id)
    accounts = await channels.accounts(here.actor, here.book)
    labels = ", ".join(found.variables)
    stands = TypedTemplate(
        name=found.name,
        language=found.language,
        category=found.category,
        body=found.body,
        variables=labels,
        state=found.state.value,
    )
    names = {str(each.id): each.name for each in accounts}
    return _page(
        here,
        "template",
        status=status_of(refusal),
        stands=schemas.row(here, found, names),
        version=found.version,
        typed=typed or stands,
        done=done_words(here, schemas.DONE),
        to=address(here, f"templates/{template_id}"),
        **schemas.options(here, accounts),
        **_around(here, refusal),
    )


def _around(here: Visit, refusal: Refusal | None) -> dict[str, Any]:
    return {
        **refusal_shown(here, refusal, schemas.WRONG, schemas.ORDER, schemas.REFUSED),
        "back_href": address(here, "templates"),
    }


template_pages = [list_templates, fetch_templates, new_template, add_template, show_template, save_template]
