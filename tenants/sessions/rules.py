"""Secrets that are handed out once and stored as digests."""

import hashlib
import re
import secrets

_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")
_API_KEY = re.compile(r"sahut_[A-Za-z0-9_-]{43}")
_BEARER = re.compile(r"[Bb]earer +(\S+)")


def new_secret() -> str:
    """256 random bits, as 43 characters that fit in cookies and addresses."""
    return secrets.token_urlsafe(32)


def new_api_key() -> str:
    """A secret that says whose it is, so that scanners find it where it should not be."""
    return f"sahut_{new_secret()}"


def digest_of(secret: str) -> bytes:
    """What is stored instead of it; a slow hash is not needed for random bits."""
    return hashlib.sha256(secret.encode()).digest()


def presented_digest(presented: str) -> bytes | None:
    """The digest to look for; none for what we never hand out, so that empty matches nothing."""
    return digest_of(presented) if _SECRET.fullmatch(presented) else None


def presented_key_digest(authorization: str) -> bytes | None:
    """The digest of the key in an Authorization header; none when there is no key of ours in it."""
    bearer = _BEARER.fullmatch(authorization)
    return digest_of(bearer[1]) if bearer and _API_KEY.fullmatch(bearer[1]) else None
