"""F14: the pages that people open most, weighed in Debian's chromium, against the budgets of ui.md §8."""

from collections.abc import Callable, Iterator

from wiring.bench.chromium import CHROMIUM, Chromium, Tab, chromium
from wiring.bench.house import House
from wiring.bench.intake import Measurement
from wiring.bench.weighing import DESK, DESK_AGAIN, PORTAL, PORTAL_AGAIN, Budget, Weight


def light_pages(house: House, say: Callable[[str], None]) -> Iterator[Measurement]:
    """Bytes of each kind of page to its budget; says so when there is no browser to ask."""
    if not CHROMIUM.exists():
        say(f"F14 was not measured: it needs {CHROMIUM}")
        return
    with chromium() as browser:
        for name, budget, weight in _visits(browser, house):
            yield _measured(name, budget, weight)


def _visits(browser: Chromium, house: House) -> Iterator[tuple[str, Budget, Weight]]:
    seat = house.seats[0]
    base, portal, desk = f"http://localhost:{house.port}", f"/t/{seat.slug}", f"/desk/{seat.slug}"
    citizen = Tab(browser, base, {})
    yield "portal home", PORTAL, citizen.open(f"{portal}/")
    yield "filing step, repeat view", PORTAL_AGAIN, citizen.open(f"{portal}/new/complaint/text")
    citizen.open(f"{portal}/track")
    citizen.fill("/track", number=seat.number, pin=seat.pin)
    yield "tracking page", PORTAL, Tab(browser, base, citizen.cookies()).open(f"{portal}/track/report")
    signed = {"sahut": seat.secret}
    agent = Tab(browser, base, signed)
    yield "desk list", DESK, agent.open(f"{desk}/cases")
    yield "desk list, repeat view", DESK_AGAIN, agent.open(f"{desk}/cases?folder=mine")
    agent = Tab(browser, base, signed)
    yield "case", DESK, agent.open(f"{desk}/cases/{seat.number}")
    yield "case, repeat view", DESK_AGAIN, agent.open(f"{desk}/cases/{seat.number}?tab=note")


def _measured(name: str, budget: Budget, weight: Weight) -> Measurement:
    faults = "; ".join(budget.broken(weight)) or "within every limit"
    parts = f"html {weight.html}, css {weight.css}, js {weight.scripts}, fonts {weight.fonts} bytes"
    return Measurement(
        name=f"F14 {name}",
        value=round(weight.total / 1000, 1),
        unit="KB",
        reference=f"budget {budget.total:g} KB",
        ratio=round(weight.total / 1000 / budget.total, 3),
        rounds=[round(weight.total / 1000, 1)],
        conditions=f"{weight.requests} requests, {weight.elements} elements, {parts}: {faults}",
    )
