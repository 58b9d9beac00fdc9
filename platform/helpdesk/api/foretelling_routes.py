"""`/promises`: what a case that nobody has sent yet would be promised."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from litestar import get
from litestar.params import FromQuery, QueryParameter

from helpdesk.api import service
from helpdesk.api.answers import Answer
from helpdesk.api.problem import problems
from helpdesk.api.promise_routes import BudgetOut, CountedOut, SkippedOut, counted_out
from helpdesk.api.requests import Caller
from helpdesk.cases.model import CaseKind
from helpdesk.channels.model import ChannelKind
from helpdesk.sla.foretelling import Foretold
from helpdesk.sla.model import Receiver, TargetKind
from helpdesk.sla.targets import Condition, Traits

Kind = Annotated[CaseKind, QueryParameter(name="kind")]
Grade = Literal["red", "yellow", "green"]
Priority = Literal["low", "normal", "high", "urgent"]


class PassedOverOut(Answer, frozen=True, kw_only=True):
    """A rule above the one that counts, and the conditions that the case does not meet."""

    rule: str
    name: str
    unmet: tuple[Condition, ...]


class StepOut(Answer, frozen=True, kw_only=True):
    """Who is told when so many percent of the time have passed and the promise is not kept."""

    percent: int
    tell: tuple[Receiver, ...]
    at: datetime | None


class ForetoldOut(Answer, frozen=True, kw_only=True):
    """One promise and its arithmetic, in the zone of the office."""

    kind: TargetKind
    at_receipt: bool
    """False for what begins when its occasion comes; it is told as if that were at the same moment."""
    due_at: datetime | None
    warn_at: datetime | None
    budget: BudgetOut
    rule: str
    rule_name: str
    passed_over: tuple[PassedOverOut, ...]
    steps: tuple[StepOut, ...]
    counted: tuple[CountedOut, ...]
    skipped: tuple[SkippedOut, ...]
    provisional: bool
    """The holidays of the year it is due in are not decreed yet."""


class ForetellingOut(Answer, frozen=True, kw_only=True):
    """All promises, and the rule set that gives them."""

    at: datetime
    rules: str
    in_force_since: date
    legal_basis: str
    promises: tuple[ForetoldOut, ...]
    untold: tuple[TargetKind, ...]
    """Promised, but the office's hours cannot tell when it is due."""


@get("/promises", operation_id="foretellPromises", tags=["office"], responses=problems())
async def foretell_promises(
    actor: Caller,
    kind: Kind,
    grade: FromQuery[Grade | None] = None,
    priority: FromQuery[Priority | None] = None,
    topic: FromQuery[UUID | None] = None,
    channel: FromQuery[ChannelKind | None] = None,
    unit: FromQuery[UUID | None] = None,
    at: FromQuery[datetime | None] = None,
) -> ForetellingOut:
    """What a case like this would be promised if it were received at `at` (a time with its zone; now when it is
    left out), by which rule, and who would be told when. Nothing is stored. Scope `cases:read`."""
    traits = Traits(
        kind=kind.value,
        grade=grade or "",
        priority=priority or "",
        topic=str(topic or ""),
        channel=channel.value if channel else "",
        unit=str(unit or ""),
    )
    moment, told = await service.foretold(actor, traits, at)
    return ForetellingOut(
        at=moment,
        rules=told.rule_set.version,
        in_force_since=told.rule_set.effective_from,
        legal_basis=told.rule_set.legal_basis,
        promises=tuple(map(_foretold, told.promises)),
        untold=told.untold,
    )


def _foretold(told: Foretold) -> ForetoldOut:
    clock, reckoning = told.clock, told.reckoning
    return ForetoldOut(
        kind=clock.kind,
        at_receipt=told.at_receipt,
        due_at=clock.due_at,
        warn_at=clock.warn_at,
        budget=BudgetOut(unit=clock.budget.unit, amount=clock.budget.amount),
        rule=told.rule.key,
        rule_name=told.rule.name,
        passed_over=tuple(
            PassedOverOut(rule=each.rule.key, name=each.rule.name, unmet=each.unmet)
            for each in told.passed_over
        ),
        steps=tuple(StepOut(percent=each.percent, tell=each.tell, at=each.at) for each in told.steps),
        counted=tuple(map(counted_out, reckoning.counted)),
        skipped=tuple(SkippedOut(date=day.date, name=day.name) for day in reckoning.skipped),
        provisional=reckoning.provisional,
    )


ROUTES = (foretell_promises,)
