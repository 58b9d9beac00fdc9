"""Ten thousand cases, drawn by lot: what facts do to their promises, against counting each anew from its facts."""

import random
from datetime import datetime
from uuid import UUID

import pytest

from helpdesk.events import (
    CaseAnswered,
    CaseClosed,
    CaseDisposed,
    CaseEscalated,
    CaseEvent,
    CaseMarkedSpam,
    CaseNoted,
    CaseReopened,
    CaseReplied,
    CaseResumed,
    CaseSeen,
    CaseVerified,
    CaseWaits,
    HandoverChanged,
    MessageReceived,
    RegisterChanged,
    RegisterFiled,
)
from helpdesk.sla import rules
from helpdesk.sla.model import Budget, Calendar, Clock, TargetKind, Unit
from helpdesk.sla.reactions import Clocks, react
from helpdesk.sla.targets import AT_RECEIPT, OFFICE, Promise
from support.lots import DAY, Office, a_start, an_office_by_lot, at, zones
from support.naive_days import NEVER
from support.naive_promises import Happened, Told, replayed

CHUNKS = 20
OFFICES = 4
HISTORIES = 500
ID = UUID(int=1)
_OFTEN = ("wrote", "replied", "waits", "resumed", "disposed", "noted by the unit")
_SELDOM = (
    *("seen", "verified", "noted", "waits for data", "answered", "reopened", "escalated", "filed"),
    *("handed over: accepted", "handed over: returned", "handed over: offered"),
    *("lapor: verified", "lapor: answered", "lapor: finished", "closed", "spam"),
)
_MOST = {
    Unit.SECONDS: 30 * 3600,
    Unit.RUNNING_SECONDS: 100 * 3600,
    Unit.WORKING_DAYS: 10,
    Unit.CALENDAR_DAYS: 10,
}


class _Terms:
    """Promises by lot, in the shape that `react` asks for them."""

    def __init__(self, promises: dict[TargetKind, Budget], calendar: Calendar) -> None:
        self.calendars = {OFFICE: calendar}
        self._promises = promises

    def begin(
        self, kind: TargetKind, at: datetime, *, round: int = 1, due: datetime | None = None
    ) -> Clock | None:
        if kind not in self._promises:
            return None
        promise = Promise(kind, self._promises[kind])
        return rules.start(promise, "by lot", self.calendars[OFFICE], at, due=due, round=round)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_promises_stand_as_counting_each_anew_from_the_facts_says(chunk: int) -> None:
    lot = random.Random(1000 + chunk)
    offices = [an_office_by_lot(lot, zones(chunk)[number % 4]) for number in range(OFFICES)]
    for number in range(HISTORIES):
        _compare(lot, offices[number % OFFICES])


def _compare(lot: random.Random, office: Office) -> None:
    hours, calendar, naive = office
    received, promises = a_start(lot), _promises(lot)
    facts = _facts(lot, received)
    terms = _Terms(promises, calendar)
    begun = ((kind, terms.begin(kind, at(received))) for kind in AT_RECEIPT)
    clocks: Clocks = {kind: clock for kind, clock in begun if clock is not None}
    for fact in facts:
        clocks = react(clocks, _fact(fact), terms, by_unit=fact.what == "noted by the unit")
    found = {kind: _told(clock) for kind, clock in clocks.items()}
    assert found == replayed(facts, received, promises, naive), (hours, at(received), facts)


def _promises(lot: random.Random) -> dict[TargetKind, Budget]:
    kinds = [kind for kind in TargetKind if lot.random() < 0.9]
    units = {kind: lot.choice(tuple(Unit)) for kind in kinds}
    return {kind: Budget(unit, lot.randrange(1, _MOST[unit])) for kind, unit in units.items()}


def _facts(lot: random.Random, received: int) -> list[Happened]:
    moment, facts = received, list[Happened]()
    for _ in range(lot.randrange(12)):
        moment += lot.choice((0, lot.randrange(3600), lot.randrange(DAY), lot.randrange(6 * DAY)))
        what = lot.choice(_OFTEN if lot.random() < 0.6 else _SELDOM)
        by_hand = what == "disposed" and lot.random() < 0.3
        facts.append(Happened(moment, what, moment + lot.randrange(1, 5 * DAY) if by_hand else None))
    return facts


def _fact(fact: Happened) -> CaseEvent:
    moment, what = at(fact.at), fact.what
    name, _, word = what.partition(": ")
    match name:
        case "handed over":
            return HandoverChanged(case_id=ID, at=moment, link_id=ID, state=word)
        case "lapor":
            return RegisterChanged(case_id=ID, at=moment, register_link_id=ID, status=word)
        case "disposed":
            due = None if fact.due is None else at(fact.due)
            return CaseDisposed(case_id=ID, at=moment, unit_id=ID, due_at=due)
    plain: dict[str, CaseEvent] = {
        "seen": CaseSeen(case_id=ID, at=moment),
        "verified": CaseVerified(case_id=ID, at=moment, kind="complaint"),
        "wrote": MessageReceived(case_id=ID, at=moment, message_id=ID),
        "replied": CaseReplied(case_id=ID, at=moment, message_id=ID),
        "noted": CaseNoted(case_id=ID, at=moment, message_id=ID),
        "noted by the unit": CaseNoted(case_id=ID, at=moment, message_id=ID),
        "waits": CaseWaits(case_id=ID, at=moment),
        "waits for data": CaseWaits(case_id=ID, at=moment, reason="waiting_for_data"),
        "resumed": CaseResumed(case_id=ID, at=moment),
        "answered": CaseAnswered(case_id=ID, at=moment),
        "reopened": CaseReopened(case_id=ID, at=moment, times=1),
        "escalated": CaseEscalated(case_id=ID, at=moment, link_id=ID, to_tenant=ID),
        "filed": RegisterFiled(case_id=ID, at=moment, register_link_id=ID, tracking_id="1"),
        "closed": CaseClosed(case_id=ID, at=moment),
        "spam": CaseMarkedSpam(case_id=ID, at=moment),
    }
    return plain[what]


def _told(clock: Clock) -> Told:
    return Told(
        state=clock.state.value,
        round=clock.round,
        started=_second(clock.started_at) or 0,
        due=_second(clock.due_at),
        ended=_second(clock.met_at or clock.stopped_at),
        breached=_second(clock.breached_at),
        pauses=tuple((_second(each.begins) or 0, _second(each.ends) or NEVER) for each in clock.pauses),
    )


def _second(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.timestamp())
