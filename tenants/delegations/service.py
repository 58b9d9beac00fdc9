"""Ask for somebody of another office, agree to it, refuse it, end it. Each office writes only its own row.

What one office decided holds at once, because rights need both rows (`delegation_held`); the other office's row,
and the guest's post, follow by `carrying`.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from kit.errors import Conflict, Invalid, Missing
from kit.ids import uuid7
from tenants.audit.service import record
from tenants.delegations import rules, store
from tenants.delegations.model import MOST_OPEN, Delegation, Ender, Named, Side, State, Typed
from tenants.doors import Scope, tenant_scope
from tenants.events import MembershipChanged
from tenants.offices.model import Office
from tenants.offices.service import all_offices, office, offices_above
from tenants.outbox.service import announce
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require

MOST_SHOWN = 100


async def ask(actor: Actor, typed: Typed) -> UUID:
    """Ask an office for one of its people, named by address; answers the delegation's id.

    Whether there is such a person is not told: the request looks the same either way until it is agreed to.
    Raises `Forbidden`, `Invalid`, and `Conflict` for somebody who works here anyway, who is asked for already,
    or when too many requests are open.
    """
    require(actor, Permission.MANAGE_OFFICE)
    here, home = await office(actor.tenant_id), await _other_office(actor, typed.home)
    async with tenant_scope(actor.tenant_id) as scope:
        try:
            asked = rules.read(typed, await store.units(scope), here.timezone, scope.now)
        except Invalid as refusal:
            raise (refusal if home else _with_office(refusal)) from None
        if home is None:
            raise _with_office()
        await store.one_at_a_time(scope)
        if await store.own_person(scope, asked.email):
            raise Conflict("works_here", fields={"email": "works_here"})
        if await store.is_asked(scope, asked.email, home.id):
            raise Conflict("already_asked", fields={"email": "already_asked"})
        if await store.count_open(scope) >= MOST_OPEN:
            raise Conflict("too_many_open")
        new = Delegation(
            id=uuid7(),
            side=Side.HOST,
            other_id=home.id,
            asked_at=scope.now,
            **{field: getattr(asked, field) for field in asked.__struct_fields__},
        )
        await store.add(scope, new, scope.now)
        await note(scope, actor, "asked", new, home.desk_name)
    return new.id


async def offices_to_ask(actor: Actor) -> list[Office]:
    """Every other office, those above first: what stands on their doors is public."""
    above = await offices_above(actor.tenant_id)
    known = {each.id for each in above} | {actor.tenant_id}
    rest = [each for each in await all_offices() if each.id not in known]
    return [*above, *sorted(rest, key=lambda each: each.name)]


async def units_here(actor: Actor) -> dict[UUID, str]:
    """The units that a guest may be given."""
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await store.units(scope)


async def both_sides(actor: Actor) -> tuple[list[Named], list[Named], datetime]:
    """Who acts or is to act here, and who of this office acts elsewhere; for administrators. With the time."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        here = await store.listed(scope, Side.HOST, MOST_SHOWN)
        return here, await store.listed(scope, Side.HOME, MOST_SHOWN), scope.now


async def guests(actor: Actor) -> tuple[list[Named], datetime]:
    """Who of other offices acts here, did, or will; for those who oversee the desk."""
    require(actor, Permission.READ_OVERVIEW)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        found = await store.listed(scope, Side.HOST, MOST_SHOWN)
    return [each for each in found if rules.is_agreed(each.delegation)], scope.now


async def one(actor: Actor, delegation_id: UUID) -> tuple[Named, datetime]:
    """One delegation of this office, for its administrator; raises `Missing`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        found = await store.one(scope, delegation_id)
        if found is None:
            raise Missing("delegation_missing")
        return found, scope.now


async def own(actor: Actor) -> tuple[list[Named], int, datetime]:
    """One's own open delegations, and, for administrators, how many wait for their office's word."""
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        mine = await store.lent_of(scope, actor.person_id) if actor.person_id and not actor.home else []
        waiting = await store.undecided(scope) if actor.may(Permission.MANAGE_OFFICE) else 0
        return mine, waiting, scope.now


async def accept(actor: Actor, delegation_id: UUID) -> None:
    """The guest's office says yes; raises `Forbidden`, `Missing`, `Conflict`. Twice is once."""
    require(actor, Permission.MANAGE_OFFICE)
    await _accept(actor, delegation_id, Ender.HOME)


async def accept_own(actor: Actor, delegation_id: UUID) -> None:
    """The guest says yes; raises `Missing` for somebody else's, `Conflict`. Twice is once."""
    await _accept(actor, delegation_id, Ender.GUEST)


async def close(actor: Actor, delegation_id: UUID) -> None:
    """Either office ends it, takes it back or refuses it, at once; raises `Forbidden`, `Missing`, `Conflict`."""
    require(actor, Permission.MANAGE_OFFICE)
    names = await office_names()
    async with tenant_scope(actor.tenant_id) as scope:
        found = await _held(scope, delegation_id)
        who = Ender.HOST if found.side is Side.HOST else Ender.HOME
        await _close(scope, actor, found, who, names)


async def close_own(actor: Actor, delegation_id: UUID) -> None:
    """The guest refuses or ends it; raises `Missing` for somebody else's, `Conflict`."""
    names = await office_names()
    async with tenant_scope(actor.tenant_id) as scope:
        found = _must_be_own(actor, await _held(scope, delegation_id))
        await _close(scope, actor, found, Ender.GUEST, names)


async def end_post(scope: Scope, delegation_id: UUID) -> None:
    """The guest's post in the host's office ends, with its sessions and open streams."""
    post = await store.take_post(scope, delegation_id)
    if post is not None:
        await announce(scope, [MembershipChanged(at=scope.now, membership_id=post, active=False)])


async def office_names() -> Mapping[int, str]:
    """What desks are called; asked before a scope opens, because it may read them anew."""
    return {each.id: each.desk_name for each in await all_offices()}


async def note(scope: Scope, actor: Actor, what: str, row: Delegation, other: str) -> None:
    """An audit entry: with which office, as what, from when until when, and why."""
    times = {"begins": row.begins_at.isoformat(), "ends": row.ends_at.isoformat()}
    detail = {"roles": [row.role.value], "office": other, "reason": row.reason, **times}
    await record(scope, actor, f"delegation.{what}", "delegation", row.id, **detail)


async def _accept(actor: Actor, delegation_id: UUID, who: Ender) -> None:
    names = await office_names()
    async with tenant_scope(actor.tenant_id) as scope:
        found = await _held(scope, delegation_id)
        if found.side is not Side.HOME:
            raise Missing("delegation_missing")
        if who is Ender.GUEST:
            _must_be_own(actor, found)
        agreed = rules.accept(found, who, scope.now)
        if agreed != found:
            await store.save(scope, agreed, scope.now)
            what = "accepted" if who is Ender.GUEST else "allowed"
            await note(scope, actor, what, agreed, names.get(found.other_id, ""))


async def _close(scope: Scope, actor: Actor, found: Delegation, who: Ender, names: Mapping[int, str]) -> None:
    closed = rules.close(found, who, scope.now)
    await store.save(scope, closed, scope.now)
    if found.side is Side.HOST:
        await end_post(scope, found.id)
    state = rules.state_of(closed, scope.now)
    what = {State.WITHDRAWN: "withdrawn", State.REFUSED: "refused"}.get(state, "ended")
    await note(scope, actor, what, closed, names.get(found.other_id, ""))


async def _held(scope: Scope, delegation_id: UUID) -> Delegation:
    found = await store.hold(scope, delegation_id)
    if found is None:
        raise Missing("delegation_missing")
    return found.delegation


def _must_be_own(actor: Actor, found: Delegation) -> Delegation:
    own_row = found.side is Side.HOME and actor.person_id is not None and found.person_id == actor.person_id
    if not own_row or actor.home:
        raise Missing("delegation_missing")
    return found


async def _other_office(actor: Actor, slug: str) -> Office | None:
    return next((each for each in await offices_to_ask(actor) if each.slug == slug), None)


def _with_office(refusal: Invalid | None = None) -> Invalid:
    fields = refusal.details.get("fields", {}) if refusal else {}
    return Invalid("invalid", fields={"home": "unknown", **fields})
