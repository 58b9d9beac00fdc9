"""The telephone number of a member, and whether they want to be told of cases there."""

from uuid import UUID

from kit.errors import Invalid, Missing
from kit.phones import phone_number
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.people import store
from tenants.people.model import Line
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require


def checked_phone(written: str) -> str:
    """The number as it is kept, or nothing for an empty field; raises `Invalid` for what is no number."""
    if not written.strip():
        return ""
    phone = phone_number(written)
    if phone is None:
        raise Invalid("invalid", fields={"phone": "malformed"})
    return phone


async def set_phone(actor: Actor, membership_id: UUID, written: str) -> None:
    """Enter, change or remove a member's number; only who manages the office may.

    Who writes from it is held for that member and never for a citizen, so nobody enters one for themselves.
    Raises `Forbidden`, `Missing`, and `Invalid` for no number, or for one that a colleague has.
    """
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id) as scope:
        await put_phone(scope, actor, membership_id, written)


async def put_phone(scope: Scope, actor: Actor, membership_id: UUID, written: str) -> None:
    """The same in the caller's transaction, for a form that changes more."""
    phone = checked_phone(written)
    known = await store.line(scope, membership_id)
    if known is None:
        raise Missing("member_missing")
    if known.phone == phone:
        return
    holder = (await store.colleagues_with_phones(scope, [phone])).get(phone) if phone else None
    if holder is not None and holder != membership_id:
        raise Invalid("invalid", fields={"phone": "taken"})
    await store.set_phone(scope, membership_id, phone)
    await record(scope, actor, "membership.phone", "membership", membership_id, given=bool(phone))


async def own_line(actor: Actor) -> Line:
    """One's own number and wish; raises `Missing` for who is no member."""
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        found = await store.line(scope, actor.id) if actor.id else None
    if found is None:
        raise Missing("member_missing")
    return found


async def want_notices(actor: Actor, wanted: bool) -> None:
    """Switch one's own notices on or off."""
    if actor.id is None:
        raise Missing("member_missing")
    async with tenant_scope(actor.tenant_id) as scope:
        await store.set_notices(scope, actor.id, wanted)
