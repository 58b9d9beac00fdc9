"""What of a case tells who its citizen is or what was said, table by table, and how it goes.

A generated test plants a word into every text that hangs on a case and finds none of it afterwards.
"""

from uuid import UUID

from tenants.doors import Scope

AWAITED = """
    SELECT EXISTS (SELECT FROM message m JOIN delivery d ON d.tenant_id = $1 AND d.message_id = m.id
            AND d.state IN ('queued', 'sending') WHERE m.tenant_id = $1 AND m.case_id = $2)
        OR EXISTS (SELECT FROM delivery WHERE tenant_id = $1 AND case_id = $2 AND message_id IS NULL
            AND state IN ('queued', 'sending'))
        OR EXISTS (SELECT FROM draft WHERE tenant_id = $1 AND case_id = $2 AND state = 'held')
        OR EXISTS (SELECT FROM register_link r WHERE r.tenant_id = $1 AND r.case_id = $2
            AND (r.step IN ('uploading', 'submitting') OR r.step = 'draft' AND r.mode <> 'manual'
                OR EXISTS (SELECT FROM register_answer a WHERE a.tenant_id = $1 AND a.register_link_id = r.id
                    AND a.step IN ('waiting', 'sending') AND a.due_at IS NOT NULL)))
        OR EXISTS (SELECT FROM cases c JOIN conversation v ON v.tenant_id = $1 AND v.contact_id = c.contact_id
            JOIN dialogue d ON d.tenant_id = $1 AND d.id = v.id WHERE c.tenant_id = $1 AND c.id = $2)
"""
"""Whether something of the case is on its way to somebody, or its citizen is just telling us more."""

_HANDED = "(SELECT id FROM link WHERE tenant_id = $1 AND (case_id = $2 OR home_id = $2))"
"""Of a merged case as well: its words went with the hand-over to the case that survived."""
_FILED = "(SELECT id FROM register_link WHERE tenant_id = $1 AND case_id = $2)"
_BARE_FILING = """convert_to(jsonb_build_object('local_ref', c.number, 'title', '', 'content', '', 'kind', c.kind,
    'incident_on', (c.opened_at AT TIME ZONE 'UTC')::date)::text, 'UTF8')"""
_STANDS_ELSEWHERE = """EXISTS (SELECT FROM call_case o JOIN cases c ON c.tenant_id = o.tenant_id AND c.id = o.case_id
    AND c.id <> $2 AND NOT c.erased WHERE o.tenant_id = $1 AND o.call_id = phone_call.id)"""
_EMPTIED = (
    "UPDATE cases SET erased = true WHERE tenant_id = $1 AND id = $2",
    "UPDATE message SET text = '', author_name = CASE author_kind WHEN 'citizen' THEN '' ELSE author_name END,"
    " original_text = NULL, reaction = '', office_reaction = NULL, external_id = '', reply_to = ''"
    " WHERE tenant_id = $1 AND case_id = $2",
    "UPDATE disposition SET instruction = '' WHERE tenant_id = $1 AND case_id = $2",
    "UPDATE approval_request SET instruction = '' WHERE tenant_id = $1 AND case_id = $2",
    "UPDATE unit_answer SET word = '' WHERE tenant_id = $1 AND case_id = $2",
    "UPDATE delivery SET outbound = '', extra = NULL, external_id = '' WHERE tenant_id = $1"
    " AND message_id IN (SELECT id FROM message WHERE tenant_id = $1 AND case_id = $2)",
    "UPDATE delivery SET outbound = '', extra = NULL, external_id = ''"
    " WHERE tenant_id = $1 AND case_id = $2 AND message_id IS NULL",
    "UPDATE inbox_entry SET arrival = '' WHERE tenant_id = $1 AND case_id = $2 AND state IN ('taken', 'ignored')"
    " AND arrival <> ''",
    "UPDATE inbox_entry SET arrival = '' WHERE tenant_id = $1 AND case_id = $2 AND state = 'failed'",
    "DELETE FROM attachment WHERE tenant_id = $1 AND storage_key = '' AND (case_id = $2 OR draft_id IN"
    " (SELECT id FROM draft WHERE tenant_id = $1 AND case_id = $2))",
    # Their bytes go before their rows do: the next forgetting takes both (attachments/forgetting.py).
    "UPDATE attachment SET case_id = NULL, message_id = NULL, draft_id = NULL, name = '', reason = '', source = NULL,"
    " due_at = NULL, state = 'failed', created_at = created_at - interval '100 days' WHERE tenant_id = $1"
    " AND (case_id = $2 OR draft_id IN (SELECT id FROM draft WHERE tenant_id = $1 AND case_id = $2))",
    "UPDATE rating SET comment = '' WHERE tenant_id = $1 AND case_id = $2",
    f"UPDATE link_citizen SET citizen = '', named = false WHERE tenant_id = $1 AND link_id IN {_HANDED}",  # noqa: S608
    "UPDATE link SET handed = '', reason = '', said = '', copy_said = ''"
    " WHERE tenant_id = $1 AND (case_id = $2 OR home_id = $2)",
    f"UPDATE register_entry SET author = '', text = '' WHERE tenant_id = $1 AND register_link_id IN {_FILED}",  # noqa: S608
    f"UPDATE register_answer SET text = '', files = '[]'"  # noqa: S608 - words of ours, as above
    f" WHERE tenant_id = $1 AND register_link_id IN {_FILED}",
    # Nobody looks there any more: what was said since would stand here again.
    f"UPDATE register_link r SET filing = {_BARE_FILING}, documents = '{{}}', due_at = NULL FROM cases c"  # noqa: S608
    " WHERE r.tenant_id = $1 AND r.case_id = $2 AND c.tenant_id = $1 AND c.id = $2",
    "UPDATE consent_question SET asked = '' WHERE tenant_id = $1 AND case_id = $2",
    "UPDATE case_consent SET how = '' WHERE tenant_id = $1 AND case_id = $2",
    "UPDATE round_line SET note = '' WHERE tenant_id = $1 AND id IN"
    " (SELECT line_id FROM round_case WHERE tenant_id = $1 AND case_id = $2)",
    "UPDATE phone_call SET caller = '', written = '', recording = '', version = version + 1 WHERE tenant_id = $1"  # noqa: S608
    " AND id IN (SELECT call_id FROM call_case WHERE tenant_id = $1 AND case_id = $2)"
    f" AND NOT {_STANDS_ELSEWHERE}",
    "DELETE FROM draft WHERE tenant_id = $1 AND case_id = $2",
    "UPDATE sheet_line SET cells = '{}', remarks = '[]' WHERE tenant_id = $1 AND case_id = $2",
    "DELETE FROM case_elsewhere WHERE tenant_id = $1 AND case_id = $2",
)
_FAMILY = """
    WITH RECURSIVE family AS (SELECT $2::uuid AS id
        UNION SELECT m.id FROM family f JOIN contact m ON m.tenant_id = $1 AND m.merged_into = f.id)
"""
"""A contact, and those that were found to be the same person."""
_LONELY = f"""{_FAMILY}
    SELECT array_agg(id) FROM family WHERE NOT EXISTS (SELECT FROM cases c, family f
            WHERE c.tenant_id = $1 AND c.contact_id = f.id AND c.id <> $3)
        AND NOT EXISTS (SELECT FROM family f JOIN conversation v ON v.tenant_id = $1 AND v.contact_id = f.id
            JOIN cases c ON c.tenant_id = $1 AND c.conversation_id = v.id AND c.id <> $3)
"""  # noqa: S608 - words of ours
_FORGET = (
    "UPDATE phone_call SET caller = '', written = '', recording = '', version = version + 1 WHERE tenant_id = $1"
    " AND ended_at IS NOT NULL AND caller IN (SELECT value FROM contact_identity WHERE tenant_id = $1"
    " AND contact_id = ANY ($2) AND scheme = 'phone')",
    "UPDATE consent s SET reason = '' FROM contact_identity i WHERE s.tenant_id = $1 AND i.tenant_id = $1"
    " AND i.contact_id = ANY ($2) AND s.scheme = i.scheme AND s.address = i.value",
    "DELETE FROM contact_identity WHERE tenant_id = $1 AND contact_id = ANY ($2)",
    "UPDATE delivery SET outbound = '', extra = NULL, external_id = '' WHERE tenant_id = $1 AND case_id IS NULL"
    " AND state NOT IN ('queued', 'sending')"
    " AND conversation_id IN (SELECT id FROM conversation WHERE tenant_id = $1 AND contact_id = ANY ($2))",
    "UPDATE conversation SET address = 'erased ' || id WHERE tenant_id = $1 AND contact_id = ANY ($2)",
    "UPDATE contact_merge SET identities = '{}', reason = ''"
    " WHERE tenant_id = $1 AND (kept_id = ANY ($2) OR absorbed_id = ANY ($2))",
    "UPDATE contact SET name = '', version = version + 1 WHERE tenant_id = $1 AND id = ANY ($2)",
)


async def empty(scope: Scope, case_id: UUID) -> None:
    """Empty every row that hangs on a case; what is left are times, states, numbers and who of the office acted."""
    for sql in _EMPTIED:
        await scope.execute(sql, scope.tenant_id, case_id)


async def forget(scope: Scope, contact_id: UUID, case_id: UUID) -> None:
    """Forget the citizen of an emptied case, under every number of theirs, unless another case knows them."""
    family = await scope.fetchval(_LONELY, scope.tenant_id, contact_id, case_id)
    for sql in _FORGET if family else ():
        await scope.execute(sql, scope.tenant_id, family)
