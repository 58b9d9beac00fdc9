"""What requests about a citizen, wishes, calls, test messages, registers and sheets name and hold (things.py)."""

from collections.abc import Mapping
from typing import Any

IN_PATH: Mapping[str, str] = {
    **{f"{name}_id": name for name in ("contact", "merge", "call", "agency", "delegation")},
    "import_id": "sheet",
    "announcement_id": "announcement",
    "carried_id": "carried",
    "far_id": "far",
}
WORDS: Mapping[str, list[str]] = {
    "list_kind": ["institution", "category"],
    "map_kind": ["status", "category", "institution"],
    "sheet_act": ["tab", "columns", "begin", "undo", "drop"],
}
FIELDS: Mapping[str, str] = {"other": "contact", "way": "thread"}
_REGISTER = "/admin/{slug}/lapor/{agency_id}"
_DUTY = "/desk/{slug}/duties/{delegation_id}"
_TELLING = "/admin/{slug}/announcements"
_SHEETS = "/admin/{slug}/sheets"
_ONE = "/desk/{slug}/contacts/{contact_id}"
QUERIES: Mapping[str, Mapping[str, str]] = {
    **{f"/desk/{{slug}}/overview/shared{end}": {"q": ""} for end in ("", ".csv")},
    "/desk/{slug}/contacts": {"q": ""},
    f"{_ONE}/merge": {"other": "", "find": ""},
}
FORMS: Mapping[str, tuple[str, ...]] = {
    "/admin/{slug}/channels/{account_id}/message": ("to",),
    "/admin/{slug}/delegations/new": ("email", "role", "units", "reason", "begins_day"),
    **{f"/admin/{{slug}}/delegations/{{delegation_id}}/{act}": () for act in ("allow", "close")},
    **{f"{_DUTY}/{act}": () for act in ("accept", "close")},
    f"{_ONE}/reveal": ("reason",),
    f"{_ONE}/language": ("language",),
    f"{_ONE}/consent": ("way", "wanted", "told"),
    f"{_ONE}/merge": ("other", "reason", "version"),
    f"{_ONE}/part/{{merge_id}}": ("reason", "version"),
    f"{_ONE}/apart": ("other",),
    "/t/{slug}/track/report/wishes": (),
    "/admin/{slug}/units/{unit_id}/reach": ("phone", "version"),
    **{f"/unit/{{token}}/{act}": () for act in ("code", "enter", "answer", "return")},
    f"{_REGISTER}/fetch": (),
    "/letters/{door}": (),
    **{f"/admin/{{slug}}/elsewhere/{way}": ("name",) for way in ("invite", "accept")},
    **{f"/admin/{{slug}}/elsewhere/{{far_id}}/{act}": () for act in ("test", "key", "cut")},
    "/admin/{slug}/elsewhere/{far_id}/place": ("kin",),
    **{f"/desk/{{slug}}/letters/{{carried_id}}/{act}": ("reason",) for act in ("retry", "settle")},
    "/desk/{slug}/lapor/import": (),
    "/admin/{slug}/lapor/rule": ("kinds", "topics", "version"),
    _SHEETS: (),
    f"{_TELLING}/new": ("title", "text", "importance", "audience", "offices", "since", "until"),
    f"{_TELLING}/{{announcement_id}}": ("title", "text", "importance", "until", "version"),
    f"{_TELLING}/{{announcement_id}}/withdraw": ("version",),
    "/desk/{slug}/announcements/{announcement_id}/read": ("version",),
    f"{_SHEETS}/export": (),
    **{f"{_SHEETS}/{{import_id}}/{word}": () for word in WORDS["sheet_act"]},
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
TYPED: Mapping[str, str] = {"told": "Lewat telepon", "kin": "sibling", "language": "id", "version": "1"}

GUESTS_ONLY = {
    ("POST", f"{_DUTY}/{act}", named)
    for act in ("accept", "close")
    for named in (frozenset({"delegation_id"}), frozenset({"slug", "delegation_id"}))
}
"""A delegation is answered by the one whom it names (tests/web/test_delegated_shift.py)."""
