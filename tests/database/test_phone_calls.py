"""Telephone calls in an office: known once, told to nobody else, called back."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from helpdesk.calls import service as calls
from helpdesk.calls.model import CallState
from helpdesk.calls.store import forget_old
from helpdesk.casefile.service import case_page
from helpdesk.channels.calls import CallOutcome
from helpdesk.inbox import service as inbox
from helpdesk.intake.noting import note_call
from kit.errors import Conflict, Forbidden, Missing, Stale
from support.builders import a_message, a_number
from support.phone_lines import ANSWER, END, RING, Lines, an_event, phone_desk
from tenants.permissions.model import Role

_ROWS = "SELECT * FROM phone_call WHERE tenant_id = $1"


desk = phone_desk


async def test_twenty_tellings_at_once_are_one_call(desk: Lines) -> None:
    district, phone = desk.world.district, a_number()
    told = [an_event("c-1", step, caller=phone) for step in (RING, ANSWER)]
    line = desk.lines[district.id]
    await asyncio.gather(*(inbox.receive(district.id, line, told) for _ in range(20)))
    await desk.world.take_in(district)
    await desk.hears(district, "c-1", RING, caller=phone)
    row = await district.row(_ROWS)
    assert (row["remote_id"], row["caller"], row["version"]) == ("c-1", phone, 2)
    facts = "SELECT count(*) FROM outbox WHERE tenant_id = $1 AND kind = 'call.changed'"
    assert await district.value(facts) == 2
    assert not await district.rows("SELECT id FROM cases WHERE tenant_id = $1"), "a call alone is no case"


async def test_a_late_ringing_does_not_ring_again(desk: Lines) -> None:
    district, phone = desk.world.district, a_number()
    await desk.hears(district, "c-1", END, caller=phone, outcome=CallOutcome.MISSED)
    await desk.hears(district, "c-1", RING, caller=phone)
    view = await calls.calls_page(desk.dewi)
    assert (view.running, [each.state for each in view.today]) == ((), [CallState.MISSED])


async def test_a_time_ahead_of_ours_is_the_time_of_receipt(desk: Lines) -> None:
    await desk.hears(desk.world.district, "c-1", RING, at=datetime.now(UTC) + timedelta(hours=2))
    [line] = (await calls.calls_page(desk.dewi)).running
    assert line.call.began_at <= datetime.now(UTC) + timedelta(seconds=5)


async def test_a_caller_is_recognised_by_the_cases_that_bear_their_name(desk: Lines) -> None:
    district, phone = desk.world.district, a_number()
    await desk.world.arrive(district, a_message(phone, "Dokter tidak ada"))
    await desk.world.take_in(district)
    number = await district.value("SELECT number FROM cases WHERE tenant_id = $1")
    await desk.hears(district, "c-1", RING, caller=phone)
    [line] = (await calls.calls_page(desk.dewi)).running
    assert (line.name, line.state) == ("Siti", CallState.RINGING)
    view = await calls.call_page(desk.dewi, line.call.id)
    assert [case.number for case in view.cases] == [number]


async def test_who_stays_unnamed_is_not_recognised(desk: Lines) -> None:
    phone = a_number()
    await desk.opens(phone=phone, anonymous=True)
    await desk.hears(desk.world.district, "c-1", RING, caller=phone)
    view = await calls.call_page(desk.dewi, await desk.call_id())
    assert (view.line.name, view.cases) == ("", ())
    await desk.opens(call_id=await desk.call_id(), anonymous=True)
    [line] = (await calls.calls_page(desk.dewi)).running
    assert line.numbers == (), "no line says whose number the case has"


async def test_two_offices_with_the_same_caller_know_nothing_of_each_other(desk: Lines) -> None:
    district, neighbour, phone = desk.world.district, desk.world.neighbour, a_number()
    await desk.opens(phone=phone)
    await desk.hears(district, "c-1", RING, caller=phone)
    await desk.hears(neighbour, "c-1", RING, caller=phone)
    tono = await desk.world.staff(neighbour)
    view = await calls.calls_page(tono)
    assert [(line.name, line.call.account_id) for line in view.running] == [("", desk.lines[neighbour.id])]
    with pytest.raises(Missing):
        await calls.call_page(tono, await desk.call_id())
    with pytest.raises(Missing):
        await note_call(tono, await desk.call_id(), "X", "Halo", desk.world.book, internal=True, key="k")
    assert (await calls.call_page(tono, await desk.call_id(place=neighbour))).cases == ()


async def test_units_see_no_calls_and_of_a_case_s_calls_only_their_own(desk: Lines) -> None:
    joko = await desk.world.staff(desk.world.district, Role.UNIT_OFFICER, "Puskesmas Batang I")
    head = await desk.world.staff(desk.world.district, Role.HEAD)
    await desk.hears(desk.world.district, "c-1", RING, caller=a_number())
    for actor in (joko, head):
        with pytest.raises(Forbidden):
            await calls.calls_page(actor)
        with pytest.raises(Forbidden):
            await calls.call_page(actor, await desk.call_id())
        with pytest.raises(Forbidden):
            await calls.take(actor, await desk.call_id(), version=1)
    number = await desk.opens(call_id=await desk.call_id())
    with pytest.raises(Missing):
        await case_page(joko, number, desk.world.book)


async def test_one_colleague_calls_back_and_the_other_hears_who(desk: Lines) -> None:
    district = desk.world.district
    await desk.hears(district, "c-1", RING, END, caller=a_number(), outcome=CallOutcome.MISSED)
    tono = await desk.world.staff(district)
    [line] = (await calls.calls_page(desk.dewi)).waiting
    tries = await asyncio.gather(
        *(calls.take(actor, line.call.id, version=line.call.version) for actor in (desk.dewi, tono)),
        return_exceptions=True,
    )
    assert sorted(type(each) for each in tries if each) == [Stale]
    [line] = (await calls.calls_page(desk.dewi)).waiting
    assert line.call.taken_name == "Dewi Anjani"
    audited = "SELECT count(*) FROM audit_entry WHERE tenant_id = $1 AND action = 'call.taken'"
    assert await district.value(audited) == 1, "who was shown the number"
    await calls.finish(tono, line.call.id, version=line.call.version)
    assert (await calls.calls_page(desk.dewi)).waiting == ()
    with pytest.raises(Conflict):
        await calls.take(desk.dewi, line.call.id, version=line.call.version + 1)


async def test_an_answered_call_needs_no_calling_back(desk: Lines) -> None:
    await desk.hears(desk.world.district, "c-1", RING, ANSWER, caller=a_number())
    with pytest.raises(Conflict):
        await calls.take(desk.dewi, await desk.call_id(), version=2)
    with pytest.raises(Missing):
        await calls.take(desk.dewi, uuid4(), version=1)


async def test_a_missed_call_that_was_noted_is_settled(desk: Lines) -> None:
    await desk.hears(desk.world.district, "c-1", RING, END, caller=a_number(), outcome=CallOutcome.MISSED)
    await desk.opens(call_id=await desk.call_id())
    assert (await calls.calls_page(desk.dewi)).waiting == ()


async def test_calls_of_ninety_days_ago_are_forgotten_unless_a_case_has_them(desk: Lines) -> None:
    district = desk.world.district
    await desk.hears(district, "c-1", RING, caller=a_number())
    await desk.hears(district, "c-2", RING, caller=a_number())
    await desk.opens(call_id=await desk.call_id("c-1"))
    await district.change(
        "UPDATE phone_call SET began_at = began_at - interval '91 days' WHERE tenant_id = $1"
    )
    assert await forget_old(district.id, 100) == 1
    assert await district.value("SELECT remote_id FROM phone_call WHERE tenant_id = $1") == "c-1"
