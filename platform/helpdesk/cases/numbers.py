"""Case numbers and PINs: what a citizen holds in hand."""

import hashlib
import hmac
import secrets
from uuid import UUID

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LOOK_ALIKE = str.maketrans("OIL", "011")


def new_number(office_code: str) -> str:
    """A number such as `BTG-7K4Q-29XM-C`: office code, 40 random bits, check character."""
    bits = secrets.randbits(40)
    random = "".join(_ALPHABET[bits >> shift & 31] for shift in range(0, 40, 5))
    return f"{office_code}-{random[:4]}-{random[4:]}-{_check(random)}"


def _check(random: str) -> str:
    value = 0
    for character in random:
        value = _times_alpha(value ^ _ALPHABET.index(character))
    return _ALPHABET[value]


def _times_alpha(value: int) -> int:
    """Multiply by the generator of GF(32), x⁵ + x² + 1: distinct weights see every exchange of two signs."""
    doubled = value << 1
    return doubled ^ 0b100101 if doubled & 0b100000 else doubled


def read_number(written: str) -> str | None:
    """The number a person meant, or none when its check character does not fit.

    Small letters, missing dashes and the look-alikes O, I, L are forgiven after the office code. Where a dash
    ends the code, the code is what stands before it: a number without its check character is not another one.
    """
    parts = "".join(written.upper().split()).replace("–", "-").split("-")
    plain = "".join(parts)
    code, body = plain[:-9], plain[-9:].translate(_LOOK_ALIKE)
    if len(parts) > 1 and parts[0].isalpha() and len(parts[0]) <= 5 and code != parts[0]:
        return None
    if not code.isalpha() or not code.isascii() or not 2 <= len(code) <= 5 or len(body) != 9:
        return None
    if any(character not in _ALPHABET for character in body) or _check(body[:8]) != body[8]:
        return None
    return f"{code}-{body[:4]}-{body[4:8]}-{body[8]}"


def pin(key: bytes, tenant_id: int, case_id: UUID, generation: int) -> str:
    """Six digits that belong to one case: derived, never stored (decision 13)."""
    what = f"{tenant_id}:{case_id}:{generation}".encode()
    digest = hmac.new(key, what, hashlib.sha256).digest()
    return f"{int.from_bytes(digest, 'big') % 1_000_000:06d}"


def pin_fits(key: bytes, tenant_id: int, case_id: UUID, generation: int, written: str) -> bool:
    """Compare in constant time; blanks in what was written are forgiven."""
    expected = pin(key, tenant_id, case_id, generation)
    return hmac.compare_digest(expected.encode(), "".join(written.split()).encode())
