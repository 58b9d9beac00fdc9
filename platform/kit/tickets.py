"""Tickets that stand in addresses: whoever holds one can read nothing into it that we did not write there.

A ticket is one byte of version, fields of fixed size and the first bytes of their HMAC-SHA-256 under a key of one
purpose, in base64 for addresses.
"""

import base64
import hashlib
import hmac
import re
import struct
from collections.abc import Sequence
from typing import Any

_VERSION = 1


class Tickets:
    """Makes and reads the tickets of one purpose."""

    def __init__(self, fields: str, keys: Sequence[bytes], *, mac_bytes: int = 16) -> None:
        """`fields` as `struct` names them, so many that nothing pads the base64. `keys`: the newest first; older ones
        still read what they made."""
        self._fields = struct.Struct(f">B{fields}")
        self._keys = tuple(keys)
        self._mac_bytes = mac_bytes
        self._token = re.compile(rf"[A-Za-z0-9_-]{{{(self._fields.size + mac_bytes) * 4 // 3}}}")

    def make(self, *values: int | bytes) -> str:
        """A ticket that says this."""
        fields = self._fields.pack(_VERSION, *values)
        return base64.urlsafe_b64encode(fields + self._mac(self._keys[0], fields)).decode()

    def read(self, token: str) -> tuple[Any, ...] | None:
        """What it says; none unless it is one of ours, unchanged."""
        if not self._token.fullmatch(token):
            return None
        content = base64.urlsafe_b64decode(token)
        fields, mac = content[: self._fields.size], content[self._fields.size :]
        if not any(hmac.compare_digest(self._mac(key, fields), mac) for key in self._keys):
            return None
        version, *values = self._fields.unpack(fields)
        return tuple(values) if version == _VERSION else None

    def _mac(self, key: bytes, fields: bytes) -> bytes:
        return hmac.digest(key, fields, hashlib.sha256)[: self._mac_bytes]
