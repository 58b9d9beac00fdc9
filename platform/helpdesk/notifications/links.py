"""Links in notices: they name one colleague and one case, and let nobody in. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

from helpdesk.notifications.model import Ticket
from kit.tickets import Tickets

PURPOSE = "links in notices"
"""What the key is derived for."""
VALID = timedelta(hours=72)
PATH = "/notice"

_FIELDS = "I16s16sI"
"""Tenant, membership, case, end in seconds since 1970."""


class Links:
    """Makes and reads the links of one installation."""

    def __init__(self, base_url: str, keys: Sequence[bytes]) -> None:
        """`keys`: those of PURPOSE, the newest first; older ones still read what they made."""
        self._base_url = base_url
        self._tickets = Tickets(_FIELDS, keys)

    def to_case(self, tenant_id: int, membership_id: UUID, case_id: UUID, now: datetime) -> str:
        """An address that leads this colleague to this case for VALID."""
        ends = int((now + VALID).timestamp())
        token = self._tickets.make(tenant_id, membership_id.bytes, case_id.bytes, ends)
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
        said = self._tickets.read(token)
        if said is None:
            return None
        tenant_id, membership, case, ends = said
        return Ticket(
            tenant_id=tenant_id,
            membership_id=UUID(bytes=membership),
            case_id=UUID(bytes=case),
            expires_at=datetime.fromtimestamp(ends, UTC),
        )
