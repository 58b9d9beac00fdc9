"""Promises on cases: begun, paused, regraded, missed once, begun anew."""

import asyncio
import json
from datetime import datetime, timedelta
from typing import Any

from admin.offices.beginnings import SUPERVISORY_TOPIC
from helpdesk.cases import service as cases
from helpdesk.cases.model import CaseKind, Grade, Triage
from helpdesk.cases.watch import sweep
from helpdesk.replies import service as replies
from support.builders import a_message, a_number, an_opened_case
from support.office_week import open_day_and_night
from support.world import World

_CLOCKS = "clock, json_to_recordset(value) AS k (kind text, state text, due_at timestamptz, breached_at timestamptz)"
_CLOCK = f"SELECT state, due_at, breached_at FROM {_CLOCKS} WHERE tenant_id = $1 AND kind = $2"
_MISSED = "SELECT detail->>'target' AS target FROM case_event WHERE tenant_id = $1 AND kind = 'clock.missed' ORDER BY 1"
_ANNOUNCED = (
    "SELECT fact->>'target' AS target FROM outbox WHERE tenant_id = $1 AND kind = 'clock.missed' ORDER BY 1"
)


async def _clock(world: World, kind: str) -> dict[str, Any]:
    return await world.district.row(_CLOCK, kind)


async def test_the_first_look_keeps_the_first_promise_and_a_second_look_changes_nothing(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    begun = await _clock(world, "first_seen")
    opened = await world.district.value("SELECT opened_at FROM cases WHERE tenant_id = $1")
    assert (begun["state"], begun["due_at"] - opened) == ("running", timedelta(hours=8))
    await world.work()
    assert (await _clock(world, "first_seen"))["state"] == "running", "a machine's words are nobody's look"
    first = await cases.see(dewi, number)
    assert (await _clock(world, "first_seen"))["state"] == "met"
    again = await cases.see(await world.staff(world.district), number)
    assert (again.version, again.first_seen_at) == (first.version, first.first_seen_at)


async def test_waiting_pauses_what_the_citizen_holds_up_and_their_answer_moves_the_due_time(
    world: World,
) -> None:
    dewi, phone = await world.staff(world.district), a_number()
    await open_day_and_night(world.district)
    number = await an_opened_case(world, phone=phone)
    before, owed = (
        (await _clock(world, "resolution"))["due_at"],
        (await _clock(world, "first_response"))["due_at"],
    )
    await replies.reply(dewi, number, "Poli mana?", world.book, version=None, then=replies.Then.WAIT)
    assert (await _clock(world, "resolution"))["state"] == "paused"
    await world.clock.forward(days=14)
    assert await sweep(world.district.id) <= 1, "only what was not verified"
    await world.arrive(world.district, a_message(phone, "Poli gigi"))
    await world.take_in(world.district)
    resumed = await _clock(world, "resolution")
    assert resumed["state"] == "running"
    assert resumed["due_at"] - before >= timedelta(days=12)
    assert (await _clock(world, "first_response"))["due_at"] == owed
    nearest = f"SELECT min(due_at) FROM {_CLOCKS} WHERE tenant_id = $1 AND state = 'running'"
    assert await world.district.value("SELECT due_at FROM cases WHERE tenant_id = $1") == (
        await world.district.value(nearest)
    )


async def test_a_corrected_kind_brings_its_own_promises_from_the_same_receipt(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    complaint = (await _clock(world, "resolution"))["due_at"]
    await cases.correct(dewi, number, kind=CaseKind.INFORMATION, version=None)
    information = (await _clock(world, "resolution"))["due_at"]
    assert information < complaint
    assert (await _clock(world, "first_response"))["state"] == "stopped", "information has none"
    await cases.correct(dewi, number, kind=CaseKind.COMPLAINT, version=None)
    assert (await _clock(world, "resolution"))["due_at"] == complaint


async def test_verifying_with_another_kind_regrades_as_well(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    complaint = (await _clock(world, "resolution"))["due_at"]
    await cases.verify(dewi, number, CaseKind.INFORMATION, version=None)
    assert (await _clock(world, "resolution"))["due_at"] < complaint
    assert (await _clock(world, "verification"))["state"] == "met"


async def test_four_sweepers_at_once_announce_each_missed_promise_once(world: World) -> None:
    for _ in range(6):
        await an_opened_case(world)
    await world.clock.forward(hours=9)
    assert sum(await asyncio.gather(*(sweep(world.district.id, most=4) for _ in range(4)))) <= 6
    while await sweep(world.district.id):
        continue
    assert [row["target"] for row in await world.district.rows(_MISSED)] == ["first_seen"] * 6
    assert [row["target"] for row in await world.district.rows(_ANNOUNCED)] == ["first_seen"] * 6
    assert await world.district.value("SELECT bool_and(due_at < sahut_now()) FROM cases WHERE tenant_id = $1")
    assert (await world.district.rows(_CLOCK, "first_seen"))[0]["state"] == "running", "it goes on being owed"


async def test_a_promise_kept_late_between_two_sweeps_is_announced_too(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await world.clock.forward(hours=9)
    await cases.see(dewi, number)
    kept = await _clock(world, "first_seen")
    assert (kept["state"], kept["breached_at"]) == ("met", kept["due_at"])
    assert await sweep(world.district.id) == 0
    assert [row["target"] for row in await world.district.rows(_ANNOUNCED)] == ["first_seen"]
    assert [row["target"] for row in await world.district.rows(_MISSED)] == ["first_seen"]


async def test_a_promise_that_was_announced_and_then_kept_is_not_announced_again(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await world.clock.forward(hours=9)
    assert await sweep(world.district.id) == 1
    late = await world.district.value("SELECT due_at < sahut_now() FROM cases WHERE tenant_id = $1")
    await cases.see(dewi, number)
    assert late
    assert not await world.district.value("SELECT due_at < sahut_now() FROM cases WHERE tenant_id = $1"), (
        "nothing is owed now"
    )
    assert len(await world.district.rows(_ANNOUNCED)) == 1


async def test_a_reopened_case_has_its_resolution_promised_anew_and_missed_anew(world: World) -> None:
    await open_day_and_night(world.district)
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await cases.resolve(dewi, number, version=None)
    first = await _clock(world, "resolution")
    assert first["state"] == "met"
    await world.clock.forward(days=3)
    await cases.reopen(dewi, number, version=None)
    second = await _clock(world, "resolution")
    assert second["state"] == "running"
    assert second["due_at"] > first["due_at"]
    await world.clock.forward(days=40)
    await sweep(world.district.id)
    await sweep(world.district.id)
    assert [row["target"] for row in await world.district.rows(_MISSED)].count("resolution") == 1


async def test_work_on_an_answered_case_promises_a_resolution_again(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await cases.resolve(dewi, number, version=None)
    unit = world.district.units["Sekretariat"]
    case = await cases.dispose(dewi, number, unit, "Masih ada yang kurang", version=None)
    assert (case.state, case.answered_at, case.reopened) == ("in_progress", None, 1)
    assert (await _clock(world, "resolution"))["state"] == "running"


async def test_sweeping_and_working_at_once_block_nobody(world: World) -> None:
    dewi = await world.staff(world.district)
    numbers = [await an_opened_case(world) for _ in range(8)]
    await world.clock.forward(hours=9)
    await asyncio.wait_for(
        asyncio.gather(
            *(cases.see(dewi, number) for number in numbers),
            *(replies.reply(dewi, number, "Baik", world.book, version=None) for number in reversed(numbers)),
            *(sweep(world.district.id, most=3) for _ in range(6)),
        ),
        60,
    )
    while await sweep(world.district.id):
        continue
    assert [row["target"] for row in await world.district.rows(_ANNOUNCED)] == ["first_seen"] * 8


async def test_spam_ends_every_promise(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await cases.mark_spam(dewi, number, version=None)
    states = await world.district.rows(f"SELECT DISTINCT state FROM {_CLOCKS} WHERE tenant_id = $1")
    assert states == [{"state": "stopped"}]
    assert await world.district.value("SELECT due_at FROM cases WHERE tenant_id = $1") is None


async def test_the_citizens_silence_closes_the_case_once_and_tells_them_why(world: World) -> None:
    dewi, phone = await world.staff(world.district), a_number()
    await open_day_and_night(world.district)
    number = await an_opened_case(world, phone=phone)
    await replies.reply(dewi, number, "Poli mana?", world.book, version=None, then=replies.Then.WAIT)
    window = (await _clock(world, "contact_reply"))["due_at"]
    assert await world.district.value("SELECT due_at FROM cases WHERE tenant_id = $1") < window
    await world.clock.forward(days=15)
    while await sweep(world.district.id):
        continue
    case = await world.district.row("SELECT state, closed_at FROM cases WHERE tenant_id = $1")
    assert (case["state"], (await _clock(world, "contact_reply"))["state"]) == ("closed", "stopped")
    told = [row["target"] for row in await world.district.rows(_MISSED)]
    assert "contact_reply" not in told, "the citizen owes the office nothing"
    await world.work()
    said = "SELECT text FROM message WHERE tenant_id = $1 AND automatic ORDER BY at DESC LIMIT 1"
    assert "belum ada balasan" in await world.district.value(said)
    await world.arrive(world.district, a_message(phone, "Poli gigi"))
    await world.take_in(world.district)
    assert await world.district.value("SELECT state FROM cases WHERE tenant_id = $1") == "in_progress"


async def test_a_citizen_who_was_asked_hears_once_more_before_the_case_is_closed(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await replies.reply(dewi, number, "Poli mana?", world.book, version=None, then=replies.Then.WAIT)
    warned = "SELECT extract(epoch FROM warn_at - sahut_now())::int FROM " + _CLOCKS.replace(
        "due_at timestamptz", "warn_at timestamptz"
    )
    left = await world.district.value(f"{warned} WHERE tenant_id = $1 AND kind = 'contact_reply'")
    await world.clock.forward(seconds=left + 60)
    await sweep(world.district.id)
    await world.work()
    await sweep(world.district.id)
    await world.work()
    said = "SELECT count(*) FROM message WHERE tenant_id = $1 AND text LIKE 'Kami masih menunggu balasan%'"
    assert await world.district.value(said) == 1


_STAGES = (
    "SELECT detail->>'percent' AS percent FROM case_event WHERE tenant_id = $1 AND kind = 'clock.stage'"
    " AND detail->>'target' = 'first_seen' ORDER BY at, id"
)


async def test_a_promise_in_danger_is_told_at_each_of_its_steps_once(world: World) -> None:
    await an_opened_case(world)
    for hours in (7, 2, 0, 8):
        await world.clock.forward(hours=hours)
        await asyncio.gather(*(sweep(world.district.id) for _ in range(3)))
        await sweep(world.district.id)
    assert [row["percent"] for row in await world.district.rows(_STAGES)] == ["80", "150", "200"]
    missed = await world.district.row(
        "SELECT detail->'tell' AS tell FROM case_event WHERE tenant_id = $1 AND kind = 'clock.missed'"
        " AND detail->>'target' = 'first_seen'"
    )
    assert json.loads(missed["tell"]) == ["officer", "supervisor"], "the miss itself is the stage of 100 %"


async def test_the_history_holds_every_due_time_that_was_given(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    first = (await _clock(world, "resolution"))["due_at"]
    await cases.correct(dewi, number, kind=CaseKind.INFORMATION, version=None)
    second = (await _clock(world, "resolution"))["due_at"]
    log = "SELECT detail FROM case_event WHERE tenant_id = $1 AND kind = $2 ORDER BY at, id"
    [opened] = await world.district.rows(log, "case.opened")
    promised = {
        pledge[0]: datetime.fromisoformat(pledge[1]) for pledge in json.loads(opened["detail"])["promises"]
    }
    assert promised["resolution"] == first
    moved = [json.loads(row["detail"]) for row in await world.district.rows(log, "clock.promised")]
    [told] = [each for each in moved if each["target"] == "resolution"]
    assert [datetime.fromisoformat(told[name]) for name in ("was", "due_at")] == [first, second]
    assert (told["rule"], told["line"], told["why"]) == ("district-1", "information", "case.corrected")


async def test_a_grade_brings_the_hours_of_its_rule_and_lowering_it_takes_them_back(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    opened = await world.district.value("SELECT opened_at FROM cases WHERE tenant_id = $1")
    plain = (await _clock(world, "resolution"))["due_at"]
    await cases.correct(dewi, number, triage=Triage(grade=Grade.RED), version=None)
    assert (await _clock(world, "resolution"))["due_at"] == opened + timedelta(hours=24)
    await cases.correct(dewi, number, triage=Triage(grade=None), version=None)
    assert (await _clock(world, "resolution"))["due_at"] == plain


async def test_a_complaint_that_needs_an_examination_has_sixty_working_days(world: World) -> None:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    plain = (await _clock(world, "resolution"))["due_at"]
    found = "SELECT id FROM topic WHERE tenant_id = $1 AND name = $2"
    topic = Triage(topic_id=await world.district.value(found, SUPERVISORY_TOPIC))
    await cases.verify(dewi, number, CaseKind.COMPLAINT, triage=topic, version=None)
    assert (await _clock(world, "resolution"))["due_at"] - plain > timedelta(days=60)
