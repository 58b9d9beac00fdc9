"""A sheet with harmful words in every cell and every head: one copy waits to be taken in, one is in the office."""

import re

from support.desk import until
from support.marker import PAYLOAD, SHORT
from support.robot import Robot
from support.worksheets import HEADS, a_line, as_csv

_AT = "/admin/batang/sheets"


def bring_sheets(robot: Robot) -> tuple[str, str]:
    """Both; answers their addresses in this order."""
    words = {"topic": SHORT, "facility": SHORT, "unit": SHORT, "escalated_to": SHORT, "answer": PAYLOAD}
    lines = [
        a_line(SHORT[:50], text=PAYLOAD, name=SHORT, **words),
        a_line(SHORT[:49], opened=SHORT, text=PAYLOAD, channel=SHORT, phone=SHORT, state=SHORT),
    ]
    heads = [f"{head} {SHORT}" for head in HEADS]
    draft = _brought(robot, as_csv(lines, heads=heads))
    at = _brought(robot, as_csv(lines))
    robot.fills("/columns")
    robot.fills("/begin")
    until(lambda: "data-progress" not in robot.opens(at))
    return draft, at


def _brought(robot: Robot, content: bytes) -> str:
    robot.opens(_AT)
    form = next(each for each in robot.forms() if each.action.endswith("/sheets"))
    token = next(each.value for each in form.controls if each.name == "_csrf_token")
    origin = re.match(r"https?://[^/]+", robot.at)
    answer = robot.http.post(
        form.action,
        data={"_csrf_token": token},
        files={"file": (f"{SHORT}.csv", content, "text/csv")},
        headers={"origin": origin[0] if origin else ""},
    )
    assert answer.status_code == 200, answer.text
    robot.opens(answer.url.path)
    return answer.url.path
