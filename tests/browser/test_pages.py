"""Every page of officers in a real browser: each role, light and dark, wide and on a phone, in both languages; axe
finds nothing."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Callable, Iterator
from uuid import UUID

import pytest
import uvicorn
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

from helpdesk.approvals import service as approvals
from helpdesk.approvals.model import Approvers, Rule
from helpdesk.cases import service as cases
from helpdesk.desk.service import unit_tree
from kit.settings import Settings
from support.applications import guarded
from support.faces import Look, each_way, faults_of, in_language, seen
from support.office_day import Day, live_through, who
from support.officers import OFFICERS
from support.rounds import a_running_round
from tenants.offices.service import office_by_slug
from ui.assets import Assets, assets_route
from wiring import seed
from wiring.bench.chromium import CHROMIUM, FLAGS
from wiring.demo import coordinates
from wiring.runtime import open_runtime

RULES = [Rule(approvers=Approvers.EITHER)]


@pytest.fixture(scope="module")
def seeded(database_urls: Settings) -> Iterator[Settings]:
    """The demonstration's offices and people, in the database of this process."""
    assert CHROMIUM.exists(), f"these tests need {CHROMIUM}"
    seed.run(database_urls)
    yield database_urls


class Stage:
    """A running server, a browser, and the day that has passed."""

    def __init__(
        self, settings: Settings, base: str, browser: Browser, day: Day, look: tuple[UUID, UUID]
    ) -> None:
        self.settings, self.base, self.browser, self.day = settings, base, browser, day
        self.round = look
        self.passwords = {user.email: user.password for user in coordinates(settings).users}

    async def page(self, email: str, look: Look) -> Page:
        """A new browser window of somebody who has signed in."""
        window = await self.browser.new_context(base_url=self.base)
        page = await window.new_page()
        await seen(page, look)
        await page.goto("/sign-in")
        await page.fill("[name=email]", email)
        await page.fill("[name=password]", self.passwords[email])
        await page.press("[name=password]", "Enter")
        await page.wait_for_url(re.compile("/(desk|admin)/"))
        return page

    def pages(self) -> list[tuple[str, str, list[str]]]:
        """Who, at which office, looks at what."""
        day = self.day
        queue, linked = f"cases/{day.queue}", f"cases/{day.linked}"
        acts = [
            f"{queue}/{act}"
            for act in ("dispose", "assign", "correct", "duplicate", "wrong_door", "ask_consent")
        ]
        more = [
            f"{queue}/{act}"
            for act in ("escalate", "promises", "wait", "more", "resolve", "close", "reject", "spam")
        ]
        citizens = [
            *("contacts", "contacts?q=siti+aminah"),
            *(f"contacts/{day.citizen}", f"contacts/{day.citizen}/merge"),
        ]
        look, line = self.round
        rounds = ["rounds", f"rounds/{look}", "rounds/month", f"rounds/{look}/lines/{line}"]
        return [
            (
                "dewi@batang.example",
                "batang",
                [
                    "cases",
                    "cases?folder=mine",
                    "cases?q=tidakada",
                    queue,
                    f"{queue}?tab=note",
                    *acts,
                    *more,
                    f"cases/{day.handed_over}",
                    f"cases/{day.handed_over}/withdraw",
                    f"cases/{day.handed_over}/speak",
                    f"cases/{day.handed_over}/reject",
                    f"cases/{day.resolved}/reopen",
                    "new",
                    "keys",
                    "cases?channel=phone&order=newest",
                    f"{queue}/print",
                    f"{queue}/duplicate?find=antrean",
                    *rounds[:3],
                    *citizens,
                    "calls",
                    f"calls/{day.call}",
                ],
            ),
            ("joko@batang.example", "batang", ["cases", queue]),
            ("wahyu@batang.example", "batang", ["overview", "letters", *rounds[::-1], f"{queue}/promises"]),
            ("tri@batang.example", "batang", ["overview"]),
            (
                "ratna@kemenkes.example",
                "kemenkes",
                ["cases", linked, f"{linked}?tab=peer", f"{linked}/verify", f"{linked}/send_back"],
            ),
            (
                "lestari@kemenkes.example",
                "kemenkes",
                ["overview", "overview/shared", "overview/shared?q=tidakada", linked],
            ),
            ("nadia@kemenkes.example", "kemenkes", ["cases", linked, "overview"]),
        ]


@pytest.fixture
async def stage(seeded: Settings) -> AsyncIterator[Stage]:
    async with open_runtime(seeded, seeded.web_url, connections=8) as runtime:
        runtime.open_pages()
        outside = guarded(runtime, *OFFICERS, assets_route(Assets()))
        door = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(outside, log_config=None, lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[door]))
        port = door.getsockname()[1]
        async with async_playwright() as play:
            browser = await play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            day = await live_through(runtime.accounts)
            batang = await office_by_slug("batang")
            look = await a_running_round(batang.id, runtime.accounts, runtime.links)
            yield Stage(seeded, f"http://localhost:{port}", browser, day, look)
            await browser.close()
        server.should_exit = True
        await serving


async def test_every_page_is_well_made_for_everybody(stage: Stage) -> None:
    found = await asyncio.gather(*(looked_at(stage, *way) for way in stage.pages()))
    assert not any(found), "\n".join(line for lines in found for line in lines)


async def test_the_pages_of_a_disposition_that_waits_are_well_made(stage: Stage) -> None:
    batang, queue = await office_by_slug("batang"), f"cases/{stage.day.queue}"
    agent = await who(batang.id, "dewi@batang.example")
    administrator = await who(batang.id, "tri@batang.example")
    await approvals.change(administrator, RULES, kinds=(), grades=(), version=0)
    unit = next(each.id for each in await unit_tree(agent))
    await cases.dispose(agent, stage.day.queue, unit, "Periksa loket", version=None)
    waits = [queue, f"{queue}/approve", f"{queue}/refuse", "cases?folder=approval"]
    console = [f"../../admin/batang/{path}" for path in ("approvals", "units", "retention")]
    found = await asyncio.gather(
        looked_at(stage, "wahyu@batang.example", "batang", waits),
        looked_at(stage, "tri@batang.example", "batang", console),
    )
    await approvals.change(administrator, (), kinds=(), grades=(), version=1)  # the office is everybody's
    assert not any(found), "\n".join(line for lines in found for line in lines)


async def looked_at(stage: Stage, email: str, slug: str, paths: list[str]) -> list[str]:
    """Open every page as one person sees it, in each language in another look; what is wrong, in words."""
    found: list[str] = []
    page = await stage.page(email, Look("light", 1440))
    page.on("console", _noting(found))
    for number, path in enumerate(paths):
        for language, look in each_way(number):
            await seen(page, look)
            answer = await page.goto(in_language(f"/desk/{slug}/{path}", language))
            found += [] if answer and answer.status == 200 else [f"{email} {path}: not shown"]
            name = f"{email.split('@')[0]}-{path}".translate(str.maketrans("/?=", "---"))
            found += await faults_of(page, f"{name}-{look}", whole=look.width < 900, language=language)
    await page.context.close()
    return found


def _noting(found: list[str]) -> Callable[[ConsoleMessage], None]:
    return lambda message: found.append(f"the console says {message.text}")


async def test_a_case_is_worked_on_with_and_without_scripts(stage: Stage) -> None:
    """The same acts by clicking; the second officer has JavaScript switched off."""
    for scripts in (True, False):
        window = await stage.browser.new_context(base_url=stage.base, java_script_enabled=scripts)
        page = await window.new_page()
        await page.goto(f"/sign-in?next=/desk/batang/cases/{stage.day.queue}")
        await page.fill("[name=email]", "rina@batang.example")
        await page.fill("[name=password]", stage.passwords["rina@batang.example"])
        await page.press("[name=password]", "Enter")
        await page.wait_for_url("**/cases/**")
        await page.click(".compose .tabs >> text=Catatan internal")
        await page.fill("#text", f"Catatan Rina {scripts}")
        await page.click("text=Simpan catatan internal")
        await page.wait_for_selector(f".msg.note >> text=Catatan Rina {scripts}")
        await page.click(".case-acts a[title='Tindakan lain']")
        await page.click("a[href*='/assign'] >> visible=true")
        await page.select_option("#assignee", label="Rina Maharani" if scripts else "Dewi Anjani")
        await page.click("button.primary")
        await page.wait_for_selector("text=Penanggung jawab diganti.")
        await window.close()
