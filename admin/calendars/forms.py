"""The form of a calendar as browsers send it: seven days, and rows of dates as many as it shows."""

from collections.abc import Iterator, Mapping
from typing import Any

from litestar.datastructures import UploadFile

from admin.calendars.ics import MOST_BYTES
from admin.calendars.model import TypedCalendar, TypedDay
from admin.calendars.rules import MOST_FREE, MOST_SPECIAL
from helpdesk.desk.pages import AnyRequest

MOST_FORM_BYTES = 512 * 1024
"""Room for every row with a name of its own."""
MOST_FILE_BYTES = 2 * MOST_BYTES
"""A file or its text; one that is too large is to be told so by the field, up to this size."""
SPARE = 3
"""Empty rows below those that are filled in."""
MORE = 10
"""Empty rows when more are asked for."""


async def sent(request: AnyRequest) -> tuple[TypedCalendar, str, str]:
    """What stands in the form, the version it was opened with, and the button that was pressed."""
    form = await request.form()
    typed = TypedCalendar(
        name=_text(form, "name"),
        timezone=_text(form, "timezone"),
        week=tuple(_text(form, f"day_{index}") for index in range(7)),
        joint_leave_off=bool(_text(form, "joint_leave")),
        free=tuple(_rows(form, "free", MOST_FREE)),
        special=tuple(_rows(form, "special", MOST_SPECIAL)),
    )
    return typed, _text(form, "version"), _text(form, "step")


def hidden(typed: TypedCalendar) -> list[tuple[str, str]]:
    """The same form again, to be sent on from a page that only shows what it changes."""
    fields = [("name", typed.name), ("timezone", typed.timezone)]
    fields += [(f"day_{index}", text) for index, text in enumerate(typed.week)]
    fields += [("joint_leave", "1")] if typed.joint_leave_off else []
    for kind, rows in (("free", typed.free), ("special", typed.special)):
        for index, row in enumerate(rows):
            fields += [(f"{kind}_date_{index}", row.date), (f"{kind}_name_{index}", row.name)]
            fields += [(f"{kind}_periods_{index}", row.periods)] if kind == "special" else []
    return fields


async def sent_file(request: AnyRequest) -> bytes:
    """The file that was chosen, else the text that was pasted."""
    form = await request.form()
    file = form.get("file")
    if isinstance(file, UploadFile) and file.filename:
        return await file.read()
    return _text(form, "text").encode("utf-8", "replace")


def _rows(form: Mapping[str, Any], kind: str, most: int) -> Iterator[TypedDay]:
    """The rows that are filled in and not marked to go."""
    for index in range(most + MORE):
        row = TypedDay(
            *(_text(form, f"{kind}_{part}_{index}").strip() for part in ("date", "name", "periods"))
        )
        if (row.date or row.name or row.periods) and not _text(form, f"{kind}_drop_{index}"):
            yield row


def _text(form: Mapping[str, Any], name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""
