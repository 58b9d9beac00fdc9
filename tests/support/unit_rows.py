"""A row in each table about units that answer where they are (of the last disposition), and an office elsewhere."""

from typing import Any
from uuid import UUID

from kit.ids import uuid7


def unit_rows(account_id: UUID) -> list[tuple[Any, ...]]:
    """Statements with their values; $1 is the tenant."""
    return [
        (
            "INSERT INTO unit_terms (tenant_id, unit_id) SELECT $1, unit_id FROM disposition WHERE tenant_id = $1"
            " AND $2::int = 1 ON CONFLICT DO NOTHING",
            1,
        ),
        (
            "INSERT INTO unit_link (tenant_id, id, case_id, unit_id, disposition_id, made_at, expires_at)"
            " SELECT $1, $2, case_id, unit_id, id, now(), now() FROM disposition WHERE tenant_id = $1 LIMIT 1",
            (door_id := uuid7()),
        ),
        (
            "INSERT INTO unit_code (tenant_id, id, link_id, sent_at) VALUES ($1, $2, $3, now())",
            uuid7(),
            door_id,
        ),
        (
            "INSERT INTO unit_answer (tenant_id, id, case_id, unit_id, disposition_id, message_id, came_by, at)"
            " SELECT $1, $2, d.case_id, d.unit_id, d.id, m.id, 'link', now() FROM disposition d JOIN message m"
            " ON m.tenant_id = $1 AND m.case_id = d.case_id WHERE d.tenant_id = $1 LIMIT 1",
            uuid7(),
        ),
        (
            "INSERT INTO approval_plan (tenant_id, rules) SELECT $1, jsonb_build_array(jsonb_build_object("
            "'approvers', 'head', 'kind', 'aspiration', 'unit_id', unit_id)) FROM disposition"
            " WHERE tenant_id = $1 AND $2::int = 1 LIMIT 1",
            1,
        ),
        (
            "INSERT INTO approval_request (tenant_id, id, case_id, unit_id, instruction, why, approvers, asked_at)"
            " SELECT $1, $2, case_id, unit_id, 'xapproval§', '{every}', 'head', now() FROM disposition"
            " WHERE tenant_id = $1 LIMIT 1",
            uuid7(),
        ),
        (
            "INSERT INTO reminder (tenant_id, matter, about, case_id, due_at)"
            " SELECT $1, 'help', $2, case_id, now() + interval '1 day' FROM disposition WHERE tenant_id = $1 LIMIT 1",
            uuid7(),
        ),
        (
            "INSERT INTO unit_line (tenant_id, unit_id, account_id, last_in_at)"
            " SELECT $1, unit_id, $2, now() FROM disposition WHERE tenant_id = $1 LIMIT 1",
            account_id,
        ),
    ]


def far_row() -> tuple[Any, ...]:
    """An office of another installation."""
    return (
        "INSERT INTO far_office (tenant_id, id, state, uid, name, keys, created_at)"
        " VALUES ($1, $2, 'connected', $2, 'Kantor jauh', '', now())",
        uuid7(),
    )
