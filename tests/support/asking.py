"""Questions about time in the JSON of `sahut sla explain`, asked of an office in March 2026."""

import json
from typing import Any

from helpdesk.sla.answer import answer

OFFICE = {
    "timezone": "Asia/Jakarta",
    "periods": {day: [["08:00", "12:00"], ["13:00", "16:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
}


def ask(calendar: Any = OFFICE, **spec: Any) -> Any:
    """The answer to one spec."""
    return answer(json.dumps({"calendar": calendar, **spec}).encode())


def march(day_and_hour: str) -> str:
    """`march("16 08:00")`, on the wall clock of Jakarta."""
    return f"2026-03-{day_and_hour.replace(' ', 'T')}:00+07:00"
