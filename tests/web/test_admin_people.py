"""The people of an office, as its administrator manages them."""

from kit.ids import uuid7
from support.administrators import (
    SECRET,
    a_stranger,
    audited,
    post,
    roles_of,
    send,
)
from support.officers import Browser, Floor
from tenants.permissions.model import Actor, Role


async def test_the_administrator_s_first_page_lists_everybody(
    floor: Floor, administrator: tuple[Browser, Actor]
) -> None:
    browser, actor = administrator
    await floor.world.staff(floor.world.district, Role.UNIT_OFFICER, "Puskesmas Batang I")
    stranger = await floor.world.staff(floor.world.neighbour)
    page = await browser.get("people")
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
    listed = (await browser.get("people")).text
    assert "Budi Santoso" in listed
    assert secret not in listed
    welcome = await a_stranger(floor).get(f"/welcome/{secret}")
    assert email in welcome.text
    assert {"membership.saved", "link.made"} <= set(await audited(place))
    actor_ids = await place.rows(
        "SELECT actor_kind FROM audit_entry WHERE tenant_id = $1 AND action = 'membership.saved'"
    )
    assert [row["actor_kind"] for row in actor_ids] == ["staff"]


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
    assert "Masa tugas berakhir" in (await browser.get("people")).text
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


async def test_a_new_link_replaces_a_forgotten_password(
    floor: Floor, administrator: tuple[Browser, Actor]
) -> None:
    browser, _ = administrator
    _, person = await floor.officer()
    answer = await post(browser, f"people/{person.id}", "/link")
    [secret] = SECRET.findall(answer.text)
    assert (await a_stranger(floor).get(f"/welcome/{secret}")).status_code == 200
    assert "link.given" in await audited(floor.world.district)
