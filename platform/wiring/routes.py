"""Every address of the application, room by room."""

from typing import Any

from litestar import Router
from litestar.config.compression import CompressionConfig
from litestar.middleware.base import DefineMiddleware
from litestar.middleware.compression import CompressionMiddleware

from admin.console.routes import admin_routes
from helpdesk.api.routes import api_router
from helpdesk.attachments.routes import FILE_ROUTES
from helpdesk.desk.routes import desk_routes, overview_routes
from helpdesk.notifications.routes import notice_routes
from helpdesk.portal.routes import portal_routes
from helpdesk.relay.door import LETTER_DOOR
from helpdesk.unit_links.routes import unit_routes
from tenants.sign_in.forms import guard_forms
from tenants.sign_in.routes import sign_in_router
from ui.assets import Assets, assets_route
from wiring import health

_SMALL_BYTES = 500


def route_handlers() -> list[Any]:
    """All routes: machines first, then pages."""
    return [
        *(health.live, health.ready, health.metrics),
        api_router(),
        assets_route(Assets()),
        *FILE_ROUTES,
        *LETTER_DOOR,
        _pages(),
    ]


def _pages() -> Router:
    """What people look at: every form is guarded, every page is compressed."""
    squeeze = CompressionConfig(
        backend="brotli", minimum_size=_SMALL_BYTES, brotli_quality=3, exclude_opt_key="streamed"
    )
    return Router(
        "/",
        route_handlers=[
            sign_in_router,
            *portal_routes,
            *desk_routes,
            *overview_routes,
            *notice_routes,
            *unit_routes,
            *admin_routes,
        ],
        guards=[guard_forms],
        middleware=[DefineMiddleware(CompressionMiddleware, config=squeeze)],
        include_in_schema=False,
    )
