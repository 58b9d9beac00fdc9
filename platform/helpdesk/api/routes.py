"""The router of `/api/v1`: every route, and what they have in common."""

from litestar import Router
from litestar.di import Provide

from helpdesk.api import (
    act_routes,
    case_routes,
    consent_routes,
    foretelling_routes,
    message_routes,
    office_routes,
    outward_routes,
    promise_routes,
    register_routes,
    round_routes,
    unit_routes,
)
from helpdesk.api.idempotency import provide_once
from helpdesk.api.requests import actor_of, json_only, provide_tag

PATH = "/api/v1"
MOST_BYTES = 64 * 1024


def api_router() -> Router:
    """All routes of the interface; errors go to the application's handlers."""
    return Router(
        PATH,
        route_handlers=[
            *case_routes.ROUTES,
            *promise_routes.ROUTES,
            *foretelling_routes.ROUTES,
            *act_routes.ROUTES,
            *unit_routes.ROUTES,
            *outward_routes.ROUTES,
            *consent_routes.ROUTES,
            *register_routes.ROUTES,
            *message_routes.ROUTES,
            *office_routes.ROUTES,
            *round_routes.ROUTES,
        ],
        dependencies={
            "actor": Provide(actor_of),
            "once": Provide(provide_once),
            "acts": Provide(act_routes.provide_acts),
            "tag": Provide(provide_tag, sync_to_thread=False),
        },
        guards=[json_only],
        opt={"csrf": False},
        security=[{"apiKey": []}],
        request_max_body_size=MOST_BYTES,
    )
