"""A mailbox is entered, tested and changed by the office's administrator."""

from collections.abc import AsyncIterator
from html import unescape

import pytest

from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.model import ChannelKind
from helpdesk.inbox.looking import look_due
from integrations.email.adapter import email
from integrations.email.reader import Reader
from kit.egress import EgressPolicy
from kit.sealing import Sealer
from kit.settings import Settings
from support.administrators import an_administrator, audited
from support.mail_servers import PASSWORD, Post, a_post
from support.officers import Browser, Floor, open_floor

NEW = "channels/new?kind=email"


class House(Floor):
    """The pages, with the real adapter and mail servers beside it."""

    post: Post
    typed: dict[str, str]


@pytest.fixture
async def house(database_urls: Settings) -> AsyncIterator[House]:
    async with open_floor(database_urls) as floor, a_post() as post, Reader() as reader:
        house = House(floor.world, floor.runtime)
        house.app, house.post = floor.app, post
        adapter = email(EgressPolicy.LOOPBACK_ONLY, b"k" * 32, reader)
        floor.runtime.accounts = AccountBook({ChannelKind.EMAIL: adapter}, Sealer([b"s" * 32]))
        house.typed = {"name": "Email Dinkes", **post.entered}
        yield house


@pytest.fixture
async def browser(house: House) -> Browser:
    return (await an_administrator(house))[0]


async def entered(house: House, browser: Browser, **typed: str) -> str:
    answer = await browser.send(await browser.get(NEW), "/channels/new", **{**house.typed, **typed})
    assert answer.status_code == 200, answer.text
    return answer.text


async def the_account(house: House) -> dict[str, object]:
    return await house.world.district.row(
        "SELECT id, settings::text AS settings, secrets, look_at FROM account"
        " WHERE tenant_id = $1 AND name = 'Email Dinkes'"
    )


async def test_a_mailbox_is_entered_and_its_password_never_shown(house: House, browser: Browser) -> None:
    page = await entered(house, browser)
    assert "Kotak surat disimpan" in page
    assert "hooks/" not in page
    account = await the_account(house)
    assert account["look_at"] is not None
    pages = [(await browser.get(path)).text for path in ("channels", f"channels/{account['id']}", "audit")]
    assert not [text for text in (page, *pages) if PASSWORD in text or "Project-Id-Version" in text]
    assert PASSWORD not in str(account["settings"])
    assert PASSWORD.encode() not in bytes(account["secrets"])  # type: ignore[arg-type]
    assert "account.added" in await audited(house.world.district)


async def test_the_test_says_in_plain_words_what_is_wrong(house: House, browser: Browser) -> None:
    await entered(house, browser)
    account = await the_account(house)
    for password, words in (
        ("salah", "kata sandi ditolak oleh peladen surat"),
        (PASSWORD, "Akun ini dapat bekerja."),
    ):
        house.post.box.password = password
        answer = await browser.send(await browser.get("channels"), f"/{account['id']}/test")
        assert words in unescape(answer.text), words


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("mailbox", "bukan alamat", "ditulis seperti pengaduan@dinkes.go.id"),
        ("imap_host", "http://mail.example", "Tulis nama peladen saja"),
        ("smtp_port", "70000", "angka 1 sampai 65535"),
        ("mail_password", "", "Tulis kata sandi kotak surat."),
        ("subject", "x" * 81, "paling banyak 80 huruf"),
        ("mail_user", "dua kata", "tanpa spasi"),
        ("results_host", "mx dinkes", "Tulis nama peladennya saja"),
    ],
)
async def test_what_cannot_be_is_said_by_its_field(
    house: House, browser: Browser, field: str, value: str, words: str
) -> None:
    answer = await browser.send(await browser.get(NEW), "/channels/new", **{**house.typed, field: value})
    assert answer.status_code == 422
    assert words in unescape(answer.text)
    assert PASSWORD not in answer.text


async def test_another_server_asks_for_the_password_again(house: House, browser: Browser) -> None:
    await entered(house, browser)
    account = await the_account(house)
    path = f"channels/{account['id']}"
    elsewhere = {**house.typed, "mail_password": "", "smtp_host": "lain.example"}
    answer = await browser.send(await browser.get(path), f"/{path}", **elsewhere)
    assert answer.status_code == 422
    assert "Tulis kata sandinya sekali lagi" in unescape(answer.text)


async def test_a_mailbox_that_is_switched_off_is_not_looked_into(house: House, browser: Browser) -> None:
    await entered(house, browser)
    account = await the_account(house)
    path = f"channels/{account['id']}"
    place, book = house.world.district, house.runtime.accounts
    await look_due(place.id, book, files=house.runtime.files)
    await browser.send(await browser.get(path), f"/{path}/deactivate")
    house.post.put(b"From: siti@warga.example\nSubject: satu\n\nsatu\n")
    await house.world.clock.forward(minutes=5)
    assert await look_due(place.id, book, files=house.runtime.files) == 0
    await browser.send(await browser.get(path), f"/{path}/reactivate")
    assert await look_due(place.id, book, files=house.runtime.files) == 1


async def test_the_administrator_sees_which_letters_became_no_case_and_why(
    house: House, browser: Browser
) -> None:
    await entered(house, browser)
    path = f"channels/{(await the_account(house))['id']}"
    assert "Belum ada." in (await browser.get(path)).text
    place, book = house.world.district, house.runtime.accounts
    await look_due(place.id, book, files=house.runtime.files)
    house.post.put(b"From: a@warga.example, b@warga.example\nSubject: <b>Dua</b>\n\nsatu\n")
    house.post.put(b"From: no-reply@layanan.example\nSubject: Kode Anda\n\n123\n")
    house.post.put(b"From: pengaduan@dinkes.example\nSubject: Dari kami\n\nx\n")
    await house.world.clock.forward(minutes=5)
    await look_due(place.id, book, files=house.runtime.files)
    page = unescape((await browser.get(path)).text)
    for words in ("Pengirimnya lebih dari satu.", "Ditulis oleh mesin", "no-reply@layanan.example"):
        assert words in page, words
    assert "Dari kami" not in page
    assert "<b>Dua</b>" not in (await browser.get(path)).text
