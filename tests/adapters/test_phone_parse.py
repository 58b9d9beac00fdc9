"""What an exchange tells: who may tell it, whose number it is, what each event says."""

import base64
from datetime import UTC, datetime
from typing import Any

import pytest

from helpdesk.channels.calls import CallArrived, CallOutcome, CallStep
from helpdesk.channels.contract import HookRequest
from helpdesk.channels.errors import SignatureWrong
from helpdesk.channels.model import UNKNOWN_TIME, Ignored
from helpdesk.channels.signing import signature
from integrations.phone.adapter import phone
from integrations.phone.parse import arrivals, caller_of
from support.phone_script import ACCOUNT, CALLER, NOW, body_of, event, headers

BODY = body_of(event())


def heard(**fields: Any) -> Any:
    [found] = arrivals(event(**fields), BODY)
    return found.arrival


def judged(now: float = NOW, body: bytes = BODY, **changed: str) -> None:
    listener = phone(lambda: now).listener
    assert listener
    listener.verify(HookRequest(headers={**headers(BODY), **changed}, query={}, body=body), ACCOUNT)


def test_the_signature_is_that_of_standard_webhooks() -> None:
    """The example of the specification, version 1.0.0."""
    said = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "1614265330",
        b'{"test": 2432232314}',
    )
    assert said == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_call_is_taken_for_five_minutes_and_from_no_wrong_clock() -> None:
    for now in (NOW, NOW + 299, NOW - 299):
        judged(now)
    for now in (NOW + 301, NOW - 301, NOW + 86_400):
        with pytest.raises(SignatureWrong):
            judged(now)


def test_one_of_two_signatures_is_enough_while_the_secret_changes() -> None:
    good = headers(BODY)["webhook-signature"]
    for given in (f"v1,{base64.b64encode(b'x' * 32).decode()} {good}", f"v1a,abc {good}"):
        judged(**{"webhook-signature": given})


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-id": "evt-2"},
        {"webhook-id": ""},
        {"webhook-timestamp": str(NOW + 1)},
        {"webhook-timestamp": ""},
        {"webhook-timestamp": "sekarang"},
        {"webhook-timestamp": "9" * 30},
        {"webhook-signature": ""},
        {"webhook-signature": "v1,"},
        {"webhook-signature": "é"},
        {"webhook-signature": headers(BODY, "rahasia-lain")["webhook-signature"]},
        {"webhook-signature": headers(BODY)["webhook-signature"].removeprefix("v1,")},
    ],
)
def test_whatever_is_signed_is_held_to_it(changed: dict[str, str]) -> None:
    with pytest.raises(SignatureWrong):
        judged(**changed)


@pytest.mark.parametrize(
    ("written", "caller", "shown"),
    [
        ("081200000101", CALLER, ""),
        ("+62 812-0000-0101", CALLER, ""),
        ("6281200000101", CALLER, ""),
        ("sip:081200000101@sentral.example;user=phone", CALLER, ""),
        ("(0285) 391235", "+62285391235", ""),
        ("", "", ""),
        ("anonymous", "", ""),
        ("Unknown", "", ""),
        ("sip:anonymous@anonymous.invalid", "", ""),
        ("119", "", "119"),
        ("1708", "", "1708"),
        ("1500567", "", "1500567"),
        ("+62 1500567", "", "+621500567"),
        ("204", "", "204"),
        ("*21#", "", "*21#"),
        ("Loket 2", "", "2"),
        ("+62285391234", "", "+62285391234"),
        ("9" * 300, "", "9" * 20),
    ],
)
def test_only_a_persons_number_is_somebody(written: str, caller: str, shown: str) -> None:
    assert caller_of(written, ACCOUNT.address) == (caller, shown)


def test_each_event_says_what_it_knows() -> None:
    ringing = heard(at="2025-11-20T08:00:00+07:00", seconds=5, outcome="busy")
    assert ringing == CallArrived(
        external_id="c-1:ringing",
        call_id="c-1",
        step=CallStep.RINGING,
        at=datetime(2025, 11, 20, 1, tzinfo=UTC),
        caller=CALLER,
    )
    ended = heard(step="hangup", seconds="61", outcome="ANSWER", recording="https://rekaman.example/1?a=b")
    assert (ended.step, ended.seconds, ended.outcome) == (CallStep.ENDED, 61, CallOutcome.ANSWERED)
    assert ended.recording == "https://rekaman.example/1?a=b"
    assert heard(step="ended", outcome="NOANSWER").outcome is CallOutcome.MISSED
    assert heard(step="ended", outcome="entah").outcome is None


@pytest.mark.parametrize("value", [-1, 86_401, "1e9", True, None, [], 1e300, float("inf"), "٣"])
def test_an_odd_length_is_no_length(value: object) -> None:
    assert heard(step="ended", seconds=value).seconds is None


@pytest.mark.parametrize("at", ["2025-11-20T08:00:00", "kemarin", "99999999999", -5, "", None])
def test_a_time_without_its_zone_is_none(at: object) -> None:
    assert heard(at=at).at == UNKNOWN_TIME


@pytest.mark.parametrize(
    "link",
    [
        *("http://rekaman.example/1", "javascript:alert(1)", "//rekaman.example/1", "https://", "https:///x"),
        *("https://a:b@rekaman.example/1", "https://rekaman.example/ 1", 'https://rekaman.example/"x'),
        *("https://rekaman.example/" + "x" * 1000, "data:text/html,x", "https://[::1/x", ""),
    ],
)
def test_only_an_https_address_is_a_recording(link: str) -> None:
    alone = heard(step="recording", recording=link)
    assert isinstance(alone, Ignored)
    assert alone.reason == "recording is no https address"
    assert heard(step="ended", recording=link).recording == ""


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"call": ""}, "call unusable"),
        ({"call": "x" * 201}, "call unusable"),
        ({"call": "a\x00b"}, "call unusable"),
        ({"step": "held"}, "unknown event"),
        ({"direction": "outbound"}, "the office called"),
    ],
)
def test_what_is_no_event_says_why(fields: dict[str, Any], reason: str) -> None:
    assert heard(**fields).reason == reason


def test_the_same_event_twice_in_one_body_is_one() -> None:
    found = arrivals([event(), event(), event(step="answered"), 3], BODY)
    assert [type(each.arrival) for each in found] == [CallArrived, CallArrived, Ignored]
