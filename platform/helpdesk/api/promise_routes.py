"""`/cases/{number}/promises`: how each due time came about."""

from datetime import date, datetime

from litestar import get
from litestar.params import FromPath

from helpdesk.api.answers import Answer
from helpdesk.api.problem import problems
from helpdesk.api.requests import AnyRequest, Caller, runtime_of
from helpdesk.casefile.service import case_page
from helpdesk.sla.model import ClockState, PauseReason, TargetKind, Unit
from helpdesk.sla.reckoning import CountedDay, Reckoning
from helpdesk.sla.service import reckoned


class StretchOut(Answer, frozen=True, kw_only=True):
    """Time that counted."""

    begins: datetime
    ends: datetime | None
    seconds: float | None


class CountedOut(Answer, frozen=True, kw_only=True):
    """A date that counted."""

    date: date
    stretches: tuple[StretchOut, ...]
    """Empty when whole days are counted."""


class SkippedOut(Answer, frozen=True, kw_only=True):
    """A date that did not count."""

    date: date
    name: str
    """Of the holiday; empty for a day of the week on which the office is closed."""


class PauseOut(Answer, frozen=True, kw_only=True):
    """Time in which the promise waited."""

    begins: datetime
    ends: datetime | None
    reason: PauseReason


class BudgetOut(Answer, frozen=True, kw_only=True):
    """How much time was promised."""

    unit: Unit
    amount: int


class PromiseOut(Answer, frozen=True, kw_only=True):
    """A promise and its arithmetic, in the zone of the office."""

    kind: TargetKind
    state: ClockState
    round: int
    started_at: datetime
    due_at: datetime | None
    """None while a pause decides."""
    budget: BudgetOut
    rule: str
    legal_basis: str
    in_force_since: date | None
    counted: tuple[CountedOut, ...]
    skipped: tuple[SkippedOut, ...]
    pauses: tuple[PauseOut, ...]
    provisional: bool
    """The holidays of the year it is due in are not decreed yet."""
    still_so: bool
    """False when hours or holidays were changed since: what was promised stays."""


@get("/cases/{number:str}/promises", operation_id="listPromises", tags=["cases"], responses=problems(404))
async def promises(request: AnyRequest, actor: Caller, number: FromPath[str]) -> tuple[PromiseOut, ...]:
    """Every time promise of a case, with the days and hours that make its due time. Scope `cases:read`."""
    view = await case_page(actor, number, runtime_of(request).accounts)
    return tuple(map(_promise, await reckoned(actor.tenant_id, view.clocks)))


def _promise(reckoning: Reckoning) -> PromiseOut:
    clock = reckoning.clock
    return PromiseOut(
        kind=clock.kind,
        state=clock.state,
        round=clock.round,
        started_at=clock.started_at,
        due_at=clock.due_at,
        budget=BudgetOut(unit=clock.budget.unit, amount=clock.budget.amount),
        rule=clock.rule,
        legal_basis=reckoning.legal_basis,
        in_force_since=reckoning.in_force_since,
        counted=tuple(map(counted_out, reckoning.counted)),
        skipped=tuple(SkippedOut(date=day.date, name=day.name) for day in reckoning.skipped),
        pauses=tuple(PauseOut(begins=p.begins, ends=p.ends, reason=p.reason) for p in clock.pauses),
        provisional=reckoning.provisional,
        still_so=reckoning.still_so,
    )


def counted_out(day: CountedDay) -> CountedOut:
    """A date that counted."""
    stretches = (StretchOut(begins=s.begins, ends=s.ends, seconds=s.seconds) for s in day.stretches)
    return CountedOut(date=day.date, stretches=tuple(stretches))


ROUTES = (promises,)
