"""Addresses of links for units. Pure.

A token is 21 bytes (version, tenant, link) and the first 18 bytes of their HMAC-SHA-256 under a key of this one
purpose, in base64 for addresses: 52 characters. Until when it opens anything, and whether it was revoked, says the row.
"""

import base64
import binascii
import hashlib
import hmac
import struct
from collections.abc import Sequence
from uuid import UUID

from helpdesk.unit_links.model import Ticket

PURPOSE = "links for units"
"""What the key is derived for."""
PATH = "/unit"

_VERSION = 1
_FIELDS = struct.Struct(">BI16s")
_MAC_BYTES = 18
_CHARACTERS = 52


class UnitLinks:
    """Makes and reads the links of one installation."""

    def __init__(self, base_url: str, keys: Sequence[bytes]) -> None:
        """`keys`: those of PURPOSE, the newest first; older ones still read what they made."""
        self._base_url = base_url
        self._keys = tuple(keys)

    def to_case(self, tenant_id: int, link_id: UUID) -> str:
        """The address of a link."""
        fields = _FIELDS.pack(_VERSION, tenant_id, link_id.bytes)
        token = base64.urlsafe_b64encode(fields + _mac(self._keys[0], fields)).decode()
        return f"{self._base_url}{PATH}/{token}"

    def read(self, token: str) -> Ticket | None:
        """Which link it is; none unless the token is one of ours, unchanged."""
        if len(token) != _CHARACTERS:
            return None
        try:
            content = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return None
        fields, mac = content[:-_MAC_BYTES], content[-_MAC_BYTES:]
        right = [hmac.compare_digest(_mac(key, fields), mac) for key in self._keys]
        if len(fields) != _FIELDS.size or not any(right):
            return None
        version, tenant_id, link = _FIELDS.unpack(fields)
        return Ticket(tenant_id=tenant_id, link_id=UUID(bytes=link)) if version == _VERSION else None


def _mac(key: bytes, fields: bytes) -> bytes:
    return hmac.new(key, fields, hashlib.sha256).digest()[:_MAC_BYTES]
