"""Files that wait for the virus scanner: the only statements on them."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from tenants.doors import Scope

_LEASE = timedelta(minutes=4)
"""Longer than any file may take (kit.clamd)."""
_MOST_ATTEMPTS = 1000
"""Counted no further: a file may wait for months."""


class Unchecked(NamedTuple):
    """How many files of an office wait, and since when the oldest does."""

    files: int
    since: datetime | None


async def claim(scope: Scope) -> Any:
    """The next file to look at, leased: id, case_id, message_id, mime_type, storage_key, state, attempts; or none.

    One that is infected already waits for its bytes to be removed.
    """
    return await scope.fetchrow(
        "UPDATE attachment a SET due_at = $3, attempts = least(a.attempts + 1, $4)"
        " WHERE a.tenant_id = $1 AND a.id = (SELECT id FROM attachment"
        " WHERE tenant_id = $1 AND state IN ('scanning', 'infected') AND due_at <= $2"
        " ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED)"
        " RETURNING a.id, a.case_id, a.message_id, a.mime_type, a.storage_key, a.state, a.attempts",
        scope.tenant_id,
        scope.now,
        scope.now + _LEASE,
        _MOST_ATTEMPTS,
    )


async def clean(scope: Scope, attachment_id: UUID) -> bool:
    """Nothing was found; false when another worker was quicker."""
    tag = await scope.execute(
        "UPDATE attachment SET state = 'stored', reason = '', due_at = NULL"
        " WHERE tenant_id = $1 AND id = $2 AND state = 'scanning'",
        scope.tenant_id,
        attachment_id,
    )
    return tag == "UPDATE 1"


async def infected(scope: Scope, attachment_id: UUID, found: str, *, kept_apart: bool) -> bool:
    """Something was found; nobody gets the file from here on. False when another worker was quicker.

    `kept_apart`: its bytes stay; otherwise the row is due until `removed`.
    """
    tag = await scope.execute(
        "UPDATE attachment SET state = 'infected', reason = $3, due_at = $4"
        " WHERE tenant_id = $1 AND id = $2 AND state = 'scanning'",
        scope.tenant_id,
        attachment_id,
        found,
        None if kept_apart else scope.now + _LEASE,
    )
    return tag == "UPDATE 1"


async def removed(scope: Scope, attachment_id: UUID) -> None:
    """The bytes of what was found are gone."""
    await scope.execute(
        "UPDATE attachment SET storage_key = '', due_at = NULL"
        " WHERE tenant_id = $1 AND id = $2 AND state = 'infected'",
        scope.tenant_id,
        attachment_id,
    )


async def gone(scope: Scope, attachment_id: UUID) -> None:
    """There are no bytes to look at: the program died before they came."""
    await scope.execute(
        "UPDATE attachment SET state = 'failed', reason = 'file_missing', due_at = NULL"
        " WHERE tenant_id = $1 AND id = $2 AND state = 'scanning'",
        scope.tenant_id,
        attachment_id,
    )


async def not_judged(scope: Scope, attachment_id: UUID, code: str, wait: timedelta) -> None:
    """The scanner could not judge it: it waits for another look."""
    await scope.execute(
        "UPDATE attachment SET reason = $3, due_at = $4"
        " WHERE tenant_id = $1 AND id = $2 AND state = 'scanning'",
        scope.tenant_id,
        attachment_id,
        code,
        scope.now + wait,
    )


async def rest(scope: Scope, attachment_id: UUID, wait: timedelta) -> None:
    """Nothing can be looked at now: the claimed file and all that are due wait, and one of them asks again."""
    await scope.execute(
        "UPDATE attachment SET due_at = $3 WHERE tenant_id = $1 AND state = 'scanning'"
        " AND (id = $2 OR due_at < $3)",
        scope.tenant_id,
        attachment_id,
        scope.now + wait,
    )


async def free(scope: Scope) -> list[Any]:
    """Hand out everything that waits: id, case_id, message_id of each."""
    return await scope.fetch(
        "UPDATE attachment SET state = 'stored', reason = '', due_at = NULL"
        " WHERE tenant_id = $1 AND state = 'scanning' AND due_at <= $2 RETURNING id, case_id, message_id",
        scope.tenant_id,
        scope.now,
    )


async def waiting(scope: Scope) -> Unchecked:
    """What the office waits for."""
    row = await scope.fetchrow(
        "SELECT count(*) AS files, min(created_at) AS since FROM attachment"
        " WHERE tenant_id = $1 AND state = 'scanning' AND due_at IS NOT NULL",
        scope.tenant_id,
    )
    assert row is not None  # an aggregate answers one row
    return Unchecked(row["files"], row["since"])
