"""Live updates of the desk: what a tab hears, who never hears it, and the parts of pages that it asks for."""

import asyncio
import html
import re
from collections.abc import AsyncIterator

import pytest
from msgspec.structs import replace

from admin.people import service as people
from helpdesk.cases import service as cases
from helpdesk.live.hub import MOST_STREAMS
from helpdesk.live.rules import mark_of
from helpdesk.replies import service as replies
from kit.settings import Settings
from support.officers import BASE, Browser, Floor, open_floor
from support.streams import open_tab
from support.world import Place
from tenants.permissions.model import Role

UNIT = "Puskesmas Batang I"


@pytest.fixture
async def floor(database_urls: Settings) -> AsyncIterator[Floor]:
    async with open_floor(database_urls) as opened:
        await opened.runtime.redis.flushall()
        opened.runtime.live = replace(opened.runtime.live, beat_seconds=0.2)
        yield opened


async def worked(floor: Floor, place: Place | None = None) -> None:
    """What the worker does with facts."""
    await floor.world.dispatch(place or floor.world.district, floor.runtime.live.ringer.published)


def mark(floor: Floor, case_id: object) -> str:
    return mark_of(floor.runtime.live.key, case_id)  # type: ignore[arg-type]


async def test_a_new_case_rings_at_its_own_office_only(floor: Floor) -> None:
    mine, _ = await floor.officer()
    theirs, _ = await floor.officer(place=floor.world.neighbour)
    async with open_tab(floor.app, mine, "stream") as here, open_tab(floor.app, theirs, "stream") as there:
        await here.until("hello")
        assert (here.status, here.headers["content-type"].split(";")[0]) == (200, "text/event-stream")
        assert here.headers["x-accel-buffering"] == "no"
        assert "content-encoding" not in here.headers
        await there.until("hello")
        await there.until("resync")  # it said neither when nor where it stood
        case = await floor.case()
        await worked(floor)
        rung = await here.until("changed")
        assert rung.marks == [mark(floor, case.id)]
        assert int(rung.id) >= 1
        await there.nothing("changed", "resync", "here")
        told = " ".join(f"{event.data}" for event in (*here.heard, *there.heard, rung))
        assert case.number not in told
        assert str(case.id) not in told


async def test_a_unit_hears_of_its_own_cases_and_of_one_that_leaves(floor: Floor) -> None:
    browser, _ = await floor.officer(Role.UNIT_OFFICER, UNIT)
    _, agent = await floor.officer()
    case = await floor.case()
    await worked(floor)
    async with open_tab(floor.app, browser, "stream") as tab:
        await tab.until("resync")
        await cases.take(agent, case.number, version=None)
        await worked(floor)
        await tab.nothing("changed")
        units = floor.world.district.units
        for unit in (UNIT, "Sekretariat"):  # it comes, and it goes
            await cases.dispose(agent, case.number, units[unit], "mohon dicek", version=None)
            await worked(floor)
            assert (await tab.until("changed")).marks == [mark(floor, case.id)]
        await replies.note(agent, case.number, "Sudah dicek.")
        await worked(floor)
        await tab.nothing("changed")


async def test_who_comes_back_learns_whether_anything_was_missed(floor: Floor) -> None:
    browser, _ = await floor.officer()
    await floor.case()
    await worked(floor)
    page = (await browser.get("cases")).text
    since = re.search(r'data-since="(\d+)"', page)
    assert since
    async with open_tab(floor.app, browser, f"stream?since={since[1]}") as tab:
        last = (await tab.until("hello")).id
        await tab.nothing("resync")
    async with open_tab(floor.app, browser, f"stream?last={last}") as tab:
        await tab.nothing("resync")
    await floor.case("Loket tutup")
    await worked(floor)
    for query in (f"since={since[1]}", f"last={last}", "", "last=x&since=y"):
        async with open_tab(floor.app, browser, f"stream?{query}") as tab:
            assert int((await tab.until("resync")).id) > int(last), query


async def test_the_stream_beats_and_ends_with_its_session(floor: Floor) -> None:
    browser, _ = await floor.officer()
    token = re.search(r'name="_csrf_token" value="([^"]+)"', (await browser.get("cases")).text)
    assert token
    async with open_tab(floor.app, browser, "stream") as tab:
        await tab.until("beat")
        answer = await browser.http.post(
            "/sign-out", data={"_csrf_token": token[1]}, headers={"origin": BASE}
        )
        assert answer.status_code == 303
        assert (await tab.until("over")).data == "session"
        async with asyncio.timeout(60):
            await tab.ended.wait()


async def test_listening_does_not_keep_a_session_alive(floor: Floor) -> None:
    browser, actor = await floor.officer()
    place = floor.world.district
    await browser.get("cases")
    await place.change(
        "UPDATE session SET last_seen_at = now() - interval '29 minutes 56 seconds'"
        " WHERE tenant_id = $1 AND person_id = $2",
        actor.person_id,
    )
    async with open_tab(floor.app, browser, "stream") as tab:
        await browser.get("live/list")
        assert (await tab.until("over", seconds=60)).data == "session"
    gone = await browser.http.get(f"{browser.desk}/live/list", headers={"HX-Request": "true"})
    assert gone.status_code == 401
    assert gone.headers["hx-redirect"].startswith("/sign-in")


async def test_a_change_of_rights_ends_the_stream(floor: Floor) -> None:
    browser, actor = await floor.officer(Role.UNIT_OFFICER, UNIT)
    async with open_tab(floor.app, browser, "stream") as tab:
        await tab.until("beat")
        await floor.world.district.change(
            "UPDATE membership SET unit_ids = '{}' WHERE tenant_id = $1 AND id = $2", actor.id
        )
        await tab.until("over")


async def test_one_person_has_so_many_streams_and_no_more(floor: Floor) -> None:
    browser, _ = await floor.officer()
    tabs = [open_tab(floor.app, browser, "stream") for _ in range(MOST_STREAMS)]
    for tab in tabs:
        await (await tab.__aenter__()).until("hello")
    refused = await browser.get("stream")
    assert refused.status_code == 429
    for tab in tabs:
        await tab.__aexit__(None, None, None)
    async with open_tab(floor.app, browser, "stream") as again:
        await again.until("hello")


async def test_a_process_that_stops_lets_its_streams_go(floor: Floor) -> None:
    browser, _ = await floor.officer()
    async with open_tab(floor.app, browser, "stream") as tab:
        await tab.until("hello")
        floor.runtime.live.hub.end_streams()
        await tab.until("over")
        async with asyncio.timeout(60):
            await tab.ended.wait()


async def test_strangers_get_no_stream(floor: Floor) -> None:
    here = floor.world.district.slug
    stranger, _ = await floor.officer(place=floor.world.neighbour)
    paths = ("stream", "live/list", "live/here", "live/cases/X")
    assert [(await stranger.get(f"/desk/{here}/{path}")).status_code for path in paths] == [404] * 4
    overseer, _ = await floor.officer(Role.ADMINISTRATOR)
    assert [(await overseer.get(path)).status_code for path in paths] == [403] * 4
    assert "data-stream" not in (await overseer.get("overview")).text


async def test_the_live_list_is_the_page_s_own_list(floor: Floor) -> None:
    case = await floor.case("Obat kosong")
    await floor.case("Loket tutup")
    browser, agent = await floor.officer()
    await cases.take(agent, case.number, version=None)
    for query in ("folder=mine", "folder=open", "q=obat", "kind=information"):
        page, part = (
            (await browser.get(f"cases?{query}")).text,
            (await browser.get(f"live/list?{query}")).text,
        )
        rows = [re.findall(r'<li data-key="[^"]+">.*?</li>', text, re.DOTALL) for text in (page, part)]
        assert rows[0] == rows[1], query
        counts = [
            re.findall(r'folder=(\w+)[^>]*>.*?class="count num [^"]*">(\d+)', text) for text in (page, part)
        ]
        assert dict(counts[0]) == dict(counts[1]), query
        assert "<html" not in part


@pytest.mark.parametrize("place", ["drafts", "contacts", "calls"])
async def test_the_place_where_one_works_stays_marked_when_counts_change(floor: Floor, place: str) -> None:
    browser, _ = await floor.officer()
    page = (await browser.get(place)).text
    [address] = re.findall(r'="(/desk/[^"]+/live/list[^"]*)"', page)
    part = (await browser.http.get(html.unescape(address))).text
    for text in (page, part):
        [marked] = re.findall(r'<li><a href="([^"?]+)[^>]*aria-current="page"', text)
        assert marked.endswith(f"/{place}"), place


async def test_the_live_case_is_the_page_s_own_case_without_the_composer(floor: Floor) -> None:
    case = await floor.case("Obat kosong")
    browser, agent = await floor.officer()
    await browser.get(f"cases/{case.number}")
    await replies.note(agent, case.number, "Stok datang Kamis.")
    page = (await browser.get(f"cases/{case.number}?folder=open")).text
    part = (await browser.get(f"live/cases/{case.number}?folder=open")).text
    for name in ("case-title", "case-acts", "msg note"):
        [whole], [live] = ([re.sub(r"\s+", " ", each)] for each in (page, part))
        start = live.index(f'class="{name}"')
        assert live[start : start + 300].split("data-")[0] in whole, name
    assert "Stok datang Kamis." in part
    assert 'id="tulis"' not in part
    seen = [re.search(r'name="version" value="(\d+)"', text) for text in (page, part)]
    assert seen[0] and seen[1] and seen[0][1] == seen[1][1]


async def test_a_unit_asks_in_vain_for_a_case_of_others(floor: Floor) -> None:
    case = await floor.case()
    browser, _ = await floor.officer(Role.UNIT_OFFICER, UNIT)
    assert (await browser.get(f"live/cases/{case.number}")).status_code == 404
    assert case.number not in (await browser.get("live/list")).text


async def tell(browser: Browser, number: str, writing: str) -> int:
    token = re.search(r'data-csrf="([^"]+)"', (await browser.get("cases")).text)
    assert token
    answer = await browser.http.post(
        f"{browser.desk}/live/cases/{number}/writing",
        data={"writing": writing},
        headers={"origin": BASE, "x-csrftoken": token[1]},
    )
    return answer.status_code


async def test_colleagues_at_a_case_see_each_other_and_nobody_else_does(floor: Floor) -> None:
    case = await floor.case()
    dewi, _ = await floor.officer()
    rina, _ = await floor.officer()
    unit, _ = await floor.officer(Role.UNIT_OFFICER, UNIT)
    other, _ = await floor.officer(place=floor.world.neighbour)
    here = f"live/here?number={case.number}"
    async with open_tab(floor.app, dewi, "stream") as tab:
        await tab.until("resync")
        async with open_tab(floor.app, rina, f"stream?number={case.number}") as at_case:
            await at_case.until("hello")
            assert (await tab.until("here")).marks == [mark(floor, case.id)]
            seen = (await dewi.get(here)).text
            assert f'data-row="{case.number}"' in seen
            assert "Sedang dibuka juga oleh: Dewi Anjani" in seen
            assert "sedang menulis" not in seen
            assert await tell(rina, case.number, "1") == 204
            await tab.until("here")
            assert re.search(r"Dewi Anjani sedang menulis sejak \d\d\.\d\d", (await dewi.get(here)).text)
            for blind in (rina, unit, other):  # oneself, another unit, another office
                assert "Dewi" not in (await blind.get(here)).text
            assert await tell(unit, case.number, "1") == 404
            assert await tell(rina, case.number, "") == 204
            await tab.until("here")
            assert "sedang menulis" not in (await dewi.get(here)).text
        await tab.until("here")
        assert "Dewi" not in (await dewi.get(here)).text


async def test_hello_says_whether_somebody_is_here(floor: Floor) -> None:
    case = await floor.case()
    dewi, _ = await floor.officer()
    rina, _ = await floor.officer()
    async with open_tab(floor.app, rina, f"stream?number={case.number}") as at_case:
        assert (await at_case.until("hello")).data == "-"
        await at_case.until("beat")
        async with open_tab(floor.app, dewi, "stream") as tab:
            assert (await tab.until("hello")).data == "here"


async def test_the_stream_of_somebody_who_is_shut_out_ends_before_its_next_beat(floor: Floor) -> None:
    floor.runtime.live = replace(floor.runtime.live, beat_seconds=60.0)
    browser, dewi = await floor.officer()
    other, _ = await floor.officer()
    _, admin = await floor.officer(Role.ADMINISTRATOR)
    assert dewi.id
    async with open_tab(floor.app, browser, "stream") as tab, open_tab(floor.app, other, "stream") as calm:
        await tab.until("resync")
        await calm.until("resync")
        await people.deactivate(admin, dewi.id)
        await worked(floor)
        assert (await tab.until("over")).data == "session"
        await calm.nothing("over", "rights")
