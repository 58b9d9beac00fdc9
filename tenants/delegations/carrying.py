"""What one office decided about a delegation becomes known in the other.

Read in the scope of the one, and, when that is closed, kept in the scope of the other; both by the delegation's
id, so that a crash anywhere repeats it at most.
"""

from uuid import UUID

import msgspec
from msgspec.structs import replace

from kit.ids import uuid7
from tenants.audit.service import record
from tenants.delegations import rules, store
from tenants.delegations.model import Delegation, Ender, Side
from tenants.delegations.service import end_post, note, office_names
from tenants.doors import Scope, tenant_scope
from tenants.events import MembershipChanged
from tenants.outbox.service import announce
from tenants.permissions.model import Actor, ActorKind


class Teller(msgspec.Struct, frozen=True, kw_only=True):
    """The office that decided something."""

    id: int
    name: str


class _Changed(msgspec.Struct, frozen=True):
    """What a fact of a changed post says."""

    membership_id: UUID


async def carry_due(tenant_id: int, *, most: int = 50) -> int:
    """Tell other offices what changed in this one's delegations; answers how many."""
    async with tenant_scope(tenant_id, read_only=True) as scope:
        found = await store.due(scope, most)
    name = (await office_names()).get(tenant_id, "")
    for each in found:
        teller = Teller(id=tenant_id, name=name)
        async with tenant_scope(each.other_id) as scope:
            await (_tell_home if each.side is Side.HOST else _tell_host)(scope, each, teller)
        async with tenant_scope(tenant_id) as scope:
            await store.is_told(scope, each)
    return len(found)


async def end_of_those_gone(scope: Scope, _kind: str, fact: bytes) -> None:
    """Whose own post ended acts nowhere else; the look-up of sessions knew it at once, this tells the offices."""
    changed = msgspec.json.decode(fact, type=_Changed)
    names = await office_names()
    for delegation_id in await store.lent_by_those_gone(scope, changed.membership_id):
        found = await store.hold(scope, delegation_id)
        if found is None or found.delegation.closed_at is not None:
            continue
        closed = rules.close(found.delegation, Ender.HOME, scope.now)
        await store.save(scope, closed, scope.now)
        await note(scope, _peer(scope.tenant_id), "ended", closed, names.get(closed.other_id, ""))


async def _tell_home(scope: Scope, host: Delegation, teller: Teller) -> None:
    """The guest's office learns of a request, or that the host ended it; nobody is told of an unknown address."""
    found = await store.hold(scope, host.id)
    if found is not None:
        own = rules.told(found.delegation, host)
        if own != found.delegation:
            await store.save(scope, own)
            await note(scope, _peer(scope.tenant_id), "ended", own, teller.name)
        return
    person = None if host.closed_at else await store.own_person(scope, host.email)
    if person is None:
        return
    post, person_id = person
    row = replace(host, side=Side.HOME, other_id=teller.id, person_id=person_id, version=1)
    if await store.add(scope, row, None):
        await note(scope, _peer(scope.tenant_id), "requested", row, teller.name)
        await record(scope, _peer(scope.tenant_id), "membership.wanted", "membership", post)


async def _tell_host(scope: Scope, home: Delegation, teller: Teller) -> None:
    """The host learns that somebody agreed, refused or ended it; the last yes gives the guest a post."""
    found = await store.hold(scope, home.id)
    if found is None:
        return
    before = found.delegation
    own = rules.told(before, home)
    if own == before:
        return
    if rules.begins_now(own, before):
        own = await _begun(scope, replace(own, person_id=home.person_id), teller)
    elif own.closed_at is not None:
        await end_post(scope, own.id)
        refused = not rules.is_agreed(own)
        await note(scope, _peer(scope.tenant_id), "refused" if refused else "ended", own, teller.name)
    await store.save(scope, own, scope.now if own.closed_by is Ender.HOST else None)


async def _begun(scope: Scope, own: Delegation, teller: Teller) -> Delegation:
    """With the post; or ended by the host, when the person has got a post of their own here meanwhile."""
    post = await store.give_post(scope, own, uuid7())
    if post is None:
        return rules.close(own, Ender.HOST, scope.now)
    await announce(scope, [MembershipChanged(at=scope.now, membership_id=post, active=True)])
    await note(scope, _peer(scope.tenant_id), "agreed", own, teller.name)
    await record(scope, _peer(scope.tenant_id), "membership.lent", "membership", post)
    return own


def _peer(tenant_id: int) -> Actor:
    """The other office's hand."""
    return Actor(tenant_id=tenant_id, kind=ActorKind.PEER)
