"""How far an office is set up."""

from datetime import datetime

import msgspec


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    """Counts and moments, nothing else."""

    units: int
    """Active ones."""
    answerers: int
    """Active people who may answer citizens."""
    invited: int
    """Active people who have never set a password's worth of session here."""
    accounts: int
    """Active accounts with a remote that writes to us."""
    tested_at: datetime | None
    heard_at: datetime | None
    """When a remote last called: its question whether the hook is ours, or a message."""
    blocked: int
    """Active accounts whose remote refuses everything they send."""
    unchecked: int
    """Files that have waited for the virus scanner for more than ten minutes."""
    first_case_at: datetime | None
    first_answer_at: datetime | None
    replies: int
    """Canned replies that are offered."""
    templates: int
    """Approved templates of active accounts."""
