"""Signed calls as Standard Webhooks says: what one side signs the other knows, and nothing else passes."""

import base64

import pytest

from kit.webhooks import NotGenuine, is_key, new_key, signed, verify

KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
AT = 1_614_265_330
BODY = b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_signature_is_the_one_that_other_implementations_make() -> None:
    headers = signed([KEY], "msg_p5jXN8AQM9LWM0D4loKWxJek", AT, BODY)
    assert headers["webhook-signature"] == SIGNATURE
    assert verify([KEY], headers, BODY, AT) == "msg_p5jXN8AQM9LWM0D4loKWxJek"


def test_while_keys_are_changed_either_of_two_will_do() -> None:
    old, new, stranger = new_key(), new_key(), new_key()
    both = signed([new, old], "m", AT, BODY)
    assert verify([old], both, BODY, AT) and verify([new], both, BODY, AT)
    assert verify([new, old], signed([old], "m", AT, BODY), BODY, AT)
    with pytest.raises(NotGenuine):
        verify([stranger], both, BODY, AT)


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-id": "other"},
        {"webhook-id": ""},
        {"webhook-timestamp": str(AT + 1)},
        {"webhook-timestamp": "soon"},
        {"webhook-timestamp": "9" * 40},
        {"webhook-signature": ""},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v1,not base64, at all"},
        {"webhook-signature": SIGNATURE.replace("v1,", "v2,")},
        {"webhook-signature": SIGNATURE.replace("v1,", "v1a,")},
        {"webhook-signature": " ".join(["v1,AAAA"] * 8 + [SIGNATURE])},
    ],
)
def test_what_was_changed_on_the_way_is_not_genuine(changed: dict[str, str]) -> None:
    headers = signed([KEY], "m", AT, BODY)
    if changed.get("webhook-signature", "").endswith(SIGNATURE):
        changed = {"webhook-signature": " ".join(["v1,AAAA"] * 8 + [headers["webhook-signature"]])}
    with pytest.raises(NotGenuine) as refused:
        verify([KEY], headers | changed, BODY, AT)
    assert refused.value.code == "signature_wrong"


def test_another_body_is_not_genuine_and_bytes_that_are_no_text_are() -> None:
    raw = bytes(range(256))
    headers = signed([KEY], "m", AT, raw)
    assert verify([KEY], headers, raw, AT)
    with pytest.raises(NotGenuine):
        verify([KEY], headers, raw + b" ", AT)


@pytest.mark.parametrize(("later", "counts"), [(300, True), (301, False), (-300, True), (-301, False)])
def test_a_call_counts_for_five_minutes_either_way(later: int, counts: bool) -> None:
    headers = signed([KEY], "m", AT, BODY)
    if counts:
        assert verify([KEY], headers, BODY, AT + later)
        return
    with pytest.raises(NotGenuine) as refused:
        verify([KEY], headers, BODY, AT + later)
    assert refused.value.code == "timestamp_wrong"


def test_keys_are_new_each_time_and_short_ones_are_none() -> None:
    assert is_key(KEY) and is_key(new_key()) and new_key() != new_key()
    short = "whsec_" + base64.b64encode(b"x" * 23).decode()
    assert not any(is_key(each) for each in ("", "whsec_", short, KEY.removeprefix("whsec_"), "whsec_§"))
