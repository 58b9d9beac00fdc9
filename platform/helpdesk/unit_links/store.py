"""The only queries on links for units, their codes, and what units answered."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from helpdesk.unit_links.model import AnswerState, CameBy, Code, Link, UnitAnswer
from tenants.doors import Scope

_LINK = "SELECT id, case_id, unit_id, disposition_id, made_at, expires_at, revoked_at FROM unit_link"
_ANSWER = (
    "SELECT id, case_id, unit_id, disposition_id, message_id, came_by, state, released_id, at, word"
    " FROM unit_answer"
)
_CODE = "SELECT id, link_id, sent_at, wrong, used_at FROM unit_code"


async def add(scope: Scope, link: Link) -> bool:
    """Insert a link; false when the disposition has one that was not revoked."""
    made = await scope.fetchval(
        "INSERT INTO unit_link (tenant_id, id, case_id, unit_id, disposition_id, made_at, expires_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING RETURNING id",
        scope.tenant_id,
        link.id,
        link.case_id,
        link.unit_id,
        link.disposition_id,
        link.made_at,
        link.expires_at,
    )
    return made is not None


async def link(scope: Scope, link_id: UUID) -> Link | None:
    """One of the office's links."""
    row = await scope.fetchrow(f"{_LINK} WHERE tenant_id = $1 AND id = $2", scope.tenant_id, link_id)
    return Link(**dict(row)) if row else None


async def link_of(scope: Scope, disposition_id: UUID) -> Link | None:
    """The link of a disposition that was not revoked."""
    sql = f"{_LINK} WHERE tenant_id = $1 AND disposition_id = $2 AND revoked_at IS NULL"
    row = await scope.fetchrow(sql, scope.tenant_id, disposition_id)
    return Link(**dict(row)) if row else None


async def revoke(scope: Scope, disposition_id: UUID) -> bool:
    """Take the link back, with every browser that it let in; false when there was none."""
    found = await scope.fetchval(
        "UPDATE unit_link SET revoked_at = $3 WHERE tenant_id = $1 AND disposition_id = $2 AND revoked_at IS NULL"
        " RETURNING id",
        scope.tenant_id,
        disposition_id,
        scope.now,
    )
    return found is not None


async def codes(scope: Scope, link_id: UUID, within: timedelta) -> list[Code]:
    """The codes that were sent for a link, the newest first."""
    rows = await scope.fetch(
        f"{_CODE} WHERE tenant_id = $1 AND link_id = $2 AND sent_at > $3 ORDER BY sent_at DESC, id DESC",
        scope.tenant_id,
        link_id,
        scope.now - within,
    )
    return [Code(**dict(row)) for row in rows]


async def hold(scope: Scope, link_id: UUID) -> None:
    """One code, and one try, of a link after the other, over all processes."""
    await scope.execute(
        "SELECT id FROM unit_link WHERE tenant_id = $1 AND id = $2 FOR UPDATE", scope.tenant_id, link_id
    )


async def add_code(scope: Scope, code_id: UUID, link_id: UUID) -> None:
    """A code is on its way."""
    await scope.execute(
        "INSERT INTO unit_code (tenant_id, id, link_id, sent_at) VALUES ($1, $2, $3, $4)",
        scope.tenant_id,
        code_id,
        link_id,
        scope.now,
    )


async def count_wrong(scope: Scope, code_id: UUID) -> None:
    """It was tried, and was another."""
    await scope.execute(
        "UPDATE unit_code SET wrong = wrong + 1 WHERE tenant_id = $1 AND id = $2", scope.tenant_id, code_id
    )


async def use_code(scope: Scope, code_id: UUID, pass_digest: bytes, until: datetime) -> None:
    """It let a browser in, and nobody else any more."""
    await scope.execute(
        "UPDATE unit_code SET used_at = $3, pass_digest = $4, pass_ends_at = $5"
        " WHERE tenant_id = $1 AND id = $2 AND used_at IS NULL",
        scope.tenant_id,
        code_id,
        scope.now,
        pass_digest,
        until,
    )


async def has_pass(scope: Scope, link_id: UUID, pass_digest: bytes, since: datetime | None) -> bool:
    """Whether a browser with this pass was let in by a code of the link that was sent `since` then, and may stay."""
    found: bool = await scope.fetchval(
        "SELECT EXISTS (SELECT FROM unit_code WHERE tenant_id = $1 AND link_id = $2 AND pass_digest = $3"
        " AND pass_ends_at > $4 AND sent_at >= coalesce($5::timestamptz, '-infinity'))",
        scope.tenant_id,
        link_id,
        pass_digest,
        scope.now,
        since,
    )
    return found


async def add_answer(scope: Scope, answer: UnitAnswer) -> None:
    """Insert what a unit answered."""
    await scope.execute(
        "INSERT INTO unit_answer (tenant_id, id, case_id, unit_id, disposition_id, message_id, came_by, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        scope.tenant_id,
        answer.id,
        answer.case_id,
        answer.unit_id,
        answer.disposition_id,
        answer.message_id,
        answer.came_by.value,
        answer.at,
    )


async def answer(scope: Scope, answer_id: UUID) -> UnitAnswer | None:
    """One of them."""
    row = await scope.fetchrow(f"{_ANSWER} WHERE tenant_id = $1 AND id = $2", scope.tenant_id, answer_id)
    return _answer(row) if row else None


async def answers_of(scope: Scope, case_id: UUID) -> list[UnitAnswer]:
    """All that units answered about a case, oldest first."""
    sql = f"{_ANSWER} WHERE tenant_id = $1 AND case_id = $2 ORDER BY at, id"
    return [_answer(row) for row in await scope.fetch(sql, scope.tenant_id, case_id)]


async def release(
    scope: Scope, answer_id: UUID, released_id: UUID, state: AnswerState = AnswerState.RELEASED
) -> None:
    """The citizen has it, as this message; or it is proposed to the office that speaks with them."""
    await scope.execute(
        "UPDATE unit_answer SET state = $4, released_id = $3 WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        answer_id,
        released_id,
        state.value,
    )


async def was_said(scope: Scope, message_id: UUID) -> None:
    """The office that speaks has told the citizen what was proposed to it."""
    await scope.execute(
        "UPDATE unit_answer SET state = 'released' WHERE tenant_id = $1 AND released_id = $2 AND state = 'proposed'",
        scope.tenant_id,
        message_id,
    )


async def wait_again(scope: Scope, answer_id: UUID) -> None:
    """Nobody took what was proposed: it waits for the desk as before."""
    await scope.execute(
        "UPDATE unit_answer SET state = 'waiting', released_id = NULL"
        " WHERE tenant_id = $1 AND id = $2 AND state = 'proposed'",
        scope.tenant_id,
        answer_id,
    )


async def return_answer(scope: Scope, answer_id: UUID, word: str) -> None:
    """The unit is asked for a better one."""
    await scope.execute(
        "UPDATE unit_answer SET state = 'returned', word = $3 WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        answer_id,
        word,
    )


async def noticed(
    scope: Scope, keys: Sequence[tuple[UUID, str]]
) -> dict[tuple[UUID, str], tuple[UUID, UUID]]:
    """(account, remote's id of our message) → unit and case that the message told of, for notices to units."""
    accounts, externals = zip(*keys, strict=True) if keys else ((), ())
    rows = await scope.fetch(
        "SELECT d.account_id, d.external_id, n.unit_id, n.case_id FROM delivery d"
        " JOIN unnest($2::uuid[], $3::text[]) AS k (account_id, external_id)"
        " ON d.account_id = k.account_id AND d.external_id = k.external_id AND d.external_id <> ''"
        " JOIN notice n ON n.tenant_id = d.tenant_id AND n.id = d.notice_id AND n.kind = 'unit'"
        " WHERE d.tenant_id = $1 AND n.unit_id IS NOT NULL AND n.case_id IS NOT NULL",
        scope.tenant_id,
        list(accounts),
        list(externals),
    )
    return {(row["account_id"], row["external_id"]): (row["unit_id"], row["case_id"]) for row in rows}


async def add_notice(scope: Scope, notice_id: UUID, unit_id: UUID, case_id: UUID | None, kind: str) -> None:
    """A unit is told something; the words stand in the delivery only."""
    await scope.execute(
        "INSERT INTO notice (tenant_id, id, unit_id, case_id, kind, at) VALUES ($1, $2, $3, $4, $5, $6)",
        scope.tenant_id,
        notice_id,
        unit_id,
        case_id,
        kind,
        scope.now,
    )


async def heard_from(scope: Scope, unit_id: UUID, account_id: UUID) -> None:
    """The unit's number wrote to an account: its window for free text begins anew."""
    await scope.execute(
        "INSERT INTO unit_line (tenant_id, unit_id, account_id, last_in_at) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (tenant_id, unit_id, account_id) DO UPDATE SET last_in_at = excluded.last_in_at",
        scope.tenant_id,
        unit_id,
        account_id,
        scope.now,
    )


async def last_heard(scope: Scope, unit_id: UUID, account_id: UUID) -> datetime | None:
    """When the unit's number last wrote to the account."""
    found: datetime | None = await scope.fetchval(
        "SELECT last_in_at FROM unit_line WHERE tenant_id = $1 AND unit_id = $2 AND account_id = $3",
        scope.tenant_id,
        unit_id,
        account_id,
    )
    return found


async def was_answered(scope: Scope, unit_id: UUID, within: timedelta) -> bool:
    """Was the unit shown the way a short while ago? Two machines must not talk for ever."""
    found: bool = await scope.fetchval(
        "SELECT EXISTS (SELECT FROM notice WHERE tenant_id = $1 AND unit_id = $2 AND at > $3 AND kind = 'answer')",
        scope.tenant_id,
        unit_id,
        scope.now - within,
    )
    return found


def _answer(row: Any) -> UnitAnswer:
    fields = dict(row)
    return UnitAnswer(came_by=CameBy(fields.pop("came_by")), state=AnswerState(fields.pop("state")), **fields)
