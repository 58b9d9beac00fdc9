"""An SMS account is entered, tested and changed by the office's administrator, as its gateway speaks."""

from collections.abc import AsyncIterator
from html import unescape

import httpx2
import pytest

from admin.start.service import readiness
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.model import ChannelKind
from integrations.sms.adapter import sms
from kit.sealing import Sealer
from kit.settings import Settings
from support.administrators import an_administrator, audited
from support.officers import BASE, Browser, Floor, Form, open_floor
from tenants.permissions.model import Role

KEY = "kunci-sangat-rahasia"
TYPED = {
    "name": "SMS Dinkes",
    "sender": "0811 2345 678",
    "send_address": "https://gateway.example/api/sms",
    "check_address": "https://gateway.example/api/saldo",
    "access_key": KEY,
}
NEW = "channels/new?kind=sms"


class Gateway:
    """What it answers, and who asked with which key."""

    def __init__(self) -> None:
        self.says = httpx2.Response(200, json={"balance": 5})
        self.asked: list[tuple[str, str]] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append((str(request.url), request.headers.get("authorization", "")))
        if isinstance(self.says, Exception):
            raise self.says
        return self.says


class House(Floor):
    """The pages, with the real adapter and a scripted remote."""

    gateway: Gateway


@pytest.fixture
async def house(database_urls: Settings) -> AsyncIterator[House]:
    async with open_floor(database_urls) as floor:
        house = House(floor.world, floor.runtime)
        house.app, house.gateway = floor.app, Gateway()
        async with httpx2.AsyncClient(transport=httpx2.MockTransport(house.gateway)) as http:
            adapters = {ChannelKind.SMS: sms(http, "https://sahut.example")}
            floor.runtime.accounts = AccountBook(adapters, Sealer([b"s" * 32]))
            yield house


@pytest.fixture
async def browser(house: House) -> Browser:
    return (await an_administrator(house))[0]


async def entered(browser: Browser, **typed: str) -> str:
    answer = await browser.send(await browser.get(NEW), "/channels/new", **{**TYPED, **typed})
    assert answer.status_code == 200, answer.text
    return answer.text


async def refused(browser: Browser, **typed: str) -> str:
    answer = await browser.send(await browser.get(NEW), "/channels/new", **{**TYPED, **typed})
    assert answer.status_code == 422, answer.text
    assert KEY not in answer.text
    return unescape(answer.text)


async def the_account(house: House) -> dict[str, object]:
    return await house.world.district.row(
        "SELECT id, address, settings::text AS settings, secrets FROM account"
        " WHERE tenant_id = $1 AND name = 'SMS Dinkes'"
    )


async def test_the_full_address_is_shown_once_and_secrets_never_again(house: House, browser: Browser) -> None:
    page = await entered(browser)
    account = await the_account(house)
    assert account["address"] == "+628112345678"
    whole = page.split('id="token">')[1].split("<")[0]
    assert f"/hooks/sms/{account['id']}/" in whole
    word = whole.rsplit("/", 1)[1]
    assert len(word) >= 32
    pages = [(await browser.get(path)).text for path in ("channels", f"channels/{account['id']}", "audit")]
    for secret in (KEY, word):
        assert secret not in str(account["settings"])
        assert secret.encode() not in bytes(account["secrets"])  # type: ignore[arg-type]
        assert not [text for text in pages if secret in text]
    assert "account.added" in await audited(house.world.district)


async def test_the_test_says_in_plain_words_what_is_wrong(house: House, browser: Browser) -> None:
    await entered(browser)
    account = await the_account(house)
    for says, words in (
        (httpx2.Response(401), "Kunci ditolak gateway"),
        (httpx2.Response(200, html="<p>Toko kue</p>"), "Yang menjawab bukan gateway ini"),
        (httpx2.ConnectError("no"), "Gateway tidak dapat dihubungi"),
        (httpx2.Response(500), "Gateway sedang terganggu"),
        (httpx2.Response(200, json={"balance": 1}), "Akun ini dapat bekerja."),
    ):
        house.gateway.says = says  # type: ignore[assignment]
        answer = await browser.send(await browser.get("channels"), f"/{account['id']}/test")
        assert words in answer.text, words
    assert "Gateway belum pernah memanggil hook" in answer.text
    assert set(house.gateway.asked) == {("https://gateway.example/api/saldo", f"Bearer {KEY}")}


async def test_a_gateway_without_a_question_says_so(house: House, browser: Browser) -> None:
    await entered(browser, check_address="")
    account = await the_account(house)
    answer = await browser.send(await browser.get("channels"), f"/{account['id']}/test")
    assert "belum punya alamat uji" in answer.text
    assert house.gateway.asked == []


async def test_a_key_goes_to_no_other_place_without_being_written_again(
    house: House, browser: Browser
) -> None:
    await entered(browser)
    account = await the_account(house)
    path, end = f"channels/{account['id']}", f"/{account['id']}"
    for moved in (
        {"send_address": "https://elsewhere.example"},
        {"check_address": "https://elsewhere.example"},
        {"provider": "twilio", "user": "AC1"},
    ):
        answer = await browser.send(await browser.get(path), end, **moved)
        assert answer.status_code == 422
        assert "Tempel kuncinya sekali lagi." in answer.text
    answer = await browser.send(
        await browser.get(path), end, send_address="https://elsewhere.example", access_key="kunci-yang-baru"
    )
    assert answer.status_code == 303
    renewed = await browser.send(await browser.get(path), end, renew="1")
    assert f"/hooks/sms/{account['id']}/" in renewed.text.split('id="token">')[1].split("<")[0]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"sender": ""}, "Tulis nomor atau nama pengirimnya."),
        ({"sender": "NAMA YANG TERLALU PANJANG"}, "nama paling banyak 11 huruf"),
        ({"send_address": ""}, "Tulis alamat kirim"),
        ({"send_address": "gateway.example"}, "Alamat kirim ditulis seperti"),
        ({"check_address": "javascript:1"}, "Alamat uji ditulis seperti"),
        ({"provider": "twilio", "user": ""}, "Tulis Account SID"),
        ({"access_key": "pendek"}, "Kunci tidak boleh"),
        ({"hook_word": "pendek"}, "Kata rahasia terdiri"),
        ({"hook_word": "ada/garis-miring-di-dalam"}, "Kata rahasia terdiri"),
        ({"networks": "gateway.example"}, "Tulis alamat atau jaringan"),
        ({"most_parts": "21"}, "Tulis angka 1 sampai 20."),
        ({"most_parts": "enam"}, "Tulis angka 1 sampai 20."),
    ],
)
async def test_bad_input_changes_nothing_and_is_told_by_the_field(
    house: House, browser: Browser, typed: dict[str, str], words: str
) -> None:
    assert words in await refused(browser, **typed)
    assert not await house.world.district.rows(
        "SELECT id FROM account WHERE tenant_id = $1 AND kind = 'sms' AND address <> ''"
    )


async def test_names_and_short_codes_may_send_and_a_number_is_there_once(
    house: House, browser: Browser
) -> None:
    await entered(browser, sender="DINKES")
    await entered(browser, sender="95001")
    await entered(browser)
    assert "Nomor ini sudah dipasang" in await refused(browser, sender="+62 811-2345-678")


async def test_the_account_that_officers_note_down_on_is_nobodys_to_change(
    house: House, browser: Browser
) -> None:
    plain = await house.world.district.value(
        "SELECT id FROM account WHERE tenant_id = $1 AND kind = 'sms' AND address = ''"
    )
    assert (await browser.get(f"channels/{plain}")).status_code == 404
    await entered(browser)
    page = await browser.get("channels")
    assert str(plain) not in page.text
    other = str((await the_account(house))["id"])
    forged = Form(page.text.replace(other, str(plain)), f"/{plain}/test")
    answer = await browser.http.post(forged.action, data=forged.fields, headers={"origin": BASE})
    assert "tidak dapat diuji dari sini" in answer.text


async def test_a_gateway_takes_what_the_office_says_by_itself(house: House, browser: Browser) -> None:
    await entered(browser)
    await house.world.district.change(
        "INSERT INTO own_text VALUES ($1, 'closed', 'sms', 'id', '{number} {link}', 3, 1)"
    )
    account = (await the_account(house))["id"]
    page = await browser.get(f"channels/{account}")
    answer = await browser.send(page, f"/channels/{account}", most_parts="2")
    assert answer.status_code == 422
    assert "kata-kata kantor ini pada teks otomatis SMS lebih panjang" in answer.text
    assert "kata-kata kantor ini pada teks otomatis SMS" in await refused(
        browser, sender="95001", most_parts="2"
    )
    assert (await browser.send(page, f"/channels/{account}", most_parts="3")).status_code == 303


async def test_an_office_is_not_ready_by_an_account_without_a_gateway(house: House, browser: Browser) -> None:
    actor = await house.world.staff(house.world.district, Role.ADMINISTRATOR)
    assert (await readiness(actor, house.runtime.accounts)).accounts == 0
    await entered(browser)
    assert (await readiness(actor, house.runtime.accounts)).accounts == 1
