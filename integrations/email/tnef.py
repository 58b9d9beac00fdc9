"""winmail.dat: the files and the text inside Microsoft's envelope (MS-OXTNEF), as far as they can be read."""

import struct

import msgspec

from .charsets import decode
from .limits import LIMITS
from .strings import line, readable
from .values import Attachment

_SIGNATURE = b"\x78\x9f\x3e\x22"
_HEAD = struct.Struct("<BII")

_CODEPAGE = 0x00069007
_BODY = 0x0002800C
_MESSAGE_PROPERTIES = 0x00069003
_BEGIN_FILE = 0x00069002
_FILE_DATA = 0x0006800F
_FILE_TITLE = 0x00018010
_FILE_PROPERTIES = 0x00069005

_LONG_NAME, _SHORT_NAME, _MIME_TYPE, _CONTENT_ID = 0x3707, 0x3704, 0x370E, 0x3712
_TEXT_BODY = 0x1000
_FIXED = {0x0001: 0, 0x0002: 4, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000A: 4, 0x000B: 4}
_FIXED |= {0x0014: 8, 0x0040: 8, 0x0048: 16}
_COUNTED = {0x001E, 0x001F, 0x0102, 0x000D}


class Unpacked(msgspec.Struct, frozen=True, kw_only=True):
    """What was inside; both empty when nothing could be read."""

    text: str = ""
    files: tuple[Attachment, ...] = ()


def is_tnef(kind: str, content: bytes) -> bool:
    """Whether the bytes are such an envelope, whatever the part is called."""
    return kind in ("application/ms-tnef", "application/vnd.ms-tnef") or content[:4] == _SIGNATURE


def unpacked(content: bytes) -> Unpacked:
    """The text and files inside; reading stops where the envelope is broken, and keeps what was found."""
    if content[:4] != _SIGNATURE:
        return Unpacked()
    charset, text = "cp1252", ""
    files: list[dict[int, bytes]] = []
    for name, data in _attributes(content):
        if name == _CODEPAGE and len(data) >= 4:
            charset = f"cp{int.from_bytes(data[:4], 'little')}"
        elif name == _BEGIN_FILE:
            if len(files) >= LIMITS.unpacked:
                break
            files.append({})
        elif name == _BODY:
            text = text or _words(data, charset)
        elif name == _MESSAGE_PROPERTIES:
            text = _words(_properties(data).get(_TEXT_BODY, b""), charset) or text
        elif files and name == _FILE_DATA:
            files[-1][_FILE_DATA] = data
        elif files and name == _FILE_TITLE:
            files[-1].setdefault(_SHORT_NAME, data)
        elif files and name == _FILE_PROPERTIES:
            files[-1] |= _properties(data)
    return Unpacked(text=readable(text), files=tuple(_file(each, charset) for each in files))


def _attributes(content: bytes) -> "list[tuple[int, bytes]]":
    found: list[tuple[int, bytes]] = []
    at = 6
    while at + _HEAD.size <= len(content) and len(found) < 10_000:
        _, name, length = _HEAD.unpack_from(content, at)
        at += _HEAD.size
        if at + length > len(content):
            break
        found.append((name, content[at : at + length]))
        at += length + 2
    return found


def _properties(data: bytes) -> dict[int, bytes]:
    """Values of MAPI properties by their id; wide strings are made UTF-8, so that their kind need not be kept."""
    found: dict[int, bytes] = {}
    at, left = 4, min(int.from_bytes(data[:4], "little"), 10_000)
    while left and at + 4 <= len(data):
        left -= 1
        kind, name = struct.unpack_from("<HH", data, at)
        at = _behind_name(data, at + 4) if name >= 0x8000 else at + 4
        values, at = _values(data, at, kind)
        if values is None:
            break
        if values:
            wide = kind & 0x0FFF == 0x001F
            found[name] = values[0].decode("utf-16-le", "replace").encode() if wide else values[0]
    return found


def _values(data: bytes, at: int, kind: int) -> tuple[list[bytes] | None, int]:
    """The values of one property; None when its kind is unknown or the data ends."""
    many, kind = bool(kind & 0x1000), kind & 0x0FFF
    counted = kind in _COUNTED
    number = 1
    if many or counted:
        number = int.from_bytes(data[at : at + 4], "little")
        at += 4
    if number > 10_000 or (kind not in _FIXED and not counted):
        return None, at
    values: list[bytes] = []
    for _ in range(number):
        length = int.from_bytes(data[at : at + 4], "little") if counted else _FIXED[kind]
        at += 4 if counted else 0
        if at + length > len(data):
            return None, at
        values.append(data[at : at + length])
        at += length + (-length % 4 if counted else 0)
    return values, at


def _behind_name(data: bytes, at: int) -> int:
    """A named property carries its set and its number or name."""
    if int.from_bytes(data[at + 16 : at + 20], "little") == 0:
        return at + 24
    length = int.from_bytes(data[at + 20 : at + 24], "little")
    return at + 24 + length + (-length % 4)


def _file(said: dict[int, bytes], charset: str) -> Attachment:
    name = _words(said.get(_LONG_NAME) or said.get(_SHORT_NAME, b""), charset)
    kind = line(_words(said.get(_MIME_TYPE, b""), charset)).lower()
    content_id = line(_words(said.get(_CONTENT_ID, b""), charset)).strip("<> ")
    return Attachment(
        name=line(name.replace("\\", "/").rpartition("/")[2]),
        type=kind or "application/octet-stream",
        content=said.get(_FILE_DATA, b""),
        inline=bool(content_id),
        content_id=content_id,
    )


def _words(content: bytes, charset: str) -> str:
    return decode(content.rstrip(b"\x00"), charset)[0]
