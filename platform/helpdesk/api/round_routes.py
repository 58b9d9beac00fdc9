"""`/rounds`: the monitoring rounds of a month."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.params import QueryParameter

from helpdesk.api.answers import Answer
from helpdesk.api.problem import problems
from helpdesk.api.requests import Caller
from helpdesk.rounds.model import Round, RoundState
from helpdesk.rounds.rules import counted, plain_state
from helpdesk.rounds.service import month
from kit.errors import Invalid
from tenants.permissions.model import Permission

MonthAsked = Annotated[
    str, QueryParameter(name="month", pattern=r"^(20\d\d-(0[1-9]|1[0-2]))?$", description="Such as 2026-11.")
]


class RoundOut(Answer, frozen=True, kw_only=True):
    """One look at all channels of the office. Nobody's name and no note stands in it."""

    id: UUID
    day: date
    """The local day on which it began."""
    place: int
    """Which of that day."""
    begins_at: datetime
    ends_at: datetime
    state: RoundState
    """Never `signed`: that stands beside it."""
    finished_at: datetime | None
    signed_at: datetime | None
    missed_at: datetime | None
    """When it was found that it had ended unfinished, also if it was finished or excused since."""
    lines: int
    checked: int
    found: int
    problems: int


class RoundList(Answer, frozen=True, kw_only=True):
    """The rounds of a month that have begun, the earliest first, and how many are what."""

    month: str
    in_time: int
    late: int
    missed: int
    """Without a reason."""
    excused: int
    items: tuple[RoundOut, ...]


@get("/rounds", operation_id="listRounds", tags=["office"], responses=problems(404))
async def rounds(actor: Caller, asked: MonthAsked = "") -> RoundList:
    """The monitoring rounds of a month in the office's own zone; of this month when none is named. Scope
    `overview:read`. An office that does not look at its channels in rounds answers 404."""
    try:
        first = date.fromisoformat(f"{asked}-01") if asked else None
    except ValueError:
        raise Invalid("invalid", fields={"month": "malformed"}) from None
    found = await month(actor, first, Permission.READ_OVERVIEW)
    counts = counted(found)
    return RoundList(
        month=f"{found.first:%Y-%m}",
        in_time=counts[RoundState.FINISHED],
        late=counts[RoundState.FINISHED_LATE],
        missed=counts[RoundState.MISSED],
        excused=counts[RoundState.EXCUSED],
        items=tuple(_out(each, found.now) for each in found.rounds),
    )


def _out(look: Round, now: datetime) -> RoundOut:
    return RoundOut(
        id=look.id,
        day=look.day,
        place=look.place,
        begins_at=look.begins_at,
        ends_at=look.ends_at,
        state=plain_state(look, now),
        finished_at=look.finished_at,
        signed_at=look.signed_at,
        missed_at=look.missed_at,
        lines=look.lines,
        checked=look.checked,
        found=look.found,
        problems=look.problems,
    )


ROUTES = (rounds,)
