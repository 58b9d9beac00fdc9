"""Who hears of what, and how a slow listener catches up: rules of the hub, without a bus."""

import asyncio
from uuid import UUID

import pytest
from msgspec.structs import replace

from helpdesk.live.hub import MOST_STREAMS, MOST_WAITING, Ear, Hub
from helpdesk.live.model import EVERY_OFFICE, MOST_CASES, Heard, Ring, Touched, Watcher, What
from helpdesk.live.rules import heard_by, mark_of
from kit.errors import TooMany
from kit.ids import uuid7

UNIT, OTHER_UNIT, CASE = uuid7(), uuid7(), uuid7()
NOWHERE = "redis://127.0.0.1:1/0"


def watcher(*units: UUID, tenant_id: int = 1) -> Watcher:
    return Watcher(tenant_id=tenant_id, member_id=uuid7(), units=frozenset(units) if units else None)


def changed(*cases: Touched, tenant_id: int = 1, seq: int = 7) -> Ring:
    return Ring(tenant_id=tenant_id, what=What.CHANGED, seq=seq, cases=cases)


def test_another_office_hears_nothing() -> None:
    ring = changed(Touched(CASE, (UNIT,)))
    assert heard_by(watcher(tenant_id=2), ring) is None
    assert heard_by(watcher(UNIT, tenant_id=2), ring) is None
    assert heard_by(watcher(), ring) == Heard(what=What.CHANGED, seq=7, cases=(CASE,))


def test_a_unit_hears_of_its_cases_and_of_those_that_leave_it() -> None:
    elsewhere, here, leaving = uuid7(), uuid7(), uuid7()
    ring = changed(
        Touched(elsewhere, (OTHER_UNIT,)), Touched(here, (UNIT,)), Touched(leaving, (OTHER_UNIT, UNIT))
    )
    heard = heard_by(watcher(UNIT), ring)
    assert heard is not None
    assert heard.cases == (here, leaving)
    assert heard_by(watcher(UNIT), changed(Touched(elsewhere, (OTHER_UNIT,)), Touched(uuid7()))) is None


def test_everybody_hears_that_something_may_have_been_missed() -> None:
    ring = Ring(tenant_id=EVERY_OFFICE, what=What.RESYNC)
    assert all(heard_by(each, ring) for each in (watcher(), watcher(UNIT), watcher(tenant_id=2)))


def test_too_many_cases_in_one_ring_are_a_reason_to_look_at_everything() -> None:
    heard = heard_by(watcher(), changed(*(Touched(uuid7()) for _ in range(MOST_CASES + 1))))
    assert heard == Heard(what=What.RESYNC, seq=7)


def test_a_mark_is_the_same_for_a_case_and_tells_nothing_of_it() -> None:
    key = b"k" * 32
    assert mark_of(key, CASE) == mark_of(key, CASE)
    assert len({mark_of(key, CASE), mark_of(key, OTHER_UNIT), mark_of(b"l" * 32, CASE)}) == 3
    assert CASE.hex[:6] not in mark_of(key, CASE)


async def test_a_slow_listener_is_told_once_to_look_again() -> None:
    ear = Ear(watcher())
    for seq in range(MOST_WAITING + 5):
        ear.tell(Heard(what=What.CHANGED, seq=seq + 1, cases=(uuid7(),)))
    told = []
    while (heard := await ear.next(0.01)) is not None:
        told.append(heard)
    assert [each.what for each in told] == [What.RESYNC] + [What.CHANGED] * 4
    assert told[0].seq == MOST_WAITING + 1


async def test_the_end_of_the_process_is_heard_even_by_one_who_is_behind() -> None:
    hub = Hub(NOWHERE)
    with hub.ear(watcher()) as ear:
        for _ in range(MOST_WAITING * 2):
            hub.ring(changed(Touched(uuid7())))
        hub.end_streams()
        hub.ring(Ring(tenant_id=EVERY_OFFICE, what=What.RESYNC))
        ear.forget()
        heard = await ear.next(1)
        assert heard is not None
        assert heard.what is What.OVER
    with hub.ear(watcher()) as late:
        assert await late.next(1) == Heard(what=What.OVER)
    await hub.close()


async def test_nobody_holds_more_streams_than_a_person_needs() -> None:
    hub, member = Hub(NOWHERE), watcher()
    hub.end_streams()
    ears = [hub.ear(member) for _ in range(MOST_STREAMS)]
    for ear in ears:
        ear.__enter__()
    with pytest.raises(TooMany):
        hub.require_room(member)
    hub.require_room(watcher())
    for ear in ears:
        ear.__exit__(None, None, None)
    hub.require_room(member)


async def test_without_a_bus_listeners_are_told_so() -> None:
    hub = Hub(NOWHERE)
    with hub.ear(watcher()) as ear:
        async with asyncio.timeout(60):
            heard = await ear.next(5)
        assert heard == Heard(what=What.DOWN)
        assert not await hub.wait_until_up(0.01)
    await hub.close()


def test_that_rights_changed_is_heard_by_the_one_whose_they_are() -> None:
    member = watcher()
    ring = Ring(tenant_id=member.tenant_id, what=What.RIGHTS, member_id=member.member_id)
    assert heard_by(member, ring) == Heard(what=What.RIGHTS)
    assert heard_by(watcher(), ring) is None
    assert heard_by(replace(member, tenant_id=member.tenant_id + 1), ring) is None
