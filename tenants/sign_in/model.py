"""Who is asking, and what a sign-in led to."""

from uuid import UUID

import msgspec

from kit.errors import Refusal
from tenants.directory.model import LivingSession
from tenants.permissions.model import Actor


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """A member of staff with a living session, and the rights that hold for this request."""

    actor: Actor
    tenant_id: int
    """The office that the session is in; a person may have posts in others."""
    session_id: UUID
    person_id: UUID
    language: str
    theme: str
    """"" follows the system; otherwise `light` or `dark`."""
    csrf_token: str
    """For every form of the answer."""
    session: LivingSession


class OtherOffice(Refusal):
    """The person works for this office, too, but the session is in another one: switching comes first.

    `slug` in the details names the office.
    """

    kind = "other_office"


class Identified(msgspec.Struct, frozen=True, kw_only=True):
    """The right password of somebody who works for at least one office."""

    person_id: UUID
    email: str
    password_hash: str
    """As it stood when the password was compared."""


class Refused(msgspec.Struct, frozen=True, kw_only=True):
    """Not let in. `person_id` is for the audit log only: the answer never tells whether there is one."""

    person_id: UUID | None
