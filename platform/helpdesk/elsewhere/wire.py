"""What goes over the wire between two installations besides letters, and what an answer means. Pure."""

import base64
import binascii
import re
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from helpdesk.announcements.model import Told
from helpdesk.elsewhere.model import Plate
from kit.errors import Invalid
from kit.webhooks import is_key as is_webhook_key
from tenants.offices.model import Kin, Level

INVITATION_HOLDS = timedelta(days=7)
_FORM = "sahut1."
_MOST_CHARACTERS = 200
_SLUG, _CODE = re.compile("[a-z][a-z0-9-]{1,39}"), re.compile("[A-Z]{2,5}")
_LURES = re.compile(r"://|www\.|@|\.[a-z]{2,}(?:[/\s]|$)|\d[\d .-]{8,}", re.IGNORECASE)
"""An address, or a number to call, where a name should be."""
_FOR_GOOD = frozenset({400, 409, 410, 413, 415, 422})


class Hello(msgspec.Struct, frozen=True, kw_only=True, tag="hello.v1"):
    """This is who we are, where our door is, and whether we take your offers."""

    plate: Plate
    address: str
    receives: bool
    kin: str = Kin.OTHER.value
    """How we say that you stand to us: above, below, sibling or other."""


class NewKey(msgspec.Struct, frozen=True, kw_only=True, tag="key.v1"):
    """From now on we sign with this one."""

    key: str


class Announced(msgspec.Struct, frozen=True, kw_only=True, tag="announcement.v1"):
    """We, above you, tell you something, or that it counts no more."""

    data: Told


class Counted(msgspec.Struct, frozen=True, kw_only=True, tag="figures.v1"):
    """We, below you, tell how our office stands in numbers (`figures.model.Figures`)."""

    data: msgspec.Raw
    """Judged at the door, so that what is refused can be shown."""


class Copy(msgspec.Struct, frozen=True, kw_only=True, tag="file.v1"):
    """A file that goes along with a letter, sent before it."""

    letter: UUID
    file: UUID
    name: str
    mime_type: str
    sha256: str
    content: bytes


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What a door answers to everything it took."""

    receives: bool
    copy: UUID | None = None
    """Under which a file is kept there."""


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """What one administrator hands to the other: a door, who is behind it, and a key for each direction."""

    plate: Plate
    address: str
    yours: str
    """The invited side signs with it."""
    ours: str
    """The inviting side signs with it."""


def written(invitation: Invitation) -> str:
    """An invitation as one word that is copied from screen to screen."""
    return _FORM + base64.urlsafe_b64encode(msgspec.json.encode(invitation)).decode().rstrip("=")


def read(word: str, *, public_only: bool) -> Invitation:
    """The invitation in a word; raises `Invalid`. `public_only`: doors are reached by https alone."""
    plain = "".join(word.split())
    try:
        packed = base64.urlsafe_b64decode(plain.removeprefix(_FORM) + "===")
        found = msgspec.json.decode(packed, type=Invitation)
    except (binascii.Error, ValueError, msgspec.MsgspecError):
        raise Invalid("invalid", fields={"code": "malformed"}) from None
    if not plain.startswith(_FORM) or not (is_key(found.yours) and is_key(found.ours)):
        raise Invalid("invalid", fields={"code": "malformed"})
    if not is_door(found.address, public_only=public_only) or not is_sound(found.plate):
        raise Invalid("invalid", fields={"code": "malformed"})
    return found


def is_door(address: str, *, public_only: bool) -> bool:
    """Is this an address that letters can be sent to?"""
    try:
        parts = urlsplit(address)
        good = parts.scheme in (("https",) if public_only else ("https", "http")) and bool(parts.hostname)
        return good and not (parts.username or parts.query or parts.fragment) and len(address) <= 300
    except ValueError:
        return False


def is_sound(plate: Plate) -> bool:
    """Can this stand on a door: short lines that can be printed, and in which nobody is sent anywhere?

    The names are read by citizens, and an office tells a new one without anybody here agreeing to it.
    """
    if plate.level not in set(Level):
        return False
    if not re.fullmatch(r"[0-9.]{0,13}", plate.region):
        return False
    if not (_SLUG.fullmatch(plate.slug) and _CODE.fullmatch(plate.code) and _is_zone(plate.timezone)):
        return False
    lines = (plate.name, plate.desk_name)
    if any(_LURES.search(line) for line in lines):
        return False
    return all(0 < len(line) <= _MOST_CHARACTERS and line.isprintable() for line in lines)


def _is_zone(name: str) -> bool:
    try:
        return len(name) <= _MOST_CHARACTERS and bool(ZoneInfo(name).key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def is_key(written: str) -> bool:
    """Can calls be signed with it?"""
    return len(written) <= _MOST_CHARACTERS and is_webhook_key(written)


def host_of(address: str) -> str:
    """Where a door is, for people."""
    return urlsplit(address).netloc


def is_for_good(status: int) -> bool:
    """Would the same call be refused ever again?"""
    return status in _FOR_GOOD
