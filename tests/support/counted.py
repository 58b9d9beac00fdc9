"""Figures that offices of other installations tell, for tests of something else."""

from datetime import datetime
from typing import Any

from helpdesk.figures.model import Figures

FIGURES = [
    ("INSERT INTO figures_told (tenant_id, peer_uid, due_at) VALUES ($1, gen_random_uuid(), now())",),
    (
        "INSERT INTO figures_heard SELECT $1, gen_random_uuid(), now(), 3, 1, 9, 8, 60, now(), 2, 1, 4, 4.5, 3, 1",
    ),
    ("INSERT INTO figures_refused VALUES ($1, gen_random_uuid(), gen_random_uuid(), now(), 'not_below')",),
]
"""A row in each table about them; $1 is the tenant."""


def figures(at: datetime, **more: Any) -> Figures:
    """Those of a busy office; other numbers as the story says."""
    fields: dict[str, Any] = {
        "at": at, "open_cases": 41, "late_cases": 7, "recent_cases": 60, "answered_cases": 38,
        "median_seconds": 7200.0, "last_activity": at, "rounds": 90, "rounds_missed": 4,
        "ratings": 31, "mean_score": 4.25, "channels": 5, "channels_failing": 2,
    }  # fmt: skip
    return Figures(**fields | more)
