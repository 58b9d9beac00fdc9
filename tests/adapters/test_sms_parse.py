"""From a gateway's call to arrivals: who wrote, what became of ours, what opens nothing and why."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from helpdesk.channels.contract import Account, HookRequest
from helpdesk.channels.model import (
    UNKNOWN_TIME,
    Addressed,
    DeliveryProgress,
    Ignored,
    MessageArrived,
    StatusArrived,
)
from integrations.sms.adapter import sms
from support.odd_remotes import nobody, scripted
from support.sms_script import ACCOUNT, TWILIO, by_twilio, signed, with_settings

FORM = {"content-type": "application/x-www-form-urlencoded"}


async def heard(request: HookRequest, account: Account = ACCOUNT) -> list[Addressed]:
    async with scripted(nobody) as http:
        listener = sms(http).listener
    assert listener
    return list(listener.arrivals(request, account))


async def only(said: Any, account: Account = ACCOUNT) -> Any:
    [found] = await heard(signed(json.dumps(said).encode()), account)
    return found.arrival


async def ignored(said: Any, account: Account = ACCOUNT) -> str:
    arrival = await only(said, account)
    assert isinstance(arrival, Ignored), arrival
    assert "0812" not in repr(arrival)
    return arrival.reason


def message(**more: Any) -> dict[str, Any]:
    return {"id": "m-1", "from": "081200000101", "text": "Antrean penuh"} | more


@pytest.mark.parametrize(
    "written",
    [
        *("081200000101", "6281200000101", "+6281200000101", "+62 812-0000-0101", "0812 0000 0101"),
        *("(0812) 00000101", "62 812 0000 0101"),
    ],
)
async def test_a_number_is_known_in_every_spelling(written: str) -> None:
    arrival = await only(message(**{"from": written}))
    assert isinstance(arrival, MessageArrived)
    [identity] = arrival.sender.identities
    assert (identity.scheme, identity.value) == ("phone", "+6281200000101")


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        *(
            (code, "short")
            for code in ("1708", "1500567", "119", "112", "110", "+621500567", "3636", "98108", "08123")
        ),
        *((name, "name") for name in ("TELKOMSEL", "Dinkes", "InfoBPJS081200000101", "081200000101x")),
        *((odd, "short") for odd in ("+", "-", "00000000")),
    ],
)
async def test_nobody_who_cannot_be_a_citizen_is_taken_for_one(written: str, reason: str) -> None:
    assert reason in await ignored(message(**{"from": written}))


async def test_the_office_does_not_answer_itself() -> None:
    assert "own number" in await ignored(message(**{"from": "085500000001"}))


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ([], "not fields"),
        ("x", "not fields"),
        ({}, "no sender"),
        ({"id": "m-1", "text": "Halo"}, "no sender"),
        ({"from": ["081200000101"], "text": "Halo"}, "no sender"),
        ({"id": "s-1", "status": "melayang"}, "unknown word"),
        ({"status": "delivered"}, "message id"),
        (message(id="x" * 201), "message id"),
        (message(id="a\x00b"), "message id"),
        (message(text="x" * 20_001), "too long"),
    ],
)
async def test_what_opens_nothing_says_why(said: Any, reason: str) -> None:
    assert reason in await ignored(said)


@pytest.mark.parametrize(
    ("time", "at"),
    [
        ("1763600000", datetime(2025, 11, 20, 0, 53, 20, tzinfo=UTC)),
        ("1763600000000", datetime(2025, 11, 20, 0, 53, 20, tzinfo=UTC)),
        ("2026-11-20T08:00:00+07:00", datetime(2026, 11, 20, 1, 0, tzinfo=UTC)),
        ("2026-11-20T01:00:00Z", datetime(2026, 11, 20, 1, 0, tzinfo=UTC)),
        ("2026-11-20 08:00:00", UNKNOWN_TIME),
        ("20 November", UNKNOWN_TIME),
        ("5", UNKNOWN_TIME),
        ("9" * 13, UNKNOWN_TIME),
        ("9999-12-31T23:59:59-23:00", UNKNOWN_TIME),
        ("", UNKNOWN_TIME),
        (None, UNKNOWN_TIME),
    ],
)
async def test_a_time_counts_only_with_its_zone(time: str | None, at: datetime) -> None:
    assert (await only(message(time=time))).at == at


@pytest.mark.parametrize(
    ("word", "progress"),
    [
        *((word, DeliveryProgress.DELIVERED) for word in ("delivered", "DELIVRD", "Delivered")),
        *((word, DeliveryProgress.SENT) for word in ("sent", "ACCEPTD", "queued")),
        *(
            (word, DeliveryProgress.FAILED)
            for word in ("failed", "UNDELIV", "REJECTD", "EXPIRED", "rejected")
        ),
    ],
)
async def test_a_reports_word_is_progress(word: str, progress: DeliveryProgress) -> None:
    arrival = await only({"id": "s-1", "status": word, "reference": "abc", "error": "27"})
    assert isinstance(arrival, StatusArrived)
    assert (arrival.external_id, arrival.message_id) == (f"s-1:{progress.value}", "s-1")
    assert (arrival.progress, arrival.our_id) == (progress, "abc")
    assert arrival.remote_code == ("27" if progress is DeliveryProgress.FAILED else "")


async def test_a_reports_sentence_stays_out() -> None:
    arrival = await only({"id": "s-1", "status": "failed", "error": "nomor 081200000101 mati"})
    assert (arrival.error_code, arrival.remote_code) == ("channel_error", "unknown")


async def test_texts_are_kept_readable() -> None:
    raw = b'{"id": "m-1", "from": "081200000101", "text": "a\\u0000b\\ud800c"}'
    [found] = await heard(signed(raw))
    assert isinstance(found.arrival, MessageArrived)
    assert found.arrival.text == "a\ufffdb\ufffdc"


async def test_parts_share_a_prefix_and_know_their_place() -> None:
    one, two = [await only(message(id=f"m-{n}", ref="77", part=str(n), parts="2")) for n in (1, 2)]
    assert one.part.prefix == two.part.prefix
    assert (one.part.place, one.part.of, two.part.place) == (1, 2, 2)
    assert one.external_id.startswith(one.part.prefix)
    other = await only(message(**{"from": "081200000102"}, ref="77", part="1", parts="2"))
    assert other.part.prefix != one.part.prefix


@pytest.mark.parametrize(
    "parts",
    [
        {"ref": "77", "part": "1", "parts": "1"},
        {"ref": "77", "part": "0", "parts": "2"},
        {"ref": "77", "part": "3", "parts": "2"},
        {"ref": "", "part": "1", "parts": "2"},
        {"ref": "77", "part": "x", "parts": "2"},
        {"ref": "77", "part": "1", "parts": "9999"},
    ],
)
async def test_parts_that_make_no_sense_are_messages_of_their_own(parts: dict[str, str]) -> None:
    arrival = await only(message(**parts))
    assert (arrival.part, arrival.external_id) == (None, "m-1")


async def test_several_messages_in_one_call() -> None:
    account = with_settings(in_list="results", in_id="messageId", in_from="from.number", in_text="sms.0.text")
    said = {
        "results": [
            {"messageId": "a", "from": {"number": "081200000101"}, "sms": [{"text": "satu"}]},
            {"messageId": "b", "from": {"number": "1708"}, "sms": [{"text": "dua"}]},
            3,
        ]
    }
    found = [each.arrival for each in await heard(signed(json.dumps(said).encode()), account)]
    assert [type(each) for each in found] == [MessageArrived, Ignored, Ignored]
    assert found[0].external_id == "a"
    assert found[0].text == "satu"  # type: ignore[union-attr]


async def test_a_name_that_is_a_dash_is_one_the_gateway_does_not_have() -> None:
    account = with_settings(in_id="-")
    names = [(await only(message(), account)).external_id for _ in range(2)]
    assert all(re.fullmatch("unnamed:[0-9a-f-]{36}:1", name) for name in names)
    assert names[0] != names[1]


async def test_forms_and_queries_are_read_like_json() -> None:
    body = b"id=m-1&from=%2B6281200000101&text=Antrean+penuh%0Asekali&text=lagi"
    by_form = HookRequest(headers=FORM, query={}, body=body)
    query = {"id": "m-1", "from": "081200000101", "text": "Antrean penuh\nsekali"}
    by_get = HookRequest(headers={}, query=query, body=b"", method="GET")
    [one], [two] = await heard(by_form), await heard(by_get)
    assert one == two
    assert one.arrival.text == "Antrean penuh\nsekali"  # type: ignore[union-attr]


async def test_a_form_with_too_many_fields_is_ignored() -> None:
    [found] = await heard(HookRequest(headers=FORM, query={}, body=b"a=1&" * 2000))
    assert isinstance(found.arrival, Ignored)


async def test_twilio_says_it_in_its_own_words() -> None:
    body = (
        b"MessageSid=SM1&From=%2B6281200000101&To=%2B6285500000002&Body=Halo&NumSegments=1&SmsStatus=received"
    )
    [found] = await heard(by_twilio(body), TWILIO)
    assert isinstance(found.arrival, MessageArrived)
    assert (found.address, found.arrival.external_id, found.arrival.text) == ("", "SM1", "Halo")
    body = (
        b"MessageSid=SM2&MessageStatus=undelivered&ErrorCode=30003&To=%2B6281200000101&From=%2B6285500000002"
    )
    request = HookRequest(headers=FORM, query={"ours": "abc"}, body=body)
    [found] = await heard(request, TWILIO)
    assert isinstance(found.arrival, StatusArrived)
    assert (found.arrival.error_code, found.arrival.our_id) == ("recipient_unreachable", "abc")
    assert found.address == "", "a report names our citizen where a message names us"


async def test_another_number_of_the_same_hook_is_named() -> None:
    account = with_settings(in_to="to")
    for written, address in (
        ("6285500000001", ""),
        ("+6285500000001", ""),
        ("085500000009", "+6285500000009"),
        ("95001", "95001"),
    ):
        [found] = await heard(signed(json.dumps(message(to=written)).encode()), account)
        assert found.address == address, written
