"""From our message to a gateway's request."""

import base64
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from helpdesk.channels.contract import Account
from helpdesk.channels.errors import CredentialsRejected, MessageRejected, NotSupported
from helpdesk.channels.model import Identity, OutboundFile, OutboundMessage, Template
from integrations.sms.render import Request, check, request
from integrations.sms.settings import parts_of
from support.sms_script import ACCOUNT, HOOK, KEY, NUMBER, TWILIO, outbound, with_settings

OURS = str(UUID(int=7))


def made(account: Account, text: str = "Halo Ibu, apa kabar?") -> Request:
    return request(outbound(text), account.settings, HOOK)


def fields(body: bytes) -> dict[str, Any]:
    return {name: value[0] for name, value in parse_qs(body.decode(), keep_blank_values=True).items()}


def test_a_form_by_post_with_a_bearer_key() -> None:
    wanted = made(ACCOUNT)
    assert (wanted.method, wanted.url) == ("POST", "https://gateway.example/api/sms")
    assert wanted.headers["authorization"] == f"Bearer {KEY}"
    assert fields(wanted.body) == {
        "to": NUMBER,
        "from": "+6285500000001",
        "text": "Halo Ibu, apa kabar?",
        "reference": OURS,
    }


def test_json_with_names_and_fixed_fields_of_its_own() -> None:
    account = with_settings(
        call="json",
        auth="header",
        auth_header="X-Api-Key",
        number_form="bare",
        to_field="msisdn",
        text_field="message",
        from_field="-",
        our_id_field="-",
        report_to_field="dlr",
        fixed_fields="route=otp&unicode=1",
    )
    wanted = made(account)
    assert wanted.headers["x-api-key"] == KEY
    assert wanted.headers["content-type"] == "application/json"
    assert json.loads(wanted.body) == {
        "route": "otp",
        "unicode": "1",
        "msisdn": NUMBER[1:],
        "message": "Halo Ibu, apa kabar?",
        "dlr": f"{HOOK}?ours={OURS}",
    }


def test_a_get_carries_everything_in_its_address() -> None:
    account = with_settings(
        call="query", auth="fields", auth_header="pass", send_address="https://gateway.example/kirim?v=2"
    )
    wanted = made(account, "50% & lebih?")
    assert (wanted.method, wanted.body) == ("GET", b"")
    asked = parse_qs(urlsplit(wanted.url).query)
    assert (asked["v"], asked["user"], asked["pass"]) == (["2"], ["dinkes"], [KEY])
    assert asked["text"] == ["50% & lebih?"]
    assert "authorization" not in wanted.headers


def test_twilio_gets_its_own_form() -> None:
    wanted = made(TWILIO)
    assert wanted.url == "https://api.twilio.com/2010-04-01/Accounts/AC0123/Messages.json"
    basic = wanted.headers["authorization"].removeprefix("Basic ")
    assert base64.b64decode(basic).decode() == f"AC0123:{KEY}"
    assert fields(wanted.body) == {
        "To": NUMBER,
        "From": "+6285500000002",
        "Body": "Halo Ibu, apa kabar?",
        "StatusCallback": f"{HOOK}?ours={OURS}",
    }
    asked = check(TWILIO.settings)
    assert asked
    assert (asked.method, asked.url) == ("GET", "https://api.twilio.com/2010-04-01/Accounts/AC0123.json")


def test_a_name_as_sender_stays_a_name() -> None:
    assert fields(made(with_settings(sender="DINKES", number_form="bare")).body)["from"] == "DINKES"


@pytest.mark.parametrize(
    ("text", "most", "fits"),
    [
        ("x" * 160, "1", True),
        ("x" * 161, "1", False),
        ("x" * (153 * 6), "6", True),
        ("x" * (153 * 6 + 1), "6", False),
        ("’" * 70, "1", True),
        ("’" * 71, "1", False),
        ("", "6", False),
        (" \n ", "6", False),
    ],
)
def test_a_text_goes_whole_or_not_at_all(text: str, most: str, fits: bool) -> None:
    account = with_settings(most_parts=most)
    if fits:
        assert fields(made(account, text).body)["text"] == text
    else:
        with pytest.raises(MessageRejected):
            made(account, text)


@pytest.mark.parametrize(
    ("written", "most"),
    [("1", 1), ("20", 20), ("0", 1), ("99", 20), ("", 6), ("x", 6), ("-1", 6), ("9999", 6)],
)
def test_the_limit_is_always_a_sensible_number(written: str, most: int) -> None:
    assert parts_of(with_settings(most_parts=written).settings) == most


@pytest.mark.parametrize(
    "message",
    [
        OutboundMessage(id=UUID(int=1), recipient=Identity(scheme="wa_user", value="ID.1"), text="Halo"),
        outbound("", template=Template(name="case_update", language="id")),
        outbound("", file=OutboundFile(stored_id=UUID(int=1), name="a.png", mime_type="image/png")),
    ],
)
def test_what_sms_cannot_carry_is_refused(message: OutboundMessage) -> None:
    with pytest.raises(NotSupported):
        request(message, ACCOUNT.settings, HOOK)


@pytest.mark.parametrize("key", ["a b", "ä", "a\nb", "a\x00b"])
def test_a_key_that_is_no_header_is_never_repeated_in_an_error(key: str) -> None:
    with pytest.raises(CredentialsRejected) as caught:
        made(with_settings(access_key=key))
    assert key not in str(caught.value)


def test_the_question_that_changes_nothing() -> None:
    assert check(with_settings(check_address="").settings) is None
    asked = check(with_settings(auth="fields").settings)
    assert asked
    assert asked.url == f"https://gateway.example/api/saldo?user=dinkes&key={KEY}"
