"""Signed calls between programs, as Standard Webhooks says: id, time and body under HMAC-SHA256, version `v1`.

`standardwebhooks` on PyPI is kept, but signs text only and one key at a time, and its errors for broken headers are
not its own; what we need of it is these few lines.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence

PREFIX = "whsec_"
TOLERANCE_SECONDS = 300
_KEY_BYTES = 32
_MOST_SIGNATURES = 8


class NotGenuine(Exception):
    """No key of ours made this signature, or the call is too old or from the future; `code` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def new_key() -> str:
    """A fresh secret in the scheme's form."""
    return PREFIX + base64.b64encode(secrets.token_bytes(_KEY_BYTES)).decode()


def is_key(written: str) -> bool:
    """Is this a secret of at least 24 bytes in the scheme's form?"""
    try:
        return written.startswith(PREFIX) and len(_bytes_of(written)) >= 24
    except ValueError:
        return False


def signed(keys: Sequence[str], message_id: str, at: int, body: bytes) -> dict[str, str]:
    """The headers of a call, signed with each key: more than one while keys are changed."""
    signatures = (base64.b64encode(_signature(key, message_id, str(at), body)).decode() for key in keys)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(at),
        "webhook-signature": " ".join(f"v1,{each}" for each in signatures),
    }


def verify(keys: Sequence[str], headers: Mapping[str, str], body: bytes, now: float) -> str:
    """The id of a genuine call; raises `NotGenuine`. Header names are in small letters."""
    message_id, at = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message_id or not (at.isascii() and at.isdigit() and len(at) <= 12):
        raise NotGenuine("signature_wrong")
    given = [_given(each) for each in headers.get("webhook-signature", "").split(" ")[:_MOST_SIGNATURES]]
    expected = [_signature(key, message_id, at, body) for key in keys]
    matches = [
        hmac.compare_digest(one, other) for one in given for other in expected
    ]  # all of them: no hint in time
    if not any(matches):
        raise NotGenuine("signature_wrong")
    if abs(now - int(at)) > TOLERANCE_SECONDS:
        raise NotGenuine("timestamp_wrong")
    return message_id


def _given(written: str) -> bytes:
    version, _, signature = written.partition(",")
    if version != "v1":
        return b""
    try:
        return base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return b""


def _signature(key: str, message_id: str, at: str, body: bytes) -> bytes:
    return hmac.digest(_bytes_of(key), f"{message_id}.{at}.".encode() + body, hashlib.sha256)


def _bytes_of(key: str) -> bytes:
    return base64.b64decode(key.removeprefix(PREFIX), validate=True)
