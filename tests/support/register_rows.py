"""A row in each table of a register that a filing alone does not fill."""

from typing import Any
from uuid import UUID

from kit.ids import uuid7


def register_rows(case_id: UUID, account_id: UUID, link_id: UUID) -> tuple[tuple[Any, ...], ...]:
    """Statements with their values; the office's own id goes before these."""
    return (
        (
            "INSERT INTO register_master (tenant_id, account_id, kind, code, name, seen_at)"
            " VALUES ($1, $2, 'category', '436', 'Kesehatan', now())",
            account_id,
        ),
        (
            "INSERT INTO register_map (tenant_id, account_id, map, changed_at) VALUES ($1, $2, 'status', now())",
            account_id,
        ),
        (
            "INSERT INTO consent_question (tenant_id, id, case_id, purpose, offices, message_id, channel, asked,"
            " wording, at, expires_at) VALUES ($1, $2, $3, 'register', '{}', $2, 'portal', 'x', 'x', now(), now())",
            (question_id := uuid7()),
            case_id,
        ),
        (
            "INSERT INTO case_consent (tenant_id, id, case_id, purpose, given, channel, how, wording, question_id,"
            " actor_kind, at) VALUES ($1, $2, $3, 'register', true, 'desk', 'telepon', '', $4, 'staff', now())",
            uuid7(),
            case_id,
            question_id,
        ),
        (
            "INSERT INTO register_rule (tenant_id, version, changed_at) SELECT $1, 1, now() WHERE $2::int = 1",
            1,
        ),
        (
            "INSERT INTO register_answer (tenant_id, id, register_link_id, step, text, created_at, changed_at)"
            " VALUES ($1, $2, $3, 'sent', 'x', now(), now())",
            uuid7(),
            link_id,
        ),
        ("INSERT INTO register_entry VALUES ($1, $2, 'k', 'reply', '', 'x', now(), now())", link_id),
    )
