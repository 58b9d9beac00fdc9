"""A letter of every kind there is, made from the kinds themselves: a new one is in it without being named."""

from collections.abc import Iterator
from datetime import UTC, datetime
from types import UnionType
from typing import Any, get_args
from uuid import UUID

import msgspec

from helpdesk.escalation.letter import Content
from helpdesk.escalation.model import Copy, Side
from helpdesk.escalation.whose_word import WORDS
from kit.ids import uuid7

_LIKE: dict[str, Any] = {
    "number": "KDL-0000-0000-7",
    "kind": "complaint",
    "title": "Judul lain",
    "lapor_number": "7654321",
}
_WORD_FIELDS = {
    "progressed": "state",
    "ended": "state",
    "source_state": "state",
    "voice": "act",
    "erased": "ground",
    "register_number": "register",
    "copy_settled": "copy",
}


def kinds() -> tuple[type[msgspec.Struct], ...]:
    """All kinds of letters."""
    assert isinstance(Content, UnionType)
    return get_args(Content)


def every_content() -> Iterator[Any]:
    """One letter of every kind, and of every word that a kind has."""
    for kind in kinds():
        tag = str(kind.__struct_config__.tag)
        for word in sorted(word for each, word in WORDS if each is kind):
            yield _made(kind, {_WORD_FIELDS[tag]: word} if word else {})


def _made(kind: type[Any], words: dict[str, str]) -> Any:
    values = {}
    for field in msgspec.structs.fields(kind):
        like = _LIKE.get(field.name) if field.type is not int else None
        value = words.get(field.name, like)
        values[field.name] = _value(field.type) if value is None else msgspec.convert(value, field.type)
    if values.get("register"):
        values["number"] = "7654321"
    return kind(**values)


def _value(wanted: Any) -> Any:
    made = {
        str: "Saya cabut laporan saya",
        bool: True,
        int: 1,
        datetime: datetime(2026, 11, 23, 2, 0, tzinfo=UTC),
        UUID: uuid7(),
        Side: Side.SOURCE,
        Copy: Copy.ERASED,
    }
    if wanted in made:
        return made[wanted]
    if isinstance(wanted, type) and issubclass(wanted, msgspec.Struct):
        return _made(wanted, {})
    if get_args(wanted) and type(None) in get_args(wanted):
        return None
    return ()
