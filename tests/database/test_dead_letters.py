"""A letter that cannot arrive waits for a supervisor, who tries it anew or gives it up; order is kept either way."""

import pytest

from helpdesk.escalation import service as escalation
from helpdesk.escalation import settling
from helpdesk.relay.log import letter_log, retry
from helpdesk.relay.model import LetterState, Line, Way
from kit.errors import Conflict, Forbidden, Invalid, Missing
from support.builders import an_opened_case
from support.world import World
from tenants.permissions.model import Actor, Role

_RELAY = "UPDATE account SET active = $2 WHERE tenant_id = $1 AND kind = 'relay'"
_DIES = (
    "UPDATE letter SET state = 'dead', due_at = NULL, last_error = 'undeliverable' WHERE tenant_id = $1"
    " AND seq = (SELECT min(seq) FROM letter WHERE tenant_id = $1 AND state = 'waiting')"
)
_WAITS_BEHIND = "UPDATE letter SET due_at = NULL WHERE tenant_id = $1 AND state = 'waiting'"
_PEER = "SELECT text FROM message WHERE tenant_id = $1 AND direction = 'peer' ORDER BY at, id"
_LINK = "SELECT state FROM link WHERE tenant_id = $1"


async def handed_over(world: World) -> tuple[Actor, Actor, str]:
    """A district's case that the province has: an officer, a supervisor, the number."""
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    wahyu = await world.staff(world.district, Role.SUPERVISOR, name="Wahyu Hidayat")
    await escalation.escalate(dewi, number, world.province.slug, "Rujukan", world.book, version=None)
    return dewi, wahyu, number


async def first_dies(world: World) -> None:
    """The oldest letter on its way is given up by the carrier, and those behind it wait for a person."""
    await world.district.change(_DIES)
    await world.district.change(_WAITS_BEHIND)


async def said_there(world: World) -> list[str]:
    return [row["text"] for row in await world.province.rows(_PEER)]


async def dead(wahyu: Actor) -> list[Line]:
    return list((await letter_log(wahyu, dead_only=True)).lines)


async def three_words_the_first_dead(world: World) -> tuple[Actor, str, Line]:
    dewi, wahyu, number = await handed_over(world)
    await world.work()
    for text in ("satu", "dua", "tiga"):
        await escalation.write_to_peer(dewi, number, text, version=None)
    await first_dies(world)
    await world.work()
    [line] = await dead(wahyu)
    return wahyu, number, line


async def test_what_is_tried_anew_arrives_with_those_behind_it_in_their_order(world: World) -> None:
    wahyu, _, line = await three_words_the_first_dead(world)
    assert await said_there(world) == []
    await retry(wahyu, line.id)
    await world.work()
    assert await said_there(world) == ["satu", "dua", "tiga"]
    assert await dead(wahyu) == []


async def test_what_is_given_up_never_arrives_and_those_behind_it_do(world: World) -> None:
    wahyu, number, line = await three_words_the_first_dead(world)
    with pytest.raises(Invalid):
        await settling.give_up(wahyu, line.id, " ")
    await settling.give_up(wahyu, line.id, "Sudah disampaikan lewat telepon.")
    await world.work()
    assert await said_there(world) == ["dua", "tiga"]
    [settled] = [each for each in (await letter_log(wahyu)).lines if each.state is LetterState.SETTLED]
    assert (settled.settled_by, settled.settled_reason) == (wahyu.name, "Sudah disampaikan lewat telepon.")
    assert (
        await world.district.value("SELECT body FROM letter WHERE tenant_id = $1 AND id = $2", line.id) == b""
    )
    dewi = await world.staff(world.district)
    await escalation.write_to_peer(dewi, number, "empat", version=None)
    await world.work()
    assert await said_there(world) == ["dua", "tiga", "empat"]
    for again in (retry, lambda who, which: settling.give_up(who, which, "lagi")):
        with pytest.raises(Conflict):
            await again(wahyu, line.id)


async def test_an_offer_that_is_given_up_ends_the_hand_over_and_nothing_waits_for_it_there(
    world: World,
) -> None:
    dewi, wahyu, number = await handed_over(world)
    await escalation.write_to_peer(dewi, number, "menyusul", version=None)
    await first_dies(world)
    [line] = await dead(wahyu)
    await settling.give_up(wahyu, line.id, "Kantor itu tutup.")
    await world.work()
    assert await world.district.row(_LINK) == {"state": "withdrawn"}
    assert not await world.district.value("SELECT escalated FROM cases WHERE tenant_id = $1")
    assert await world.province.rows(_LINK) == []
    waiting = "SELECT count(*) FROM inbox_entry WHERE tenant_id = $1 AND state <> 'taken'"
    assert await world.province.value(waiting) == 0
    await escalation.escalate(dewi, number, world.province.slug, "Lagi", world.book, version=None)
    await world.work()
    assert await world.province.row(_LINK) == {"state": "offered"}


async def test_an_offer_that_had_arrived_after_all_is_withdrawn_there_too(world: World) -> None:
    """What was lost was the answer that it had arrived."""
    _, wahyu, _ = await handed_over(world)
    await world.work()
    await world.district.change(
        "UPDATE letter SET state = 'dead', due_at = NULL, delivered_at = NULL WHERE tenant_id = $1"
    )
    [line] = await dead(wahyu)
    await settling.give_up(wahyu, line.id, "Tidak jadi.")
    await world.work()
    assert [await place.row(_LINK) for place in (world.district, world.province)] == [
        {"state": "withdrawn"}
    ] * 2


async def test_a_letter_that_nobody_here_understands_is_seen_and_read_again_when_it_can_be(
    world: World,
) -> None:
    await handed_over(world)
    await world.work()
    await world.province.change(
        "INSERT INTO inbox_entry (tenant_id, id, account_id, external_id, kind, arrival, received_at, state, due_at,"
        " attempts, reason) SELECT e.tenant_id, uuidv7(), e.account_id, 'later', 'letter', convert_to(replace("
        "convert_from(e.arrival, 'UTF8'), '\"offer\"', '\"hologram\"'), 'UTF8'), now(), 'failed', now(), 12,"
        " 'ValidationError' FROM inbox_entry e WHERE e.tenant_id = $1 AND e.kind = 'letter'"
    )
    overseer = await world.staff(world.province, Role.SUPERVISOR)
    [line] = await dead(overseer)
    assert (line.way, line.kind, line.error) == (Way.IN, "hologram", "ValidationError")
    assert (await letter_log(overseer)).dead == 1
    await retry(overseer, line.id)
    assert await dead(overseer) == []
    tries = "SELECT attempts FROM inbox_entry WHERE tenant_id = $1 AND external_id = 'later'"
    assert await world.province.value(tries) == 0


async def test_both_offices_read_their_own_log_and_no_words_of_it(world: World) -> None:
    dewi, wahyu, number = await handed_over(world)
    await world.work()
    await escalation.write_to_peer(dewi, number, "RAHASIA", version=None)
    await world.work()
    there = await world.staff(world.province, Role.SUPERVISOR)
    ours, theirs = await letter_log(wahyu), await letter_log(there)
    assert [(each.way, each.kind, each.state) for each in reversed(ours.lines)] == [
        (Way.OUT, "offer", LetterState.TAKEN),
        (Way.IN, "received", LetterState.TAKEN),
        (Way.OUT, "note", LetterState.TAKEN),
    ]
    assert [(each.way, each.kind) for each in reversed(theirs.lines)] == [
        (Way.IN, "offer"),
        (Way.OUT, "received"),
        (Way.IN, "note"),
    ]
    assert "RAHASIA" not in repr((ours, theirs))
    assert {each.number for each in ours.lines} == {number}
    assert (await letter_log(wahyu, number="BTG-0000-0000-0")).lines == ()
    older = (await letter_log(wahyu, before=ours.lines[0].id)).lines
    assert older == ours.lines[1:]


async def test_only_who_oversees_letters_reads_or_decides_and_another_offices_letter_is_none(
    world: World,
) -> None:
    dewi, _, _ = await handed_over(world)
    await first_dies(world)
    letter = await world.district.value("SELECT id FROM letter WHERE tenant_id = $1")
    for act in (letter_log(dewi), retry(dewi, letter), settling.give_up(dewi, letter, "x")):
        with pytest.raises(Forbidden):
            await act
    stranger = await world.staff(world.neighbour, Role.SUPERVISOR)
    for act in (retry(stranger, letter), settling.give_up(stranger, letter, "x")):
        with pytest.raises(Missing):
            await act
