"""What was said in a call: opened as a case, added to one, and number and PIN for the caller."""

import asyncio

import msgspec
import pytest

from helpdesk.calls.model import CallState
from helpdesk.casefile.service import case_page
from helpdesk.cases.model import CaseKind
from helpdesk.cases.service import close
from helpdesk.channels.calls import CallOutcome
from helpdesk.channels.model import ChannelKind
from helpdesk.conversations.model import PIN_DOTS
from helpdesk.intake.hand import Filing, open_by_hand
from helpdesk.intake.informing import offered
from helpdesk.intake.noting import note_call
from kit.errors import Invalid
from support.builders import a_message, a_number
from support.phone_lines import ANSWER, END, RECORD, RING, Lines, phone_desk, with_sms

desk = phone_desk


async def test_a_case_opened_for_a_call_has_its_number_and_shows_it_in_its_line_of_time(desk: Lines) -> None:
    district, phone = desk.world.district, a_number()
    await desk.hears(district, "c-1", RING, ANSWER, caller=phone)
    number = await desk.opens(call_id=await desk.call_id(), phone="081299999999")
    identity = (
        "SELECT i.value FROM cases c JOIN contact_identity i"
        " ON i.tenant_id = c.tenant_id AND i.contact_id = c.contact_id WHERE c.tenant_id = $1"
    )
    assert await district.value(identity) == phone, "not what the form said"
    await desk.hears(district, "c-1", END, caller=phone, seconds=61, outcome=CallOutcome.ANSWERED)
    await desk.hears(district, "c-1", RECORD, recording="https://rekaman.example/c-1")
    await desk.hears(district, "c-1", RECORD, recording="https://lain.example/c-1")
    [entry] = await desk.noted_on(number)
    assert (entry.state, entry.seconds, entry.noted_name) == (CallState.ANSWERED, 61, "Dewi Anjani")
    assert entry.recording == "https://rekaman.example/c-1"
    told = "SELECT count(*) FROM outbox WHERE tenant_id = $1 AND kind = 'case.called'"
    assert await district.value(told) == 3, "noted, ended, recorded: whoever reads the case sees it at once"


async def test_the_same_form_sent_twice_is_one_case_one_call_and_one_sms(desk: Lines) -> None:
    district = desk.world.district
    await with_sms(desk)
    await desk.hears(district, "c-1", RING, caller=a_number())
    call_id = await desk.call_id()
    filing = Filing(kind=CaseKind.COMPLAINT, text="Antrean", call_id=call_id, inform=True)
    opened = await asyncio.gather(
        *(open_by_hand(desk.dewi, filing, ChannelKind.PHONE, desk.world.book, key="k") for _ in range(5))
    )
    assert len({case.id for case in opened}) == 1
    for table in ("cases", "call_case", "delivery"):
        assert await district.value(f"SELECT count(*) FROM {table} WHERE tenant_id = $1") == 1, table


async def test_number_and_pin_go_out_by_sms_and_stand_nowhere_in_the_clear(desk: Lines) -> None:
    district, phone = desk.world.district, a_number()
    account = await with_sms(desk)
    await desk.hears(district, "c-1", RING, ANSWER, caller=phone)
    assert await offered(desk.dewi, desk.world.book, phone) == (ChannelKind.SMS,)
    number = await desk.opens(call_id=await desk.call_id(), inform=True)
    await desk.world.work()
    [sent] = desk.world.far_end.sent
    assert (sent.recipient.value, number in sent.text) == (phone, True)
    pin = sent.text.split("PIN: ")[1][:6]
    assert pin.isdecimal()
    rows = await district.rows("SELECT text FROM message WHERE tenant_id = $1")
    rows += await district.rows("SELECT outbound FROM delivery WHERE tenant_id = $1")
    rows += await district.rows("SELECT fact::text FROM outbox WHERE tenant_id = $1")
    assert pin not in str(rows)
    page = await case_page(desk.dewi, number, desk.world.book)
    assert page.way.account_id == account, "and the citizen is answered there from now on"
    assert PIN_DOTS in str(msgspec.to_builtins(page.timeline))


async def test_whatsapp_carries_them_while_its_window_is_open(desk: Lines) -> None:
    district, phone = desk.world.district, a_number()
    await with_sms(desk)
    await desk.world.arrive(district, a_message(phone, "Halo, saya mau tanya jadwal poli gigi"))
    await desk.world.take_in(district)
    await desk.world.work()
    desk.world.far_end.sent.clear()
    assert await offered(desk.dewi, desk.world.book, phone) == (ChannelKind.WHATSAPP,)
    number = await desk.opens(phone=phone, inform=True)
    await desk.world.work()
    [sent] = [each for each in desk.world.far_end.sent if number in each.text]
    assert sent.template is None


async def test_what_cannot_be_sent_opens_nothing(desk: Lines) -> None:
    await with_sms(desk)
    for phone, why in (("", "no_number"), ("0285391234", "no_way")):
        with pytest.raises(Invalid) as refused:
            await desk.opens(phone=phone, inform=True)
        assert refused.value.details["fields"] == {"inform": why}
    assert not await desk.world.district.rows("SELECT id FROM cases WHERE tenant_id = $1")


async def test_an_office_without_accounts_offers_nothing(desk: Lines) -> None:
    tono = await desk.world.staff(desk.world.neighbour)
    assert await offered(tono, desk.world.book, a_number()) == ()
    assert await offered(tono, desk.world.book) == ()
    await with_sms(desk)
    assert await offered(desk.dewi, desk.world.book) == (ChannelKind.SMS,)


async def test_a_call_is_added_to_a_case_as_the_citizen_s_words(desk: Lines) -> None:
    district, phone = desk.world.district, a_number()
    number = await desk.opens(phone=phone)
    await desk.hears(district, "c-1", RING, ANSWER, caller=phone)
    call_id = await desk.call_id()
    for _ in range(2):
        await note_call(desk.dewi, call_id, number, "Masih antre", desk.world.book, internal=False, key="k")
    said = await district.rows(
        "SELECT direction, channel, author_kind FROM message WHERE tenant_id = $1 AND text = 'Masih antre'"
    )
    assert said == [{"direction": "in", "channel": "phone", "author_kind": "citizen"}]
    assert len(await district.rows("SELECT id FROM contact WHERE tenant_id = $1")) == 1
    assert len(await desk.noted_on(number)) == 1


async def test_a_call_from_another_number_is_noted_internally_and_once(desk: Lines) -> None:
    district = desk.world.district
    number = await desk.opens(phone=a_number())
    await desk.hears(district, "c-1", RING, caller="", written="")
    for _ in range(2):
        await note_call(
            desk.dewi,
            await desk.call_id(),
            number,
            "Anaknya menelepon",
            desk.world.book,
            internal=True,
            key="k",
        )
    notes = "SELECT count(*) FROM message WHERE tenant_id = $1 AND direction = 'note'"
    assert await district.value(notes) == 1


async def test_a_call_is_added_to_no_case_that_is_none_or_long_over(desk: Lines) -> None:
    district = desk.world.district
    number = await desk.opens(phone=a_number())
    await close(desk.dewi, number, version=None)
    await district.change("UPDATE cases SET closed_at = closed_at - interval '15 days' WHERE tenant_id = $1")
    await desk.hears(district, "c-1", RING)
    for typed, why in ((number, "case_over"), ("ABC-123", "case_missing"), ("", "case_missing")):
        with pytest.raises(Invalid) as refused:
            await note_call(
                desk.dewi, await desk.call_id(), typed, "Halo", desk.world.book, internal=False, key="k"
            )
        assert refused.value.details["fields"] == {"number": why}
    assert len(await district.rows("SELECT id FROM cases WHERE tenant_id = $1")) == 1
