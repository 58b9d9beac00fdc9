"""The only query of the first page."""

from collections.abc import Sequence

from admin.start.model import Readiness
from tenants.doors import Scope

_READY = """
    SELECT
        (SELECT count(*) FROM unit WHERE tenant_id = $1 AND active) AS units,
        (SELECT count(*) FROM membership m WHERE m.tenant_id = $1 AND m.active AND m.roles && $2::text[]
            AND m.delegation_id IS NULL AND (m.valid_until IS NULL OR m.valid_until > $4)) AS answerers,
        (SELECT count(*) FROM membership m WHERE m.tenant_id = $1 AND m.active AND m.delegation_id IS NULL
            AND NOT EXISTS (SELECT FROM session s WHERE s.tenant_id = $1 AND s.person_id = m.person_id)) AS invited,
        count(a.id) AS accounts, max(a.tested_at) AS tested_at,
        greatest(max(a.greeted_at), (SELECT max(e.received_at) FROM (
            SELECT account_id, received_at FROM inbox_entry WHERE tenant_id = $1 ORDER BY id DESC LIMIT 2000
        ) e WHERE e.account_id = ANY (array_agg(a.id)))) AS heard_at,
        (SELECT min(opened_at) FROM (
            SELECT opened_at FROM cases WHERE tenant_id = $1 ORDER BY opened_at, id LIMIT 1) c) AS first_case_at,
        (SELECT min(first_response_at) FROM cases WHERE tenant_id = $1
            AND first_response_at IS NOT NULL) AS first_answer_at,
        (SELECT count(*) FROM account b WHERE b.tenant_id = $1 AND b.active
            AND b.blocked_code IS NOT NULL) AS blocked,
        (SELECT count(*) FROM attachment f WHERE f.tenant_id = $1 AND f.state = 'scanning' AND f.due_at IS NOT NULL
            AND f.created_at < $4::timestamptz - interval '10 minutes') AS unchecked,
        (SELECT count(*) FROM canned_reply WHERE tenant_id = $1 AND active) AS replies,
        (SELECT count(*) FROM message_template t JOIN account o ON o.tenant_id = $1 AND o.id = t.account_id
            AND o.active WHERE t.tenant_id = $1 AND t.state = 'approved') AS templates
    FROM account a WHERE a.tenant_id = $1 AND a.active AND a.address <> '' AND a.kind = ANY ($3::text[])
"""


async def readiness(scope: Scope, answering: Sequence[str], listening: Sequence[str]) -> Readiness:
    """How far the office is: `answering` are roles that may answer, `listening` kinds whose remote calls us."""
    row = await scope.fetchrow(_READY, scope.tenant_id, list(answering), list(listening), scope.now)
    assert row is not None  # an aggregate answers one row
    return Readiness(**dict(row))
