"""Can an account work, and if not, why."""

from enum import StrEnum

import msgspec

from ui.i18n import N_


class Cause(StrEnum):
    """What is wrong with an account, as far as the remote's answer tells one from the other."""

    ACCESS = "access"
    """The access token is refused, or is none."""
    PERMISSION = "permission"
    """The token is good, but not for this."""
    NUMBER = "number"
    """There is no such number, or none that the token may use."""
    SIGNING = "signing"
    """The secret that signs webhooks is missing."""
    ADDRESS = "address"
    """What answers at the address is not the remote, or nothing may connect there."""
    NETWORK = "network"
    """Nobody answered."""
    UNCHECKED = "unchecked"
    """The remote has no question that changes nothing."""
    BLOCKED = "blocked"
    """The remote has switched the account off."""
    BUSY = "busy"
    """The remote has trouble of its own, or wants us to wait."""


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """Is this account able to work, and if not, what should its administrator do."""

    ok: bool
    code: str = ""
    advice: str = ""
    cause: Cause | None = None


SETTINGS_UNREADABLE = Health(
    ok=False,
    code="settings_unreadable",
    advice=N_("Setelan akun ini tidak dapat dibuka. Pengelola sistem perlu memasang akunnya sekali lagi."),
)
