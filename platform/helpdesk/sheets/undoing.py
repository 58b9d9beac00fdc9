"""An import is taken back: what it brought goes, what somebody has worked on since stays and is listed.

No role can remove cases, because other rows may name them for ever. So a case that goes is emptied of every word, of
its citizen and of its promises, and is shown to nobody any more.
"""

from collections.abc import Sequence
from uuid import UUID

from helpdesk.cases import history
from helpdesk.facts.sheets import CaseWithdrawn
from helpdesk.sheets import store
from helpdesk.sheets.model import Import, ImportState
from tenants.audit.service import record
from tenants.doors import Scope
from tenants.outbox.service import announce
from tenants.permissions.model import Actor, ActorKind

_UNTOUCHED = ("case.seen", "clock.missed", "clock.stage", "clock.promised", "case.colleague_told")
"""What happens to a case without anybody working on it."""
_NEXT = """
    SELECT l.place, l.case_id FROM sheet_line l
    WHERE l.tenant_id = $1 AND l.import_id = $2 AND l.tab = $3 AND l.fate = 'new' ORDER BY l.place LIMIT $4
"""
_HOLD = "SELECT id FROM cases WHERE tenant_id = $1 AND id = ANY ($2::uuid[]) ORDER BY id FOR NO KEY UPDATE"
_NAMED_BY = (
    *("draft", "attachment", "delivery", "link", "register_link", "rating", "case_elsewhere"),
    *("call_case", "round_case"),
)
"""Whoever has put something of this kind on a case has worked on it."""
_WORKED_ON = (
    "SELECT s.case_id FROM sheet_case s WHERE s.tenant_id = $1 AND s.case_id = ANY ($2::uuid[]) AND ("  # noqa: S608
    "EXISTS (SELECT FROM case_event e WHERE e.tenant_id = $1 AND e.case_id = s.case_id AND e.at > s.made_at"
    " AND e.kind <> ALL ($3::text[]))"
    " OR EXISTS (SELECT FROM message m WHERE m.tenant_id = $1 AND m.case_id = s.case_id AND m.at > s.made_at)"
    " OR EXISTS (SELECT FROM cases d WHERE d.tenant_id = $1 AND d.duplicate_of = s.case_id)"
    + "".join(
        f" OR EXISTS (SELECT FROM {table} x WHERE x.tenant_id = $1 AND x.case_id = s.case_id)"
        for table in _NAMED_BY
    )
    + ")"
)
_EMPTY_CASES = """
    UPDATE cases SET withdrawn = true, spam = true, state = 'rejected', closed_at = $3, title = '', summary = '',
        contact_id = NULL, unit_id = NULL, facility_id = NULL, topic_id = NULL, due_at = NULL, soon_at = NULL,
        unread = false, version = version + 1
    WHERE tenant_id = $1 AND id = ANY ($2::uuid[])
"""
_EMPTY_MESSAGES = """
    UPDATE message SET text = '', author_name = '', original_text = NULL
    WHERE tenant_id = $1 AND case_id = ANY ($2::uuid[])
"""
_CITIZENS = "SELECT DISTINCT contact_id FROM cases WHERE tenant_id = $1 AND id = ANY ($2::uuid[])"
_REMOVE = tuple(
    f"DELETE FROM {table} WHERE tenant_id = $1 AND case_id = ANY ($2::uuid[])"  # noqa: S608 - names from here
    for table in ("clock", "disposition", "alert", "sheet_case")
)
_LONELY = """
    SELECT c.id FROM contact c WHERE c.tenant_id = $1 AND c.id = ANY ($2::uuid[]) AND c.merged_into IS NULL
        AND NOT EXISTS (SELECT FROM cases o WHERE o.tenant_id = $1 AND o.contact_id = c.id)
        AND NOT EXISTS (SELECT FROM conversation v WHERE v.tenant_id = $1 AND v.contact_id = c.id)
        AND NOT EXISTS (SELECT FROM contact m WHERE m.tenant_id = $1 AND m.merged_into = c.id)
"""
_MARK = """
    UPDATE sheet_line SET fate = $4, case_id = CASE $4 WHEN 'undone' THEN NULL ELSE case_id END
    WHERE tenant_id = $1 AND import_id = $2 AND case_id = ANY ($3::uuid[]) AND fate = 'new'
"""


async def undo_some(scope: Scope, job: Import, most: int) -> int:
    """Take the next lines of an import back; answers how many were looked at."""
    rows = await scope.fetch(_NEXT, scope.tenant_id, job.id, job.tab, most)
    ids = [row["case_id"] for row in rows]
    if ids:
        await scope.execute(_HOLD, scope.tenant_id, ids)
        worked = {row["case_id"] for row in await scope.fetch(_WORKED_ON, scope.tenant_id, ids, _UNTOUCHED)}
        going = [each for each in ids if each not in worked]
        await _mark(scope, job, sorted(worked), "kept")
        await _mark(scope, job, going, "undone")
        await _withdraw(scope, job, going)
        await store.count(scope, job.id, undone=len(going), kept=len(worked))
    if len(ids) < most:
        await store.move(scope, job.id, ImportState.UNDONE, due=False)
        done = await store.load(scope, job.id)
        await record(
            scope, _hand(scope, job), "sheet.undone", "sheet", job.id, undone=done.undone, kept=done.kept
        )
    return max(len(ids), 1)


async def _mark(scope: Scope, job: Import, ids: Sequence[UUID], fate: str) -> None:
    await scope.execute(_MARK, scope.tenant_id, job.id, list(ids), fate)


async def _withdraw(scope: Scope, job: Import, ids: Sequence[UUID]) -> None:
    """The cases are empty from now on, and a later import may bring their lines again."""
    people = [row["contact_id"] for row in await scope.fetch(_CITIZENS, scope.tenant_id, ids)]
    for sql in _REMOVE:
        await scope.execute(sql, scope.tenant_id, ids)
    await scope.execute(_EMPTY_MESSAGES, scope.tenant_id, ids)
    await scope.execute(_EMPTY_CASES, scope.tenant_id, ids, scope.now)
    await _forget_people(scope, people)
    facts = [CaseWithdrawn(case_id=each, at=scope.now, import_id=job.id) for each in ids]
    await history.add(scope, _hand(scope, job), facts)
    await announce(scope, facts)


async def _forget_people(scope: Scope, ids: Sequence[UUID]) -> None:
    """Citizens whom only these cases knew lose name and number: nothing else of them is left here."""
    lonely = [row["id"] for row in await scope.fetch(_LONELY, scope.tenant_id, ids)]
    await scope.execute(
        "DELETE FROM contact_identity WHERE tenant_id = $1 AND contact_id = ANY ($2::uuid[])",
        scope.tenant_id,
        lonely,
    )
    await scope.execute(
        "UPDATE contact SET name = '', version = version + 1 WHERE tenant_id = $1 AND id = ANY ($2::uuid[])",
        scope.tenant_id,
        lonely,
    )


def _hand(scope: Scope, job: Import) -> Actor:
    """Whoever had it undone."""
    return Actor(tenant_id=scope.tenant_id, kind=ActorKind.STAFF, name=job.undone_name)
