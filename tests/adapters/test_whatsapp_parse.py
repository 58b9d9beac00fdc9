"""What a WhatsApp webhook says, kind by kind: whole bodies with everything that is expected of them."""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest

from helpdesk.channels.errors import BodyMalformed
from helpdesk.channels.model import Addressed, Ignored, MessageArrived
from integrations.whatsapp import payloads
from integrations.whatsapp.parse import MOST_BROKEN, arrivals

SAMPLES = sorted((Path(__file__).parent / "samples" / "whatsapp").glob("*.json"))

WRITES = {
    "from": "6281200000101",
    "id": "wamid.HBgL1=",
    "timestamp": "1763770000",
    "type": "text",
    "text": {"body": "Halo"},
}


def plain(found: Sequence[Addressed], body: bytes) -> list[Any]:
    """Arrivals as JSON without empty parts; names made from the body's hash show it as `#`."""
    digest = hashlib.sha256(body).hexdigest()[:32]
    text = msgspec.json.encode(found).decode().replace(digest, "#")
    return [_filled(each) for each in json.loads(text)]


def _filled(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _filled(part) for key, part in value.items() if part not in ("", [], None, False)}
    return [_filled(part) for part in value] if isinstance(value, list) else value


def body_with(message: object, **value: object) -> bytes:
    """A webhook of one message; `None` inside stays JSON null."""
    held = {"metadata": {"phone_number_id": "1"}, "messages": [message], **value}
    change = {"field": "messages", "value": held}
    envelope = {"object": "whatsapp_business_account", "entry": [{"id": "9", "changes": [change]}]}
    return json.dumps(envelope).encode()


def only(body: bytes) -> Any:
    (addressed,) = arrivals(body)
    return addressed.arrival


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
@pytest.mark.parametrize("escaped", [False, True], ids=["utf8", "escaped"])
def test_a_body_says_all_that_is_in_it(path: Path, escaped: bool) -> None:
    sample = json.loads(path.read_text("utf-8"))
    body = json.dumps(sample["body"], ensure_ascii=escaped).encode()
    assert plain(arrivals(body), body) == sample["arrivals"]


def test_ordinary_and_patient_reading_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    bodies = [json.dumps(json.loads(path.read_text("utf-8"))["body"]).encode() for path in SAMPLES]
    quick = [arrivals(body) for body in bodies]
    taken_quickly = [body for body in bodies if payloads.envelope(body)]
    monkeypatch.setattr(payloads, "_ENVELOPE", msgspec.json.Decoder(int))
    assert [arrivals(body) for body in bodies] == quick
    assert len(taken_quickly) > len(bodies) / 2


def test_the_same_body_gives_the_same_names() -> None:
    for path in SAMPLES:
        body = path.read_bytes()
        assert arrivals(body) == arrivals(body)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"[]", "body is not an object"),
        (b"3", "body is not an object"),
        (b"null", "body is not an object"),
        (b'"x"', "body is not an object"),
        (b"NaN", "body is not an object"),
        (b"-Infinity", "body is not an object"),
        (b"{}", "nothing in it"),
        (b'{"entry": []}', "nothing in it"),
        (b'{"entry": 3}', "entry is not a list"),
        (b'{"object": "page", "entry": [{"changes": []}]}', "unknown object"),
        (b'{"object": 7, "entry": []}', "unknown object"),
        ("[]".encode("utf-16-le"), "body is not an object"),
    ],
)
def test_well_formed_nonsense_is_one_ignored_entry(body: bytes, reason: str) -> None:
    ignored = only(body)
    assert isinstance(ignored, Ignored)
    assert ignored.reason == reason


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"{}{}",
        b"{'a': 1}",
        b"\xff",
        b'{"a": "\xff"}',
        b"\xef\xbb\xbf{}",
        "{}".encode("utf-16"),
        "{}".encode("utf-32"),
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 50_000 + b"1" + b"}" * 50_000,
        b'{"object": "whatsapp_business_account", "entry": [' + b"[" * 100_000 + b"]" * 100_001 + b"}",
        b"9" * 5_000,
        b"hello",
        b'{"a": "\x01"}',
        b"a=1&b=2",
    ],
    ids=range(17),
)
def test_what_is_not_json_is_malformed(body: bytes) -> None:
    with pytest.raises(BodyMalformed):
        arrivals(body)


def test_an_unsound_string_that_is_not_read_is_still_malformed() -> None:
    body = body_with({**WRITES, "extra": "?"}).replace(b"?", b"\xff")
    with pytest.raises(BodyMalformed):
        arrivals(body)


def test_nul_and_lone_surrogates_in_a_text_become_replacement_characters() -> None:
    message = only(body_with({**WRITES, "text": {"body": "a\x00b\ud800c\U0001f600"}}))
    assert message.text == "a\ufffdb\ufffdc\U0001f600"


def test_a_lone_surrogate_in_a_name_that_nobody_reads_costs_nothing() -> None:
    cards = [{"\ud800": 1, "profile": {"name": "Siti", "\udfff": 2}, "wa_id": "6281200000101"}]
    message = only(body_with({**WRITES, "\ud800": 3, "text": {"body": "Halo", "\x00": 4}}, contacts=cards))
    assert (message.text, message.sender.name) == ("Halo", "Siti")


def test_a_surrogate_in_raw_bytes_is_what_python_reads() -> None:
    body = body_with({**WRITES, "text": {"body": "a?"}}).replace(b"?", b"\xed\xa0\x80")
    assert only(body).text == "a\ufffd"


@pytest.mark.parametrize("broken", ["\x00", "\ud800", "\n", "x" * 257])
@pytest.mark.parametrize(
    "place",
    ["id", "from_user_id", "context", "reaction", "image"],
)
def test_an_unusable_identifier_costs_its_entry(place: str, broken: str) -> None:
    changes: dict[str, dict[str, object]] = {
        "id": {"id": f"wamid{broken}"},
        "from_user_id": {"from_user_id": f"ID.{broken}"},
        "context": {"context": {"id": f"wamid{broken}"}},
        "reaction": {"type": "reaction", "reaction": {"message_id": f"wamid{broken}"}},
        "image": {"type": "image", "image": {"id": f"1{broken}"}},
    }
    ignored = only(body_with({**WRITES, **changes[place]}))
    assert isinstance(ignored, Ignored)
    assert ignored.reason.endswith("unusable")
    ignored.external_id.encode()
    assert len(ignored.external_id) < 300
    assert "\x00" not in ignored.external_id


def test_a_name_is_cleaned_and_cut() -> None:
    name = "Siti\r\n\x00<b>\u202eevil\u202c \u2028 " + "x" * 300
    cards = [{"profile": {"name": name}, "wa_id": "6281200000101"}]
    sender = only(body_with(WRITES, contacts=cards)).sender
    assert sender.name.startswith("Siti \ufffd<b> evil x")
    assert len(sender.name) == 200


def test_the_last_of_duplicate_keys_counts() -> None:
    body = body_with(WRITES).replace(b'{"body": "Halo"}', b'{"body": 3, "body": "Dua"}')
    assert only(body).text == "Dua"


def test_numbers_that_are_none_are_read_around() -> None:
    place = {
        **WRITES,
        "type": "location",
        "location": {"latitude": float("nan"), "longitude": 1.0, "name": "X"},
    }
    assert only(body_with(place)).text == "📍 X"
    assert only(body_with({**WRITES, "extra": float("inf")})).text == "Halo"


@pytest.mark.parametrize(
    ("wa_id", "number"),
    [
        ("6281281562620", "+6281281562620"),
        ("+6281281562620", "+6281281562620"),
        ("15550783881", "+15550783881"),
        ("081281562620", ""),
        ("1708", ""),
        ("1234567890123456", ""),
        ("٦٢٨١٢٣٤٥٦", ""),
        ("62812x", ""),
    ],
)
def test_a_wa_id_is_a_phone_number_or_nothing(wa_id: str, number: str) -> None:
    found = only(body_with({**WRITES, "from": wa_id, "from_user_id": "ID.1"}))
    phones = [each.value for each in found.sender.identities if each.scheme == "phone"]
    assert phones == ([number] if number else [])


@pytest.mark.parametrize(
    "timestamp", ["", "x", "-1", "0", "1e9", "١٧٦٣٧٧٠٠٠٠", "1763770000000", 2**70, -5, " 1763770000"]
)
def test_an_absurd_time_costs_its_entry(timestamp: object) -> None:
    ignored = only(body_with({**WRITES, "timestamp": timestamp}))
    assert isinstance(ignored, Ignored)
    assert ignored.external_id == "ignored:wamid.HBgL1="


def test_a_broken_delivery_does_not_stand_in_the_way_of_a_healthy_one() -> None:
    broken = only(body_with({**WRITES, "timestamp": "soon"}))
    healthy = only(body_with(WRITES))
    assert isinstance(healthy, MessageArrived)
    assert broken.external_id != healthy.external_id


def test_many_broken_items_are_counted_not_kept_and_hide_nothing() -> None:
    items: list[object] = [*range(MOST_BROKEN + 500), WRITES]
    envelope = json.loads(body_with(WRITES))
    envelope["entry"][0]["changes"][0]["value"]["messages"] = items
    found = [each.arrival for each in arrivals(json.dumps(envelope).encode())]
    assert len(found) == MOST_BROKEN + 2
    assert [each.text for each in found if isinstance(each, MessageArrived)] == ["Halo"]
    assert isinstance(found[-1], Ignored)
    assert found[-1].reason == "500 more that could not be read"
    assert len({each.external_id for each in found}) == len(found)


def test_a_large_body_is_read_in_order() -> None:
    messages = [{**WRITES, "id": f"wamid.{number}"} for number in range(5_000)]
    envelope = json.loads(body_with(WRITES))
    envelope["entry"][0]["changes"][0]["value"]["messages"] = messages
    found = arrivals(json.dumps(envelope).encode())
    assert [each.arrival.external_id for each in found] == [f"wamid.{number}" for number in range(5_000)]
