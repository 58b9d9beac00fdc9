"""Sealed values: what stands in the database and must not be readable from a copy of it."""

import hashlib
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12  # bytes; random, so one key seals at most 2³² values (NIST SP 800-38D §8.3)


class SealBroken(Exception):
    """The value was changed, moved to another place, cut short, or sealed with a key we do not have."""


class Sealer:
    """AES-256-GCM with the keys of `Keys.derive_all("sealing")`: the first seals, all of them open.

    Form: one byte that tells keys apart, nonce, ciphertext with tag. `where` is bound to the value:
    tenant, table, column and row in one text, so that a value copied into another row does not open.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._ciphers = tuple((_name(key), AESGCM(key)) for key in keys)

    def seal(self, plain: bytes, *, where: str) -> bytes:
        """Seal a value for one place, with the newest key."""
        name, cipher = self._ciphers[0]
        nonce = os.urandom(_NONCE)
        return name + nonce + cipher.encrypt(nonce, plain, name + where.encode())

    def open(self, sealed: bytes, *, where: str) -> bytes:
        """The value again; raises `SealBroken`."""
        name, nonce, rest = sealed[:1], sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
        for known, cipher in self._ciphers:
            if known == name and len(nonce) == _NONCE:
                try:
                    return cipher.decrypt(nonce, rest, name + where.encode())
                except InvalidTag:
                    continue
        raise SealBroken

    def is_newest(self, sealed: bytes) -> bool:
        """Whether the newest key sealed it; otherwise a rotation opens and seals it anew."""
        return sealed[:1] == self._ciphers[0][0]


def _name(key: bytes) -> bytes:
    return hashlib.sha256(b"sahut/key name" + key).digest()[:1]
