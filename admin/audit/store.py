"""The only query of the administration on the audit log."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from admin.audit.model import Entry, Filter
from tenants.doors import Scope

_ENTRIES = """
    SELECT e.id, e.at, e.actor_kind, e.action, e.object_kind, e.detail::text AS detail,
           coalesce(actor.name || ' (' || (e.detail->>'home') || ')',
               staff_name(actor.name, $1, am.delegation_id), actor_key.name, '') AS actor,
           coalesce(person.name, c.number, key.name, account.name, unit.name, reply.title, template.name,
                    topic.name, guest.name, lent.email, '') AS object
    FROM (SELECT * FROM audit_entry
          WHERE tenant_id = $1 AND (at, id) < ($2, $3)
            AND ($5::text[] IS NULL OR split_part(action, '.', 1) = ANY ($5))
            AND ($6::uuid IS NULL OR (actor_kind = 'staff' AND actor_id = $6))
            AND ($7::timestamptz IS NULL OR at >= $7) AND ($8::timestamptz IS NULL OR at < $8)
          ORDER BY at DESC, id DESC LIMIT $4) e
    LEFT JOIN membership am ON e.actor_kind = 'staff' AND am.tenant_id = $1 AND am.id = e.actor_id
    LEFT JOIN person actor ON actor.id = am.person_id
    LEFT JOIN api_key actor_key
        ON e.actor_kind = 'api_key' AND actor_key.tenant_id = $1 AND actor_key.id = e.actor_id
    LEFT JOIN membership om ON e.object_kind = 'membership' AND om.tenant_id = $1 AND om.id = e.object_id
    LEFT JOIN person ON person.id = om.person_id
    LEFT JOIN cases c ON e.object_kind = 'case' AND c.tenant_id = $1 AND c.id = e.object_id
    LEFT JOIN api_key key ON e.object_kind = 'api_key' AND key.tenant_id = $1 AND key.id = e.object_id
    LEFT JOIN account ON e.object_kind = 'account' AND account.tenant_id = $1 AND account.id = e.object_id
    LEFT JOIN unit ON e.object_kind = 'unit' AND unit.tenant_id = $1 AND unit.id = e.object_id
    LEFT JOIN canned_reply reply
        ON e.object_kind = 'canned_reply' AND reply.tenant_id = $1 AND reply.id = e.object_id
    LEFT JOIN message_template template
        ON e.object_kind = 'message_template' AND template.tenant_id = $1 AND template.id = e.object_id
    LEFT JOIN topic ON e.object_kind = 'topic' AND topic.tenant_id = $1 AND topic.id = e.object_id
    LEFT JOIN delegation lent ON e.object_kind = 'delegation' AND lent.tenant_id = $1 AND lent.id = e.object_id
    LEFT JOIN person guest ON guest.id = lent.person_id
    ORDER BY e.at DESC, e.id DESC
"""
_STAFF = """
    SELECT m.id, staff_name(p.name, m.tenant_id, m.delegation_id) AS name
    FROM membership m JOIN person p ON p.id = m.person_id
    WHERE m.tenant_id = $1 ORDER BY m.active DESC, lower(p.name), m.id
"""


async def entries(
    scope: Scope, before: tuple[datetime, UUID], most: int, wanted: Filter, groups: Sequence[str] | None
) -> list[Entry]:
    """At most `most` entries before a place in the log, the newest first; `groups` are first words of actions."""
    only = (list(groups) if groups is not None else None, wanted.who, wanted.since, wanted.until)
    rows = await scope.fetch(_ENTRIES, scope.tenant_id, *before, most, *only)
    return [Entry(**{**dict(row), "detail": msgspec.json.decode(row["detail"])}) for row in rows]


async def staff(scope: Scope) -> list[tuple[UUID, str]]:
    """Everybody who works or worked here, by name."""
    return [(row["id"], row["name"]) for row in await scope.fetch(_STAFF, scope.tenant_id)]
