"""Who plants, what is done with which case, and which words fit where the payload does not."""

from support.marker import PAYLOAD, SHORT

STAFF = {
    "agent": "dewi@batang.example",
    "unit officer": "joko@batang.example",
    "supervisor": "wahyu@batang.example",
    "administrator": "tri@batang.example",
    "ministry agent": "ratna@kemenkes.example",
    "ministry supervisor": "lestari@kemenkes.example",
    "ministry administrator": "arif@kemenkes.example",
    "integrator": "nadia@kemenkes.example",
}
_KEPT = "verify correct take dispose assign wait note reply consent escalate peer"
_ALONE = {"rejected": "reject", "spam": "spam", "duplicate": "duplicate", "danger": "calm"}
WAYS = {
    "kept": tuple(_KEPT.split()),
    "finished": ("resolve", "reopen", "close"),
    **{way: (act,) for way, act in _ALONE.items()},
    "withdrawn": ("verify", "escalate", "withdraw"),
    "returned": ("verify", "escalate"),
}
"""What is done with which case, in this order."""
_DAYS = ((1, "free"), (2, "special"))
_WITHOUT_BRACES = PAYLOAD.replace("{", "(").replace("}", ")")
FITTING: dict[str, dict[str, str]] = {
    "canned": {"text": _WITHOUT_BRACES},
    "texts": {"text": _WITHOUT_BRACES.replace("\u202e", "").replace("\u202c", "")},
    "templates": {
        "name": "kabar_laporan",
        "body": _WITHOUT_BRACES + " {{1}}.",
        "variables": SHORT[:60].replace(",", " "),
    },
    "channels": {
        "phone_number_id": "109876543210987",
        "waba_id": "209876543210987",
        "display_number": "+628110009999",
        **dict.fromkeys(("verify_token", "app_secret", "access_token"), "harmless-words"),
    },
    "calendars": {
        **{f"day_{day}": "08.00–12.00" for day in range(7)},
        **{f"{kind}_date_{row}": f"203{row}-0{month}-02" for row in range(3) for month, kind in _DAYS},
        **{f"special_periods_{row}": "08.00–10.00" for row in range(3)},
        "name": SHORT[5:60],
        "step": "save",
    },
    "units": {},
    "topics": {"name": SHORT[:60]},
    "authorities": {"name": SHORT[:80], "reach": SHORT[:160]},
    "retention": {
        **{f"months_{kind}": "600" for kind in ("complaint", "consultation", "information", "aspiration")},
        **{f"law_{kind}": SHORT for kind in ("complaint", "consultation", "information", "aspiration")},
    },
    "people": {},
}
"""Where a room of the console takes no words, or not these."""
ELSEWHERE = {"send_back", "register", "settle", "status", "follow_up", "react", "consent", "file_anyway"}
ELSEWHERE |= {"release", "give_back", "link_unit", "answer_as_unit", "return_answer", "ask_consent"}
ELSEWHERE |= {"approve", "refuse", "unask", "join_unit", "instruct_unit"}
ELSEWHERE |= {"wrong_door", "speak", "propose", "say", "erase"}
"""The ministry's, of a register or its rule; `react` takes no words; five need a unit (test_desk_unit_answers), two
several (test_desk_more_units), three a rule of approval (test_desk_approval), five another office or a case that is
over (test_desk_between)."""
