"""The people of an office, as its administrator manages them."""

import asyncio
import re
from collections.abc import AsyncIterator
from uuid import UUID

import httpx
import pytest
from litestar import Litestar, Router

from admin.console.routes import admin_routes
from admin.people import service
from helpdesk.desk.routes import desk_routes
from kit.errors import Forbidden
from kit.headers import Headers
from kit.ids import uuid7
from kit.settings import Settings
from support.officers import BASE, Browser, Floor, Form, open_floor
from support.world import Place
from tenants.permissions.model import Actor, Role
from tenants.sign_in.forms import guard_forms
from tenants.sign_in.routes import sign_in_router
from wiring.problems import exception_handlers

SECRET = re.compile(r"/welcome/([A-Za-z0-9_-]{43})")


@pytest.fixture
async def floor(database_urls: Settings) -> AsyncIterator[Floor]:
    async with open_floor(database_urls) as opened:
        pages = Router(
            "/", route_handlers=[sign_in_router, *desk_routes, *admin_routes], guards=[guard_forms]
        )
        app = Litestar([pages], exception_handlers=exception_handlers(), openapi_config=None)
        app.state.runtime = opened.runtime
        opened.app = Headers(app, secure=False)  # type: ignore[arg-type]
        yield opened


@pytest.fixture
async def administrator(floor: Floor) -> tuple[Browser, Actor]:
    browser, actor = await floor.officer(Role.ADMINISTRATOR)
    browser.desk = browser.desk.replace("/desk/", "/admin/")
    return browser, actor


async def send(
    browser: Browser,
    path: str,
    ending: str,
    *,
    roles: list[str],
    units: list[str] | None = None,
    **typed: str,
) -> httpx.Response:
    """Open a page, tick exactly these boxes of its form, and press its button."""
    form = Form((await browser.get(path)).text, ending)
    fields = {**form.fields, **typed, "roles": roles, "units": units or []}
    return await browser.http.post(form.action, data=fields, headers={"origin": BASE})


async def post(browser: Browser, path: str, ending: str) -> httpx.Response:
    return await browser.send(await browser.get(path), ending)


async def audited(place: Place) -> list[str]:
    rows = await place.rows("SELECT action FROM audit_entry WHERE tenant_id = $1 ORDER BY at, id")
    return [row["action"] for row in rows]


async def roles_of(place: Place, member_id: UUID | None) -> list[str]:
    sql = "SELECT roles FROM membership WHERE tenant_id = $1 AND id = $2"
    return list(await place.value(sql, member_id))


async def test_the_administrator_s_first_page_lists_everybody(
    floor: Floor, administrator: tuple[Browser, Actor]
) -> None:
    browser, actor = administrator
    await floor.world.staff(floor.world.district, Role.UNIT_OFFICER, "Puskesmas Batang I")
    stranger = await floor.world.staff(floor.world.neighbour)
    page = await browser.get("")
    assert page.status_code == 200
    assert "Petugas unit" in page.text
    assert "Puskesmas Batang I" in page.text
    assert "Belum pernah" in page.text, "somebody who never signed in"
    assert f"/people/{actor.id}" in page.text
    assert str(stranger.id) not in page.text
    assert (await browser.get("/admin")).headers["location"] == f"{browser.desk}/"


async def test_somebody_new_comes_in_by_a_link_that_is_shown_once(
    floor: Floor, administrator: tuple[Browser, Actor]
) -> None:
    browser, _ = administrator
    place = floor.world.district
    unit = str(place.units["Puskesmas Batang I"])
    email = f"{uuid7()}@kantor.example"
    answer = await send(
        browser,
        "people/new",
        "/people/new",
        name="Budi Santoso",
        email=email.upper(),
        roles=["unit_officer"],
        units=[unit],
    )
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    [secret] = SECRET.findall(answer.text)
    listed = (await browser.get("")).text
    assert "Budi Santoso" in listed
    assert secret not in listed
    welcome = await floor_browser(floor).get(f"/welcome/{secret}")
    assert email in welcome.text
    assert {"membership.saved", "link.made"} <= set(await audited(place))
    actor_ids = await place.rows(
        "SELECT actor_kind FROM audit_entry WHERE tenant_id = $1 AND action = 'membership.saved'"
    )
    assert [row["actor_kind"] for row in actor_ids] == ["staff"]


def floor_browser(floor: Floor) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=floor.app), base_url=BASE)


async def test_what_is_missing_is_said_in_the_reader_s_language(
    floor: Floor, administrator: tuple[Browser, Actor]
) -> None:
    browser, _ = administrator
    wrong = {"name": " \0", "email": "bukan surel", "roles": ["unit_officer"]}
    answer = await send(browser, "people/new", "/people/new", **wrong)  # type: ignore[arg-type]
    assert answer.status_code == 422
    assert "Petugas unit perlu sedikitnya satu unit." in answer.text
    wrong["roles"] = ["agent"]
    answer = await send(browser, "people/new", "/people/new", **wrong)  # type: ignore[arg-type]
    assert "Tulis namanya." in answer.text
    assert 'value="bukan surel"' in answer.text, "what was typed stays"
    await browser.get("people/new?lang=en")
    answer = await send(browser, "people/new", "/people/new", **wrong)  # type: ignore[arg-type]
    assert "Write the name." in answer.text
    for roles, units in (([], []), (["emperor"], []), (["agent"], ["x"]), (["agent"], [str(uuid7())])):
        answer = await send(
            browser, "people/new", "/people/new", name="A", email="a@b.example", roles=roles, units=units
        )
        assert answer.status_code == 422
    foreign = str(floor.world.neighbour.units["Sekretariat"])
    answer = await send(
        browser, "people/new", "/people/new", name="A", email="a@b.example", roles=["agent"], units=[foreign]
    )
    assert answer.status_code == 422, "a unit of another office is no unit"
    assert (await audited(floor.world.district)).count("membership.saved") == 0


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


async def test_a_deactivated_person_is_out_at_once_and_stays_out_of_old_sessions(
    floor: Floor, administrator: tuple[Browser, Actor]
) -> None:
    browser, _ = administrator
    officer, person = await floor.officer()
    assert (await officer.get("cases")).status_code == 200
    assert (await post(browser, f"people/{person.id}", "/deactivate")).status_code == 303
    assert (await officer.get("cases")).headers["location"].startswith("/sign-in")
    page = (await browser.get(f"people/{person.id}")).text
    assert "Nonaktif" in page
    assert "/link" not in page, "nobody who is out gets a link"
    assert (await post(browser, f"people/{person.id}", "/reactivate")).status_code == 303
    assert (await officer.get("cases")).headers["location"].startswith("/sign-in"), "that session is over"
    assert "membership.deactivated" in (log := await audited(floor.world.district))
    assert "membership.reactivated" in log


async def test_a_post_that_ended_can_be_given_back(
    floor: Floor, administrator: tuple[Browser, Actor]
) -> None:
    browser, _ = administrator
    officer, person = await floor.officer()
    await floor.world.district.change(
        "UPDATE membership SET valid_until = sahut_now() - interval '1 day' WHERE tenant_id = $1 AND id = $2",
        person.id,
    )
    assert "Masa tugas berakhir" in (await browser.get("")).text
    await post(browser, f"people/{person.id}", "/reactivate")
    assert (await officer.get("cases")).status_code == 200


async def test_roles_and_units_are_changed_and_hold_at_once(
    floor: Floor, administrator: tuple[Browser, Actor]
) -> None:
    browser, _ = administrator
    place = floor.world.district
    officer, person = await floor.officer()
    assert (await officer.get("new")).status_code == 200
    path, unit = f"people/{person.id}", str(place.units["Sekretariat"])
    answer = await send(browser, path, f"/{person.id}", roles=["unit_officer"], units=[unit])
    assert answer.status_code == 303
    assert "Peran dan unit disimpan" in (await browser.get(answer.headers["location"])).text
    assert (await officer.get("new")).status_code == 403, "a unit opens no cases"
    assert (await send(browser, path, f"/{person.id}", roles=[])).status_code == 422
    assert await roles_of(place, person.id) == ["unit_officer"]
    entry = await place.row(
        "SELECT detail::text FROM audit_entry WHERE tenant_id = $1 AND action = 'membership.changed'"
    )
    assert '"were": ["agent"]' in entry["detail"]
    told = "SELECT count(*) FROM outbox WHERE tenant_id = $1 AND kind = 'staff.membership_changed'"
    assert await place.value(told) == 1


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


async def test_a_new_link_replaces_a_forgotten_password(
    floor: Floor, administrator: tuple[Browser, Actor]
) -> None:
    browser, _ = administrator
    _, person = await floor.officer()
    answer = await post(browser, f"people/{person.id}", "/link")
    [secret] = SECRET.findall(answer.text)
    assert (await floor_browser(floor).get(f"/welcome/{secret}")).status_code == 200
    assert "link.given" in await audited(floor.world.district)


async def test_a_link_is_no_way_into_another_office(
    floor: Floor, administrator: tuple[Browser, Actor]
) -> None:
    """Whoever adds a colleague of the ministry may not set that colleague's password."""
    browser, _ = administrator
    ministry = floor.world.ministry
    guest = await floor.world.staff(ministry, Role.SUPERVISOR)
    email = await ministry.value(
        "SELECT p.email FROM person p JOIN membership m ON m.person_id = p.id"
        " WHERE m.tenant_id = $1 AND m.id = $2",
        guest.id,
    )
    answer = await send(browser, "people/new", "/people/new", name="X", email=email, roles=["agent"])
    assert answer.status_code == 303, "no link is shown"
    listed = (await browser.get(answer.headers["location"])).text
    assert "sudah dimilikinya" in listed
    member = await floor.world.district.value(
        "SELECT id FROM membership WHERE tenant_id = $1 AND person_id = $2", guest.person_id
    )
    answer = await post(browser, f"people/{member}", "/link")
    assert answer.status_code == 422
    assert "juga bekerja di kantor lain" in answer.text
    assert not SECRET.search(answer.text)


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


def told(answer: httpx.Response, name: str) -> str:
    """The page without its nonce, and without what was asked for."""
    return re.sub(r'nonce="[^"]+"', "", answer.text.replace(name, "…") if name else answer.text)
