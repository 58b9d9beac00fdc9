"""A delegated shift is over in the same second for requests, pages and streams, whoever ends it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from msgspec.structs import replace

from admin.people import service as people
from kit.settings import Settings
from support.lending import (
    Lent,
    agreed,
    at_hosts_desk,
    at_own_desk,
    now_of,
)
from support.officers import Floor, open_floor
from support.streams import open_tab
from tenants.delegations import service
from tenants.delegations.carrying import carry_due


@pytest.fixture
async def floor(database_urls: Settings) -> AsyncIterator[Floor]:
    async with open_floor(database_urls) as opened:
        await opened.runtime.redis.flushall()
        opened.runtime.live = replace(opened.runtime.live, beat_seconds=120.0)
        yield opened


@pytest.mark.parametrize("by", ["host", "home", "guest", "deactivated"])
async def test_revoked_in_the_middle_of_an_open_page_and_an_open_stream(floor: Floor, by: str) -> None:
    lent = await agreed(floor.world)
    guest = await at_hosts_desk(floor, lent)
    case = await floor.case()
    page = await guest.get(f"cases/{case.number}")
    assert page.status_code == 200
    await floor.world.work(lent.host)  # so that nothing else rings
    async with open_tab(floor.app, guest, f"stream?number={case.number}") as tab:
        await tab.until("resync")
        await tab.until("here")
        await _ended(floor, lent, by)
        refused = await guest.send(page, "/take")
        assert refused.status_code == 303
        assert refused.headers["location"].startswith("/sign-in"), "the very next request"
        assert (await guest.get(f"cases/{case.number}")).headers["location"].startswith("/sign-in")
        assert (await guest.get("live/list")).status_code in (303, 401)
        await _carried(floor, lent)
        over = await tab.until("over")
        assert over.data == "session"
        await asyncio.wait_for(tab.ended.wait(), 60)
        await floor.case("Kasus sesudahnya")
        await _carried(floor, lent)
        assert not [event for event in tab.heard if event.name in ("changed", "resync", "beat")]
    assert (
        await lent.host.value("SELECT assignee_id FROM cases WHERE tenant_id = $1 AND id = $2", case.id)
        is None
    )
    active = "SELECT active FROM membership WHERE tenant_id = $1 AND delegation_id = $2"
    assert await lent.host.value(active, lent.id) is False


async def test_a_stream_tells_a_guest_nothing_after_the_end_even_before_anybody_has_carried_the_news(
    floor: Floor,
) -> None:
    lent = await agreed(floor.world)
    guest = await at_hosts_desk(floor, lent)
    async with open_tab(floor.app, guest, "stream") as tab:
        await tab.until("resync")
        await service.close(lent.home_admin, lent.id)  # the worker has not looked yet
        await floor.case()
        await floor.world.dispatch(lent.host, floor.runtime.live.ringer.published)
        assert (await tab.until("over")).data == "session"
        assert not [event for event in tab.heard if event.name == "changed"]


async def test_a_shift_ends_at_its_second_for_requests_and_streams(floor: Floor) -> None:
    lent = await agreed(floor.world)
    guest = await at_hosts_desk(floor, lent)
    ends = await now_of(lent.host) + timedelta(seconds=10)
    for sql in (
        "UPDATE delegation SET ends_at = $2 WHERE tenant_id = $1 AND side = 'host'",
        "UPDATE membership SET valid_until = $2 WHERE tenant_id = $1 AND delegation_id IS NOT NULL",
    ):
        await lent.host.change(sql, ends)
    assert (await guest.get("cases")).status_code == 200
    async with open_tab(floor.app, guest, "stream") as tab:
        await tab.until("hello")
        assert (await tab.until("over", seconds=60)).data == "session", (
            "at its end, long before the next beat"
        )
        assert await now_of(lent.host) >= ends
    assert (await guest.get("cases")).headers["location"].startswith("/sign-in")


async def test_before_it_begins_there_is_no_way_in(floor: Floor) -> None:
    lent = await agreed(floor.world, begins=timedelta(hours=2))
    guest = await at_own_desk(floor, lent)
    assert "Pindah ke meja" not in (await guest.get("cases")).text
    page = await guest.get("/switch")
    answer = await guest.send(page, "/switch", office=lent.host.slug)
    assert answer.status_code == 404
    assert (await guest.get(f"/desk/{lent.host.slug}/cases")).status_code == 404
    await floor.world.clock.forward(hours=3)
    assert "Pindah ke meja" in (await guest.get("cases")).text


async def test_after_the_end_signing_in_leads_to_the_own_desk_and_says_nothing_of_the_other(
    floor: Floor,
) -> None:
    lent = await agreed(floor.world)
    guest = await at_hosts_desk(floor, lent)
    await service.close(lent.host_admin, lent.id)
    assert (await guest.get("cases")).headers["location"].startswith("/sign-in")
    await floor.world.work(lent.home, lent.host)
    own = await at_own_desk(floor, lent)
    page = await own.get("cases")
    assert page.status_code == 200
    assert lent.host.slug not in page.text


async def _ended(floor: Floor, lent: Lent, by: str) -> None:
    if by == "host":
        await service.close(lent.host_admin, lent.id)
    elif by == "home":
        await service.close(lent.home_admin, lent.id)
    elif by == "guest":
        await service.close_own(lent.guest, lent.id)
    else:
        assert lent.guest.id
        await people.deactivate(lent.home_admin, lent.guest.id)


async def _carried(floor: Floor, lent: Lent) -> None:
    for _ in range(2):
        await floor.world.work(lent.home)
        await carry_due(lent.home.id)
        await floor.world.dispatch(lent.host, floor.runtime.live.ringer.published)
