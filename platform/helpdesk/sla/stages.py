"""The way of a promise that is not kept: a warning at 80 % of its time, then the steps of its rule, each once."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace

from helpdesk.sla.model import Calendar, Clock, Receiver
from helpdesk.sla.progress import WARN_PERCENT, reached_at
from helpdesk.sla.targets import Step


class Stage(msgspec.Struct, frozen=True):
    """So many percent of the promised time have passed: who is told."""

    percent: int
    tell: tuple[Receiver, ...]


def next_stage_at(clock: Clock) -> datetime | None:
    """When the next warning or step is due; None while none is."""
    if not clock.runs:
        return None
    return clock.step_at if clock.taken else clock.warn_at


def take_stages(
    clock: Clock, steps: Sequence[Step], now: datetime, calendar: Calendar
) -> tuple[Clock, tuple[Stage, ...]]:
    """The clock with every stage taken whose moment has passed, and these stages in order.

    After a long sleep several come at once; none is left out and none comes again. `steps` are in order.
    """
    stages: list[Stage] = []
    while (at := next_stage_at(clock)) is not None and at < now:
        percent = clock.step if clock.taken else WARN_PERCENT
        stages.append(_stage(clock.taken, percent, steps))
        clock = _onward(clock, percent, steps, calendar)
    return clock, tuple(stages)


def _stage(after: int, percent: int, steps: Sequence[Step]) -> Stage:
    told = [step.tell for step in steps if after < step.percent <= percent]
    return Stage(percent, tuple(dict.fromkeys(told)))


def _onward(clock: Clock, percent: int, steps: Sequence[Step], calendar: Calendar) -> Clock:
    following = next((step.percent for step in steps if step.percent > percent), 0)
    if not following:
        return replace(clock, taken=percent, step=0, step_at=None)
    return replace(clock, taken=percent, step=following, step_at=reached_at(following, clock, calendar))
