"""How many SMS a text is: GSM-7 with its extension table, else UCS-2. Source: 3GPP TS 23.038 and 23.040."""

from collections.abc import Callable
from typing import NamedTuple

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""One septet each."""
EXTENDED = frozenset("^{}\\[~]|€\f")
"""Two septets: an escape and a sign."""

ALONE, JOINED = 160, 153
"""Septets of a lone SMS, and of one among several, whose header takes seven."""
WIDE_ALONE, WIDE_JOINED = 70, 67
"""The same in units of 16 bits."""


class Counted(NamedTuple):
    """What a text costs on its way."""

    parts: int
    wide: bool
    """Some sign is not in GSM-7, so that every part holds less than half as much."""
    left: int
    """Units that still fit into the last part."""


def counted(text: str) -> Counted:
    """The parts of a text; none for an empty one. A sign of two units never spans two parts."""
    wide = not is_plain(text)
    size, alone, joined = (_units, WIDE_ALONE, WIDE_JOINED) if wide else (_septets, ALONE, JOINED)
    if not text:
        return Counted(0, wide=False, left=ALONE)
    whole = sum(map(size, text))
    if whole <= alone:
        return Counted(1, wide, alone - whole)
    return _packed(text, size, joined, wide)


def is_plain(text: str) -> bool:
    """Whether GSM-7 holds every sign."""
    return all(sign in BASIC or sign in EXTENDED for sign in text)


def _packed(text: str, size: Callable[[str], int], room: int, wide: bool) -> Counted:
    parts, used = 1, 0
    for sign in text:
        need = size(sign)
        if used + need > room:
            parts, used = parts + 1, 0
        used += need
    return Counted(parts, wide, room - used)


def _septets(sign: str) -> int:
    return 2 if sign in EXTENDED else 1


def _units(sign: str) -> int:
    return 2 if ord(sign) > 0xFFFF else 1
