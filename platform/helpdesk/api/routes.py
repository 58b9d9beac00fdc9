"""The router of `/api/v1`: every route, and what they have in common."""

from litestar import Router
from litestar.di import Provide

from helpdesk.api import act_routes, case_routes, message_routes, office_routes
from helpdesk.api.requests import actor_of, json_only

PATH = "/api/v1"
MOST_BYTES = 64 * 1024


def api_router() -> Router:
    """All routes of the interface; errors go to the application's handlers."""
    return Router(
        PATH,
        route_handlers=[
            *case_routes.ROUTES,
            *act_routes.ROUTES,
            *message_routes.ROUTES,
            *office_routes.ROUTES,
        ],
        dependencies={"actor": Provide(actor_of)},
        guards=[json_only],
        opt={"csrf": False},
        security=[{"apiKey": []}],
        request_max_body_size=MOST_BYTES,
    )
