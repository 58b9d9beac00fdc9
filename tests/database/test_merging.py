"""Two contacts are one person, or two after all: what moves, what does not, and who may say so."""

import asyncio
from typing import Any

import pytest

from helpdesk.channels.model import Identity, Sender
from helpdesk.contactfile.merging import deny, merge, part
from helpdesk.contactfile.model import Why
from helpdesk.contactfile.service import contact_page
from kit.errors import Conflict, Forbidden, Invalid, Missing, Stale
from kit.ids import uuid7
from support.builders import a_message, a_number, an_opened_case
from support.people import REASON, a_caller, a_person, contact_of, merged, owner_of
from support.world import Place, World
from tenants.permissions.model import Actor, Role

_ALL = (
    "SELECT (SELECT string_agg(i::text, '|' ORDER BY i.scheme, i.value) FROM contact_identity i WHERE tenant_id = $1)"
    " AS identities, (SELECT string_agg(v.id || ' ' || v.contact_id, '|' ORDER BY v.id) FROM conversation v"
    " WHERE tenant_id = $1) AS threads, (SELECT string_agg(c.id || ' ' || c.contact_id, '|' ORDER BY c.id)"
    " FROM cases c WHERE tenant_id = $1) AS cases, (SELECT string_agg(k.id || coalesce(k.merged_into::text, ''), '|'"
    " ORDER BY k.id) FROM contact k WHERE tenant_id = $1) AS contacts"
)


async def _page(officer: Actor, contact_id: Any) -> Any:
    return await contact_page(officer, contact_id)


async def _part(officer: Actor, kept: Any, merge_id: Any) -> None:
    version = (await contact_page(officer, kept)).contact.version
    await part(officer, kept, merge_id, REASON, version=version)


async def test_everything_of_the_other_is_the_kept_ones_and_goes_back_exactly(world: World) -> None:
    officer = await world.staff(world.district)
    siti, other, third = await a_person(world), await a_person(world), await a_person(world)
    await world.work()
    before = await world.district.row(_ALL)
    first, second = await merged(world, officer, siti, other), await merged(world, officer, siti, third)
    page = await contact_page(officer, siti.id)
    assert {case.number for case in page.cases} == {siti.number, other.number, third.number}
    assert len(page.identities) == len(page.threads) == 3
    assert [each.reason for each in page.absorbed] == [REASON, REASON]
    assert (await contact_page(officer, other.id)).contact.id == siti.id, "an old address leads to who it is"
    await _part(officer, siti.id, first)
    await _part(officer, siti.id, second)
    assert await world.district.row(_ALL) == before
    with pytest.raises(Conflict, match="merge_undone"):
        await _part(officer, siti.id, first)


async def test_what_came_since_goes_with_the_number_it_came_from(world: World) -> None:
    officer = await world.staff(world.district)
    siti, other = await a_person(world), await a_person(world)
    done = await merged(world, officer, siti, other)
    await world.district.change(
        "UPDATE cases SET closed_at = now() - interval '30 days' WHERE tenant_id = $1"
    )
    fresh = await an_opened_case(world, phone=other.phone)
    own = await an_opened_case(world, phone=siti.phone)
    assert await owner_of(world.district, fresh) == siti.id
    assert own == fresh, "one person now: what they write stands in their newest case"
    await world.work()
    await _part(officer, siti.id, done)
    assert await owner_of(world.district, fresh) == other.id
    assert await owner_of(world.district, siti.number) == siti.id
    assert await contact_of(world.district, other.phone) == other.id
    again = await an_opened_case(world, phone=other.phone)
    assert again == fresh
    assert await an_opened_case(world, phone=siti.phone) != fresh


async def test_an_older_case_without_a_channel_is_not_told_to_the_other_number(world: World) -> None:
    officer = await world.staff(world.district)
    caller, writer = await a_caller(world, officer), await a_person(world)
    await merged(world, officer, caller, writer)
    await world.work()
    sent = len(world.far_end.sent)
    assert await an_opened_case(world, phone=writer.phone) == writer.number
    await world.work()
    assert not [text for text in world.far_end.texts[sent:] if caller.number in text]
    silent = "SELECT conversation_id FROM cases WHERE tenant_id = $1 AND number = $2"
    assert await world.district.value(silent, caller.number) is None
    ended = "UPDATE cases SET closed_at = now() - interval '30 days' WHERE tenant_id = $1 AND number = $2"
    await world.district.change(ended, writer.number)
    assert await an_opened_case(world, phone=caller.phone) == caller.number, "its own number takes it up"
    await world.work()
    assert caller.number in world.far_end.texts[-1]


async def test_a_case_that_was_opened_since_is_told_to_either_number(world: World) -> None:
    officer = await world.staff(world.district)
    siti, other = await a_person(world), await a_person(world)
    await merged(world, officer, siti, other)
    await world.district.change(
        "UPDATE cases SET closed_at = now() - interval '30 days' WHERE tenant_id = $1"
    )
    called = await a_caller(world, officer, phone=siti.phone)
    assert await an_opened_case(world, phone=other.phone) == called.number


@pytest.mark.parametrize("kept_first", [True, False])
async def test_chains_and_merged_ones_are_refused(world: World, kept_first: bool) -> None:
    officer = await world.staff(world.district)
    siti, other, third = await a_person(world), await a_person(world), await a_person(world)
    await merged(world, officer, siti, other)
    with pytest.raises(Conflict, match="contact_holds_merged"):
        await merged(world, officer, third, siti)
    pair = (third, other) if kept_first else (other, third)
    with pytest.raises(Conflict, match="contact_merged"):
        await merge(officer, pair[0].id, pair[1].id, REASON, version=1, other_version=2)
    with pytest.raises(Invalid) as same:
        await merge(officer, siti.id, siti.id, REASON, version=2, other_version=2)
    assert same.value.details["fields"] == {"other": "same"}


async def test_of_two_officers_at_once_one_is_told(world: World) -> None:
    officer = await world.staff(world.district)
    siti, other = await a_person(world), await a_person(world)
    answers = await asyncio.gather(
        merge(officer, siti.id, other.id, REASON, version=1, other_version=1),
        merge(officer, other.id, siti.id, REASON, version=1, other_version=1),
        return_exceptions=True,
    )
    [refused] = [answer for answer in answers if answer is not None]
    assert isinstance(refused, Conflict)
    page = await contact_page(officer, siti.id)
    assert len(page.absorbed) == 1
    with pytest.raises(Stale):
        await part(officer, page.contact.id, page.absorbed[0].merge_id, REASON, version=1)


async def test_only_who_sees_all_units_and_holds_the_right_merges(world: World) -> None:
    siti, other = await a_person(world), await a_person(world)
    for role in (Role.UNIT_OFFICER, Role.HEAD, Role.ADMINISTRATOR, Role.INTEGRATOR):
        weak = await world.staff(world.district, role, "Puskesmas Batang I")
        for act in (
            merge(weak, siti.id, other.id, REASON, version=1, other_version=1),
            part(weak, siti.id, uuid7(), REASON, version=1),
            deny(weak, siti.id, other.id),
        ):
            with pytest.raises(Forbidden):
                await act


async def test_another_offices_contact_is_missing(world: World) -> None:
    officer = await world.staff(world.district)
    siti, foreign = await a_person(world), await a_person(world, world.neighbour)
    for pair in ((siti.id, foreign.id), (foreign.id, siti.id), (siti.id, uuid7())):
        with pytest.raises(Missing):
            await merge(officer, *pair, REASON, version=1, other_version=1)
    assert await _untouched(world.neighbour)


async def _untouched(place: Place) -> bool:
    return bool(
        await place.value("SELECT count(*) = 0 FROM contact WHERE tenant_id = $1 AND merged_into IS NOT NULL")
    )


async def test_a_reason_is_needed_and_everything_is_on_record(world: World) -> None:
    officer = await world.staff(world.district)
    siti, other = await a_person(world), await a_person(world)
    with pytest.raises(Invalid):
        await merge(officer, siti.id, other.id, "  x ", version=1, other_version=1)
    done = await merged(world, officer, siti, other)
    await _part(officer, siti.id, done)
    rows = await world.district.rows(
        "SELECT action, detail::text FROM audit_entry WHERE tenant_id = $1 AND action LIKE 'contact.%' ORDER BY at"
    )
    assert [row["action"] for row in rows] == ["contact.merged", "contact.parted"]
    assert all(REASON in row["detail"] and siti.phone not in row["detail"] for row in rows)
    told = await world.district.rows("SELECT kind FROM outbox WHERE tenant_id = $1 AND kind LIKE 'contact.%'")
    assert {row["kind"] for row in told} == {"contact.merged", "contact.parted"}


async def test_whom_the_remote_names_together_is_suggested_until_it_is_denied(world: World) -> None:
    officer = await world.staff(world.district)
    by_number = await a_person(world)
    user = Identity(scheme="wa_user", value=f"ID.{uuid7().hex}")
    alone = Sender(identities=(user,), name="Budi")
    await world.arrive(world.district, _from(alone))
    await world.take_in(world.district)
    both = Sender(identities=(Identity(scheme="phone", value=by_number.phone), user), name="Budi")
    await world.arrive(world.district, _from(both))
    await world.take_in(world.district)
    page = await contact_page(officer, by_number.id)
    [found] = page.alike
    assert found.why == (Why.TOGETHER,)
    await deny(officer, by_number.id, found.id)
    assert (await contact_page(officer, by_number.id)).alike == ()
    assert (await contact_page(officer, found.id)).alike == ()


def _from(sender: Sender) -> Any:
    from msgspec.structs import replace

    return replace(a_message(a_number()), sender=sender)


async def test_one_mailbox_written_differently_is_suggested_and_a_name_alone_comes_last(world: World) -> None:
    officer = await world.staff(world.district)
    people = []
    for address in ("siti.aminah@gmail.com", "SitiAminah+dinkes@googlemail.com", "siti@kantor.example"):
        sender = Sender(identities=(Identity(scheme="email", value=address),), name="Siti Aminah")
        await world.arrive(world.district, _from(sender))
        await world.take_in(world.district)
        row = "SELECT contact_id FROM contact_identity WHERE tenant_id = $1 AND value = $2"
        people.append(await world.district.value(row, address))
    page = await contact_page(officer, people[0])
    assert [(each.id, each.why) for each in page.alike] == [
        (people[1], (Why.MAILBOX, Why.NAME)),
        (people[2], (Why.NAME,)),
    ]
    assert await _untouched(world.district), "nothing is merged by itself"


async def test_who_stays_unnamed_is_neither_found_nor_merged(world: World) -> None:
    officer = await world.staff(world.district)
    siti, unnamed = await a_person(world), await a_person(world)
    await world.district.change(
        "UPDATE cases SET anonymous = true WHERE tenant_id = $1 AND number = $2", unnamed.number
    )
    with pytest.raises(Missing):
        await contact_page(officer, unnamed.id)
    with pytest.raises(Missing):
        await merge(officer, siti.id, unnamed.id, REASON, version=1, other_version=1)
    assert (await contact_page(officer, siti.id)).alike == ()
