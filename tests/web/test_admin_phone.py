"""A telephone line is entered by the office's administrator, and its exchange speaks at the door from then on."""

import json
import time
from collections.abc import AsyncIterator
from html import unescape
from types import SimpleNamespace

import httpx
import pytest

from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.model import ChannelKind
from helpdesk.inbox.routes import HookDoor
from integrations.phone.adapter import phone
from kit.sealing import Sealer
from kit.settings import Settings
from support.administrators import audited
from support.officers import Browser, Floor, open_floor
from support.phone_script import body_of, event, headers

NEW = "channels/new?kind=phone"
TYPED = {"name": "Telepon Dinkes", "line_number": "0285 391234", "exchange": "Asterisk"}


@pytest.fixture
async def floor(database_urls: Settings) -> AsyncIterator[Floor]:
    async with open_floor(database_urls) as opened:
        adapters = {ChannelKind.PHONE: phone(time.time)}
        opened.runtime.accounts = opened.world.book = AccountBook(adapters, Sealer([b"s" * 32]))
        yield opened


async def nowhere(scope: object, receive: object, send: object) -> None:
    raise AssertionError("not for the door")


async def calls(floor: Floor, hook: str, body: bytes, said: dict[str, str], *, method: str = "POST") -> int:
    told = SimpleNamespace(
        accounts=floor.runtime.accounts, bell=floor.runtime.bell, settings=floor.runtime.settings
    )
    transport = httpx.ASGITransport(app=HookDoor(nowhere, lambda: told))  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://sahut.example") as http:
        return (await http.request(method, hook, content=body, headers=said)).status_code


async def test_a_line_is_entered_and_takes_what_its_exchange_signs(floor: Floor, browser: Browser) -> None:
    answer = await browser.send(await browser.get(NEW), "/channels/new", **TYPED)
    assert answer.status_code == 200, answer.text
    secret = answer.text.split('id="token">')[1].split("<")[0]
    account = await floor.world.district.row(
        "SELECT id, address, settings::text AS settings, secrets FROM account"
        " WHERE tenant_id = $1 AND name = 'Telepon Dinkes'"
    )
    assert account["address"] == "+62285391234"
    assert len(secret) >= 32
    hook = f"/hooks/phone/{account['id']}"
    assert hook in answer.text
    pages = [(await browser.get(path)).text for path in ("channels", f"channels/{account['id']}", "audit")]
    assert secret not in "".join([*pages, str(account["settings"])])
    assert "Sentral telepon belum pernah memanggil" in pages[0]
    assert "account.added" in await audited(floor.world.district)

    body, now = body_of(event()), int(time.time())
    assert await calls(floor, hook, body, {}) == 401
    assert await calls(floor, hook, body, headers(body, "rahasia-orang-lain", time=now)) == 401
    assert await calls(floor, hook, body, headers(body, secret, time=now - 600)) == 401
    assert "tanda tangannya tidak cocok, atau jam sentral" in unescape((await browser.get("channels")).text)
    assert await calls(floor, hook, b"{", headers(b"{", secret, time=now)) == 400
    assert await calls(floor, f"{hook}/kata", body, headers(body, secret, time=now)) == 404
    assert await calls(floor, hook, b"", {}, method="GET") == 403
    for _ in range(2):
        assert await calls(floor, hook, body, headers(body, secret, time=now)) == 200
    kept = "SELECT kind, external_id, arrival FROM inbox_entry WHERE tenant_id = $1"
    [entry] = await floor.world.district.rows(kept)
    assert (entry["kind"], entry["external_id"]) == ("call", "c-1:ringing")
    assert json.loads(entry["arrival"])["call_id"] == "c-1"
    assert "Bekerja: panggilan terakhir" in (await browser.get("channels")).text


async def test_a_new_secret_ends_the_old_one(floor: Floor, browser: Browser) -> None:
    page = await browser.send(await browser.get(NEW), "/channels/new", **TYPED)
    old = page.text.split('id="token">')[1].split("<")[0]
    account = await floor.world.district.value(
        "SELECT id FROM account WHERE tenant_id = $1 AND name = 'Telepon Dinkes'"
    )
    page = await browser.send(await browser.get(f"channels/{account}"), f"/channels/{account}", renew="1")
    assert page.status_code == 200, page.text
    body, now = body_of(event()), int(time.time())
    for secret, status in ((old, 401), (page.text.split('id="token">')[1].split("<")[0], 200)):
        said = headers(body, secret, time=now)
        assert await calls(floor, f"/hooks/phone/{account}", body, said) == status


WRONG = (
    ({"line_number": ""}, "Tulis nomor telepon kantornya."),
    ({"line_number": "Loket"}, "Nomor itu tidak lengkap."),
    ({"line_number": "0285"}, "Nomor itu tidak lengkap."),
    ({"call_secret": "pendek"}, "Rahasia terdiri atas sedikitnya 16 karakter"),
    ({"exchange": "a\x07b"}, "Tulis nama sentralnya dalam satu baris"),
)


async def test_what_is_wrong_is_told_by_the_field_and_a_service_number_is_a_line(
    floor: Floor, browser: Browser
) -> None:
    for typed, words in WRONG:
        answer = await browser.send(await browser.get(NEW), "/channels/new", **{**TYPED, **typed})
        assert answer.status_code == 422
        assert words in unescape(answer.text)
    answer = await browser.send(
        await browser.get(NEW), "/channels/new", **{**TYPED, "line_number": "1500 567"}
    )
    assert answer.status_code == 200, answer.text
    found = "SELECT address FROM account WHERE tenant_id = $1 AND name = 'Telepon Dinkes'"
    assert await floor.world.district.value(found) == "1500567"
