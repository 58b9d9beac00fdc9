"""Everything that WhatsApp can say, in any order, twenty times at once: each counted once, and no ghost case."""

import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx2
import pytest

from support.desk import Desk, until
from support.ledger import body, change, signed
from support.players import Citizen
from support.wires import trusted

SITI, SARI, GREETER = "6281234509901", "ID.13491208655302741918", "6281234509903"
COPIES = 20
FILE = {"id": "900", "mime_type": "image/jpeg", "sha256": "x" * 44}
UNKNOWN = "wamid.nobody-knows"

WRITTEN: dict[str, dict[str, Any]] = {
    "text": {"type": "text", "text": {"body": "Antrean panjang sekali"}},
    "reply": {"type": "text", "text": {"body": "Menjawab"}, "context": {"from": "62855", "id": UNKNOWN}},
    "forwarded": {"type": "text", "text": {"body": "Terusan"}, "context": {"forwarded": True}},
    "referral": {
        "type": "text",
        "text": {"body": "Dari iklan"},
        "referral": {"source_url": "https://example.org/a", "headline": "Vaksin"},
    },
    **{kind: {"type": kind, kind: FILE} for kind in ("image", "video", "document", "audio", "sticker")},
    "voice": {"type": "audio", "audio": FILE | {"mime_type": "audio/ogg", "voice": True}},
    "location": {"type": "location", "location": {"latitude": -6.9, "longitude": 109.7, "name": "Loket"}},
    "contacts": {
        "type": "contacts",
        "contacts": [{"name": {"formatted_name": "Budi"}, "phones": [{"phone": "+62 812"}]}],
    },
    "button": {"type": "button", "button": {"payload": "ya", "text": "Ya"}},
    "pressed": {
        "type": "interactive",
        "interactive": {"type": "button_reply", "button_reply": {"id": "a", "title": "Setuju"}},
    },
    "row": {
        "type": "interactive",
        "interactive": {
            "type": "list_reply",
            "list_reply": {"id": "b", "title": "Pagi", "description": "07–11"},
        },
    },
    "flow": {
        "type": "interactive",
        "interactive": {"type": "nfm_reply", "nfm_reply": {"name": "flow", "response_json": '{"umur": 30}'}},
    },
    "nothing inside": {"type": "interactive"},
    "order": {"type": "order", "order": {"product_items": [{"product_retailer_id": "x", "quantity": 2}]}},
    "unsupported": {"type": "unsupported", "errors": [{"code": 131051, "title": "Message type unknown"}]},
    "unknown": {"type": "unknown", "errors": [{"code": 131051, "title": "Message type unknown"}]},
}
"""What a citizen wrote, whatever its kind: all of it belongs to one case."""

NO_MESSAGES: dict[str, dict[str, Any]] = {
    "reaction": {"type": "reaction", "reaction": {"message_id": UNKNOWN, "emoji": "🙏"}},
    "reaction taken back": {"type": "reaction", "reaction": {"message_id": UNKNOWN}},
    "edit": {
        "type": "edit",
        "edit": {"original_message_id": UNKNOWN, "message": {"type": "text", "text": {"body": "baru"}}},
    },
    "revoke": {"type": "revoke", "revoke": {"original_message_id": UNKNOWN}},
    "of no known kind": {"type": "hologram", "hologram": {"depth": 3}},
}
"""What speaks of a message that is not here, or of nothing we know: kept as ignored, with the reason."""

SYSTEM: dict[str, dict[str, Any]] = {
    "number changed": {"type": "system", "system": {"type": "user_changed_number", "wa_id": "6281299990000"}},
    "identity changed": {"type": "system", "system": {"type": "customer_identity_changed"}},
}
FIELDS = ("message_template_status_update", "account_update", "phone_number_quality_update")
STATES = ("sent", "delivered", "read", "played", "failed")


@pytest.fixture(scope="module")
def account(desk: Desk) -> dict[str, Any]:
    return next(dict(each) for each in desk.coordinates()["accounts"] if each["tenant"] == "batang")


def _message(name: str, parts: dict[str, Any], **sender: str) -> dict[str, Any]:
    return {"id": f"wamid.{name.replace(' ', '-')}", "timestamp": "1795330000", **sender, **parts}


def _changes(account: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Each thing as a change of its own."""
    for name, parts in {**WRITTEN, **NO_MESSAGES, **SYSTEM}.items():
        yield change(account, _message(name, parts, **{"from": SITI}))
    hidden = change(account, _message("hidden", WRITTEN["text"], from_user_id=SARI))
    hidden["value"]["contacts"] = [{"profile": {"name": "Sari"}, "user_id": SARI}]
    yield hidden
    yield change(
        account, _message("greeting", {"type": "text", "text": {"body": "halo"}}, **{"from": GREETER})
    )
    for state in STATES:
        plain = change(account)
        errors = {"errors": [{"code": 131026, "title": "Undeliverable"}]} if state == "failed" else {}
        status = {"id": UNKNOWN, "status": state, "timestamp": "1795330000", "recipient_id": SITI, **errors}
        yield plain | {"value": {**plain["value"], "messages": [], "statuses": [status]}}
    for field in FIELDS:
        news = {"event": "PAUSED", "message_template_name": "kabar", "message_template_language": "id"}
        yield {"field": field, "value": news}


@pytest.mark.parametrize("seed", [1, 2])
def test_every_kind_in_any_order_twenty_times_at_once(desk: Desk, account: dict[str, Any], seed: int) -> None:
    """The second round is a replay of it all in another order: nothing grows any more."""
    desk.settle()
    before = _counted(desk)
    changes = list(_changes(account))
    bodies = [body(account, each) for each in changes]
    chance = random.Random(seed)
    together = list(changes)
    random.Random(1).shuffle(together)
    bodies.append(body(account, *(each for each in together if each["field"] == "messages")))
    calls = bodies * COPIES
    chance.shuffle(calls)
    with (
        httpx2.Client(timeout=60, trust_env=False, verify=trusted()) as http,
        ThreadPoolExecutor(COPIES) as pool,
    ):
        hook = account["hook"]
        answers = pool.map(lambda raw: http.post(hook, content=raw, headers=signed(account, raw)), calls)
        assert {answer.status_code for answer in answers} == {200}
    desk.settle(180)
    grown = {name: count - before[name] for name, count in _counted(desk).items()}
    if seed > 1:
        assert not any(grown.values()), "a replay adds nothing"
        return
    assert grown == {
        "inbox_entries": len(changes),
        "messages_in": len(WRITTEN) + 1,
        "reactions": 2,
        "ignored": len(NO_MESSAGES),
        "cases": 2,
        "statuses": len(STATES),
    }
    reasons = desk.rows(
        "batang",
        "SELECT reason FROM inbox_entry WHERE tenant_id = $1 AND state = 'ignored' AND external_id LIKE 'wamid.%'",
    )
    assert all(row["reason"] for row in reasons)
    sent = (
        "SELECT message_id, count(*) FROM delivery WHERE tenant_id = $1 AND message_id IS NOT NULL GROUP BY 1"
    )
    assert all(row["count"] == 1 for row in desk.rows("batang", sent))


def _counted(desk: Desk) -> dict[str, int]:
    """What is stored; statuses of what the office itself sent are left out."""
    row = desk.counts()["batang", "whatsapp"]
    names = ("inbox_entries", "messages_in", "reactions", "ignored", "cases")
    [foreign] = desk.rows(
        "batang",
        "SELECT count(*) FROM inbox_entry WHERE tenant_id = $1 AND kind = 'status'"
        " AND external_id LIKE 'wamid.nobody-knows:%'",
    )
    own = row["statuses"] - foreign["count"]
    counted = {name: row[name] for name in names} | {"statuses": foreign["count"]}
    counted["inbox_entries"] -= own
    return counted


def test_a_report_is_made_by_questions_and_followed_by_its_number(desk: Desk) -> None:
    citizen = Citizen(desk, desk.coordinates(), "batang", "6281234509904", "Wati")
    citizen.writes("halo")
    menu = citizen.reads("1. Pengaduan")
    assert [choice["id"] for choice in menu["choices"]] == [
        "kind:complaint",
        "kind:consultation",
        "kind:information",
        "kind:aspiration",
    ]
    citizen.presses(menu, "kind:information")
    citizen.reads("Permintaan informasi. Tuliskan")
    citizen.writes("Kapan jadwal imunisasi bulan ini?")
    places = citizen.reads("Tentang fasilitas yang mana?")
    citizen.presses(places, places["choices"][0]["id"])
    citizen.presses(citizen.reads("Ada foto"), "skip")
    citizen.presses(citizen.reads("melihat nama"), "name:yes")
    told = citizen.reads("PIN: ")
    number = told["text"].split("nomor ")[1].split(".")[0]
    citizen.writes(f"lacak {number}")
    citizen.reads(f"Laporan {number}: Diterima.")
    stranger = Citizen(desk, desk.coordinates(), "batang", "6281234509905", "Orang Lain")
    stranger.writes(f"lacak {number}")
    stranger.reads("tulis juga PIN-nya")
    pin = told["text"].split("PIN: ")[1][:6]
    stranger.writes(f"lacak {number} {pin}")
    stranger.reads(f"Laporan {number}: Diterima.")
    kinds = desk.rows("batang", "SELECT number, kind, facility_id FROM cases WHERE tenant_id = $1")
    [case] = [row for row in kinds if row["number"] == number]
    assert case["kind"] == "information"
    assert case["facility_id"] is not None


def test_a_talk_survives_the_death_of_the_worker_at_every_step(desk: Desk) -> None:
    """A question that was being sent at that moment may be lost; nothing that was said is, and nothing doubled."""
    citizen = Citizen(desk, desk.coordinates(), "batang", "6281234509907", "Murni")
    chance = random.Random(1)
    before = desk.counts()["batang", "whatsapp"]
    for answer in ("halo", "1", "Obat darah tinggi habis lagi", "0", "0", "2"):
        citizen.writes(answer)
        time.sleep(chance.random() * 0.3)
        desk.kill("worker")
        until(desk.healthy)
        desk.settle(300)  # what was being sent holds up its conversation until its lease ends
    after = desk.counts()["batang", "whatsapp"]
    assert (after["cases"] - before["cases"], after["messages_in"] - before["messages_in"]) == (1, 1)
    [case] = desk.rows(
        "batang",
        "SELECT kind, anonymous FROM cases WHERE tenant_id = $1 AND title = 'Obat darah tinggi habis lagi'",
    )
    assert case == {"kind": "complaint", "anonymous": True}
    assert desk.rows(
        "batang", "SELECT id FROM conversation WHERE tenant_id = $1 AND asked ORDER BY id"
    ) == desk.rows("batang", "SELECT id FROM dialogue WHERE tenant_id = $1 ORDER BY id")
    asked = [line["text"] for line in citizen.phone_shows()]
    assert len(asked) == len(set(asked)), "no question came twice"


def test_a_talk_that_was_left_alone_becomes_a_case(desk: Desk) -> None:
    citizen = Citizen(desk, desk.coordinates(), "batang", "6281234509906", "Tono")
    citizen.writes("menu")
    citizen.reads("1. Pengaduan")
    citizen.writes("1")
    citizen.reads("Tuliskan dalam satu pesan")
    citizen.writes("Loket tutup sebelum jamnya")
    citizen.reads("Tentang fasilitas yang mana?")
    desk.advance("31m")
    until(lambda: "PIN: " in str(citizen.phone_shows()))
