"""The names of files in rooms and adapters: the same everywhere, further ones listed with their room."""

ROOM_FILES = {"model", "rules", "tables", "store", "service", "schemas", "routes", "jobs"}
ADAPTER_FILES = {"settings", "payloads", "parse", "render", "client", "adapter"}

PURE_FILES = {
    *("model", "rules", "events", "calendar", "targets"),
    *("parse", "render", "payloads", "contract", "letter"),
}
"""Wherever they stand in a room or adapter, they turn values into values."""

FURTHER_PURE_FILES: dict[str, set[str]] = {
    "admin.calendars": {"changes", "checking", "events", "ics", "reading"},
    "helpdesk.cases": {"legs", "numbers", "searching", "words"},
    "admin.promises": {"asking", "differences", "reading"},
    "helpdesk.channels": {"contract", "errors", "health", "offers", "register"},
    "helpdesk.danger": {"phrases"},
    "helpdesk.dialogues": {"hearing", "questions"},
    "helpdesk.escalation": {"letter"},
    "helpdesk.facts": {"across", "clocks", "fact", "office"},
    "helpdesk.notifications": {"links", "short_texts", "texts"},
    "helpdesk.portal": {"questions", "story"},
    "helpdesk.rounds": {"planning"},
    "helpdesk.sla": {
        *(
            "answer",
            "calendar",
            "defaults",
            "explain",
            "foretelling",
            "given",
            "holidays",
            "hours",
            "instants",
        ),
        *(
            "layout",
            "lookup",
            "progress",
            "reactions",
            "reading",
            "reckoning",
            "spans",
            "spec",
            "spending",
            "stages",
        ),
        *("table", "targets", "terms"),
    },
    "helpdesk.tracking": {"answers"},
    "integrations.email": {
        *(
            "addresses",
            "attachments",
            "authentication",
            "automatic",
            "bodies",
            "bounces",
            "charsets",
            "dates",
        ),
        *("flowed", "head", "headers", "limits", "markup", "parameters", "quotes", "rendering", "strings"),
        *("arriving", "structure", "tnef", "tokens", "transfer", "uuencode", "values", "words"),
    },
    "integrations.lapor": {"entries", "plain"},
    "integrations.sms": {"answers", "callers", "codes"},
    "integrations.whatsapp": {"answers", "codes", "kinds", "reports", "templates", "values"},
}
"""Ideas of one room, as pure as the files above."""

FURTHER_FILES: dict[str, set[str]] = {
    "helpdesk.api": {
        "act_routes",
        "answers",
        "case_routes",
        "foretelling_routes",
        "idempotency",
        "message_routes",
        "office_answers",
        "office_routes",
        "openapi",
        "outward_routes",
        "problem",
        "promise_routes",
        "requests",
        "round_routes",
        "showing",
    },
    "admin.calendars": {"faults", "forms", "showing", "telling"},
    "admin.channels": {"email_words", "entering", "kinds", "sms_words"},
    "admin.promises": {"changes", "drafting", "examples", "forms", "simulating", "wording"},
    "admin.units": {"posters"},
    "helpdesk.casefile": {"rows"},
    "helpdesk.live": {"hub", "presence", "ringing"},
    "integrations.email": {"doors", "handing", "looking", "reader"},
    "helpdesk.desk": {
        "acting",
        "arithmetic",
        "bubbles",
        "buttons",
        "case_page",
        "composing",
        "counting",
        "deeds",
        "exporting",
        "helping",
        "holding",
        "keys",
        "printing",
        "promising",
        "sheets",
        "dialogs",
        "files",
        "listing",
        "opening",
        "outcome",
        "drafting",
        "sending",
        "templating",
        "unsent",
        "waiting",
        "overseeing",
        "pages",
        "panel",
        "refusals",
        "rows",
        "shell",
        "telling",
        "tiles",
        "timeline",
        "fragments",
        "streaming",
        *(
            "round_acts",
            "round_board",
            "round_month",
            "round_page",
            "round_sheet",
            "round_strip",
            "round_words",
        ),
    },
    "helpdesk.portal": {
        "about",
        "answering",
        "answers",
        "done",
        "drafts",
        "filing",
        "forms",
        "home",
        "pages",
        "passes",
        "photos",
        "reading",
        "sending",
        "speed",
        "tracking",
        "visits",
        "ways",
        "writing",
    },
    "helpdesk.drafts": {"sending"},
    "helpdesk.replies": {"carrying"},
    "helpdesk.cases": {
        *("folders", "lists", "opening", "promises", "queries", "recounting", "recounts", "rehoming"),
        *("telling", "timekeeping", "visibility", "watch", "work"),
    },
    "helpdesk.channels": {"accounts"},
    "helpdesk.escalation": {"keeping", "mirror"},
    "helpdesk.inbox": {"hooks", "looking", "together"},
    "helpdesk.attachments": {"pictures"},
    "helpdesk.intake": {
        *(
            "announcing",
            "batch",
            "braking",
            "colleagues",
            "filing",
            "hand",
            "inquiring",
            "joining",
            "linking",
        ),
        *("messages", "silence", "talking", "touches", "warning"),
    },
    "helpdesk.notifications": {"alerting", "alerts", "colleagues", "listening", "reaching", "watching"},
    "helpdesk.relay": {"alarms"},
    "helpdesk.tracking": {"guessing"},
    "helpdesk.rounds": {"checking", "keeping", "setting", "waiting"},
    "tenants.people": {"phones"},
    "tenants.doors": {"bulk", "call", "gate", "roles", "scope"},
    "tenants.outbox": {"dispatcher"},
    "tenants.sign_in": {"asker", "cookies", "forms", "notices", "pages", "passwords"},
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
