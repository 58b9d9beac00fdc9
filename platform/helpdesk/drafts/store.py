"""The only queries on drafts."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from helpdesk.attachments import store as attachments
from helpdesk.cases.visibility import ASKER, VISIBLE, asker_values
from helpdesk.drafts.model import Draft, DraftState, OwnDraft, Plan, Tab
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor

_COLUMNS = (
    "id, case_id, author_id, author_name, tab, state, text, plan, case_version, reason, version, updated_at,"
    " due_at"
)
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Plan)

_OF_CASE = f"SELECT {_COLUMNS} FROM draft WHERE tenant_id = $1 AND case_id = $2 ORDER BY updated_at, id"  # noqa: S608
_MINE = (
    f"SELECT {_COLUMNS} FROM draft WHERE tenant_id = $1 AND case_id = $2 AND author_id = $3 AND tab = $4"  # noqa: S608
    " AND state = 'writing' FOR UPDATE"
)
_HELD = f"SELECT {_COLUMNS} FROM draft WHERE tenant_id = $1 AND id = $2 AND state = 'held' FOR UPDATE"  # noqa: S608
_SAVE = """
    INSERT INTO draft (tenant_id, id, case_id, author_id, author_name, tab, state, text, plan, case_version, reason,
        version, updated_at, due_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
    ON CONFLICT (tenant_id, id) DO UPDATE SET author_name = excluded.author_name, state = excluded.state,
        text = excluded.text, plan = excluded.plan, case_version = excluded.case_version,
        reason = excluded.reason, version = excluded.version, updated_at = excluded.updated_at,
        due_at = excluded.due_at
"""
_DUE = """
    SELECT d.id, d.author_id, c.number FROM draft d
    JOIN cases c ON c.tenant_id = d.tenant_id AND c.id = d.case_id
    WHERE d.tenant_id = $1 AND d.state = 'held' AND d.due_at <= $2 ORDER BY d.due_at, d.id LIMIT $3
"""
_CHANGED = """
    SELECT EXISTS (SELECT FROM case_event WHERE tenant_id = $1 AND case_id = $2 AND at > $3
        AND actor_kind <> 'system' AND actor_id IS DISTINCT FROM $4)
"""
_OWN = (
    "SELECT c.number, c.title, c.summary, coalesce(v.last_in_at > d.updated_at, false) AS heard,"  # noqa: S608
    " d.id, d.case_id, d.author_id, d.author_name, d.tab, d.state, d.text, d.plan, d.case_version, d.reason,"
    " d.version, d.updated_at, d.due_at"
    " FROM draft d JOIN cases c ON c.tenant_id = d.tenant_id AND c.id = d.case_id"
    " LEFT JOIN conversation v ON v.tenant_id = c.tenant_id AND v.id = c.conversation_id"
    f", {ASKER}"
    f" WHERE {VISIBLE} AND d.tenant_id = $1 AND d.author_id = $3 ORDER BY d.updated_at DESC LIMIT 200"
)


async def of_case(scope: Scope, case_id: UUID) -> list[Draft]:
    """Everything that is being written on a case, with its files."""
    rows = await scope.fetch(_OF_CASE, scope.tenant_id, case_id)
    return [await _with_files(scope, _draft(row)) for row in rows]


async def mine(scope: Scope, case_id: UUID, author_id: UUID, tab: Tab) -> Draft | None:
    """What the author writes in a tab, held."""
    row = await scope.fetchrow(_MINE, scope.tenant_id, case_id, author_id, tab.value)
    return await _with_files(scope, _draft(row)) if row else None


async def held(scope: Scope, draft_id: UUID) -> Draft | None:
    """An answer that waits to be sent; whoever gets it decides alone what becomes of it."""
    row = await scope.fetchrow(_HELD, scope.tenant_id, draft_id)
    return await _with_files(scope, _draft(row)) if row else None


async def save(scope: Scope, draft: Draft) -> None:
    """Write a draft, new or changed; its files are bound elsewhere."""
    await scope.execute(
        _SAVE,
        scope.tenant_id,
        draft.id,
        draft.case_id,
        draft.author_id,
        draft.author_name,
        draft.tab.value,
        draft.state.value,
        draft.text,
        _encoder.encode(draft.plan),
        draft.case_version,
        draft.reason,
        draft.version,
        draft.updated_at,
        draft.due_at,
    )


async def drop(scope: Scope, draft_id: UUID) -> None:
    """It was sent or thrown away; files that are still with it belong to nothing now."""
    await attachments.move_draft(scope, draft_id, None)
    await scope.execute("DELETE FROM draft WHERE tenant_id = $1 AND id = $2", scope.tenant_id, draft_id)


async def forget_untouched(tenant_id: int, most: int) -> int:
    """Remove drafts that nobody wrote in for 90 days; their files go as those of no form do. Answers how many."""
    async with tenant_scope(tenant_id) as scope:
        rows = await scope.fetch(
            "SELECT id FROM draft WHERE tenant_id = $1 AND state = 'writing'"
            " AND updated_at < $2::timestamptz - interval '90 days' LIMIT $3 FOR UPDATE SKIP LOCKED",
            scope.tenant_id,
            scope.now,
            most,
        )
        for row in rows:
            await drop(scope, row["id"])
    return len(rows)


async def due(scope: Scope, most: int) -> list[tuple[UUID, UUID, str]]:
    """Held answers whose moment has come: id, author, case number."""
    rows = await scope.fetch(_DUE, scope.tenant_id, scope.now, most)
    return [(row["id"], row["author_id"], row["number"]) for row in rows]


async def changed_by_others(scope: Scope, case_id: UUID, since: datetime, author_id: UUID) -> bool:
    """Did anybody but the author and the clocks change the case since then?"""
    changed: bool = await scope.fetchval(_CHANGED, scope.tenant_id, case_id, since, author_id)
    return changed


async def author_name(scope: Scope, membership_id: UUID) -> str:
    """The name under which a member of the office writes."""
    name: str | None = await scope.fetchval(
        "SELECT staff_name(p.name, m.tenant_id, m.delegation_id)"
        " FROM membership m JOIN person p ON p.id = m.person_id"
        " WHERE m.tenant_id = $1 AND m.id = $2",
        scope.tenant_id,
        membership_id,
    )
    return name or ""


async def hold_case_of(scope: Scope, draft_id: UUID) -> None:
    """Hold the case on which a draft is written."""
    await scope.fetchval(
        "SELECT c.id FROM cases c JOIN draft d ON d.tenant_id = c.tenant_id AND d.case_id = c.id"
        " WHERE d.tenant_id = $1 AND d.id = $2 FOR UPDATE OF c",
        scope.tenant_id,
        draft_id,
    )


async def own(scope: Scope, actor: Actor) -> list[OwnDraft]:
    """The actor's drafts on cases that the actor still sees, the latest first; without their files."""
    rows = await scope.fetch(_OWN, *asker_values(scope, actor))
    return [
        OwnDraft(
            number=row["number"],
            title=row["title"] or row["summary"][:80],
            draft=_draft(row),
            heard=row["heard"],
        )
        for row in rows
    ]


async def _with_files(scope: Scope, draft: Draft) -> Draft:
    return replace(draft, files=tuple(await attachments.of_draft(scope, draft.id)))


def _draft(row: Any) -> Draft:
    fields = {name: row[name] for name in Draft.__struct_fields__ if name != "files"}
    fields |= {"tab": Tab(row["tab"]), "state": DraftState(row["state"])}
    return Draft(**(fields | {"plan": _decoder.decode(row["plan"])}))
