"""A row in each table about what crosses between offices, beside the hand-over itself."""

from typing import Any
from uuid import UUID

from kit.ids import uuid7

PROPOSED = (
    "INSERT INTO proposal (tenant_id, id, case_id, link_id, message_id, at)"
    " SELECT $1, $2, l.case_id, l.id, m.id, now() FROM link l JOIN message m ON m.tenant_id = $1"
    " AND m.case_id = l.case_id WHERE l.tenant_id = $1 LIMIT 1"
)
"""An answer that another office proposed on some case; nothing where none was handed over."""


def across_rows(case_id: UUID) -> list[tuple[Any, ...]]:
    """Statements with their values; $1 is the tenant, § the word of the office."""
    return [
        (
            "INSERT INTO authority (tenant_id, id, name, reach) VALUES ($1, $2, 'xauthority§', 'xreach§')",
            uuid7(),
        ),
        ("INSERT INTO case_erasure (tenant_id, case_id, law) VALUES ($1, $2, 'xlaw§')", case_id),
        (PROPOSED, uuid7()),
    ]
