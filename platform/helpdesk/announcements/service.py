"""Tell the offices below something; hear what those above say, and say that one has read it."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from helpdesk.announcements import far, rules, store
from helpdesk.announcements.hearing import heard_in
from helpdesk.announcements.model import (
    Addressee,
    Announcement,
    Heard,
    Reached,
    Reading,
    Told,
    Written,
)
from kit.errors import Conflict, Forbidden, Missing, Stale
from kit.ids import uuid7
from kit.remembered import Remembered
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.offices import service as offices
from tenants.offices.model import Office
from tenants.permissions.model import Actor, ActorKind, Permission
from tenants.permissions.rules import require

MOST_SHOWN = 200
_told = Remembered[int, tuple[Heard, ...]](5.0)
"""By office: nearly always nothing, and every page asks."""
_read = Remembered[tuple[int, UUID], dict[UUID, int]](5.0)


async def heard(actor: Actor) -> tuple[Heard, ...]:
    """What the offices above say now, the important first, and what of it the actor has read."""
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        found = await heard_in(scope)
        return _marked(found, await _versions(scope, actor, found))


async def remembered(actor: Actor) -> tuple[Heard, ...]:
    """The same as it stood within the last five seconds in this process, because every page asks."""

    async def ask() -> tuple[Heard, ...]:
        async with tenant_scope(actor.tenant_id, read_only=True) as scope:
            return await heard_in(scope)

    found = await _told.get(actor.tenant_id, ask)
    if not found or actor.id is None:
        return found

    async def ask_reader() -> dict[UUID, int]:
        async with tenant_scope(actor.tenant_id, read_only=True) as scope:
            return await _versions(scope, actor, found)

    return _marked(found, await _read.get((actor.tenant_id, actor.id), ask_reader))


async def confirm(actor: Actor, announcement_id: UUID, version: int) -> None:
    """The actor has read this wording. Raises `Missing` for what is not told here now, `Stale` for older words."""
    if actor.kind is not ActorKind.STAFF or actor.id is None:
        raise Forbidden("not_permitted")
    async with tenant_scope(actor.tenant_id) as scope:
        it = next((each for each in await heard_in(scope) if each.id == announcement_id), None)
        if it is None:
            raise Missing("announcement_missing")
        if it.version != version:
            raise Stale("announcement_changed")
        await store.mark_read(scope, it.id, actor.id, it.version)
    forget()


def forget() -> None:
    """Read everything anew at the next need: this process has changed it."""
    _told.forget_all()
    _read.forget_all()


async def written_here(actor: Actor) -> tuple[list[Announcement], datetime]:
    """The office's own announcements, the newest first, and now; raises `Forbidden`."""
    require(actor, Permission.ANNOUNCE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await store.newest(scope, MOST_SHOWN), scope.now


async def one_of_ours(actor: Actor, announcement_id: UUID) -> tuple[Announcement, list[Reading], datetime]:
    """One of them, how far each office it is for has read it, and now; raises `Forbidden`, `Missing`."""
    require(actor, Permission.ANNOUNCE)
    names = {each.id: each.name for each in await offices.all_offices()}
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        it = await _known(scope, announcement_id)
        rows = await store.readers(scope, announcement_id)
    found = [
        Reading(
            office=names[row["office_id"]],
            people=row["people"],
            readers=row["readers"],
            first_at=row["first_at"],
        )
        for row in rows
        if row["office_id"] in names
    ]
    return it, sorted(found, key=lambda each: (each.readers > 0, each.office)), scope.now


async def announce(actor: Actor, written: Written) -> UUID:
    """Tell it; nobody is written to, it stands on the desks. Raises `Forbidden`, `Invalid`, `Conflict`."""
    require(actor, Permission.ANNOUNCE)
    own, below = await _own_and_below(actor)
    zone = ZoneInfo(own.timezone)
    async with tenant_scope(actor.tenant_id) as scope:
        checked = _checked(written, scope, zone, below)
        await store.hold(scope)
        if await store.how_many_open(scope) >= rules.MOST_OPEN:
            raise Conflict("too_many_announcements")
        it = Announcement(
            id=uuid7(),
            title=checked.title,
            text=checked.text,
            importance=checked.importance,
            audience=checked.audience,
            province=checked.province,
            offices=checked.offices,
            begins_at=datetime.combine(checked.since, time(), zone),
            ends_at=_end_of(checked, zone),
            by_name=actor.name,
            written_at=scope.now,
            changed_at=scope.now,
            withdrawn_at=None,
            version=1,
        )
        await store.add(scope, it)
        await far.tell(scope, it.id)
        await record(scope, actor, "announcement.written", "announcement", it.id, audience=it.audience.value)
    forget()
    return it.id


async def reword(actor: Actor, announcement_id: UUID, written: Written, *, version: int) -> None:
    """Change its words, importance or last day; whom it is for stays. It is to be read again.

    Raises `Forbidden`, `Invalid`, `Missing`, `Stale`, and `Conflict` for one that was taken back.
    """
    require(actor, Permission.ANNOUNCE)
    own, below = await _own_and_below(actor)
    zone = ZoneInfo(own.timezone)
    async with tenant_scope(actor.tenant_id) as scope:
        was = await _known(scope, announcement_id)
        begun = was.begins_at.astimezone(zone).date()
        asked = replace(
            written, since=begun, audience=was.audience, province=was.province, offices=was.offices
        )
        checked = _checked(asked, scope, zone, below, known=was)
        if was.withdrawn_at is not None:
            raise Conflict("announcement_withdrawn")
        after = replace(
            was,
            title=checked.title,
            text=checked.text,
            importance=checked.importance,
            ends_at=_end_of(checked, zone),
            changed_at=scope.now,
            version=version,
        )
        if after == replace(was, changed_at=scope.now):
            return
        await _save(scope, after)
        await far.tell(scope, announcement_id)
        await record(scope, actor, "announcement.changed", "announcement", announcement_id)
    forget()


async def take_back(actor: Actor, announcement_id: UUID, *, version: int) -> None:
    """Show it to nobody any more; raises `Forbidden`, `Missing`, `Stale`. Twice is once."""
    require(actor, Permission.ANNOUNCE)
    async with tenant_scope(actor.tenant_id) as scope:
        was = await _known(scope, announcement_id)
        if was.withdrawn_at is not None:
            return
        await _save(scope, replace(was, withdrawn_at=scope.now, changed_at=scope.now, version=version))
        await far.take_back(scope, announcement_id)
        await record(scope, actor, "announcement.withdrawn", "announcement", announcement_id)
    forget()


async def reached(actor: Actor, announcement_id: UUID) -> list[Reached]:
    """How far one of ours is with each office elsewhere that it is for; raises `Forbidden`."""
    require(actor, Permission.ANNOUNCE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await far.reached(scope, announcement_id)


async def hear(scope: Scope, peer_uid: UUID, told: Told) -> None:
    """An office above, on an installation of its own, tells us something, or takes it back; raises `Conflict`."""
    own = await offices.office(scope.tenant_id)
    await far.hear(scope, own.uid, peer_uid, told)
    forget()


async def addressees(actor: Actor) -> list[Addressee]:
    """The offices below this one, here and elsewhere, by name; raises `Forbidden` where there is none."""
    require(actor, Permission.ANNOUNCE)
    return (await _own_and_below(actor))[1]


async def has_below(actor: Actor) -> bool:
    """Is there anybody to tell something?"""
    return bool(await _below(actor))


async def _below(actor: Actor) -> list[Addressee]:
    here = [
        Addressee(uid=each.uid, slug=each.slug, name=each.name, region=each.region)
        for each in await offices.offices_below(actor.tenant_id)
    ]
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return [*here, *await far.below(scope)]


async def _own_and_below(actor: Actor) -> tuple[Office, list[Addressee]]:
    below = await _below(actor)
    if not below:
        raise Forbidden("no_office_below")
    return await offices.office(actor.tenant_id), sorted(below, key=lambda each: each.name)


def _checked(
    written: Written,
    scope: Scope,
    zone: ZoneInfo,
    below: Sequence[Addressee],
    known: Announcement | None = None,
) -> Written:
    uids = {each.uid for each in below} | set(known.offices if known else ())
    regions = {each.region[:2] for each in below if each.region} | {known.province if known else ""} - {""}
    return rules.checked(written, scope.now.astimezone(zone).date(), uids, regions)


def _end_of(written: Written, zone: ZoneInfo) -> datetime:
    return datetime.combine(written.until + timedelta(days=1), time(), zone)


async def _known(scope: Scope, announcement_id: UUID) -> Announcement:
    found = await store.announcement(scope, announcement_id)
    if found is None:
        raise Missing("announcement_missing")
    return found


async def _save(scope: Scope, it: Announcement) -> None:
    if not await store.change(scope, it):
        raise Stale("announcement_changed")


async def _versions(scope: Scope, actor: Actor, found: Sequence[Heard]) -> dict[UUID, int]:
    if not found or actor.id is None:
        return {}
    return await store.read_versions(scope, actor.id, [each.id for each in found])


def _marked(found: Sequence[Heard], versions: dict[UUID, int]) -> tuple[Heard, ...]:
    return tuple(replace(each, read=versions.get(each.id, 0) >= each.version) for each in found)
