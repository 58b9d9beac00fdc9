"""Forms that only our own pages can send: a token bound to the browser, and where the browser says it is.

Limits of each alone (reliability.md T40): old browsers send neither Origin nor Sec-Fetch-Site; a token
alone would not notice a page of ours that was framed or read elsewhere.
"""

import base64
import binascii
import hashlib
import hmac
import os

FIELD = "_csrf_token"
HEADER = "x-csrftoken"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_NONCE = 16


def make_token(key: bytes, binding: str) -> str:
    """A token for one form; `binding` is a secret of this browser: its session, or its cookie for forms.

    It differs each time, so that a compressed page does not give it away letter by letter (BREACH).
    """
    nonce = os.urandom(_NONCE)
    return base64.urlsafe_b64encode(nonce + _mac(key, nonce, binding)).decode()


def is_token(key: bytes, token: str, binding: str) -> bool:
    """Whether we made the token for this browser. An empty binding has no token."""
    try:
        raw = base64.b64decode(token, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return False
    return bool(binding) and hmac.compare_digest(raw[_NONCE:], _mac(key, raw[:_NONCE], binding))


def sent_from_here(*, host: str, origin: str | None, fetch_site: str | None, secure: bool) -> bool:
    """Whether the browser says that a page of this very host sent the form; true when it says nothing.

    `host` is the request's Host, already known to be one of ours; `secure` when we are served over https.
    """
    if fetch_site is not None and fetch_site != "same-origin":
        return False
    if origin is None or (origin == "null" and fetch_site is not None):
        return True
    scheme, _, rest = origin.partition("://")
    return rest.lower() == host.lower() and (scheme == "https" or (scheme == "http" and not secure))


def _mac(key: bytes, nonce: bytes, binding: str) -> bytes:
    return hmac.digest(key, nonce + binding.encode(), hashlib.sha256)
