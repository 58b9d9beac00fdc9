"""What an administrator may not do, and who is no administrator."""

import asyncio
import re

import httpx
import pytest

from admin.people import service
from admin.people.model import NewColleague
from kit.errors import Forbidden, Missing
from kit.ids import uuid7
from support.administrators import (
    SECRET,
    audited,
    post,
    roles_of,
    send,
)
from support.officers import BASE, Browser, Floor, Form
from tenants.people import service as people
from tenants.people.model import NewMember
from tenants.permissions.model import Actor, Role, system


async def test_an_address_that_is_listed_is_not_added_again(
    floor: Floor, administrator: tuple[Browser, Actor]
) -> None:
    """Adding oneself anew would be a way to lose one's own role."""
    browser, actor = administrator
    place = floor.world.district
    email = await place.value(
        "SELECT p.email FROM person p JOIN membership m ON m.person_id = p.id"
        " WHERE m.tenant_id = $1 AND m.id = $2",
        actor.id,
    )
    answer = await send(browser, "people/new", "/people/new", name="A", email=email, roles=["agent"])
    assert answer.status_code == 422
    assert "sudah ada di daftar" in answer.text
    assert await roles_of(place, actor.id) == ["administrator"]


async def test_administrators_cannot_lock_themselves_out(
    floor: Floor, administrator: tuple[Browser, Actor]
) -> None:
    browser, actor = administrator
    place, path = floor.world.district, f"people/{actor.id}"
    assert "/deactivate" not in (await browser.get(path)).text
    token = Form((await browser.get(path)).text, f"/{actor.id}").fields["_csrf_token"]
    address = f"{browser.desk}/{path}/deactivate"
    answer = await browser.http.post(address, data={"_csrf_token": token}, headers={"origin": BASE})
    assert answer.status_code == 422
    answer = await send(browser, path, f"/{actor.id}", roles=["supervisor"])
    assert answer.status_code == 422
    assert "hak administrator Anda sendiri" in answer.text
    assert await roles_of(place, actor.id) == ["administrator"]
    assert (await browser.get("")).status_code == 200
    assert (await send(browser, path, f"/{actor.id}", roles=["administrator", "agent"])).status_code == 303


async def test_two_administrators_cannot_shut_each_other_out(floor: Floor) -> None:
    place = floor.world.district
    first, second = [await floor.world.staff(place, Role.ADMINISTRATOR) for _ in range(2)]
    assert first.id
    assert second.id
    done = await asyncio.gather(
        service.deactivate(first, second.id), service.deactivate(second, first.id), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in done) == ["Forbidden", "NoneType"]
    left = "SELECT count(*) FROM membership WHERE tenant_id = $1 AND active"
    assert await place.value(left) == 1


async def test_a_link_is_no_way_into_another_office(
    floor: Floor, administrator: tuple[Browser, Actor]
) -> None:
    """Nobody adds whom another office brought in; of whom the operator added, nobody sets the password."""
    browser, _ = administrator
    ministry, district = floor.world.ministry, floor.world.district
    guest = await floor.world.staff(ministry, Role.SUPERVISOR)
    email = await ministry.value(
        "SELECT p.email FROM person p JOIN membership m ON m.person_id = p.id"
        " WHERE m.tenant_id = $1 AND m.id = $2",
        guest.id,
    )
    answer = await send(browser, "people/new", "/people/new", name="X", email=email, roles=["agent"])
    assert answer.status_code == 422
    assert "Mintalah pengelola sistem" in answer.text
    assert not SECRET.search(answer.text)
    posts = "SELECT count(*) FROM membership WHERE tenant_id = $1 AND person_id = $2"
    assert await district.value(posts, guest.person_id) == 0
    await people.add_member(
        system(district.id), NewMember(email=email.upper(), name="X", roles=(Role.AGENT,))
    )
    member = await district.value(
        "SELECT id FROM membership WHERE tenant_id = $1 AND person_id = $2", guest.person_id
    )
    answer = await post(browser, f"people/{member}", "/link")
    assert answer.status_code == 422
    assert "juga bekerja di kantor lain" in answer.text
    assert not SECRET.search(answer.text)


async def test_a_link_made_before_somebody_joins_a_second_office_opens_neither(
    floor: Floor, administrator: tuple[Browser, Actor]
) -> None:
    browser, _ = administrator
    email = f"{uuid7()}@kantor.example"
    answer = await send(browser, "people/new", "/people/new", name="Budi", email=email, roles=["agent"])
    [secret] = SECRET.findall(answer.text)
    new = NewMember(email=email, name="Budi", roles=(Role.SUPERVISOR,))
    await people.add_member(system(floor.world.ministry.id), new)
    with pytest.raises(Missing):
        await people.owner_of_link(secret)


async def test_of_two_offices_that_add_one_address_at_once_one_gets_the_person(floor: Floor) -> None:
    email = f"{uuid7()}@kantor.example"
    new = NewColleague(email=email, name="Budi", roles=("agent",), units=())
    places = (floor.world.district, floor.world.neighbour)
    actors = [await floor.world.staff(place, Role.ADMINISTRATOR) for place in places]
    added = await asyncio.gather(*(service.add(actor, new, BASE) for actor in actors), return_exceptions=True)
    assert sorted(type(each).__name__ for each in added) == ["Conflict", "OneTimeLink"]


async def test_only_administrators_manage_people(floor: Floor) -> None:
    for role in (Role.AGENT, Role.UNIT_OFFICER, Role.INTEGRATOR):
        browser, _ = await floor.officer(role)
        for path in ("", "/people/new", f"/people/{uuid7()}", "/channels", "/audit"):
            assert (await browser.get(f"/admin/{floor.world.district.slug}{path}")).status_code == 403
    browser, supervisor = await floor.officer(Role.SUPERVISOR)
    home = f"/admin/{floor.world.district.slug}"
    assert (await browser.get(f"{home}/")).headers["location"] == f"{home}/audit"
    assert (await browser.get(f"{home}/people/new")).status_code == 403
    with pytest.raises(Forbidden):
        await service.deactivate(supervisor, uuid7())


async def test_forms_from_elsewhere_change_nothing(
    floor: Floor, administrator: tuple[Browser, Actor]
) -> None:
    browser, _ = administrator
    _, person = await floor.officer()
    form = Form((await browser.get(f"people/{person.id}")).text, "/deactivate")
    for fields, origin in (({}, BASE), (form.fields, "https://elsewhere.example")):
        answer = await browser.http.post(form.action, data=fields, headers={"origin": origin})
        assert answer.status_code == 403
    assert "Aktif" in (await browser.get(f"people/{person.id}")).text
    assert "membership.deactivated" not in await audited(floor.world.district)


async def test_another_office_answers_as_one_that_does_not_exist(
    floor: Floor, administrator: tuple[Browser, Actor]
) -> None:
    browser, actor = administrator
    foreign, missing = floor.world.neighbour.slug, "x" * len(floor.world.neighbour.slug)
    stranger = await floor.world.staff(floor.world.neighbour)
    paths = ("", "people/new", f"people/{actor.id}", "channels", "audit")
    for path in paths:
        answers = [await browser.get(f"/admin/{slug}/{path}") for slug in (foreign, missing)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert told(answers[0], foreign) == told(answers[1], missing)
    own, token = browser.desk, Form((await browser.get("people/new")).text, "/new").fields["_csrf_token"]
    for act in ("", "/link", "/deactivate", "/reactivate"):
        answers = [
            await browser.http.post(
                f"{own}/people/{member}{act}", data={"_csrf_token": token}, headers={"origin": BASE}
            )
            for member in (stranger.id, uuid7())
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert told(answers[0], str(stranger.id)) == told(answers[1], "")


_OF_THE_MOMENT = re.compile(
    r'nonce="[^"]+"|<span class="num">[0-9a-f]{16}</span>|name="_csrf_token" value="[^"]*"|csrf="[^"]*'
)


def told(answer: httpx.Response, name: str) -> str:
    """The page without its nonce, tokens and reference, and without what was asked for."""
    return _OF_THE_MOMENT.sub("", answer.text.replace(name, "…") if name else answer.text)
