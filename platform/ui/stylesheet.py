"""Our own style sheets on their way to the browser: one file each, without comments and spare blanks."""

import re
from collections.abc import Callable

_IMPORT = re.compile(r'@import\s+"([^"]+)";')
_LINK = re.compile(r'url\("([^"]+)"\)')
_COMMENT = re.compile(r'"[^"\n]*"|/\*.*?\*/', re.DOTALL)
_BLANK = re.compile(r'"[^"\n]*"|\s*[{};,>]\s*|:\s+|\s+')


def assembled(name: str, source: Callable[[str], str], link: Callable[[str], str]) -> str:
    """The sheet `name` with its imports put in, its `url("…")` names turned into addresses, and minified."""
    text = _IMPORT.sub(lambda found: source(found[1]), source(name))
    return minified(_LINK.sub(lambda found: f'url("{link(found[1])}")', text))


def minified(text: str) -> str:
    """Drop comments and blanks that carry no meaning; quoted strings stay as they are."""
    without_comments = _COMMENT.sub(lambda found: "" if found[0].startswith("/*") else found[0], text)
    return _BLANK.sub(_shorter, without_comments).replace(";}", "}").strip()


def _shorter(found: re.Match[str]) -> str:
    piece = found[0]
    return piece if piece.startswith('"') else piece.strip() or " "
