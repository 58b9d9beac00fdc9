"""Who may speak for a gateway: a secret word, a signature, a network; nothing agreed lets nobody in."""

import hashlib
import hmac

import pytest
from msgspec.structs import replace

from helpdesk.channels.contract import Account, HookRequest
from helpdesk.channels.errors import SignatureWrong
from integrations.sms.callers import must_be_the_gateway
from support.sms_script import ACCOUNT, HOOK, SECRET, TWILIO, WORD, by_twilio, signed, with_settings

BODY = b'{"id": "m-1", "from": "081200000101", "text": "Antrean \xf0\x9f\x98\x80"}'
FORM = b"Body=Halo+%26+salam&From=%2B6281200000101&MessageSid=SM1&Body=dua"
WORDED = with_settings(signing_secret="", hook_word=WORD)


def judged(request: HookRequest, account: Account) -> bool:
    try:
        must_be_the_gateway(request, account.settings)
    except SignatureWrong:
        return False
    return True


def call(**more: str) -> HookRequest:
    return replace(HookRequest(headers={}, query={}, body=BODY), **more)


@pytest.mark.parametrize(
    ("word", "good"),
    [
        (WORD, True),
        *(
            (each, False)
            for each in ("", WORD[:-1], f"{WORD}x", WORD.upper(), f"{WORD} ", "\udc80", "x" * 10_000)
        ),
    ],
)
def test_the_secret_word_is_taken_exactly(word: str, good: bool) -> None:
    assert judged(call(word=word), WORDED) is good
    assert judged(call(word=word, method="GET"), WORDED) is good


@pytest.mark.parametrize("networks", ["", "203.0.113.0/24"])
@pytest.mark.parametrize("word", ["", WORD])
def test_an_account_without_any_secret_refuses_everything(networks: str, word: str) -> None:
    account = with_settings(signing_secret="", hook_word="", networks=networks)
    assert not judged(call(word=word, client="203.0.113.7"), account)


@pytest.mark.parametrize(
    ("client", "good"),
    [
        ("203.0.113.7", True),
        ("198.51.100.9", True),
        ("2001:db8::1", True),
        *(
            (each, False)
            for each in ("203.0.114.7", "198.51.100.8", "2001:db9::1", "", "garbage", "::ffff:1.2.3.4")
        ),
    ],
)
def test_only_the_networks_that_were_named(client: str, good: bool) -> None:
    account = with_settings(WORDED, networks="203.0.113.0/24, 198.51.100.9 2001:db8::/32")
    assert judged(call(word=WORD, client=client), account) is good
    assert not judged(call(word="", client=client), account), "a network alone proves nothing"


def test_networks_that_cannot_be_read_let_nobody_in() -> None:
    for networks in ("203.0.113.0/99", "gateway.example", "0.0.0.0/0 x"):
        assert not judged(call(word=WORD, client="203.0.113.7"), with_settings(WORDED, networks=networks))


@pytest.mark.parametrize("form", ["{}", "sha256={}"])
def test_a_signature_over_the_body_is_taken(form: str) -> None:
    request = signed(BODY)
    digest = request.headers["x-signature"]
    for written in (digest, digest.upper()):
        assert judged(replace(request, headers={"x-signature": form.format(written)}), ACCOUNT)


@pytest.mark.parametrize(
    "value",
    [
        *(
            "",
            "sha256=",
            "x",
            "0" * 64,
            "0" * 63,
            f"sha1={hmac.new(SECRET.encode(), BODY, hashlib.sha1).hexdigest()}",
        ),
        hmac.new(b"", BODY, hashlib.sha256).hexdigest(),
        hmac.new(SECRET.encode(), b"", hashlib.sha256).hexdigest(),
        f" {hmac.new(SECRET.encode(), BODY, hashlib.sha256).hexdigest()}",
    ],
)
def test_no_other_signature_is(value: str) -> None:
    assert not judged(replace(signed(BODY), headers={"x-signature": value}), ACCOUNT)


def test_a_get_has_no_body_that_a_signature_could_cover() -> None:
    assert judged(signed(b""), ACCOUNT)
    assert not judged(signed(b"", method="GET"), ACCOUNT)


def test_word_and_signature_are_both_asked_for_when_both_were_agreed() -> None:
    account = with_settings(hook_word=WORD)
    assert judged(signed(BODY, word=WORD), account)
    assert not judged(signed(BODY), account)
    assert not judged(call(word=WORD), account)


def test_a_word_that_was_never_agreed_does_no_harm() -> None:
    assert judged(signed(BODY, word="apa-saja"), ACCOUNT)


def test_twilios_signature_covers_address_and_fields() -> None:
    request = by_twilio(FORM)
    assert judged(request, TWILIO)
    for changed in (
        {"body": FORM + b"&x=1"},
        {"body": FORM.replace(b"Halo", b"Hola")},
        {"body": b""},
        {"url": f"{HOOK}?ours=1"},
        {"url": HOOK.replace("https", "http")},
        {"url": HOOK.replace("sahut", "sahut2")},
        {"headers": {}},
        {"headers": {"x-twilio-signature": "AAAA"}},
        {"headers": {"x-twilio-signature": "bukan base64!"}},
        {"headers": {"x-twilio-signature": "ö"}},
    ):
        assert not judged(replace(request, **changed), TWILIO), changed


def test_twilio_may_sign_the_port_that_goes_without_saying() -> None:
    signed_with_port = by_twilio(FORM, url=HOOK.replace("sahut.example", "sahut.example:443"))
    assert judged(replace(signed_with_port, url=HOOK), TWILIO)
    assert not judged(
        replace(by_twilio(FORM, url=HOOK.replace("sahut.example", "sahut.example:444")), url=HOOK), TWILIO
    )


def test_twilio_without_its_token_lets_nobody_in() -> None:
    account = with_settings(TWILIO, access_key="")
    assert not judged(by_twilio(FORM, account), account)
    assert not judged(call(word=WORD), with_settings(TWILIO, hook_word=WORD)), (
        "the word does not replace the signature"
    )
    assert not judged(by_twilio(FORM), with_settings(TWILIO, hook_word=WORD))


def test_the_documented_way_of_signing_a_get() -> None:
    """No body: the address with its query is all that is signed."""
    url = f"{HOOK}?From=%2B62812&Body=Halo"
    assert judged(by_twilio(b"", url=url, method="GET"), TWILIO)
    assert not judged(replace(by_twilio(b"", url=url, method="GET"), url=f"{url}x"), TWILIO)
