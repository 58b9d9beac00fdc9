"""Transfer encodings undone: base64, quoted-printable, uuencode; anything else is the bytes themselves."""

import binascii
import re

from .uuencode import whole_file

_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NOT_BASE64 = bytes(set(range(256)) - set(_BASE64))
_LINE_BLANKS = re.compile(rb"(?<![ \t])[ \t]++(?=\r?\n|\Z)")
_BAD_ESCAPE = re.compile(rb"=(?![0-9A-Fa-f]{2}|\r?\n|\Z)")
_KNOWN = {"", "7bit", "8bit", "binary"}


def untransferred(content: bytes, encoding: str) -> tuple[bytes, str]:
    """The bytes that were sent, and what was wrong with their encoding (`""` when nothing)."""
    if encoding == "base64":
        return _base64(content)
    if encoding == "quoted-printable":
        return _quoted_printable(content)
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        found = whole_file(content)
        return (content, "uuencode_broken") if found is None else (found.content, "")
    return content, "" if encoding in _KNOWN else "encoding_unknown"


def _base64(content: bytes) -> tuple[bytes, str]:
    """Strange signs are left out, as RFC 2045 asks; the first padding ends the data."""
    clean = content.translate(None, _NOT_BASE64)
    strange = len(clean) + sum(map(content.count, (b"\r", b"\n", b" ", b"\t"))) != len(content)
    data, padding, behind = clean.partition(b"=")
    broken = strange or bool(behind.strip(b"=")) or (len(data) + len(padding + behind)) % 4 != 0
    if len(data) % 4 == 1:
        data = data[:-1]
    decoded = binascii.a2b_base64(data + b"=" * (-len(data) % 4))
    return decoded, "base64_broken" if broken else ""


def _quoted_printable(content: bytes) -> tuple[bytes, str]:
    fault = "quoted_printable_broken" if _BAD_ESCAPE.search(content) else ""
    return binascii.a2b_qp(_LINE_BLANKS.sub(b"", content)), fault
