"""When the window of WhatsApp is closed: an SMS or a letter instead, to whom it may go, and what comes back."""

from dataclasses import dataclass
from typing import Any

import pytest

from helpdesk.cases import store as cases
from helpdesk.cases.numbers import read_number
from helpdesk.cases.work import working
from helpdesk.channels.errors import RecipientUnreachable
from helpdesk.channels.model import UNKNOWN_TIME
from helpdesk.drafts.model import Plan, Tab, Typed
from helpdesk.drafts.service import own_drafts, save_draft
from helpdesk.replies import elsewhere
from helpdesk.replies import service as replies
from helpdesk.replies.model import Answer
from kit.errors import Conflict, Invalid
from support.builders import a_message
from support.channel import refusing
from support.people import Person, a_person, merged
from support.ways_out import WaysOut, ways_out
from support.world import World
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Permission

_OUT = (
    "SELECT m.text, m.channel, d.state FROM message m JOIN delivery d ON d.tenant_id = $1 AND d.message_id = m.id"
    " WHERE m.tenant_id = $1 AND NOT m.automatic ORDER BY d.created_at, d.id"
)


@dataclass
class Desk:
    out: WaysOut
    officer: Actor

    @property
    def world(self) -> World:
        return self.out.world

    async def offered(self, person: Person) -> list[str]:
        """The channels that could be used instead."""
        async with tenant_scope(self.world.district.id, read_only=True) as scope:
            number = read_number(person.number)
            assert number
            case = await cases.load_by_number(scope, number, hold=False)
            usual = await replies.way_to_citizen(scope, case, self.world.book)
            found = await elsewhere.others(scope, case, usual, self.world.book)
        return [way.account.kind.value for way in found if way.account]

    async def answer(self, person: Person, text: str, via: str = "", **more: Any) -> None:
        async with working(self.officer, person.number, Permission.REPLY) as work:
            await replies.answer(work, Answer(text=text, via=via, **more), self.world.book)


@pytest.fixture
async def desk(world: World) -> Desk:
    return Desk(await ways_out(world), await world.staff(world.district))


async def test_an_sms_goes_to_the_number_of_the_thread_and_says_what_it_is_about(desk: Desk) -> None:
    siti = await desk.out.somebody_silent()
    assert await desk.offered(siti) == ["sms"]
    await desk.answer(siti, "Obat sudah ada.", via="sms")
    await desk.world.send(desk.world.district)
    sent = desk.world.far_end.sent[-1]
    assert (sent.recipient.value, sent.text) == (siti.phone, f"Laporan {siti.number}: Obat sudah ada.")
    row = (await desk.world.district.rows(_OUT))[-1]
    assert (row["channel"], row["state"]) == ("sms", "sent")


async def test_what_is_answered_by_sms_joins_the_case_and_moves_nothing(desk: Desk) -> None:
    siti = await desk.out.somebody_silent()
    await desk.answer(siti, "Obat sudah ada.", via="sms")
    await desk.out.by_sms(siti.phone, "Terima kasih")
    assert await desk.out.cases() == 1
    place = await desk.world.district.value(
        "SELECT v.account_id FROM cases c JOIN conversation v ON v.tenant_id = $1 AND v.id = c.conversation_id"
        " WHERE c.tenant_id = $1"
    )
    assert place == desk.world.district.account_id, "it is still answered on WhatsApp"
    other = await desk.out.somebody_silent()
    await desk.out.by_sms(other.phone, "Saya juga")
    assert await desk.out.cases() == 3, "an SMS proves nothing where nobody was written to"


async def test_while_the_window_is_open_or_opens_again_nothing_goes_elsewhere(desk: Desk) -> None:
    siti = await a_person(desk.world)
    assert await desk.offered(siti) == []
    with pytest.raises(Conflict, match="window_open_again"):
        await desk.answer(siti, "Halo", via="sms")
    budi = await desk.out.somebody_silent()
    await desk.world.arrive(desk.world.district, a_message(budi.phone, "Bagaimana?", at=UNKNOWN_TIME))
    await desk.world.take_in(desk.world.district)
    with pytest.raises(Conflict, match="window_open_again"):
        await desk.answer(budi, "Halo", via="sms")


async def test_a_mailbox_is_written_to_only_when_a_letter_from_it_was_proven(desk: Desk) -> None:
    for address, unproven, offered in (
        ("siti@warga.example", False, ["sms", "email"]),
        ("sita@warga.example", True, ["sms"]),
    ):
        await desk.out.by_letter(address, "Lewat surat", unproven=unproven)
        writer = await _person_at(desk, address)
        siti = await a_person(desk.world)
        await merged(desk.world, desk.officer, siti, writer)
        later = await _another_case(desk, siti)
        await desk.world.clock.forward(hours=25)
        assert await desk.offered(later) == offered
        if "email" in offered:
            await desk.answer(later, "Lihat jadwal.", via="email")
            await desk.world.work()
            sent = next(each for each in desk.world.far_end.sent if "Lihat jadwal" in each.text)
            assert sent.recipient.value == address
            assert sent.text == f"Tentang laporan Anda, nomor {later.number}:\n\nLihat jadwal."
            before = await desk.out.cases()
            await desk.out.by_letter(address, "Baik", reply_to=f"far-{sent.id}")
            assert await desk.out.cases() == before, "the answer names our letter"


async def test_a_merge_opens_no_older_case_to_the_other_persons_mailbox(desk: Desk) -> None:
    await desk.out.by_letter("siti@warga.example", "Lewat surat")
    writer = await _person_at(desk, "siti@warga.example")
    siti = await a_person(desk.world)
    await merged(desk.world, desk.officer, siti, writer)
    await desk.world.clock.forward(hours=25)
    assert await desk.offered(siti) == ["sms"]


async def test_who_stopped_messages_there_or_has_no_name_is_left_alone(desk: Desk) -> None:
    siti = await desk.out.somebody_silent()
    await desk.out.by_sms(siti.phone, "Obat habis")
    await desk.out.by_sms(siti.phone, "BERHENTI")
    assert await desk.offered(siti) == []
    with pytest.raises(Conflict, match="not_reached_there"):
        await desk.answer(siti, "Halo", via="sms")
    budi = await desk.out.somebody_silent()
    await desk.world.district.change(
        "UPDATE cases SET anonymous = true WHERE tenant_id = $1 AND number = $2", budi.number
    )
    assert await desk.offered(budi) == []


async def test_the_sms_is_counted_with_what_stands_before_it_and_takes_no_file(desk: Desk) -> None:
    siti = await desk.out.somebody_silent()
    frame = len(f"Laporan {siti.number}: ")
    with pytest.raises(Invalid) as refused:
        await desk.answer(siti, "x" * (306 - frame + 1), via="sms")
    assert refused.value.details["fields"] == {"text": "too_many_parts"}
    await desk.answer(siti, "x" * (306 - frame), via="sms")


async def test_what_failed_elsewhere_goes_again_where_it_went(desk: Desk) -> None:
    siti = await desk.out.somebody_silent()
    await desk.answer(siti, "Obat sudah ada.", via="sms")
    desk.world.far_end.answers = [refusing(RecipientUnreachable)]
    await desk.world.send(desk.world.district)
    failed = await desk.world.district.value(
        "SELECT message_id FROM delivery WHERE tenant_id = $1 AND state = 'failed'"
    )
    await replies.retry(desk.officer, siti.number, failed, desk.world.book)
    await desk.world.send(desk.world.district)
    assert [each.recipient.value for each in desk.world.far_end.sent[-2:]] == [siti.phone] * 2
    rows = await desk.world.district.rows(
        "SELECT account_id FROM delivery WHERE tenant_id = $1 AND message_id = $2", failed
    )
    assert {row["account_id"] for row in rows} == {desk.out.sms}


async def test_a_waiting_answer_is_ready_when_the_citizen_wrote(desk: Desk) -> None:
    siti = await desk.out.somebody_silent()
    await save_draft(desk.officer, siti.number, Tab.REPLY, Typed(text="Jadwal baru.", plan=Plan(awaits=True)))
    [own] = await own_drafts(desk.officer)
    assert (own.draft.plan.awaits, own.heard) == (True, False)
    await desk.world.clock.forward(hours=1)
    await desk.world.arrive(desk.world.district, a_message(siti.phone, "Bagaimana?", at=UNKNOWN_TIME))
    await desk.world.take_in(desk.world.district)
    [own] = await own_drafts(desk.officer)
    assert own.heard


async def _person_at(desk: Desk, address: str) -> Person:
    row = await desk.world.district.row(
        "SELECT c.number, c.contact_id FROM cases c JOIN contact_identity i ON i.tenant_id = $1"
        " AND i.contact_id = c.contact_id AND i.value = $2 WHERE c.tenant_id = $1",
        address,
    )
    return Person("", row["contact_id"], row["number"])


async def _another_case(desk: Desk, person: Person) -> Person:
    """A case that the person opened after the merge."""
    await desk.world.district.change(
        "UPDATE cases SET spam = true WHERE tenant_id = $1 AND contact_id = $2", person.id
    )
    await desk.world.clock.forward(minutes=1)
    number = await _opened(desk, person.phone)
    return Person(person.phone, person.id, number)


async def _opened(desk: Desk, phone: str) -> str:
    await desk.world.arrive(desk.world.district, a_message(phone, "Hal lain"))
    await desk.world.take_in(desk.world.district)
    number: str = await desk.world.district.value(
        "SELECT number FROM cases WHERE tenant_id = $1 ORDER BY opened_at DESC LIMIT 1"
    )
    return number
