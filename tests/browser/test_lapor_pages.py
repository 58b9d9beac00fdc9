"""The pages about SP4N-LAPOR and those of its simulator, in a real browser and in both languages; axe finds nothing."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

import pytest
import uvicorn
from playwright.async_api import Browser, Page, async_playwright

from helpdesk.escalation import service as escalation
from helpdesk.incoming.chores import keep_due
from helpdesk.registers import service as registers
from helpdesk.registers.model import Wishes
from kit.settings import Settings
from support.applications import guarded
from support.faces import PAIRS, faults_of, seen
from support.lapor_watch import LaporStage, a_lapor
from support.officers import OFFICERS, Floor, open_floor
from tenants.permissions.model import Role
from ui.assets import Assets, assets_route
from wiring.bench.chromium import CHROMIUM, FLAGS

LANGUAGES = ("id", "en")
_EXPORT = "Nomor;Isi laporan;Rahasia\n7000001;Antrean;ya\nabc;Rusak;\n"


class Seats(NamedTuple):
    """Who sits where, and what there is to look at."""

    browser: Browser
    base: str
    officer: str
    administrator: str
    desk: tuple[str, ...]
    console: tuple[str, ...]
    simulator: tuple[str, ...]


@pytest.fixture
async def seats(database_urls: Settings) -> AsyncIterator[Seats]:
    async with open_floor(database_urls) as floor, a_lapor(floor.world) as stage:
        floor.runtime.accounts = stage.book
        await stage.join(floor.world.district, sandbox=True)
        cases, awaited = await _lived(floor, stage), await _awaited(floor, stage)
        slug, district = floor.world.district.slug, floor.world.district
        officer, _ = await floor.officer(Role.SUPERVISOR)
        administrator, _ = await floor.officer(Role.ADMINISTRATOR, "Sekretariat")
        account = await district.value(
            "SELECT id FROM account WHERE tenant_id = $1 AND kind = 'lapor' AND address <> ''"
        )
        acts = ("register", "consent", "settle", "follow_up")
        dialogs = [f"cases/{cases[place]}/{act}" for act, place in zip(acts, (0, 0, 1, 2), strict=True)]
        dialogs += [f"cases/{cases[2]}", f"cases/{awaited}", f"cases/{awaited}/file_anyway"]
        own = f"lapor/{account}"
        maps = [f"{own}/maps/{kind}" for kind in ("status", "channel")]
        console = ("lapor", "lapor/rule", f"{own}/lists/institution", *maps, f"channels/{account}")
        remote = (await stage.ledger())["complaints"][0]["id"]
        async with _served(floor) as base, async_playwright() as play:
            browser = await play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            yield Seats(
                browser,
                base,
                officer.http.cookies["sahut"],
                administrator.http.cookies["sahut"],
                tuple(f"{base}/desk/{slug}/{path}" for path in ("lapor", "lapor/import", *dialogs)),
                tuple(f"{base}/admin/{slug}/{path}" for path in console),
                (f"{stage.base}/admin", f"{stage.base}/admin/{remote}"),
            )
            await browser.close()


@asynccontextmanager
async def _served(floor: Floor) -> AsyncIterator[str]:
    outside = guarded(floor.runtime, *OFFICERS, assets_route(Assets()))
    door = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(outside, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[door]))
    yield f"http://localhost:{door.getsockname()[1]}"
    server.should_exit = True
    await serving


async def _lived(floor: Floor, stage: LaporStage) -> tuple[str, str, str]:
    """One case that tells too much, one whose filing nobody knows of, one that ended there and is open here."""
    district, agent = floor.world.district, await floor.world.staff(floor.world.district)
    telling = (await floor.case("Saya Siti, NIK 3325010101010001, telepon 0812 3456 7890")).number
    lost, ended = (await floor.case("Obat habis")).number, (await floor.case("Antrean")).number
    for number, failure in ((lost, "stored_then_garbled"), (ended, "")):
        await registers.file(agent, number, version=None, wishes=Wishes(), book=stage.book)
        await stage.faults(orders=[{"call": "create", "failure": failure}] if failure else [])
        await registers.advance_due(district.id, stage.book)
    remote = await district.value(
        "SELECT remote_id FROM register_link WHERE tenant_id = $1 AND remote_id <> ''"
    )
    await stage.control(f"complaints/{remote}/state", code="4", name="Selesai")
    await floor.world.clock.forward(hours=15)
    await registers.advance_due(district.id, stage.book)
    await keep_due(district.id, stage.book)
    return telling, lost, ended


async def _awaited(floor: Floor, stage: LaporStage) -> str:
    """A case that the ministry was asked about, and says that it files."""
    world, number = floor.world, (await floor.case("Alat rusak")).number
    dewi, ratna = await world.staff(world.district), await world.staff(world.ministry)
    await escalation.escalate(dewi, number, world.ministry.slug, "Mohon bantuan", stage.book, version=None)
    await world.work()
    await stage.faults(orders=[{"call": "create", "failure": "throttled"}])
    mirrored = await world.ministry.value("SELECT number FROM cases WHERE tenant_id = $1")
    await registers.file(ratna, mirrored, version=None)
    await world.work()
    return number


async def test_every_page_about_lapor_is_well_made_in_both_languages(seats: Seats) -> None:
    walks = await asyncio.gather(*(_walk(seats, language) for language in LANGUAGES))
    found = [line for walk in walks for line in walk]
    assert not found, "\n".join(found)


async def _walk(seats: Seats, language: str) -> list[str]:
    """Each language sees a page in a look of its own: light or dark, wide or on a phone."""
    found = []
    for who, addresses in (
        (seats.officer, seats.desk),
        (seats.administrator, seats.console),
        ("", seats.simulator),
    ):
        window = await seats.browser.new_context()
        if who:
            await window.add_cookies([{"name": "sahut", "value": who, "url": seats.base}])
        page = await window.new_page()
        for place, address in enumerate(addresses):
            await seen(page, PAIRS[place % 2][LANGUAGES.index(language)])
            answer = await page.goto(f"{address}{'&' if '?' in address else '?'}lang={language}")
            found += [] if answer and answer.status == 200 else [f"{address}: not shown"]
            found += await _judged(page, address, language)
            if address.endswith("/lapor/import"):
                await page.fill("[name=text]", _EXPORT)
                async with page.expect_navigation():
                    await page.click("main button.primary")
                found += await _judged(page, f"{address}-columns", language)
        await window.close()
    return found


async def _judged(page: Page, address: str, language: str) -> list[str]:
    await page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
    said = await page.evaluate("document.documentElement.lang")
    name = "-".join(["lapor", *address.split("?")[0].split("/")[4:], language])
    wrong = [] if said == language else [f"{address}: speaks {said}, not {language}"]
    return wrong + await faults_of(page, name)
