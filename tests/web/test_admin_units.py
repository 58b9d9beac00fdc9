"""The units of an office, as its administrator keeps them."""

import re
from uuid import UUID

from kit.ids import uuid7
from support.administrators import an_administrator, audited
from support.officers import BASE, Browser, Floor, Form
from tenants.permissions.model import Role
from ui.codes import qr_of


async def added(floor: Floor, browser: Browser, name: str, **typed: str) -> UUID:
    """Add a unit by the form; answers its id."""
    fields = {"kind": "field", "parent": "", "address": "", **typed}
    answer = await browser.send(await browser.get("units/new"), "/units/new", name=name, **fields)
    assert answer.status_code == 303, answer.text
    place = floor.world.district
    found: UUID = await place.value(
        "SELECT id FROM unit WHERE tenant_id = $1 AND name = $2", " ".join(name.split())
    )
    return found


async def test_a_facility_is_added_and_citizens_can_choose_it_by_name_and_address(
    floor: Floor, browser: Browser
) -> None:
    unit = await added(floor, browser, "Klinik  Melati", kind="clinic", address="Jl. Melati 3")
    row = await floor.world.district.row(
        "SELECT name, address, is_facility FROM unit WHERE tenant_id = $1 AND id = $2", unit
    )
    assert row == {"name": "Klinik Melati", "address": "Jl. Melati 3", "is_facility": True}
    officer, _ = await floor.officer()
    assert "Klinik Melati – Jl. Melati 3" in (await officer.get("new")).text
    assert "Jl. Melati 3" in (await browser.get("units")).text
    assert "unit.added" in await audited(floor.world.district)


async def test_units_stand_in_a_tree_and_never_in_a_ring(floor: Floor, browser: Browser) -> None:
    above = await added(floor, browser, "Bidang A")
    below = await added(floor, browser, "Seksi B", parent=str(above))
    page = await browser.get(f"units/{above}")
    assert f'value="{below}"' not in page.text, "a unit is not offered what stands below it"
    for parent in (below, above):
        answer = await browser.send(page, f"/units/{above}", parent=str(parent))
        assert answer.status_code == 422
        assert "bawahannya" in answer.text
    assert (await browser.send(page, f"/units/{above}", name="Bidang Pelayanan")).status_code == 303
    log = await floor.world.district.row(
        "SELECT detail::text AS detail FROM audit_entry WHERE tenant_id = $1 AND action = 'unit.changed'"
    )
    assert log["detail"] == '{"fields": ["name"]}'


async def test_the_tree_has_an_end(floor: Floor, browser: Browser) -> None:
    parent = ""
    for depth in range(5):
        parent = str(await added(floor, browser, f"Tingkat {depth}", parent=parent))
    page = await browser.get("units/new")
    answer = await browser.send(page, "/units/new", name="Terlalu dalam", kind="field", parent=parent)
    assert answer.status_code == 422
    assert "lima tingkat" in answer.text


async def test_what_cannot_be_is_said_and_what_was_typed_stays(floor: Floor, browser: Browser) -> None:
    page = await browser.get("units/new")
    foreign = str(floor.world.neighbour.units["Sekretariat"])
    for typed, said in (
        ({"name": "", "kind": ""}, "Tulis nama unitnya."),
        ({"name": "x" * 121, "kind": "field"}, "paling banyak 120"),
        ({"name": "Sekretariat", "kind": "field"}, "Sudah ada unit dengan nama itu"),
        ({"name": "A", "kind": "istana"}, "Pilih jenis dari daftar."),
        ({"name": "A", "kind": "field", "parent": foreign}, "tidak ada lagi"),
        ({"name": "A", "kind": "field", "parent": str(uuid7())}, "tidak ada lagi"),
        ({"name": "A", "kind": "clinic", "address": "y" * 201}, "paling banyak 200"),
    ):
        answer = await browser.send(page, "/units/new", **typed)
        assert answer.status_code == 422, typed
        assert said in answer.text, typed
    assert 'value="A"' in answer.text
    await browser.get("units/new?lang=en")
    assert (await browser.send(page, "/units/new", name="", kind="field")).status_code == 422


async def test_two_administrators_do_not_overwrite_each_other(floor: Floor, browser: Browser) -> None:
    unit = await added(floor, browser, "Bidang A")
    other = (await an_administrator(floor))[0]
    mine, theirs = await browser.get(f"units/{unit}"), await other.get(f"units/{unit}")
    assert (await other.send(theirs, f"/units/{unit}", name="Bidang Baru")).status_code == 303
    answer = await browser.send(mine, f"/units/{unit}", name="Bidang Lain")
    assert answer.status_code == 409
    assert "Orang lain baru saja mengubah unit ini" in answer.text
    assert 'value="Bidang Baru"' in answer.text, "what stands now is shown"


async def test_a_unit_with_open_cases_closes_only_when_another_takes_them(
    floor: Floor, browser: Browser
) -> None:
    place = floor.world.district
    closing, taking = place.units["Puskesmas Batang I"], place.units["Puskesmas Batang II"]
    cases = [await floor.case(f"Antrean {number}") for number in range(3)]
    agent, _ = await floor.officer()
    for case in cases:
        page = await agent.get(f"cases/{case.number}/dispose")
        await agent.send(page, "/dispose", unit=str(closing), instruction="Periksa", due_at="")
    page = await browser.get(f"units/{closing}")
    assert "3 kasus terbuka" in page.text
    nowhere = await browser.send(page, "/deactivate", move_to="")
    assert nowhere.status_code == 409
    assert "Pilih unit yang akan melanjutkannya" in nowhere.text
    for wrong in (str(closing), str(floor.world.neighbour.units["Sekretariat"]), "x"):
        assert (await browser.send(page, "/deactivate", move_to=wrong)).status_code == 422
    assert (await browser.send(page, "/deactivate", move_to=str(taking))).status_code == 303
    held = await place.rows("SELECT unit_id, version FROM cases WHERE tenant_id = $1")
    assert {row["unit_id"] for row in held} == {taking}
    told = "SELECT count(*) FROM outbox WHERE tenant_id = $1 AND kind = 'case.disposed'"
    assert await place.value(told) == 6, "each case tells of both ways"
    officer, _ = await floor.officer(Role.UNIT_OFFICER, "Puskesmas Batang II")
    assert cases[0].number in (await officer.get("cases")).text
    assert str(closing) not in (await agent.get(f"cases/{cases[0].number}/dispose")).text
    log = (await browser.get("audit?about=units")).text
    assert "3 kasus terbuka dipindahkan ke Puskesmas Batang II" in log


async def test_a_unit_with_units_below_it_stays_and_an_empty_one_comes_back(
    floor: Floor, browser: Browser
) -> None:
    above = await added(floor, browser, "Bidang A")
    below = await added(floor, browser, "Seksi B", parent=str(above))
    assert "/deactivate" not in (await browser.get(f"units/{above}")).text
    answer = await browser.send(await browser.get(f"units/{below}"), "/deactivate")
    assert answer.status_code == 303
    page = await browser.get(f"units/{below}")
    assert "Nonaktif" in page.text
    assert (await browser.send(page, "/reactivate")).status_code == 303
    parent = "SELECT parent_id FROM unit WHERE tenant_id = $1 AND id = $2 AND active"
    assert await floor.world.district.value(parent, below) == above


async def test_another_offices_unit_answers_as_one_that_does_not_exist(
    floor: Floor, browser: Browser
) -> None:
    foreign, missing = floor.world.neighbour.units["Sekretariat"], uuid7()
    assert {(await browser.get(f"units/{unit}")).status_code for unit in (foreign, missing)} == {404}
    supervisor, _ = await floor.officer(Role.SUPERVISOR)
    supervisor.desk = supervisor.desk.replace("/desk/", "/admin/")
    assert (await supervisor.get("units")).status_code == 403


async def test_a_poster_opens_the_portal_at_its_facility_and_speaks_both_languages(
    floor: Floor, browser: Browser
) -> None:
    unit = floor.world.district.units["Puskesmas Batang I"]
    page = await browser.get(f"units/{unit}/poster")
    base = floor.runtime.settings.base_url
    assert qr_of(f"{base}/t/{floor.world.district.slug}/?at={unit}") in page.text
    assert "Ada keluhan, pertanyaan, atau usul?" in page.text
    assert "A complaint, a question, an idea?" in page.text
    every = await browser.get("units/posters")
    assert every.text.count("<article") == 2
    assert {f"units/{unit}/poster", "units/posters"} <= {
        link.partition("/admin/")[2].partition("/")[2]
        for opened in (f"units/{unit}", "units")
        for link in re.findall(r'href="([^"]*)"', (await browser.get(opened)).text)
    }


async def test_there_is_no_poster_of_what_citizens_cannot_choose(floor: Floor, browser: Browser) -> None:
    places = floor.world
    for unit in (places.district.units["Sekretariat"], places.neighbour.units["Puskesmas Batang I"], uuid7()):
        assert (await browser.get(f"units/{unit}/poster")).status_code == 404
    await places.district.change("UPDATE unit SET active = false WHERE tenant_id = $1 AND is_facility")
    assert "Belum ada fasilitas yang aktif" in (await browser.get("units/posters")).text
    assert "units/posters" not in (await browser.get("units")).text


async def test_whether_a_unit_answers_citizens_directly_is_set_on_its_page(
    floor: Floor, browser: Browser
) -> None:
    at = f"units/{floor.world.district.units['Puskesmas Batang I']}/reach"
    await browser.does(at, "/reach", phone="0813 5550 1234", answers_directly="1")
    row = await floor.world.district.row(
        "SELECT phone, answers_directly FROM unit_terms WHERE tenant_id = $1"
    )
    assert row == {"phone": "+6281355501234", "answers_directly": True}
    form = Form((await browser.get(at)).text, "/reach").fields
    form.pop("answers_directly")
    await browser.http.post(f"/admin/{floor.world.district.slug}/{at}", data=form, headers={"origin": BASE})
    assert not await floor.world.district.value(
        "SELECT answers_directly FROM unit_terms WHERE tenant_id = $1"
    )
