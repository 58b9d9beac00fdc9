"""An account through which nothing goes is asked whether it could: a dead one is seen within a minute, with what
to do, and nobody else notices anything."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from html import unescape
from uuid import UUID

import pytest
from msgspec.structs import replace

from admin.console.routes import admin_routes
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.contract import Account
from helpdesk.channels.health import Cause, Health
from helpdesk.channels.model import ChannelKind
from helpdesk.channels.probing import probe_due
from helpdesk.inbox.looking import look_due
from integrations.email.adapter import email
from integrations.email.reader import Reader
from integrations.email.settings import EmailSettings
from kit.egress import EgressPolicy
from kit.sealing import Sealer
from kit.settings import Settings
from support.applications import guarded
from support.channel import adapters
from support.mail_servers import MAILBOX, Post, a_post
from support.officers import Browser, Floor, open_floor
from support.whatsapp_stage import Stage, running
from support.world import Place
from tenants.doors import tenant_scope
from tenants.permissions.model import Role

CANNOT = "Akun ini tidak dapat bekerja sejak"
_PROBED = "SELECT probe_since, probe_code, probe_at - sahut_now() AS rest FROM account WHERE tenant_id = $1 AND id = $2"


class House(Floor):
    """The pages, with real adapters, mail servers and a WhatsApp beside it."""

    post: Post
    whatsapp: Stage

    async def minute(self) -> None:
        """Less than a minute passes, and the worker asks whoever is due, at both offices."""
        await self.world.clock.forward(seconds=45)
        for place in (self.world.district, self.world.neighbour):
            await probe_due(place.id, self.runtime.accounts)

    async def page(self, place: Place | None = None) -> str:
        """The accounts as an administrator sees them."""
        browser, _ = await self.officer(Role.ADMINISTRATOR, place=place)
        browser.desk = browser.desk.replace("/desk/", "/admin/")
        return unescape((await browser.get("channels")).text)

    async def browser(self) -> Browser:
        """An administrator's browser."""
        browser, _ = await self.officer(Role.ADMINISTRATOR)
        browser.desk = browser.desk.replace("/desk/", "/admin/")
        return browser

    async def mailbox(self, place: Place, post: Post) -> UUID:
        """Enter a mailbox."""
        async with tenant_scope(place.id) as scope:
            return await self.runtime.accounts.add(
                scope, ChannelKind.EMAIL, "Email", MAILBOX, EmailSettings(**post.entered)
            )


@pytest.fixture
async def house(database_urls: Settings) -> AsyncIterator[House]:
    async with open_floor(database_urls) as floor, a_post() as post, Reader() as reader, running(1) as ground:
        house = House(floor.world, floor.runtime)
        house.post, house.whatsapp = post, ground.stage()
        adapter = email(EgressPolicy.LOOPBACK_ONLY, b"k" * 32, reader)
        known = {ChannelKind.EMAIL: adapter, ChannelKind.WHATSAPP: ground.adapter}
        floor.runtime.accounts = AccountBook(known, Sealer([b"s" * 32]))
        house.app = guarded(floor.runtime, *admin_routes)
        await house.world.district.change("UPDATE account SET active = false WHERE tenant_id = $1")
        yield house


async def test_a_dead_mailbox_is_seen_within_a_minute_and_harms_no_other_office(house: House) -> None:
    district, neighbour = house.world.district, house.world.neighbour
    async with AsyncExitStack() as living:
        doomed = await living.enter_async_context(a_post())
        await house.mailbox(district, doomed)
        theirs = await house.mailbox(neighbour, house.post)
        await house.minute()
        assert CANNOT not in await house.page()
    await house.minute()
    page = await house.page()
    assert CANNOT in page
    assert "Periksa nama peladen, porta, dan pengamanan." in page, "what to do stands beside it"
    assert CANNOT not in await house.page(neighbour)
    book, files = house.runtime.accounts, house.runtime.files
    await look_due(neighbour.id, book, files=files)
    house.post.put(b"From: siti@warga.example\nSubject: satu\n\nsatu\n")
    await house.minute()
    assert await look_due(neighbour.id, book, files=files) == 1
    assert (await neighbour.row(_PROBED, theirs))["probe_since"] is None


async def test_only_the_outgoing_half_of_a_mailbox_may_be_dead(house: House) -> None:
    await house.mailbox(house.world.district, house.post)
    await house.minute()
    house.post.answers["AUTH"] = "535 no"
    await house.minute()
    assert "kata sandi ditolak oleh peladen surat" in await house.page()


async def test_a_broken_token_of_an_idle_account_is_seen_within_a_minute(house: House) -> None:
    district, good = house.world.district, house.whatsapp.account.settings
    async with tenant_scope(district.id) as scope:
        account_id = await house.runtime.accounts.add(
            scope, ChannelKind.WHATSAPP, "WhatsApp", house.whatsapp.number, good
        )
    await house.minute()
    assert CANNOT not in await house.page()
    version = await district.value("SELECT version FROM account WHERE tenant_id = $1 AND id = $2", account_id)
    async with tenant_scope(district.id) as scope:
        spoilt = replace(good, access_token="token-lama")
        await house.runtime.accounts.change(
            scope, account_id, "WhatsApp", house.whatsapp.number, spoilt, version
        )
    await house.minute()
    page = await house.page()
    assert CANNOT in page
    assert "Token akses ditolak." in page
    assert "buat token tetap di Meta, lalu ganti di sini." in page


class Scripted:
    """A far end that is asked how it is, and answers when it is told to."""

    def __init__(self) -> None:
        self.asked: list[UUID] = []
        self.says = Health(ok=True)
        self.silent = asyncio.Event()
        self.silent.set()

    async def check(self, account: Account) -> Health:
        self.asked.append(account.id)
        await self.silent.wait()
        return self.says


@pytest.fixture
async def ward(house: House) -> AsyncIterator[tuple[House, Scripted]]:
    """The same with a scripted far end, and one account there."""
    script = Scripted()
    known = adapters(house.world.far_end)
    known[ChannelKind.WHATSAPP] = replace(known[ChannelKind.WHATSAPP], health=script)
    house.runtime.accounts = AccountBook(known, Sealer([b"s" * 32]))
    await another(house)
    yield house, script


async def another(house: House) -> UUID:
    """One account more."""
    adapter = house.runtime.accounts.adapter(ChannelKind.WHATSAPP)
    assert adapter
    async with tenant_scope(house.world.district.id) as scope:
        settings = adapter.settings()
        return await house.runtime.accounts.add(scope, ChannelKind.WHATSAPP, "Nomor", "1", settings)


async def test_who_cannot_work_is_asked_ever_more_seldom_and_seen_again_when_it_can(
    ward: tuple[House, Scripted],
) -> None:
    house, script = ward
    script.says = Health(ok=False, code="credentials_rejected", cause=Cause.ACCESS)
    for _ in range(40):
        await house.minute()
    assert 5 < len(script.asked) < 15, "half an hour of a broken token"
    assert CANNOT in await house.page()
    script.says = Health(ok=True)
    await house.world.clock.forward(minutes=6)
    await house.minute()
    assert CANNOT not in await house.page()
    asked = len(script.asked)
    await house.minute()
    assert len(script.asked) == asked + 1, "what works is asked every minute"


async def test_pressing_test_after_the_repair_takes_the_warning_away(ward: tuple[House, Scripted]) -> None:
    house, script = ward
    script.says = Health(ok=False, code="credentials_rejected", cause=Cause.ACCESS)
    await house.minute()
    script.says = Health(ok=True)
    browser = await house.browser()
    answer = await browser.send(await browser.get("channels"), f"/{script.asked[0]}/test")
    assert "Akun ini dapat bekerja." in answer.text
    assert CANNOT not in answer.text


async def test_a_remote_that_is_silent_holds_up_no_other_account(ward: tuple[House, Scripted]) -> None:
    house, script = ward
    await another(house)
    script.silent.clear()
    asking = asyncio.create_task(probe_due(house.world.district.id, house.runtime.accounts))
    async with asyncio.timeout(60):
        while len(set(script.asked)) < 2:  # noqa: ASYNC110 - nobody rings
            await asyncio.sleep(0.005)
    assert await probe_due(house.world.district.id, house.runtime.accounts) == 0, "they are leased"
    script.silent.set()
    assert await asking == 2


async def test_an_account_that_is_off_or_changed_meanwhile_keeps_no_stale_word(
    ward: tuple[House, Scripted],
) -> None:
    house, script = ward
    district, book = house.world.district, house.runtime.accounts
    script.says = Health(ok=False, code="credentials_rejected", cause=Cause.ACCESS)
    script.silent.clear()
    asking = asyncio.create_task(probe_due(district.id, book))
    async with asyncio.timeout(60):
        while not script.asked:  # noqa: ASYNC110 - nobody rings
            await asyncio.sleep(0.005)
    adapter = book.adapter(ChannelKind.WHATSAPP)
    assert adapter
    async with tenant_scope(district.id) as scope:
        assert await book.change(scope, script.asked[0], "Nomor", "1", adapter.settings(), 1)
    script.silent.set()
    await asking
    assert CANNOT not in await house.page(), "the answer was about the old token"
    browser = await house.browser()
    await browser.send(await browser.get(f"channels/{script.asked[0]}"), "/deactivate")
    await house.minute()
    assert len(script.asked) == 1


async def test_an_unchecked_gateway_is_no_fault_and_a_refused_one_is_left_alone(
    ward: tuple[House, Scripted],
) -> None:
    house, script = ward
    script.says = Health(ok=False, code="no_check_address", cause=Cause.UNCHECKED)
    await house.minute()
    assert CANNOT not in await house.page()
    blocked = "blocked_at = sahut_now(), blocked_code = 'credentials_rejected', blocked_until = sahut_now() + '1 hour'"
    await house.world.district.change(
        f"UPDATE account SET {blocked} WHERE tenant_id = $1 AND probe_at IS NOT NULL"
    )
    await house.world.clock.forward(minutes=10)
    await house.minute()
    assert len(script.asked) == 1
