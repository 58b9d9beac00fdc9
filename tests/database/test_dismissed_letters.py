"""A letter that came and cannot be read here is dismissed by a person: it is over, and its sender reads so and why."""

import pytest

from helpdesk.escalation import service as escalation
from helpdesk.relay.log import give_up, letter_log, one_letter, retry
from helpdesk.relay.model import LetterState, Line, Way
from helpdesk.relay.service import carry_due
from kit.errors import Conflict, Forbidden, Invalid, Missing
from support.builders import an_opened_case
from support.world import Place, World
from tenants.permissions.model import Actor, Role

_FAILS = (
    "UPDATE inbox_entry SET state = 'failed', attempts = 12, reason = 'ValidationError', arrival = convert_to(replace("
    "convert_from(arrival, 'UTF8'), $2, $3), 'UTF8') WHERE tenant_id = $1 AND kind = 'letter' AND state = 'new'"
    " AND received_at = (SELECT min(received_at) FROM inbox_entry WHERE tenant_id = $1 AND state = 'new')"
)
_PEER = "SELECT text FROM message WHERE tenant_id = $1 AND direction = 'peer' ORDER BY at, id"
_LINK = "SELECT state, said FROM link WHERE tenant_id = $1"
_FACTS = "SELECT detail->>'ours' AS ours FROM case_event WHERE tenant_id = $1 AND kind = 'handover.set_aside'"
_AUDIT = "SELECT detail->>'reason' AS reason FROM audit_entry WHERE tenant_id = $1 AND action = $2"
_LEFT = "SELECT count(*) FROM inbox_entry WHERE tenant_id = $1 AND state IN ('new', 'failed')"
REASON = "Dari versi yang tidak kami kenal; sudah kami telepon."


async def handed_over(world: World) -> tuple[Actor, str]:
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    await escalation.escalate(dewi, number, world.province.slug, "Rujukan", world.book, version=None)
    return dewi, number


async def carried(world: World) -> None:
    """Letters of the district lie in the province's inbox, and nobody has read them."""
    for _ in range(5):
        await carry_due(world.district.id, files=world.files)


async def a_word_nobody_understands(world: World) -> tuple[Actor, Actor, Line]:
    """The first of two words of the district; the province's and the district's supervisors."""
    dewi, number = await handed_over(world)
    await world.work()
    await escalation.write_to_peer(dewi, number, "satu", version=None)
    await carried(world)
    await world.province.change(_FAILS, '"note"', '"hologram"')
    await escalation.write_to_peer(dewi, number, "dua", version=None)
    await world.work()
    here = await world.staff(world.province, Role.SUPERVISOR, name="Rina")
    [line] = (await letter_log(here, dead_only=True)).lines
    return here, await world.staff(world.district, Role.SUPERVISOR), line


async def said(place: Place) -> list[str]:
    return [row["text"] for row in await place.rows(_PEER)]


async def test_those_behind_it_go_on_and_it_is_read_by_nobody(world: World) -> None:
    here, _, line = await a_word_nobody_understands(world)
    assert (line.way, line.kind, line.state) == (Way.IN, "hologram", LetterState.DEAD)
    assert await said(world.province) == []
    with pytest.raises(Invalid):
        await give_up(here, line.id, "  ")
    await give_up(here, line.id, REASON)
    await world.clock.forward(hours=2)
    await world.work()
    assert await said(world.province) == ["dua"]
    assert await world.province.value(_LEFT) == 0
    entry = "SELECT state, arrival FROM inbox_entry WHERE tenant_id = $1 AND id = $2"
    assert await world.province.row(entry, line.id) == {"state": "ignored", "arrival": b""}
    for act in (lambda: give_up(here, line.id, REASON), lambda: retry(here, line.id)):
        with pytest.raises((Conflict, Missing)):
            await act()


async def test_the_office_that_wrote_it_sees_that_it_was_set_aside_for_good_and_why(world: World) -> None:
    here, there, line = await a_word_nobody_understands(world)
    await give_up(here, line.id, REASON)
    await world.work()
    [aside] = [each for each in (await letter_log(there)).lines if each.state is LetterState.ASIDE]
    assert (aside.way, aside.kind, aside.settled_reason) == (Way.OUT, "note", REASON)
    assert aside.settled_by == f"Kantor {world.province.slug}", "the office, not who works there"
    assert (await one_letter(there, aside.id)).state is LetterState.ASIDE
    assert await world.district.rows(_FACTS) == [{"ours": "false"}]
    assert await world.province.rows(_FACTS) == [{"ours": "true"}]
    body = await world.district.value("SELECT body FROM letter WHERE tenant_id = $1 AND id = $2", aside.id)
    assert body == b""
    [mine] = [each for each in (await letter_log(here)).lines if each.state is LetterState.ASIDE]
    assert (mine.way, mine.settled_by, mine.settled_reason) == (Way.IN, "Rina", REASON)
    assert await world.province.rows(_AUDIT, "handover_letter.dismissed") == [{"reason": REASON}]
    with pytest.raises(Conflict):
        await give_up(there, aside.id, "lagi")


async def test_an_offer_that_is_dismissed_goes_back_with_the_reason(world: World) -> None:
    dewi, number = await handed_over(world)
    await escalation.write_to_peer(dewi, number, "menyusul", version=None)
    await carried(world)
    await world.province.change(_FAILS, '"complaint"', '"hologram"')
    here = await world.staff(world.province, Role.SUPERVISOR)
    [line] = (await letter_log(here, dead_only=True)).lines
    await give_up(here, line.id, REASON)
    await world.clock.forward(hours=2)
    await world.work()
    assert await world.district.row(_LINK) == {"state": "returned", "said": REASON}
    assert await world.province.rows(_LINK) == []
    assert await world.province.value(_LEFT) == 0, "what followed it waits for nothing"
    there = await world.staff(world.district, Role.SUPERVISOR)
    states = {each.kind: each.state for each in (await letter_log(there)).lines}
    assert states["offer"] is LetterState.ASIDE
    assert not await world.district.value("SELECT escalated FROM cases WHERE tenant_id = $1")
    await escalation.escalate(dewi, number, world.province.slug, "Lagi", world.book, version=None)
    await world.work()
    assert [row["state"] for row in await world.province.rows(_LINK)] == ["offered"]


async def test_what_says_so_and_does_not_arrive_waits_for_a_person_too(world: World) -> None:
    await handed_over(world)
    await carried(world)
    await world.province.change(_FAILS, '"complaint"', '"hologram"')
    here = await world.staff(world.province, Role.SUPERVISOR)
    [line] = (await letter_log(here, dead_only=True)).lines
    await give_up(here, line.id, REASON)
    await world.province.change(
        "UPDATE letter SET state = 'dead', due_at = NULL WHERE tenant_id = $1 AND seq = 1"
    )
    [stuck] = (await letter_log(here, dead_only=True)).lines
    assert (stuck.kind, stuck.number) == ("ended", "")
    await retry(here, stuck.id)
    await world.work()
    assert (await world.district.row(_LINK))["state"] == "returned"
    with pytest.raises(Conflict):
        await give_up(here, stuck.id, REASON)


async def test_one_that_waits_for_an_earlier_letter_is_not_dismissed_before_it(world: World) -> None:
    """Else those between would be lost without anybody's word."""
    dewi, number = await handed_over(world)
    await world.work()
    for text in ("satu", "dua"):
        await escalation.write_to_peer(dewi, number, text, version=None)
        await carried(world)
        await world.province.change(_FAILS, '"note"', '"hologram"')
    here = await world.staff(world.province, Role.SUPERVISOR)
    lines = sorted((await letter_log(here, dead_only=True)).lines, key=lambda line: line.seq)
    with pytest.raises(Conflict, match="earlier_letter_waits"):
        await give_up(here, lines[1].id, REASON)
    for line in lines:
        await give_up(here, line.id, REASON)
    await escalation.write_to_peer(dewi, number, "tiga", version=None)
    await world.work()
    assert await said(world.province) == ["tiga"]


async def test_who_does_not_oversee_letters_dismisses_none(world: World) -> None:
    _, _, line = await a_word_nobody_understands(world)
    agent = await world.staff(world.province)
    with pytest.raises(Forbidden):
        await give_up(agent, line.id, REASON)
    stranger = await world.staff(world.neighbour, Role.SUPERVISOR)
    with pytest.raises(Conflict):
        await give_up(stranger, line.id, REASON)
