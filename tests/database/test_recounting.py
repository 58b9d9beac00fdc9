"""An office changes its rules or hours: open cases follow in the background, finished ones stay as promised."""

import asyncio
from datetime import date, timedelta
from typing import Any

from msgspec import json
from msgspec.structs import replace

from helpdesk.cases import recounts, store
from helpdesk.cases import service as cases
from helpdesk.cases.numbers import read_number
from helpdesk.cases.promises import traits_of
from helpdesk.cases.recounting import ask, ask_everywhere, recount_due
from helpdesk.sla import service as sla
from helpdesk.sla import store as sla_store
from helpdesk.sla.defaults import DISTRICT_RULES, office_hours
from helpdesk.sla.hours import LocalDay
from helpdesk.sla.model import Clock, TargetKind
from helpdesk.sla.targets import OFFICE, RuleSet
from helpdesk.sla.terms import CaseTerms
from support.builders import an_opened_case
from support.hours import working_days
from support.world import World
from tenants.doors import tenant_scope

K = TargetKind
_DUE = (
    "SELECT c.number, k.due_at FROM clock l, json_to_recordset(l.value) AS k (kind text, due_at timestamptz),"
    " cases c WHERE l.tenant_id = $1 AND c.tenant_id = $1 AND c.id = l.case_id AND k.kind = $2"
)


def _quicker() -> RuleSet:
    """A complaint is finished within seven working days instead of fourteen."""
    rules = tuple(
        replace(
            rule,
            promises=tuple(
                replace(each, budget=working_days(7)) if each.budget == working_days(14) else each
                for each in rule.promises
            ),
        )
        for rule in DISTRICT_RULES.rules
    )
    return replace(DISTRICT_RULES, version="district-2", number=2, rules=rules)


async def _change(world: World, rule_set: RuleSet | None = None, closed: date | None = None) -> None:
    dewi = await world.staff(world.district)
    async with tenant_scope(world.district.id) as scope:
        if rule_set:
            await sla_store.add_rule_set(scope, rule_set)
        if closed:
            hours = replace(office_hours("Asia/Jakarta"), local_days=(LocalDay(closed, "Hari jadi"),))
            await sla_store.put_hours(scope, OFFICE, "Jam layanan", hours)
        await ask(scope, dewi, why="rules" if rule_set else "hours")
    sla.forget_office_rules(world.district.id)


async def _finish(world: World, *, most: int = 2) -> None:
    """Until no batch is left, the second look included."""
    waits = "SELECT max(due_at) <= sahut_now() FROM recount WHERE tenant_id = $1"
    for _ in range(2):
        while await world.district.value(waits):
            await recount_due(world.district.id, most=most)
        await world.clock.forward(seconds=sla.SETTLED.total_seconds())


async def _due(world: World, kind: str) -> dict[str, Any]:
    return {row["number"]: row["due_at"] for row in await world.district.rows(_DUE, kind)}


async def test_a_changed_rule_moves_open_promises_and_leaves_finished_ones_and_closed_cases(
    world: World,
) -> None:
    dewi = await world.staff(world.district)
    open_one, answered, closed = [await an_opened_case(world) for _ in range(3)]
    await cases.resolve(dewi, answered, version=None)
    await cases.close(dewi, closed, version=None)
    before = await _due(world, "resolution")
    await _change(world, _quicker())
    await _finish(world)
    after = await _due(world, "resolution")
    assert after[open_one] < before[open_one]
    assert (after[answered], after[closed]) == (before[answered], before[closed])
    fresh = await an_opened_case(world)
    assert (await _due(world, "resolution"))[fresh] - after[open_one] < timedelta(days=2)


async def test_a_promise_that_the_new_rules_do_not_make_ends_and_the_record_says_so(world: World) -> None:
    await an_opened_case(world)
    [before] = (await _due(world, "first_response")).values()
    rules = tuple(
        replace(rule, promises=tuple(each for each in rule.promises if each.kind is not K.FIRST_RESPONSE))
        for rule in DISTRICT_RULES.rules
    )
    await _change(world, replace(DISTRICT_RULES, version="district-2", number=2, rules=rules))
    await _finish(world)
    states = "SELECT k.state FROM clock, json_to_recordset(value) AS k (kind text, state text)"
    ended = await world.district.value(f"{states} WHERE tenant_id = $1 AND k.kind = 'first_response'")
    told = await world.district.row(
        "SELECT (detail->>'was')::timestamptz AS was, detail->>'due_at' AS due_at,"
        " detail->>'taken_back' AS taken_back FROM case_event"
        " WHERE tenant_id = $1 AND kind = 'clock.promised' AND detail->>'target' = 'first_response'"
    )
    assert (ended, told) == ("stopped", {"was": before, "due_at": None, "taken_back": "true"})


async def test_the_record_says_what_was_promised_before_by_which_rule_and_why_it_moved(world: World) -> None:
    await an_opened_case(world)
    [before] = (await _due(world, "resolution")).values()
    await _change(world, _quicker())
    await _finish(world)
    [after] = (await _due(world, "resolution")).values()
    told = await world.district.row(
        "SELECT (detail->>'was')::timestamptz AS was, (detail->>'due_at')::timestamptz AS due_at,"
        " detail->>'rule' AS rule, detail->>'why' AS why, actor_name FROM case_event"
        " WHERE tenant_id = $1 AND kind = 'clock.promised' AND detail->>'target' = 'resolution'"
    )
    assert told == {
        "was": before,
        "due_at": after,
        "rule": "district-2",
        "why": "rules",
        "actor_name": "Sahut",
    }


async def test_a_day_off_that_is_added_moves_every_open_case_once_with_several_workers(world: World) -> None:
    numbers = [await an_opened_case(world) for _ in range(7)]
    before = await _due(world, "first_response")
    day = min(before.values()).date()  # the last day that counts is closed now
    await _change(world, closed=day)
    await asyncio.gather(*(recount_due(world.district.id, most=2) for _ in range(4)))
    await _finish(world)
    after = await _due(world, "first_response")
    assert all(after[number] > before[number] for number in numbers)
    logged = (
        "SELECT count(*) FROM case_event WHERE tenant_id = $1 AND kind = 'clock.promised'"
        " AND detail->>'target' = 'first_response'"
    )
    assert await world.district.value(logged) == len(numbers)
    sorted_by = "SELECT count(*) FROM cases c WHERE tenant_id = $1 AND due_at IS NOT NULL"
    assert await world.district.value(sorted_by) == len(numbers)


async def test_its_progress_is_known_and_a_newer_one_takes_its_place(world: World) -> None:
    for _ in range(5):
        await an_opened_case(world)
    await _change(world, _quicker())
    await recount_due(world.district.id, most=2)
    async with tenant_scope(world.district.id, read_only=True) as scope:
        [job] = await recounts.latest(scope, 5)
    assert (job.total, job.done, job.changed, job.finished_at) == (5, 2, 2, None)
    await _change(world, closed=date(2030, 1, 2))
    async with tenant_scope(world.district.id, read_only=True) as scope:
        [newer, older] = await recounts.latest(scope, 5)
    assert (newer.why, newer.done, older.finished_at is not None) == ("hours", 0, True)
    await _finish(world)
    async with tenant_scope(world.district.id, read_only=True) as scope:
        [newer, _] = await recounts.latest(scope, 5)
    assert (newer.done, newer.changed, newer.failed) == (5, 3, 0), "two were counted by the new rules already"
    assert newer.finished_at is not None


async def test_the_outcome_is_that_of_opening_the_cases_by_the_new_rules(world: World) -> None:
    numbers = [await an_opened_case(world) for _ in range(4)]
    await _change(world, _quicker(), closed=date.today() + timedelta(days=3))
    await _finish(world)
    counted = await world.district.rows("SELECT case_id, value FROM clock WHERE tenant_id = $1")
    async with tenant_scope(world.district.id, read_only=True) as scope:
        office = await sla.fresh_rules(scope)
        stored = [await store.load_by_number(scope, read_number(each) or "", hold=False) for each in numbers]
    scratch = {case.id: CaseTerms(office, traits_of(case), case.opened_at).at_receipt() for case in stored}
    decoded = {row["case_id"]: json.decode(row["value"], type=list[Clock]) for row in counted}
    assert decoded == {case_id: list(clocks.values()) for case_id, clocks in scratch.items()}


async def test_a_national_day_that_comes_later_has_every_office_count_anew(world: World) -> None:
    await an_opened_case(world)
    await an_opened_case(world, place=world.neighbour)
    await ask_everywhere("sahut calendar")
    for place in (world.district, world.neighbour):
        job = await place.row("SELECT why, total, asked_by FROM recount WHERE tenant_id = $1")
        assert job == {"why": "hours", "total": 1, "asked_by": "sahut calendar"}
    assert await world.ministry.rows("SELECT id FROM recount WHERE tenant_id = $1") == [], (
        "it has no open case"
    )
