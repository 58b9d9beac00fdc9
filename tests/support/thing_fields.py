"""What each route takes: fields of queries, bodies and forms, and what stands in them."""

from typing import Any

from helpdesk.api.routes import PATH as API
from helpdesk.desk.composing import WRITING
from helpdesk.desk.deeds import DEEDS
from support import people_asked as people

_ROUND = ("quiet", "finish", "sign", "excuse")
FIELDS = {
    "unit_id": "unit",
    "unit": "unit",
    "facility_id": "unit",
    "facility": "unit",
    "units": "unit",
    "assignee_id": "member",
    "assignee": "member",
    **dict.fromkeys(("original", "number", "q", "find"), "number"),
    "office": "slug",
    **dict.fromkeys(("remove", "file_0", "files"), "file"),
    "parent": "unit",
    "move_to": "unit",
    "who": "member",
    **dict.fromkeys(("topic", "topic_id"), "topic"),
    "like": "calendar",
    "line": "line",
    **dict.fromkeys(("reply_to", "touch", "leave_out"), "message"),
    "if_unit": "unit",
    **people.FIELDS,
}
"""Fields of queries, bodies and forms that name things."""

QUERIES = {
    f"{API}/cases": {"unit_id": "", "topic_id": "", "q": ""},
    "/desk/{slug}/cases": {"unit": "", "topic": "", "q": ""},
    "/desk/{slug}/cases.csv": {"unit": "", "topic": "", "q": ""},
    "/desk/{slug}/cases/{number}/duplicate": {"original": "", "find": ""},
    "/desk/{slug}/stream": {"number": ""},
    "/desk/{slug}/live/list": {"unit": "", "topic": "", "q": ""},
    "/desk/{slug}/live/here": {"number": ""},
    **people.QUERIES,
    "/switch": {"office": ""},
    "/desk/{slug}/new": {"line": ""},
    "/admin/{slug}/audit": {"who": ""},
    "/admin/{slug}/units/new": {"parent": ""},
    "/admin/{slug}/promises/simulator": {
        "kind": "complaint",
        "unit": "",
        "date": "2026-03-13",
        "time": "15:30",
    },
    f"{API}/promises": {"kind": "complaint", "unit": "", "at": "2026-03-13T15:30:00+07:00"},
}
_OPENED = {"kind": "complaint", "source": "phone", "text": "Halo"}
_PLAIN = ("accept", "take", "wait", "resolve", "reopen", "close", "reject", "spam", "register")
BODIES: dict[str, dict[str, Any]] = {
    "POST /cases": {**_OPENED, "facility_id": "", "topic_id": ""},
    "PATCH /cases/{number}": {"version": 1, "title": "Halo", "facility_id": "", "topic_id": ""},
    "POST /cases/{number}/verify": {"kind": "complaint", "topic_id": ""},
    "POST /cases/{number}/assign": {"assignee_id": ""},
    "POST /cases/{number}/duplicate": {"original": ""},
    "POST /cases/{number}/dispositions": {"unit_id": "", "instruction": "Mohon dicek"},
    "POST /cases/{number}/escalations": {"to": "", "reason": "Mohon", "leave_out": [""], "files": [""]},
    "POST /cases/{number}/messages": {"text": "Halo", "reply_to": ""},
    "POST /cases/{number}/messages/{message_id}/reaction": {"emoji": "🙏"},
    **people.BODIES,
    **{f"POST /cases/{{number}}/{act}": {"reason": "Mohon bantuan"} for act in ("return", "withdraw")},
    **{f"POST /cases/{{number}}/{act}": {} for act in _PLAIN},
}
"""What the interface's routes take, beneath its path. Empty fields are filled with things."""

FORMS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("/sign-in", "/sign-out"), ()),
    "/switch": ("office",),
    "/preferences": (),
    "/preferences/notices": ("wanted",),
    "/password": (),
    "/welcome/{token}": (),
    "/desk/{slug}/new": ("facility", "topic", "line"),
    "/desk/{slug}/rounds/{round_id}/lines/{line_id}": ("state", "found"),
    "/desk/{slug}/rounds/{round_id}/lines/{line_id}/seen": ("numbers",),
    **{f"/desk/{{slug}}/rounds/{{round_id}}/{act}": ("reason",) for act in _ROUND},
    **{f"/admin/{{slug}}/rounds{end}": ("starts", "weekdays") for end in ("", "/stop")},
    "/desk/{slug}/calls/{call_id}": ("target", "as", "text", "number", "facility", "topic", "kind"),
    **{f"/desk/{{slug}}/calls/{{call_id}}/{act}": ("version",) for act in ("take", "finish")},
    "/desk/{slug}/keys": ("on",),
    **{f"/desk/{{slug}}/cases/{{number}}/{name}": (*deed.fields, *deed.many) for name, deed in DEEDS.items()},
    "/desk/{slug}/cases/{number}/reveal": ("reason",),
    **people.FORMS,
    "/desk/{slug}/live/cases/{number}/writing": ("writing",),
    **{f"/desk/{{slug}}/cases/{{number}}/{tab}": ("text",) for tab in WRITING},
    "/desk/{slug}/cases/{number}/draft": ("tab", "text"),
    "/desk/{slug}/cases/{number}/attachments": ("tab", "text", "remove"),
    **{f"/desk/{{slug}}/cases/{{number}}/held/{{draft_id}}/{act}": () for act in ("undo", "now")},
    **{f"/desk/{{slug}}/cases/{{number}}/messages/{{message_id}}/{act}": () for act in ("retry", "early")},
    "/admin/{slug}/promises/draft": ("act", "draft", "name", "if_unit", "amount_resolution"),
    "/admin/{slug}/people/new": ("name", "email", "roles", "units"),
    **{f"/admin/{{slug}}/units/{unit}": ("name", "kind", "parent") for unit in ("new", "{unit_id}")},
    "/admin/{slug}/offices/new": ("slug", "name", "units"),
    "/admin/{slug}/units/{unit_id}/deactivate": ("move_to",),
    "/admin/{slug}/units/{unit_id}/reactivate": (),
    "/admin/{slug}/channels/new": (),
    **{f"/admin/{{slug}}/channels/{{account_id}}{end}": () for end in ("", "/deactivate", "/reactivate")},
    "/admin/{slug}/channels/{account_id}/menu": ("shown",),
    "/admin/{slug}/canned/new": ("title", "text"),
    "/admin/{slug}/canned/{reply_id}": ("title", "text"),
    **{f"/admin/{{slug}}/canned/{{reply_id}}/{act}": () for act in ("retire", "restore")},
    **{f"/admin/{{slug}}/texts/no_match.message.id{end}": ("text",) for end in ("", "/usual")},
    **{f"/admin/{{slug}}/topics/{which}": ("name",) for which in ("new", "{topic_id}")},
    **{f"/admin/{{slug}}/topics/{{topic_id}}/{act}": () for act in ("raise", "retire", "restore")},
    "/admin/{slug}/templates/new": (),
    "/admin/{slug}/templates/fetch/{account_id}": (),
    "/admin/{slug}/templates/{template_id}": (),
    "/admin/{slug}/relations/{peer}": ("stands_hours", "identity"),
    "/admin/{slug}/calendars/new": ("name", "like"),
    "/admin/{slug}/calendars/{calendar_key}": (),
    "/admin/{slug}/calendars/{calendar_key}/remove": (),
    "/admin/{slug}/calendars/{calendar_key}/import": (),
    "/admin/{slug}/people/{member_id}": ("roles", "units"),
    "/admin/{slug}/people/{member_id}/link": (),
    **{f"/admin/{{slug}}/people/{{member_id}}/{act}": () for act in ("deactivate", "reactivate")},
    "/admin/{slug}/channels/{account_id}/test": (),
    "/admin/{slug}/channels/quiet-hours": ("begins", "ends"),
    **{
        f"/t/{{slug}}/new/{{kind}}/{step}": ()
        for step in ("text", "when", "about", "purpose", "contact", "reply", "check", "discard")
    },
    "/t/{slug}/new/{kind}/where": ("facility",),
    "/t/{slug}/new/{kind}/files": ("remove",),
    "/t/{slug}/track": ("number", "pin"),
    "/t/{slug}/track/leave": (),
    **{f"/t/{{slug}}/track/report/{act}": () for act in ("stay", "messages", "reopen", "rating")},
}
"""The fields of each form of a page; of those that name nothing, only what is needed."""
TYPED = {
    "kind": "complaint",
    "tab": "reply",
    "text": "Halo",
    "title": "Halo",
    "reason": "Mohon bantuan",
    "instruction": "Mohon dicek",
    "source": "phone",
    "tracking_id": "1234567",
    "pin": "000000",
    "wanted": "1",
    **people.TYPED,
    "name": "Ratih",
    "email": "ratih@kantor.example",
    "roles": "unit_officer",
    "on": "1",
    "state": "found",
    "found": "1",
    "starts": "06.00",
    "weekdays": "0",
    "act": "apply:",
    "draft": '{"seen": "district-1", "base": "district-1"}',
    "amount_resolution": "5",
    "target": "other",
    "as": "note",
    "version": "1",
}
"""What stands in fields that name nothing."""
