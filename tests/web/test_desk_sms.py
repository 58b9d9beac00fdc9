"""An answer by SMS at the desk: how many SMS it is, and what is too long."""

from collections.abc import AsyncIterator
from html import unescape

import pytest

from helpdesk.channels.accounts import AccountBook
from helpdesk.inbox import service as inbox
from kit.sealing import Sealer
from kit.settings import Settings
from support.builders import a_message, a_number
from support.channel import adapters_with_sms, an_sms_account
from support.composer import composer
from support.officers import Floor, open_floor


@pytest.fixture
async def floor(database_urls: Settings) -> AsyncIterator[Floor]:
    async with open_floor(database_urls) as opened:
        book = AccountBook(adapters_with_sms(opened.world.far_end, 3), Sealer([b"s" * 32]))
        opened.world.book = opened.runtime.accounts = book
        yield opened


async def the_case(floor: Floor) -> str:
    place = floor.world.district
    account = await an_sms_account(place.id, floor.world.book)
    await inbox.receive(place.id, account, [a_message(a_number(), "Obat habis")])
    await floor.world.take_in(place)
    return str(await place.value("SELECT number FROM cases WHERE tenant_id = $1"))


async def test_the_count_is_shown_and_goes_with_the_draft(floor: Floor) -> None:
    number, (browser, _) = await the_case(floor), await floor.officer()
    page = (await browser.get(f"cases/{number}")).text
    assert "0 SMS, masih muat 160 huruf" in page
    assert "SMS hanya membawa teks" in page
    assert 'type="file"' not in page
    page = (await browser.does(f"cases/{number}", "/reply", text="Obat datang Kamis’", go="draft")).text
    assert "1 SMS, masih muat 52 huruf (ada emoji" in page
    assert 'data-most="3"' in page
    note = (await browser.get(f"cases/{number}?tab=note")).text
    assert "hitung-sms" not in note


async def test_what_is_too_long_stays_to_be_shortened(floor: Floor) -> None:
    number, (browser, _) = await the_case(floor), await floor.officer()
    long = "x" * (153 * 3 + 1)
    answer = await browser.send(await browser.get(f"cases/{number}"), "/reply", text=long)
    assert answer.status_code == 422
    assert "Terlalu panjang untuk SMS kantor ini" in unescape(answer.text)
    assert "4 SMS, paling banyak 3." in answer.text
    assert composer(answer)["text"] == long
    answer = await browser.send(await browser.get(f"cases/{number}"), "/reply", text=long[1:])
    assert answer.status_code == 303
    await floor.world.work()
    assert [each.text for each in floor.world.far_end.sent].count(long[1:]) == 1


async def test_the_citizen_of_another_channel_is_counted_no_sms(floor: Floor) -> None:
    case, (browser, _) = await floor.case(), await floor.officer()
    assert "hitung-sms" not in (await browser.get(f"cases/{case.number}")).text
