"""The only queries of the administration on accounts. Secrets and settings are never read here.

Ids grow with time: what happened lately is among the last ones, however many there are.
"""

from typing import Any
from uuid import UUID

from tenants.doors import Scope

_ACCOUNTS = """
    WITH heard AS (
        SELECT account_id, max(received_at) AS at FROM (
            SELECT account_id, received_at FROM inbox_entry WHERE tenant_id = $1 ORDER BY id DESC LIMIT 2000
        ) lately GROUP BY account_id
    ), said AS (
        SELECT DISTINCT ON (account_id) account_id, at, error_code FROM (
            (SELECT account_id, id, coalesce(progress_at, sent_at, created_at) AS at, error_code
             FROM delivery WHERE tenant_id = $1 AND state <> 'queued' ORDER BY id DESC LIMIT 2000)
            UNION ALL
            (SELECT account_id, id, coalesce(polled_at, changed_at) AS at, error_code
             FROM register_link WHERE tenant_id = $1 AND step <> 'waiting' ORDER BY id DESC LIMIT 2000)
        ) lately ORDER BY account_id, at DESC
    )
    SELECT a.id, a.kind, a.name, a.address, a.active, heard.at AS last_in, said.at AS last_out,
           coalesce(said.error_code, '') AS error_code
    FROM account a
    LEFT JOIN heard ON heard.account_id = a.id
    LEFT JOIN said ON said.account_id = a.id
    WHERE a.tenant_id = $1 ORDER BY lower(a.name), a.id
"""


async def accounts(scope: Scope) -> list[Any]:
    """Every account of the office with the moments of its last traffic."""
    return list(await scope.fetch(_ACCOUNTS, scope.tenant_id))


async def has_account(scope: Scope, account_id: UUID) -> bool:
    """Whether the office has this account."""
    found = "SELECT EXISTS (SELECT FROM account WHERE tenant_id = $1 AND id = $2)"
    return bool(await scope.fetchval(found, scope.tenant_id, account_id))
