"""Pages: the office's accounts, the test of one, a new one, one account."""

from functools import partial
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from admin.channels import entering, schemas, service
from admin.channels.kinds import WORDS, kind_words
from admin.channels.letters import send_letter
from admin.channels.model import Entered, TypedAccount
from admin.channels.quiet_pages import quiet_pages, told_in_short
from admin.channels.trial_pages import trial_pages
from admin.frame.service import (
    Section,
    address,
    back_to,
    by_name,
    done_words,
    refusal_shown,
    section_page,
    status_of,
    visit_section,
)
from helpdesk.channels.health import Health
from helpdesk.channels.model import ChannelKind
from helpdesk.desk.pages import Answer, AnyRequest, Visit, version_of
from kit.errors import Conflict, Invalid, Missing, Refusal, Stale
from tenants.sign_in.pages import fields
from ui.model import Link

_TESTS = (20, 60.0)
"""Tests of one office within seconds: each of them is a call to somebody else's server."""
_page = partial(section_page, Section.CHANNELS)


@get("/channels")
async def list_channels(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Every account."""
    here = await visit_section(request, slug, Section.CHANNELS)
    return await _list(here)


@post("/channels/{account_id:uuid}/test", status_code=200)
async def test_channel(request: AnyRequest, slug: FromPath[str], account_id: FromPath[UUID]) -> Answer:
    """Test one account, and say what came of it."""
    here = await visit_section(request, slug, Section.CHANNELS)
    await here.runtime.limits.allow(f"channel-test:{here.actor.tenant_id}", *_TESTS)
    return await _list(here, account_id, await service.test(here.actor, account_id, here.book))


@get("/channels/new")
async def new_account(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """The empty form."""
    here = await visit_section(request, slug, Section.CHANNELS)
    return _form(here, _kind_asked(here), TypedAccount())


@post("/channels/new", status_code=200)
async def add_account(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Enter an account, and show this once what the remote's page asks for."""
    here = await visit_section(request, slug, Section.CHANNELS)
    kind = _kind_asked(here)
    typed = await _typed(here, kind)
    try:
        entered = await entering.enter(here.actor, kind, typed, here.book)
    except (Invalid, Conflict) as refusal:
        return _form(here, kind, typed, refusal)
    return await _hook(here, entered)


@get("/channels/{account_id:uuid}")
async def show_account(request: AnyRequest, slug: FromPath[str], account_id: FromPath[UUID]) -> Answer:
    """One account, and what may be done."""
    return await _account(await visit_section(request, slug, Section.CHANNELS), account_id)


@post("/channels/{account_id:uuid}", status_code=200)
async def save_account(request: AnyRequest, slug: FromPath[str], account_id: FromPath[UUID]) -> Answer:
    """Replace its settings; secrets that were left empty stay."""
    here = await visit_section(request, slug, Section.CHANNELS)
    found = await service.account(here.actor, account_id, here.book)
    typed = await _typed(here, found.kind, by_hand=found.by_hand)
    version, renew = await fields(request, "version", "renew")
    try:
        entered = await entering.change(
            here.actor, account_id, typed, here.book, version=version_of(version), renew=bool(renew)
        )
    except (Stale, Conflict) as refusal:
        return await _account(here, account_id, refusal)
    except Invalid as refusal:
        return await _account(here, account_id, refusal, typed)
    return (
        await _hook(here, entered)
        if entered.verify_token
        else back_to(here, f"channels/{account_id}", "saved")
    )


@post("/channels/{account_id:uuid}/deactivate", status_code=200)
async def switch_off(request: AnyRequest, slug: FromPath[str], account_id: FromPath[UUID]) -> Answer:
    """Receive and send nothing more through it."""
    here = await visit_section(request, slug, Section.CHANNELS)
    await entering.switch(here.actor, account_id, here.book, active=False)
    return back_to(here, f"channels/{account_id}", "off")


@post("/channels/{account_id:uuid}/reactivate", status_code=200)
async def switch_on(request: AnyRequest, slug: FromPath[str], account_id: FromPath[UUID]) -> Answer:
    """Use it again."""
    here = await visit_section(request, slug, Section.CHANNELS)
    try:
        await entering.switch(here.actor, account_id, here.book, active=True)
    except Conflict as refusal:
        return await _account(here, account_id, refusal)
    return back_to(here, f"channels/{account_id}", "on")


@post("/channels/{account_id:uuid}/menu", status_code=200)
async def switch_menu(request: AnyRequest, slug: FromPath[str], account_id: FromPath[UUID]) -> Answer:
    """Show the menu to whoever greets, or no longer."""
    here = await visit_section(request, slug, Section.CHANNELS)
    (shown,) = await fields(request, "shown")
    await entering.show_menu(here.actor, account_id, shown=shown == "1")
    return back_to(here, f"channels/{account_id}", "menu_on" if shown == "1" else "menu_off")


def _kind_asked(here: Visit) -> ChannelKind:
    """The kind of a new account, by its address; WhatsApp unless it says otherwise."""
    asked = here.request.query_params.get("kind", ChannelKind.WHATSAPP.value)
    return next((kind for kind in WORDS if kind.value == asked), ChannelKind.WHATSAPP)


def _offered(here: Visit) -> list[Link]:
    """A way to enter each kind of account that administrators may enter."""
    adapters = ((kind, here.book.adapter(kind)) for kind in WORDS)
    return [
        Link(label=kind_words(here, kind)["enter"], href=address(here, f"channels/new?kind={kind.value}"))
        for kind, adapter in adapters
        if adapter and adapter.address_field
    ]


async def _typed(here: Visit, kind: ChannelKind, *, by_hand: bool = False) -> TypedAccount:
    names = [field.name for field in entering.fields(kind, here.book, by_hand=by_hand)]
    [name] = await fields(here.request, "name")
    return TypedAccount(name=name, values=await by_name(here.request, names))


async def _list(here: Visit, tested: UUID | None = None, health: Health | None = None) -> Answer:
    found = await service.accounts(here.actor, here.book)
    result = next(
        (schemas.result(here, each, health) for each in found if health and each.id == tested), None
    )
    outside, inside = (
        [schemas.row(here, each) for each in found if each.outside is way] for way in (True, False)
    )
    return _page(
        here,
        "channels",
        outside=outside,
        inside=inside,
        result=result,
        offered=_offered(here),
        quiet=await told_in_short(here),
        quiet_href=address(here, "channels/quiet-hours"),
    )


def _form(here: Visit, kind: ChannelKind, typed: TypedAccount, refusal: Refusal | None = None) -> Answer:
    drawn = schemas.inputs(here, kind, entering.fields(kind, here.book), typed, new=True)
    return _page(
        here,
        "channel_new",
        status=422 if refusal else 200,
        typed=typed,
        **drawn,
        **refusal_shown(here, refusal, schemas.WRONG, tuple(schemas.NAMES), schemas.REFUSED),
        words=kind_words(here, kind),
        to=address(here, f"channels/new?kind={kind.value}"),
        back_href=address(here, "channels"),
    )


async def _account(
    here: Visit, account_id: UUID, refusal: Refusal | None = None, typed: TypedAccount | None = None
) -> Answer:
    found = await service.account(here.actor, account_id, here.book)
    if not found.enterable:
        raise Missing("account_missing")
    if typed is None:
        values = await entering.open_values(here.actor, account_id, here.book)
        typed = TypedAccount(name=found.name, values=values)
    aside = await service.set_aside(here.actor, account_id) if found.looked_into else []
    own = entering.fields(found.kind, here.book, by_hand=found.by_hand)
    drawn = schemas.inputs(here, found.kind, own, typed, new=False)
    return _page(
        here,
        "channel",
        status=status_of(refusal),
        account=schemas.row(here, found),
        news=[schemas.told(here, *each) for each in await service.news(here.actor, account_id)],
        looked_into=found.looked_into,
        aside=[schemas.aside(here, account_id, each) for each in aside],
        typed=typed,
        **drawn,
        **refusal_shown(here, refusal, schemas.WRONG, tuple(schemas.NAMES), schemas.REFUSED),
        done=done_words(here, schemas.DONE),
        words=kind_words(here, found.kind),
        called_at=schemas.called_at(here, found, typed),
        rule_href=address(here, "lapor/rule") if found.kind is ChannelKind.LAPOR else "",
        templates_href=address(here, "templates") if found.has_templates else "",
        to=address(here, f"channels/{account_id}"),
        back_href=address(here, "channels"),
    )


async def _hook(here: Visit, entered: Entered) -> Answer:
    """What the remote's page asks for; the token is shown this once."""
    found = await service.account(here.actor, entered.id, here.book)
    back_href = address(here, "channels")
    account, token = schemas.row(here, found), entered.verify_token
    if token and found.kind is ChannelKind.SMS:
        token = f"{account['hook']}/{token}"
    return _page(
        here,
        "channel_hook",
        account=account,
        token=token,
        words=kind_words(here, found.kind),
        back_href=back_href,
    )


channel_pages = [
    *(list_channels, test_channel, new_account, add_account),
    *quiet_pages,
    *trial_pages,
    *(show_account, save_account, switch_off, switch_on, switch_menu, send_letter),
]
