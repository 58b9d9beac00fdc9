"""A message sounds like danger to life: 119 at once, the case on top, and an officer who looks."""

import pytest

from helpdesk.cases import service as cases
from helpdesk.cases.folders import Folder
from helpdesk.cases.lists import CaseQuery, list_cases
from helpdesk.cases.model import CaseKind
from helpdesk.channels.model import ChannelKind
from helpdesk.intake.hand import Filing, open_by_hand
from helpdesk.texts import to_citizens
from helpdesk.texts.rules import said
from kit.errors import Conflict, Forbidden, Invalid
from support.builders import a_message, a_number, an_actor, an_opened_case
from support.world import World
from tenants.permissions.model import Actor, ActorKind, Permission, Role

DANGER = "Tolong, ibu saya tidak bernapas"


async def _facts(world: World, number: str) -> list[str]:
    rows = await world.district.rows(
        "SELECT e.kind FROM case_event e JOIN cases c ON c.tenant_id = e.tenant_id AND c.id = e.case_id"
        " WHERE e.tenant_id = $1 AND c.number = $2 ORDER BY e.at, e.id",
        number,
    )
    return [row["kind"] for row in rows]


def _warnings(world: World, phone: str) -> list[str]:
    return [each.text for each in world.far_end.sent_to(phone) if "119 SEKARANG" in each.text]


async def _is_danger(world: World, number: str) -> bool:
    found: bool = await world.district.value(
        "SELECT danger FROM cases WHERE tenant_id = $1 AND number = $2", number
    )
    return found


async def test_the_answer_goes_out_before_the_number_and_the_case_is_marked(world: World) -> None:
    phone = a_number()
    number = await an_opened_case(world, phone=phone, text=DANGER)
    await world.work()
    first, second = [each.text for each in world.far_end.sent_to(phone)]
    assert "119 SEKARANG" in first
    assert "bukan layanan darurat" in first
    assert number in second
    assert await _is_danger(world, number)
    assert (await _facts(world, number))[:2] == ["case.opened", "case.danger"]


async def test_who_writes_english_reads_english(world: World) -> None:
    phone = a_number()
    await an_opened_case(world, phone=phone, text="My father is not breathing")
    await world.work()
    first = world.far_end.sent_to(phone)[0].text
    assert first == said({}, to_citizens.DANGER, "en")


async def test_one_conversation_hears_it_once_in_24_hours(world: World) -> None:
    phone = a_number()
    await world.arrive(world.district, a_message(phone, DANGER), a_message(phone, "dia pingsan"))
    await world.work()
    await world.arrive(world.district, a_message(phone, "masih pingsan, tolong"))
    await world.work()
    assert len(_warnings(world, phone)) == 1
    await world.clock.forward(hours=25)
    await world.arrive(world.district, a_message(phone, "sekarang kejang"))
    await world.work()
    assert len(_warnings(world, phone)) == 2


async def test_a_later_message_marks_a_case_that_was_calm(world: World) -> None:
    phone = a_number()
    number = await an_opened_case(world, phone=phone)
    assert not await _is_danger(world, number)
    await world.arrive(world.district, a_message(phone, "ibu saya pingsan di sini"))
    await world.work()
    assert await _is_danger(world, number)
    assert len(_warnings(world, phone)) == 1


async def test_danger_in_the_second_message_of_a_batch_marks_the_new_case(world: World) -> None:
    phone = a_number()
    await world.arrive(world.district, a_message(phone, "Halo"), a_message(phone, DANGER))
    await world.take_in(world.district)
    assert await world.district.value("SELECT danger FROM cases WHERE tenant_id = $1") is True


async def _by_form(world: World, channel: ChannelKind, text: str = DANGER) -> str:
    by = Actor(
        tenant_id=world.district.id,
        kind=ActorKind.CITIZEN,
        permissions=frozenset({Permission.OPEN_CASES}),
    )
    filing = Filing(kind=CaseKind.COMPLAINT, text=text, name="Siti", phone="0812 5550 1234", language="en")
    return (await open_by_hand(by, filing, channel, world.book)).number


async def test_what_an_officer_wrote_down_of_a_call_marks_nothing(world: World) -> None:
    number = await _by_form(world, ChannelKind.PHONE)
    await world.work()
    assert not await _is_danger(world, number)
    assert world.far_end.sent == []


async def test_a_leaflet_marks_nothing(world: World) -> None:
    phone = a_number()
    number = await an_opened_case(world, phone=phone, text="Kapan ada pelatihan P3K pingsan?")
    await world.work()
    assert not await _is_danger(world, number)
    assert _warnings(world, phone) == []


async def test_marked_cases_stand_above_all_others_page_by_page(world: World) -> None:
    agent = await world.staff(world.district)
    calm = [await an_opened_case(world) for _ in range(3)]
    marked = [await an_opened_case(world, text=DANGER) for _ in range(3)]
    await world.district.change(
        "UPDATE cases SET due_at = NULL WHERE tenant_id = $1 AND number = ANY($2)", [calm[0], marked[0]]
    )
    seen: list[str] = []
    cursor = ""
    for _ in range(10):
        found = await list_cases(agent, CaseQuery(folder=Folder.OPEN, most=1, cursor=cursor))
        seen += [row.case.number for row in found.rows]
        cursor = found.next_cursor
        if not cursor:
            break
    assert set(seen[:3]) == set(marked)
    assert seen[2] == marked[0]
    assert set(seen[3:]) == set(calm)
    assert seen[5] == calm[0]


async def test_an_officer_clears_it_with_a_reason_and_new_words_mark_it_again(world: World) -> None:
    agent, phone = await world.staff(world.district), a_number()
    number = await an_opened_case(world, phone=phone, text=DANGER)
    case = await cases.clear_danger(agent, number, "Sudah ditelepon, ambulans tiba.", version=None)
    assert not case.danger
    assert "case.danger_cleared" in await _facts(world, number)
    note = await world.district.value(
        "SELECT text FROM message WHERE tenant_id = $1 AND direction = 'note' AND case_id = $2", case.id
    )
    assert note == "Sudah ditelepon, ambulans tiba."
    await world.arrive(world.district, a_message(phone, "dia pingsan lagi sekarang"))
    await world.take_in(world.district)
    assert await _is_danger(world, number)


async def test_clearing_needs_a_reason_a_mark_and_the_right(world: World) -> None:
    agent = await world.staff(world.district)
    number = await an_opened_case(world, text=DANGER)
    with pytest.raises(Invalid):
        await cases.clear_danger(agent, number, "ok", version=None)
    with pytest.raises(Forbidden):
        await cases.clear_danger(
            an_actor(Role.ADMINISTRATOR, tenant_id=world.district.id), number, "Sudah aman", version=None
        )
    await cases.clear_danger(agent, number, "Sudah aman", version=None)
    with pytest.raises(Conflict):
        await cases.clear_danger(agent, number, "Sudah aman", version=None)
