"""Who may speak for a remote that signs: whoever signs the raw body, its name and the time with the shared secret.

Standard Webhooks 1.0.0: HMAC-SHA256 over `id.timestamp.body`, written as `v1,` and base64.
"""

import base64
import binascii
import hashlib
import hmac

from helpdesk.channels.contract import HookRequest
from helpdesk.channels.errors import SignatureWrong

ID_HEADER = "webhook-id"
TIME_HEADER = "webhook-timestamp"
SIGNATURE_HEADER = "webhook-signature"
"""Those of Standard Webhooks 1.0.0."""

TOLERANCE_SECONDS = 300
"""A call that was signed earlier is a replay; one that was signed later comes from a clock that is wrong."""
LONGEST_NAME = 200
_MARK = "whsec_"


def signature(secret: str, name: str, time: str, body: bytes) -> str:
    """What the header of a call says."""
    signed = f"{name}.{time}.".encode() + body
    digest = hmac.digest(key_of(secret), signed, hashlib.sha256)
    return f"v1,{base64.b64encode(digest).decode()}"


def must_be_signed(request: HookRequest, secret: str, now: float) -> None:
    """Raise `SignatureWrong` unless the call is signed with the secret, now.

    `now` is the machine's own time: the remote knows no other.
    """
    name = request.headers.get(ID_HEADER, "")
    time = request.headers.get(TIME_HEADER, "")
    given = request.headers.get(SIGNATURE_HEADER, "").split()
    usable = 0 < len(name) <= LONGEST_NAME and time.isascii() and time.isdecimal() and len(time) <= 12
    if not secret or request.method != "POST" or not usable:
        raise SignatureWrong
    if abs(now - int(time)) > TOLERANCE_SECONDS:
        raise SignatureWrong
    expected = signature(secret, name, time, request.body).encode()
    # All are compared: a call may carry the signatures of the old and of the new secret.
    fitting = [hmac.compare_digest(expected, each.encode(errors="replace")) for each in given]
    if not any(fitting):
        raise SignatureWrong


def key_of(secret: str) -> bytes:
    """The key: the secret's own letters, or what `whsec_` and base64 stand for."""
    if secret.startswith(_MARK):
        try:
            return base64.b64decode(secret.removeprefix(_MARK), validate=True) or secret.encode()
        except (binascii.Error, ValueError):
            return secret.encode()
    return secret.encode()
