"""Where Piccolo looks for the engine: whatever the process' gate opened."""

from typing import Any

from piccolo.conf.apps import AppRegistry

APP_REGISTRY = AppRegistry(apps=["tenants.piccolo_app", "helpdesk.piccolo_app"])


def __getattr__(name: str) -> Any:
    if name == "DB":
        from tenants.doors.gate import current_engine

        return current_engine()
    raise AttributeError(name)
