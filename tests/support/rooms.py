"""The names of files in rooms and adapters: the same everywhere, further ones listed with their room."""

ROOM_FILES = {"model", "rules", "tables", "store", "service", "schemas", "routes", "jobs"}
ADAPTER_FILES = {"settings", "payloads", "parse", "render", "client", "adapter"}

PURE_FILES = {
    *("model", "rules", "events", "calendar", "targets"),
    *("parse", "render", "payloads", "contract", "letter"),
}
"""Wherever they stand in a room or adapter, they turn values into values."""

FURTHER_PURE_FILES: dict[str, set[str]] = {
    "helpdesk.cases": {"numbers", "searching", "words"},
    "helpdesk.channels": {"contract", "errors", "register"},
    "helpdesk.escalation": {"letter"},
    "helpdesk.notifications": {"texts"},
    "helpdesk.portal": {"story"},
    "helpdesk.sla": {
        *("answer", "calendar", "defaults", "explain", "holidays", "instants", "layout", "progress"),
        *("reactions", "reading", "spans", "spec", "spending", "table", "targets"),
    },
    "integrations.lapor": {"entries", "plain"},
    "integrations.whatsapp": {"answers", "codes", "kinds", "reports", "values"},
}
"""Ideas of one room, as pure as the files above."""

FURTHER_FILES: dict[str, set[str]] = {
    "helpdesk.api": {
        "act_routes",
        "answers",
        "case_routes",
        "idempotency",
        "message_routes",
        "office_routes",
        "openapi",
        "outward_routes",
        "problem",
        "requests",
        "showing",
    },
    "helpdesk.casefile": {"rows"},
    "helpdesk.desk": {
        "acting",
        "bubbles",
        "buttons",
        "case_page",
        "deeds",
        "dialogs",
        "files",
        "listing",
        "opening",
        "overseeing",
        "pages",
        "panel",
        "refusals",
        "rows",
        "shell",
        "telling",
        "tiles",
    },
    "helpdesk.portal": {
        "answering",
        "done",
        "drafts",
        "filing",
        "forms",
        "guessing",
        "home",
        "pages",
        "passes",
        "reading",
        "sending",
        "tracking",
        "visits",
        "ways",
        "writing",
    },
    "helpdesk.cases": {"folders", "lists", "opening", "queries", "visibility", "watch"},
    "helpdesk.channels": {"accounts"},
    "helpdesk.escalation": {"keeping", "mirror"},
    "helpdesk.inbox": {"hooks", "together"},
    "helpdesk.intake": {"batch", "hand", "messages", "touches"},
    "helpdesk.notifications": {"listening"},
    "tenants.doors": {"bulk", "call", "gate", "roles", "scope"},
    "tenants.outbox": {"dispatcher"},
    "tenants.sign_in": {"asker", "cookies", "forms", "pages", "passwords"},
}
"""Ideas of one room that load, save or wait."""


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
