"""Facts that the tenants package announces; the helpdesk's are in `helpdesk.events`."""

from datetime import datetime
from uuid import UUID

import msgspec


class SignedIn(msgspec.Struct, frozen=True, kw_only=True, tag="staff.signed_in"):
    """A member of staff signed in."""

    at: datetime
    membership_id: UUID


class MembershipChanged(msgspec.Struct, frozen=True, kw_only=True, tag="staff.membership_changed"):
    """Somebody's roles, units or end date changed, or they were deactivated."""

    at: datetime
    membership_id: UUID
    active: bool


TenantEvent = SignedIn | MembershipChanged
