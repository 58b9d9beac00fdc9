"""A unit answers by replying to our message: found by what is quoted and by its registered number, by nothing else."""

import pytest

from helpdesk.cases import service as cases
from helpdesk.channels.model import MediaRef
from helpdesk.sla import service as sla
from helpdesk.sla.model import ClockState, TargetKind
from helpdesk.unit_links import linking
from support.builders import a_message, a_number, an_opened_case
from support.unit_desk import UNIT, external_id_of, registered, told, words_of
from support.world import World
from tenants.doors import tenant_scope

ANSWER = "Poli gigi sekarang buka dua loket"


async def _given(world: World, **terms: object) -> tuple[str, str, str]:
    """A case that was passed to a unit; answers its number, the unit's, and what the message to it is called."""
    phone = await registered(world, **terms)
    number = await an_opened_case(world, text="Antrean gigi penuh, saya Siti di Jalan Mawar 7")
    agent = await world.staff(world.district)
    await cases.dispose(agent, number, world.district.units[UNIT], "Periksa loket", version=None)
    await world.work(world.district)
    return number, phone, await external_id_of(world.district, world.district.units[UNIT])


async def _reply(world: World, phone: str, quoted: str, text: str = ANSWER, **more: object) -> None:
    await world.arrive(world.district, a_message(phone, text, reply_to=quoted, **more))
    await world.work(world.district)


async def _answers(world: World, number: str) -> list[dict[str, object]]:
    return await world.district.rows(
        "SELECT a.state, a.came_by, m.text, m.direction, m.author_kind, m.author_name, d.state AS part"
        " FROM unit_answer a"
        " JOIN cases c ON c.tenant_id = a.tenant_id AND c.id = a.case_id"
        " JOIN message m ON m.tenant_id = a.tenant_id AND m.id = a.message_id"
        " JOIN disposition d ON d.tenant_id = a.tenant_id AND d.id = a.disposition_id"
        " WHERE a.tenant_id = $1 AND c.number = $2 ORDER BY a.at, a.id",
        number,
    )


async def test_the_unit_is_told_with_instruction_due_time_and_link_and_nothing_of_the_citizen(
    world: World,
) -> None:
    number, phone, _ = await _given(world)
    [message] = told(world, phone)
    said = words_of(message)
    assert number in said
    assert "Periksa loket" in said
    assert "/unit/" in said
    for word in ("Siti", "Mawar", "Antrean"):
        assert word not in said


async def test_a_reply_in_context_lands_in_the_case_as_the_units_answer(world: World) -> None:
    number, phone, quoted = await _given(world)
    before = await world.district.value("SELECT count(*) FROM cases WHERE tenant_id = $1")
    await _reply(world, phone, quoted)
    [found] = await _answers(world, number)
    assert found == {
        "state": "waiting",
        "came_by": "whatsapp",
        "text": ANSWER,
        "direction": "note",
        "author_kind": "unit",
        "author_name": UNIT,
        "part": "answered",
    }
    assert await world.district.value("SELECT count(*) FROM cases WHERE tenant_id = $1") == before
    thanks = words_of(told(world, phone)[-1])
    assert number in thanks
    assert "Meja layanan" in thanks


async def test_it_keeps_the_promise_of_the_disposition_and_shows_the_case_unread(world: World) -> None:
    number, phone, quoted = await _given(world)
    agent = await world.staff(world.district)
    await cases.see(agent, number)
    await _reply(world, phone, quoted)
    case_id = await world.district.value("SELECT id FROM cases WHERE tenant_id = $1 AND number = $2", number)
    async with tenant_scope(world.district.id, read_only=True) as scope:
        clocks = await sla.clocks_of(scope, case_id)
    assert clocks[TargetKind.DISPOSITION].state is ClockState.MET
    assert await world.district.value("SELECT unread FROM cases WHERE tenant_id = $1 AND number = $2", number)


async def test_the_citizen_hears_nothing_by_that_alone(world: World) -> None:
    number, phone, quoted = await _given(world)
    await _reply(world, phone, quoted)
    assert not [message for message in world.far_end.sent if ANSWER in words_of(message)]
    assert await world.district.value(
        "SELECT first_response_at IS NULL FROM cases WHERE tenant_id = $1 AND number = $2", number
    )


async def test_where_the_unit_may_answer_directly_the_citizen_has_it_at_once(world: World) -> None:
    number, phone, quoted = await _given(world, answers_directly=True)
    await _reply(world, phone, quoted)
    [found] = await _answers(world, number)
    assert found["state"] == "released"
    [sent] = [message for message in world.far_end.sent if ANSWER in words_of(message)]
    assert sent.recipient.value != phone
    assert "Warga sudah menerimanya" in words_of(told(world, phone)[-1])


async def test_an_answer_with_a_file_waits_for_the_desk_also_where_the_unit_answers_directly(
    world: World,
) -> None:
    number, phone, quoted = await _given(world, answers_directly=True)
    photo = MediaRef(remote_id="m1", kind="image", mime_type="image/jpeg", name="loket.jpg", sha256="")
    await _reply(world, phone, quoted, media=(photo,))
    [found] = await _answers(world, number)
    assert found["state"] == "waiting"
    files = await world.district.rows(
        "SELECT f.name FROM attachment f JOIN unit_answer a ON a.tenant_id = f.tenant_id"
        " AND a.message_id = f.message_id WHERE f.tenant_id = $1"
    )
    assert files == [{"name": "loket.jpg"}]


async def test_a_stranger_who_quotes_it_changes_nothing(world: World) -> None:
    number, _, quoted = await _given(world)
    stranger = a_number()
    await _reply(world, stranger, quoted, "Sudah beres, tutup saja")
    assert await _answers(world, number) == []
    strange = await world.district.value(
        "SELECT c.number FROM message m JOIN cases c ON c.tenant_id = m.tenant_id AND c.id = m.case_id"
        " WHERE m.tenant_id = $1 AND m.text = 'Sudah beres, tutup saja'"
    )
    assert strange != number


async def test_another_unit_that_quotes_it_changes_nothing(world: World) -> None:
    number, _, quoted = await _given(world)
    other = await registered(world, "Puskesmas Batang II")
    await _reply(world, other, quoted)
    assert await _answers(world, number) == []
    assert "tidak masuk ke kasus" in words_of(told(world, other)[-1])


@pytest.mark.parametrize("why", ["revoked", "passed on", "closed", "registered elsewhere now", "not quoted"])
async def test_a_reply_is_no_answer_when(world: World, why: str) -> None:
    number, phone, quoted = await _given(world)
    agent = await world.staff(world.district)
    unit = world.district.units[UNIT]
    if why == "revoked":
        await linking.revoke(agent, number, unit, version=None)
    if why == "passed on":
        await cases.dispose(agent, number, world.district.units["Sekretariat"], "", version=None)
    if why == "closed":
        await cases.close(agent, number, version=None)
    if why == "registered elsewhere now":
        await registered(world, phone="")
    await _reply(world, phone, "" if why == "not quoted" else quoted)
    assert await _answers(world, number) == []
    notes = await world.district.value(
        "SELECT count(*) FROM message m JOIN cases c ON c.tenant_id = m.tenant_id AND c.id = m.case_id"
        " WHERE m.tenant_id = $1 AND c.number = $2 AND m.direction = 'note'",
        number,
    )
    assert notes == 0


async def test_what_a_unit_writes_beside_any_case_opens_none_and_is_answered_once(world: World) -> None:
    _, phone, _ = await _given(world)
    before = await world.district.value("SELECT count(*) FROM cases WHERE tenant_id = $1")
    for text in ("Siap", "Baik", "Terima kasih"):
        await _reply(world, phone, "", text)
    assert await world.district.value("SELECT count(*) FROM cases WHERE tenant_id = $1") == before
    hints = [each for each in told(world, phone) if "tidak masuk ke kasus" in words_of(each)]
    assert len(hints) == 1


async def test_the_same_reply_that_comes_twice_is_one_answer(world: World) -> None:
    number, phone, quoted = await _given(world)
    again = a_message(phone, ANSWER, reply_to=quoted)
    await world.arrive(world.district, again)
    await world.arrive(world.district, again)
    await world.work(world.district)
    assert len(await _answers(world, number)) == 1


async def test_a_unit_that_has_the_case_anew_may_answer_to_the_old_message(world: World) -> None:
    number, phone, quoted = await _given(world)
    agent = await world.staff(world.district)
    await cases.dispose(agent, number, world.district.units[UNIT], "Sekali lagi", version=None)
    await world.work(world.district)
    await _reply(world, phone, quoted)
    assert len(await _answers(world, number)) == 1
