"""What people ask of calls, and what an exchange tells of them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from helpdesk.calls import rules, store
from helpdesk.calls.model import CallLine, CallsView, CallView, PhoneCall
from helpdesk.cases.telling import tell
from helpdesk.channels.calls import CallArrived
from helpdesk.channels.model import UNKNOWN_TIME
from helpdesk.events import CallChanged, CaseCalled
from kit.errors import Conflict, Missing, Stale
from kit.ids import uuid7
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.offices import service as offices
from tenants.outbox.service import announce
from tenants.permissions.model import Actor, Permission, system
from tenants.permissions.rules import require

MOST_LISTED = 200
MOST_WAITING = 100
MOST_CASES = 5
CALL_BACK_WITHIN = timedelta(days=7)
"""Whoever was missed longer ago is called back no more."""


async def take_event(scope: Scope, account_id: UUID, arrival: CallArrived, received_at: datetime) -> None:
    """Take in what an exchange tells of a call, in the caller's transaction; twice is once.

    A time that lies ahead of ours, or none, is the time of receipt.
    """
    at = received_at if arrival.at == UNKNOWN_TIME else min(arrival.at, received_at)
    call = await store.of_remote(scope, account_id, arrival.call_id)
    after = rules.heard(call, arrival, at, account_id=account_id, call_id=uuid7())
    if call is None:
        await store.add(scope, after)
    elif after != call:
        await store.save(scope, after)
    else:
        return
    await _announce(scope, after)
    cases = await store.case_ids_of(scope, after.id) if call else []
    if cases:
        facts = [CaseCalled(case_id=case_id, at=scope.now, call_id=after.id) for case_id in cases]
        await tell(scope, system(scope.tenant_id), facts)


async def join(scope: Scope, actor: Actor, call_id: UUID, case_id: UUID) -> None:
    """The call belongs to a case from now on, in the caller's transaction; raises `Missing`. Twice is once."""
    call = await store.held(scope, call_id)
    if call is None:
        raise Missing("call_missing")
    if await store.join(scope, call_id, case_id, actor.name):
        await tell(scope, actor, [CaseCalled(case_id=case_id, at=scope.now, call_id=call_id)])
        if rules.may_be_called_back(call, scope.now):
            call = replace(call, done_at=scope.now, done_name=actor.name)
            await store.save(scope, call)
        await _announce(scope, call)


async def call_of(scope: Scope, call_id: UUID) -> PhoneCall:
    """One call of the office, in the caller's transaction; raises `Missing`."""
    call = await store.find(scope, call_id)
    if call is None:
        raise Missing("call_missing")
    return call


async def calls_page(actor: Actor) -> CallsView:
    """The office's calls: those that go on, whoever has to be called back, what was today."""
    require(actor, Permission.OPEN_CASES)
    office = await offices.office(actor.tenant_id)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        now = scope.now
        begun = min(_midnight(now, office.timezone), now - rules.LONGEST_TALK)
        lately = await store.since(scope, begun, MOST_LISTED)
        unheard = await store.unheard_since(scope, now - CALL_BACK_WITHIN, MOST_LISTED)
        waiting = rules.to_call_back(unheard, now)[:MOST_WAITING]
        shown = [*lately, *(call for call, _ in waiting)]
        names = await store.names_of(scope, actor, {call.caller for call in shown if call.caller})
        numbers = await store.numbers_of(scope, actor, [call.id for call in shown])
        has_line = bool(shown) or await store.has_line(scope)

    def lines(calls: Iterable[tuple[PhoneCall, int]]) -> tuple[CallLine, ...]:
        return tuple(_line(call, now, names, numbers, times) for call, times in calls)

    running = [(call, 1) for call in lately if rules.is_running(call, now)]
    over = [call for call in lately if not rules.is_running(call, now)]
    today = [(call, 1) for call in over if call.began_at >= _midnight(now, office.timezone)]
    return CallsView(
        now=now, running=lines(running), waiting=lines(waiting), today=lines(today), has_line=has_line
    )


async def call_page(actor: Actor, call_id: UUID) -> CallView:
    """One call and the last cases of its caller, as far as the actor sees them; raises `Missing`."""
    require(actor, Permission.OPEN_CASES)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        call = await call_of(scope, call_id)
        names = await store.names_of(scope, actor, [call.caller]) if call.caller else {}
        cases = await store.cases_of(scope, actor, call.caller, MOST_CASES) if call.caller else []
        numbers = await store.numbers_of(scope, actor, [call.id])
        return CallView(now=scope.now, line=_line(call, scope.now, names, numbers), cases=tuple(cases))


async def take(actor: Actor, call_id: UUID, *, version: int) -> None:
    """The actor calls back, and is shown the number for it; that stands in the audit log.

    Raises `Missing`, `Conflict` for a call that needs no calling back, `Stale` when somebody was quicker.
    """
    require(actor, Permission.OPEN_CASES)
    require(actor, Permission.REVEAL_IDENTITY)
    async with tenant_scope(actor.tenant_id) as scope:
        call = await _to_call_back(scope, call_id, version)
        call = replace(call, taken_by=actor.id, taken_name=actor.name, taken_at=scope.now)
        await store.save(scope, call)
        await record(scope, actor, "call.taken", "call", call.id)
        await _announce(scope, call)


async def finish(actor: Actor, call_id: UUID, *, version: int) -> None:
    """The caller was called back. Raises what `take` raises."""
    require(actor, Permission.OPEN_CASES)
    async with tenant_scope(actor.tenant_id) as scope:
        call = await _to_call_back(scope, call_id, version)
        call = replace(call, done_at=scope.now, done_name=actor.name)
        await store.save(scope, call)
        await _announce(scope, call)


async def _to_call_back(scope: Scope, call_id: UUID, version: int) -> PhoneCall:
    call = await store.held(scope, call_id)
    if call is None:
        raise Missing("call_missing")
    if call.version != version:
        raise Stale("call_changed", current=call.version)
    if not rules.may_be_called_back(call, scope.now):
        raise Conflict("call_over")
    return call


async def _announce(scope: Scope, call: PhoneCall) -> None:
    state = rules.state_of(call, scope.now)
    await announce(scope, [CallChanged(call_id=call.id, at=scope.now, state=state.value)])


def _line(
    call: PhoneCall,
    now: datetime,
    names: dict[str, str],
    numbers: dict[UUID, tuple[str, ...]],
    times: int = 1,
) -> CallLine:
    return CallLine(
        call=call,
        state=rules.state_of(call, now),
        name=names.get(call.caller, ""),
        times=times,
        numbers=numbers.get(call.id, ()),
    )


def _midnight(now: datetime, zone: str) -> datetime:
    here = now.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0, microsecond=0)
    return here.astimezone(UTC)
