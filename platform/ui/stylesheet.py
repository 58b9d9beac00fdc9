"""Our own style sheets on their way to the browser: one file each, without comments and spare blanks."""

import re
from collections.abc import Callable

_IMPORT = re.compile(r'@import\s+"([^"]+)";')
_LINK = re.compile(r'url\("([^"]+)"\)')
_PIECE = re.compile(r'"[^"\n]*"|/\*.*?\*/|\s*[{};,>]\s*|:\s+|\s+', re.DOTALL)


def assembled(name: str, source: Callable[[str], str], link: Callable[[str], str]) -> str:
    """The sheet `name` with its imports put in, its `url("…")` names turned into addresses, and minified."""
    text = _IMPORT.sub(lambda found: source(found[1]), source(name))
    return minified(_LINK.sub(lambda found: f'url("{link(found[1])}")', text))


def minified(text: str) -> str:
    """Drop comments and blanks that carry no meaning; quoted strings stay as they are."""
    return _PIECE.sub(_shorter, text).replace(";}", "}").strip()


def _shorter(found: re.Match[str]) -> str:
    piece = found[0]
    if piece.startswith('"'):
        return piece
    if piece.startswith("/*"):
        return ""
    return piece.strip() or " "
