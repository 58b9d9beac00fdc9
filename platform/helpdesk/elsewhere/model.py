"""An office of another installation, as one office here knows it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from tenants.offices.model import Kin

NOWHERE = 0
"""The id of an office that is no tenant of this installation."""


class FarState(StrEnum):
    """How far the connection is."""

    INVITED = "invited"
    """We made an invitation, and nobody has used it yet."""
    CONNECTED = "connected"
    CUT = "cut"
    """Nothing goes there any more; its name stays in the cases it had."""


class Plate(msgspec.Struct, frozen=True, kw_only=True):
    """What stands on an office's door, as it tells another installation."""

    uid: UUID
    slug: str
    code: str
    name: str
    desk_name: str
    level: str
    timezone: str
    region: str = ""
    """The digits of its region, two of them the province's."""


class KeyRing(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of a connection, the newest first."""

    ours: tuple[str, ...]
    """What we sign with: two while ours is being changed."""
    theirs: tuple[str, ...]
    """What their calls are verified with: the one before counts for a day longer."""


class Far(msgspec.Struct, frozen=True, kw_only=True):
    """One connection. `plate` is none before the other side has told who it is."""

    id: UUID
    state: FarState
    name: str
    plate: Plate | None
    address: str
    """Where its door is."""
    receives: bool
    """It takes offers of ours, as it said last."""
    keys: KeyRing
    rotated_at: datetime | None = None
    invited_until: datetime | None = None
    last_out_at: datetime | None = None
    last_in_at: datetime | None = None
    unsigned_at: datetime | None = None
    last_error: str = ""
    kin: Kin = Kin.OTHER
    """How our administrator says that it stands to us."""
    kin_there: Kin = Kin.OTHER
    """How it says that we stand to it."""

    @property
    def agreed_kin(self) -> Kin:
        """How it stands to us, as far as that counts."""
        return agreed_kin(self.kin, self.kin_there)


_OPPOSITE = {Kin.ABOVE: Kin.BELOW, Kin.BELOW: Kin.ABOVE}


def agreed_kin(ours: Kin, theirs: Kin) -> Kin:
    """Above and below count only where both sides say so: what one of them claims alone opens nothing."""
    return ours if theirs is _OPPOSITE.get(ours, theirs) else Kin.OTHER
