"""Announcements between installations: on their way to offices below elsewhere, and what offices above there tell us.

Only where both sides say that one stands above the other: anything else is neither sent nor shown.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from helpdesk.announcements import onward
from helpdesk.announcements.model import Addressee, Reached, Told
from helpdesk.announcements.rules import MOST_OPEN
from kit.errors import Conflict
from tenants.doors import Scope

_LEASE = timedelta(seconds=30)
_KEPT = timedelta(days=30)
"""After its end; nobody is shown it any more."""
_MOST = 10 * MOST_OPEN
"""That are kept of one office."""
_BELOW = "f.state = 'connected' AND f.kin = 'below' AND f.kin_there = 'above'"
_ABOVE = "f.state = 'connected' AND f.kin = 'above' AND f.kin_there = 'below'"
_TELL = f"""
    INSERT INTO announcement_far AS r (tenant_id, announcement_id, peer_uid, version, due_at)
    SELECT a.tenant_id, a.id, f.uid, a.version, $2 FROM announcement a JOIN far_office f
        ON f.tenant_id = a.tenant_id AND {_BELOW}
    WHERE a.tenant_id = $1 AND ($3::uuid IS NULL OR a.id = $3) AND a.withdrawn_at IS NULL AND a.ends_at > $2
        AND CASE a.audience WHEN 'all' THEN true WHEN 'province' THEN left(f.region, 2) = a.province
            ELSE f.uid = ANY (a.offices) END
    ON CONFLICT (tenant_id, announcement_id, peer_uid) DO UPDATE
    SET version = excluded.version, due_at = $2, attempts = 0, last_error = ''
    WHERE r.told < excluded.version
"""  # noqa: S608 - words of ours
_TAKE_BACK = """
    UPDATE announcement_far r SET version = a.version, due_at = $2, attempts = 0, last_error = ''
    FROM announcement a WHERE r.tenant_id = $1 AND a.tenant_id = $1 AND a.id = r.announcement_id
        AND a.id = $3 AND a.withdrawn_at IS NOT NULL AND r.told < a.version
"""
_CLAIM = """
    UPDATE announcement_far r SET attempts = attempts + 1, due_at = $3 FROM (
        SELECT announcement_id, peer_uid FROM announcement_far WHERE tenant_id = $1 AND due_at <= $2
        ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED) n
    WHERE r.tenant_id = $1 AND r.announcement_id = n.announcement_id AND r.peer_uid = n.peer_uid
    RETURNING r.announcement_id, r.peer_uid, r.version, r.attempts
"""
_HEAR = """
    INSERT INTO announcement_heard AS h (tenant_id, id, peer_uid, title, body, importance, begins_at, ends_at,
        changed_at, version, withdrawn, told_id, said_by, chain, onward)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
    ON CONFLICT (tenant_id, id) DO UPDATE SET title = $4, body = $5, importance = $6, begins_at = $7, ends_at = $8,
        changed_at = $9, version = $10, withdrawn = $11, said_by = $13, chain = $14, onward = $15,
        passed = h.passed + 1 WHERE h.version < $10
"""
_FORGET = """
    WITH gone AS (DELETE FROM announcement_heard WHERE tenant_id = $1 AND ends_at < $2 RETURNING id)
    DELETE FROM announcement_far WHERE tenant_id = $1 AND announcement_id IN (SELECT id FROM gone)
"""
_HERE = (
    "SELECT h.id, f.name AS office, h.title, h.body, h.importance, h.begins_at, h.ends_at, h.changed_at, h.version,"  # noqa: S608
    " h.said_by, coalesce(h.chain[1], h.peer_uid) AS origin, h.told_id"
    f" FROM announcement_heard h JOIN far_office f ON f.tenant_id = h.tenant_id AND f.uid = h.peer_uid AND {_ABOVE}"
    " WHERE h.tenant_id = $1 AND NOT h.withdrawn AND h.begins_at <= $2 AND h.ends_at > $2"
    " ORDER BY h.importance, h.begins_at DESC, h.id"
)


class Due(NamedTuple):
    """One announcement in the carrier's hand, for one office."""

    announcement_id: UUID
    peer_uid: UUID
    version: int
    tries: int


async def below(scope: Scope) -> list[Addressee]:
    """The offices elsewhere that stand below this one."""
    rows = await scope.fetch(
        f"SELECT f.uid, f.slug, f.name, f.region FROM far_office f WHERE f.tenant_id = $1 AND {_BELOW}",  # noqa: S608
        scope.tenant_id,
    )
    return [Addressee(**dict(row)) for row in rows]


async def tell(scope: Scope, announcement_id: UUID | None = None) -> None:
    """Put an announcement, or all that are told now, on the way to those elsewhere who have not heard these words."""
    await scope.execute(_TELL, scope.tenant_id, scope.now, announcement_id)


async def take_back(scope: Scope, announcement_id: UUID) -> None:
    """Tell all that were told, or may have been, that it counts no more."""
    await scope.execute(_TAKE_BACK, scope.tenant_id, scope.now, announcement_id)


async def claim(scope: Scope, most: int) -> list[Due]:
    """What is due, leased: a crash only delays it."""
    rows = await scope.fetch(_CLAIM, scope.tenant_id, scope.now, scope.now + _LEASE, most)
    return [Due(*row) for row in rows]


async def arrived(scope: Scope, due: Due) -> None:
    """That office has these words; newer ones may be on their way already."""
    await scope.execute(
        "UPDATE announcement_far SET told = $4, last_error = '', due_at = CASE WHEN version = $4 THEN NULL ELSE due_at"
        " END WHERE tenant_id = $1 AND announcement_id = $2 AND peer_uid = $3 AND told < $4",
        scope.tenant_id,
        due.announcement_id,
        due.peer_uid,
        due.version,
    )


async def failed(scope: Scope, due: Due, code: str, wait: timedelta | None) -> None:
    """It did not get there: again after `wait`; without one only once something has changed."""
    await scope.execute(
        "UPDATE announcement_far SET last_error = $5, due_at = $6"
        " WHERE tenant_id = $1 AND announcement_id = $2 AND peer_uid = $3 AND version = $4",
        scope.tenant_id,
        due.announcement_id,
        due.peer_uid,
        due.version,
        code,
        None if wait is None else scope.now + wait,
    )


async def reached(scope: Scope, announcement_id: UUID) -> list[Reached]:
    """How far it is with each office elsewhere."""
    rows = await scope.fetch(
        "SELECT f.name AS office, r.told >= r.version AS told, r.due_at IS NOT NULL AS on_its_way,"
        " r.last_error AS error FROM announcement_far r JOIN far_office f"
        " ON f.tenant_id = r.tenant_id AND f.uid = r.peer_uid"
        " WHERE r.tenant_id = $1 AND r.announcement_id = $2 ORDER BY f.name",
        scope.tenant_id,
        announcement_id,
    )
    return [Reached(**dict(row)) for row in rows]


async def hear(scope: Scope, own: UUID, peer_uid: UUID, told: Told) -> None:
    """What an office above elsewhere tells, once in each wording; raises `Conflict` when it tells too much.

    Its id here is made of theirs and of who says it, so nobody can speak in another one's place. What has come round
    to us again is not kept.
    """
    if own in told.chain:
        return
    await scope.execute(_FORGET, scope.tenant_id, scope.now - _KEPT)
    known = uuid5(peer_uid, str(told.id))
    many = await scope.fetchval(
        "SELECT count(*) FROM announcement_heard WHERE tenant_id = $1 AND peer_uid = $2 AND id <> $3",
        scope.tenant_id,
        peer_uid,
        known,
    )
    if many >= _MOST:
        raise Conflict("too_many_announcements")
    await scope.execute(
        _HEAR,
        *(scope.tenant_id, known, peer_uid, told.title, told.text, told.importance, told.begins_at),
        *(told.ends_at, told.changed_at, told.version, told.withdrawn),
        *(told.id, told.said_by, list(told.chain), told.onward),
    )
    await onward.pass_on(scope, known)


async def here(scope: Scope) -> Sequence[Any]:
    """What offices above elsewhere tell this one now, or pass on to it."""
    return await scope.fetch(_HERE, scope.tenant_id, scope.now)


async def above(scope: Scope) -> set[UUID]:
    """The offices elsewhere that stand above this one."""
    rows = await scope.fetch(
        f"SELECT f.uid FROM far_office f WHERE f.tenant_id = $1 AND {_ABOVE}",  # noqa: S608 - words of ours
        scope.tenant_id,
    )
    return {row["uid"] for row in rows}
