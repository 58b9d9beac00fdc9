"""A letter on its case's page: whether its sender is proven, and the letter itself."""

import re
from collections.abc import AsyncIterator
from html import unescape

import pytest

from helpdesk.api.showing import message
from helpdesk.casefile.service import messages
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.model import ChannelKind
from helpdesk.inbox.looking import look_due
from integrations.email.adapter import email
from integrations.email.reader import Reader
from integrations.email.settings import EmailSettings
from kit.egress import EgressPolicy
from kit.sealing import Sealer
from kit.settings import Settings
from support.administrators import an_administrator, audited
from support.channel import adapters
from support.mail_servers import MAILBOX, Post, a_post
from support.officers import Floor, open_floor
from tenants.doors import tenant_scope
from tenants.permissions.model import Role

HOST = "mx.dinkes.example"
LETTER = b"From: Siti <siti@warga.example>\nSubject: Antrean\n\nDua jam menunggu.\n"


@pytest.fixture
async def house(database_urls: Settings) -> AsyncIterator[tuple[Floor, Post, str]]:
    async with open_floor(database_urls) as floor, a_post() as post, Reader() as reader:
        adapter = email(EgressPolicy.LOOPBACK_ONLY, b"k" * 32, reader)
        book = AccountBook({**adapters(floor.world.far_end), ChannelKind.EMAIL: adapter}, Sealer([b"s" * 32]))
        floor.world.book = floor.runtime.accounts = book
        settings = EmailSettings(**post.entered, results_host=HOST)
        async with tenant_scope(floor.world.district.id) as scope:
            account_id = await book.add(scope, ChannelKind.EMAIL, "Surel", MAILBOX, settings)
        await look_due(floor.world.district.id, book, files=floor.runtime.files)
        yield floor, post, str(account_id)


async def arrives(house: tuple[Floor, Post, str], letter: bytes) -> None:
    floor, post, _ = house
    post.put(letter)
    await floor.world.clock.forward(seconds=31)
    await look_due(floor.world.district.id, floor.world.book, files=floor.runtime.files)
    await floor.world.take_in(floor.world.district)


async def the_case(floor: Floor) -> str:
    return str(await floor.world.district.value("SELECT number FROM cases WHERE tenant_id = $1"))


@pytest.mark.parametrize(
    ("head", "doubted"),
    [(b"", True), (f"Authentication-Results: {HOST}; dmarc=pass\n".encode(), False)],
)
async def test_an_officer_sees_at_once_that_anybody_may_have_written_it(
    house: tuple[Floor, Post, str], head: bytes, doubted: bool
) -> None:
    floor = house[0]
    await arrives(house, head + LETTER)
    number, (browser, dewi) = await the_case(floor), await floor.officer()
    said, _ = await messages(dewi, number, cursor="", most=10)
    assert [message(each).unproven for each in said] == [doubted, False], "the interface says so too"
    for path in (f"cases/{number}", f"cases/{number}/print"):
        page = unescape((await browser.get(path)).text)
        assert ("Pengirim tidak terbukti" in page) is doubted, path
        assert ("s•••@warga.example" in page) is (path == f"cases/{number}"), path
        assert "siti@warga.example" not in page, path
        assert ("warga.example" in page) is (path == f"cases/{number}"), "less leaves the house on paper"
    page = unescape((await browser.get(f"cases/{number}")).text)
    assert ("peladen surat kantor tidak memastikan pengirimnya" in page) is doubted


async def test_the_letter_itself_is_a_download_for_whoever_may_see_the_case(
    house: tuple[Floor, Post, str],
) -> None:
    floor, post, _ = house
    await arrives(house, LETTER)
    number, (browser, _) = await the_case(floor), await floor.officer()
    page = (await browser.get(f"cases/{number}")).text
    assert "Surat asli (.eml)" in page
    found = re.search(rf"cases/{number}/files/[0-9a-f-]+", page)
    assert found is not None
    answer = await browser.get(found[0])
    assert (answer.status_code, answer.content) == (200, next(iter(post.box.letters.values())).content)
    assert answer.headers["content-type"] == "message/rfc822"
    assert answer.headers["content-disposition"].startswith('attachment; filename="surat-asli.eml"')
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    stranger, _ = await floor.officer(place=floor.world.neighbour)
    elsewhere, _ = await floor.officer(Role.UNIT_OFFICER, "Puskesmas Batang II")
    assert (await stranger.get(found[0])).status_code == 404
    assert (await elsewhere.get(found[0])).status_code in (403, 404)


async def test_the_administrator_fetches_a_letter_that_became_no_case(house: tuple[Floor, Post, str]) -> None:
    floor, post, account_id = house
    await arrives(house, b"From: a@warga.example, b@warga.example\nSubject: Dua\n\nx\n")
    await arrives(house, LETTER)
    browser, _ = await an_administrator(floor)
    agent, _ = await floor.officer()
    page = (await browser.get(f"channels/{account_id}")).text
    [path] = re.findall(rf"channels/{account_id}/letters/[0-9a-f-]+", page)
    answer = await browser.get(path)
    assert (answer.status_code, answer.content) == (200, post.box.letters[1].content)
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "letter.fetched" in await audited(floor.world.district)
    at = f"/admin/{floor.world.district.slug}/{path}"
    assert (await agent.get(at)).status_code in (403, 404)
    bound = await floor.world.district.value(
        "SELECT id FROM attachment WHERE tenant_id = $1 AND case_id IS NOT NULL"
    )
    assert (await browser.get(f"channels/{account_id}/letters/{bound}")).status_code == 404
    await floor.world.district.change(
        "UPDATE attachment SET state = 'infected' WHERE tenant_id = $1 AND case_id IS NULL"
    )
    assert (await browser.get(path)).status_code == 404
    assert path not in (await browser.get(f"channels/{account_id}")).text, "it is not offered either"
