"""The simulated mail servers' pages and handles as one router, to be mounted beside the other simulators."""

from litestar import Router
from litestar.di import Provide

from integrations.email.simulator import control, pages
from integrations.email.simulator.world import World
from kit.simulator.pages import HEADERS

LARGEST_REQUEST = 16_000_000
"""Bytes: a file in base64 with its letter."""


def simulator(world: World) -> Router:
    """Pages below `/email`, handles at `/control`, `/ledger.json`; the servers themselves are `world.serving`."""
    return Router(
        path="/email",
        route_handlers=[
            *(control.incoming, control.raw, control.read_talk, control.order_faults, control.read_ledger),
            *(
                pages.show_mailboxes,
                pages.begin,
                pages.order,
                pages.show_talk,
                pages.show_letters,
                pages.write,
            ),
            *pages.PAGES.files(),
        ],
        dependencies={"world": Provide(lambda: world, sync_to_thread=False)},
        request_max_body_size=LARGEST_REQUEST,
        response_headers=HEADERS,
        include_in_schema=False,
    )
