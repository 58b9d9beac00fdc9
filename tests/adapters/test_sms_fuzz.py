"""Whatever stands in a call that was verified: arrivals with a reason, or 400 for what is not JSON; never a fault."""

import json
from typing import Any
from urllib.parse import urlencode

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.channels.contract import Account, HookRequest
from helpdesk.channels.errors import BodyMalformed, SignatureWrong
from helpdesk.channels.model import Addressed
from integrations.sms.adapter import sms
from support.odd_remotes import nobody, scripted
from support.sms_script import ACCOUNT, TWILIO, WORD, with_settings

NAMES = (
    *("id", "from", "text", "to", "time", "status", "reference", "error", "ref", "part", "parts"),
    *("MessageSid", "From", "Body", "MessageStatus", "ErrorCode", "results"),
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=40)
    | st.sampled_from(
        ["081200000101", "1708", "delivered", "UNDELIV", "1763600000", "1", "2", "\x00", "\ud800"]
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=8),
    max_leaves=20,
)
KINDS = st.sampled_from(
    ["application/json", "application/x-www-form-urlencoded", "text/plain", "", "x" * 300]
)
ACCOUNTS = st.sampled_from([ACCOUNT, TWILIO, with_settings(in_list="results", in_to="to", call="json")])


def understood(request: HookRequest, account: Account) -> list[Addressed] | None:
    listener = sms(scripted(nobody)).listener
    assert listener
    try:
        found = list(listener.arrivals(request, account))
    except BodyMalformed:
        return None
    assert found
    assert msgspec.json.decode(msgspec.json.encode(found), type=list[Addressed]) == found
    assert all(0 < len(each.arrival.external_id) <= 300 for each in found)
    assert all("\x00" not in each.arrival.external_id for each in found)
    return found


@given(VALUES, ACCOUNTS)
def test_any_json_is_arrivals(value: Any, account: Account) -> None:
    headers = {"content-type": "application/json"}
    body = json.dumps(value).encode(errors="surrogatepass")
    assert understood(HookRequest(headers=headers, query={}, body=body), account)


@given(st.dictionaries(st.sampled_from(NAMES), st.text(max_size=60), max_size=10), ACCOUNTS)
def test_any_form_is_arrivals(fields: dict[str, str], account: Account) -> None:
    headers = {"content-type": "application/x-www-form-urlencoded"}
    body = urlencode(fields, errors="replace").encode()
    assert understood(HookRequest(headers=headers, query={}, body=body), account)
    assert understood(HookRequest(headers={}, query=fields, body=b"", method="GET"), account)


@given(st.binary(max_size=400), KINDS, ACCOUNTS)
def test_any_bytes_are_arrivals_or_malformed(body: bytes, kind: str, account: Account) -> None:
    understood(HookRequest(headers={"content-type": kind}, query={}, body=body), account)


@given(
    st.dictionaries(st.sampled_from(["x-signature", "x-twilio-signature", "x"]), st.text(max_size=90)),
    st.text(max_size=60),
    st.binary(max_size=60),
    st.text(max_size=60),
)
def test_nobody_guesses_a_secret(headers: dict[str, str], word: str, body: bytes, url: str) -> None:
    listener = sms(scripted(nobody)).listener
    assert listener
    for account in (ACCOUNT, TWILIO, with_settings(signing_secret="", hook_word=WORD)):
        request = HookRequest(headers=headers, query={}, body=body, word=word, url=f"https://s.example/{url}")
        try:
            listener.verify(request, account)
        except SignatureWrong:
            continue
        raise AssertionError("taken")
