"""What the requests about a citizen's page, wishes, calls, test messages and registers name and hold (things.py)."""

from collections.abc import Mapping
from typing import Any

IN_PATH: Mapping[str, str] = {
    "contact_id": "contact",
    "merge_id": "merge",
    "call_id": "call",
    "agency_id": "agency",
}
WORDS: Mapping[str, list[str]] = {
    "list_kind": ["institution", "category"],
    "map_kind": ["status", "category", "institution"],
}
FIELDS: Mapping[str, str] = {"other": "contact", "way": "thread"}
_REGISTER = "/admin/{slug}/lapor/{agency_id}"
_ONE = "/desk/{slug}/contacts/{contact_id}"
QUERIES: Mapping[str, Mapping[str, str]] = {
    "/desk/{slug}/contacts": {"q": ""},
    f"{_ONE}/merge": {"other": "", "find": ""},
}
FORMS: Mapping[str, tuple[str, ...]] = {
    "/admin/{slug}/channels/{account_id}/message": ("to",),
    f"{_ONE}/reveal": ("reason",),
    f"{_ONE}/language": ("language",),
    f"{_ONE}/consent": ("way", "wanted", "told"),
    f"{_ONE}/merge": ("other", "reason", "version"),
    f"{_ONE}/part/{{merge_id}}": ("reason", "version"),
    f"{_ONE}/apart": ("other",),
    "/t/{slug}/track/report/wishes": (),
    f"{_REGISTER}/fetch": (),
    "/desk/{slug}/lapor/import": (),
    "/admin/{slug}/lapor/rule": ("kinds", "topics", "version"),
    **{f"{_REGISTER}/lists/{word}": () for word in WORDS["list_kind"]},
    **{f"{_REGISTER}/maps/{word}": () for word in WORDS["map_kind"]},
}
BODIES: Mapping[str, dict[str, Any]] = {
    f"POST /cases/{{number}}/register/{act}": body
    for act, body in {
        "number": {"tracking_id": "7654321"},
        "missing": {},
        "status": {"status": "verified"},
        "answers": {"text": "Halo", "files": [""]},
        "answers/settle": {"is_there": True},
        "consent": {"given": True, "how": "telepon"},
    }.items()
}
TYPED: Mapping[str, str] = {"told": "Lewat telepon", "language": "id", "version": "1"}
