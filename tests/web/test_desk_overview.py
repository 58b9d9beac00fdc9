"""The overview's numbers on the page: none stands without what it rests on, for ministry and province alike."""

import re

import pytest

from helpdesk.replies import service as replies
from support.officers import Floor
from support.world import Place
from tenants.permissions.model import Role

_ROW = re.compile(r"<tr>\s*<th scope=\"row\">(.*?)</th>(.*?)</tr>", re.DOTALL)


async def _a_month(floor: Floor, *, replied: int, rated: int) -> None:
    """So many answered cases and judgements of the district, and three rounds of which one was missed."""
    world = floor.world
    agent = await world.staff(world.district)
    for each in range(max(replied, rated)):
        case = await floor.case(f"Perkara {each}")
        if each < replied:
            await replies.reply(agent, case.number, "Kami periksa.", world.book, version=None)
        if each < rated:
            await world.district.change(
                "INSERT INTO rating (tenant_id, case_id, score, at) VALUES ($1, $2, 4, now())", case.id
            )
    for hours, finished in ((10, None), (20, 13), (30, 23)):
        await world.district.change(
            "INSERT INTO monitoring_round (tenant_id, id, day, place, begins_at, ends_at, finished_at)"
            " SELECT $1, gen_random_uuid(), now()::date, 1, now() - make_interval(hours => $2::int),"
            " now() - make_interval(hours => $2::int - 8), now() - make_interval(hours => $3::int)",
            hours,
            finished,
        )


async def _line(floor: Floor, place: Place, query: str = "") -> str:
    """The district's line on the overview of another office."""
    browser, _ = await floor.officer(Role.SUPERVISOR, place=place)
    page = (await browser.get(f"overview{query}")).text
    name = f"Kantor {floor.world.district.slug}"
    [line] = [cells for head, cells in _ROW.findall(page) if name in head and "Lewat waktu" in cells]
    return str(line)


@pytest.mark.parametrize("above", ["ministry", "province"])
async def test_few_cases_give_numbers_and_no_comparison(floor: Floor, above: str) -> None:
    await _a_month(floor, replied=3, rated=2)
    line = await _line(floor, getattr(floor.world, above))
    assert "dari 3 kasus; terlalu sedikit untuk dibandingkan" in line
    assert "4,0; terlalu sedikit untuk dibandingkan" in line and "dari 2 penilaian" in line
    assert ">1/3<" in line, "one round of three was missed"
    assert re.search(r"Kanal lancar\">\s*(\d+)/\1<", line), "all channels of so many"


async def test_thirty_cases_are_compared_and_still_say_so(floor: Floor) -> None:
    await _a_month(floor, replied=30, rated=30)
    line = await _line(floor, floor.world.ministry, "?sort=response")
    assert "median dari 30 kasus" in line and "dari 30 penilaian" in line
    assert "terlalu sedikit" not in line


async def test_a_page_says_which_offices_it_shows_and_nonsense_shows_the_first(floor: Floor) -> None:
    browser, _ = await floor.officer(Role.SUPERVISOR, place=floor.world.ministry)
    for after in ("x", "-1", "99999", ""):
        assert f"Kantor {floor.world.district.slug}" in (await browser.get(f"overview?after={after}")).text
    second = await browser.get("overview?after=2")
    assert "3–4 dari 4 kantor" in second.text
    assert 'rel="prev"' in second.text and 'rel="next"' not in second.text
