"""The simulated Cloud API as one router, to be mounted beside the other simulators."""

from collections.abc import Callable, Sequence
from datetime import datetime

from litestar import Router
from litestar.di import Provide

from integrations.whatsapp.simulator import control, graph, pages, setup
from integrations.whatsapp.simulator.model import Pace, SimulatedAccount
from integrations.whatsapp.simulator.world import World
from kit.simulator.pages import HEADERS

LARGEST_REQUEST = 16_000_000
"""Bytes: a file in base64 with its message."""


def simulator(
    accounts: Sequence[SimulatedAccount], now: Callable[[], datetime], *, pace: Pace | None = None
) -> Router:
    """The Cloud API below `/whatsapp`: calls at `/v23.0`, pages at `/`, `/setup`, `/control`, `/ledger.json`.

    `now` is the demonstration's clock; the 24-hour window and the age of files are judged by it.
    """
    world = World(accounts, now, pace or Pace())
    return Router(
        path="/whatsapp",
        route_handlers=[
            *(graph.send_message, graph.read_object, graph.list_templates, graph.fetch_file, graph.take_file),
            *(control.incoming, control.webhook, control.look, control.read_chat),
            *(control.order_faults, control.read_faults, control.set_limits, control.read_ledger),
            *(setup.show_setup, setup.give_number, setup.enter_hook),
            *(pages.show_accounts, pages.begin, pages.limit, pages.show_chat, pages.show_thread),
            *(pages.write, pages.press, pages.react, pages.show_file),
            *pages.PAGES.files(),
        ],
        dependencies={"world": Provide(lambda: world, sync_to_thread=False)},
        request_max_body_size=LARGEST_REQUEST,
        response_headers=HEADERS,
        include_in_schema=False,
    )
