"""The only queries of a contact's page: what the asker may see of somebody, and whom a search finds."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from helpdesk.cases.model import CaseState
from helpdesk.cases.searching import Search
from helpdesk.cases.visibility import ASKER, VISIBLE, asker_values, seen_units
from helpdesk.consents.model import Way
from helpdesk.contactfile.model import ContactRow, OwnCase, Why
from helpdesk.contacts.model import masked_identities
from tenants.doors import Scope
from tenants.permissions.model import Actor

MOST_CASES = 100
_SEEN = f"{VISIBLE} AND NOT c.anonymous"
"""Who wants to stay unnamed in a case is not met by it: no such case leads to a contact."""
_MINE = (
    "c.id IN (SELECT o.id FROM cases o WHERE o.tenant_id = $1 AND o.contact_id = {who} UNION ALL"
    " SELECT o.id FROM conversation v JOIN cases o ON o.tenant_id = v.tenant_id AND o.conversation_id = v.id"
    " AND o.channel = 'portal' WHERE v.tenant_id = $1 AND v.contact_id = {who})"
)
"""Their own, and reports of the portal that go on in a thread of theirs by a one-time code."""
_OWN, _EACH = _MINE.format(who="$6"), _MINE.format(who="k.id")
_IS_SEEN = f"SELECT EXISTS (SELECT FROM cases c, {ASKER} WHERE {_SEEN} AND {_OWN})"  # noqa: S608
_CASES = (
    "SELECT c.number, c.title, c.state, c.channel, coalesce(u.name, '') AS unit, c.opened_at"  # noqa: S608
    f" FROM cases c CROSS JOIN {ASKER} LEFT JOIN unit u ON u.tenant_id = c.tenant_id AND u.id = c.unit_id"
    f" WHERE {_SEEN} AND {_OWN} ORDER BY c.opened_at DESC, c.id DESC LIMIT {MOST_CASES}"
)
_ROWS = (
    "SELECT k.id, k.name, k.version, s.cases, s.last_at, ARRAY(SELECT ROW(i.scheme, i.value) FROM contact_identity i"  # noqa: S608
    " WHERE i.tenant_id = k.tenant_id AND i.contact_id = k.id ORDER BY i.scheme, i.value) AS identities"
    " FROM contact k, LATERAL (SELECT count(*) AS cases, max(c.opened_at) AS last_at"
    f" FROM cases c, {ASKER} WHERE {_SEEN} AND {_EACH}) s"
    " WHERE k.tenant_id = $1 AND k.id = ANY($6::uuid[]) AND k.merged_into IS NULL AND s.cases > 0"
    " ORDER BY s.last_at DESC, k.id"
)
_THREADS = (
    "SELECT v.id, a.kind AS channel, a.name AS account, v.scheme, v.address, v.last_in_at FROM conversation v"
    " JOIN account a ON a.tenant_id = v.tenant_id AND a.id = v.account_id"
    " WHERE v.tenant_id = $1 AND v.contact_id = $2 ORDER BY v.last_in_at DESC NULLS LAST, v.id LIMIT 50"
)
_WAY = (
    "SELECT a.kind AS channel, v.scheme, v.address FROM conversation v"
    " JOIN account a ON a.tenant_id = v.tenant_id AND a.id = v.account_id"
    " WHERE v.tenant_id = $1 AND v.contact_id = $2 AND v.id = $3"
)
_FOUND = "SELECT search_contacts($1, $2, $3, $4, $5, $6) AS id"
_ALIKE = """
    WITH mine AS (SELECT $2::uuid AS id UNION ALL SELECT m.absorbed_id FROM contact_merge m
                  WHERE m.tenant_id = $1 AND m.kept_id = $2 AND m.undone_at IS NULL),
    pairs AS (SELECT CASE WHEN p.one_id = mine.id THEN p.other_id ELSE p.one_id END AS id, p.together_at, p.denied_at
              FROM mine JOIN contact_pair p ON p.tenant_id = $1 AND mine.id IN (p.one_id, p.other_id)),
    found AS (
        SELECT id, 'together' AS why FROM pairs WHERE together_at IS NOT NULL
        UNION SELECT v.contact_id, 'code' FROM cases c
            JOIN conversation v ON v.tenant_id = c.tenant_id AND v.id = c.conversation_id
            WHERE c.tenant_id = $1 AND c.contact_id = $2 AND c.channel = 'portal' AND NOT c.anonymous
        UNION SELECT c.contact_id, 'code' FROM conversation v
            JOIN cases c ON c.tenant_id = v.tenant_id AND c.conversation_id = v.id
            WHERE v.tenant_id = $1 AND v.contact_id = $2 AND c.channel = 'portal' AND NOT c.anonymous
        UNION SELECT o.contact_id, 'mailbox' FROM contact_identity i
            JOIN contact_identity o ON o.tenant_id = i.tenant_id AND o.mailbox = i.mailbox
            WHERE i.tenant_id = $1 AND i.contact_id = $2
        UNION SELECT k.id, 'name' FROM contact k
            WHERE k.tenant_id = $1 AND k.id = ANY($3::uuid[])
            AND k.name_key = (SELECT own.name_key FROM contact own WHERE own.tenant_id = $1 AND own.id = $2)),
    whole AS (SELECT coalesce(k.merged_into, k.id) AS id, f.why FROM found f
              JOIN contact k ON k.tenant_id = $1 AND k.id = f.id)
    SELECT DISTINCT id, why FROM whole WHERE id <> $2 AND NOT EXISTS (
        SELECT FROM pairs JOIN contact k ON k.tenant_id = $1 AND k.id = pairs.id
        WHERE pairs.denied_at IS NOT NULL AND coalesce(k.merged_into, k.id) = whole.id)
"""


async def is_seen(scope: Scope, actor: Actor, contact_id: UUID) -> bool:
    """Whether the actor sees a case of this contact in which the citizen is not unnamed."""
    return bool(await scope.fetchval(_IS_SEEN, *asker_values(scope, actor), contact_id))


async def cases_of(scope: Scope, actor: Actor, contact_id: UUID) -> tuple[OwnCase, ...]:
    """The contact's cases that the actor sees, the newest first."""
    rows = await scope.fetch(_CASES, *asker_values(scope, actor), contact_id)
    return tuple(OwnCase(state=CaseState(row["state"]), **_but(row, "state")) for row in rows)


async def rows_of(scope: Scope, actor: Actor, contact_ids: Sequence[UUID]) -> list[ContactRow]:
    """Contacts as they stand in lists; those that the actor does not see, and those merged away, are left out."""
    rows = await scope.fetch(_ROWS, *asker_values(scope, actor), list(contact_ids))
    return [
        ContactRow(identities=masked_identities(row["identities"]), **_but(row, "identities")) for row in rows
    ]


async def threads_of(scope: Scope, contact_id: UUID) -> list[dict[str, Any]]:
    """Where the contact is answered, the last used first; addresses are not masked."""
    return [dict(row) for row in await scope.fetch(_THREADS, scope.tenant_id, contact_id)]


async def way_of(scope: Scope, contact_id: UUID, thread_id: UUID) -> Way | None:
    """The address of one of the contact's threads; none when it is nobody's or another's."""
    row = await scope.fetchrow(_WAY, scope.tenant_id, contact_id, thread_id)
    return Way(**dict(row)) if row else None


async def found(scope: Scope, actor: Actor, search: Search, most: int) -> list[UUID]:
    """Whom a search finds among those that the actor sees."""
    scheme, value = search.identity
    rows = await scope.fetch(_FOUND, search.words, scheme, value, search.ending, seen_units(actor), most)
    return [row["id"] for row in rows]


async def alike(scope: Scope, contact_id: UUID, namesakes: Sequence[UUID]) -> list[tuple[UUID, Why]]:
    """Who may be the same person, and why; nobody of whom an officer said that they are not."""
    rows = await scope.fetch(_ALIKE, scope.tenant_id, contact_id, list(namesakes))
    return [(row["id"], Why(row["why"])) for row in rows]


def _but(row: Any, name: str) -> dict[str, Any]:
    return {key: value for key, value in dict(row).items() if key != name}
