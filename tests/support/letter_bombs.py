"""Letters made to kill their reader. Built when they are needed: they have megabytes and no ideas of their own."""

import base64
import random
from collections.abc import Callable

_HEAD = b"From: budi@contoh.id\r\nSubject: Bom\r\nMessage-ID: <b@contoh.id>\r\n"
_HTML = _HEAD + b"Content-Type: text/html\r\n\r\n"
_MULTIPART = _HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
_FILE = b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"


def nested(levels: int) -> bytes:
    """So many multiparts inside each other, none of them closed, with a text in the innermost."""
    rows = (
        b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (n, n + 1)
        for n in range(levels - 1)
    )
    return _HEAD + b"Content-Type: multipart/mixed; boundary=b0\r\n\r\n" + b"".join(rows) + b"isi"


def _deep_then_long() -> bytes:
    """Every level has to look for its boundary in all of it."""
    return nested(50) + b"\r\n" + b"--bx\n" * 4_000_000


def _noise() -> bytes:
    return _MULTIPART + b"--b\r\n" + _FILE + random.Random(7).randbytes(5_000_000)


BOMBS: dict[str, Callable[[], bytes]] = {
    "a thousand multiparts inside each other": lambda: nested(1_000),
    "multiparts inside each other with one boundary": lambda: (
        _MULTIPART + b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" * 5_000
    ),
    "as deep as allowed, and long": _deep_then_long,
    "a hundred thousand parts": lambda: _MULTIPART + b"--b\r\n\r\nx\r\n" * 100_000,
    "half a megabyte of recipients": lambda: (
        b"To: " + b"a@contoh.id, " * 40_000 + b"\r\n" + _HEAD + b"\r\nisi"
    ),
    "a header of quotes that never close": lambda: b"To: " + b'"\\' * 250_000 + b"\r\n" + _HEAD + b"\r\nisi",
    "a header of brackets": lambda: b"To: " + b"<" * 500_000 + b"\r\n" + _HEAD + b"\r\nisi",
    "a header of comments": lambda: b"To: " + b"(" * 500_000 + b"\r\n" + _HEAD + b"\r\nisi",
    "a header of semicolons": lambda: _HEAD + b"Content-Type: text/plain" + b";" * 500_000 + b"\r\n\r\nisi",
    "a subject of encoded words": lambda: (
        b"Subject: " + b"=?utf-8?Q?" * 50_000 + b"\r\n" + _HEAD + b"\r\nisi"
    ),
    "a subject folded a million times": lambda: (
        b"Subject: x\r\n" + b" y\r\n" * 1_000_000 + _HEAD + b"\r\nisi"
    ),
    "two million headers": lambda: _HEAD + b"X: y\r\n" * 2_000_000 + b"\r\nisi",
    "a tag of almost a megabyte": lambda: _HTML + b"<a " + b"x=1 " * 225_000 + b">isi",
    "two hundred thousand elements inside each other": lambda: _HTML + b"<div>" * 200_000 + b"isi",
    "tables inside each other": lambda: _HTML + b"<table><td>" * 20_000 + b"isi",
    "formats that never close": lambda: _HTML + b"<b><p>x</b>" * 25_000,
    "links that never close": lambda: _HTML + b"<a href=https://x.id/><p>" * 10_000,
    "ampersands": lambda: _HTML + b"&#x" * 80_000,
    "one line of base64": lambda: _HEAD + _FILE + b"QUJD" * 6_000_000,
    "base64 with a strange sign in every word": lambda: _HEAD + _FILE + b"QU!JD" * 4_000_000,
    "a text that grows when it is decoded": lambda: (
        _HEAD + b"Content-Type: text/plain; charset=utf-7\r\n\r\n" + b"+AOk-" * 4_000_000
    ),
    "a text of one repeated line in base64": lambda: (
        _HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.b64encode(b"sama\n" * 3_000_000)
    ),
    "a text of quotations": lambda: _HEAD + b"\r\n" + b"> lama\r\n" * 2_500_000,
    "a text of line ends": lambda: _HEAD + b"\r\n" + b"\n" * 20_000_000,
    "a text of signatures": lambda: _HEAD + b"\r\n" + b"--\n" * 600_000,
    "a text of almost quotations": lambda: _HEAD + b"\r\n" + b"On x\n" * 400_000,
    "a text of heads": lambda: _HEAD + b"\r\n" + b"Dari: x\nKe: y\n" * 150_000,
    "a last line of almost a telephone": lambda: _HEAD + b"\r\nSent from " + b"a" * 95 + b"  b",
    "files that begin and never end": lambda: _HEAD + b"\r\n" + b"begin 644 x\n" * 1_500_000 + b"end\n",
    "boundaries on one line": lambda: _MULTIPART + b"--b" * 6_000_000,
    "a winmail.dat of empty files": lambda: (
        _HEAD
        + b"Content-Type: application/ms-tnef\r\n\r\n\x78\x9f\x3e\x22\0\0"
        + (b"\x02\x02\x90\x06\x00" + b"\0" * 6) * 1_500_000
    ),
    "five hundred texts": lambda: _MULTIPART + (b"--b\r\n\r\n" + b"x y\n" * 12_000 + b"\r\n") * 498,
    "five hundred pages": lambda: (
        _MULTIPART + (b"--b\r\nContent-Type: text/html\r\n\r\n" + b"<p>x</p>" * 6_000 + b"\r\n") * 498
    ),
    "noise": _noise,
    "more than may be": lambda: _HEAD + b"\r\n" + b"x" * (25 * 1024 * 1024),
}
"""Each with its name."""
