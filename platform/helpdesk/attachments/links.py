"""Links to single files: signed, good for five minutes, and for nothing but that file. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from kit.tickets import Tickets

PURPOSE = "links to files"
"""What the key is derived for."""
VALID = timedelta(minutes=5)
"""Long enough for a slow hand, too short to be passed around; a download that has begun goes on."""
PATH = "/files"

_FIELDS = "I16sQ"
"""Tenant, file, end in seconds since 1970."""


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
        self._tickets = Tickets(_FIELDS, keys)

    def to_file(self, tenant_id: int, file_id: UUID, now: datetime) -> tuple[str, datetime]:
        """An address that opens this file for VALID, and its end. Whoever asks for it was found to have a right."""
        ends = int((now + VALID).timestamp())
        token = self._tickets.make(tenant_id, file_id.bytes, ends)
        return f"{self._url}/{token}", datetime.fromtimestamp(ends, UTC)

    def read(self, token: str) -> FileTicket | None:
        """What the token says, whether or not its time is over; none unless it is one of ours, unchanged."""
        said = self._tickets.read(token)
        if said is None:
            return None
        tenant_id, file_id, ends = said
        return FileTicket(tenant_id, UUID(bytes=file_id), datetime.fromtimestamp(ends, UTC))
