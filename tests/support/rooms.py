"""The names of files in rooms and adapters: the same everywhere, further ones stand in pure_rooms and further_rooms."""

from support.further_rooms import FURTHER_FILES
from support.pure_rooms import FURTHER_PURE_FILES

ROOM_FILES = {"model", "rules", "tables", "store", "service", "schemas", "routes", "jobs"}
ADAPTER_FILES = {"settings", "payloads", "parse", "render", "client", "adapter"}

PURE_FILES = {
    *("model", "rules", "events", "calendar", "targets"),
    *("parse", "render", "payloads", "contract", "letter"),
}
"""Wherever they stand in a room or adapter, they turn values into values."""


def files_of(room: str) -> set[str]:
    """The names that a file of this room or adapter may have."""
    usual = ADAPTER_FILES if room.startswith("integrations.") else ROOM_FILES
    return usual | FURTHER_PURE_FILES.get(room, set()) | FURTHER_FILES.get(room, set())


def is_pure(module: str) -> bool:
    """Whether the file promises by its name to turn values into values; `kit` and `ui` promise nothing."""
    room, _, name = module.rpartition(".")
    if module.split(".")[0] not in ("helpdesk", "tenants", "integrations", "admin"):
        return False
    return name in PURE_FILES or name in FURTHER_PURE_FILES.get(room, set())
