"""One case as people read it: its page, its messages, and who the citizen is."""

from datetime import timedelta

import pytest

from helpdesk.attachments.model import AttachmentState
from helpdesk.casefile.model import Act, CasePageView, Happened, Passed, Said
from helpdesk.casefile.service import case_page, messages, reveal
from helpdesk.cases import service as cases
from helpdesk.cases.model import CaseKind, CaseWord
from helpdesk.channels.model import MediaRef
from helpdesk.conversations.model import PIN_DOTS, Direction
from helpdesk.escalation import service as escalation
from helpdesk.escalation.model import LinkState, Side
from helpdesk.events import CaseOpened, CaseSeen, CaseVerified
from helpdesk.registers import service as registers
from helpdesk.registers.model import Step, Wishes
from helpdesk.replies import service as replies
from helpdesk.sla.model import TargetKind
from kit.errors import Forbidden, Invalid, Missing
from support.builders import a_message, a_number, an_opened_case
from support.integrators import House, counted
from tenants.permissions.model import Actor, ActorKind, Permission, Role


async def _page(house: House, actor: Actor, number: str) -> CasePageView:
    return await case_page(actor, number, house.runtime.accounts)


async def test_the_page_of_a_case_that_went_everywhere(house: House) -> None:
    world, phone = house.world, a_number()
    photo = MediaRef(remote_id="f1", kind="image", mime_type="image/jpeg", name="antrean.jpg")
    number = await an_opened_case(world, phone=phone, text="Antrean penuh", media=(photo,))
    agent = await world.staff(world.district)
    unit_id = world.district.units["Puskesmas Batang I"]
    await cases.verify(agent, number, CaseKind.COMPLAINT, version=None)
    await cases.take(agent, number, version=None)
    await cases.correct(agent, number, version=None, facility_id=unit_id)
    await cases.dispose(agent, number, unit_id, "Mohon dicek", version=None)
    await replies.note(agent, number, "Kepala puskesmas sudah ditelepon")
    await replies.reply(agent, number, "Sedang kami cek", world.book, version=None)
    await escalation.escalate(agent, number, world.province.slug, "Dokter provinsi", world.book, version=None)
    await registers.file(agent, number, version=None, wishes=Wishes(files=()))
    await world.work()

    view = await _page(house, agent, number)

    assert (view.case.number, view.word, view.late) == (number, CaseWord.WITH_MINISTRY, False)
    assert view.contact is not None
    assert view.contact.name == "Siti"
    assert view.contact.identities == (("phone", f"••• {phone[-4:]}"),)
    assert (view.unit, view.facility, view.assignee) == ("Puskesmas Batang I", "Puskesmas Batang I", "")
    assert [clock.kind for clock in view.clocks] == [
        kind for kind in TargetKind if kind in {clock.kind for clock in view.clocks}
    ]
    assert view.way.channel == "whatsapp"
    assert view.way.open
    assert view.way.address == f"••• {phone[-4:]}"
    [handover] = view.handovers
    assert (handover.side, handover.state) == (Side.SOURCE, LinkState.OFFERED)
    assert (handover.office_slug, handover.peer_number[:5]) == (
        world.province.slug,
        world.province.slug[:5].upper(),
    )
    assert view.register is not None
    assert view.register.step is Step.TRACKING
    assert view.case.lapor_number == view.register.tracking_id != ""
    [file] = view.files
    assert (file.name, file.state) == ("antrean.jpg", AttachmentState.WAITING)
    assert Act.ESCALATE not in view.acts
    assert {Act.REPLY, Act.CLOSE, Act.WRITE_TO_PEER} <= view.acts


async def test_the_timeline_holds_everything_once_and_in_order(house: House) -> None:
    world = house.world
    number = await an_opened_case(world, text="Antrean penuh")
    agent = await world.staff(world.district)
    await cases.verify(agent, number, CaseKind.COMPLAINT, version=None)
    await cases.dispose(
        agent, number, world.district.units["Puskesmas Batang I"], "Mohon dicek", version=None
    )
    await replies.note(agent, number, "Sudah ditelepon")
    await replies.reply(agent, number, "Sedang kami cek", world.book, version=None)
    await world.work()

    timeline = (await _page(house, agent, number)).timeline

    assert sorted(timeline, key=lambda entry: entry.at) == list(timeline)
    said = [entry for entry in timeline if isinstance(entry, Said)]
    assert [each.message.direction for each in said] == [
        Direction.IN,
        Direction.OUT,
        Direction.NOTE,
        Direction.OUT,
    ]
    assert [each.delivery for each in said] == ["", "sent", "", "sent"]
    assert PIN_DOTS in said[1].message.text
    assert [entry.instruction for entry in timeline if isinstance(entry, Passed)] == ["Mohon dicek"]
    facts = [type(entry.fact) for entry in timeline if isinstance(entry, Happened)]
    assert facts == [CaseOpened, CaseVerified]


async def test_opening_a_case_is_seeing_it_for_members_only(house: House) -> None:
    case = await house.case()
    agent = await house.world.staff(house.office)
    program = Actor(
        tenant_id=agent.tenant_id, kind=ActorKind.API_KEY, id=agent.id, permissions=agent.permissions
    )
    assert (await _page(house, program, case.number)).case.first_seen_at is None
    seen = (await _page(house, agent, case.number)).case
    assert seen.first_seen_at is not None
    assert not seen.unread
    again = await _page(house, agent, case.number)
    assert again.case == seen
    assert [e.fact for e in again.timeline if isinstance(e, Happened) and isinstance(e.fact, CaseSeen)]


async def test_an_anonymous_citizen_has_no_name_anywhere(house: House) -> None:
    case = await house.case(anonymous=True)
    supervisor = await house.world.staff(house.office, Role.SUPERVISOR)
    view = await _page(house, supervisor, case.number)
    said, _ = await messages(supervisor, case.number)
    assert "Siti" not in repr(view)
    assert "Siti" not in repr(said)
    assert Act.REVEAL not in view.acts
    with pytest.raises(Forbidden):
        await reveal(supervisor, case.number, "Perlu dijemput ambulans")


async def test_a_duplicate_names_its_original(house: House) -> None:
    case, original = await house.case(), await house.case()
    agent = await house.world.staff(house.office)
    await cases.mark_duplicate(agent, case.number, original.number, version=None)
    assert (await _page(house, agent, case.number)).duplicate_of == original.number


async def test_the_window_closes_after_a_day(house: House) -> None:
    number = await an_opened_case(house.world)
    agent = await house.world.staff(house.office)
    before = (await _page(house, agent, number)).way
    await house.world.clock.forward(hours=25)
    after = (await _page(house, agent, number)).way
    assert (before.open, after.open) == (True, False)
    assert before.window_ends_at == after.window_ends_at
    closed = after.window_ends_at
    assert closed is not None
    assert closed - (await _page(house, agent, number)).now < timedelta(0)


async def test_messages_are_read_page_by_page(house: House) -> None:
    world, phone = house.world, a_number()
    number = await an_opened_case(world, phone=phone)
    for word in ("satu", "dua", "tiga", "empat"):
        await world.arrive(world.district, a_message(phone, word))
    await world.take_in(world.district)
    agent = await world.staff(world.district)
    await replies.note(agent, number, "Catatan")
    texts, cursor = [], ""
    while True:
        page, cursor = await messages(agent, number, cursor=cursor, most=2)
        texts += [said.message.text for said in page]
        if not cursor:
            break
    everything, _ = await messages(agent, number)
    assert texts == [said.message.text for said in everything]
    assert len(texts) == 7
    reader = await world.staff(world.district, Role.INTEGRATOR)
    assert "Catatan" not in [said.message.text for said in (await messages(reader, number))[0]]
    assert "Catatan" not in repr((await _page(house, reader, number)).timeline)


async def test_who_the_citizen_is_is_told_for_a_reason_that_stays_on_record(house: House) -> None:
    case = await house.case()
    agent = await house.world.staff(house.office)
    for reason in ("", " \x00 ", "ya", "x" * 501):
        with pytest.raises(Invalid):
            await reveal(agent, case.number, reason)
    told = await reveal(agent, case.number, "Kurir perlu\nmenelepon balik")
    assert (told.name, told.identities) == ("Siti Aminah", (("phone", "+6281255501234"),))
    entry = await house.office.row(
        "SELECT actor_id, object_id, detail ->> 'reason' AS reason FROM audit_entry"
        " WHERE tenant_id = $1 AND action = 'contact.revealed'"
    )
    assert entry == {
        "actor_id": agent.id,
        "object_id": case.id,
        "reason": "Kurir perlu menelepon balik",
    }
    officer = await house.world.staff(house.office, Role.UNIT_OFFICER, "Sekretariat")
    assert not officer.may(Permission.REVEAL_IDENTITY)
    with pytest.raises(Forbidden):
        await reveal(officer, case.number, "Ingin tahu saja")
    with pytest.raises(Missing):
        await reveal(await house.world.staff(house.world.neighbour), case.number, "Ingin tahu saja")


async def test_a_page_costs_few_statements_however_long_the_case_is(house: House) -> None:
    world, phone = house.world, a_number()
    number = await an_opened_case(world, phone=phone)
    for each in range(30):
        await world.arrive(world.district, a_message(phone, f"Pesan {each}"))
    await world.take_in(world.district)
    agent = await world.staff(world.district)
    await _page(house, agent, number)
    with counted() as seen:
        view = await _page(house, agent, number)
    assert len([entry for entry in view.timeline if isinstance(entry, Said)]) == 32
    assert len(seen) <= 4, "\n".join(seen)
