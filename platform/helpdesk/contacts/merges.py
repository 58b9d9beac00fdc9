"""The only queries on merges of contacts, and on what was said of two contacts together."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from helpdesk.contacts.model import Merge
from helpdesk.contacts.store import Key
from tenants.doors import Scope
from tenants.permissions.model import Actor

_COLUMNS = "id, kept_id, absorbed_id, reason, identities, conversations, cases, at, by_name, undone_at"
_STANDING = (
    f"SELECT {_COLUMNS} FROM contact_merge WHERE tenant_id = $1 AND kept_id = ANY($2::uuid[])"  # noqa: S608
    " AND undone_at IS NULL ORDER BY at, id"
)
_ONE = f"SELECT {_COLUMNS} FROM contact_merge WHERE tenant_id = $1 AND id = $2"  # noqa: S608
_ADD = (
    "INSERT INTO contact_merge (tenant_id, id, kept_id, absorbed_id, reason, identities, conversations, cases,"
    " at, by_name, by_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
)
_TOGETHER = (
    "INSERT INTO contact_pair (tenant_id, one_id, other_id, together_at) SELECT $1, one, other, $4"
    " FROM unnest($2::uuid[], $3::uuid[]) AS p (one, other)"
    " ON CONFLICT (tenant_id, one_id, other_id) DO UPDATE SET together_at = excluded.together_at"
)
_DENY = (
    "INSERT INTO contact_pair (tenant_id, one_id, other_id, denied_at) VALUES ($1, $2, $3, $4)"
    " ON CONFLICT (tenant_id, one_id, other_id) DO UPDATE SET denied_at = excluded.denied_at"
)


async def standing(scope: Scope, kept_ids: Iterable[UUID]) -> list[Merge]:
    """What was merged into these contacts and not parted since, the oldest first."""
    rows = await scope.fetch(_STANDING, scope.tenant_id, list(kept_ids))
    return [_merge(row) for row in rows]


async def find(scope: Scope, merge_id: UUID) -> Merge | None:
    """One merge, also one that was undone."""
    row = await scope.fetchrow(_ONE, scope.tenant_id, merge_id)
    return _merge(row) if row else None


async def add(scope: Scope, merge: Merge, actor: Actor) -> None:
    """Note a merge, and that the absorbed contact is the kept one now; both are a version further."""
    await scope.execute(
        _ADD,
        scope.tenant_id,
        merge.id,
        merge.kept_id,
        merge.absorbed_id,
        merge.reason,
        [" ".join(key) for key in merge.identities],
        sorted(merge.conversations),
        sorted(merge.cases),
        merge.at,
        merge.by_name,
        actor.id,
    )
    await _mark(scope, merge, merge.kept_id)


async def undo(scope: Scope, merge: Merge, actor: Actor) -> None:
    """Note that a merge was undone; both contacts are a version further."""
    await scope.execute(
        "UPDATE contact_merge SET undone_at = $3, undone_by = $4, undone_name = $5 WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        merge.id,
        scope.now,
        actor.id,
        actor.name,
    )
    await _mark(scope, merge, None)


async def give_identities(scope: Scope, giver: UUID, taker: UUID, only: Sequence[Key] | None) -> list[Key]:
    """Bind the giver's identities, all or only these, to the taker; answers which."""
    schemes, values = zip(*only, strict=True) if only else ((), ())
    rows = await scope.fetch(
        "UPDATE contact_identity i SET contact_id = $3 WHERE i.tenant_id = $1 AND i.contact_id = $2 AND ($4 OR EXISTS"
        " (SELECT FROM unnest($5::text[], $6::text[]) AS k (scheme, value)"
        " WHERE k.scheme = i.scheme AND k.value = i.value)) RETURNING i.scheme, i.value",
        scope.tenant_id,
        giver,
        taker,
        only is None,
        list(schemes),
        list(values),
    )
    return [(row["scheme"], row["value"]) for row in rows]


async def note_together(scope: Scope, pairs: Iterable[tuple[UUID, UUID]]) -> None:
    """A remote named identities of two contacts as one person's."""
    known = sorted({(min(pair), max(pair)) for pair in pairs})
    ones, others = zip(*known, strict=True) if known else ((), ())
    await scope.execute(_TOGETHER, scope.tenant_id, list(ones), list(others), scope.now)


async def deny(scope: Scope, one: UUID, other: UUID) -> None:
    """An officer says that they are two people."""
    await scope.execute(_DENY, scope.tenant_id, min(one, other), max(one, other), scope.now)


async def _mark(scope: Scope, merge: Merge, into: UUID | None) -> None:
    await scope.execute(
        "UPDATE contact SET version = version + 1, merged_into = CASE id WHEN $3 THEN $4::uuid END"
        " WHERE tenant_id = $1 AND id IN ($2, $3)",
        scope.tenant_id,
        merge.kept_id,
        merge.absorbed_id,
        into,
    )


def _merge(row: Any) -> Merge:
    fields = dict(row)
    identities = (each.split(" ", 1) for each in fields.pop("identities"))
    return Merge(
        identities=tuple((scheme, value) for scheme, value in identities),
        conversations=frozenset(fields.pop("conversations")),
        cases=frozenset(fields.pop("cases")),
        **fields,
    )
