"""`Content-Type: text/plain; charset=…`: a value and its parameters, with the continuations of RFC 2231."""

import re
from urllib.parse import unquote_to_bytes

from .charsets import decode, known
from .strings import line
from .words import raw_text, unworded

_PARAMETER = re.compile(
    r'(?<![^\s;"])(?P<name>[^\s=;"]{1,80})\s*=\s*(?:"(?P<quoted>(?:[^"\\]|\\.)*)"?|(?P<plain>[^;]*))',
    re.DOTALL,
)
_PIECE = re.compile(r"(?P<name>[^*]+)(?:\*(?P<number>\d{1,3}))?(?P<extended>\*)?")
_ESCAPED = re.compile(r"\\([\"\\])")
_MOST = 100


def parameters(value: bytes) -> tuple[str, dict[str, str]]:
    """The word before the first semicolon in small letters, and the parameters by name, each once."""
    text = raw_text(value)
    word, _, rest = text.partition(";")
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    plain: dict[str, str] = {}
    for match, _ in zip(_PARAMETER.finditer(rest), range(_MOST), strict=False):
        piece = _PIECE.fullmatch(match["name"].lower())
        if piece is None:
            continue
        said = _value(match)
        if piece["number"] is None and piece["extended"] is None:
            plain.setdefault(piece["name"], said)
        else:
            numbered = pieces.setdefault(piece["name"], {})
            numbered.setdefault(int(piece["number"] or 0), (said, bool(piece["extended"])))
    found = {name: line(unworded(said)[0]) for name, said in plain.items()}
    found |= {name: line(_joined(numbered)) for name, numbered in pieces.items()}
    return _word(word), found


def _word(text: str) -> str:
    return re.sub(r"\([^()]*\)", "", text).strip().lower()


def _value(match: re.Match[str]) -> str:
    if match["quoted"] is not None:
        return _ESCAPED.sub(r"\1", match["quoted"])
    return (match["plain"] or "").strip()


def _joined(numbered: dict[int, tuple[str, bool]]) -> str:
    """Pieces 0, 1, 2 … as far as they follow each other; the first names the charset."""
    charset, content = "", b""
    for number in range(len(numbered)):
        if number not in numbered:
            break
        said, extended = numbered[number]
        if extended and number == 0 and said.count("'") >= 2:
            charset, _, said = said.split("'", 2)
        encoded = said.encode("utf-8", "replace")
        content += unquote_to_bytes(encoded) if extended else encoded
    return decode(content, charset if known(charset) else "")[0]
