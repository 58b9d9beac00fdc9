"""Pages: the office's accounts, and the test of one."""

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import get, post
from litestar.params import FromPath

from admin.channels import service
from admin.channels.model import AccountState
from admin.frame.service import Section, address, shell, visit_section
from helpdesk.cases.words import CHANNELS
from helpdesk.channels.errors import ERRORS, ChannelError
from helpdesk.channels.model import Health
from helpdesk.desk.pages import Answer, AnyRequest, Visit, page
from ui import formats
from ui.i18n import N_

_TESTS = (20, 60.0)
"""Tests of one office within seconds: each of them is a call to somebody else's server."""
_UNNAMED = N_("Kanal menolak tanpa menyebut alasan. Periksa setelan akun ini.")


@get("/channels")
async def list_channels(request: AnyRequest, slug: FromPath[str]) -> Answer:
    """Every account."""
    here = await visit_section(request, slug, Section.CHANNELS)
    return await _page(here)


@post("/channels/{account_id:uuid}/test", status_code=200)
async def test_channel(request: AnyRequest, slug: FromPath[str], account_id: FromPath[UUID]) -> Answer:
    """Test one account, and say what came of it."""
    here = await visit_section(request, slug, Section.CHANNELS)
    await here.runtime.limits.allow(f"channel-test:{here.actor.tenant_id}", *_TESTS)
    return await _page(here, account_id, await service.test(here.actor, account_id, here.book))


async def _page(here: Visit, tested: UUID | None = None, health: Health | None = None) -> Answer:
    found = await service.accounts(here.actor, here.book)
    result = next((_result(here, each, health) for each in found if health and each.id == tested), None)
    outside, inside = ([_row(here, each) for each in found if each.outside is way] for way in (True, False))
    around = shell(here, Section.CHANNELS)
    return page(here, "admin/channels.html", around, outside=outside, inside=inside, result=result)


def _result(here: Visit, account: AccountState, health: Health) -> dict[str, Any]:
    advice = "" if health.ok else here.say(health.advice or _UNNAMED)
    return {"name": account.name, "ok": health.ok, "advice": advice}


def _row(here: Visit, account: AccountState) -> dict[str, Any]:
    base = here.runtime.settings.base_url
    error = ERRORS.get(account.error_code, ChannelError) if account.error_code else None
    return {
        "name": account.name,
        "kind": here.say(CHANNELS[account.kind]),
        "address": account.address,
        "active": account.active,
        "hook": f"{base}/hooks/{account.kind.value}/{account.id}" if account.listens else "",
        "last_in": _time(here, account.last_in),
        "last_out": _time(here, account.last_out),
        "error": here.say(error.sentence) if error else "",
        "test_href": address(here, f"channels/{account.id}/test") if account.testable else "",
    }


def _time(here: Visit, moment: datetime | None) -> str:
    return formats.date_time(moment, here.office.timezone, language=here.language) if moment else ""


channel_pages = [list_channels, test_channel]
