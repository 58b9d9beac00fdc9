"""The whole web process, asked under the names of its offices and under others."""

from collections.abc import AsyncIterator

import asyncpg
import pytest
from litestar.testing import AsyncTestClient
from msgspec.structs import replace

from kit.ids import uuid7
from kit.settings import Mode, Settings
from support.fresh_words import fresh_word
from tenants.offices import service as offices
from wiring.web import create_app

BASE = "https://sahut.example"


@pytest.fixture
async def slug(database_urls: Settings) -> str:
    """An office with a host name of its own, and one without."""
    owner = await asyncpg.connect(database_urls.owner_url)
    try:
        word = await fresh_word(owner)
        for slug, host in ((word, f"halo.{word}.example"), (await fresh_word(owner), None)):
            await owner.execute(
                "INSERT INTO tenant (uid, slug, code, name, desk_name, level, timezone, host)"
                " VALUES ($1, $2, $3, 'Dinas', 'Halo', 'district', 'Asia/Jakarta', $4)",
                uuid7(),
                slug,
                slug[:5].upper(),
                host,
            )
    finally:
        await owner.close()
    offices.forget()
    return word


@pytest.fixture
async def browser(database_urls: Settings, slug: str) -> AsyncIterator[AsyncTestClient]:  # type: ignore[type-arg]
    settings = replace(database_urls, base_url=BASE, mode=Mode.TEST)
    async with AsyncTestClient(create_app(settings), base_url=BASE) as client:
        yield client


async def test_an_office_s_host_name_answers_its_portal(
    browser: AsyncTestClient,  # type: ignore[type-arg]
    slug: str,
) -> None:
    for name in (f"halo.{slug}.example", f"HALO.{slug}.example"):
        first = await browser.get("/", headers={"host": name}, follow_redirects=False)
        assert (first.status_code, first.headers["location"]) == (303, f"/t/{slug}/")
        page = await browser.get(f"/t/{slug}/", headers={"host": name})
        assert (page.status_code, f"/t/{slug}/track" in page.text) == (200, True)


async def test_a_host_name_that_nobody_has_is_refused(
    browser: AsyncTestClient,  # type: ignore[type-arg]
    slug: str,
) -> None:
    for name in ("elsewhere.example", f"{slug}.example", f"halo.{slug}.example:8443", "none", ""):
        assert (await browser.get("/", headers={"host": name})).status_code == 400, name


async def test_our_own_name_shows_every_office(
    browser: AsyncTestClient,  # type: ignore[type-arg]
    slug: str,
) -> None:
    page = await browser.get("/", follow_redirects=False)
    assert (page.status_code, f'href="/t/{slug}/"' in page.text) == (200, True)
