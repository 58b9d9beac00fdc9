"""Limits hold whatever address is claimed (T35; Litestar CVE-2025-59152, FileCodeBox CVE-2025-51663)."""

import msgspec
import pytest

from kit.settings import Settings
from support.front_door import PASSWORD, Door, Staff, front_door

FORGED = ["x-forwarded-for", "x-real-ip", "forwarded", "x-client-ip", "true-client-ip", "cf-connecting-ip"]


async def _tries(door: Door, staff: Staff, count: int, addresses: list[str], header: str = "") -> list[int]:
    """Statuses of wrong sign-ins, one address after the other."""
    statuses = []
    token = ""
    for turn in range(count):
        address = addresses[turn % len(addresses)]
        browser = door.browser(address="203.0.113.7" if header else address)
        token = await browser.token("/sign-in")
        sent = {"origin": browser.origin, **({header: address} if header else {})}
        answer = await browser.raw_post(
            "/sign-in", sent, _csrf_token=token, email=staff.email, password="salah"
        )
        statuses.append(answer.status_code)
    return statuses


async def test_the_eleventh_wrong_try_is_not_looked_at(door: Door) -> None:
    staff, browser = await door.staff(), door.browser()
    assert await _tries(door, staff, 12, ["203.0.113.7"]) == [422] * 10 + [429] * 2
    answer = await browser.sign_in(staff)
    assert answer.status_code == 429, "not even the right one"
    assert (await door.browser(address="198.51.100.1").sign_in(staff)).status_code == 303, (
        "the owner elsewhere"
    )


@pytest.mark.parametrize("header", FORGED)
async def test_forged_headers_change_nothing(door: Door, header: str) -> None:
    staff = await door.staff()
    statuses = await _tries(door, staff, 12, [f"198.51.100.{n}" for n in range(20)], header)
    assert statuses == [422] * 10 + [429] * 2


async def test_hopping_inside_one_ipv6_line_changes_nothing(door: Door) -> None:
    staff = await door.staff()
    hops = [f"2001:db8:7:7::{n:x}" for n in range(1, 20)]
    assert await _tries(door, staff, 12, hops) == [422] * 10 + [429] * 2


async def test_one_account_from_many_networks_meets_its_own_limit(door: Door) -> None:
    staff = await door.staff()
    networks = [f"198.51.{n}.1" for n in range(60)]
    statuses = await _tries(door, staff, 52, networks)
    assert statuses == [422] * 50 + [429] * 2


async def test_a_right_password_is_not_counted(door: Door) -> None:
    staff = await door.staff()
    for _ in range(12):
        assert (await door.browser().sign_in(staff)).status_code == 303


async def test_behind_a_trusted_proxy_the_client_counts(database_urls: Settings, redis_url: str) -> None:
    settings = msgspec.structs.replace(database_urls, trusted_proxies=("203.0.113.0/24",))
    async with front_door(settings, redis_url) as door:
        staff = await door.staff()
        clients = [f"198.51.100.{n}" for n in range(12)]
        assert await _tries(door, staff, 12, clients, "x-forwarded-for") == [422] * 12
        lies = [f"10.0.0.{n}, 198.51.100.99" for n in range(12)]
        assert await _tries(door, staff, 12, lies, "x-forwarded-for") == [422] * 10 + [429] * 2


async def test_no_address_or_name_stands_in_valkey(door: Door) -> None:
    staff = await door.staff()
    await _tries(door, staff, 1, ["203.0.113.7"])
    keys = b" ".join([key async for key in door.runtime.redis.scan_iter()]).decode()
    assert "limit:" in keys
    assert staff.email not in keys
    assert "203.0.113" not in keys


async def test_guessing_the_old_password_from_an_open_session_is_limited(door: Door) -> None:
    staff, browser = await door.staff(), door.browser()
    await browser.sign_in(staff)
    token = await browser.token("/password")
    statuses = [
        (await browser.post("/password", token, old=f"salah {n}", new="x", again="x")).status_code
        for n in range(12)
    ]
    assert statuses == [422] * 10 + [429] * 2
    assert (await browser.post("/password", token, old=PASSWORD, new="x", again="x")).status_code == 429
