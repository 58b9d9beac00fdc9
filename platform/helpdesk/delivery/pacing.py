"""Our own limits of sending: who goes now, and whose turn comes later. The limits hold over all workers.

A message that must wait is given its moment once and keeps it: those that come later cannot push it back. Only the
first of each conversation stands in line, so a case with many messages takes no more turns than one with a single one.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from helpdesk.channels.contract import Pace
from helpdesk.delivery.model import WAITS_TURN
from helpdesk.delivery.rules import turns
from helpdesk.delivery.store import Claimed
from tenants.doors import Scope, tenant_scope

_HOLDS = timedelta(minutes=1)
"""A turn that was not taken for so long is over: what waited for something else meanwhile stands in line again."""

_RESERVE = """
    INSERT INTO sending_pace AS p (tenant_id, place, free_at)
    SELECT $1, place, $2::timestamptz + taken FROM unnest($3::uuid[], $4::interval[]) AS w (place, taken) ORDER BY place
    ON CONFLICT (tenant_id, place) DO UPDATE SET free_at = greatest(p.free_at, $2) + (excluded.free_at - $2)
    RETURNING place, free_at
"""
_PUT_BACK = """
    UPDATE delivery d SET state = 'queued', attempts = attempts - 1, lease_owner = NULL, error_code = $4,
        due_at = w.due_at FROM unnest($2::uuid[], $3::timestamptz[]) AS w (id, due_at)
    WHERE d.tenant_id = $1 AND d.id = w.id
"""
_SLOW = """
    INSERT INTO sending_pace AS p (tenant_id, place, free_at) VALUES ($1, $2, $3)
    ON CONFLICT (tenant_id, place) DO UPDATE SET free_at = greatest(p.free_at, excluded.free_at)
"""


async def in_turn(
    scope: Scope, claimed: Sequence[Claimed], paces: Mapping[UUID, Pace | None]
) -> tuple[list[Claimed], list[tuple[Claimed, datetime]]]:
    """Those that leave now, and those put back with the moment of their turn; in the claiming transaction."""
    waiting = sorted(
        (each for each in claimed if paces.get(each.account_id) and not _has_turn(each, scope.now)),
        key=lambda each: (each.was_due, each.id),
    )
    moments = await _moments(scope, waiting, paces) if waiting else {}
    later = [(each, moments[each.id]) for each in waiting if moments[each.id] > scope.now]
    put_back = {each.id for each, _ in later}
    if later:
        ids, due = [each.id for each, _ in later], [at for _, at in later]
        await scope.execute(_PUT_BACK, scope.tenant_id, ids, due, WAITS_TURN)
    return [each for each in claimed if each.id not in put_back], later


async def slow_down(scope: Scope, account_id: UUID, pace: Pace | None, until: datetime) -> None:
    """The remote finds the account too fast: what is not in line yet waits until then."""
    if pace is not None:
        await scope.execute(_SLOW, scope.tenant_id, account_id, until + pace.gap * (pace.burst - 1))


async def forget_paces(tenant_id: int, most: int) -> int:
    """Remove what limits nothing any more; answers how many rows."""
    async with tenant_scope(tenant_id) as scope:
        gone = await scope.execute(
            "DELETE FROM sending_pace WHERE tenant_id = $1 AND place IN (SELECT place FROM sending_pace"
            " WHERE tenant_id = $1 AND free_at < $2::timestamptz - interval '1 hour' LIMIT $3 FOR UPDATE SKIP LOCKED)",
            scope.tenant_id,
            scope.now,
            most,
        )
    return int(gone.split()[-1])


async def _moments(
    scope: Scope, waiting: Sequence[Claimed], paces: Mapping[UUID, Pace | None]
) -> dict[UUID, datetime]:
    """When each may leave by its account's limit and by its recipient's: reserved for it from now on."""
    steps = _steps(waiting, paces)
    many = Counter(
        place for each in waiting for place in (each.account_id, each.conversation_id) if place in steps
    )
    taken = {place: gap * many[place] for place, (gap, _) in steps.items()}
    rows = await scope.fetch(_RESERVE, scope.tenant_id, scope.now, list(taken), list(taken.values()))
    lines = {
        row["place"]: iter(turns(row["free_at"], *steps[row["place"]], many[row["place"]], scope.now))
        for row in rows
    }
    return {
        each.id: max(
            next(lines[place]) for place in (each.account_id, each.conversation_id) if place in lines
        )
        for each in waiting
    }


def _steps(
    waiting: Sequence[Claimed], paces: Mapping[UUID, Pace | None]
) -> dict[UUID, tuple[timedelta, int]]:
    """Gap and burst of every place that has a limit."""
    steps: dict[UUID, tuple[timedelta, int]] = {}
    for each in waiting:
        pace = paces[each.account_id]
        if pace is not None:
            steps[each.account_id] = (pace.gap, pace.burst)
            if pace.pair_gap is not None:
                steps[each.conversation_id] = (pace.pair_gap, pace.pair_burst)
    return steps


def _has_turn(each: Claimed, now: datetime) -> bool:
    return each.error_code == WAITS_TURN and each.was_due > now - _HOLDS
