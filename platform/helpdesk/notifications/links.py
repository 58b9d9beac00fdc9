"""Links in notices: they name one colleague and one case, and let nobody in. Pure.

A ticket is 41 bytes (version, tenant, membership, case, end in seconds since 1970) and the first 16 bytes of
their HMAC-SHA-256 under a key of this one purpose, in base64 for addresses: 76 characters.
"""

import base64
import binascii
import hashlib
import hmac
import struct
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from helpdesk.notifications.model import Ticket

PURPOSE = "links in notices"
"""What the key is derived for."""
VALID = timedelta(hours=72)
PATH = "/notice"

_VERSION = 1
_FIELDS = struct.Struct(">BI16s16sI")
_MAC_BYTES = 16
_CHARACTERS = 76


class Links:
    """Makes and reads the links of one installation."""

    def __init__(self, base_url: str, keys: Sequence[bytes]) -> None:
        """`keys`: those of PURPOSE, the newest first; older ones still read what they made."""
        self._base_url = base_url
        self._keys = tuple(keys)

    def to_case(self, tenant_id: int, membership_id: UUID, case_id: UUID, now: datetime) -> str:
        """An address that leads this colleague to this case for VALID."""
        ends = int((now + VALID).timestamp())
        fields = _FIELDS.pack(_VERSION, tenant_id, membership_id.bytes, case_id.bytes, ends)
        token = base64.urlsafe_b64encode(fields + _mac(self._keys[0], fields)).decode()
        return f"{self._base_url}{PATH}/{token}"

    def to_desk(self, slug: str) -> str:
        """The first page of an office's desk."""
        return f"{self._base_url}/desk/{slug}/cases"

    def to_round(self, slug: str, round_id: UUID) -> str:
        """A monitoring round's page; whoever opens it signs in first."""
        return f"{self._base_url}/desk/{slug}/rounds/{round_id}"

    def to_portal(self, slug: str) -> str:
        """Where a citizen writes to the office."""
        return f"{self._base_url}/t/{slug}/"

    def read(self, token: str) -> Ticket | None:
        """What the token says, whether or not its time is over; none unless it is one of ours, unchanged."""
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
        version, tenant_id, membership, case, ends = _FIELDS.unpack(fields)
        if version != _VERSION:
            return None
        return Ticket(
            tenant_id=tenant_id,
            membership_id=UUID(bytes=membership),
            case_id=UUID(bytes=case),
            expires_at=datetime.fromtimestamp(ends, UTC),
        )


def _mac(key: bytes, fields: bytes) -> bytes:
    return hmac.new(key, fields, hashlib.sha256).digest()[:_MAC_BYTES]
