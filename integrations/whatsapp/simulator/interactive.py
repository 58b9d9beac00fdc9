"""Messages with buttons or a list: what Meta checks in them, and what a citizen presses."""

from typing import Any

from integrations.whatsapp.simulator import wire
from integrations.whatsapp.simulator.checks import Refused
from integrations.whatsapp.simulator.model import Chat, Choice, Direction, Line
from integrations.whatsapp.simulator.world import World

LONGEST_BODY = 1024
MOST_BUTTONS, MOST_ROWS = 3, 10
_BUTTON_ID, _BUTTON_TITLE = 256, 20
_ROW_ID, _ROW_TITLE, _ROW_DESCRIPTION, _LABEL = 200, 24, 72, 20


def read(part: Any) -> tuple[str, tuple[Choice, ...], str]:
    """Text, choices and the list's label; raises `Refused` for what Meta would not take."""
    if not isinstance(part, dict):
        raise Refused(131008, "The parameter interactive is required.")
    body, action = part.get("body"), part.get("action")
    text = _string(body, "text", LONGEST_BODY, "interactive['body']['text']")
    if part.get("type") == "button":
        return text, _buttons(action), ""
    if part.get("type") == "list":
        return text, _rows(action), _string(action, "button", _LABEL, "interactive['action']['button']")
    raise Refused(131009, "Parameter value is not valid: interactive['type']")


def press(world: World, chat: Chat, line: Line, choice: Choice) -> tuple[Line, dict[str, Any]]:
    """The citizen presses something under a message; the second value is what the webhook says of it."""
    pressed = Line(
        id=wire.new_id(),
        direction=Direction.FROM_CITIZEN,
        at=world.now(),
        kind="interactive",
        text=choice.title,
        reply_to=line.id,
    )
    chat.wrote_at = world.now()
    chat.lines.append(pressed)
    kind = "list_reply" if line.list_label else "button_reply"
    reply = {"id": choice.id, "title": choice.title}
    if line.list_label and choice.description:
        reply["description"] = choice.description
    head = wire.message_head(chat, pressed)
    return pressed, {**head, "type": "interactive", "interactive": {"type": kind, kind: reply}}


def _buttons(action: Any) -> tuple[Choice, ...]:
    buttons = _list(action, "buttons", MOST_BUTTONS)
    found = []
    for button in buttons:
        reply = button.get("reply") if isinstance(button, dict) and button.get("type") == "reply" else None
        title = _string(reply, "title", _BUTTON_TITLE, "buttons['reply']['title']")
        found.append(Choice(id=_string(reply, "id", _BUTTON_ID, "buttons['reply']['id']"), title=title))
    return _distinct(found, titles=True)


def _rows(action: Any) -> tuple[Choice, ...]:
    found = []
    for section in _list(action, "sections", MOST_ROWS):
        for row in _list(section, "rows", MOST_ROWS):
            described = isinstance(row, dict) and "description" in row
            found.append(
                Choice(
                    id=_string(row, "id", _ROW_ID, "rows['id']"),
                    title=_string(row, "title", _ROW_TITLE, "rows['title']"),
                    description=_string(row, "description", _ROW_DESCRIPTION, "rows['description']")
                    if described
                    else "",
                )
            )
    if len(found) > MOST_ROWS:
        raise Refused(131009, f"A list has at most {MOST_ROWS} rows.")
    return _distinct(found, titles=False)


def _distinct(found: list[Choice], *, titles: bool) -> tuple[Choice, ...]:
    for values in ([each.id for each in found], [each.title for each in found] if titles else []):
        if len(set(values)) < len(values):
            raise Refused(131009, "Ids and titles must differ from each other.")
    return tuple(found)


def _list(part: Any, name: str, most: int) -> list[Any]:
    found = part.get(name) if isinstance(part, dict) else None
    if not isinstance(found, list) or not 0 < len(found) <= most:
        raise Refused(131009, f"Between 1 and {most} {name} are required.")
    return found


def _string(part: Any, name: str, most: int, place: str) -> str:
    found = part.get(name) if isinstance(part, dict) else None
    if not isinstance(found, str) or not found.strip():
        raise Refused(131008, f"The parameter {place} is required.")
    if len(found) > most:
        raise Refused(131009, f"Param {place} must be at most {most} characters long.")
    return found
