"""Relations between offices, as administrators of either side set them."""

from support.officers import Browser, Floor
from tenants.permissions.model import Actor, Role


async def at(floor: Floor, page: str) -> tuple[Browser, Actor, str]:
    browser, actor = await floor.officer(Role.ADMINISTRATOR)
    return browser, actor, f"/admin/{floor.world.district.slug}/{page}"


async def test_an_administrator_sees_the_offices_of_the_line_and_sets_one(floor: Floor) -> None:
    browser, _, address = await at(floor, "relations")
    page = await browser.get(address)
    province = f"Kantor {floor.world.province.slug}"
    assert province in page.text and "di atas kantor ini" in page.text
    one = f"{address}/{floor.world.province.slug}"
    shown = await browser.get(one)
    assert "Kantor itu menerima tawaran kita." in shown.text
    wrong = await browser.send(shown, floor.world.province.slug, agree_hours="lima")
    assert wrong.status_code == 422 and "antara 1 dan 1.440" in wrong.text
    page = await browser.does(one, floor.world.province.slug, agree_hours="5", identity="none")
    assert "Hubungan disimpan." in page.text
    again = await browser.get(one)
    assert 'value="5"' in again.text
    late = await browser.send(shown, floor.world.province.slug, agree_hours="6")
    assert late.status_code == 409 and "Orang lain baru saja" in late.text


async def test_an_office_beside_us_waits_for_agreement_there(floor: Floor) -> None:
    browser, _, address = await at(floor, "relations")
    neighbour = floor.world.neighbour.slug
    found = await browser.get(f"{address}?office={neighbour}")
    assert found.headers["location"].endswith(f"/relations/{neighbour}")
    page = await browser.does(f"{address}/{neighbour}", neighbour, asks="1")
    assert "Menunggu persetujuan di sana" in page.text
    there, _ = await floor.officer(Role.ADMINISTRATOR, place=floor.world.neighbour)
    ours = f"/admin/{neighbour}/relations/{floor.world.district.slug}"
    await there.does(ours, floor.world.district.slug, receives="1")
    assert "Menunggu persetujuan di sana" not in (await browser.get(address)).text


async def test_who_does_not_administrate_sees_no_relations(floor: Floor) -> None:
    agent, _ = await floor.officer()
    assert (await agent.get(f"/admin/{floor.world.district.slug}/relations")).status_code == 403
    administrator, _, address = await at(floor, "relations/nobody")
    assert (await administrator.get(address)).status_code == 404
