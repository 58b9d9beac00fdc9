"""T34: case number and PIN against people who guess; the owner still gets in."""

import asyncio

import pytest

from helpdesk.tracking import guessing
from support.citizen import Filed, Page, Portal, Ticket, a_network

REFUSED = "Nomor laporan atau PIN tidak cocok."


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrong answers need not take their time where nobody measures it."""
    monkeypatch.setattr(guessing, "ANSWER_SECONDS", 0.0)


async def _an_hour_passes(portal: Portal) -> None:
    await portal.office.change("UPDATE pin_failure SET at = at - interval '1 hour' WHERE tenant_id = $1")
    await portal.runtime.redis.flushdb()


def _is_open(page: Page) -> bool:
    return page.status == 200 and page.path.endswith("/track/report")


# -- one case, many PINs


async def test_after_five_wrong_pins_one_network_learns_nothing_more(portal: Portal, filed: Filed) -> None:
    address = a_network()
    pages = await portal.guess(filed.ticket, times=5, address=address)
    assert [page.status for page in pages] == [422] * 5
    right = await portal.citizen(address=address).track(filed.ticket)
    assert right.status == 429
    assert "Untuk nomor ini sudah banyak percobaan yang salah" in right.text
    assert 0 < int(right.answer.headers["retry-after"]) <= 3600
    assert filed.case.title not in right.html


async def test_an_owner_in_another_network_gets_in_while_it_goes_on(portal: Portal, filed: Filed) -> None:
    await portal.guess(filed.ticket, times=8, address=a_network())
    assert _is_open(await portal.citizen().track(filed.ticket))


async def test_in_the_slow_lane_each_network_has_one_try_an_hour(portal: Portal, filed: Filed) -> None:
    await portal.guess(filed.ticket, times=5, address=a_network())
    address = a_network()
    assert (await portal.citizen(address=address).track(filed.ticket.wrong(9))).status == 422
    assert (await portal.citizen(address=address).track(filed.ticket)).status == 429


async def test_rotating_addresses_gain_ten_tries_an_hour(portal: Portal, filed: Filed) -> None:
    pages = await portal.guess(filed.ticket, times=40)
    assert [page.status for page in pages] == [422] * 10 + [429] * 30
    assert (await portal.citizen().track(filed.ticket)).status == 429
    assert await portal.count("pin_failure") == 10


async def test_many_at_the_same_moment_gain_no_more(portal: Portal, filed: Filed) -> None:
    guessers = [portal.citizen() for _ in range(25)]
    for guesser in guessers:
        await guesser.open("track")
    pages = await asyncio.gather(
        *(guesser.track(filed.ticket.wrong(by)) for by, guesser in enumerate(guessers, start=1))
    )
    assert sum(page.status == 422 for page in pages) <= guessing.SLOW_LANE
    assert await portal.count("pin_failure") <= guessing.SLOW_LANE
    assert not any(_is_open(page) for page in pages)


async def test_an_hour_later_everybody_may_try_again(portal: Portal, filed: Filed) -> None:
    address = a_network()
    await portal.guess(filed.ticket, times=20)
    await portal.guess(filed.ticket, times=5, address=address)
    await _an_hour_passes(portal)
    assert _is_open(await portal.citizen(address=address).track(filed.ticket))


async def test_refused_tries_do_not_prolong_the_waiting(portal: Portal, filed: Filed) -> None:
    await portal.guess(filed.ticket, times=12)
    await portal.office.change("UPDATE pin_failure SET at = at - interval '55 minutes' WHERE tenant_id = $1")
    await portal.guess(filed.ticket, times=5)
    page = await portal.citizen().track(filed.ticket)
    assert int(page.answer.headers["retry-after"]) <= 300


async def test_a_browser_that_knew_the_pin_is_not_locked_out(portal: Portal, filed: Filed) -> None:
    owner = portal.citizen()
    await owner.track(filed.ticket)
    await portal.guess(filed.ticket, times=30)
    assert _is_open(await owner.track(filed.ticket))
    for by in range(1, 6):
        assert (await owner.track(filed.ticket.wrong(by))).status == 422
    assert (await owner.track(filed.ticket)).status == 429


async def test_knowing_another_case_helps_nobody(portal: Portal, filed: Filed) -> None:
    other = await portal.case("Kasus lain")
    guesser = portal.citizen()
    await guesser.track(other.ticket)
    await portal.guess(filed.ticket, times=12)
    assert (await guesser.track(filed.ticket)).status == 429


async def test_wrong_pins_are_counted_durably(portal: Portal, filed: Filed) -> None:
    await portal.guess(filed.ticket, times=12)
    await portal.runtime.redis.flushdb()
    assert (await portal.citizen().track(filed.ticket)).status == 429


async def test_what_is_older_than_a_day_is_forgotten(portal: Portal, filed: Filed) -> None:
    await portal.guess(filed.ticket, times=3)
    await portal.office.change("UPDATE pin_failure SET at = at - interval '2 days' WHERE tenant_id = $1")
    await portal.guess(filed.ticket, times=1)
    assert await portal.count("pin_failure") == 1


async def test_the_demonstration_clock_moves_no_lock(portal: Portal, filed: Filed) -> None:
    await portal.guess(filed.ticket, times=12)
    await portal.world.clock.forward(hours=5)
    assert (await portal.citizen().track(filed.ticket)).status == 429


# -- many cases, one PIN


async def test_one_network_has_twenty_wrong_tries_an_hour_over_all_numbers(portal: Portal) -> None:
    address = a_network()
    statuses = []
    for count in range(25):
        number = f"ZZZ-{count:04d}-0000-0"
        statuses.append((await portal.citizen(address=address).track(Ticket(number, "123456"))).status)
    assert statuses == [422] * 20 + [429] * 5
    filed = await portal.case()
    locked = await portal.citizen(address=address).track(filed.ticket)
    assert locked.status == 429
    assert "Dari jaringan Anda sudah banyak percobaan yang salah." in locked.text
    assert _is_open(await portal.citizen().track(filed.ticket))


async def test_a_right_pin_is_not_counted(portal: Portal, filed: Filed) -> None:
    address = a_network()
    for _ in range(25):
        assert _is_open(await portal.citizen(address=address).track(filed.ticket))


async def test_one_ipv6_line_is_one_network(portal: Portal) -> None:
    for count in range(20):
        await portal.citizen(address=f"2001:db8:1:2::{count + 1}").track(Ticket(f"ZZZ{count}", "1"))
    assert (await portal.citizen(address="2001:db8:1:2:ffff::1").track(Ticket("ZZZ", "1"))).status == 429
    assert (await portal.citizen(address="2001:db8:1:3::1").track(Ticket("ZZZ", "1"))).status == 422


@pytest.mark.parametrize(
    "header", ["x-forwarded-for", "forwarded", "x-real-ip", "client-ip", "true-client-ip"]
)
async def test_forged_forwarding_headers_make_no_new_network(
    portal: Portal, filed: Filed, header: str
) -> None:
    address = a_network()
    for by in range(1, 6):
        guesser = portal.citizen(address=address)
        guesser.http.headers[header] = a_network()
        assert (await guesser.track(filed.ticket.wrong(by))).status == 422
    guesser = portal.citizen(address=address)
    guesser.http.headers[header] = a_network()
    assert (await guesser.track(filed.ticket)).status == 429


async def test_all_offices_count_for_one_network(portal: Portal) -> None:
    address = a_network()
    for count in range(20):
        place = portal.world.places[count % 4]
        await portal.citizen(place, address=address).track(Ticket(f"ZZZ{count}", "1"))
    assert (
        await portal.citizen(portal.world.neighbour, address=address).track(Ticket("ZZZ", "1"))
    ).status == 429
