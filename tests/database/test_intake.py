"""What arrives: each message once, in the case it belongs to."""

import asyncio
from datetime import UTC, datetime

import pytest

from helpdesk.cases import service as cases
from helpdesk.cases.model import CaseKind
from helpdesk.channels.model import (
    ChannelKind,
    DeliveryProgress,
    MediaRef,
    MessageEdited,
    MessageRevoked,
    ReactionArrived,
)
from helpdesk.intake.hand import Filing, open_by_hand, open_in_portal
from helpdesk.replies import service as replies
from kit.errors import Invalid
from support.builders import a_message, a_number, a_sender, a_status, an_opened_case
from support.world import Place, World
from tenants.permissions.model import Actor, ActorKind

_CASES = "SELECT count(*) FROM cases WHERE tenant_id = $1"
_MESSAGES = "SELECT count(*) FROM message WHERE tenant_id = $1 AND direction = 'in'"
_BY_TEXT = (
    "SELECT number FROM cases WHERE tenant_id = $1 AND id ="
    " (SELECT case_id FROM message WHERE tenant_id = $1 AND text = $2)"
)


async def _write(world: World, phone: str, text: str, **more: object) -> str:
    await world.arrive(world.district, a_message(phone, text, **more))
    await world.take_in(world.district)
    number: str = await world.district.value(_BY_TEXT, text)
    return number


async def _counts(place: Place) -> tuple[int, int]:
    return await place.value(_CASES), await place.value(_MESSAGES)


async def test_the_same_message_ten_times_at_once_is_one_message_and_one_case(world: World) -> None:
    message = a_message(a_number())
    await asyncio.gather(*(world.arrive(world.district, message) for _ in range(10)))
    assert await world.district.value("SELECT count(*) FROM inbox_entry WHERE tenant_id = $1") == 1
    await asyncio.gather(*(world.take_in(world.district) for _ in range(4)))
    await world.arrive(world.district, message)
    await world.take_in(world.district)
    assert await _counts(world.district) == (1, 1)
    await world.work()
    assert len(world.far_end.sent) == 1, "one acknowledgement"


async def test_an_album_of_ten_pictures_is_one_case_with_ten_messages(world: World) -> None:
    phone = a_number()
    pictures = [
        a_message(phone, "", kind="image", media=(MediaRef(remote_id=f"m{n}", kind="image"),))
        for n in range(10)
    ]
    await asyncio.gather(*(world.arrive(world.district, picture) for picture in pictures))
    await asyncio.gather(*(world.take_in(world.district) for _ in range(3)))
    assert await _counts(world.district) == (1, 10)
    waiting = "SELECT count(*) FROM attachment WHERE tenant_id = $1 AND state = 'waiting'"
    assert await world.district.value(waiting) == 10
    assert await world.district.value("SELECT title FROM cases WHERE tenant_id = $1") == "[image]"


async def test_who_writes_again_writes_in_the_same_case(world: World) -> None:
    phone = a_number()
    number = await _write(world, phone, "satu")
    assert await _write(world, phone, "dua") == number
    assert await _write(world, a_number(), "orang lain") != number


async def test_a_closed_case_is_taken_up_within_fourteen_days_and_not_after(world: World) -> None:
    phone, dewi = a_number(), await world.staff(world.district)
    number = await _write(world, phone, "satu")
    await cases.close(dewi, number, version=None)
    await world.clock.forward(days=13, hours=23)
    assert await _write(world, phone, "dua") == number
    held = await world.district.row("SELECT state, reopened FROM cases WHERE tenant_id = $1")
    assert held == {"state": "in_progress", "reopened": 1}
    await cases.close(dewi, number, version=None)
    await world.clock.forward(days=14, seconds=1)
    assert await _write(world, phone, "tiga") != number


async def test_an_answer_to_an_old_message_goes_to_its_own_case(world: World) -> None:
    phone, dewi = a_number(), await world.staff(world.district)
    old = await _write(world, phone, "satu", external_id="wamid.satu")
    await cases.close(dewi, old, version=None)
    await world.clock.forward(days=20)
    new = await _write(world, phone, "dua")
    assert new != old
    assert await _write(world, phone, "terlambat", reply_to="wamid.satu") == new, "closed too long ago"
    await cases.reopen(dewi, old, version=None)
    assert await _write(world, phone, "menjawab", reply_to="wamid.satu") == old
    assert await _write(world, phone, "menjawab surat tak dikenal", reply_to="wamid.x") in (old, new)


async def test_after_spam_the_next_message_opens_a_new_case(world: World) -> None:
    phone, dewi = a_number(), await world.staff(world.district)
    number = await _write(world, phone, "beli obat murah", external_id="wamid.spam")
    await cases.mark_spam(dewi, number, version=None)
    second = await _write(world, phone, "sungguh ada keluhan")
    assert second != number
    assert await _write(world, phone, "lagi", reply_to="wamid.spam") == second


async def test_what_is_typed_in_the_portal_never_draws_a_strangers_messages(world: World) -> None:
    """Anybody can type a number there, and reads the case with its PIN (threat T1, CVE-2026-40591)."""
    victim, citizen = a_number(), Actor(tenant_id=world.district.id, kind=ActorKind.CITIZEN)
    filing = Filing(kind=CaseKind.COMPLAINT, text="umpan", phone=victim)
    trap = await open_in_portal(citizen, filing, (), world.book, key="k1")
    assert await _write(world, victim, "rahasia saya") != trap.number


async def test_an_anonymous_report_has_a_number_and_no_contact(world: World) -> None:
    citizen = Actor(tenant_id=world.district.id, kind=ActorKind.CITIZEN)
    filing = Filing(kind=CaseKind.INFORMATION, text="Jam buka?", anonymous=True)
    case = await open_in_portal(citizen, filing, (), world.book, key="press")
    again = await open_in_portal(citizen, filing, (), world.book, key="press")
    assert again.number == case.number, "a second press opens nothing"
    held = await world.district.row(
        "SELECT contact_id, conversation_id, anonymous, kind FROM cases WHERE tenant_id = $1"
    )
    assert held == {"contact_id": None, "conversation_id": None, "anonymous": True, "kind": "information"}
    assert await world.district.value("SELECT count(*) FROM contact WHERE tenant_id = $1") == 0


async def test_a_form_pressed_ten_times_at_once_opens_one_case(world: World) -> None:
    dewi = await world.staff(world.district)
    filing = Filing(kind=CaseKind.COMPLAINT, text="lewat telepon", phone="0812 3456 7890")
    opened = await asyncio.gather(
        *(open_by_hand(dewi, filing, ChannelKind.PHONE, world.book, key="k") for _ in range(6))
    )
    assert len({case.number for case in opened}) == 1
    assert await _counts(world.district) == (1, 1)
    assert opened[0].first_seen_at is not None, "whoever wrote it down has seen it"


async def test_a_machine_that_opens_a_case_has_not_seen_it(world: World) -> None:
    dewi = await world.staff(world.district)
    machine = Actor(
        tenant_id=dewi.tenant_id, kind=ActorKind.API_KEY, id=dewi.id, permissions=dewi.permissions
    )
    filing = Filing(kind=CaseKind.COMPLAINT, text="dari aplikasi lain")
    case = await open_by_hand(machine, filing, ChannelKind.SOCIAL_MEDIA, world.book)
    assert case.first_seen_at is None


@pytest.mark.parametrize(
    ("filing", "field"),
    [
        (Filing(kind=CaseKind.COMPLAINT, text=" \x00 "), "text"),
        (Filing(kind=CaseKind.COMPLAINT, text="x" * 5001), "text"),
        (Filing(kind=CaseKind.COMPLAINT, text="x", title="y" * 201), "title"),
        (Filing(kind=CaseKind.COMPLAINT, text="x", phone="1708"), "phone"),
    ],
)
async def test_a_form_says_what_is_wrong_with_it(world: World, filing: Filing, field: str) -> None:
    citizen = Actor(tenant_id=world.district.id, kind=ActorKind.CITIZEN)
    with pytest.raises(Invalid) as refused:
        await open_in_portal(citizen, filing, (), world.book, key="k")
    assert list(refused.value.details["fields"]) == [field]
    assert await world.district.value("SELECT count(*) FROM inbox_entry WHERE tenant_id = $1") == 0


async def test_a_form_cannot_name_another_offices_facility(world: World) -> None:
    citizen = Actor(tenant_id=world.district.id, kind=ActorKind.CITIZEN)
    foreign = world.neighbour.units["Puskesmas Batang I"]
    with pytest.raises(Invalid) as refused:
        filing = Filing(kind=CaseKind.COMPLAINT, text="x", facility_id=foreign)
        await open_in_portal(citizen, filing, (), world.book, key="k")
    assert refused.value.details["fields"] == {"facility": "unknown"}


@pytest.mark.parametrize("poison", [b"not json at all", b'{"type":"message","external_id":"x"}'])
async def test_an_arrival_nobody_understands_holds_up_no_other_and_ends_failed(
    world: World, poison: bytes
) -> None:
    await world.arrive(world.district, a_message(a_number(), external_id="wamid.poison"))
    await world.district.change("UPDATE inbox_entry SET arrival = $2 WHERE tenant_id = $1", poison)
    await world.arrive(world.district, a_message(a_number(), "yang lain"))
    await world.take_in(world.district)
    assert await _counts(world.district) == (1, 1)
    for _ in range(12):
        await world.clock.forward(hours=2)
        await world.take_in(world.district)
    left = await world.district.rows(
        "SELECT state, attempts FROM inbox_entry WHERE tenant_id = $1 AND state <> 'taken'"
    )
    assert left == [{"state": "failed", "attempts": 12}]


async def test_an_entry_that_waits_for_weeks_goes_on_waiting(world: World) -> None:
    await world.arrive(world.district, a_status("wamid.unknown", DeliveryProgress.SENT))
    await world.district.change("UPDATE inbox_entry SET attempts = 7 WHERE tenant_id = $1")
    await world.take_in(world.district)
    assert await world.district.value("SELECT attempts FROM inbox_entry WHERE tenant_id = $1") == 8
    await world.clock.forward(hours=2)
    await world.take_in(world.district)
    assert await world.district.value("SELECT state FROM inbox_entry WHERE tenant_id = $1") == "ignored"


async def test_a_status_of_a_message_that_is_not_ours_is_kept_as_ignored(world: World) -> None:
    await world.arrive(world.district, a_status("wamid.foreign", DeliveryProgress.READ))
    for _ in range(10):
        await world.take_in(world.district)
        await world.clock.forward(minutes=10)
    entry = await world.district.row("SELECT state, reason FROM inbox_entry WHERE tenant_id = $1")
    assert entry == {"state": "ignored", "reason": "status of a message that is not ours"}


async def test_reaction_change_and_withdrawal_touch_the_message_and_open_nothing(world: World) -> None:
    phone, at = a_number(), datetime.now(UTC)
    await _write(world, phone, "asli", external_id="wamid.m")
    sender = a_sender(phone)
    await world.arrive(
        world.district,
        ReactionArrived(external_id="r", sender=sender, at=at, message_id="wamid.m", emoji="🙏"),
        MessageEdited(external_id="e1", sender=sender, at=at, message_id="wamid.m", text="diubah"),
        MessageEdited(external_id="e2", sender=sender, at=at, message_id="wamid.m", text="diubah lagi"),
        MessageRevoked(external_id="v", sender=sender, at=at, message_id="wamid.m"),
        ReactionArrived(
            external_id="r2", sender=a_sender(a_number()), at=at, message_id="wamid.m", emoji="x"
        ),
    )
    await world.take_in(world.district)
    kept = await world.district.row(
        "SELECT text, original_text, reaction, revoked_at IS NOT NULL AS gone FROM message"
        " WHERE tenant_id = $1 AND direction = 'in'"
    )
    assert kept == {"text": "diubah lagi", "original_text": "asli", "reaction": "🙏", "gone": True}
    assert await _counts(world.district) == (1, 1)
    strange = await world.district.value(
        "SELECT state FROM inbox_entry WHERE tenant_id = $1 AND external_id = 'r2'"
    )
    assert strange == "ignored"


async def test_two_offices_never_share_a_contact(world: World) -> None:
    phone = a_number()
    for place in (world.district, world.neighbour):
        await an_opened_case(world, place, phone, external_id="wamid.same")
    ids = {
        await place.value("SELECT id FROM contact WHERE tenant_id = $1")
        for place in (world.district, world.neighbour)
    }
    assert len(ids) == 2


async def test_a_reply_reaches_the_citizen_on_the_channel_they_wrote_on(world: World) -> None:
    phone, dewi = a_number(), await world.staff(world.district)
    number = await _write(world, phone, "satu")
    await replies.reply(dewi, number, "Kami periksa.", world.book, version=None)
    await world.work()
    assert world.far_end.texts[-1] == "Kami periksa."
    assert {message.recipient.value for message in world.far_end.sent} == {phone}
