"""The simulated gateway as one router, to be mounted beside the other simulators."""

from collections.abc import Callable, Sequence
from datetime import datetime

from litestar import Router
from litestar.di import Provide

from integrations.sms.simulator import control, gateway, pages, twilio_api
from integrations.sms.simulator.model import Pace, SimulatedCustomer
from integrations.sms.simulator.world import World
from kit.simulator.pages import HEADERS


def simulator(
    customers: Sequence[SimulatedCustomer], now: Callable[[], datetime], *, pace: Pace | None = None
) -> Router:
    """The gateway below `/sms`: calls at `/v1`, Twilio's at `/2010-04-01`, pages at `/`, handles at `/control`,
    `/ledger.json`."""
    world = World(customers, now, pace or Pace())
    return Router(
        path="/sms",
        route_handlers=[
            *(gateway.send_message, gateway.balance, twilio_api.create_message, twilio_api.read_account),
            *(control.incoming, control.call, control.read_talk),
            *(control.order_faults, control.set_limits, control.read_ledger),
            *(pages.show_numbers, pages.begin, pages.limit, pages.show_phone, pages.show_lines, pages.write),
            *pages.PAGES.files(),
        ],
        dependencies={"world": Provide(lambda: world, sync_to_thread=False)},
        response_headers=HEADERS,
        include_in_schema=False,
    )
