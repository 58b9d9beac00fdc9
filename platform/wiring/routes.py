"""Every address of the application, room by room."""

from typing import Any

from litestar.openapi.config import OpenAPIConfig

from helpdesk.inbox import routes as hooks
from kit.settings import Settings
from wiring import health


def route_handlers() -> list[Any]:
    """All routes."""
    return [health.live, health.ready, health.metrics, hooks.hook]


def openapi(settings: Settings) -> OpenAPIConfig | None:
    """The description of the JSON API."""
    return None
