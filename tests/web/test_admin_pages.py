"""Every page of the administration in a real browser: light and dark, wide and on a phone; axe finds nothing."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple, cast

import pytest
import uvicorn
from axe_playwright_python.async_playwright import Axe
from litestar import Litestar, Router
from playwright.async_api import Browser, Page, async_playwright

from admin.console.routes import admin_routes
from helpdesk.channels.accounts import AccountBook
from kit.headers import Headers
from kit.settings import Settings
from support.officers import Floor, open_floor
from tenants.audit.service import record
from tenants.directory.model import Post
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Role
from tenants.sessions import service as sessions
from tenants.sign_in.forms import guard_forms
from ui.assets import Assets, assets_route
from wiring.problems import exception_handlers

CHROMIUM = "/usr/bin/chromium"
PICTURES = Path(__file__).parents[1] / ".pictures"
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
LOOKS = [(scheme, width) for scheme in ("light", "dark") for width in (1440, 390)]


class Stage(NamedTuple):
    """A running server, a browser, the office's home and its people."""

    browser: Browser
    base: str
    home: str
    secret: str
    administrator: Actor
    officer: Actor


@pytest.fixture
async def stage(database_urls: Settings) -> AsyncIterator[Stage]:
    async with open_floor(database_urls) as floor:
        pages = Router("/", route_handlers=[*admin_routes], guards=[guard_forms])
        handlers = exception_handlers()
        app = Litestar(
            [pages, assets_route(Assets())], exception_handlers=cast(Any, handlers), openapi_config=None
        )
        floor.runtime.accounts = AccountBook(floor.runtime.adapters, floor.runtime.sealer)
        app.state.runtime = floor.runtime
        door = socket.create_server(("127.0.0.1", 0))
        outside: Any = Headers(cast(Any, app), secure=False)
        server = uvicorn.Server(uvicorn.Config(outside, log_config=None, lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[door]))
        async with async_playwright() as play:
            args = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
            browser = await play.chromium.launch(executable_path=CHROMIUM, args=args)
            yield await _furnished(floor, browser, f"http://localhost:{door.getsockname()[1]}")
            await browser.close()
        server.should_exit = True
        await serving


async def _furnished(floor: Floor, browser: Browser, base: str) -> Stage:
    """An administrator, people of several kinds, and entries in the log."""
    place = floor.world.district
    administrator = await floor.world.staff(place, Role.ADMINISTRATOR)
    officer = await floor.world.staff(place, Role.UNIT_OFFICER, "Puskesmas Batang I", "Puskesmas Batang II")
    gone = await floor.world.staff(place, Role.SUPERVISOR)
    await place.change("UPDATE membership SET active = false WHERE tenant_id = $1 AND id = $2", gone.id)
    assert administrator.id
    assert administrator.person_id
    post = Post(tenant_id=place.id, membership_id=administrator.id)
    secret = await sessions.begin(post, administrator.person_id)
    case = await floor.case()
    async with tenant_scope(place.id) as scope:
        for _ in range(60):
            await record(scope, administrator, "contact.revealed", "case", case.id, reason="Warga menelepon")
    return Stage(browser, base, f"/admin/{place.slug}", secret, administrator, officer)


async def test_every_page_is_well_made_for_everybody(stage: Stage) -> None:
    PICTURES.mkdir(exist_ok=True)
    found = [line for scheme, width in LOOKS for line in await _look(stage, scheme, width)]
    assert not found, "\n".join(found)


async def _look(stage: Stage, scheme: Any, width: int) -> list[str]:
    window = await stage.browser.new_context(
        base_url=stage.base, color_scheme=scheme, viewport={"width": width, "height": 900}
    )
    await window.add_cookies([{"name": "sahut", "value": stage.secret, "url": stage.base}])
    page = await window.new_page()
    home, found = stage.home, []
    person, own = f"{home}/people/{stage.officer.id}", f"{home}/people/{stage.administrator.id}"
    for path in (f"{home}/", f"{home}/people/new", person, own, f"{home}/channels", f"{home}/audit"):
        await page.goto(path)
        name = {person: "person", own: "self"}.get(path, path.removeprefix(home))
        found += await _faults(page, name, scheme, width)
    await page.goto(f"{home}/people/new")
    await page.fill("[name=name]", "Budi")
    await page.fill("[name=email]", "budi@tempat")
    await page.check("[value=unit_officer]")
    await page.click("main button[type=submit]")
    found += await _faults(page, "/people/new-wrong", scheme, width)
    await page.goto(person)
    await page.click("form[action$='/link'] button")
    found += await _faults(page, "/people/link", scheme, width)
    await page.goto(f"{home}/channels")
    await page.click("form[action$='/test'] button")
    found += await _faults(page, "/channels/test", scheme, width)
    await window.close()
    return found


async def _faults(page: Page, name: str, scheme: str, width: int) -> list[str]:
    """What axe and a ruler find on the page; a picture of it is kept."""
    words = "-".join(part for part in name.split("/") if part) or "people"
    await page.screenshot(path=PICTURES / f"admin-{words}-{scheme}-{width}.png", full_page=True)
    results = await Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    found = [f"{violation['id']}: {violation['help']}" for violation in results.response["violations"]]
    wide = await page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    if wide:
        found.append("the page scrolls sideways")
    return [f"{name} {scheme} {width}: {line}" for line in found]
