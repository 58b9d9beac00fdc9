"""Words by which extra messages are stopped and begun. Pure."""

import re
import unicodedata

_STOPS = frozenset({"berhenti", "stop"})
_STARTS = frozenset({"mulai", "start"})
_LONGEST = 24
_WORD = re.compile(r"[a-z]+")


def wish_in(text: str) -> bool | None:
    """True when extra messages are wanted again, false when they are to stop; none when it says neither.

    Only the word alone counts: whoever writes a sentence with it wants to tell something.
    """
    if len(text) > _LONGEST:
        return None
    folded = unicodedata.normalize("NFKC", text).lower()
    if any(sign.isalnum() and not sign.isascii() for sign in folded):
        return None
    words = _WORD.findall(folded)
    if len(words) != 1 or any(sign.isdigit() for sign in folded):
        return None
    return True if words[0] in _STARTS else False if words[0] in _STOPS else None
