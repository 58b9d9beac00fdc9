"""A real browser is led to files that would run if they could: it saves them, and shows and runs nothing (T44)."""

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import NamedTuple

import pytest
import uvicorn
from playwright.async_api import Browser, async_playwright

from kit.settings import Settings
from support.integrators import House, open_house
from support.kept_files import a_file
from wiring.bench.chromium import CHROMIUM, FLAGS

_RUNS = b"<!doctype html><title>jalan</title><script>document.title='jalan'; fetch('/ran')</script>"
_DRAWN = b"<svg xmlns='http://www.w3.org/2000/svg' onload='fetch(&quot;/ran&quot;)'/>"
_HOSTILE = {
    "a page that says it is a paper": ("surat.pdf", "application/pdf", b"%PDF-1.7\n" + _RUNS),
    "a page that says it is a picture": ("foto.gif", "image/gif", b"GIF89a/*" + _RUNS),
    "a page that says so": ("halaman.html", "text/html", _RUNS),
    "a drawing with a script": (
        "gambar.svg",
        "image/svg+xml",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='fetch(\"/ran\")'/>",
    ),
}


class Stage(NamedTuple):
    """A browser, the application at an address, and every path that was asked of it."""

    browser: Browser
    base: str
    house: House
    asked: list[str]


@pytest.fixture
async def stage(database_urls: Settings) -> AsyncIterator[Stage]:
    async with open_house(database_urls) as house:
        asked: list[str] = []

        async def noting(scope: object, receive: object, send: object) -> None:
            asked.append(scope["path"])  # type: ignore[index]
            await house._outside(scope, receive, send)

        door = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(noting, log_config=None, lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[door]))
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
            yield Stage(browser, f"http://127.0.0.1:{door.getsockname()[1]}", house, asked)
            await browser.close()
        server.should_exit = True
        await serving


@pytest.mark.parametrize("kind", _HOSTILE)
async def test_a_hostile_file_is_saved_and_never_runs(stage: Stage, kind: str) -> None:
    """Even a type that is never taken, had it slipped in."""
    name, mime_type, content = _HOSTILE[kind]
    place = stage.house.office
    file_id = await a_file(place.id, stage.house.runtime.files, content, name, mime_type)
    now = await place.value("SELECT sahut_now() WHERE $1 > 0")
    address, _ = stage.house.runtime.file_links.to_file(place.id, file_id, now)
    path = "/files/" + address.rsplit("/", 1)[-1]
    page = await stage.browser.new_page()
    await page.set_content(f'<a href="{stage.base}{path}">berkas</a>')
    async with page.expect_download() as saving:
        await page.click("a")
    saved = await saving.value
    assert saved.suggested_filename == name
    assert (await saved.path()).read_bytes() == content
    for tag in ("iframe", "img", "embed"):
        await page.set_content(f'<{tag} src="{stage.base}{path}"></{tag}>')
        await page.wait_for_load_state("networkidle")
    assert await page.title() == ""
    assert path in stage.asked
    assert "/ran" not in stage.asked
