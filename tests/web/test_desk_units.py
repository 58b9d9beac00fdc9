"""Passing a case on at the desk: who is busy, who is open, who leads, who helps, and giving it back."""

import re

from helpdesk.cases import service as cases
from support.builders import an_opened_case
from support.officers import Floor
from support.unit_desk import UNIT, registered, told, words_of
from tenants.permissions.model import Role

HELPER = "Puskesmas Batang II"


async def test_the_form_says_how_busy_and_late_each_unit_is_and_when_it_is_open(floor: Floor) -> None:
    browser, actor = await floor.officer()
    world = floor.world
    for _ in range(2):
        number = await an_opened_case(world)
        await cases.dispose(actor, number, world.district.units[UNIT], "", version=None)
    await world.district.change(
        "UPDATE cases SET due_at = sahut_now() - interval '1 hour' WHERE tenant_id = $1 AND number = $2",
        number,
    )
    other = await an_opened_case(world)
    page = (await browser.get(f"cases/{other}/dispose")).text
    row = page[page.index(f"<span>{UNIT}</span>") :].partition("</label>")[0]
    assert "2 kasus terbuka" in row
    assert "1 lewat waktu" in row
    assert "07.30" in row or "08.00" in row or "hari ini tutup" in row


async def test_helpers_and_copies_are_ticked_among_units_with_a_number(floor: Floor) -> None:
    browser, _ = await floor.officer()
    world = floor.world
    number = await an_opened_case(world)
    assert "Unit pembantu" not in (await browser.get(f"cases/{number}/dispose")).text
    helper = await registered(world, HELPER)
    units = world.district.units
    page = await browser.does(
        f"cases/{number}/dispose", "/dispose", unit=str(units[UNIT]), helpers=str(units[HELPER])
    )
    assert re.search(rf"{HELPER}</dt><dd[^>]*>membantu · belum menjawab", page.text)
    await world.work(world.district)
    assert number in words_of(told(world, helper)[-1])
    gone = await browser.does(f"cases/{number}/join_unit", "/link_unit", let_go="1")
    assert f"{HELPER}</dt>" not in gone.text


async def test_a_unit_officer_gives_the_case_back_with_a_reason_and_it_is_gone(floor: Floor) -> None:
    desk, actor = await floor.officer()
    unit_officer, _ = await floor.officer(Role.UNIT_OFFICER, UNIT)
    number = await an_opened_case(floor.world)
    await cases.dispose(actor, number, floor.world.district.units[UNIT], "", version=None)
    short = await unit_officer.send(
        await unit_officer.get(f"cases/{number}/give_back"), "/give_back", reason="x"
    )
    assert short.status_code == 422
    listed = await unit_officer.does(
        f"cases/{number}/give_back", "/give_back", reason="Bukan wilayah kerja kami"
    )
    assert listed.url.path.endswith("/cases")
    assert (await unit_officer.get(f"cases/{number}")).status_code == 404
    page = (await desk.get(f"cases/{number}")).text
    assert "Bukan wilayah kerja kami" in page
    assert "Dikembalikan ke meja layanan" in page
    assert re.search(r'aria-current="step".{0,80}<b>Meja layanan', page, re.DOTALL)


async def test_the_desk_itself_has_nothing_to_give_back(floor: Floor) -> None:
    desk, actor = await floor.officer()
    number = await an_opened_case(floor.world)
    await cases.dispose(actor, number, floor.world.district.units[UNIT], "", version=None)
    assert "give_back" not in (await desk.get(f"cases/{number}")).text
