"""Who may speak for Meta: signatures over raw bytes and the handshake. Forty vectors of doubtful callers."""

import hashlib
import hmac

import httpx2
import pytest

from helpdesk.channels.contract import HookRequest, Listener
from helpdesk.channels.errors import SignatureWrong
from integrations.whatsapp.adapter import whatsapp
from support.whatsapp_script import ACCOUNT, with_settings

SECRET = "rahasia-aplikasi"
TOKEN = "token-verifikasi"
BODY = '{"entry":[],"teks":"Antrean 😀 \\/ é"}'.encode()


def listener() -> Listener:
    found = whatsapp(
        httpx2.AsyncClient(transport=httpx2.MockTransport(lambda _: httpx2.Response(500)))
    ).listener
    assert found
    return found


def digest(secret: str = SECRET, body: bytes = BODY, method: str = "sha256") -> str:
    return hmac.new(secret.encode(), body, method).hexdigest()


def signed(value: str | None, body: bytes = BODY, name: str = "x-hub-signature-256") -> HookRequest:
    return HookRequest(headers={} if value is None else {name: value}, query={}, body=body)


@pytest.mark.parametrize(
    "value",
    [f"sha256={digest()}", f"sha256={digest().upper()}", f"sha256={digest()[:32]}{digest()[32:].upper()}"],
    ids=["lower", "upper", "mixed"],
)
def test_the_right_signature_is_taken_in_either_case(value: str) -> None:
    listener().verify(signed(value), ACCOUNT)


@pytest.mark.parametrize(
    ("value", "body"),
    [
        (None, BODY),
        ("", BODY),
        (digest(), BODY),
        ("sha256=", BODY),
        (f"SHA256={digest()}", BODY),
        (f"Sha256={digest()}", BODY),
        (f" sha256={digest()}", BODY),
        (f"sha256={digest()} ", BODY),
        (f"sha256={digest()}\n", BODY),
        (f"sha256= {digest()}", BODY),
        (f"sha256 ={digest()}", BODY),
        (f"sha256:{digest()}", BODY),
        (f"sha256=sha256={digest()}", BODY),
        (f"sha1={digest(method='sha1')}", BODY),
        (f"sha256={digest(method='sha1')}", BODY),
        (f"sha512={digest(method='sha512')}", BODY),
        (f"sha256={digest(method='sha512')}", BODY),
        (f"sha256={digest()[:-1]}", BODY),
        (f"sha256={digest()[:-2]}", BODY),
        (f"sha256={digest()}00", BODY),
        (f"sha256={digest()[:-1]}g", BODY),
        (f"sha256={'0' * 64}", BODY),
        (f"sha256={'٠' * 64}", BODY),
        (f"sha256={digest()[:31]} {digest()[31:]}", BODY),
        (f"sha256={digest()},sha256={digest()}", BODY),
        (f"v1,{digest()}", BODY),
        (f"sha256={hashlib.sha256(BODY).hexdigest()}", BODY),
        (f"sha256={hashlib.sha256(SECRET.encode() + BODY).hexdigest()}", BODY),
        (f"sha256={digest(secret='')}", BODY),
        (f"sha256={digest(secret=TOKEN)}", BODY),
        (f"sha256={digest(secret=SECRET + ' ')}", BODY),
        (f"sha256={digest(secret=SECRET.upper())}", BODY),
        (f"sha256={digest()}", BODY + b" "),
        (f"sha256={digest()}", BODY[:-1]),
        (f"sha256={digest()}", b""),
        (f"sha256={digest()}", BODY.replace(b"\\/", b"/")),
        (f"sha256={digest()}", BODY.decode().encode("utf-16")),
        (f"sha256={digest()}", BODY.replace("😀".encode(), b"\\ud83d\\ude00")),
        (f"sha256={digest(body=b'')}", BODY),
        ("sha256=" + "é" * 32, BODY),
    ],
    ids=range(40),
)
def test_a_wrong_signature_is_refused(value: str | None, body: bytes) -> None:
    with pytest.raises(SignatureWrong):
        listener().verify(signed(value, body), ACCOUNT)


@pytest.mark.parametrize("name", ["x-hub-signature", "x-signature", "authorization"])
def test_another_header_is_no_signature(name: str) -> None:
    with pytest.raises(SignatureWrong):
        listener().verify(signed(f"sha256={digest()}", name=name), ACCOUNT)


def test_an_account_without_a_secret_verifies_nothing() -> None:
    with pytest.raises(SignatureWrong):
        listener().verify(signed(f"sha256={digest(secret='')}"), with_settings(app_secret=""))


def test_another_accounts_secret_does_not_fit() -> None:
    listener().verify(signed(f"sha256={digest(secret='lain')}"), with_settings(app_secret="lain"))
    with pytest.raises(SignatureWrong):
        listener().verify(signed(f"sha256={digest(secret='lain')}"), ACCOUNT)


def asked(**query: str) -> HookRequest:
    return HookRequest(headers={}, query={f"hub.{name}": value for name, value in query.items()}, body=b"")


def test_the_handshake_gives_the_challenge_back() -> None:
    request = asked(mode="subscribe", verify_token=TOKEN, challenge="1158201444")
    assert listener().greet(request, ACCOUNT) == "1158201444"


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"mode": "subscribe", "challenge": "1"},
        {"mode": "subscribe", "verify_token": "", "challenge": "1"},
        {"mode": "subscribe", "verify_token": TOKEN + "x", "challenge": "1"},
        {"mode": "subscribe", "verify_token": TOKEN.upper(), "challenge": "1"},
        {"mode": "subscribe", "verify_token": "é\ud800", "challenge": "1"},
        {"mode": "unsubscribe", "verify_token": TOKEN, "challenge": "1"},
        {"verify_token": TOKEN, "challenge": "1"},
    ],
)
def test_a_handshake_without_our_token_is_refused(query: dict[str, str]) -> None:
    with pytest.raises(SignatureWrong):
        listener().greet(asked(**query), ACCOUNT)


def test_an_account_without_a_token_greets_nobody() -> None:
    with pytest.raises(SignatureWrong):
        listener().greet(
            asked(mode="subscribe", verify_token="", challenge="1"), with_settings(verify_token="")
        )
