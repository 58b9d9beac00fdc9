"""What stands on a checklist, and what people may do with it."""

import pytest

from helpdesk.cases import service as cases
from helpdesk.rounds import checking, rules
from helpdesk.rounds.checking import Check
from helpdesk.rounds.model import LineKind, LineState, RoundState
from helpdesk.rounds.service import round_page, standing, unseen_at
from kit.errors import Conflict, Forbidden, Invalid, Stale
from support.builders import a_message, a_number, an_opened_case
from support.rounds import (
    check_all,
    do_round,
    first_morning,
    keep,
    line,
    newest,
    now_at,
    rounds_of,
)
from support.world import World
from tenants.permissions.model import Role


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
        await checking.add_case(agent, look.id, instagram.id, case_id)
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


async def test_what_was_noted_at_a_line_stays_when_the_quiet_ones_are_checked_together(world: World) -> None:
    look = await first_morning(world)
    agent = await world.staff(world.district)
    portal = await line(agent, look, "Portal")
    noted = Check(state="problem", note="Halaman tidak terbuka pagi ini")
    await checking.check(agent, look.id, portal.id, noted, version=portal.version)
    await checking.check_quiet(agent, look.id)
    after = await line(agent, look, "Portal")
    assert (after.state, after.note) == (LineState.PROBLEM, noted.note)
