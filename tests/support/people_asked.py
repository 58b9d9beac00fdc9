"""What requests about a citizen, wishes, calls, test messages, registers and sheets name and hold (things.py)."""

from collections.abc import Mapping

IN_PATH: Mapping[str, str] = {
    "contact_id": "contact",
    "merge_id": "merge",
    "call_id": "call",
    "agency_id": "agency",
    "import_id": "sheet",
}
WORDS: Mapping[str, list[str]] = {
    "list_kind": ["institution", "category"],
    "map_kind": ["status", "category", "institution"],
    "sheet_act": ["tab", "columns", "begin", "undo", "drop"],
}
FIELDS: Mapping[str, str] = {"other": "contact", "way": "thread"}
_REGISTER = "/admin/{slug}/lapor/{agency_id}"
_SHEETS = "/admin/{slug}/sheets"
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
    _SHEETS: (),
    f"{_SHEETS}/export": (),
    **{f"{_SHEETS}/{{import_id}}/{word}": () for word in WORDS["sheet_act"]},
    **{f"{_REGISTER}/lists/{word}": () for word in WORDS["list_kind"]},
    **{f"{_REGISTER}/maps/{word}": () for word in WORDS["map_kind"]},
}
TYPED: Mapping[str, str] = {"told": "Lewat telepon", "language": "id", "version": "1"}
