"""What comes through the door for letters of other installations: read, and judged before anything is done. Pure."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from helpdesk.cases.model import CaseKind
from helpdesk.elsewhere.wire import Copy, Hello, NewKey
from helpdesk.escalation.letter import (
    Ended,
    Erased,
    Letter,
    Offer,
    Progressed,
    RegisterNumber,
    SourceState,
    Voice,
)
from helpdesk.escalation.model import Ground, LinkState
from helpdesk.escalation.voices import ACTS
from kit.errors import Invalid

MOST_TEXT = 70_000
MOST_EXTRACTS = 100
_MOST_SEQ = 2**31 - 1
_NUMBER = re.compile(r"[0-9A-Za-z-]{0,64}")
"""Of a public register, or none: a citizen may read it in a message of ours."""
_SOURCE_STATES = frozenset({"closed", "rejected", "spam", "duplicate", "reopened"})


class Carried(msgspec.Struct, frozen=True, kw_only=True, tag="letter.v1"):
    """A letter, as it goes from one installation to another."""

    data: Letter


Message = Hello | NewKey | Copy | Carried
_TYPES = frozenset(str(kind.__struct_config__.tag) for kind in (Hello, NewKey, Copy, Carried))


class _Typed(msgspec.Struct):
    type: str


def read(body: bytes) -> Message:
    """The message in a genuine call; raises `Invalid` (`version_unknown`, `letter_unreadable`)."""
    try:
        kind = msgspec.json.decode(body, type=_Typed).type
        if kind not in _TYPES:
            raise Invalid("version_unknown")
        message: Message = msgspec.json.decode(body, type=Message)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        raise Invalid("letter_unreadable") from None
    if isinstance(message, Carried) and not is_sound(message.data):
        raise Invalid("letter_unreadable")
    return message


def is_sound(letter: Letter) -> bool:
    """Can it be kept and acted on here: known words, times with a zone, texts that a database takes?"""
    content = letter.content
    if not 1 <= letter.seq <= _MOST_SEQ or not all(moment.tzinfo for moment in _moments(letter)):
        return False
    if any("\x00" in text or len(text) > MOST_TEXT for text in _texts(msgspec.to_builtins(content))):
        return False
    match content:
        case Offer(package=package):
            known = package.kind in set(CaseKind) and _NUMBER.fullmatch(package.lapor_number) is not None
            return known and len(package.extracts) <= MOST_EXTRACTS
        case RegisterNumber(number=number):
            return _NUMBER.fullmatch(number) is not None
        case Progressed(state=state):
            return state == "reopened" or state in set(LinkState)
        case Ended(state=state):
            return state in set(LinkState)
        case Voice(act=act):
            return act in ACTS
        case Erased(ground=ground):
            return ground in set(Ground)
        case SourceState(state=state):
            return state in _SOURCE_STATES
    return True


def _moments(letter: Letter) -> Iterator[datetime]:
    yield letter.at
    if isinstance(letter.content, Offer):
        package = letter.content.package
        yield package.opened_at
        yield from (extract.at for extract in package.extracts)
        if letter.content.agree_by is not None:
            yield letter.content.agree_by


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
