"""Delegations over both offices' rows: told in pieces, twice, late, and by two at the same moment."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from helpdesk.cases import service as cases
from helpdesk.desk.service import colleagues
from helpdesk.replies import service as replies
from kit.errors import Conflict, Forbidden, Missing
from support.builders import a_number, an_opened_case
from support.lending import Lent, agreed, asked, email_of, now_of, typed
from support.world import World
from tenants.delegations import carrying, service, store
from tenants.delegations.model import State
from tenants.delegations.rules import state_of
from tenants.directory import store as directory
from tenants.doors import tenant_scope
from tenants.people import service as people
from tenants.people.model import NewMember
from tenants.permissions.model import Actor, Permission, Role
from tenants.permissions.rules import permissions_of_guest
from tenants.sessions import service as sessions
from tenants.sign_in.service import switch

_ACTIVE = "SELECT count(*) FROM membership WHERE tenant_id = $1 AND delegation_id IS NOT NULL AND active"
_CLOCK = (
    "SELECT k.state FROM clock, json_to_recordset(value) AS k (kind text, state text)"
    " WHERE tenant_id = $1 AND k.kind = $2"
)


async def as_guest(lent: Lent) -> Actor:
    """The guest at the host's desk, with what the session says."""
    found = await living(lent)
    assert found is not None
    assert found.home is not None
    return Actor(
        tenant_id=found.tenant_id,
        kind=lent.guest.kind,
        id=found.membership_id,
        person_id=found.person_id,
        name=f"{found.name} ({found.home.name})",
        home=found.home.name,
        unit_ids=found.unit_ids,
        permissions=permissions_of_guest(found.roles),
    )


async def living(lent: Lent) -> Any:
    """The guest's session at the host's desk, as the next request would find it."""
    assert lent.guest.person_id
    posts = await directory.posts(lent.guest.person_id)
    post = next((each for each in posts if each.tenant_id == lent.host.id), None)
    return await sessions.find(await sessions.begin(post, lent.guest.person_id)) if post else None


async def state_at(place: Any, lent: Lent) -> State:
    async with tenant_scope(place.id, read_only=True) as scope:
        found = await store.one(scope, lent.id)
        assert found is not None
        return state_of(found.delegation, scope.now)


async def test_a_guest_s_answers_keep_the_host_s_promises(world: World) -> None:
    lent = await agreed(world)
    number = await an_opened_case(world, phone=a_number())
    guest = await as_guest(lent)
    await cases.see(guest, number)
    await replies.reply(guest, number, "Kami periksa malam ini juga.", world.book, version=None)
    for kind in ("first_seen", "first_response"):
        assert await world.district.value(_CLOCK, kind) == "met"
    said = await world.district.row(
        "SELECT author_name FROM message WHERE tenant_id = $1 AND direction = 'out' AND author_kind = 'staff'"
    )
    assert said["author_name"] == f"Lestari Wulandari (Meja {world.ministry.slug})"


async def test_a_unit_s_guest_sees_that_unit_s_cases_only(world: World) -> None:
    lent = await agreed(world, Role.UNIT_OFFICER, "Puskesmas Batang I")
    dewi = await world.staff(world.district)
    mine, other = [await an_opened_case(world, phone=a_number()) for _ in range(2)]
    await cases.dispose(dewi, mine, world.district.units["Puskesmas Batang I"], "Periksa", version=None)
    guest = await as_guest(lent)
    assert (await cases.see(guest, mine)).number == mine
    with pytest.raises(Missing):
        await cases.see(guest, other)


async def test_a_crash_between_the_two_offices_repeats_and_doubles_nothing(world: World) -> None:
    lent = await asked(world)
    await service.accept_own(lent.guest, lent.id)
    await service.accept(lent.home_admin, lent.id)
    async with tenant_scope(lent.home.id, read_only=True) as scope:
        due = await store.due(scope, 10)
    teller = carrying.Teller(id=lent.home.id, name="Meja")
    for _ in range(3):  # died before the home's row said that the host knows
        async with tenant_scope(lent.host.id) as scope:
            await carrying._tell_host(scope, due[0], teller)
    await world.work(lent.home, lent.host)
    assert await lent.host.value(_ACTIVE) == 1
    log = "SELECT count(*) FROM audit_entry WHERE tenant_id = $1 AND action = 'delegation.agreed'"
    assert await lent.host.value(log) == 1
    assert await carrying.carry_due(lent.home.id) == 0


async def test_whoever_ends_it_first_ends_it_also_when_both_do_at_once(world: World) -> None:
    lent = await agreed(world)
    await asyncio.gather(service.close(lent.host_admin, lent.id), service.close(lent.home_admin, lent.id))
    await world.work(lent.home, lent.host)
    assert await state_at(lent.home, lent) is await state_at(lent.host, lent) is State.ENDED
    assert await lent.host.value(_ACTIVE) == 0
    with pytest.raises(Conflict):
        await service.close(lent.host_admin, lent.id)


async def test_a_request_taken_back_before_the_other_office_heard_of_it_never_reaches_it(
    world: World,
) -> None:
    admin, guest = await world.staff(world.district, Role.ADMINISTRATOR), await world.staff(world.ministry)
    now = await now_of(world.district)
    form = typed(world.ministry, await email_of(world.ministry, guest), now, now + timedelta(hours=8))
    found = await service.ask(admin, form)
    await service.close(admin, found)
    await world.work(world.district, world.ministry)
    assert await world.ministry.value("SELECT count(*) FROM delegation WHERE tenant_id = $1") == 0


async def test_a_withdrawal_beats_an_agreement_that_is_on_its_way(world: World) -> None:
    lent = await asked(world)
    await service.accept_own(lent.guest, lent.id)
    await service.accept(lent.home_admin, lent.id)
    await service.close(lent.host_admin, lent.id)
    await world.work(lent.home, lent.host)
    assert await lent.host.value(_ACTIVE) == 0
    assert await living(lent) is None
    assert await state_at(lent.home, lent) is State.ENDED


async def test_nobody_is_asked_twice_nor_for_somebody_who_works_here(world: World) -> None:
    lent = await agreed(world)
    now = await now_of(lent.host)
    again = typed(lent.home, await email_of(lent.home, lent.guest), now, now + timedelta(hours=8))
    with pytest.raises(Conflict) as refused:
        await service.ask(lent.host_admin, again)
    assert refused.value.code == "already_asked"
    email = await email_of(lent.host, await world.staff(lent.host))
    own = typed(lent.home, email, now, now + timedelta(hours=8))
    with pytest.raises(Conflict) as refused:
        await service.ask(lent.host_admin, own)
    assert refused.value.code == "works_here"
    await service.close(lent.host_admin, lent.id)
    await service.ask(lent.host_admin, again)
    await world.work(lent.home, lent.host)


async def test_two_who_ask_for_the_same_person_at_once_ask_once(world: World) -> None:
    admin, guest = await world.staff(world.district, Role.ADMINISTRATOR), await world.staff(world.ministry)
    now = await now_of(world.district)
    form = typed(world.ministry, await email_of(world.ministry, guest), now, now + timedelta(hours=8))
    done = await asyncio.gather(*(service.ask(admin, form) for _ in range(4)), return_exceptions=True)
    assert len([each for each in done if isinstance(each, Conflict)]) == 3


async def test_only_an_administrator_asks_allows_and_revokes_and_only_the_guest_accepts(world: World) -> None:
    lent = await asked(world)
    other = await world.staff(lent.home)
    for actor in (await world.staff(lent.host, Role.SUPERVISOR), other):
        with pytest.raises(Forbidden):
            await service.close(actor, lent.id)
        with pytest.raises(Forbidden):
            await service.accept(actor, lent.id)
    for somebody in (other, lent.home_admin, lent.host_admin):
        with pytest.raises(Missing):
            await service.accept_own(somebody, lent.id)
        with pytest.raises(Missing):
            await service.close_own(somebody, lent.id)
    with pytest.raises(Missing):
        await service.accept(lent.host_admin, lent.id)
    stranger = await world.staff(world.neighbour, Role.ADMINISTRATOR)
    with pytest.raises(Missing):
        await service.one(stranger, lent.id)


async def test_a_guest_is_not_lent_on_and_gives_no_right_back(world: World) -> None:
    lent = await agreed(world)
    admin, now = await world.staff(world.neighbour, Role.ADMINISTRATOR), await now_of(world.neighbour)
    email = await email_of(lent.home, lent.guest)
    await service.ask(admin, typed(lent.host, email, now, now + timedelta(hours=8)))
    await world.work(world.neighbour, lent.host)
    lent_on = "SELECT count(*) FROM delegation WHERE tenant_id = $1 AND side = 'home'"
    assert await lent.host.value(lent_on) == 0, "the host lends only its own people"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE membership SET active = false WHERE tenant_id = $1 AND delegation_id IS NULL AND person_id = $2",
        "UPDATE membership SET valid_until = sahut_now() WHERE tenant_id = $1 AND person_id = $2",
        "UPDATE delegation SET office_at = NULL WHERE tenant_id = $1 AND person_id = $2",
        "UPDATE delegation SET guest_at = NULL WHERE tenant_id = $1 AND person_id = $2",
        "UPDATE delegation SET closed_at = now(), closed_by = 'home' WHERE tenant_id = $1 AND person_id = $2",
    ],
)
async def test_rights_need_the_word_of_the_home_at_every_request(world: World, sql: str) -> None:
    lent = await agreed(world)
    assert await living(lent) is not None
    await lent.home.change(sql, lent.guest.person_id)
    assert await living(lent) is None, "nobody has carried any news"


async def test_an_old_session_does_not_come_back_with_a_later_shift(world: World) -> None:
    lent = await agreed(world, lasts=timedelta(minutes=20))
    assert lent.guest.person_id
    [post] = [p for p in await directory.posts(lent.guest.person_id) if p.tenant_id == lent.host.id]
    secret = await sessions.begin(post, lent.guest.person_id)
    assert await sessions.find(secret) is not None
    await world.clock.forward(minutes=25)
    assert await sessions.find(secret) is None
    now = await now_of(lent.host)
    again = typed(lent.home, await email_of(lent.home, lent.guest), now, now + timedelta(hours=8))
    later = lent._replace(id=await service.ask(lent.host_admin, again))
    await world.work(lent.home, lent.host)
    await service.accept_own(lent.guest, later.id)
    await service.accept(lent.home_admin, later.id)
    await world.work(lent.home, lent.host)
    assert await living(later) is not None
    assert await sessions.find(secret) is None


async def test_cases_are_given_only_to_a_guest_whose_time_has_begun_and_is_not_over(world: World) -> None:
    lent = await agreed(world, begins=timedelta(hours=1))
    dewi, number = await world.staff(lent.host), await an_opened_case(world, phone=a_number())
    post = await lent.host.value(
        "SELECT id FROM membership WHERE tenant_id = $1 AND delegation_id IS NOT NULL"
    )

    async def offered() -> bool:
        return post in {member for member, _ in await colleagues(dewi)}

    assert not await offered()
    await world.clock.forward(minutes=90)
    assert await offered()
    await cases.assign(dewi, number, post, version=None)
    await world.clock.forward(hours=9)
    assert not await offered()


async def test_the_operator_puts_no_guest_into_the_office_unnoticed(world: World) -> None:
    lent = await agreed(world)
    new = NewMember(email=await email_of(lent.home, lent.guest), name="L", roles=(Role.ADMINISTRATOR,))
    with pytest.raises(Conflict):
        await people.add_member(lent.host_admin, new)
    await service.close(lent.host_admin, lent.id)
    await people.add_member(lent.host_admin, new)
    found = await living(lent)
    assert (found.home, found.roles) == (None, ("administrator",)), "a post of their own now"


async def test_no_key_of_the_host_comes_from_a_guest_and_no_key_of_the_home_reaches_the_host(
    world: World,
) -> None:
    lent = await agreed(world, Role.SUPERVISOR)
    guest = await as_guest(lent)
    assert Permission.MANAGE_OFFICE not in guest.permissions
    with pytest.raises(Forbidden):
        async with tenant_scope(lent.host.id) as scope:
            await sessions.create_api_key(scope, guest, "Diam-diam", [Permission.READ_CASES])
    async with tenant_scope(lent.home.id) as scope:
        key = await sessions.create_api_key(scope, lent.home_admin, "Kantor", [Permission.READ_CASES])
    found = await sessions.find_api_key(f"Bearer {key}")
    assert found is not None
    assert found.tenant_id == lent.home.id


async def test_a_session_at_the_host_s_desk_writes_no_word_at_home(world: World) -> None:
    lent = await agreed(world)
    before = await lent.home.value("SELECT count(*) FROM audit_entry WHERE tenant_id = $1")
    guest, number = await as_guest(lent), await an_opened_case(world, phone=a_number())
    await cases.take(guest, number, version=None)
    await replies.note(guest, number, "Sudah saya telepon.")
    assert await lent.home.value("SELECT count(*) FROM audit_entry WHERE tenant_id = $1") == before
    assert await lent.home.value("SELECT count(*) FROM cases WHERE tenant_id = $1") == 0


async def test_changing_desks_begins_a_new_session_and_ends_the_old_one(world: World) -> None:
    lent = await agreed(world)
    assert lent.guest.person_id
    first = (await directory.posts(lent.guest.person_id))[0]
    assert first.tenant_id == lent.home.id, "the own office comes first"
    secret = await sessions.begin(first, lent.guest.person_id)
    own = await sessions.find(secret)
    assert own is not None
    there = await switch(own, lent.host.slug)
    assert await sessions.find(secret) is None
    found = await sessions.find(there)
    assert found is not None
    assert (found.tenant_id, found.home and found.home.reason) == (lent.host.id, "Jaga malam")
