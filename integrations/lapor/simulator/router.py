"""The simulated LAPOR as one router, to be mounted beside the other simulators."""

from collections.abc import Callable, Sequence
from datetime import datetime

from litestar import Router
from litestar.di import Provide

from integrations.lapor.simulator import admin, control
from integrations.lapor.simulator.answers import refused
from integrations.lapor.simulator.calls import calls, grant_token
from integrations.lapor.simulator.ledger import Ledger, Refused
from integrations.lapor.simulator.model import SimulatedAgency

_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


def simulator(
    now: Callable[[], datetime],
    credentials: Sequence[SimulatedAgency],
    clock: Callable[[], float] | None = None,
) -> Router:
    """LAPOR below `/lapor`: interface at `/3.0.0`, pages at `/admin`, `/control`, `/ledger.json`.

    `now` is the time at which things happen, `clock` the machine's own, by which calls are signed; without it `now`.
    """
    ledger = Ledger(now, credentials, clock or (lambda: now().timestamp()))
    return Router(
        path="/lapor",
        route_handlers=[
            calls(),
            grant_token,
            control.show_faults,
            control.order_faults,
            control.forget,
            control.end_tokens,
            control.hang_bell,
            control.set_state,
            control.add_followups,
            control.edit_first,
            control.pass_on,
            control.file,
            control.show_ledger,
            admin.show_complaints,
            admin.style,
            admin.show_complaint,
            admin.do,
        ],
        dependencies={"ledger": Provide(lambda: ledger, sync_to_thread=False)},
        exception_handlers={Refused: refused},
        response_headers=_HEADERS,
        include_in_schema=False,
    )
