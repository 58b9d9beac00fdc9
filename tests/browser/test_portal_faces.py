"""The portal in a real browser: every page at three widths, light and dark, in both languages, with and without
scripts; axe finds nothing, nothing is too wide, and photos are small before they leave the phone."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from PIL import Image
from playwright.async_api import Browser, Page, async_playwright, expect

from helpdesk.cases import service as cases
from helpdesk.portal import speed, ways
from helpdesk.portal.routes import portal_routes
from helpdesk.replies import service as replies
from helpdesk.replies.service import Then
from kit.settings import Settings
from support.applications import guarded
from support.citizen import Filed, Portal, open_portal
from support.faces import faults_of, keep
from support.photos import a_large_photo
from ui.assets import assets_route
from wiring.bench.chromium import CHROMIUM, FLAGS

LOOKS = (
    *(("complaint", "id", "light", 320), ("information", "en", "dark", 1440)),
    *(("consultation", "en", "light", 390), ("aspiration", "id", "dark", 1440)),
)
"""Every question is seen in every look as one kind asks it, every other page in the first two looks or the last
two: either way in both languages, colours and sizes."""
PAGES = ("", "service", "privacy", "track")
ELEMENTS = 1500


class Stage:
    """A portal that is served, a browser, and reports in every state."""

    def __init__(self, portal: Portal, base: str, browser: Browser) -> None:
        self.portal, self.base, self.browser = portal, base, browser
        self.reports: dict[str, Filed] = {}

    @property
    def home(self) -> str:
        return f"/t/{self.portal.office.slug}"

    async def window(
        self, width: int, scheme: Any = "light", language: str = "id", scripts: bool = True
    ) -> Page:
        """A window of somebody with cookies of their own."""
        context = await self.browser.new_context(
            base_url=self.base,
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            locale={"id": "id-ID", "en": "en-GB"}[language],
            java_script_enabled=scripts,
        )
        context.set_default_timeout(60_000)
        return await context.new_page()

    async def live(self) -> None:
        """Reports that wait, were asked about, came late, were answered, and enough for figures."""
        portal, officer = self.portal, await self.portal.world.staff(self.portal.office)
        known = ways.Open(kinds=frozenset({"whatsapp"}), whatsapp="+628110003325")
        ways._open[portal.office.id] = (float("inf"), known)  # what its account on a real channel would say
        book = portal.runtime.accounts
        for state in ("late", "asked", "work", "done"):
            self.reports[state] = await portal.case()
        for count in range(10):
            await portal.case(f"Laporan {count}")
        asked, work, done = (self.reports[each].case.number for each in ("asked", "work", "done"))
        await portal.world.clock.forward(minutes=42)
        await cases.see(officer, work)
        unit = portal.office.units["Puskesmas Batang I"]
        await cases.dispose(officer, work, unit, "mohon dicek", version=None)
        await replies.reply(officer, asked, "Hari apa Ibu datang?", book, version=None, then=Then.WAIT)
        await replies.reply(officer, done, "Loket kedua dibuka.", book, version=None, then=Then.RESOLVE)
        await portal.world.clock.forward(hours=9)
        speed.forget(portal.office.id)


@pytest.fixture
async def stage(database_urls: Settings) -> AsyncIterator[Stage]:
    assert CHROMIUM.exists(), f"these tests need {CHROMIUM}"
    async with open_portal(database_urls) as portal:
        outside = guarded(portal.runtime, *portal_routes, assets_route(portal.runtime.assets))
        door = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(outside, log_config=None, lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[door]))
        async with async_playwright() as play:
            browser = await play.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
            yield Stage(portal, f"http://localhost:{door.getsockname()[1]}", browser)
            await browser.close()
        server.should_exit = True
        await serving


async def test_every_page_is_well_made_for_everybody(stage: Stage) -> None:
    await stage.live()
    found: list[str] = []
    for number, look in enumerate(LOOKS):
        found += await _look(stage, *look, number // 2)
    assert not found, "\n".join(found)


async def _look(stage: Stage, kind: str, language: str, scheme: str, width: int, half: int) -> list[str]:
    """What is filed, and every second of the other pages."""
    page = await stage.window(width, scheme, language)
    found: list[str] = []
    look = f"{language}-{scheme}-{width}"
    page.on("console", lambda message: found.extend(_complaint(message.text)))
    page.on("pageerror", lambda error: found.append(f"a script fails: {error}"))
    for path in PAGES[half::2]:
        await page.goto(f"{stage.home}/{path}")
        found += await _judge(page, path or "home", look)
    found += await _file(stage, page, kind, look)
    for state, (_, ticket) in list(stage.reports.items())[half::2]:
        await page.goto(f"{stage.home}/track?number={ticket.number}")
        await page.fill("[name=pin]", ticket.pin)
        await page.locator("button.primary").click()
        await page.wait_for_url("**/track/report")
        found += await _judge(page, f"report-{state}", look)
    await page.context.close()
    return found


def _complaint(said: str) -> list[str]:
    """Chromium reports every 422 of a page; here each is a wrong answer that was given on purpose."""
    return [] if "status of 422" in said else [f"the console says {said}"]


ANSWERS: dict[str, dict[str, str]] = {
    "text": {"text": "Sudah tiga kali datang, nomor antrean poli gigi selalu habis."},
    "where": {"facility": "Puskesmas Batang I"},
    "purpose": {"purpose": "Untuk berobat"},
}


async def _file(stage: Stage, page: Page, kind: str, look: str) -> list[str]:
    """Every question of a kind, wrong once where something can be wrong, until number and PIN."""
    found: list[str] = []
    await page.goto(f"{stage.home}/new/{kind}")
    while not page.url.endswith("/done"):
        step = page.url.rsplit("/", 1)[-1].partition("?")[0]
        found += await _judge(page, f"{kind}-{step}", look)
        if step == "where":
            await page.fill("[name=facility]", "puskesmas batang")
            await page.locator("main button.primary").click()
            await expect(page.locator(".summary")).to_be_visible()
            found += await _judge(page, f"{kind}-{step}-wrong", look)
        if step == "reply":
            await page.get_by_role("radio").nth(1).check()
        for field, answer in ANSWERS.get(step, {}).items():
            await page.fill(f"[name={field}]", answer)
        before = page.url
        await page.locator("main button.primary").first.click()
        await page.wait_for_function("before => location.href !== before", arg=before)
    return [*found, *await _judge(page, f"{kind}-done", look)]


async def _judge(page: Page, what: str, look: str) -> list[str]:
    """What is wrong with the page in front, in words."""
    name = f"portal-{what}-{look}"
    found = await faults_of(page, name)
    elements = await page.evaluate("document.querySelectorAll('*').length")
    shifted = await page.evaluate(SHIFTED)
    found += [f"{name}: {elements} elements"] if elements > ELEMENTS else []
    return [*found, *([f"{name}: moves while it loads ({shifted:.3f})"] if shifted > 0.01 else [])]


SHIFTED = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => list.getEntries().forEach(each => sum += each.hadRecentInput ? 0 : each.value))
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done(sum), 60);
})"""


async def goes_on(page: Page) -> None:
    """Answer the question in front, and have the next one."""
    async with page.expect_navigation():
        await page.locator("main button.primary").first.click()


async def test_a_report_is_filed_and_followed_without_scripts(stage: Stage) -> None:
    page = await stage.window(320, scripts=False)
    await page.goto(f"{stage.home}/")
    async with page.expect_navigation():
        await page.get_by_role("link", name="Pengaduan").click()
    await page.fill("[name=text]", "Obat habis sejak Senin")
    await goes_on(page)
    await page.fill("[name=facility]", "batang")
    await goes_on(page)
    await page.get_by_label("Puskesmas Batang II", exact=True).check()
    await goes_on(page)
    await page.fill("[name=when]", "2026-01-05")
    await goes_on(page)
    await page.set_input_files("[name=files]", a_large_photo("rak obat.jpg"))
    await goes_on(page)
    await goes_on(page)
    await expect(page.locator("main")).to_contain_text("rak obat.jpg")
    await expect(page.locator("main")).to_contain_text("Puskesmas Batang II")
    await goes_on(page)
    await expect(page.locator(".ticket dd")).to_have_count(2)
    number, pin = await page.locator(".ticket dd").all_inner_texts()
    await page.get_by_role("link", name="Buka halaman pantau").click()
    await page.fill("[name=pin]", pin)
    await goes_on(page)
    await expect(page.locator("main")).to_contain_text(number)
    async with page.expect_download() as arriving:
        await page.locator("a.file", has_text="rak obat.jpg").click()
    with Image.open(await (await arriving.value).path()) as kept:
        assert (max(kept.size), dict(kept.getexif())) == (1600, {})


async def test_a_photo_is_small_before_it_leaves_the_phone(stage: Stage) -> None:
    """With our script: sent at once, shrunk, said in words; taken out and sent again when the line fails."""
    page = await stage.window(390)
    sent: list[int] = []
    await page.goto(f"{stage.home}/new/complaint/text")
    await page.fill("[name=text]", "Obat habis")
    await goes_on(page)
    await page.check("[name=unknown]")
    await goes_on(page)
    await goes_on(page)
    page.on("request", lambda asked: sent.append(len(asked.post_data_buffer or b"")))
    photo = a_large_photo("loket.jpg")
    lost = 0

    async def fails_once(route: Any) -> None:
        nonlocal lost
        lost += 1
        await (route.abort() if lost == 1 else route.continue_())

    await page.route(
        "**/files", lambda route: fails_once(route) if route.request.method == "POST" else route.continue_()
    )
    await page.set_input_files("[name=files]", photo)
    await expect(page.locator(".uploads li")).to_contain_text("loket.jpg belum terkirim")
    await keep(page, "portal-photo-failed-390")
    await page.get_by_role("button", name="Coba lagi").click()
    await expect(page.locator("#kept")).to_contain_text("loket.jpg")
    await expect(page.locator(".uploads li")).to_have_count(0)
    await keep(page, "portal-photo-sent-390")
    assert max(sent) < len(photo["buffer"]) / 2
    await page.set_input_files(
        "[name=files]", {"name": "a.exe", "mimeType": "application/x", "buffer": b"MZ" * 90}
    )
    await expect(page.locator(".uploads li")).to_contain_text("a.exe tidak dapat diterima")
    await page.get_by_role("button", name="Batalkan").click()
    await goes_on(page)
    assert page.url.endswith("/contact")
    drafts = stage.portal.world.settings.data / "drafts"
    (kept,) = (path for path in drafts.glob(f"{stage.portal.office.id}-*/*") if path.name != "answers")
    with Image.open(kept) as picture:
        assert (max(picture.size), dict(picture.getexif())) == (1600, {})


async def test_photos_of_an_open_report_are_shrunk_and_its_end_can_be_put_off(stage: Stage) -> None:
    _, ticket = await stage.portal.case()
    page = await stage.window(390)
    await page.goto(f"{stage.home}/track?number={ticket.number}")
    await page.fill("[name=pin]", ticket.pin)
    await page.get_by_role("button", name="Sembunyikan PIN").click()
    assert await page.get_attribute("[name=pin]", "type") == "password"
    await page.locator("button.primary").click()
    await page.wait_for_url("**/track/report")
    await page.fill("[name=text]", "Ini fotonya")
    await page.set_input_files("[name=files]", [a_large_photo("satu.jpg"), a_large_photo("dua.jpg")])
    await expect(page.locator(".uploads li")).to_have_count(2)
    await expect(page.locator(".uploads li").nth(1)).to_contain_text("siap dikirim")
    await page.locator(".uploads li", has_text="satu.jpg").get_by_role("button", name="Batalkan").click()
    await page.get_by_role("button", name="Kirim keterangan").click()
    await page.wait_for_url("**/track/report?said=sent*")
    await expect(page.locator("a.file")).to_have_count(1)
    await expect(page.locator("a.file")).to_contain_text("dua.jpg")
    await page.evaluate("document.getElementById('ending').hidden = false")
    await keep(page, "portal-ending-390", whole=False)
    async with page.expect_response("**/stay") as kept_open:
        await page.get_by_role("button", name="Tetap buka").click()
    assert (await kept_open.value).status == 204
    await expect(page.locator("#ending")).to_be_hidden()


async def test_the_receipt_is_saved_as_a_picture_and_printed(stage: Stage, tmp_path: Path) -> None:
    page = await stage.window(390)
    await _file(stage, page, "aspiration", "receipt")
    async with page.expect_download() as arriving:
        await page.get_by_role("button", name="Simpan sebagai gambar").click()
    await (await arriving.value).save_as(tmp_path / "receipt.png")
    with Image.open(tmp_path / "receipt.png") as picture:
        assert picture.width == 720
    await page.emulate_media(media="print")
    await keep(page, "portal-receipt-print")
