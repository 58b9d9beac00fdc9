"""Figures between installations: how we stand, as an office above elsewhere is told."""

from collections.abc import AsyncIterator

import pytest

from helpdesk.figures.model import Figures
from helpdesk.overview.service import overview
from support.between import Between, between_installations
from support.builders import a_number, an_opened_case
from support.officers import Floor
from tenants.permissions.model import Role

NOTHING_BUT = set(Figures.__struct_fields__)


@pytest.fixture
async def between(floor: Floor) -> AsyncIterator[Between]:
    async with between_installations(floor) as opened:
        yield opened


async def connection(between: Between) -> str:
    browser, _ = await between.floor.officer(Role.ADMINISTRATOR)
    return (await browser.get(await between.page())).text


async def test_the_office_above_elsewhere_is_told_what_the_overview_shows_and_nothing_else(
    between: Between,
) -> None:
    phone = a_number()
    number = await an_opened_case(between.world, phone=phone)
    await between.is_above()
    [first] = await between.told("figures.v1")
    assert set(first) == NOTHING_BUT
    [own] = (await overview(await between.world.staff(between.district, Role.SUPERVISOR))).offices
    assert (first["open_cases"], first["recent_cases"], first["answered_cases"]) == (own.open, own.recent, 0)
    assert (first["channels"], first["median_seconds"]) == (own.channels, None)
    assert first["open_cases"] == 1
    for secret in (phone, phone[-8:], number):
        assert secret not in str(first)


async def test_it_is_told_when_something_changed_but_not_more_often_than_every_quarter_hour(
    between: Between,
) -> None:
    await between.is_above()
    assert len(await between.told("figures.v1")) == 1
    await an_opened_case(between.world)
    assert len(await between.told("figures.v1")) == 1
    await between.world.clock.forward(minutes=5)
    assert len(await between.told("figures.v1")) == 1
    await between.world.clock.forward(minutes=11)
    assert [each["open_cases"] for each in await between.told("figures.v1")] == [0, 1]
    await between.world.clock.forward(minutes=16)
    assert len(await between.told("figures.v1")) == 2, "nothing has changed"


async def test_it_is_told_once_a_day_also_when_nothing_has_changed(between: Between) -> None:
    await between.is_above()
    await between.told("figures.v1")
    for hours, many in ((12, 1), (11, 1), (2, 2), (1, 2)):
        await between.world.clock.forward(hours=hours)
        assert len(await between.told("figures.v1")) == many


@pytest.mark.parametrize(
    "kins", [("above", "other"), ("other", "below"), ("below", "above"), ("sibling",) * 2]
)
async def test_nobody_else_is_told_how_we_stand(between: Between, kins: tuple[str, str]) -> None:
    ours, theirs = kins
    await between.we_say(ours)
    await between.kendal_says(theirs)
    assert await between.told("figures.v1") == []
    assert "Angka kantor ini di sana" not in await connection(between)


async def test_it_ends_with_its_place_and_begins_anew_with_it(between: Between) -> None:
    await between.is_above()
    await between.told("figures.v1")
    await between.we_say("other")
    await between.world.clock.forward(days=2)
    assert len(await between.told("figures.v1")) == 1
    await between.we_say("above")
    assert len(await between.told("figures.v1")) == 2


async def test_a_door_that_is_shut_is_tried_again_and_hears_what_is_true_then(between: Between) -> None:
    await between.is_above()
    between.door.says(503, "unavailable")
    assert [each["open_cases"] for each in await between.told("figures.v1")] == [0]
    assert "Angka belum dapat dikirim" in await connection(between)
    await an_opened_case(between.world)
    await between.world.clock.forward(minutes=16)
    assert [each["open_cases"] for each in await between.told("figures.v1")] == [0, 1]
    shown = await connection(between)
    assert "Angka belum dapat dikirim" not in shown and "Terakhir dikirim" in shown


async def test_an_office_that_does_not_take_them_is_asked_once_a_day_and_at_once_when_it_says_otherwise(
    between: Between,
) -> None:
    await between.is_above()
    between.door.says(409, "not_below")
    assert len(await between.told("figures.v1")) == 1
    assert "di sana kantor kita belum tercatat di bawah kantor itu" in await connection(between)
    await between.world.clock.forward(hours=2)
    assert len(await between.told("figures.v1")) == 1
    await between.kendal_says("other")
    await between.kendal_says("below")
    assert len(await between.told("figures.v1")) == 2


async def test_the_connection_s_page_tells_which_figures_go_there(between: Between) -> None:
    await an_opened_case(between.world)
    await between.is_above()
    assert "Belum ada yang dikirim." in await connection(between)
    await between.told("figures.v1")
    shown = await connection(between)
    assert (
        "Karena kantor itu di atas kantor ini, angka berikut tampil di Ikhtisarnya dan di Ikhtisar kantor di atasnya."
        in shown
    )
    for said in ("Terakhir dikirim", "Kasus warga, 30 hari", "Kanal terganggu", "Nilai rata-rata"):
        assert said in shown
    browser, _ = await between.floor.officer(Role.ADMINISTRATOR)
    assert (
        "Menerima angka kantor ini" in (await browser.get(f"/admin/{between.district.slug}/elsewhere")).text
    )
