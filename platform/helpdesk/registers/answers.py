"""The only queries on answers that go into a register."""

from typing import Any
from uuid import UUID

import msgspec

from helpdesk.channels.register import FilingFile, FollowupKind
from helpdesk.registers.model import LEASE, AnswerStep, RegisterAnswer
from tenants.doors import Scope

_ANSWERS = (
    "SELECT id, register_link_id AS link_id, step, text, kind, files::text AS files, attempts, error_code, due_at"
    " FROM register_answer WHERE tenant_id = $1"
)
_files = msgspec.json.Decoder(tuple[FilingFile, ...])


def _answer_of(row: Any) -> RegisterAnswer:
    fields = dict(row)
    return RegisterAnswer(
        step=AnswerStep(fields.pop("step")),
        kind=FollowupKind(fields.pop("kind")),
        files=_files.decode(fields.pop("files")),
        **fields,
    )


async def add(scope: Scope, answer: RegisterAnswer, actor_id: UUID | None) -> None:
    """Insert an answer."""
    await scope.execute(
        "INSERT INTO register_answer (tenant_id, id, register_link_id, step, text, kind, files, due_at,"
        " actor_id, created_at, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)",
        scope.tenant_id,
        answer.id,
        answer.link_id,
        answer.step.value,
        answer.text,
        answer.kind.value,
        msgspec.json.encode(answer.files).decode(),
        answer.due_at,
        actor_id,
        scope.now,
    )


async def unsettled(scope: Scope, link_id: UUID) -> list[RegisterAnswer]:
    """Answers on their way or waiting for a person, held, the oldest first."""
    rows = await scope.fetch(
        f"{_ANSWERS} AND register_link_id = $2 AND step NOT IN ('sent', 'failed')"
        " ORDER BY created_at, id FOR UPDATE",
        scope.tenant_id,
        link_id,
    )
    return [_answer_of(row) for row in rows]


async def held(scope: Scope, answer_id: UUID) -> RegisterAnswer:
    """One of them, held until the transaction ends."""
    return _answer_of(await scope.fetchrow(f"{_ANSWERS} AND id = $2 FOR UPDATE", scope.tenant_id, answer_id))


async def claim(scope: Scope) -> RegisterAnswer | None:
    """A due answer as it was found, now leased and marked as being sent."""
    row = await scope.fetchrow(
        f"{_ANSWERS} AND due_at <= $2 ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED",
        scope.tenant_id,
        scope.now,
    )
    if row is None:
        return None
    await scope.execute(
        "UPDATE register_answer SET step = 'sending', due_at = $3, changed_at = $4"
        " WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        row["id"],
        scope.now + LEASE,
        scope.now,
    )
    return _answer_of(row)


async def save(scope: Scope, answer: RegisterAnswer) -> None:
    """Write a held answer back."""
    await scope.execute(
        "UPDATE register_answer SET step = $3, attempts = $4, error_code = $5, due_at = $6, changed_at = $7"
        " WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        answer.id,
        answer.step.value,
        answer.attempts,
        answer.error_code,
        answer.due_at,
        scope.now,
    )
