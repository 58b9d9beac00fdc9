"""Offices by the id that letters use, wherever they are; and how a connection to one elsewhere begins and ends."""

from typing import Any, NamedTuple
from uuid import UUID

from msgspec.structs import replace

from helpdesk.announcements import far as announcements
from helpdesk.announcements import onward
from helpdesk.elsewhere import store
from helpdesk.elsewhere.model import NOWHERE, Far, FarState, KeyRing, Plate, agreed_kin
from helpdesk.elsewhere.wire import INVITATION_HOLDS, Hello, Invitation, host_of
from helpdesk.figures import store as figures
from helpdesk.figures.model import Telling
from kit.errors import Conflict, Missing
from kit.ids import uuid7
from kit.sealing import Sealer
from kit.webhooks import new_key
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.offices import service as offices
from tenants.offices.model import Kin, Level, Office
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require


async def peer(scope: Scope, uid: UUID) -> Office:
    """An office by the id that letters use, here or elsewhere, also one that is closed; raises `Missing`."""
    try:
        return await offices.office_by_uid(uid)
    except Missing:
        for row in await store.plates(scope, uid):
            return _office(row)
        return await offices.ever(uid)


class FarPeer(NamedTuple):
    """A connected office elsewhere, whether it takes our offers, and how it stands to us."""

    office: Office
    receives: bool
    kin: Kin


async def far_peers(scope: Scope) -> dict[UUID, FarPeer]:
    """The offices elsewhere that are connected with the one here."""
    return {
        row["uid"]: FarPeer(_office(row), row["receives"], agreed_kin(Kin(row["kin"]), Kin(row["kin_there"])))
        for row in await store.plates(scope)
        if row["state"] == "connected"
    }


async def everywhere(tenant_id: int) -> list[Office]:
    """All offices that an office knows or ever was connected with, here and elsewhere."""
    async with tenant_scope(tenant_id, read_only=True) as scope:
        return await everywhere_in(scope)


async def everywhere_in(scope: Scope) -> list[Office]:
    """The same inside the caller's transaction."""
    return [*await offices.all_offices(), *(_office(row) for row in await store.plates(scope))]


async def names(tenant_id: int) -> dict[UUID, str]:
    """The names of all offices that an office knows, here and elsewhere."""
    async with tenant_scope(tenant_id, read_only=True) as scope:
        far = {row["uid"]: row["name"] for row in await store.plates(scope)}
    return {**far, **{each.uid: each.name for each in await offices.all_offices()}}


def plate_of(office: Office) -> Plate:
    """What stands on one of our own doors."""
    return Plate(
        uid=office.uid,
        slug=office.slug,
        code=office.code,
        name=office.name,
        desk_name=office.desk_name,
        level=office.level.value,
        timezone=office.timezone,
        region=office.region,
    )


async def connections(actor: Actor, sealer: Sealer) -> list[Far]:
    """All connections of the office; raises `Forbidden`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await store.every(scope, sealer)


async def connection(actor: Actor, far_id: UUID, sealer: Sealer) -> Far:
    """One of them; raises `Forbidden`, `Missing`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return _there(await store.one(scope, far_id, sealer))


async def telling(actor: Actor, far: Far) -> Telling | None:
    """What the office there is told of how ours stands; none where it is told nothing. Raises `Forbidden`."""
    require(actor, Permission.MANAGE_OFFICE)
    if far.plate is None:
        return None
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await figures.telling(scope, far.plate.uid)


async def invite(actor: Actor, name: str, door: str, sealer: Sealer) -> tuple[Far, Invitation]:
    """Begin a connection: a door for somebody whom we know by a name of ours, and what to hand them.

    `door` is where our doors are; the invitation counts for seven days and is readable only now.
    """
    require(actor, Permission.MANAGE_OFFICE)
    keys = KeyRing(ours=(new_key(),), theirs=(new_key(),))
    own = await offices.office(actor.tenant_id)
    async with tenant_scope(actor.tenant_id) as scope:
        far = Far(
            id=uuid7(),
            state=FarState.INVITED,
            name=name,
            plate=None,
            address="",
            receives=False,
            keys=keys,
            invited_until=scope.now + INVITATION_HOLDS,
        )
        await store.put(scope, far, sealer)
        await record(scope, actor, "far_office.invited", "far_office", far.id)
    told = Invitation(
        plate=plate_of(own), address=f"{door}/{far.id}", yours=keys.theirs[0], ours=keys.ours[0]
    )
    return far, told


async def accept(actor: Actor, invitation: Invitation, sealer: Sealer) -> Far:
    """Use an invitation; the other side hears of it with our first call. Raises `Forbidden`, `Conflict`."""
    require(actor, Permission.MANAGE_OFFICE)
    far = Far(
        id=uuid7(),
        state=FarState.CONNECTED,
        name=invitation.plate.name,
        plate=None,
        address=invitation.address,
        receives=True,  # it invited us
        keys=KeyRing(ours=(invitation.yours,), theirs=(invitation.ours,)),
    )
    async with tenant_scope(actor.tenant_id) as scope:
        await _must_be_new(scope, invitation.plate.uid, far.id)
        far = replace(far, plate=_slugged(invitation.plate, far.id))
        await store.put(scope, far, sealer)
        await record(scope, actor, "far_office.connected", "far_office", far.id)
    return far


async def greeted(scope: Scope, far: Far, hello: Hello, sealer: Sealer) -> Far:
    """The other side told who it is: the first time the connection is made, later what changed is taken over.

    Raises `Conflict` for another office than before, or one that is known already, and for an old invitation.
    """
    if far.plate is None:
        if far.invited_until is None or far.invited_until <= scope.now:
            raise Conflict("invitation_over")
        await _must_be_new(scope, hello.plate.uid, far.id)
    elif far.plate.uid != hello.plate.uid:
        raise Conflict("foreign_office")
    after = replace(
        far,
        state=FarState.CONNECTED,
        plate=_slugged(hello.plate, far.id),
        name=hello.plate.name,
        address=hello.address,
        receives=hello.receives,
        kin_there=Kin(hello.kin) if hello.kin in set(Kin) else Kin.OTHER,
        invited_until=None,
    )
    if after != far:
        await store.put(scope, after, sealer)
        await _stands_otherwise(scope)
    return after


async def cut(actor: Actor, far_id: UUID, sealer: Sealer) -> None:
    """End a connection: the keys are forgotten, and the door is shut. Raises `Forbidden`, `Missing`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id) as scope:
        far = _there(await store.one(scope, far_id, sealer, hold=True))
        if far.plate is None:
            await store.remove(scope, far.id)
        else:
            keyless = KeyRing(ours=(), theirs=())
            await store.put(scope, replace(far, state=FarState.CUT, keys=keyless), sealer)
            await _stands_otherwise(scope)
        await record(scope, actor, "far_office.cut", "far_office", far.id)


async def place(actor: Actor, far_id: UUID, kin: Kin, sealer: Sealer) -> Far:
    """Say how the office there stands to ours. Above and below count once its administrator says the same.

    Raises `Forbidden`, `Missing`, `Conflict` where it is not connected.
    """
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id) as scope:
        far = _there(await store.one(scope, far_id, sealer, hold=True))
        if far.state is not FarState.CONNECTED:
            raise Conflict("not_connected")
        if far.kin is not kin:
            far = replace(far, kin=kin)
            await store.put(scope, far, sealer)
            await _stands_otherwise(scope)
            await record(scope, actor, "far_office.placed", "far_office", far.id, kin=kin.value)
    return far


async def prepare_key(actor: Actor, far_id: UUID, sealer: Sealer) -> Far:
    """Make a new key of ours beside the old one; we sign with both until the other side has the new one."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id) as scope:
        far = _there(await store.one(scope, far_id, sealer, hold=True))
        if far.state is not FarState.CONNECTED:
            raise Conflict("not_connected")
        if len(far.keys.ours) == 1:
            far = replace(far, keys=replace(far.keys, ours=(new_key(), *far.keys.ours)))
            await store.put(scope, far, sealer)
            await record(scope, actor, "far_office.key_made", "far_office", far.id)
    return far


async def drop_old_key(tenant_id: int, far_id: UUID, newest: str, sealer: Sealer) -> None:
    """The other side has our new key: the old one is forgotten."""
    async with tenant_scope(tenant_id) as scope:
        far = await store.one(scope, far_id, sealer, hold=True)
        if far is not None and far.keys.ours[:1] == (newest,):
            await store.put(scope, replace(far, keys=replace(far.keys, ours=(newest,))), sealer)


async def take_key(scope: Scope, far: Far, key: str, sealer: Sealer) -> None:
    """The other side signs with another key from now on; the one before counts for a day longer."""
    if far.keys.theirs[0] != key:
        keys = replace(far.keys, theirs=(key, far.keys.theirs[0]))
        await store.put(scope, replace(far, keys=keys, rotated_at=scope.now), sealer)


async def _stands_otherwise(scope: Scope) -> None:
    """Who stands above or below us has changed, or may have: what follows from it begins or ends."""
    await announcements.tell(scope)
    await onward.follow(scope)
    await figures.follow(scope)


async def _must_be_new(scope: Scope, uid: UUID, far_id: UUID) -> None:
    if any(each.uid == uid for each in await offices.all_offices()):
        raise Conflict("office_is_here")
    if any(row["state"] != "cut" for row in await store.plates(scope, uid)):
        raise Conflict("already_connected")
    await store.forget(scope, uid)


def _slugged(plate: Plate, far_id: UUID) -> Plate:
    """Its short name with us: no office here has a dot in its own."""
    return replace(plate, slug=f"{plate.slug.split('.')[0]}.{far_id.hex[-6:]}")


def _there(far: Far | None) -> Far:
    if far is None:
        raise Missing("far_office_missing")
    return far


def _office(row: Any) -> Office:
    return Office(
        id=NOWHERE,
        uid=row["uid"],
        slug=row["slug"],
        code=row["code"],
        name=row["name"],
        desk_name=row["desk_name"],
        level=Level(row["level"]),
        region=row["region"],
        parent_id=None,
        timezone=row["timezone"],
        brand="",
        contacts={},
        languages=(),
        host=host_of(row["address"]),
    )
