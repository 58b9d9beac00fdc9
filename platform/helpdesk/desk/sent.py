"""A form about one case, and how its fields are read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from helpdesk.desk.pages import Visit
from kit.errors import Invalid
from kit.ids import id_in


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A form about one case."""

    here: Any
    number: str
    typed: Mapping[str, str]
    version: int

    def text(self, field: str) -> str:
        """What was typed into a field."""
        return self.typed.get(field, "")


def visit_of(sent: Sent) -> Visit:
    """The request that sent it."""
    here: Visit = sent.here
    return here


async def pressed(here: Visit, field: str) -> str:
    """What the address of a form names, or the form itself when it comes back."""
    if here.request.method == "POST":
        return str((await here.request.form()).get(field, ""))
    return str(here.request.query_params.get(field, ""))


def id_of(sent: Sent, field: str) -> UUID:
    """The thing that a field names; raises `Invalid`."""
    found = id_in(sent.text(field))
    if found is None:
        raise Invalid("invalid", fields={field: "unknown"})
    return found


def ids_of(sent: Sent, field: str) -> tuple[UUID, ...]:
    """Several that were ticked (`acting` joins them with blanks)."""
    found = [id_in(word) for word in sent.text(field).split()]
    if None in found:
        raise Invalid("invalid", fields={field: "unknown"})
    return tuple(each for each in found if each is not None)


def moment_of(sent: Sent, field: str) -> datetime | None:
    """A date and time of the office's own clock; none when the field was left empty."""
    written = sent.text(field).strip()
    if not written:
        return None
    try:
        local = datetime.fromisoformat(written)
        return local.replace(tzinfo=ZoneInfo(visit_of(sent).office.timezone))
    except (ValueError, OverflowError):
        raise Invalid("invalid", fields={field: "malformed"}) from None
