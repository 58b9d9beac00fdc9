"""`/cases/{number}/promises`: how each due time came about."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from litestar import get
from litestar.params import FromPath

from helpdesk.api.answers import Answer
from helpdesk.api.problem import problems
from helpdesk.api.requests import AnyRequest, Caller, runtime_of
from helpdesk.casefile.service import case_page
from helpdesk.cases.legs import Holder
from helpdesk.cases.timekeeping import timekeeping
from helpdesk.events import PromiseGiven
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


class GivenOut(Answer, frozen=True, kw_only=True):
    """A due time that was given, moved or taken back; this record never changes."""

    at: datetime
    due_at: datetime | None
    """None while a pause decides, or when it was taken back."""
    taken_back: bool
    was: datetime | None
    rule: str
    line: str
    why: str
    """The name of the fact that did it, or `rules` or `hours` when the office changed those."""


class LegOut(Answer, frozen=True, kw_only=True):
    """A stretch of time in which one held the case; the legs follow each other without a gap."""

    holder: Holder
    id: UUID | None
    """Of the unit, or the public id of the other office."""
    begins: datetime
    ends: datetime | None


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
    line: str
    """The rule of the set that gave it."""
    by_hand: bool
    """A person set the due time: rules, hours and pauses do not move it."""
    legal_basis: str
    in_force_since: date | None
    counted: tuple[CountedOut, ...]
    skipped: tuple[SkippedOut, ...]
    pauses: tuple[PauseOut, ...]
    provisional: bool
    """The holidays of the year it is due in are not decreed yet."""
    still_so: bool
    """False when today's hours would give another due time."""
    given: tuple[GivenOut, ...]


@get("/cases/{number:str}/promises", operation_id="listPromises", tags=["cases"], responses=problems(404))
async def promises(request: AnyRequest, actor: Caller, number: FromPath[str]) -> tuple[PromiseOut, ...]:
    """Every time promise of a case, with the days and hours that make its due time. Scope `cases:read`."""
    view = await case_page(actor, number, runtime_of(request).accounts)
    kept = await timekeeping(actor.tenant_id, view.case)
    return tuple(_promise(each, kept.promised) for each in await reckoned(actor.tenant_id, view.clocks))


@get("/cases/{number:str}/legs", operation_id="listLegs", tags=["cases"], responses=problems(404))
async def legs(request: AnyRequest, actor: Caller, number: FromPath[str]) -> tuple[LegOut, ...]:
    """Who held the case when: the desk, units, another office, the citizen. Scope `cases:read`."""
    view = await case_page(actor, number, runtime_of(request).accounts)
    kept = await timekeeping(actor.tenant_id, view.case)
    return tuple(LegOut(holder=leg.holder, id=leg.id, begins=leg.begins, ends=leg.ends) for leg in kept.legs)


def _promise(reckoning: Reckoning, log: Sequence[PromiseGiven]) -> PromiseOut:
    clock = reckoning.clock
    return PromiseOut(
        kind=clock.kind,
        state=clock.state,
        round=clock.round,
        started_at=clock.started_at,
        due_at=clock.due_at,
        budget=BudgetOut(unit=clock.budget.unit, amount=clock.budget.amount),
        rule=clock.rule,
        line=clock.line,
        by_hand=clock.by_hand,
        legal_basis=reckoning.legal_basis,
        in_force_since=reckoning.in_force_since,
        counted=tuple(map(counted_out, reckoning.counted)),
        skipped=tuple(SkippedOut(date=day.date, name=day.name) for day in reckoning.skipped),
        pauses=tuple(PauseOut(begins=p.begins, ends=p.ends, reason=p.reason) for p in clock.pauses),
        provisional=reckoning.provisional,
        still_so=reckoning.still_so,
        given=tuple(_given(each) for each in log if each.target == clock.kind),
    )


def _given(given: PromiseGiven) -> GivenOut:
    return GivenOut(
        at=given.at,
        due_at=given.due_at,
        taken_back=given.taken_back,
        was=given.was,
        rule=given.rule,
        line=given.line,
        why=given.why,
    )


def counted_out(day: CountedDay) -> CountedOut:
    """A date that counted."""
    stretches = (StretchOut(begins=s.begins, ends=s.ends, seconds=s.seconds) for s in day.stretches)
    return CountedOut(date=day.date, stretches=tuple(stretches))


ROUTES = (promises, legs)
