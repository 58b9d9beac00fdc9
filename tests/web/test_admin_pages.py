"""Every page of the administration in a real browser: light and dark, wide and on a phone, in both languages; axe
finds nothing."""

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest
import uvicorn
from playwright.async_api import Browser, Page, async_playwright

from admin.channels import entering
from admin.channels.model import TypedAccount
from admin.console.routes import admin_routes
from admin.units import service as units
from admin.units.model import TypedUnit
from helpdesk.canned import service as canned
from helpdesk.cases.recounting import ask, recount_due
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.model import ChannelKind
from helpdesk.message_templates import service as message_templates
from helpdesk.message_templates.model import TypedTemplate
from helpdesk.topics import service as topics
from kit.settings import Settings
from support.applications import guarded
from support.faces import each_way, faults_of, in_language, seen
from support.officers import Floor, open_floor
from tenants.audit.service import record
from tenants.directory.model import Post
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Role
from tenants.sessions import service as sessions
from ui.assets import Assets, assets_route
from wiring.bench.chromium import CHROMIUM, FLAGS

_QUESTION = "kind=complaint&grade=yellow&channel=email&date=2026-03-13&time=15:30&wait_from=2026-03-14T08:00"


class Stage(NamedTuple):
    """A running server, a browser, the office's home and its people."""

    browser: Browser
    base: str
    home: str
    secret: str
    administrator: Actor
    officer: Actor
    things: dict[str, str]
    """Addresses below the home of one thing of each kind, and their names."""


@pytest.fixture
async def stage(database_urls: Settings) -> AsyncIterator[Stage]:
    async with open_floor(database_urls) as floor:
        floor.runtime.accounts = AccountBook(floor.runtime.adapters, floor.runtime.sealer)
        outside = guarded(floor.runtime, *admin_routes, assets_route(Assets()))
        door = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(outside, log_config=None, lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[door]))
        async with async_playwright() as play:
            browser = await play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
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
    things = await _things(floor, administrator)
    return Stage(browser, base, f"/admin/{place.slug}", secret, administrator, officer, things)


async def _things(floor: Floor, administrator: Actor) -> dict[str, str]:
    """A tree of units with a closed one, an account, a template in a state that is not the usual, a reply."""
    place, book = floor.world.district, floor.runtime.accounts
    above = await units.add(administrator, TypedUnit(name="Bidang Pelayanan Kesehatan", kind="field"))
    below = TypedUnit(name="Seksi Rujukan", kind="section", parent=str(above))
    await units.add(administrator, below)
    named = TypedUnit(name="Klinik Melati", kind="clinic", address="Jl. Melati 3")
    closed = await units.add(administrator, named)
    await units.deactivate(administrator, closed, version=1)
    await floor.case()
    await place.change(
        "UPDATE cases SET unit_id = $2 WHERE tenant_id = $1", place.units["Puskesmas Batang I"]
    )
    values = {"phone_number_id": "106540352242922", "waba_id": "2", "display_number": "0811 2345 678"}
    keys = {"access_token": "EAAG-rahasia-sekali", "app_secret": "rahasia-aplikasi"}
    typed = TypedAccount(name="WhatsApp Dinkes", values={**values, **keys})
    account = (await entering.enter(administrator, ChannelKind.WHATSAPP, typed, book)).id
    text = TypedTemplate(name="kabar", body="Kabar {{1}}: {{2}}", variables="nomor, isi", state="paused")
    template = await message_templates.add_template(administrator, account, text)
    async with tenant_scope(place.id) as scope:
        await ask(scope, administrator, why="hours")
    await place.change(
        "INSERT INTO own_text VALUES ($1, 'reopened', 'message', 'id', '{number} – dibuka', 0, 1)"
    )
    reply = (await canned.all_canned_replies(administrator))[0].id
    *_, topic, retired = [each.id for each in await topics.all_topics(administrator)]
    await topics.retire_topic(administrator, retired, version=1)
    above_us = await place.value(
        "SELECT p.slug FROM tenant t JOIN tenant p ON p.id = t.parent_id WHERE t.id = $1"
    )
    return {
        f"/relations/{above_us}": "relation-one",
        f"/topics/{topic}": "topic-one",
        f"/topics/{retired}": "topic-retired",
        f"/units/{above}": "unit-above",
        f"/units/{closed}": "unit-closed",
        f"/units/{place.units['Puskesmas Batang I']}": "unit-with-cases",
        f"/channels/{account}": "channel-one",
        f"/channels/{account}/message": "channel-message",
        f"/templates/{template}": "template-one",
        f"/canned/{reply}": "canned-one",
        "/texts/reopened": "text-own",
        "/units?done=off": "units-done",
        f"/promises/simulator?{_QUESTION}": "promises-answer",
    }


async def test_every_page_is_well_made_for_everybody(stage: Stage) -> None:
    """Two people go through all pages and fill in the forms, one in each language and on whatever is at hand."""
    walks = await asyncio.gather(*(_walk(stage, language) for language in ("id", "en")))
    found = [line for walk in walks for line in walk]
    assert not found, "\n".join(found)


async def _walk(stage: Stage, language: str) -> list[str]:
    window = await stage.browser.new_context(base_url=stage.base)
    await window.add_cookies([{"name": "sahut", "value": stage.secret, "url": stage.base}])
    page = await window.new_page()
    home, found = stage.home, []
    await page.goto(in_language(home, language))
    person, own = f"{home}/people/{stage.officer.id}", f"{home}/people/{stage.administrator.id}"
    usual = ("/", "/people", "/people/new", "/units", "/units/new")
    channels = ("/channels", "/channels/new", "/channels/quiet-hours", "/relations")
    texts = (
        *("/texts", "/texts/acknowledged", "/texts/acknowledged.sms.en", "/texts/closed.subject.id"),
        *(
            "/texts/danger",
            "/texts/disposed",
            "/canned",
            "/canned/new",
            "/topics",
            "/topics/new",
            "/templates",
            "/templates/new",
        ),
        *("/audit", "/audit?about=units", "/calendars", "/calendars/office", "/calendars/new", "/rounds"),
    )
    promises = ("/promises", "/promises/draft", "/promises/simulator")
    things = {person: "person", own: "self", **{f"{home}{path}": name for path, name in stage.things.items()}}
    for path in (*(f"{home}{each}" for each in (*usual, *channels, *promises, *texts)), *things):
        await page.goto(path)
        found += await _faults(page, things.get(path, path.removeprefix(home)), language)
    await page.goto(f"{home}/units/new")
    await page.click("main button[type=submit]")  # the browser itself insists on the name
    found += await _faults(page, "/units/new-wrong", language)
    await page.goto(f"{home}/channels/new")
    await page.fill("[name=name]", "WhatsApp")
    await page.evaluate(
        "document.querySelectorAll('main [required]').forEach((each) => (each.required = false))"
    )
    await _presses(page, "main button[type=submit]")
    found += await _faults(page, "/channels/new-wrong", language)
    await page.goto(f"{home}/texts/closed.sms.id")
    await page.fill("[name=text]", "Halo {nama}, laporan {nomor} – selesai.")
    await _presses(page, "main button.primary")
    found += await _faults(page, "/texts/closed-wrong", language)
    await page.fill("[name=text]", "Laporan {nomor} – selesai: {tautan}")
    await _presses(page, "main button[value=preview]")
    found += await _faults(page, "/texts/closed-tried", language)
    await page.goto(f"{home}/people/new")
    await page.fill("[name=name]", "Budi")
    await page.fill("[name=email]", "budi@tempat")
    await page.check("[value=unit_officer]")
    await _presses(page, "main button[type=submit]")
    found += await _faults(page, "/people/new-wrong", language)
    found += await _promises(page, f"{home}/promises/draft", language)
    await page.goto(person)
    await _presses(page, "form[action$='/link'] button")
    found += await _faults(page, "/people/link", language)
    await page.goto(f"{home}/channels")
    await _presses(page, "form[action$='/test'] button")
    found += await _faults(page, "/channels/test", language)
    await window.close()
    return found


async def _presses(page: Page, button: str) -> None:
    """Press a button that leads to a page, and be there."""
    async with page.expect_navigation():
        await page.click(button)


async def _promises(page: Page, draft: str, language: str) -> list[str]:
    """A rule is written wrong, then right; the version is looked at and tried."""
    await page.goto(draft)
    await _presses(page, "button[value='edit:complaint']")
    found = await _faults(page, "/promises/rule", language)
    await page.fill("[name=amount_first_response]", "0")
    await page.fill("[name=amount_resolution]", "10")
    await _presses(page, "button.primary")
    found += await _faults(page, "/promises/rule-wrong", language)
    await page.fill("[name=amount_first_response]", "3")
    await _presses(page, "button.primary")
    await _presses(page, "button[value='up:complaint']")
    await _presses(page, "button.primary")
    found += await _faults(page, "/promises/review", language)
    await _presses(page, "button[value=try]")
    return found + await _faults(page, "/promises/try", language)


async def _faults(page: Page, name: str, language: str) -> list[str]:
    """What is wrong with the page, in the look in which this language judges it."""
    named = "-".join(part for part in name.split("/") if part) or "start"
    await seen(page, dict(each_way(sum(map(ord, named))))[language])
    return await faults_of(page, f"admin-{named}", language=language)


async def test_how_far_a_recount_is_goes_on_by_itself(stage: Stage) -> None:
    window = await stage.browser.new_context(base_url=stage.base)
    await window.add_cookies([{"name": "sahut", "value": stage.secret, "url": stage.base}])
    page = await window.new_page()
    await page.goto(f"{stage.home}/promises")
    await page.evaluate("window.untouched = true")
    await page.get_by_text("0 dari 2 kasus terbuka dihitung ulang").wait_for()
    await recount_due(stage.administrator.tenant_id)
    await page.get_by_text("2 dari 2 kasus terbuka dihitung ulang").wait_for()
    assert await page.evaluate("window.untouched"), "the page was not loaded anew"
    await window.close()
