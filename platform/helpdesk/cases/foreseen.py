"""Promises whose end was foreseen are marked missed and announced where they lie, without being carried here.

At the end of a working day thousands run out together. What each will say was reckoned when it came into danger,
by the rules that every other look follows; here it only takes place.
"""

import msgspec

from helpdesk.sla.service import SETTLED
from tenants.doors import Scope
from tenants.permissions.model import system

# What was foreseen before the last change of rules or hours took hold is looked at anew, and so is a case of which
# more has come due than the one thing foreseen. Who tells is Sahut itself.
_TAKE = """
    WITH due AS MATERIALIZED (
        SELECT c.case_id, c.foreseen_kind AS kind, c.foreseen_fact || jsonb_build_object('at', $3::text) AS fact
        FROM clock c, LATERAL (SELECT FROM cases k WHERE k.tenant_id = c.tenant_id AND k.id = c.case_id
                               FOR NO KEY UPDATE SKIP LOCKED) k
        WHERE c.tenant_id = $1 AND c.look_at < $2 AND c.foreseen_fact IS NOT NULL
        AND (c.foreseen_look_at IS NULL OR c.foreseen_look_at >= $2)
        AND c.foreseen_at > coalesce((SELECT max(asked_at) + $7 FROM recount WHERE tenant_id = $1), '-infinity')
        ORDER BY c.look_at LIMIT $4 FOR NO KEY UPDATE OF c SKIP LOCKED),
    put AS (
        UPDATE clock c SET look_at = c.foreseen_look_at, value = c.foreseen_value, foreseen_at = NULL,
               foreseen_kind = NULL, foreseen_fact = NULL, foreseen_look_at = NULL, foreseen_value = NULL
        FROM due d WHERE c.tenant_id = $1 AND c.case_id = d.case_id),
    kept AS (
        INSERT INTO case_event (tenant_id, case_id, at, actor_kind, actor_name, kind, detail)
        SELECT $1, d.case_id, $2, $5, $6, d.kind, d.fact FROM due d),
    told AS (
        INSERT INTO outbox (tenant_id, kind, fact, created_at, due_at) SELECT $1, d.kind, d.fact, $2, $2 FROM due d)
    SELECT count(*) FROM due
"""


async def take_foreseen(scope: Scope, most: int) -> int:
    """Let what was foreseen take place, where its moment has come; answers of how many cases."""
    actor = system(scope.tenant_id)
    taken: int = await scope.fetchval(
        _TAKE,
        scope.tenant_id,
        scope.now,
        msgspec.to_builtins(scope.now),
        most,
        actor.kind.value,
        actor.name,
        SETTLED,
    )
    return taken
