"""How fast an office answers, for everybody to read: numbers of a month, never of a person or of a few."""

import time
from collections.abc import Mapping, Sequence

import msgspec

from helpdesk.cases.model import CaseKind
from helpdesk.portal import store
from helpdesk.sla.model import TargetKind
from tenants.doors import tenant_scope

DAYS = 30
LEAST = 10
"""Below so many cases a figure says more about one person than about the office."""
PROMISES = (
    TargetKind.FIRST_SEEN,
    TargetKind.VERIFICATION,
    TargetKind.FIRST_RESPONSE,
    TargetKind.RESOLUTION,
)
"""What is promised to citizens; what offices owe each other is not counted."""

_KEPT_SECONDS = 600.0


class Speed(msgspec.Struct, frozen=True, kw_only=True):
    """The figures of one kind of report, or of all; none where there are too few."""

    kind: CaseKind | None
    cases: int | None
    median: float | None
    """Seconds from receipt to the first answer of a person; half of the answers came sooner."""
    kept: int | None
    """Promises kept of a hundred that were decided, rounded down."""


_known: dict[int, tuple[float, tuple[Speed, ...]]] = {}


async def speed_of(tenant_id: int) -> tuple[Speed, ...]:
    """Of all reports first, then of each kind; one statement, at most every ten minutes per process."""
    read_at, known = _known.get(tenant_id, (0.0, ()))
    if known and time.monotonic() - read_at < _KEPT_SECONDS:
        return known
    if known:  # who asks meanwhile reads the old figures
        _known[tenant_id] = (time.monotonic(), known)
    async with tenant_scope(tenant_id, read_only=True) as scope:
        rows = await store.speed(scope, [promise.value for promise in PROMISES], DAYS)
    figures = _figures(rows)
    _known[tenant_id] = (time.monotonic(), figures)
    return figures


def forget(tenant_id: int) -> None:
    """Count anew at the next need."""
    _known.pop(tenant_id, None)


def _figures(rows: Sequence[Mapping[str, object]]) -> tuple[Speed, ...]:
    by_kind = {row["kind"]: row for row in rows}
    return tuple(_of(kind, by_kind.get(kind.value if kind else None)) for kind in (None, *CaseKind))


def _of(kind: CaseKind | None, row: Mapping[str, object] | None) -> Speed:
    counted = msgspec.convert(dict(row), type=_Row) if row else _Row()
    enough = counted.cases >= LEAST
    return Speed(
        kind=kind,
        cases=counted.cases if enough else None,
        median=counted.median if enough and counted.answered >= LEAST else None,
        kept=counted.kept * 100 // counted.decided if enough and counted.decided >= LEAST else None,
    )


class _Row(msgspec.Struct):
    kind: str | None = None
    cases: int = 0
    answered: int = 0
    median: float | None = None
    decided: int = 0
    kept: int = 0
