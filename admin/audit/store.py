"""The only query of the administration on the audit log."""

from datetime import datetime
from uuid import UUID

import msgspec

from admin.audit.model import Entry
from tenants.doors import Scope

_ENTRIES = """
    SELECT e.id, e.at, e.actor_kind, e.action, e.object_kind, e.detail::text AS detail,
           coalesce(actor.name, actor_key.name, '') AS actor,
           coalesce(person.name, c.number, key.name, account.name, '') AS object
    FROM (SELECT * FROM audit_entry
          WHERE tenant_id = $1 AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT $4) e
    LEFT JOIN membership am ON e.actor_kind = 'staff' AND am.tenant_id = $1 AND am.id = e.actor_id
    LEFT JOIN person actor ON actor.id = am.person_id
    LEFT JOIN api_key actor_key
        ON e.actor_kind = 'api_key' AND actor_key.tenant_id = $1 AND actor_key.id = e.actor_id
    LEFT JOIN membership om ON e.object_kind = 'membership' AND om.tenant_id = $1 AND om.id = e.object_id
    LEFT JOIN person ON person.id = om.person_id
    LEFT JOIN cases c ON e.object_kind = 'case' AND c.tenant_id = $1 AND c.id = e.object_id
    LEFT JOIN api_key key ON e.object_kind = 'api_key' AND key.tenant_id = $1 AND key.id = e.object_id
    LEFT JOIN account ON e.object_kind = 'account' AND account.tenant_id = $1 AND account.id = e.object_id
    ORDER BY e.at DESC, e.id DESC
"""


async def entries(scope: Scope, before: tuple[datetime, UUID], most: int) -> list[Entry]:
    """At most `most` entries before a place in the log, the newest first."""
    rows = await scope.fetch(_ENTRIES, scope.tenant_id, *before, most)
    return [Entry(**{**dict(row), "detail": msgspec.json.decode(row["detail"])}) for row in rows]
