"""Administrators at their pages: the real ones on a small world, and what they leave in their office."""

import re
from collections.abc import Sequence
from uuid import UUID

import httpx

from support.officers import BASE, Browser, Floor, Form
from support.world import Place
from tenants.permissions.model import Actor, Role

SECRET = re.compile(r"/welcome/([A-Za-z0-9_-]{43})")


async def an_administrator(floor: Floor) -> tuple[Browser, Actor]:
    """Somebody who administers the district; the browser's pages are those of the administration."""
    browser, actor = await floor.officer(Role.ADMINISTRATOR)
    browser.desk = browser.desk.replace("/desk/", "/admin/")
    return browser, actor


async def send(
    browser: Browser,
    path: str,
    ending: str,
    *,
    roles: Sequence[str],
    units: Sequence[str] = (),
    **typed: str,
) -> httpx.Response:
    """Open a page, tick exactly these boxes of its form, and press its button."""
    form = Form((await browser.get(path)).text, ending)
    fields = {**form.fields, **typed, "roles": list(roles), "units": list(units)}
    return await browser.http.post(form.action, data=fields, headers={"origin": BASE})


async def post(browser: Browser, path: str, ending: str) -> httpx.Response:
    """Press one button of a page."""
    return await browser.send(await browser.get(path), ending)


async def audited(place: Place) -> list[str]:
    """Actions in the office's audit log, the oldest first."""
    rows = await place.rows("SELECT action FROM audit_entry WHERE tenant_id = $1 ORDER BY at, id")
    return [row["action"] for row in rows]


async def roles_of(place: Place, member_id: UUID | None) -> list[str]:
    """What somebody is in the office."""
    sql = "SELECT roles FROM membership WHERE tenant_id = $1 AND id = $2"
    return list(await place.value(sql, member_id))


def a_stranger(floor: Floor) -> httpx.AsyncClient:
    """A browser that nobody has signed in with."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=floor.app), base_url=BASE)
