"""Bytes made text: the declared charset where it can be true, repaired where it cannot.

Nothing is guessed from letter frequencies: on the short texts of letters such guesses are wrong too often.
What is neither declared nor valid UTF-8 is Windows-1252, as browsers read it.
"""

import codecs
import re

from .strings import readable

FALLBACK = "cp1252"

_CODECS = {
    "ascii us-ascii ansi_x3.4-1968 646 default 7bit 8bit": "ascii",
    "utf-8 utf8 unicode-1-1-utf-8 utf-8-sig utf8mb4 cp65001 cp-65001": "utf_8",
    "utf-7 utf7 unicode-1-1-utf-7 x-unicode-2-0-utf-7": "utf_7",
    "utf-16 utf16 ucs-2 unicode": "utf_16",
    "utf-16le unicodelittle": "utf_16_le",
    "utf-16be unicodebig": "utf_16_be",
    "utf-32 ucs-4": "utf_32",
    "utf-32le": "utf_32_le",
    "utf-32be": "utf_32_be",
    "iso-8859-1 iso8859-1 iso_8859-1 latin1 latin-1 l1 cp819 windows-1252 cp1252 cp-1252 1252 x-ansi": "cp1252",
    "iso-8859-9 latin5 windows-1254 cp1254": "cp1254",
    "iso-8859-11 tis-620 windows-874 cp874": "cp874",
    "gb2312 gbk x-gbk cp936 ms936 gb18030 gb_2312-80 euc-cn csgb2312": "gb18030",
    "hz-gb-2312 hz": "hz",
    "big5 big-5 csbig5 cp950 x-x-big5": "cp950",
    "big5-hkscs": "big5hkscs",
    "shift_jis shift-jis sjis x-sjis ms_kanji windows-31j cp932": "cp932",
    "euc-jp x-euc-jp": "euc_jp",
    "iso-2022-jp csiso2022jp iso-2022-jp-1 iso-2022-jp-2": "iso2022_jp_2",
    "iso-2022-jp-3 iso-2022-jp-2004": "iso2022_jp_2004",
    "ks_c_5601-1987 ks_c_5601 euc-kr cp949 windows-949 korean ksc5601": "cp949",
    "iso-2022-kr": "iso2022_kr",
    "macintosh x-mac-roman mac macroman": "mac_roman",
    "koi8-r": "koi8_r",
    "koi8-u": "koi8_u",
    "iso-8859-8-i iso-8859-8 logical": "iso8859_8",
    "ibm850 cp850 cp-850 850": "cp850",
    "ibm437 cp437 437": "cp437",
    "ibm866 cp866": "cp866",
}
_BY_NAME = {name: codec for names, codec in _CODECS.items() for name in names.split()}
_BY_NAME |= {f"windows-{n}": f"cp{n}" for n in (1250, 1251, 1253, 1255, 1256, 1257, 1258)}
_BY_NAME |= {f"cp{n}": f"cp{n}" for n in (1250, 1251, 1253, 1255, 1256, 1257, 1258)}
_BY_NAME |= {f"iso-8859-{n}": f"iso8859_{n}" for n in (2, 3, 4, 5, 6, 7, 10, 13, 14, 15, 16)}
"""A closed list: Python also calls things charsets that unpack archives or evaluate escapes."""

_MANY_BYTES = {"utf_7", "utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_32_le", "utf_32_be", "hz"}
_MANY_BYTES |= {"gb18030", "cp950", "big5hkscs", "cp932", "euc_jp", "cp949"}
_MANY_BYTES |= {"iso2022_jp_2", "iso2022_jp_2004", "iso2022_kr"}

_ISO_2022_JP = re.compile(rb"\x1b(?:\$[@B]|\([BJ])")
_BOMS = (
    (codecs.BOM_UTF8, "utf_8"),
    (codecs.BOM_UTF32_LE, "utf_32_le"),
    (codecs.BOM_UTF16_LE, "utf_16_le"),
    (codecs.BOM_UTF16_BE, "utf_16_be"),
)


def known(charset: str) -> str | None:
    """Python's codec for a charset's name, or None for a name that nobody knows."""
    name = next(iter(charset.lower().split()), "").strip("\"';,")
    return _BY_NAME.get(name) or _BY_NAME.get(name.replace("_", "-"))


def decode(content: bytes, charset: str = "") -> tuple[str, str]:
    """The text, and what was wrong with its charset: `""`, `charset_unknown` or `charset_wrong`."""
    text, fault = _decode(content, charset)
    return readable(text), fault


def _decode(content: bytes, charset: str) -> tuple[str, str]:
    codec = known(charset) if charset else None
    fault = "charset_unknown" if charset and codec is None else ""
    for mark, marked in _BOMS:
        if content.startswith(mark) and codec in (None, "ascii", "utf_8", FALLBACK, marked):
            return content[len(mark) :].decode(marked, "replace"), fault
    if codec in _MANY_BYTES:
        return _many_bytes(content, str(codec))
    if codec in (None, "ascii") and _ISO_2022_JP.search(content):
        return content.decode("iso2022_jp_2", "replace"), fault or ("charset_wrong" if codec else "")
    return _single_bytes(content, codec, fault)


def _many_bytes(content: bytes, codec: str) -> tuple[str, str]:
    try:
        return content.decode(codec), ""
    except UnicodeError:
        pass
    try:
        return content.decode("utf-8"), "charset_wrong"
    except UnicodeError:
        return content.decode(codec, "replace"), "charset_wrong"


def _single_bytes(content: bytes, codec: str | None, fault: str) -> tuple[str, str]:
    """Several bytes that are valid UTF-8 are no accident, whatever else is declared."""
    if content.isascii():
        return content.decode("ascii"), fault
    try:
        text = content.decode("utf-8")
    except UnicodeError:
        text = ""
    if text:
        return text, fault or ("" if codec in (None, "utf_8") else "charset_wrong")
    if codec in (None, "ascii", "utf_8"):
        return _damaged(content), fault or "charset_wrong"
    return content.decode(str(codec), "replace"), fault


def _damaged(content: bytes) -> str:
    """UTF-8 with a few broken places stays UTF-8; without whole characters it never was."""
    text = content.decode("utf-8", "replace")
    whole = sum(1 for sign in text if sign > "\x7f" and sign != "\ufffd")
    return text if whole > text.count("\ufffd") else content.decode(FALLBACK, "replace")
