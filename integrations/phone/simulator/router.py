"""The simulated exchange as one router, to be mounted beside the other simulators."""

from collections.abc import Callable, Sequence
from datetime import datetime

from litestar import Router
from litestar.di import Provide

from integrations.phone.simulator import control, pages
from integrations.phone.simulator.model import SimulatedLine
from integrations.phone.simulator.world import World
from kit.simulator.model import Pace
from kit.simulator.pages import HEADERS


def simulator(
    lines: Sequence[SimulatedLine],
    now: Callable[[], datetime],
    clock: Callable[[], float],
    *,
    pace: Pace | None = None,
) -> Router:
    """The exchange below `/phone`: pages at `/`, handles at `/control`, `/ledger.json`.

    `now` is the time at which calls happen, `clock` the machine's own, by which it signs.
    """
    world = World(lines, now, clock, pace or Pace())
    return Router(
        path="/phone",
        route_handlers=[
            *(control.tell, control.order_faults, control.read_ledger),
            *(pages.show_lines, pages.ring, pages.show_call, pages.show_told, pages.go_on),
            *pages.PAGES.files(),
        ],
        dependencies={"world": Provide(lambda: world, sync_to_thread=False)},
        response_headers=HEADERS,
        include_in_schema=False,
    )
