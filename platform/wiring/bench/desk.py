"""`sahut bench desk`: whether the desk slows with years (F4, F5), how fast cases are switched (F7), how light
its pages are (F14)."""

import asyncio
import contextlib
import html
import http.client
import random
import re
import statistics
import time
from collections.abc import Callable, Iterator, Sequence

from helpdesk.cases.lists import folder_counts
from tenants.doors import close_gate, open_gate
from wiring.bench.bed import free_port, test_bed
from wiring.bench.budgets import light_pages
from wiring.bench.driver import Told, drive, noops, pages
from wiring.bench.house import OFFICES, House, Seat, open_house
from wiring.bench.intake import Measurement, conditions, percentile

SIZES = (20_000, 200_000)
ROUNDS = 5
SECONDS = 3.0
CLIENTS = 4
COUNTINGS = 200

_FOLDERS = ("mine", "unassigned", "unit", "due_soon", "late", "waiting", "escalated", "done")
_NEXT = re.compile(r'href="([^"]*cursor=[^"]+)"')
_Kinds = dict[str, list[tuple[str, str]]]
"""Addresses with the secret of who asks, by kind of page."""


def measure(say: Callable[[str], None], sizes: Sequence[int] = SIZES) -> Iterator[Measurement]:
    """Fill one database for each size, then ask them in turn; ratios are the last size to the first."""
    with test_bed(OFFICES) as bed, contextlib.ExitStack() as open_ones:
        for listening in bed.sockets:
            listening.close()
        houses = []
        for cases in sizes:
            say(f"filling {cases:,} cases into {OFFICES} offices")
            houses.append(open_ones.enter_context(open_house(bed, cases, free_port())))
        say("lists: the same pages at each size in turn")
        yield from _lists(houses)
        say("counts of all folders, biggest office")
        yield from _counts(houses)
        say("a case with 100 messages against the no-op call")
        yield from _switching(houses[-1])
        say("weight of pages by the DevTools protocol")
        yield from light_pages(houses[-1], say)


def _lists(houses: list[House]) -> Iterator[Measurement]:
    kinds = [_kinds(house) for house in houses]
    for name in kinds[0]:
        rounds = [
            [_waits(house, each[name], number) for house, each in zip(houses, kinds, strict=True)]
            for number in range(ROUNDS + 1)
        ][1:]  # the first one warms
        for share, word in ((50, "p50"), (99, "p99")):
            found = [[percentile(waits, share) * 1000 for waits in each] for each in rounds]
            yield _against(f"F4 {name}, {word}", "ms", houses, found)


def _kinds(house: House) -> _Kinds:
    first = [(f"/desk/{seat.slug}/cases", seat.secret) for seat in house.seats]
    folders = [(f"{path}?folder={folder}", secret) for path, secret in first for folder in _FOLDERS]
    return {
        "inbox, first page": first,
        "inbox, next pages": [found for seat in house.seats[:1] for found in _next_pages(house, seat)],
        "other folders": folders,
    }


def _next_pages(house: House, seat: Seat) -> list[tuple[str, str]]:
    """The addresses of the second and third page, as a reader finds them."""
    found: list[tuple[str, str]] = []
    path = f"/desk/{seat.slug}/cases"
    for _ in range(2):
        links = [html.unescape(link) for link in _NEXT.findall(_page(house, path, seat))]
        if not links:
            break
        path = links[-1]
        found.append((path, seat.secret))
    return found or [(path, seat.secret)]


def _page(house: House, path: str, seat: Seat) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=30)
    connection.request("GET", path, headers={"Cookie": f"sahut={seat.secret}"})
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    if answer.status != 200:
        raise RuntimeError(f"{path} was answered with {answer.status}")
    return body


def _waits(house: House, paths: list[tuple[str, str]], number: int) -> tuple[float, ...]:
    chosen = random.Random(number).choices(paths, k=20_000)  # noqa: S311 - a seeded load
    return _asked(house.port, pages(house.port, chosen)).waits


def _asked(port: int, requests: list[bytes], connections: int = CLIENTS) -> Told:
    told = asyncio.run(drive(port, requests, seconds=SECONDS, connections=connections))
    if told.refused or not told.accepted:
        raise RuntimeError(f"{told.refused} of {told.accepted + told.refused} pages were refused")
    return told


def _counts(houses: list[House]) -> Iterator[Measurement]:
    found = [[asyncio.run(_counting(house)) for house in houses] for _ in range(ROUNDS)]
    yield _against("F5 all folder counts, p50", "ms", houses, found)


async def _counting(house: House) -> float:
    """The median of many countings, in milliseconds, transaction and all."""
    await open_gate(house.settings.web_url, most=1)
    waits = []
    try:
        for _ in range(COUNTINGS):
            begun = time.perf_counter()
            await folder_counts(house.seats[0].actor)
            waits.append((time.perf_counter() - begun) * 1000)
    finally:
        await close_gate()
    return statistics.median(waits[COUNTINGS // 10 :])


def _switching(house: House) -> Iterator[Measurement]:
    """Time and CPU of the web process per page, in those of a no-op call."""
    seat = house.seats[0]
    path = f"/desk/{seat.slug}/cases/{house.long}"
    asked = {
        "page": pages(house.port, [(path, seat.secret)] * 3000),
        "fragment": pages(
            house.port, [(path, seat.secret)] * 3000, HX_Request="true", HX_Request_Type="partial"
        ),
    }
    rounds: list[dict[str, tuple[float, float]]] = []
    for _ in range(ROUNDS + 1):
        told = {"no-op": _spent(house, noops(house.port, 60_000))}
        rounds.append(told | {name: _spent(house, requests) for name, requests in asked.items()})
    for name in asked:
        for place, word in ((0, "server time"), (1, "CPU")):
            yield _in_noops(f"F7 case {name} with 100 messages, {word}", rounds[1:], name, place)


def _spent(house: House, requests: list[bytes]) -> tuple[float, float]:
    """Microseconds of a busy web process and of its CPU, per request."""
    before = house.web.cpu_seconds()
    told = _asked(house.port, requests, connections=8)
    return 1e6 / told.per_second, (house.web.cpu_seconds() - before) / told.accepted * 1e6


def _in_noops(name: str, rounds: list[dict[str, tuple[float, float]]], what: str, place: int) -> Measurement:
    ratios = [each[what][place] / each["no-op"][place] for each in rounds]
    z = statistics.median(each["no-op"][place] for each in rounds)
    return Measurement(
        name=name,
        value=round(statistics.median(each[what][place] for each in rounds), 1),
        unit="µs",
        reference=f"Z = {z:.1f} µs",
        ratio=round(statistics.median(ratios), 3),
        rounds=[round(ratio, 3) for ratio in ratios],
        conditions=_conditions([]),
    )


def _against(name: str, unit: str, houses: list[House], found: list[list[float]]) -> Measurement:
    """The last size to the first, round by round; `found` has a value for each size in each round."""
    ratios = [each[-1] / each[0] for each in found]
    return Measurement(
        name=name,
        value=round(statistics.median(each[-1] for each in found), 3),
        unit=unit,
        reference=f"{houses[0].cases:,} cases = {statistics.median(each[0] for each in found):.3f} {unit}",
        ratio=round(statistics.median(ratios), 3),
        rounds=[round(ratio, 3) for ratio in ratios],
        conditions=_conditions(houses),
    )


def _conditions(houses: list[House]) -> str:
    sizes = " and ".join(f"{house.cases:,}" for house in houses)
    return f"{conditions(OFFICES)}{f', {sizes} cases' if sizes else ''}, {CLIENTS} clients"
