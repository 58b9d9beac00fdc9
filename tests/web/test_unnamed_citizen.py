"""Who answered “without a name” on WhatsApp is answered there, and staff see neither name nor number."""

from support.builders import a_message
from support.integrators import House
from support.officers import Floor
from support.world import World

PHONE = "+628129991793"


async def _unnamed(world: World) -> str:
    """An unnamed citizen's report, to which one more message came; its number."""
    for text in ("halo", "1", "Perawat meminta uang", "0", "0", "2", "Kemarin juga"):
        await world.arrive(world.district, a_message(PHONE, text))
        await world.work()
    row = await world.district.row("SELECT number, anonymous FROM cases WHERE tenant_id = $1")
    assert row["anonymous"]
    return str(row["number"])


async def test_no_page_of_the_desk_shows_who_it_is(floor: Floor) -> None:
    number = await _unnamed(floor.world)
    browser, _ = await floor.officer()
    for path in ("cases", f"cases/{number}", f"cases/{number}/print"):
        page = (await browser.get(path)).text
        assert "Siti" not in page, path
        assert "1793" not in page, path
    page = await browser.get(f"cases/{number}")
    assert "Kemarin juga" in page.text
    assert "WhatsApp •••" in page.text, "answers go there all the same"


async def test_no_integrator_is_told_who_it_is(house: House) -> None:
    number = await _unnamed(house.world)
    async with house.client(await house.key()) as http:
        for path in (f"/cases/{number}", f"/cases/{number}/messages", "/cases"):
            answer = await http.get(path)
            assert answer.status_code == 200, path
            assert "Siti" not in answer.text, path
            assert "1793" not in answer.text, path
        assert (await http.get(f"/cases/{number}")).json()["contact"] is None
