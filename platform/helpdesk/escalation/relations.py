"""Relations between offices: read where a case is handed over, set by administrators of either side for itself."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from helpdesk.elsewhere.service import FarPeer, far_peers
from helpdesk.elsewhere.service import peer as peer_at
from helpdesk.escalation import whom
from helpdesk.escalation.whom import FileKind, Identity, Relation
from kit.errors import Invalid, Missing, Stale
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.offices import service as offices
from tenants.offices.model import Kin, Office
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require

_COLUMNS = (
    "peer_uid, asks, receives, agree_hours, stands_hours, title, facility, earlier, identity, files, version"
)
_PUT = (
    f"INSERT INTO relation AS r (tenant_id, {_COLUMNS}, changed_at)"  # noqa: S608
    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 1, $12)"
    " ON CONFLICT (tenant_id, peer_uid) DO UPDATE SET asks = $3, receives = $4, agree_hours = $5,"
    " stands_hours = $6, title = $7, facility = $8, earlier = $9, identity = $10, files = $11,"
    " version = r.version + 1, changed_at = $12 WHERE r.version = $13 RETURNING version"
)


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A relation as an administrator sees it."""

    peer: Office
    kin: Kin
    relation: Relation
    agreed: bool
    """The other office takes our offers."""


async def targets(actor: Actor) -> list[Office]:
    """The offices to which this one may hand cases now: both sides agree."""
    own, everybody = await offices.office(actor.tenant_id), await offices.all_offices()
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        far = await far_peers(scope)
        return whom.asked_from(
            own,
            [*everybody, *(each.office for each in far.values())],
            await _all(scope),
            await _agreed(scope, far),
            _kins(far),
        )


async def relation_to(scope: Scope, peer: Office) -> Relation:
    """What our office set for another one, or what usually holds."""
    found = (await _all(scope)).get(peer.uid)
    if found is not None:
        return found
    return whom.usual(peer.uid, await _kin(scope.tenant_id, peer, _kins(await far_peers(scope))))


async def receives_from(scope: Scope, uid: UUID) -> bool:
    """Does our office take offers of that one: what it is told of us, and what is judged by when it offers?"""
    return (await relation_to(scope, await peer_at(scope, uid))).receives


async def uids_above(scope: Scope) -> frozenset[UUID]:
    """The offices above this one, here and elsewhere."""
    here = frozenset(each.uid for each in await offices.offices_above(scope.tenant_id))
    return here | {uid for uid, kin in _kins(await far_peers(scope)).items() if kin is Kin.ABOVE}


async def seen_all(actor: Actor) -> list[Seen]:
    """Offices of our line, and all with which either side has set anything; raises `Forbidden`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        far = await far_peers(scope)
        relations, agreed = await _all(scope), await _agreed(scope, far)
    others = await _others(actor, far)
    found = [await _seen(actor, peer, relations, agreed, _kins(far)) for peer in others]
    shown = [
        each
        for each in found
        if each.kin is not Kin.OTHER or {each.peer.uid} & (relations.keys() | agreed.keys())
    ]
    return sorted(shown, key=lambda each: (list(Kin).index(each.kin), each.peer.name))


async def seen_one(actor: Actor, slug: str) -> Seen:
    """One of all offices; raises `Forbidden`, `Missing`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        far = await far_peers(scope)
        peer = next((each for each in await _others(actor, far) if each.slug == slug), None)
        if peer is None:
            raise Missing("office_missing")
        return await _seen(actor, peer, await _all(scope), await _agreed(scope, far), _kins(far))


async def others(actor: Actor) -> list[Office]:
    """Every other office, by name."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        far = await far_peers(scope)
    return sorted(await _others(actor, far), key=lambda each: each.name)


async def change(actor: Actor, slug: str, relation: Relation) -> None:
    """Set our side of a relation; raises `Invalid`, `Missing`, and `Stale` when somebody else has set it since."""
    seen = await seen_one(actor, slug)
    given = {"agree_hours": relation.agree_hours, "stands_hours": relation.stands_hours}
    wrong = {
        field: "out_of_range"
        for field, hours in given.items()
        if hours is not None and not 1 <= hours <= whom.MOST_HOURS
    }
    if wrong:
        raise Invalid("invalid", fields=wrong)
    fields = [
        name
        for name in relation.__struct_fields__
        if name not in ("peer_uid", "version") and getattr(relation, name) != getattr(seen.relation, name)
    ]
    if not fields and seen.relation.version:
        return
    async with tenant_scope(actor.tenant_id) as scope:
        kept = replace(relation, peer_uid=seen.peer.uid)
        if await scope.fetchval(_PUT, *_values(scope, kept)) is None:
            raise Stale("relation_changed", current=seen.relation.version)
        await record(scope, actor, "relation.changed", "relation", seen.peer.uid, fields=fields)


async def begin(scope: Scope, peer_uid: UUID) -> None:
    """Two administrators connected our office with one elsewhere: both may ask, until either says otherwise."""
    agreed = replace(whom.usual(peer_uid, Kin.OTHER), asks=True, receives=True)
    await scope.fetchval(_PUT, *_values(scope, agreed))


def _values(scope: Scope, relation: Relation) -> tuple[Any, ...]:
    return (
        *(scope.tenant_id, relation.peer_uid, relation.asks, relation.receives, relation.agree_hours),
        *(relation.stands_hours, relation.title, relation.facility, relation.earlier),
        *(
            relation.identity.value,
            sorted(kind.value for kind in relation.files),
            scope.now,
            relation.version,
        ),
    )


async def _all(scope: Scope) -> dict[UUID, Relation]:
    rows = await scope.fetch(f"SELECT {_COLUMNS} FROM relation WHERE tenant_id = $1", scope.tenant_id)  # noqa: S608
    return {row["peer_uid"]: _relation(dict(row)) for row in rows}


def _relation(fields: dict[str, Any]) -> Relation:
    files = frozenset(FileKind(kind) for kind in fields.pop("files"))
    return Relation(identity=Identity(fields.pop("identity")), files=files, **fields)


async def _agreed(scope: Scope, far: Mapping[UUID, FarPeer]) -> dict[UUID, bool]:
    rows = await scope.fetch("SELECT uid, receives FROM relations_with_us()")
    here = whom.agreed_by((row["uid"], row["receives"]) for row in rows)
    return here | {uid: each.receives for uid, each in far.items()}


def _kins(far: Mapping[UUID, FarPeer]) -> dict[UUID, Kin]:
    return {uid: each.kin for uid, each in far.items()}


async def _others(actor: Actor, far: Mapping[UUID, FarPeer]) -> list[Office]:
    here = [each for each in await offices.all_offices() if each.id != actor.tenant_id]
    return [*here, *(each.office for each in far.values())]


async def _kin(tenant_id: int, peer: Office, far: Mapping[UUID, Kin]) -> Kin:
    known = {each.id: each for each in await offices.all_offices()}
    return whom.kin_of(known[tenant_id], peer, known, far)


async def _seen(
    actor: Actor,
    peer: Office,
    relations: Mapping[UUID, Relation],
    agreed: Mapping[UUID, bool],
    far: Mapping[UUID, Kin],
) -> Seen:
    kin = await _kin(actor.tenant_id, peer, far)
    by_kin = whom.usual(peer.uid, kin)
    return Seen(
        peer=peer,
        kin=kin,
        relation=relations.get(peer.uid, by_kin),
        agreed=agreed.get(peer.uid, by_kin.receives),
    )
