"""Topics: chosen by those who work on cases, kept by the office's administrators."""

from uuid import UUID

from msgspec.structs import replace

from helpdesk.topics import rules, store
from helpdesk.topics.model import Topic
from kit.errors import Conflict, Invalid, Missing, Stale
from kit.ids import uuid7
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require


async def topics_to_read(actor: Actor) -> tuple[Topic, ...]:
    """All topics in the office's order, the retired ones last: cases may still bear them; raises `Forbidden`."""
    require(actor, Permission.READ_CASES)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return tuple(await store.topics(scope, active_only=False))


async def all_topics(actor: Actor) -> tuple[Topic, ...]:
    """The same for administrators; raises `Forbidden`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return tuple(await store.topics(scope, active_only=False))


async def topic(actor: Actor, topic_id: UUID) -> Topic:
    """One of them, for administrators; raises `Missing`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await _known(scope, topic_id)


async def add_topic(actor: Actor, name: str) -> UUID:
    """Add a topic, last in the order; raises `Invalid`, `Conflict` with `too_many_topics`."""
    require(actor, Permission.MANAGE_OFFICE)
    topic = Topic(id=uuid7(), name=rules.checked(name), active=True)
    async with tenant_scope(actor.tenant_id) as scope:
        await store.hold(scope)
        await _must_fit(scope, topic)
        await store.add(scope, topic)
        await record(scope, actor, "topic.added", "topic", topic.id)
    return topic.id


async def rename_topic(actor: Actor, topic_id: UUID, name: str, *, version: int) -> None:
    """Call it otherwise, on the cases that bear it, too; raises `Invalid`, `Missing`, `Stale`."""
    require(actor, Permission.MANAGE_OFFICE)
    name = rules.checked(name)
    async with tenant_scope(actor.tenant_id) as scope:
        await store.hold(scope)
        was = await _known(scope, topic_id)
        if (was.name, was.version) == (name, version):
            return
        await _save(scope, replace(was, name=name, version=version))
        await record(scope, actor, "topic.changed", "topic", topic_id, fields=["name"])


async def raise_topic(actor: Actor, topic_id: UUID) -> None:
    """Offer it one place earlier; the first stays where it is. Raises `Missing`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id) as scope:
        await store.hold(scope)
        await _known(scope, topic_id)
        ids = [each.id for each in await store.topics(scope, active_only=True)]
        place = ids.index(topic_id) if topic_id in ids else 0
        if place == 0:
            return
        ids[place - 1], ids[place] = ids[place], ids[place - 1]
        await store.put_in_order(scope, ids)
        await record(scope, actor, "topic.changed", "topic", topic_id, fields=["position"])


async def retire_topic(actor: Actor, topic_id: UUID, *, version: int) -> None:
    """Offer it no more; cases keep it. Raises `Missing`, `Stale`. Twice is once."""
    await _switch(actor, topic_id, version, active=False)


async def restore_topic(actor: Actor, topic_id: UUID, *, version: int) -> None:
    """Offer it again; raises `Missing`, `Stale`, `Invalid` when its name was given to another meanwhile."""
    await _switch(actor, topic_id, version, active=True)


async def _switch(actor: Actor, topic_id: UUID, version: int, *, active: bool) -> None:
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id) as scope:
        await store.hold(scope)
        was = await _known(scope, topic_id)
        if was.active is active:
            return
        await _save(scope, replace(was, active=active, version=version))
        await record(scope, actor, "topic.restored" if active else "topic.retired", "topic", topic_id)


async def _save(scope: Scope, topic: Topic) -> None:
    if topic.active:
        await _must_fit(scope, topic)
    if not await store.change(scope, topic):
        raise Stale("topic_changed", current=(await _known(scope, topic.id)).version)


async def _must_fit(scope: Scope, topic: Topic) -> None:
    many, taken = await store.others(scope, topic.id, topic.name)
    if taken:
        raise Invalid("invalid", fields={"name": "taken"})
    if many >= rules.MOST:
        raise Conflict("too_many_topics")


async def _known(scope: Scope, topic_id: UUID) -> Topic:
    found = await store.topic(scope, topic_id)
    if found is None:
        raise Missing("topic_missing")
    return found
