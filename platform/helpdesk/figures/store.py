"""The only queries on figures that go between installations.

Only where both sides say that one stands above the other: anything else is neither sent, nor kept, nor shown.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from helpdesk.figures.model import Below, Due, Figures, Telling
from helpdesk.figures.rules import EVERY
from kit.ids import uuid7
from tenants.doors import Scope

_LEASE = timedelta(minutes=2)
_NUMBERS = (
    "open_cases, late_cases, recent_cases, answered_cases, median_seconds, last_activity, rounds, rounds_missed,"
    " ratings, mean_score, channels, channels_failing"
)
_BELOW = "f.state = 'connected' AND f.kin = 'below' AND f.kin_there = 'above'"
_ABOVE = "f.state = 'connected' AND f.kin = 'above' AND f.kin_there = 'below'"
_BEGIN = f"""
    INSERT INTO figures_told AS o (tenant_id, peer_uid, due_at)
    SELECT f.tenant_id, f.uid, $2 FROM far_office f WHERE f.tenant_id = $1 AND {_ABOVE}
    ON CONFLICT (tenant_id, peer_uid) DO UPDATE SET attempts = 0, due_at = greatest($2, o.told_at + $3)
"""  # noqa: S608 - words of ours
_NONE_LEFT = "NOT EXISTS (SELECT FROM far_office f WHERE f.tenant_id = $1 AND f.uid = x.peer_uid AND {which})"
_END = f"DELETE FROM figures_told x WHERE x.tenant_id = $1 AND {_NONE_LEFT.format(which=_ABOVE)}"  # noqa: S608
_FORGET = f"DELETE FROM figures_heard x WHERE x.tenant_id = $1 AND {_NONE_LEFT.format(which=_BELOW)}"  # noqa: S608
_CLAIM = """
    UPDATE figures_told o SET attempts = attempts + 1, due_at = $3 FROM (
        SELECT peer_uid FROM figures_told WHERE tenant_id = $1 AND due_at <= $2
        ORDER BY due_at LIMIT $4 FOR UPDATE SKIP LOCKED) n
    WHERE o.tenant_id = $1 AND o.peer_uid = n.peer_uid RETURNING o.peer_uid, o.attempts, o.figures, o.told_at
"""
_KEEP = f"""
    INSERT INTO figures_heard AS h (tenant_id, peer_uid, at, {_NUMBERS})
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
    ON CONFLICT (tenant_id, peer_uid) DO UPDATE SET at = $3, open_cases = $4, late_cases = $5, recent_cases = $6,
        answered_cases = $7, median_seconds = $8, last_activity = $9, rounds = $10, rounds_missed = $11,
        ratings = $12, mean_score = $13, channels = $14, channels_failing = $15 WHERE h.at <= $3
"""  # noqa: S608 - words of ours
_REFUSE = """
    INSERT INTO figures_refused (tenant_id, peer_uid, id, at, why) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (tenant_id, peer_uid) DO UPDATE SET id = $3, at = $4, why = $5
"""


async def follow(scope: Scope) -> None:
    """How offices elsewhere stand to ours has changed: begin to tell those above now, end with those that are not.

    What somebody told us as one below goes with its place there.
    """
    await scope.execute(_BEGIN, scope.tenant_id, scope.now, EVERY)
    await scope.execute(_END, scope.tenant_id)
    await scope.execute(_FORGET, scope.tenant_id)


async def own(scope: Scope) -> Figures:
    """How this office stands now."""
    [row] = await scope.fetch(
        f"SELECT {_NUMBERS} FROM overview_offices() WHERE office_id = $1",  # noqa: S608 - words of ours
        scope.tenant_id,
    )
    median = row["median_seconds"]
    said = {**row, "median_seconds": None if median is None else max(0.0, median)}
    return Figures(at=scope.now, **said)


async def claim(scope: Scope, most: int) -> list[Due]:
    """Whom to tell now, leased: a crash only delays it."""
    rows = await scope.fetch(_CLAIM, scope.tenant_id, scope.now, scope.now + _LEASE, most)
    return [Due(row["peer_uid"], row["attempts"], _read(row["figures"]), row["told_at"]) for row in rows]


async def told(scope: Scope, due: Due, figures: Figures) -> None:
    """That office has these; the next look is in a while."""
    await scope.execute(
        "UPDATE figures_told SET figures = $3, told_at = $4, attempts = 0, last_error = '', due_at = $5"
        " WHERE tenant_id = $1 AND peer_uid = $2",
        *(scope.tenant_id, due.peer_uid, msgspec.json.encode(figures), figures.at, scope.now + EVERY),
    )


async def again(scope: Scope, due: Due, at: datetime, error: str = "") -> None:
    """Look again then: nothing was to be told, or it failed."""
    await scope.execute(
        "UPDATE figures_told SET due_at = $3, last_error = $4, attempts = CASE $4 WHEN '' THEN 0 ELSE attempts END"
        " WHERE tenant_id = $1 AND peer_uid = $2",
        *(scope.tenant_id, due.peer_uid, at, error),
    )


async def telling(scope: Scope, peer_uid: UUID) -> Telling | None:
    """What one office elsewhere is told of ours; none while it is told nothing."""
    row = await scope.fetchrow(
        "SELECT figures, told_at, last_error FROM figures_told WHERE tenant_id = $1 AND peer_uid = $2",
        *(scope.tenant_id, peer_uid),
    )
    return (
        Telling(last=_read(row["figures"]), told_at=row["told_at"], error=row["last_error"]) if row else None
    )


async def keep(scope: Scope, peer_uid: UUID, figures: Figures) -> None:
    """What an office below tells; older figures that come late change nothing."""
    values: Sequence[Any] = [getattr(figures, name) for name in _NUMBERS.split(", ")]
    await scope.execute(_KEEP, scope.tenant_id, peer_uid, figures.at, *values)


async def refuse(scope: Scope, peer_uid: UUID, why: str) -> None:
    """Let the letter log show that figures came and why they were not taken: the last ones of each office."""
    await scope.execute(_REFUSE, scope.tenant_id, peer_uid, uuid7(), scope.now, why)


async def below(scope: Scope) -> list[Below]:
    """The offices elsewhere that stand below this one, or below one under it here, with what they told last."""
    return [_below(dict(row)) for row in await scope.fetch("SELECT * FROM figures_below()")]


def _below(fields: dict[str, Any]) -> Below:
    named = {name: fields.pop(name) for name in ("uid", "slug", "name", "region")}
    return Below(**named, figures=Figures(**fields) if fields["at"] else None)


def _read(kept: bytes) -> Figures | None:
    return msgspec.json.decode(kept, type=Figures) if kept else None
