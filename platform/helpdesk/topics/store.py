"""Load and save topics. Who shows them beside other things reads them together with those."""

from typing import Any
from uuid import UUID

from helpdesk.topics.model import Topic
from tenants.doors import Scope

_COLUMNS = "id, name, active, version"
_TOPICS = f"""
    SELECT {_COLUMNS} FROM topic WHERE tenant_id = $1 AND (active OR NOT $2)
    ORDER BY active DESC, position, lower(name), id
"""  # noqa: S608 - column names from above
_TOPIC = f"SELECT {_COLUMNS} FROM topic WHERE tenant_id = $1 AND id = $2"  # noqa: S608
_ADD = """
    INSERT INTO topic (tenant_id, id, name, position)
    SELECT $1, n.id, n.name, n.place + (SELECT coalesce(max(position), -1) FROM topic WHERE tenant_id = $1)
    FROM unnest($2::uuid[], $3::text[]) WITH ORDINALITY AS n (id, name, place)
"""
_CHANGE = """
    UPDATE topic SET name = $4, active = $5, version = version + 1
    WHERE tenant_id = $1 AND id = $2 AND version = $3 RETURNING version
"""
_OTHERS = """
    SELECT count(*) AS many, coalesce(bool_or(lower(name) = lower($3)), false) AS taken
    FROM topic WHERE tenant_id = $1 AND id <> $2 AND active
"""
_ORDER = """
    UPDATE topic SET position = n.place FROM unnest($2::uuid[]) WITH ORDINALITY AS n (id, place)
    WHERE topic.tenant_id = $1 AND topic.id = n.id
"""


async def hold(scope: Scope) -> None:
    """One change of the office's topics at a time: names and places are judged together."""
    await scope.execute("SELECT pg_advisory_xact_lock(7711007, $1)", scope.tenant_id)


async def topics(scope: Scope, *, active_only: bool) -> list[Topic]:
    """The office's topics in its own order, the active ones first."""
    return [_topic(row) for row in await scope.fetch(_TOPICS, scope.tenant_id, active_only)]


async def topic(scope: Scope, topic_id: UUID) -> Topic | None:
    """One topic of the office."""
    row = await scope.fetchrow(_TOPIC, scope.tenant_id, topic_id)
    return _topic(row) if row else None


async def add(scope: Scope, *topics: Topic) -> None:
    """Insert new ones, after all others and in this order."""
    await scope.execute(
        _ADD, scope.tenant_id, [topic.id for topic in topics], [topic.name for topic in topics]
    )


async def change(scope: Scope, topic: Topic) -> bool:
    """Write the name and whether it is active, unless somebody changed it since `topic.version`."""
    written = await scope.fetchval(
        _CHANGE, scope.tenant_id, topic.id, topic.version, topic.name, topic.active
    )
    return written is not None


async def others(scope: Scope, topic_id: UUID, name: str) -> tuple[int, bool]:
    """How many other topics are active, and whether one of them bears this name."""
    row = await scope.fetchrow(_OTHERS, scope.tenant_id, topic_id, name)
    return (row["many"], row["taken"]) if row else (0, False)


async def put_in_order(scope: Scope, ids: list[UUID]) -> None:
    """Offer the topics in this order."""
    await scope.execute(_ORDER, scope.tenant_id, ids)


def _topic(row: Any) -> Topic:
    return Topic(**dict(row))
