"""A WhatsApp account is entered, tested, changed and switched off; what was secret stays so."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

import httpx2
import pytest

from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.model import AccountEvent, ChannelKind
from helpdesk.inbox.service import receive
from integrations.whatsapp.adapter import whatsapp
from kit.sealing import Sealer
from kit.settings import Settings
from support.administrators import an_administrator, audited
from support.officers import Browser, Floor, open_floor
from support.whatsapp_script import graph_error

TOKEN, SECRET = "EAAG-sangat-rahasia", "rahasia-aplikasi"
TYPED = {
    "name": "WhatsApp Dinkes",
    "phone_number_id": "106540352242922",
    "waba_id": "1027",
    "display_number": "0811 2345 678",
    "access_token": TOKEN,
    "app_secret": SECRET,
    "api_base": "https://graph.example/v23.0",
}


class Graph:
    """A scripted Graph API: what it answers, and who asked with which token."""

    def __init__(self) -> None:
        self.says = httpx2.Response(200, json={"id": "106540352242922", "status": "CONNECTED"})
        self.tokens: list[str] = []

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.tokens.append(request.headers["authorization"])
        if isinstance(self.says, Exception):
            raise self.says
        return self.says


class House(Floor):
    """The pages, with the real adapter and a scripted remote."""

    graph: Graph


@pytest.fixture
async def house(database_urls: Settings) -> AsyncIterator[House]:
    async with open_floor(database_urls) as floor:
        house = House(floor.world, floor.runtime)
        house.app, house.graph = floor.app, Graph()
        async with httpx2.AsyncClient(transport=httpx2.MockTransport(house.graph)) as http:
            adapters = {ChannelKind.WHATSAPP: whatsapp(http)}
            usual = {ChannelKind.WHATSAPP: {"api_base": "http://localhost:8001/whatsapp/v23.0"}}
            floor.runtime.accounts = AccountBook(adapters, Sealer([b"s" * 32]), usual)
            await floor.world.district.change(
                "UPDATE account SET active = false WHERE tenant_id = $1 AND kind = 'whatsapp'"
            )
            yield house


@pytest.fixture
async def browser(house: House) -> Browser:
    return (await an_administrator(house))[0]


async def entered(house: House, browser: Browser, **typed: str) -> str:
    """Enter an account by the form; answers the page that follows."""
    answer = await browser.send(await browser.get("channels/new"), "/channels/new", **{**TYPED, **typed})
    assert answer.status_code == 200, answer.text
    return answer.text


async def the_account(house: House) -> dict[str, object]:
    return await house.world.district.row(
        "SELECT id, address, settings::text AS settings, secrets, active, menu FROM account"
        " WHERE tenant_id = $1 AND name = 'WhatsApp Dinkes'"
    )


async def test_keys_go_in_sealed_and_never_come_out(house: House, browser: Browser) -> None:
    page = await entered(house, browser)
    account = await the_account(house)
    hook = f"/hooks/whatsapp/{account['id']}"
    assert hook in page
    assert 'id="token"' in page, "the token that we made is shown this once"
    made = page.split('id="token">')[1].split("<")[0]
    assert account["address"] == "106540352242922"
    assert '"+628112345678"' in str(account["settings"])
    pages = [(await browser.get(path)).text for path in ("channels", f"channels/{account['id']}", "audit")]
    for secret in (TOKEN, SECRET, made):
        assert secret not in str(account["settings"])
        assert secret.encode() not in bytes(account["secrets"])  # type: ignore[arg-type]
        assert not [text for text in pages if secret in text]
    assert hook in pages[0]
    assert "account.added" in await audited(house.world.district)


async def test_the_test_says_in_plain_words_what_is_wrong(house: House, browser: Browser) -> None:
    await entered(house, browser)
    account = await the_account(house)
    for says, words in (
        (httpx2.Response(401, json=graph_error(190)), "Token akses ditolak"),
        (httpx2.Response(400, json=graph_error(100, 33)), "ID nomor telepon tidak dikenal"),
        (httpx2.Response(403, json=graph_error(10)), "tidak berhak mengirim pesan"),
        (httpx2.ConnectError("no"), "tidak dapat dihubungi dari peladen"),
        (httpx2.Response(404, html="<p>Toko kue</p>"), "Yang menjawab di alamat API bukan WhatsApp"),
        (httpx2.Response(200, json={"id": "1", "status": "BANNED"}), "dimatikan oleh WhatsApp"),
        (httpx2.Response(500), "sedang terganggu"),
        (httpx2.Response(200, json={"id": "1", "status": "CONNECTED"}), "Akun ini dapat bekerja."),
    ):
        house.graph.says = says  # type: ignore[assignment]
        answer = await browser.send(await browser.get("channels"), f"/{account['id']}/test")
        assert words in answer.text, words
        assert TOKEN not in answer.text
    assert "WhatsApp belum pernah memanggil hook" in answer.text
    assert set(house.graph.tokens) == {f"Bearer {TOKEN}"}


async def test_empty_secrets_stay_and_a_new_place_asks_for_the_token_again(
    house: House, browser: Browser
) -> None:
    await entered(house, browser)
    account = await the_account(house)
    path, end = f"channels/{account['id']}", f"/{account['id']}"
    page = await browser.get(path)
    assert (await browser.send(page, end, name="WhatsApp Dinkes", waba_id="99")).status_code == 303
    assert (await browser.send(page, end, waba_id="100")).status_code == 409, "somebody changed it meanwhile"
    await browser.send(await browser.get("channels"), f"/{account['id']}/test")
    assert house.graph.tokens == [f"Bearer {TOKEN}"]
    answer = await browser.send(await browser.get(path), end, api_base="https://elsewhere.example")
    assert answer.status_code == 422
    assert "Tempel token aksesnya sekali lagi." in answer.text
    renewed = await browser.send(await browser.get(path), end, renew="1")
    assert 'id="token"' in renewed.text
    log = await house.world.district.rows(
        "SELECT detail::text AS detail FROM audit_entry WHERE tenant_id = $1 AND action = 'account.changed'"
        " ORDER BY at, id"
    )
    assert [row["detail"] for row in log] == ['{"fields": ["waba_id"]}', '{"fields": ["verify_token"]}']


async def test_what_cannot_be_is_said_and_secrets_are_not_repeated(house: House, browser: Browser) -> None:
    page = await browser.get("channels/new")
    assert "http://localhost:8001/whatsapp/v23.0" in page.text, "what this installation usually has"
    for wrong, said in (
        ({"name": ""}, "Tulis nama akunnya."),
        ({"phone_number_id": "+62811"}, "hanya berisi angka"),
        ({"display_number": "12"}, "Nomor itu tidak lengkap"),
        ({"access_token": ""}, "Tempel token aksesnya."),
        ({"access_token": "ada spasi di sini"}, "tidak boleh berisi spasi"),
        ({"app_secret": "pendek"}, "App secret tidak boleh"),
        ({"api_base": "ftp://x"}, "Alamat API ditulis seperti"),
        ({"api_base": "https://a:b@graph.example"}, "Alamat API ditulis seperti"),
    ):
        answer = await browser.send(page, "/channels/new", **{**TYPED, **wrong})
        assert answer.status_code == 422, wrong
        assert said in answer.text, wrong
        assert TOKEN not in answer.text
    await entered(house, browser)
    twice = await browser.send(page, "/channels/new", **TYPED)
    assert "sudah dipasang di kantor Anda" in twice.text


async def test_an_account_is_switched_off_and_on(house: House, browser: Browser) -> None:
    await entered(house, browser)
    account = await the_account(house)
    path = f"channels/{account['id']}"
    assert (await browser.send(await browser.get(path), "/deactivate")).status_code == 303
    assert (await the_account(house))["active"] is False
    page = await browser.get(path)
    assert "/test" not in page.text
    await entered(house, browser, name="WhatsApp Baru")
    again = await browser.send(page, "/reactivate")
    assert again.status_code == 409
    assert "Akun lain yang aktif sudah memakai nomor ini." in again.text
    log = await audited(house.world.district)
    assert "account.deactivated" in log
    assert "account.reactivated" not in log


async def test_what_whatsapp_says_of_an_account_is_told(house: House, browser: Browser) -> None:
    await entered(house, browser)
    account_id = (await the_account(house))["id"]
    assert isinstance(account_id, UUID)
    assert "Kabar dari WhatsApp" not in (await browser.get(f"channels/{account_id}")).text
    for number, (what, detail) in enumerate(
        (
            ("account:phone_number_quality_update", "DOWNGRADE · <TIER_250>"),
            ("template:PAUSED", "kabar · id"),
            ("account:something_new", ""),
            ("system:user_changed_number", ""),
        )
    ):
        event = AccountEvent(external_id=f"news:{number}", at=datetime.now(UTC), what=what, detail=detail)
        await receive(house.world.district.id, account_id, [event])
    page = (await browser.get(f"channels/{account_id}")).text
    assert "Mutu atau batas kirim nomor berubah" in page
    assert "DOWNGRADE · &lt;TIER_250&gt;" in page
    assert page.index("Kabar tentang akun") < page.index("Keadaan templat berubah"), "the newest first"
    assert "user_changed_number" not in page, "a citizen's own affair"


async def test_the_menu_of_an_account_is_switched_off_and_on(house: House, browser: Browser) -> None:
    await entered(house, browser)
    path = f"channels/{(await the_account(house))['id']}"
    page = await browser.get(path)
    assert "Menyala" in page.text, "on from the first day"
    off = await browser.send(page, "/menu")
    assert (off.status_code, (await the_account(house))["menu"]) == (303, False)
    page = await browser.get(off.headers["location"].split("/admin/")[1].split("/", 1)[1])
    assert "pesan pertama warga langsung menjadi laporan" in page.text
    await browser.send(page, "/menu")
    assert (await the_account(house))["menu"] is True
    log = await audited(house.world.district)
    assert "account.menu_hidden" in log
    assert "account.menu_shown" in log


async def test_the_first_page_leads_through_the_first_day(house: House, browser: Browser) -> None:
    page = (await browser.get("")).text.split("<ol")[1]
    assert page.index("Susun unit") < page.index("Tambahkan petugas") < page.index("Uji kanal")
    assert "people/new" in page, "units are there already; people come next"
    await house.officer()
    assert "channels/new" in (await browser.get("")).text
    await entered(house, browser)
    account = await the_account(house)
    assert 'href="/admin/' + house.world.district.slug + '/channels"' in (await browser.get("")).text
    await browser.send(await browser.get("channels"), f"/{account['id']}/test")
    assert "Daftarkan alamat hook di Meta" in (await browser.get("")).text.split("Langkah berikutnya")[1][:60]
    await house.world.district.change(
        "UPDATE account SET greeted_at = now() WHERE tenant_id = $1 AND id = $2", account["id"]
    )
    assert "Terima pesan pertama" in (await browser.get("")).text.split("Langkah berikutnya")[1][:60]
