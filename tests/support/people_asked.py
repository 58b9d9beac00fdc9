"""What the requests about a citizen's page, wishes, calls and test messages name and hold (things.py)."""

from collections.abc import Mapping

IN_PATH: Mapping[str, str] = {"contact_id": "contact", "merge_id": "merge", "call_id": "call"}
FIELDS: Mapping[str, str] = {"other": "contact", "way": "thread"}
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
    "/admin/{slug}/units/{unit_id}/reach": ("phone", "version"),
    **{f"/unit/{{token}}/{act}": () for act in ("code", "enter", "answer", "return")},
}
TYPED: Mapping[str, str] = {"told": "Lewat telepon", "language": "id", "version": "1"}
