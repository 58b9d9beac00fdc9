"""Rounds over days and a month: begun, reminded of, missed, finished late, handed over, explained, signed."""

import asyncio
import itertools
from collections import Counter
from datetime import timedelta

import pytest
from msgspec.structs import replace

from helpdesk.cases import service as cases
from helpdesk.channels.model import OutboundMessage
from helpdesk.rounds import checking, rules
from helpdesk.rounds.checking import Check
from helpdesk.rounds.model import LineKind, LineState, RoundState
from helpdesk.rounds.rules import BACK, BATANG
from helpdesk.rounds.service import board, month, round_page, standing, unseen_at
from kit.errors import Conflict, Forbidden, Invalid, Missing, Stale
from support.builders import a_message, a_number, an_opened_case
from support.colleagues import a_colleague
from support.rounds import (
    check_all,
    do_round,
    first_morning,
    go_to,
    keep,
    line,
    newest,
    now_at,
    plan_anew,
    rounds_of,
)
from support.world import World
from tenants.permissions.model import Role


def _to(world: World, phone: str) -> list[OutboundMessage]:
    return [message for message in world.far_end.sent if message.recipient.value == phone]


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
        assert len(_to(world, phone)) == wanted
    [first, _] = _to(world, phone)
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
    assert _to(world, unit_officers) == []


async def test_inside_the_window_a_reminder_is_plain_text(world: World) -> None:
    await first_morning(world)
    _, phone = await a_colleague(world, role=Role.AGENT)
    await world.clock.forward(hours=6, minutes=50)
    await world.arrive(world.district, a_message(phone=phone, text="Halo"))
    await world.work()
    world.far_end.sent.clear()
    await world.clock.forward(minutes=15)
    await keep(world)
    await world.work()
    [told] = _to(world, phone)
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
    assert _to(world, phone) == []


async def test_of_reminders_that_were_slept_over_one_is_told(world: World) -> None:
    await first_morning(world)
    _, phone = await a_colleague(world, role=Role.AGENT)
    await world.clock.forward(hours=7, minutes=50)
    await keep(world)
    await world.work()
    assert len(_to(world, phone)) == 1


async def test_supervisors_hear_once_of_all_that_was_missed(world: World) -> None:
    await first_morning(world)
    _, phone = await a_colleague(world, role=Role.SUPERVISOR)
    await world.clock.forward(days=1, hours=1)
    await asyncio.gather(*(keep(world) for _ in range(3)))
    await keep(world)
    await world.work()
    [told] = _to(world, phone)
    assert told.template is not None
    assert told.template.name == "round_missed"
    assert told.template.variables[0].startswith("III (22.00–06.00), ")
    assert told.template.variables[0].endswith(", dan 2 putaran sebelumnya")
    await world.clock.forward(hours=7)
    await keep(world)
    await world.work()
    last = _to(world, phone)[-1]
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
        each for each in _to(world, phone) if each.template and each.template.name == "round_missed"
    ] == []
    await go_to(world, 6, 1, days=1)
    await keep(world)
    await world.work()
    assert [each.template.name for each in _to(world, phone) if each.template][-1] == "round_missed"


async def test_the_lines_are_the_offices_channels_what_runs_out_and_what_people_look_at(world: World) -> None:
    look = await first_morning(world)
    view = await round_page(await world.staff(world.district), look.id)
    names = [(each.kind, each.name) for each in view.lines]
    assert (LineKind.ACCOUNT, "WhatsApp") in names
    assert (LineKind.ACCOUNT, "Portal") in names
    assert [name for kind, name in names if kind is LineKind.HAND] == ["Instagram", "Facebook", "Loket"]
    assert (LineKind.ACCOUNT, "Loket") not in names, "a person looks there"
    assert [kind for kind, _ in names if kind in (LineKind.DUE_SOON, LineKind.LATE)] == ["due_soon", "late"]


async def test_what_waits_unseen_is_counted_by_account_and_seeing_it_sets_the_first_look(
    world: World,
) -> None:
    look = await first_morning(world)
    agent = await world.staff(world.district)
    number = await an_opened_case(world, phone=(phone := a_number()))
    seen = await an_opened_case(world)
    await cases.see(agent, seen)
    whatsapp = await line(agent, look, "WhatsApp")
    view = await round_page(agent, look.id)
    assert (view.news[whatsapp.id].fresh, view.news[whatsapp.id].answered) == (1, 0)
    assert [each.number for each in await unseen_at(agent, view, whatsapp)] == [number]
    with pytest.raises(Invalid) as refused:
        await checking.check(agent, look.id, whatsapp.id, Check(state="quiet"), version=1)
    assert refused.value.details["fields"] == {"state": "not_quiet"}
    assert await checking.mark_seen(agent, look.id, whatsapp.id, [number, number, "nonsense"]) == 1
    first = "SELECT first_seen_at FROM cases WHERE tenant_id = $1 AND number = $2"
    at = await world.district.value(first, number)
    assert at is not None
    assert (
        await world.district.value(
            "SELECT count(*) FROM case_event WHERE tenant_id = $1 AND kind = 'case.seen' AND actor_id = $2",
            agent.id,
        )
        == 2
    )
    assert await checking.mark_seen(agent, look.id, whatsapp.id, [number]) == 0
    assert await world.district.value(first, number) == at
    assert (await round_page(agent, look.id)).news[whatsapp.id].total == 0
    await world.clock.forward(hours=9)
    await keep(world)
    await world.arrive(world.district, a_message(phone=phone, text="Bagaimana kabarnya?"))
    await world.work()
    later = await newest(world.district)
    news = (await round_page(agent, later.id)).news[(await line(agent, later, "WhatsApp")).id]
    assert (news.fresh, news.answered, news.older) == (0, 1, 0)


async def test_a_case_found_at_a_line_counts_there_once(world: World) -> None:
    look = await first_morning(world)
    agent = await world.staff(world.district)
    instagram = await line(agent, look, "Instagram")
    number = await an_opened_case(world)
    case_id = await world.district.value("SELECT id FROM cases WHERE tenant_id = $1 AND number = $2", number)
    for _ in range(2):
        await checking.add_case(agent, instagram.id, case_id)
    view = await round_page(agent, look.id)
    after = next(each for each in view.lines if each.id == instagram.id)
    assert (after.state, after.found, view.cases[instagram.id]) == (LineState.FOUND, 1, (number,))


async def test_two_who_check_the_same_line_do_not_overwrite_each_other(world: World) -> None:
    look = await first_morning(world)
    agent, other = await world.staff(world.district), await world.staff(world.district)
    hand = await line(agent, look, "Loket")
    await checking.check(
        agent, look.id, hand.id, Check(state="found", found="2", note="Dua keluhan"), version=1
    )
    with pytest.raises(Stale):
        await checking.check(other, look.id, hand.id, Check(state="quiet"), version=1)
    after = await line(agent, look, "Loket")
    assert (after.state, after.found, after.note) == (LineState.FOUND, 2, "Dua keluhan")


async def test_a_finished_round_stays_as_it_is_but_for_the_signature(world: World) -> None:
    look = await first_morning(world)
    agent, supervisor = await world.staff(world.district), await world.staff(world.district, Role.SUPERVISOR)
    with pytest.raises(Conflict) as refused:
        await checking.finish(agent, look.id, "")
    assert refused.value.code == "round_lines_open"
    with pytest.raises(Conflict):
        await checking.sign(supervisor, look.id)
    await do_round(agent, look, "Pantau Instagram")
    hand = await line(agent, look, "Loket")
    for act in (
        checking.check(agent, look.id, hand.id, Check(state="quiet"), version=hand.version),
        checking.check_quiet(agent, look.id),
        checking.finish(agent, look.id, "Lain"),
        checking.excuse(supervisor, look.id, "Tidak perlu"),
    ):
        with pytest.raises(Conflict):
            await act
    with pytest.raises(Forbidden):
        await checking.sign(agent, look.id)
    for _ in range(2):
        await checking.sign(supervisor, look.id)
    after = await newest(world.district)
    assert (after.handover, after.signed_name) == ("Pantau Instagram", "Dewi Anjani")
    audited = "SELECT count(*) FROM audit_entry WHERE tenant_id = $1 AND action = 'round.signed'"
    assert await world.district.value(audited) == 1


async def test_a_missed_round_stands_until_it_has_a_reason(world: World) -> None:
    await first_morning(world)
    await world.clock.forward(days=1)
    await keep(world)
    agent, supervisor = await world.staff(world.district), await world.staff(world.district, Role.SUPERVISOR)
    first, second, third, running = await rounds_of(world.district)
    assert ((await standing(world.district.id)).unexcused, (await standing(world.district.id)).oldest) == (
        3,
        first.id,
    )
    for actor, round_id, reason, wrong in (
        (agent, first.id, "Listrik padam", Forbidden),
        (supervisor, first.id, "x", Invalid),
        (supervisor, running.id, "Listrik padam", Conflict),
    ):
        with pytest.raises(wrong):
            await checking.excuse(actor, round_id, reason)
    assert await checking.excuse(supervisor, second.id, "Listrik padam") == 1
    assert (await standing(world.district.id)).unexcused == 2
    assert await checking.excuse(supervisor, first.id, "Jaringan putus", others=True) == 2
    assert (await standing(world.district.id)).unexcused == 0
    with pytest.raises(Conflict):
        await checking.check_quiet(agent, third.id)


async def test_an_officer_of_a_unit_looks_at_counters_and_not_at_channels(world: World) -> None:
    look = await first_morning(world)
    agent = await world.staff(world.district)
    officer = await world.staff(world.district, Role.UNIT_OFFICER, "Puskesmas Batang I")
    await an_opened_case(world)
    whatsapp, hand = await line(agent, look, "WhatsApp"), await line(agent, look, "Loket")
    assert (await round_page(officer, look.id)).news[whatsapp.id].total == 0
    with pytest.raises(Forbidden):
        await checking.check(officer, look.id, whatsapp.id, Check(state="found", found="1"), version=1)
    for act in (checking.check_quiet(officer, look.id), checking.finish(officer, look.id, "")):
        with pytest.raises(Forbidden):
            await act
    await checking.check(officer, look.id, hand.id, Check(state="quiet"), version=1)
    await checking.check(
        agent, look.id, whatsapp.id, Check(state="found", found="1", note="Soal obat"), version=1
    )
    view = await round_page(officer, look.id)
    theirs = next(each for each in view.lines if each.id == whatsapp.id)
    assert (theirs.state, theirs.note, theirs.found) == (LineState.FOUND, "", 0)


async def test_who_does_not_work_on_cases_checks_nothing(world: World) -> None:
    look = await first_morning(world)
    administrator = await world.staff(world.district, Role.ADMINISTRATOR)
    agent = await world.staff(world.district)
    hand = await line(agent, look, "Loket")
    for act in (
        round_page(administrator, look.id),
        checking.check(administrator, look.id, hand.id, Check(state="quiet"), version=1),
        checking.finish(administrator, look.id, ""),
    ):
        with pytest.raises(Forbidden):
            await act


async def test_a_round_that_was_left_is_finished_late_until_the_next_one_ends(world: World) -> None:
    look = await first_morning(world)
    agent = await world.staff(world.district)
    await world.clock.forward(hours=15, minutes=59)
    await keep(world)
    await check_all(agent, look)
    await checking.finish(agent, look.id, "")
    [first, second] = await rounds_of(world.district)
    assert rules.state_of(first, await now_at(world.district)) is RoundState.FINISHED_LATE
    assert first.missed_at is not None
    await world.clock.forward(hours=8, minutes=2)
    await keep(world)
    with pytest.raises(Conflict):
        await check_all(agent, second)
