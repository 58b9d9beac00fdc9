"""The topmost Authentication-Results (RFC 8601). Lower ones may have been written by anybody.

Parts of it are the sender's words in the server's mouth, so it is read strictly: what is left open, or said in a way
that two readers could read differently, says nothing.
"""

import re

from .payloads import Headers
from .strings import has_controls, line
from .values import Authentication, Claim
from .words import raw_text

_PIECE = re.compile(r'\\.|[()"]|[^\\()"]+|\\', re.DOTALL)
_CLAUSE = re.compile(r'((?:"(?:[^"\\]|\\.)*"|[^";])*)(?:;|\Z)')
_HOST = re.compile(r"\s*([^\s=\"]{1,253})(?:\s+1)?\s*")
_RESULT = re.compile(r"\s*([a-z][a-z0-9-]{0,40})(?:\s*/\s*1)?\s*=\s*([a-z]{1,20})(?![^\s])", re.IGNORECASE)
_PROPERTY = re.compile(r'\s+([A-Za-z][\w.-]{0,60})\s*=\s*("(?:[^"\\]|\\.)*"|[^\s"=]+)(?![^\s])')
_ESCAPE = re.compile(r"\\(.)")
_MOST = 50
_UNREADABLE = "unreadable"


def authentication_of(headers: Headers) -> Authentication | None:
    """Host and claims as they stand there, empty when they cannot be read; None when there is no such header."""
    topmost = next((each for each in headers.lines if each.name == "authentication-results"), None)
    if topmost is None:
        return None
    written = raw_text(topmost.value)
    plain = None if topmost.cut or has_controls(written) else _without_comments(written)
    clauses = [] if plain is None else _CLAUSE.findall(plain)
    host = _HOST.fullmatch(clauses[0]) if 0 < len(clauses) <= _MOST else None
    if host is None:
        return Authentication()
    claims = (_claim(clause) for clause in clauses[1:])
    return Authentication(
        host=line(host[1]).lower(), claims=tuple(claim for claim in claims if claim is not None)
    )


def _without_comments(text: str) -> str | None:
    """Comments are blanks, quotations stay; None when one of them is left open."""
    depth, quoted = 0, False
    kept: list[str] = []
    for piece in _PIECE.findall(text):
        if depth:
            depth += (piece == "(") - (piece == ")")
        elif quoted:
            kept.append(piece)
            quoted = piece != '"'
        elif piece == "(":
            depth = 1
            kept.append(" ")
        elif piece == ")" or piece.startswith("\\"):
            return None
        else:
            kept.append(piece)
            quoted = piece == '"'
    return None if depth or quoted else "".join(kept)


def _claim(clause: str) -> Claim | None:
    """One method with its result; None for what names no method, as `none` does."""
    found = _RESULT.match(clause)
    if found is None:
        named = re.match(r"\s*([A-Za-z][A-Za-z0-9-]{0,40})\s*[/=]", clause)
        return Claim(method=named[1].lower(), result=_UNREADABLE) if named else None
    method, result = found[1].lower(), found[2].lower()
    properties: dict[str, str] = {}
    place = found.end()
    while said := _PROPERTY.match(clause, place):
        name = said[1].lower()
        if name in properties:
            return Claim(method=method, result=_UNREADABLE)
        properties[name] = _unquoted(said[2])
        place = said.end()
    if clause[place:].strip():
        return Claim(method=method, result=_UNREADABLE)
    return Claim(method=method, result=result, properties=properties)


def _unquoted(value: str) -> str:
    return line(_ESCAPE.sub(r"\1", value[1:-1]) if value.startswith('"') else value)
