"""The office's accounts on channels, as its administrator sees and tests them."""

import asyncio
from collections.abc import AsyncIterator

import httpx
import pytest
from msgspec.structs import replace

from admin.channels import service
from admin.console.routes import admin_routes
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.contract import Account
from helpdesk.channels.errors import AccountBlocked, CredentialsRejected
from helpdesk.channels.health import Health
from helpdesk.channels.model import ChannelKind
from kit.ids import uuid7
from kit.sealing import Sealer
from kit.settings import Settings
from support.applications import guarded
from support.builders import a_message, a_number
from support.channel import adapters
from support.officers import Browser, Floor, open_floor
from tenants.permissions.model import Role


class Doctor:
    """A far end that is asked how it is."""

    def __init__(self) -> None:
        self.asked: list[Account] = []
        self.says = Health(ok=True)
        self.pause = 0.0

    async def check(self, account: Account) -> Health:
        await asyncio.sleep(self.pause)
        self.asked.append(account)
        return self.says


class Ward(Floor):
    """The pages of channels, with a far end that can be asked."""

    doctor: Doctor


@pytest.fixture
async def ward(database_urls: Settings) -> AsyncIterator[Ward]:
    async with open_floor(database_urls) as floor:
        ward = Ward(floor.world, floor.runtime)
        ward.doctor = Doctor()
        known = adapters(floor.world.far_end)
        known[ChannelKind.WHATSAPP] = replace(known[ChannelKind.WHATSAPP], health=ward.doctor)
        floor.runtime.accounts = AccountBook(known, Sealer([b"s" * 32]))
        ward.app = guarded(floor.runtime, *admin_routes)
        yield ward


@pytest.fixture
async def browser(ward: Ward) -> Browser:
    browser, _ = await ward.officer(Role.ADMINISTRATOR)
    browser.desk = browser.desk.replace("/desk/", "/admin/")
    return browser


async def tested(browser: Browser, ward: Ward) -> httpx.Response:
    page = await browser.get("channels")
    return await browser.send(page, f"/{ward.world.district.account_id}/test")


async def test_accounts_are_listed_and_their_secrets_are_not(ward: Ward, browser: Browser) -> None:
    page = (await browser.get("channels")).text
    assert "WhatsApp" in page
    assert "SP4N-LAPOR!" in page
    assert ward.world.district.slug in page, "the account's name at the remote"
    assert "rahasia" not in page
    assert page.count("/test") == 1, "what cannot be asked has no button"
    assert str(ward.world.neighbour.account_id) not in page


async def test_the_last_message_tells_that_an_account_lives(ward: Ward, browser: Browser) -> None:
    place = ward.world.district
    await ward.world.arrive(place, a_message(a_number()))
    received = await place.value("SELECT to_char(received_at, 'YYYY') FROM inbox_entry WHERE tenant_id = $1")
    page = (await browser.get("channels")).text
    said = {card.split("<")[0]: card.split("</section>")[0] for card in page.split("<h2>")[1:]}
    assert received in said["WhatsApp"].split("Pesan masuk terakhir")[1].split("</div>")[0]
    assert received not in said["LAPOR"]


async def test_what_failed_lately_is_said_with_its_reason(ward: Ward, browser: Browser) -> None:
    world, place = ward.world, ward.world.district
    await world.arrive(place, a_message(a_number()))
    world.far_end.answers = [AccountBlocked("131031")] * 3
    await world.work()
    page = (await browser.get("channels")).text
    assert "Kiriman terakhir gagal" in page
    assert AccountBlocked.sentence in page


async def test_a_test_asks_the_remote_and_tells_what_came_of_it(ward: Ward, browser: Browser) -> None:
    place = ward.world.district
    answer = await tested(browser, ward)
    assert answer.status_code == 200
    assert "Akun ini dapat bekerja." in answer.text
    [asked] = ward.doctor.asked
    assert asked.settings.token == "rahasia", "the probe gets the opened account"
    assert "rahasia" not in answer.text
    ward.doctor.says = Health(ok=False, code=CredentialsRejected.code, advice=CredentialsRejected.sentence)
    assert CredentialsRejected.sentence in (await tested(browser, ward)).text
    entries = await place.rows(
        "SELECT detail::text FROM audit_entry WHERE tenant_id = $1 AND action = 'channel.tested' ORDER BY at, id"
    )
    assert ['"ok": true' in entry["detail"] for entry in entries] == [True, False]


async def test_a_remote_that_never_answers_does_not_hold_the_page(
    ward: Ward, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_LONGEST_TEST", 0.05)
    ward.doctor.pause = 5.0
    assert "tidak dapat dihubungi" in (await tested(browser, ward)).text


async def test_settings_that_cannot_be_opened_are_an_answer(ward: Ward, browser: Browser) -> None:
    await ward.world.district.change("UPDATE account SET secrets = '\\x00' WHERE tenant_id = $1")
    answer = await tested(browser, ward)
    assert answer.status_code == 200
    assert "tidak dapat dibuka" in answer.text
    assert ward.doctor.asked == []


async def test_another_office_s_account_answers_as_one_that_does_not_exist(
    ward: Ward, browser: Browser
) -> None:
    token_page = await browser.get("channels")
    form = token_page.text.split('name="_csrf_token" value="')[1].split('"')[0]
    answers = [
        await browser.http.post(
            f"{browser.desk}/channels/{account_id}/test",
            data={"_csrf_token": form},
            headers={"origin": "http://localhost:8000"},
        )
        for account_id in (ward.world.neighbour.account_id, uuid7())
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert ward.doctor.asked == []


async def test_tests_are_limited(ward: Ward, browser: Browser) -> None:
    """Each of them is a call to somebody else's server."""
    answers = [(await tested(browser, ward)).status_code for _ in range(21)]
    assert answers == [200] * 20 + [429]


async def test_an_account_that_is_refused_says_since_when_and_a_good_test_sends_what_waits(
    ward: Ward, browser: Browser
) -> None:
    world, place = ward.world, ward.world.district
    for _ in range(3):
        await world.arrive(place, a_message(a_number()))
    await world.take_in(place)
    world.far_end.answers = [CredentialsRejected("190")] * 3
    await world.send(place)
    page = (await browser.get("channels")).text
    assert "Pengiriman terhenti sejak" in page
    assert CredentialsRejected.sentence in page
    assert "3 pesan menunggu" in page
    assert "Satu akun tidak dapat mengirim" in (await browser.get("")).text
    assert await world.send(place) == 0
    assert "Akun ini dapat bekerja." in (await tested(browser, ward)).text
    for _ in range(3):
        await world.send(place)
    states = await place.rows("SELECT DISTINCT state FROM delivery WHERE tenant_id = $1")
    assert states == [{"state": "sent"}]
    after = (await browser.get("channels")).text
    assert "terhenti" not in after
    assert "tidak dapat mengirim" not in (await browser.get("")).text
