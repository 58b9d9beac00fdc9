"""The topmost Authentication-Results (RFC 8601). Lower ones may have been written by anybody."""

import re

from .payloads import Headers
from .strings import line
from .values import Authentication
from .words import raw_text

_COMMENT = re.compile(r"\([^()]*\)")
_RESULT = re.compile(
    r"\s*([a-z][a-z0-9-]{0,40})(?:\s*/\s*\d{1,3})?\s*=\s*([a-z]{1,20})(?![a-z])", re.IGNORECASE
)
_WORSE = ("fail", "permerror", "temperror", "softfail", "policy", "neutral", "none", "pass")


def authentication_of(headers: Headers) -> Authentication | None:
    """Host and results as they stand there; None when there is no such header."""
    if not headers.has("authentication-results"):
        return None
    text = line(raw_text(headers.first("authentication-results")))
    for _ in range(3):
        text = _COMMENT.sub(" ", text)
    host, *clauses = text.split(";")
    results: dict[str, str] = {}
    for clause in clauses[:50]:
        if match := _RESULT.match(clause):
            method, result = match[1].lower(), match[2].lower()
            results[method] = min(results.get(method, result), result, key=_place)
    return Authentication(host=(host.split() or [""])[0].lower(), results=results)


def _place(result: str) -> int:
    return _WORSE.index(result) if result in _WORSE else 0
