"""A report of the portal goes on by WhatsApp: only with its code, once, and with a new PIN."""

from typing import Any

import pytest

from helpdesk.cases import service as cases
from helpdesk.cases.model import Case, CaseKind
from helpdesk.cases.numbers import pin
from helpdesk.cases.store import load_by_number
from helpdesk.contactfile.model import Why
from helpdesk.contactfile.service import contact_page, search
from helpdesk.intake import linking
from helpdesk.intake.hand import Filing, open_in_portal
from helpdesk.replies import service as replies
from support.builders import a_message, a_number
from support.world import PIN_KEY, Place, World
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, ActorKind

_IN = "SELECT count(*) FROM message WHERE tenant_id = $1 AND direction = 'in' AND case_id = $2"


pytestmark = pytest.mark.usefixtures("codes")


async def _filed(world: World, place: Place | None = None, **more: Any) -> Case:
    office = place or world.district
    citizen = Actor(tenant_id=office.id, kind=ActorKind.CITIZEN)
    filing = Filing(kind=CaseKind.COMPLAINT, text="Obat habis", **more)
    return await open_in_portal(citizen, filing, (), world.book, key=a_number())


async def _text(place: Place, case: Case) -> str:
    async with tenant_scope(place.id, read_only=True) as scope:
        return linking.text_to_send(place.id, case, scope.now, "id")


async def _now(place: Place, case: Case) -> Case:
    async with tenant_scope(place.id, read_only=True) as scope:
        return await load_by_number(scope, case.number, hold=False)


async def _says(world: World, phone: str, text: str) -> None:
    await world.arrive(world.district, a_message(phone, text))
    await world.take_in(world.district)


async def _count(world: World) -> int:
    return int(await world.district.value("SELECT count(*) FROM cases WHERE tenant_id = $1"))


async def test_the_code_joins_the_thread_and_the_new_pin_goes_there(world: World) -> None:
    case = await _filed(world, name="Siti")
    phone = a_number()
    await _says(world, phone, await _text(world.district, case))
    joined = await _now(world.district, case)
    assert (joined.pin_generation, joined.conversation_id is not None) == (2, True)
    assert await _count(world) == 1
    await world.work()
    (sent,) = world.far_end.sent
    assert sent.recipient.value == phone
    assert pin(PIN_KEY, world.district.id, case.id, 2) in sent.text
    assert pin(PIN_KEY, world.district.id, case.id, 1) not in sent.text


async def test_what_follows_joins_the_case_and_answers_go_to_the_thread(world: World) -> None:
    case, phone = await _filed(world, name="Siti", phone="0812 3456 7890"), a_number()
    await _says(world, phone, await _text(world.district, case))
    await _says(world, phone, "Masih kosong hari ini")
    assert await _count(world) == 1
    assert await world.district.value(_IN, case.id) == 3
    dewi = await world.staff(world.district)
    await replies.reply(dewi, case.number, "Obat datang Kamis", world.book, version=None)
    await world.work()
    assert [each.recipient.value for each in world.far_end.sent if "Kamis" in each.text] == [phone]


async def test_of_two_living_cases_the_one_last_written_in_goes_on(world: World) -> None:
    case, phone = await _filed(world), a_number()
    await _says(world, phone, "Antrean penuh")
    await _says(world, phone, await _text(world.district, case))
    await _says(world, phone, "lanjutan")
    assert await world.district.value(_IN, case.id) == 3


async def test_a_number_alone_joins_nothing(world: World) -> None:
    case = await _filed(world)
    for text in (case.number, f"Saya melanjutkan laporan {case.number} lewat WhatsApp.", "Kode: 0000-0000"):
        await _says(world, a_number(), text)
    await _says(world, a_number(), f"Laporan {case.number}. Kode: 0000-0000")
    assert await _now(world.district, case) == case
    assert await world.district.value(_IN, case.id) == 1


async def test_a_code_works_once(world: World) -> None:
    case = await _filed(world)
    text = await _text(world.district, case)
    first, second = a_number(), a_number()
    await _says(world, first, text)
    await _says(world, second, text)
    joined = await _now(world.district, case)
    assert joined.pin_generation == 2
    assert await world.district.value(_IN, case.id) == 2
    assert await _count(world) == 2, "what the second one wrote is a case of their own"


async def test_a_code_is_good_for_its_own_case_and_office_only(world: World) -> None:
    case, other = await _filed(world), await _filed(world)
    foreign = await _filed(world, world.neighbour)
    text = await _text(world.district, case)
    await _says(world, a_number(), text.replace(case.number, other.number))
    await _says(world, a_number(), await _text(world.neighbour, foreign))
    assert await _now(world.district, other) == other
    assert await _now(world.neighbour, foreign) == foreign


async def test_a_code_holds_over_midnight_and_ends_after_two_days(world: World) -> None:
    case, late = await _filed(world), await _filed(world)
    text, too_late = await _text(world.district, case), await _text(world.district, late)
    await world.clock.forward(days=1)
    await _says(world, a_number(), text)
    assert (await _now(world.district, case)).pin_generation == 2
    await world.clock.forward(days=1)
    await _says(world, a_number(), too_late)
    assert await _now(world.district, late) == late


@pytest.mark.parametrize("hidden", ["anonymous", "ended", "spam"])
async def test_what_must_not_be_joined_has_no_code(world: World, hidden: str) -> None:
    case = await _filed(world, anonymous=hidden == "anonymous")
    before = await _text(world.district, case)
    dewi = await world.staff(world.district)
    if hidden == "ended":
        await cases.close(dewi, case.number, version=None)
    if hidden == "spam":
        await cases.mark_spam(dewi, case.number, version=None)
    assert (before == "") == (hidden == "anonymous")
    assert await _text(world.district, await _now(world.district, case)) == ""
    await _says(world, a_number(), before or f"Laporan {case.number} kode: 0000-0000")
    assert (await _now(world.district, case)).conversation_id is None


async def test_who_never_sent_the_code_writes_in_cases_of_their_own(world: World) -> None:
    """Anybody may type somebody's number into the form: it draws none of that person's messages."""
    case = await _filed(world, name="Siti", phone="0812 3456 7890")
    await _says(world, "+6281234567890", "Jadwal vaksin?")
    assert await world.district.value(_IN, case.id) == 1
    assert await _count(world) == 2


async def test_without_a_key_no_code_is_given(world: World) -> None:
    case = await _filed(world)
    linking.configure(b"")
    assert await _text(world.district, case) == ""
    assert linking.joined(case, None, None) == case


async def test_the_two_names_of_who_went_on_by_code_look_like_one_person(world: World) -> None:
    officer, case, phone = await world.staff(world.district), await _filed(world, name="Siti"), a_number()
    await _says(world, phone, await _text(world.district, case))
    joined = await _now(world.district, case)
    assert joined.contact_id is not None
    [found] = (await contact_page(officer, joined.contact_id)).alike
    assert Why.CODE in found.why
    assert [row.id for row in await search(officer, phone) or ()] == [found.id]
