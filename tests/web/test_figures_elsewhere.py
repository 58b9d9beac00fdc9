"""Figures between installations: how offices below elsewhere stand, as they tell us."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from typing import Any

import asyncpg
import msgspec
import pytest

from helpdesk.elsewhere.wire import Counted
from helpdesk.figures.model import Figures
from helpdesk.overview.model import OfficeFigures, Sort
from helpdesk.overview.service import overview
from kit.settings import Settings
from support.between import Between, between_installations
from support.counted import figures
from support.officers import Floor
from tenants.doors import tenant_scope
from tenants.permissions.model import Role

KENDAL = "Dinkes Kendal"


@pytest.fixture
async def between(floor: Floor) -> AsyncIterator[Between]:
    async with between_installations(floor) as opened:
        yield opened


async def now(between: Between) -> datetime:
    async with tenant_scope(between.district.id, read_only=True) as scope:
        return scope.now


async def tells(between: Between, told: Figures | bytes) -> tuple[int, str]:
    """Kendal tells how it stands; what it is answered with."""
    body = told if isinstance(told, bytes) else msgspec.json.encode(told)
    answer = await between.far.calls(Counted(data=msgspec.Raw(body)))
    return answer.status_code, answer.json().get("code", "")


async def seen(between: Between, sort: Sort = Sort.NAME) -> list[OfficeFigures]:
    return list((await overview(await _supervisor(between), sort=sort)).offices)


async def _supervisor(between: Between) -> Any:
    return await between.world.staff(between.district, Role.SUPERVISOR)


async def kendal(between: Between) -> OfficeFigures:
    [found] = [each for each in await seen(between) if each.name == KENDAL]
    return found


async def page(between: Between, at: str = "overview") -> str:
    browser, _ = await between.floor.officer(Role.SUPERVISOR)
    return (await browser.get(at)).text


async def test_an_office_below_elsewhere_stands_in_the_overview_with_the_moment_of_its_figures(
    between: Between,
) -> None:
    await between.is_below()
    assert "Instalasi sendiri; belum mengirim angka" in await page(between)
    told = figures(await now(between))
    assert await tells(between, told) == (200, "")
    found = await kendal(between)
    assert (found.open, found.late, found.recent, found.answered, found.median_seconds) == (
        41,
        7,
        60,
        38,
        7200,
    )
    assert (found.rounds, found.rounds_missed, found.ratings, found.mean_score) == (90, 4, 31, 4.25)
    assert (found.channels, found.channels_failing, found.shared) == (5, 2, 0)
    assert (found.told_at, found.last_activity, found.old) == (told.at, told.at, False)
    shown = await page(between)
    for said in ("Instalasi sendiri; angka pada", "median dari 38 kasus", "4/90", "dari 31 penilaian", "3/5"):
        assert said in shown
    assert '<tr class="mute">' not in shown


async def test_figures_that_are_old_are_grey_and_compared_with_nobody(between: Between) -> None:
    await between.is_below()
    await tells(between, figures(await now(between)))
    assert (await seen(between, Sort.OPEN))[0].name == KENDAL, "it has the most"
    await between.world.clock.forward(hours=23)
    assert not (await kendal(between)).old
    await between.world.clock.forward(hours=3)
    assert (await kendal(between)).old
    shown = await page(between)
    assert '<tr class="mute">' in shown and "Instalasi sendiri; terakhir terdengar" in shown
    assert (await seen(between, Sort.OPEN))[-1].name == KENDAL


@pytest.mark.parametrize(
    "kins", [("below", "other"), ("other", "above"), ("above", "below"), ("sibling",) * 2]
)
async def test_who_is_not_below_by_both_words_is_not_heard_and_the_log_says_so(
    between: Between, kins: tuple[str, str]
) -> None:
    ours, theirs = kins
    await between.we_say(ours)
    await between.kendal_says(theirs)
    told = figures(await now(between))
    assert [await tells(between, told) for _ in range(2)] == [(409, "not_below")] * 2
    assert KENDAL not in [each.name for each in await seen(between)]
    log = await page(between, "letters")
    assert log.count("Angka kantor") == 1, "the last of each office"
    assert KENDAL in log and "Tidak diberlakukan" in log
    assert "Kantor itu tidak tercatat di bawah kantor ini oleh kedua pihak." in log


async def test_the_ministry_sees_it_where_it_stands_below_a_province_of_this_installation(
    floor: Floor,
) -> None:
    world = floor.world
    async with between_installations(floor, world.province) as between:
        await between.is_below()
        assert await tells(between, figures(await now(between))) == (200, "")
        for place, expected in ((world.ministry, [41]), (world.province, [41]), (world.district, [])):
            seen_there = await overview(await world.staff(place, Role.SUPERVISOR))
            assert [each.open for each in seen_there.offices if each.name == KENDAL] == expected


async def test_it_stands_once_where_it_is_connected_with_two_offices(floor: Floor) -> None:
    world = floor.world
    async with (
        between_installations(floor, world.province) as first,
        between_installations(floor, world.ministry, KENDAL, first.far.uid) as second,
    ):
        for between, many in ((first, 41), (second, 43)):
            await between.is_below()
            await tells(between, figures(await now(between), open_cases=many))
        found = await overview(await world.staff(world.ministry, Role.SUPERVISOR))
        assert [each.open for each in found.offices if each.name == KENDAL] == [43], "as it told this office"


async def test_the_door_to_them_answers_nobody_without_an_office(database_urls: Settings) -> None:
    for url in (database_urls.web_url, database_urls.worker_url):
        connection = await asyncpg.connect(url)
        with pytest.raises(asyncpg.RaiseError, match="no tenant entered"):
            await connection.fetch("SELECT * FROM figures_below()")
        await connection.close()


_WRONG: list[dict[str, Any]] = [
    {"open_cases": -1},
    {"open_cases": "banyak"},
    {"open_cases": 10**12},
    {"late_cases": 42},
    {"answered_cases": 61},
    {"answered_cases": 0},
    {"median_seconds": None},
    {"median_seconds": -1},
    {"median_seconds": 1e9},
    {"mean_score": 5.5},
    {"ratings": 0},
    {"rounds_missed": 91},
    {"channels_failing": 6},
    {"at": "2026-11-23T02:00:00"},
    {"at": "0001-01-01T00:00:00Z"},
    {"last_activity": "9999-01-01T00:00:00Z"},
]


@pytest.mark.parametrize("wrong", _WRONG, ids=str)
async def test_figures_that_cannot_be_are_not_taken_and_the_log_says_so(
    between: Between, wrong: dict[str, Any]
) -> None:
    await between.is_below()
    told = msgspec.to_builtins(figures(await now(between))) | wrong
    assert await tells(between, msgspec.json.encode(told)) == (400, "letter_unreadable")
    assert (await kendal(between)).told_at is None
    assert "Angka kantor" in await page(between, "letters")


async def test_what_is_told_beside_the_figures_is_not_kept(between: Between) -> None:
    await between.is_below()
    told = msgspec.to_builtins(figures(await now(between))) | {"citizen": "Siti Aminah"}
    assert await tells(between, msgspec.json.encode(told)) == (200, "")
    rows = await between.district.rows("SELECT * FROM figures_heard WHERE tenant_id = $1")
    assert len(rows) == 1 and "Siti" not in str(rows)


async def test_older_figures_that_come_late_change_nothing_and_no_clock_is_ahead_of_ours(
    between: Between,
) -> None:
    await between.is_below()
    at = await now(between)
    ahead = figures(at + timedelta(days=400), open_cases=50)
    assert await tells(between, ahead) == (200, "")
    found = await kendal(between)
    assert found.told_at is not None and found.told_at <= await now(between)
    assert found.last_activity is not None and found.last_activity <= await now(between)
    assert await tells(between, figures(at - timedelta(hours=1), open_cases=49)) == (200, "")
    assert (await kendal(between)).open == 50
    assert await tells(between, figures(await now(between), open_cases=51)) == (200, "")
    assert (await kendal(between)).open == 51


@pytest.mark.parametrize("who", ["we", "they", "cut"])
async def test_what_it_told_goes_with_its_place(between: Between, who: str) -> None:
    await between.is_below()
    await tells(between, figures(await now(between)))
    if who == "we":
        await between.we_say("sibling")
    elif who == "they":
        await between.kendal_says("other")
    else:
        admin, _ = await between.floor.officer(Role.ADMINISTRATOR)
        await admin.send(await admin.get(await between.page()), "/cut")
    assert KENDAL not in [each.name for each in await seen(between)]
    assert await between.district.rows("SELECT * FROM figures_heard WHERE tenant_id = $1") == []
    if who == "we":
        await between.we_say("below")
        assert (await kendal(between)).told_at is None
