"""Links to single files: signed, good for five minutes, and for nothing but that file. Pure.

A ticket is 29 bytes (version, tenant, file, end in seconds since 1970) and the first 16 bytes of their HMAC-SHA-256
under a key of this one purpose, in base64 for addresses: 60 characters.
"""

import base64
import hashlib
import hmac
import re
import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

PURPOSE = "links to files"
"""What the key is derived for."""
VALID = timedelta(minutes=5)
"""Long enough for a slow hand, too short to be passed around; a download that has begun goes on."""
PATH = "/files"

_VERSION = 1
_FIELDS = struct.Struct(">BI16sQ")
_MAC_BYTES = 16
_TOKEN = re.compile(r"[A-Za-z0-9_-]{60}")


class FileTicket(NamedTuple):
    """What a link says."""

    tenant_id: int
    file_id: UUID
    expires_at: datetime


class FileLinks:
    """Makes and reads the links of one installation."""

    def __init__(self, base_url: str, files_url: str, keys: Sequence[bytes]) -> None:
        """`files_url`: the host name that hands out files alone, or empty. `keys`: those of PURPOSE, the newest
        first; older ones still read what they made."""
        self.apart = bool(files_url) and files_url != base_url
        """Files have an origin of their own: pages lead there instead of handing them out themselves."""
        self._url = (files_url or base_url) + PATH
        self._keys = tuple(keys)

    def to_file(self, tenant_id: int, file_id: UUID, now: datetime) -> tuple[str, datetime]:
        """An address that opens this file for VALID, and its end. Whoever asks for it was found to have a right."""
        ends = int((now + VALID).timestamp())
        fields = _FIELDS.pack(_VERSION, tenant_id, file_id.bytes, ends)
        token = base64.urlsafe_b64encode(fields + _mac(self._keys[0], fields)).decode()
        return f"{self._url}/{token}", datetime.fromtimestamp(ends, UTC)

    def read(self, token: str) -> FileTicket | None:
        """What the token says, whether or not its time is over; none unless it is one of ours, unchanged."""
        if not _TOKEN.fullmatch(token):
            return None
        content = base64.urlsafe_b64decode(token)
        fields, mac = content[:-_MAC_BYTES], content[-_MAC_BYTES:]
        right = [hmac.compare_digest(_mac(key, fields), mac) for key in self._keys]
        if len(fields) != _FIELDS.size or not any(right):
            return None
        version, tenant_id, file_id, ends = _FIELDS.unpack(fields)
        if version != _VERSION:
            return None
        return FileTicket(tenant_id, UUID(bytes=file_id), datetime.fromtimestamp(ends, UTC))


def _mac(key: bytes, fields: bytes) -> bytes:
    return hmac.new(key, fields, hashlib.sha256).digest()[:_MAC_BYTES]
