"""Rounds over days and a month: begun, reminded of, missed, finished late, handed over, explained, signed."""

import asyncio
import itertools
from collections import Counter
from datetime import timedelta

import pytest
from msgspec.structs import replace

from helpdesk.rounds import checking, rules
from helpdesk.rounds.model import RoundState
from helpdesk.rounds.rules import BACK, BATANG
from helpdesk.rounds.service import board, month, round_page, standing
from kit.errors import Missing
from support.builders import a_message
from support.colleagues import a_colleague
from support.rounds import (
    do_round,
    first_morning,
    go_to,
    keep,
    newest,
    now_at,
    plan_anew,
    rounds_of,
)
from support.world import World
from tenants.permissions.model import Role


async def _told(world: World, kind: str) -> int:
    return int(
        await world.district.value("SELECT count(*) FROM outbox WHERE tenant_id = $1 AND kind = $2", kind)
    )


async def test_a_month_of_rounds_is_kept_with_what_was_missed_late_and_handed_over(world: World) -> None:
    await first_morning(world)
    agent = await world.staff(world.district)
    supervisor = await world.staff(world.district, Role.SUPERVISOR)
    expected: Counter[RoundState] = Counter()
    for number in range(90):
        look = await newest(world.district)
        if number % 10 == 3:  # nobody looks
            await world.clock.forward(hours=8)
            expected[RoundState.MISSED if number % 20 == 3 else RoundState.EXCUSED] += 1
            await keep(world)
            if number % 20 != 3:
                await checking.excuse(supervisor, look.id, "Listrik padam semalaman")
        elif number % 10 == 7:  # one hour into the next
            await world.clock.forward(hours=9)
            await keep(world)
            await do_round(agent, look, "Terlambat karena rapat")
            await world.clock.forward(hours=-1)
            expected[RoundState.FINISHED_LATE] += 1
        else:
            await world.clock.forward(hours=6)
            await do_round(agent, look, f"Serah terima {number}")
            await world.clock.forward(hours=2)
            expected[RoundState.FINISHED] += 1
        await keep(world)
    found = await rounds_of(world.district)
    now = await now_at(world.district)
    assert len(found) == 91, "each round once, and the one that runs"
    assert all(earlier.ends_at == later.begins_at for earlier, later in itertools.pairwise(found))
    assert Counter(rules.state_of(each, now) for each in found[:-1]) == expected
    assert await _told(world, "round.missed") == 9 + 9, "a late one was missed first"
    assert await _told(world, "round.finished") == 81
    view = await round_page(agent, found[11].id)
    assert view.previous is not None
    assert view.previous.handover == "Serah terima 10"
    map_ = await month(agent, found[45].day.replace(day=1))
    assert len(map_.rounds) + len(map_.coming) in (84, 87, 90, 93)


async def test_after_a_long_sleep_every_round_is_made_and_judged_once(world: World) -> None:
    await first_morning(world)
    await world.clock.forward(days=3, hours=1)
    assert await keep(world, most=4) >= 3, "in batches"
    found = await rounds_of(world.district)
    now = await now_at(world.district)
    assert len(found) == 10
    assert [rules.state_of(each, now) for each in found] == [RoundState.MISSED] * 9 + [RoundState.RUNNING]
    assert {each.lines for each in found} == {found[0].lines}
    assert await _told(world, "round.missed") == 9


async def test_a_sleep_of_years_makes_one_month_and_no_more(world: World) -> None:
    await first_morning(world)
    await world.clock.forward(days=400)
    await keep(world)
    now = await now_at(world.district)
    found = await rounds_of(world.district)
    assert now - found[1].begins_at <= BACK
    assert len(found) == 1 + 31 * 3
    assert await _told(world, "round.missed") == 31 * 3


async def test_two_workers_make_each_round_once(world: World) -> None:
    await first_morning(world)
    await world.clock.forward(days=2)
    turns = await asyncio.gather(*(keep(world) for _ in range(4)))
    assert sum(turns) >= 1
    found = await rounds_of(world.district)
    assert len(found) == 7
    assert len({each.begins_at for each in found}) == 7
    assert await _told(world, "round.missed") == 6


async def test_nothing_happens_before_something_is_due(world: World) -> None:
    await first_morning(world)
    assert await keep(world) == 0
    due = await world.district.value("SELECT due_at FROM round_plan WHERE tenant_id = $1")
    look = await newest(world.district)
    assert due == look.ends_at - timedelta(minutes=60)


async def test_an_office_without_a_plan_has_no_rounds(world: World) -> None:
    agent = await world.staff(world.province)
    assert await keep(world, world.province) == 0
    assert await standing(world.province.id) == (await standing(world.ministry.id))
    assert not (await standing(world.province.id)).planned
    with pytest.raises(Missing):
        await board(agent, None)
    with pytest.raises(Missing):
        await month(agent, None)


async def test_who_can_do_a_round_is_reminded_twice_and_once_each(world: World) -> None:
    await first_morning(world)
    _, phone = await a_colleague(world, role=Role.AGENT)
    _, unit_officers = await a_colleague(world)
    for minutes, wanted in ((419, 0), (1, 1), (30, 1), (15, 2), (14, 2)):
        await world.clock.forward(minutes=minutes)
        await asyncio.gather(*(keep(world) for _ in range(3)))
        await world.work()
        assert len(world.far_end.sent_to(phone)) == wanted
    [first, _] = world.far_end.sent_to(phone)
    assert first.template is not None
    assert (first.template.name, first.template.language) == ("round_reminder", "id")
    look = (await rounds_of(world.district))[0]
    assert first.template.variables == (
        "I (06.00–14.00)",
        "14.00",
        "0",
        str(look.lines),
        f"{world.settings.base_url}/desk/{world.district.slug}/rounds/{look.id}",
    )
    assert world.far_end.sent_to(unit_officers) == []


async def test_inside_the_window_a_reminder_is_plain_text(world: World) -> None:
    await first_morning(world)
    _, phone = await a_colleague(world, role=Role.AGENT)
    await world.clock.forward(hours=6, minutes=50)
    await world.arrive(world.district, a_message(phone=phone, text="Halo, obat habis"))
    await world.work()
    world.far_end.sent.clear()
    await world.clock.forward(minutes=15)
    await keep(world)
    await world.work()
    [told] = world.far_end.sent_to(phone)
    assert told.template is None
    assert told.text.startswith(
        "Putaran pantau I (06.00–14.00) berakhir pukul 14.00. Sudah diperiksa: 0 dari "
    )


async def test_nobody_is_reminded_of_a_round_that_is_finished(world: World) -> None:
    look = await first_morning(world)
    _, phone = await a_colleague(world, role=Role.AGENT)
    await do_round(await world.staff(world.district), look)
    await world.clock.forward(hours=7, minutes=50)
    await keep(world)
    await world.work()
    assert world.far_end.sent_to(phone) == []


async def test_of_reminders_that_were_slept_over_one_is_told(world: World) -> None:
    await first_morning(world)
    _, phone = await a_colleague(world, role=Role.AGENT)
    await world.clock.forward(hours=7, minutes=50)
    await keep(world)
    await world.work()
    assert len(world.far_end.sent_to(phone)) == 1


async def test_supervisors_hear_once_of_all_that_was_missed(world: World) -> None:
    await first_morning(world)
    _, phone = await a_colleague(world, role=Role.SUPERVISOR)
    await world.clock.forward(days=1, hours=1)
    await asyncio.gather(*(keep(world) for _ in range(3)))
    await keep(world)
    await world.work()
    [told] = world.far_end.sent_to(phone)
    assert told.template is not None
    assert told.template.name == "round_missed"
    assert told.template.variables[0].startswith("III (22.00–06.00), ")
    assert told.template.variables[0].endswith(", dan 2 putaran sebelumnya")
    await world.clock.forward(hours=7)
    await keep(world)
    await world.work()
    last = world.far_end.sent_to(phone)[-1]
    assert last.template is not None
    assert last.template.variables[0].startswith("I (06.00–14.00), ")
    assert "sebelumnya" not in last.template.variables[0]


async def test_an_alarm_waits_for_hours_in_which_the_office_looks(world: World) -> None:
    """Rounds on weekdays only: what was missed on Friday night is told on Monday morning."""
    wall = await go_to(world, 22, 1)
    while wall.weekday() != 4:
        wall = await go_to(world, 22, 1)
    await plan_anew(world, replace(BATANG, weekdays=(0, 1, 2, 3, 4)))
    await keep(world)
    _, phone = await a_colleague(world, role=Role.SUPERVISOR)
    await world.clock.forward(hours=9)
    await keep(world)
    await world.work()
    assert [
        rules.state_of(each, await now_at(world.district)) for each in await rounds_of(world.district)
    ] == [RoundState.MISSED]
    assert [
        each
        for each in world.far_end.sent_to(phone)
        if each.template and each.template.name == "round_missed"
    ] == []
    await go_to(world, 6, 1, days=1)
    await keep(world)
    await world.work()
    assert [each.template.name for each in world.far_end.sent_to(phone) if each.template][
        -1
    ] == "round_missed"
