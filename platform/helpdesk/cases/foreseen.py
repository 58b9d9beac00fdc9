"""Promises whose end was foreseen are marked missed and announced where they lie, without being carried here.

At the end of a working day thousands run out together. What each will say was reckoned when it came into danger,
by the rules that every other look follows; here it only takes place.
"""

import msgspec

from helpdesk.sla.service import SETTLED
from tenants.doors import Scope
from tenants.permissions.model import system

# Clocks are held, not their cases: whoever works on a case holds its clocks too before moving them.
# The limit is written as a question so that the index is followed in its order: no plan reckons with a number then.
# What was foreseen before the last change of rules or hours took hold is looked at anew, and so is a case of which
# more has come due than the one thing foreseen. Who tells is Sahut itself.
_TAKE = """
    WITH due AS MATERIALIZED (
        SELECT ctid AS place FROM clock
        WHERE tenant_id = $1 AND look_at < $2 AND foreseen_fact IS NOT NULL
        AND (foreseen_look_at IS NULL OR foreseen_look_at >= $2)
        AND foreseen_at > coalesce((SELECT max(asked_at) + $7 FROM recount WHERE tenant_id = $1), '-infinity')
        ORDER BY look_at LIMIT (SELECT $4::int) FOR NO KEY UPDATE SKIP LOCKED),
    put AS (
        UPDATE clock c SET look_at = c.foreseen_look_at, value = c.foreseen_value, foreseen_at = NULL,
               foreseen_kind = NULL, foreseen_fact = NULL, foreseen_look_at = NULL, foreseen_value = NULL
        FROM due d WHERE c.tenant_id = $1 AND c.ctid = d.place
        RETURNING c.case_id, old.foreseen_kind AS kind,
                  old.foreseen_fact || jsonb_build_object('at', $3::text) AS fact),
    kept AS (
        INSERT INTO case_event (tenant_id, case_id, at, actor_kind, actor_name, kind, detail)
        SELECT $1, p.case_id, $2, $5, $6, p.kind, p.fact FROM put p),
    told AS (
        INSERT INTO outbox (tenant_id, kind, fact, created_at, due_at) SELECT $1, p.kind, p.fact, $2, $2 FROM put p)
    SELECT count(*) FROM put
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
