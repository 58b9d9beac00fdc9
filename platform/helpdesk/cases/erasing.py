"""A case without its citizen: every word and file goes; number, times, states and promises stay, for the figures.

No role can remove cases, because other rows may name them for ever.
"""

from typing import Any
from uuid import UUID

from msgspec.structs import replace

from helpdesk.cases.model import Case
from kit.errors import Conflict
from tenants.doors import Scope

_AWAITED = """
    SELECT EXISTS (SELECT FROM delivery WHERE tenant_id = $1 AND case_id = $2 AND state IN ('queued', 'sending'))
        OR EXISTS (SELECT FROM draft WHERE tenant_id = $1 AND case_id = $2 AND state = 'held')
"""
_EMPTIED = (
    "UPDATE message SET text = '', author_name = CASE author_kind WHEN 'citizen' THEN '' ELSE author_name END,"
    " original_text = NULL WHERE tenant_id = $1 AND case_id = $2",
    "UPDATE disposition SET instruction = '' WHERE tenant_id = $1 AND case_id = $2",
    "UPDATE approval_request SET instruction = '' WHERE tenant_id = $1 AND case_id = $2",
    "UPDATE unit_answer SET word = '' WHERE tenant_id = $1 AND case_id = $2",
    "UPDATE delivery SET outbound = '', extra = NULL WHERE tenant_id = $1 AND case_id = $2",
    "UPDATE inbox_entry SET arrival = '' WHERE tenant_id = $1 AND case_id = $2 AND state <> 'new'",
    "DELETE FROM attachment WHERE tenant_id = $1 AND storage_key = '' AND (case_id = $2 OR draft_id IN"
    " (SELECT id FROM draft WHERE tenant_id = $1 AND case_id = $2))",
    # Their bytes go before their rows do: the next forgetting takes both (attachments/forgetting.py).
    "UPDATE attachment SET case_id = NULL, message_id = NULL, draft_id = NULL, name = '', due_at = NULL,"
    " state = 'failed', created_at = created_at - interval '100 days' WHERE tenant_id = $1 AND (case_id = $2"
    " OR draft_id IN (SELECT id FROM draft WHERE tenant_id = $1 AND case_id = $2))",
    "UPDATE rating SET comment = '' WHERE tenant_id = $1 AND case_id = $2",
    "UPDATE link_citizen n SET citizen = '', named = false FROM link l WHERE n.tenant_id = $1 AND l.tenant_id = $1"
    " AND l.id = n.link_id AND l.case_id = $2",
    # Of a merged case as well: its words went with the hand-over to the case that survived.
    "UPDATE link SET handed = '' WHERE tenant_id = $1 AND (case_id = $2 OR home_id = $2)",
    "DELETE FROM draft WHERE tenant_id = $1 AND case_id = $2",
    "DELETE FROM case_elsewhere WHERE tenant_id = $1 AND case_id = $2",
)
_LONELY = """
    SELECT NOT EXISTS (SELECT FROM cases WHERE tenant_id = $1 AND contact_id = $2 AND id <> $3)
        AND NOT EXISTS (SELECT FROM conversation v JOIN cases c ON c.tenant_id = v.tenant_id
            AND c.conversation_id = v.id AND c.id <> $3 WHERE v.tenant_id = $1 AND v.contact_id = $2)
        AND NOT EXISTS (SELECT FROM contact WHERE tenant_id = $1 AND merged_into = $2)
"""
_FORGET = (
    "DELETE FROM contact_identity WHERE tenant_id = $1 AND contact_id = $2",
    "UPDATE conversation SET address = 'erased ' || id WHERE tenant_id = $1 AND contact_id = $2",
    "UPDATE contact SET name = '', version = version + 1 WHERE tenant_id = $1 AND id = $2",
)
_MARK = """
    INSERT INTO case_erasure (tenant_id, case_id, ground, erased_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (tenant_id, case_id) DO UPDATE SET ground = $3, erased_at = $4, law = ''
"""
_KEEP = """
    INSERT INTO case_erasure (tenant_id, case_id, law) VALUES ($1, $2, $3)
    ON CONFLICT (tenant_id, case_id) DO UPDATE SET law = $3
"""


def emptied(case: Case) -> Case:
    """The case without what tells who its citizen is; no PIN opens it any more."""
    generation = case.pin_generation + 1
    nobody = replace(case, contact_id=None, conversation_id=None, pin_generation=generation)
    return replace(nobody, title="", summary="", danger=False, unread=False)


async def standing(scope: Scope, case_id: UUID) -> tuple[bool, str]:
    """Whether the citizen's data are gone, and the law that makes the office keep them; empty for none."""
    row: Any = await scope.fetchrow(
        "SELECT erased_at IS NOT NULL AS gone, law FROM case_erasure WHERE tenant_id = $1 AND case_id = $2",
        scope.tenant_id,
        case_id,
    )
    return (row["gone"], row["law"]) if row else (False, "")


async def keep(scope: Scope, case_id: UUID, law: str) -> None:
    """The office keeps them, because of this law; empty takes that back."""
    await scope.execute(_KEEP, scope.tenant_id, case_id, law)


async def erase(scope: Scope, case_id: UUID, contact_id: UUID | None, ground: str) -> None:
    """Empty what hangs on a held case, and its citizen where no other case knows them; the case is `emptied`.

    Raises `Conflict` (`still_sending`) while something to the citizen is on its way.
    """
    if await scope.fetchval(_AWAITED, scope.tenant_id, case_id):
        raise Conflict("still_sending")
    for sql in _EMPTIED:
        await scope.execute(sql, scope.tenant_id, case_id)
    await scope.execute(_MARK, scope.tenant_id, case_id, ground, scope.now)
    if contact_id is not None and await scope.fetchval(_LONELY, scope.tenant_id, contact_id, case_id):
        for sql in _FORGET:
            await scope.execute(sql, scope.tenant_id, contact_id)
