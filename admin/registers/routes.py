"""Pages: how the register's lists stand, one list, one map."""

from functools import partial
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from admin.calendars.forms import sent_file
from admin.channels import service as channels
from admin.channels.model import AccountState
from admin.frame.service import (
    Section,
    address,
    back_to,
    done_words,
    refusal_shown,
    section_page,
    status_of,
    visit_section,
)
from admin.registers import schemas
from admin.registers.service import NotFetched, fetch
from helpdesk.cases.words import KINDS
from helpdesk.channels.model import ChannelKind
from helpdesk.channels.register import MapKind, MasterKind
from helpdesk.desk.pages import Answer, AnyRequest, Visit, version_of
from helpdesk.desk.register_words import mode_words
from helpdesk.masters import service
from helpdesk.masters.rules import MOST_BYTES, MOST_PAIRS
from helpdesk.registers import by_rule
from helpdesk.registers.model import FilingRule, Mode
from helpdesk.registers.modes import mode_of
from helpdesk.topics.service import all_topics
from kit.errors import Conflict, Invalid, Refusal, Stale
from ui.model import Option

_FETCHES = (10, 60.0)
"""Readings of one office within seconds: each of them is several calls to somebody else's server."""
_MOST_FORM_BYTES = 512 * 1024
_page = partial(section_page, Section.REGISTER)


@get("/lapor")
async def show_register(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """How the lists of each account stand."""
    return await _register(await visit_section(request, slug, Section.REGISTER))


@post("/lapor/{agency_id:uuid}/fetch", status_code=200)
async def fetch_lists(request: AnyRequest, slug: FromPath[str], agency_id: FromPath[UUID]) -> Answer:
    """Read the register's lists now, and say what changed."""
    here = await visit_section(request, slug, Section.REGISTER)
    await here.runtime.limits.allow(f"masters:{here.actor.tenant_id}", *_FETCHES)
    try:
        taken = await fetch(here.actor, agency_id, here.book)
    except NotFetched as missed:
        return await _register(here, bad=here.say(missed.error.sentence))
    return await _register(here, good=schemas.told(here, taken))


@get("/lapor/{agency_id:uuid}/lists/{list_kind:str}")
async def show_list(
    request: AnyRequest, slug: FromPath[str], agency_id: FromPath[UUID], list_kind: FromPath[str]
) -> Answer:
    """One list, and the form to add to it by hand."""
    here = await visit_section(request, slug, Section.REGISTER)
    return await _list(here, agency_id, schemas.list_kind(list_kind))


@post("/lapor/{agency_id:uuid}/lists/{list_kind:str}", status_code=200, request_max_body_size=2 * MOST_BYTES)
async def add_to_list(
    request: AnyRequest, slug: FromPath[str], agency_id: FromPath[UUID], list_kind: FromPath[str]
) -> Answer:
    """Take lines from a file or from what was typed."""
    here = await visit_section(request, slug, Section.REGISTER)
    kind = schemas.list_kind(list_kind)
    try:
        await service.type_in(here.actor, agency_id, kind, await sent_file(request), here.book)
    except (Invalid, Conflict) as refusal:
        return await _list(here, agency_id, kind, refusal)
    return back_to(here, f"lapor/{agency_id}/lists/{kind.value}", "typed")


@get("/lapor/rule")
async def show_rule(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """What the office files by itself."""
    return await _rule(await visit_section(request, slug, Section.REGISTER))


@post("/lapor/rule", status_code=200)
async def save_rule(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Replace it as a whole."""
    here = await visit_section(request, slug, Section.REGISTER)
    wanted = schemas.rule_of(await request.form())
    try:
        await by_rule.change_rule(here.actor, wanted)
    except Stale as refusal:
        return await _rule(here, refusal)
    except Invalid as refusal:
        return await _rule(here, refusal, wanted)
    return back_to(here, "lapor/rule", "ruled")


@get("/lapor/{agency_id:uuid}/maps/{map_kind:str}")
async def show_map(
    request: AnyRequest, slug: FromPath[str], agency_id: FromPath[UUID], map_kind: FromPath[str]
) -> Answer:
    """One map."""
    here = await visit_section(request, slug, Section.REGISTER)
    return await _map(here, agency_id, schemas.map_kind(map_kind))


@post("/lapor/{agency_id:uuid}/maps/{map_kind:str}", status_code=200, request_max_body_size=_MOST_FORM_BYTES)
async def save_map(
    request: AnyRequest, slug: FromPath[str], agency_id: FromPath[UUID], map_kind: FromPath[str]
) -> Answer:
    """Replace it as a whole."""
    here = await visit_section(request, slug, Section.REGISTER)
    kind = schemas.map_kind(map_kind)
    pairs, version = await _typed(request)
    try:
        await service.save_map(here.actor, agency_id, kind, pairs, here.book, version=version_of(version))
    except Stale as refusal:
        return await _map(here, agency_id, kind, refusal)
    except Invalid as refusal:
        return await _map(here, agency_id, kind, refusal, pairs)
    return back_to(here, f"lapor/{agency_id}/maps/{kind.value}", "saved")


async def _typed(request: AnyRequest) -> tuple[dict[str, str], str]:
    form = await request.form()
    pairs = {}
    for place in range(MOST_PAIRS + 1):
        key, value = form.get(f"key_{place}", ""), form.get(f"code_{place}", "")
        if isinstance(key, str) and isinstance(value, str) and key.strip() and value.strip():
            pairs[key.strip()] = value.strip()
    version = form.get("version", "")
    return pairs, version if isinstance(version, str) else ""


async def _register(here: Visit, *, good: str = "", bad: str = "") -> Answer:
    cards, mode = [], await mode_of(here.actor, here.book)
    for each in await _accounts(here):
        state = await service.state(here.actor, each.id, here.book)
        cards.append(schemas.card(here, each, state))
    return _page(
        here,
        "register",
        cards=cards,
        mode=mode_words(mode, here.say),
        off=mode is Mode.OFF,
        rule=await by_rule.rule_of(here.actor),
        good=good,
        bad=bad,
        rule_href=address(here, "lapor/rule"),
        new_href=address(here, "channels/new?kind=lapor"),
    )


async def _accounts(here: Visit) -> list[AccountState]:
    found = await channels.accounts(here.actor, here.book)
    return [each for each in found if each.kind == ChannelKind.LAPOR and each.address and each.active]


async def _list(here: Visit, account_id: UUID, kind: MasterKind, refusal: Refusal | None = None) -> Answer:
    found = await service.lines(here.actor, account_id, kind, here.book)
    return _page(
        here,
        "register_list",
        status=status_of(refusal),
        name=here.say(schemas.LISTS[kind]),
        rows=found[: schemas.MOST_SHOWN],
        hidden=max(0, len(found) - schemas.MOST_SHOWN),
        to=address(here, f"lapor/{account_id}/lists/{kind.value}"),
        **_around(here, refusal),
    )


async def _map(
    here: Visit,
    account_id: UUID,
    kind: MapKind,
    refusal: Refusal | None = None,
    typed: dict[str, str] | None = None,
) -> Answer:
    suggest = typed is None and bool(here.request.query_params.get("suggest"))
    sheet = await service.sheet(here.actor, account_id, kind, here.book)
    return _page(
        here,
        "register_map",
        status=status_of(refusal),
        name=here.say(schemas.MAPS[kind]),
        hint=here.say(schemas.HINTS[kind]),
        lines=schemas.lines(here, sheet, typed, suggest=suggest),
        suggest_href=schemas.suggest_href(here, account_id, sheet, shown=suggest),
        free=kind in schemas.FREE,
        choices=schemas.choices(here, sheet),
        version=sheet.version,
        to=address(here, f"lapor/{account_id}/maps/{kind.value}"),
        **_around(here, refusal),
    )


async def _rule(here: Visit, refusal: Refusal | None = None, typed: FilingRule | None = None) -> Answer:
    rule = typed or await by_rule.rule_of(here.actor)
    offered = [each for each in await all_topics(here.actor) if each.active or each.id in rule.topics]
    return _page(
        here,
        "register_rule",
        status=status_of(refusal),
        rule=rule,
        kinds=[Option(value=kind.value, label=here.say(name)) for kind, name in KINDS.items()],
        chosen_kinds=[kind.value for kind in rule.kinds],
        topics=[Option(value=str(each.id), label=each.name) for each in offered],
        chosen_topics=[str(each) for each in rule.topics],
        to=address(here, "lapor/rule"),
        **_around(here, refusal),
    )


def _around(here: Visit, refusal: Refusal | None) -> dict[str, Any]:
    return {
        **refusal_shown(here, refusal, schemas.WRONG, schemas.ORDER, schemas.REFUSED),
        "done": done_words(here, schemas.DONE),
        "back_href": address(here, "lapor"),
    }


register_pages = [
    *(show_register, fetch_lists, show_list, add_to_list),
    *(show_map, save_map, show_rule, save_rule),
]
