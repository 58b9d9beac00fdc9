"""Addresses of links for units. Until when one opens anything, and whether it was revoked, says the row. Pure."""

from collections.abc import Sequence
from uuid import UUID

from helpdesk.unit_links.model import Ticket
from kit.tickets import Tickets

PURPOSE = "links for units"
"""What the key is derived for."""
PATH = "/unit"

_FIELDS = "I16s"
"""Tenant, link."""
_MAC_BYTES = 18


class UnitLinks:
    """Makes and reads the links of one installation."""

    def __init__(self, base_url: str, keys: Sequence[bytes]) -> None:
        """`keys`: those of PURPOSE, the newest first; older ones still read what they made."""
        self._base_url = base_url
        self._tickets = Tickets(_FIELDS, keys, mac_bytes=_MAC_BYTES)

    def to_case(self, tenant_id: int, link_id: UUID) -> str:
        """The address of a link."""
        return f"{self._base_url}{PATH}/{self._tickets.make(tenant_id, link_id.bytes)}"

    def read(self, token: str) -> Ticket | None:
        """Which link it is; none unless the token is one of ours, unchanged."""
        said = self._tickets.read(token)
        if said is None:
            return None
        tenant_id, link = said
        return Ticket(tenant_id=tenant_id, link_id=UUID(bytes=link))
