"""SMS gateways at the door for webhooks: by POST and GET, with a word, from a network; everybody else as before."""

import base64
import hashlib
import hmac
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.model import ChannelKind
from helpdesk.inbox.routes import HookDoor
from integrations.sms.adapter import sms
from integrations.sms.settings import SmsSettings
from integrations.whatsapp.adapter import whatsapp
from kit.doorbell import Bell
from kit.sealing import Sealer
from kit.settings import Settings
from support.odd_remotes import nobody, scripted
from support.sms_script import KEY, SECRET, WORD
from support.world import World
from tenants.doors import tenant_scope

FORM = {"id": "m-1", "from": "081200000101", "text": "Antrean penuh"}
BASE = "https://sahut.example"
_KEPT = "SELECT kind, external_id, state FROM inbox_entry WHERE tenant_id = $1 ORDER BY received_at, id"


class Door:
    """The door before nothing, and an account of the district behind it."""

    def __init__(self, world: World, settings: Settings) -> None:
        self.world = world
        http = scripted(nobody)
        self.book = AccountBook(
            {ChannelKind.SMS: sms(http, BASE), ChannelKind.WHATSAPP: whatsapp(http)}, Sealer([b"s" * 32])
        )
        self.bell = Bell(settings.redis_url)
        told = msgspec.structs.replace(settings, base_url=BASE, trusted_proxies=("10.0.0.0/8",))
        runtime = SimpleNamespace(accounts=self.book, bell=self.bell, settings=told)
        self.app = HookDoor(_nowhere, lambda: runtime)

    async def account(self, **settings: str) -> str:
        """The hook's address of a new account."""
        made = SmsSettings(sender="+6285500000001", **settings)  # type: ignore[arg-type]
        async with tenant_scope(self.world.district.id) as scope:
            return f"/hooks/sms/{await self.book.add(scope, ChannelKind.SMS, 'SMS', made.sender, made)}"

    async def call(self, path: str, method: str = "POST", *, peer: str = "203.0.113.7", **more: Any) -> int:
        """The status of a call; its text is kept."""
        transport = httpx.ASGITransport(app=self.app, client=(peer, 4000))  # type: ignore[arg-type]
        async with httpx.AsyncClient(transport=transport, base_url="http://other.example") as http:
            answer = await http.request(method, path, **more)
        self.said, self.kind = answer.text, answer.headers.get("content-type", "")
        return answer.status_code

    async def kept(self) -> list[tuple[str, str]]:
        return [(row["kind"], row["external_id"]) for row in await self.world.district.rows(_KEPT)]


async def _nowhere(_scope: Any, _receive: Any, _send: Any) -> None:
    raise AssertionError("the door answers hooks itself")


@pytest.fixture
async def door(world: World, database_urls: Settings) -> AsyncIterator[Door]:
    opened = Door(world, database_urls)
    yield opened
    await opened.bell.close()


async def test_post_and_get_with_the_word_are_kept_and_once(door: Door) -> None:
    hook = f"{await door.account(hook_word=WORD)}/{WORD}"
    assert await door.call(hook, data=FORM) == 200
    assert (door.said, door.kind) == ("", "")
    assert await door.call(hook, "GET", params=FORM) == 200
    assert await door.call(hook, json=FORM) == 200
    assert await door.kept() == [("message", "m-1")]


async def test_without_the_word_nothing_is_kept(door: Door) -> None:
    hook = await door.account(hook_word=WORD)
    for path in (hook, f"{hook}/", f"{hook}/{WORD}x", f"{hook}/x", f"{hook}?word={WORD}"):
        for method in ("POST", "GET"):
            assert await door.call(path, method, params=FORM) == 401, (path, method)
    assert await door.call(f"{hook}/{WORD}/x", data=FORM) == 404
    assert await door.call(f"{hook}/{WORD}", "PUT", data=FORM) == 405
    assert await door.call(f"{hook}/{WORD}", "HEAD") == 405
    assert await door.call(f"{hook}/{WORD}", data=FORM, headers={"content-encoding": "gzip"}) == 415
    assert await door.call(f"{hook}/{WORD}", content=b"x" * (8 * 1024 * 1024 + 1)) == 413
    assert await door.kept() == []


async def test_an_account_without_secrets_refuses_everything(door: Door) -> None:
    hook = await door.account(networks="203.0.113.0/24")
    assert await door.call(hook, data=FORM) == 401
    assert await door.call(f"{hook}/apa-saja", data=FORM) == 401


async def test_forwarded_addresses_are_believed_from_known_proxies_only(door: Door) -> None:
    hook = f"{await door.account(hook_word=WORD, networks='203.0.113.0/24')}/{WORD}"
    good = {"x-forwarded-for": "203.0.113.9"}
    for peer, headers, status in (
        ("203.0.113.7", {}, 200),
        ("198.51.100.1", {}, 401),
        ("198.51.100.1", good, 401),
        ("10.0.0.5", good, 200),
        ("10.0.0.5", {"x-forwarded-for": "203.0.113.9, 198.51.100.1"}, 401),
        ("10.0.0.5", {"x-forwarded-for": "198.51.100.1, 203.0.113.9"}, 200),
        ("10.0.0.5", {"forwarded": "for=203.0.113.9", "x-real-ip": "203.0.113.9"}, 401),
    ):
        assert await door.call(hook, data=FORM, peer=peer, headers=headers) == status, (peer, headers)


async def test_a_signature_over_the_body_and_not_json(door: Door) -> None:
    hook = await door.account(signing_secret=SECRET)

    def signed(body: bytes) -> dict[str, Any]:
        digest = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        return {"content": body, "headers": {"x-signature": digest, "content-type": "application/json"}}

    assert await door.call(hook, **signed(msgspec.json.encode(FORM))) == 200
    assert await door.call(hook, **signed(b"{")) == 400
    assert await door.call(hook, **signed(b"3")) == 200
    empty = signed(b"")
    assert await door.call(hook, "GET", params=FORM, headers=empty["headers"]) == 401
    assert [kind for kind, _ in await door.kept()] == ["message", "ignored"]


async def test_twilio_signs_our_own_address_and_is_thanked(door: Door) -> None:
    hook = await door.account(provider="twilio", user="AC1", access_key=KEY)
    fields = {"MessageSid": "SM1", "From": "+6281200000101", "To": "+6285500000001", "Body": "Halo"}

    def signed(url: str) -> dict[str, str]:
        words = url + "".join(f"{name}{fields[name]}" for name in sorted(fields))
        digest = hmac.new(KEY.encode(), words.encode(), hashlib.sha1).digest()
        return {"x-twilio-signature": base64.b64encode(digest).decode()}

    assert await door.call(hook, data=fields, headers=signed(f"{BASE}{hook}")) == 200
    assert (door.said, door.kind) == ("<Response/>", "text/xml")
    assert await door.call(hook, data=fields, headers=signed(f"http://other.example{hook}")) == 401
    with_query = f"{hook}?ours={UUID(int=7)}"
    assert await door.call(with_query, data=fields, headers=signed(f"{BASE}{with_query}")) == 200
    assert await door.call(with_query, data=fields, headers=signed(f"{BASE}{hook}")) == 401
    assert await door.kept() == [("message", "SM1")]


async def test_a_gateway_that_waits_for_ok_hears_it(door: Door) -> None:
    hook = f"{await door.account(hook_word=WORD, answer='OK')}/{WORD}"
    assert await door.call(hook, data=FORM) == 200
    assert (door.said, door.kind) == ("OK", "text/plain")


async def test_a_number_of_another_account_is_reached_only_with_the_same_secret(door: Door) -> None:
    hook = f"{await door.account(hook_word=WORD, in_to='to')}/{WORD}"
    async with tenant_scope(door.world.neighbour.id) as scope:
        for sender, word in (("+6285500000002", WORD), ("+6285500000003", f"{WORD}-lain")):
            made = SmsSettings(sender=sender, hook_word=word, in_to="to")
            await door.book.add(scope, ChannelKind.SMS, sender, sender, made)
    for n in (1, 2, 3):
        call = {**FORM, "id": f"m-{n}", "to": f"628550000000{n}"}
        assert await door.call(hook, data=call) == 200
    assert await door.kept() == [("message", "m-1"), ("ignored", "message:m-3")]
    there = await door.world.neighbour.rows(_KEPT)
    assert [row["external_id"] for row in there] == ["m-2"]


async def test_an_account_that_officers_note_down_on_has_no_hook(door: Door) -> None:
    plain = await door.world.district.value(
        "SELECT id FROM account WHERE tenant_id = $1 AND kind = 'sms' AND address = ''"
    )
    for method in ("POST", "GET"):
        assert await door.call(f"/hooks/sms/{plain}", method, params=FORM) == 404
        assert await door.call(f"/hooks/sms/{plain}/{WORD}", method, params=FORM) == 404


async def test_whatsapps_door_is_as_it_was(door: Door) -> None:
    hook = f"/hooks/whatsapp/{door.world.district.account_id}"
    assert await door.call(f"{hook}/{WORD}", data=FORM) == 404
