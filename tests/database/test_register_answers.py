"""An answer of the office goes into the register once, with its files, or a person is asked."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from helpdesk.registers import answering, answers, by_hand
from helpdesk.registers import service as registers
from helpdesk.registers.model import LEASE
from helpdesk.replies import service as replies
from kit.errors import Conflict, Invalid
from kit.settings import Settings
from support.builders import an_opened_case
from support.lapor_stage import Stage, lapor_stage
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor

_STEPS = "SELECT step, error_code FROM register_answer WHERE tenant_id = $1 ORDER BY created_at, id"
_TOLD = "SELECT kind FROM case_event WHERE tenant_id = $1 AND kind IN ('register.answered', 'register.stuck')"


@pytest.fixture
async def stage(database_urls: Settings) -> AsyncIterator[Stage]:
    """A world with a LAPOR behind the network."""
    async with lapor_stage(database_urls) as opened:
        yield opened


async def _filed(stage: Stage) -> tuple[Actor, str]:
    dewi, number = await stage.world.staff(stage.world.district), await an_opened_case(stage.world)
    await registers.file(dewi, number, version=None)
    await stage.advance()
    return dewi, number


async def _answer(stage: Stage) -> list[str]:
    """The worker's hand on answers; what became of them."""
    world = stage.world
    while await answering.answer_due(world.district.id, world.book, files=world.files, most=1):
        pass
    return [row["step"] for row in await world.district.rows(_STEPS)]


async def _followups(stage: Stage) -> int:
    [complaint] = (await stage.remote())["complaints"]
    return int(complaint["followups"])


async def _told(stage: Stage) -> list[Any]:
    return [row["kind"] for row in await stage.world.district.rows(f"{_TOLD} ORDER BY at, id")]


async def test_an_answer_of_the_office_becomes_a_followup_there(stage: Stage) -> None:
    dewi, number = await _filed(stage)
    with pytest.raises(Invalid):
        await answering.write(dewi, number, "x" * 1001, version=None)
    await answering.write(dewi, number, "Loket kedua dibuka.", version=None)
    assert await _answer(stage) == ["sent"]
    assert await _followups(stage) == 1 and await _told(stage) == ["register.answered"]
    await stage.world.clock.forward(minutes=10, seconds=1)  # after an act of its own the office looks soon
    await stage.advance()
    said = await stage.world.district.rows("SELECT text FROM register_entry WHERE tenant_id = $1")
    assert [row["text"] for row in said] == ["Loket kedua dibuka."]


async def test_files_of_the_office_go_with_its_answer(stage: Stage) -> None:
    dewi, number = await _filed(stage)
    theirs = await stage.a_file(number)
    with pytest.raises(Invalid):
        await answering.write(dewi, number, "Terlampir.", version=None, files=(theirs,))
    await replies.reply(dewi, number, "Terlampir.", stage.world.book, version=None)
    await stage.world.district.change(
        "UPDATE attachment SET message_id = (SELECT id FROM message WHERE tenant_id = $1 AND direction = 'out'"
        " ORDER BY at DESC LIMIT 1) WHERE tenant_id = $1 AND id = $2",
        theirs,
    )
    await answering.write(dewi, number, "Terlampir.", version=None, files=(theirs,))
    assert await _answer(stage) == ["sent"]
    await stage.world.clock.forward(hours=3, seconds=1)
    await stage.advance()
    [row] = await stage.world.district.rows("SELECT text FROM register_entry WHERE tenant_id = $1")
    assert "foto.png" in row["text"]


@pytest.mark.parametrize("failure", ["stored_then_failing", "stored_then_silent", "failing"])
async def test_an_answer_of_unknown_outcome_is_written_once_and_left_to_a_person(
    stage: Stage, failure: str
) -> None:
    dewi, number = await _filed(stage)
    await stage.be_patient(2)
    await stage.fail(("answer", failure), silent_seconds=60)
    await answering.write(dewi, number, "Sudah.", version=None)
    for _ in range(3):
        assert await _answer(stage) == ["needs_person"]
        await stage.world.clock.forward(hours=2)
    assert (await stage.remote())["calls"]["answer"] == 1
    assert await _told(stage) == ["register.stuck"]
    with pytest.raises(Conflict):
        await answering.write(dewi, number, "Sekali lagi.", version=None)
    is_there = await _followups(stage) == 1
    await answering.settle(dewi, number, is_there=is_there, version=None)
    with pytest.raises(Conflict):
        await answering.settle(dewi, number, is_there=True, version=None)
    if not is_there:
        await answering.write(dewi, number, "Sudah.", version=None)
    assert (await _answer(stage))[-1] == "sent"
    assert await _followups(stage) == 1


async def test_whoever_dies_while_answering_leaves_the_question_to_a_person(stage: Stage) -> None:
    dewi, number = await _filed(stage)
    await answering.write(dewi, number, "Sudah.", version=None)
    async with tenant_scope(stage.world.district.id) as scope:
        assert await answers.claim(scope) is not None
    assert await _answer(stage) == ["sending"], "the lease protects an answer under way"
    await stage.world.clock.forward(seconds=LEASE.total_seconds() + 1)
    assert await _answer(stage) == ["needs_person"]
    assert await _followups(stage) == 0


async def test_an_answer_that_surely_did_not_arrive_is_tried_again_and_a_refused_one_is_told(
    stage: Stage,
) -> None:
    dewi, number = await _filed(stage)
    await stage.fail(("answer", "throttled"), retry_after=7)
    await answering.write(dewi, number, "Sudah.", version=None)
    assert await _answer(stage) == ["waiting"]
    await stage.world.clock.forward(minutes=5, seconds=1)
    assert await _answer(stage) == ["sent"]
    await stage.fail(("answer", "refused"))
    await answering.write(dewi, number, "Lagi.", version=None)
    assert await _answer(stage) == ["sent", "failed"]
    assert await _told(stage) == ["register.answered", "register.stuck"]


async def test_an_answer_that_names_the_citizen_is_confirmed_first(stage: Stage) -> None:
    dewi, number = await _filed(stage)
    with pytest.raises(Invalid) as refused:
        await answering.write(dewi, number, "Telepon 0812 3456 7890.", version=None)
    assert refused.value.details["fields"] == {"confirmed": "tells_who"}
    await answering.write(dewi, number, "Telepon 0812 3456 7890.", version=None, confirmed=True)
    await stage.world.district.change("UPDATE cases SET anonymous = true WHERE tenant_id = $1")
    await _answer(stage)
    with pytest.raises(Invalid) as refused:
        await answering.write(dewi, number, "Telepon 0812 3456 7890.", version=None, confirmed=True)
    assert refused.value.details["fields"] == {"text": "tells_phone"}


@pytest.mark.parametrize("manual", [False, True])
async def test_no_answer_holds_a_nik_whatever_was_confirmed(stage: Stage, manual: bool) -> None:
    if manual:
        await stage.enter(stage.world.district, by_hand=True)
    dewi, number = await _filed(stage)
    if manual:
        await by_hand.settle(dewi, number, "7654321", version=None, book=stage.world.book)
    with pytest.raises(Invalid) as refused:
        await answering.write(dewi, number, "NIK 3325010101010001.", version=None, confirmed=True)
    assert refused.value.details["fields"] == {"text": "tells_nik"}
    assert await _answer(stage) == []


async def test_an_office_without_keys_notes_what_it_wrote_there(stage: Stage) -> None:
    await stage.enter(stage.world.district, by_hand=True)
    dewi, number = await stage.world.staff(stage.world.district), await an_opened_case(stage.world)
    await registers.file(dewi, number, version=None)
    with pytest.raises(Conflict):
        await answering.write(dewi, number, "Sudah.", version=None)
    await by_hand.settle(dewi, number, "7654321", version=None, book=stage.world.book)
    await answering.write(dewi, number, "Sudah.", version=None)
    assert await _answer(stage) == ["sent"] and await _told(stage) == ["register.answered"]
    assert (await stage.remote())["calls"] == {}
