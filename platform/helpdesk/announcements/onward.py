"""What an office above elsewhere tells is for those below us as well: it is passed on to those elsewhere, once each.

Those of this installation read it where it was heard. It never goes back to an office that it came through.
"""

from uuid import UUID

from helpdesk.announcements.model import Told
from helpdesk.announcements.rules import MOST_BETWEEN
from tenants.doors import Scope

_RELATION = """
    UPDATE announcement_heard h SET counts = NOT h.counts, passed = h.passed + 1
    WHERE h.tenant_id = $1 AND h.counts <> EXISTS (SELECT FROM far_office f WHERE f.tenant_id = $1
        AND f.uid = h.peer_uid AND f.state = 'connected' AND f.kin = 'above' AND f.kin_there = 'below')
"""
_SEND_ON = """
    INSERT INTO announcement_far AS r (tenant_id, announcement_id, peer_uid, version, due_at)
    SELECT h.tenant_id, h.id, f.uid, h.passed, $2 FROM announcement_heard h JOIN far_office f
        ON f.tenant_id = h.tenant_id AND f.state = 'connected' AND f.kin = 'below' AND f.kin_there = 'above'
    WHERE h.tenant_id = $1 AND ($3::uuid IS NULL OR h.id = $3) AND h.counts AND NOT h.withdrawn AND h.ends_at > $2
        AND h.onward <> '' AND h.onward IN ('all', left(f.region, 2)) AND cardinality(h.chain) < $4
        AND f.uid <> h.peer_uid AND f.uid <> ALL (h.chain)
    ON CONFLICT (tenant_id, announcement_id, peer_uid) DO UPDATE
    SET version = excluded.version, due_at = $2, attempts = 0, last_error = ''
    WHERE r.told < excluded.version
"""
_TAKE_BACK = """
    UPDATE announcement_far r SET version = h.passed, due_at = $2, attempts = 0, last_error = ''
    FROM announcement_heard h WHERE r.tenant_id = $1 AND h.tenant_id = $1 AND h.id = r.announcement_id
        AND ($3::uuid IS NULL OR h.id = $3) AND (h.withdrawn OR NOT h.counts) AND r.told < h.passed
"""


async def follow(scope: Scope) -> None:
    """Who stands above or below us has changed: what is passed on begins, or is taken back."""
    await scope.execute(_RELATION, scope.tenant_id)
    await pass_on(scope)


async def pass_on(scope: Scope, heard_id: UUID | None = None) -> None:
    """Put one, or all that count now, on the way to those elsewhere who do not have these words."""
    await scope.execute(_SEND_ON, scope.tenant_id, scope.now, heard_id, MOST_BETWEEN)
    await scope.execute(_TAKE_BACK, scope.tenant_id, scope.now, heard_id)


async def told(scope: Scope, heard_id: UUID) -> Told | None:
    """One as it is passed on now; none when it is known no more."""
    row = await scope.fetchrow(
        "SELECT h.*, f.name FROM announcement_heard h JOIN far_office f"
        " ON f.tenant_id = h.tenant_id AND f.uid = h.peer_uid WHERE h.tenant_id = $1 AND h.id = $2",
        *(scope.tenant_id, heard_id),
    )
    if row is None:
        return None
    return Told(
        id=row["told_id"],
        title=row["title"],
        text=row["body"],
        importance=row["importance"],
        begins_at=row["begins_at"],
        ends_at=row["ends_at"],
        changed_at=row["changed_at"],
        version=row["passed"],
        withdrawn=row["withdrawn"] or not row["counts"],
        onward=row["onward"],
        said_by=row["said_by"] or row["name"],
        chain=(*row["chain"], row["peer_uid"]),
    )
