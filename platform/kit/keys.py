"""The installation's master key: read once, never printed; every use gets a key of its own from it."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_SIZE = 32


class KeyUnusable(Exception):
    """There is no master key, or it is not 32 bytes in base64; the text names where it was looked for."""


class Keys:
    """The master keys of one installation, the newest first: older ones still open what they sealed."""

    def __init__(self, masters: Sequence[bytes]) -> None:
        if not masters or any(len(master) != _SIZE for master in masters):
            raise KeyUnusable(f"a master key is {_SIZE} bytes")
        self._masters = tuple(masters)
        self._derived: dict[str, tuple[bytes, ...]] = {}

    def derive(self, purpose: str) -> bytes:
        """A key of 32 bytes for one purpose, from the newest master key (HKDF-SHA256, RFC 5869)."""
        return self.derive_all(purpose)[0]

    def derive_all(self, purpose: str) -> tuple[bytes, ...]:
        """The same from every master key, the newest first."""
        if purpose not in self._derived:
            self._derived[purpose] = tuple(_derived(master, purpose) for master in self._masters)
        return self._derived[purpose]

    def __repr__(self) -> str:
        return f"<Keys: {len(self._masters)}>"


def read_keys(environment: Mapping[str, str]) -> Keys:
    """The keys in the file that SAHUT_KEY_FILE names, else in SAHUT_SECRET_KEY; raises `KeyUnusable`.

    Each is 32 random bytes in base64. After a rotation there are several, one a line, the newest first.
    """
    file, given = environment.get("SAHUT_KEY_FILE", ""), environment.get("SAHUT_SECRET_KEY", "")
    if file:
        return _parsed(_content(Path(file)), f"the file of SAHUT_KEY_FILE ({file})")
    if given:
        return _parsed(given, "SAHUT_SECRET_KEY")
    raise KeyUnusable("no master key: set SAHUT_KEY_FILE or SAHUT_SECRET_KEY")


def _content(file: Path) -> str:
    try:
        return file.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not base64"
        raise KeyUnusable(f"the file of SAHUT_KEY_FILE ({file}) cannot be read: {reason}") from None


def _parsed(text: str, place: str) -> Keys:
    try:
        return Keys([base64.b64decode(word, validate=True) for word in text.split()])
    except (binascii.Error, ValueError, KeyUnusable):
        raise KeyUnusable(f"{place} is not {_SIZE} bytes in base64, one key a line") from None


def _derived(master: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=_SIZE, salt=None, info=f"sahut/{purpose}".encode()).derive(master)
