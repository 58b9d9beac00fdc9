"""SMS in the office: whom it may speak for, parts that become one message, accounts that only officers use."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from helpdesk.cases.model import CaseKind
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.model import UNKNOWN_TIME, ChannelKind, DeliveryProgress, Part
from helpdesk.inbox import service as inbox
from helpdesk.intake.hand import Filing, open_by_hand
from helpdesk.replies import service as replies
from kit.errors import Invalid
from kit.sealing import Sealer
from support.builders import a_message, a_number, a_status
from support.channel import adapters_with_sms, an_sms_account
from support.world import World
from tenants.doors import tenant_scope

_TEXTS = "SELECT text FROM message WHERE tenant_id = $1 AND direction = 'in' ORDER BY at, id"
_CASES = "SELECT count(*) FROM cases WHERE tenant_id = $1"
_STATES = (
    "SELECT state, reason FROM inbox_entry WHERE tenant_id = $1 AND account_id = $2 ORDER BY received_at, id"
)


@pytest.fixture
async def sms(world: World) -> UUID:
    """The district's SMS account, at the same far end as its WhatsApp."""
    world.book = AccountBook(adapters_with_sms(world.far_end, 2), Sealer([b"s" * 32]))
    return await an_sms_account(world.district.id, world.book)


async def hears(world: World, account: UUID, *messages: Any) -> None:
    await inbox.receive(world.district.id, account, messages)
    await world.take_in(world.district)


def a_part(phone: str, place: int, text: str, of: int = 3, prefix: str = "part:1:") -> Any:
    name = f"{prefix}{phone}-{place}"
    return a_message(phone, text, external_id=name, part=Part(prefix=prefix, place=place, of=of))


async def texts(world: World) -> list[str]:
    return [row["text"] for row in await world.district.rows(_TEXTS)]


async def test_a_forged_sms_reaches_no_whatsapp_case_of_the_number(world: World, sms: UUID) -> None:
    phone = a_number()
    await world.arrive(world.district, a_message(phone, "Dokter gigi tidak ada"))
    await world.take_in(world.district)
    await hears(world, sms, a_message(phone, "Tutup saja laporan saya"))
    assert await world.district.value(_CASES) == 2
    await hears(world, sms, a_message(phone, "Sekali lagi"))
    assert await world.district.value(_CASES) == 2, "its own thread goes on in its own case"
    await world.arrive(world.district, a_message(phone, "Masih tidak ada"))
    await world.take_in(world.district)
    assert await world.district.value(_CASES) == 2


async def test_stop_by_sms_ends_what_nobody_asked_for_on_sms_alone(world: World, sms: UUID) -> None:
    phone = a_number()
    await world.arrive(world.district, a_message(phone, "Dokter gigi tidak ada"))
    await hears(world, sms, a_message(phone, "STOP"))
    await world.work()
    rows = await world.district.rows("SELECT channel, given FROM consent WHERE tenant_id = $1")
    assert rows == [{"channel": "sms", "given": False}]
    assert [text for text in world.far_end.texts if "Balas MULAI" in text]
    assert await world.district.value(_CASES) == 1


async def test_both_in_one_batch_are_two_cases(world: World, sms: UUID) -> None:
    phone = a_number()
    await world.arrive(world.district, a_message(phone, "lewat WhatsApp"))
    await hears(world, sms, a_message(phone, "lewat SMS"), a_message(phone, "lewat SMS lagi"))
    assert await world.district.value(_CASES) == 2


async def test_a_case_without_a_channel_is_answered_by_sms_from_then_on(world: World, sms: UUID) -> None:
    dewi, phone = await world.staff(world.district), a_number()
    filing = Filing(kind=CaseKind.COMPLAINT, text="Lewat telepon", name="Siti", phone=phone)
    case = await open_by_hand(dewi, filing, ChannelKind.PHONE, world.book)
    await hears(world, sms, a_message(phone, "Ini saya yang menelepon"))
    assert await world.district.value(_CASES) == 1
    await world.work()
    [told] = world.far_end.sent
    assert case.number in told.text
    assert told.recipient.value == phone


async def test_parts_in_any_order_become_one_message(world: World, sms: UUID) -> None:
    phone = a_number()
    await hears(world, sms, a_part(phone, 3, "tiga."))
    assert await texts(world) == []
    await hears(world, sms, a_part(phone, 1, "Satu, "))
    await hears(world, sms, a_part(phone, 1, "Satu, "))
    assert await texts(world) == []
    await hears(world, sms, a_part(phone, 2, "dua, "))
    assert await texts(world) == ["Satu, dua, tiga."]
    rows = await world.district.rows(_STATES, sms)
    assert [row["state"] for row in rows] == ["taken"] * 3


async def test_a_part_that_never_comes_leaves_a_gap(world: World, sms: UUID) -> None:
    phone = a_number()
    await hears(world, sms, a_part(phone, 1, "Satu, "), a_part(phone, 3, "tiga."))
    assert await texts(world) == []
    await world.clock.forward(minutes=3)
    await world.take_in(world.district)
    assert await texts(world) == ["Satu,  […] tiga."]
    await hears(world, sms, a_part(phone, 2, "dua, "))
    assert await world.district.value(_CASES) == 1


async def test_parts_of_two_people_are_not_mixed(world: World, sms: UUID) -> None:
    one, two = a_number(), a_number()
    await hears(
        world,
        sms,
        a_part(one, 1, "a", 2, "part:1:"),
        a_part(two, 1, "x", 2, "part:2:"),
        a_part(two, 2, "y", 2, "part:2:"),
        a_part(one, 2, "b", 2, "part:1:"),
    )
    assert sorted(await texts(world)) == ["ab", "xy"]


async def test_without_a_time_the_time_of_receipt_holds(world: World, sms: UUID) -> None:
    await hears(world, sms, a_message(a_number(), at=UNKNOWN_TIME))
    row = await world.district.row(
        "SELECT sent_at, at FROM message WHERE tenant_id = $1 AND direction = 'in'"
    )
    assert row["sent_at"] == row["at"]
    assert row["sent_at"] > UNKNOWN_TIME + timedelta(days=365)


async def test_reports_move_a_delivery_only_forward(world: World, sms: UUID) -> None:
    await hears(world, sms, a_message(a_number()))
    await world.work()
    name = f"far-{world.far_end.sent[0].id}"
    state = "SELECT state FROM delivery WHERE tenant_id = $1"
    for progress, expected in (
        (DeliveryProgress.DELIVERED, "delivered"),
        (DeliveryProgress.SENT, "delivered"),
        (DeliveryProgress.FAILED, "delivered"),
    ):
        await hears(world, sms, a_status(name, progress))
        assert await world.district.value(state) == expected


async def test_too_many_sms_are_refused_before_anything_is_written(world: World, sms: UUID) -> None:
    await hears(world, sms, a_message(a_number()))
    number = await world.district.value("SELECT number FROM cases WHERE tenant_id = $1")
    dewi = await world.staff(world.district)
    with pytest.raises(Invalid) as caught:
        await replies.reply(dewi, number, "’" * 135, world.book, version=None)
    assert caught.value.details["fields"] == {"text": "too_many_parts"}
    await replies.reply(dewi, number, "’" * 134, world.book, version=None)


async def test_an_sms_that_an_officer_noted_is_no_thread(world: World, sms: UUID) -> None:
    dewi, phone = await world.staff(world.district), a_number()
    filing = Filing(kind=CaseKind.COMPLAINT, text="SMS ke ponsel kantor", name="Siti", phone=phone)
    case = await open_by_hand(dewi, filing, ChannelKind.SMS, world.book)
    assert (case.channel, case.conversation_id) == ("sms", None)
    await world.work()
    assert world.far_end.sent == []
    async with tenant_scope(world.district.id) as scope:
        assert (await replies.way_to_citizen(scope, case, world.book)).account is None


async def test_what_the_system_says_by_sms_is_short(world: World, sms: UUID) -> None:
    await hears(world, sms, a_message(a_number(), "Bapak saya tidak sadarkan diri, tolong!"))
    await world.work()
    assert len(world.far_end.sent) == 2
    for told in world.far_end.sent:
        assert len(told.text) <= 160, told.text
    assert "119" in world.far_end.sent[0].text
    assert "PIN: " in world.far_end.sent[1].text
