"""What comes through the door for letters of other installations: read, and judged before anything is done. Pure."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from helpdesk.announcements.rules import is_sound as is_sound_announcement
from helpdesk.cases.model import CaseKind
from helpdesk.contacts.rules import REASON_CHARACTERS
from helpdesk.elsewhere.wire import Announced, Copy, Counted, Hello, NewKey
from helpdesk.escalation.letter import (
    Accepted,
    Answer,
    CitizenNamed,
    CitizenSeen,
    Content,
    CopySettled,
    Letter,
    Note,
    Offer,
    Received,
    RegisterNumber,
    Renumbered,
    WithWhom,
)
from helpdesk.escalation.moves import MOST_NAMES
from helpdesk.escalation.whose_word import is_known
from kit.errors import Invalid

MOST_TEXT = 70_000
MOST_EXTRACTS = 100
_NO_NAME = re.compile(r"[^\w .,&()'/-]|_|\.\w|/\S*/|\d[\d .-]{5,}|www")
MOST_NAME = 200
MOST_FILES = 500
MOST_OFFICES = 30
"""That a matter came through."""
MOST_LINE = 2000
_MOST_SEQ = 2**31 - 1
_FIRST_YEAR, _LAST_YEAR = 1990, 2100
_WHO = frozenset({"citizen", "office"})
_CASE_NUMBER = re.compile("[A-Z]{1,12}(-[0-9A-Z]{1,8}){1,4}")
_REGISTER_NUMBER = re.compile("(?=.{4,40}$)[A-Z]{0,6}-?[0-9]+(-[0-9]+)*")
"""It reaches the citizen without a desk in between, so it is a number and nothing else."""


class Carried(msgspec.Struct, frozen=True, kw_only=True, tag="letter.v1"):
    """A letter, as it goes from one installation to another."""

    data: Letter


Message = Hello | NewKey | Copy | Carried | Announced | Counted
_KINDS = (Hello, NewKey, Copy, Carried, Announced, Counted)
_TYPES = frozenset(str(kind.__struct_config__.tag) for kind in _KINDS)


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
    if isinstance(message, Announced) and not is_sound_announcement(message.data):
        raise Invalid("letter_unreadable")
    return message


def is_sound(letter: Letter) -> bool:
    """Can it be kept, acted on and shown here: known words, sane times and numbers, texts that a database takes?"""
    content = letter.content
    if not 1 <= letter.seq <= _MOST_SEQ or not all(_is_of_our_time(moment) for moment in _moments(letter)):
        return False
    if len(letter.enclosed) > MOST_FILES or len(letter.wanted) > MOST_FILES:
        return False
    if any("\x00" in text or len(text) > MOST_TEXT for text in _texts(msgspec.to_builtins(content))):
        return False
    if not is_known(content) or any(len(line) > MOST_LINE for line in _lines(content)):
        return False
    match content:
        case Offer(package=package, chain=chain):
            return (
                package.kind in set(CaseKind)
                and len(package.extracts) <= MOST_EXTRACTS
                and {extract.who for extract in package.extracts} <= _WHO
                and _is_number(package.number)
                and _is_register_number(package.lapor_number)
                and len(chain) <= MOST_OFFICES
            )
        case Received(number=number) | Accepted(number=number) | Renumbered(number=number):
            return _is_number(number)
        case RegisterNumber(number=number):
            return _is_register_number(number)
        case Note(number=number, answers=answers):
            return 0 <= number <= _MOST_SEQ and 0 <= (answers or 0) <= _MOST_SEQ
        case Answer(answers=answers):
            return 0 <= (answers or 0) <= _MOST_SEQ
        case WithWhom(office=office):
            return is_plain_name(office)
        case CitizenSeen(by=by, reason=reason):
            return len(by) <= MOST_NAME and len(reason) <= REASON_CHARACTERS[1]
    return True


def _is_number(written: str) -> bool:
    return _CASE_NUMBER.fullmatch(written) is not None


def _is_register_number(written: str) -> bool:
    """Or none: it is being filed, or is no more."""
    return not written or _REGISTER_NUMBER.fullmatch(written) is not None


def _is_of_our_time(moment: datetime) -> bool:
    """Any zone on earth can show it, and a clock can be reckoned from it."""
    return moment.tzinfo is not None and _FIRST_YEAR <= moment.year <= _LAST_YEAR


def _lines(content: Content) -> Iterator[str]:
    """What stands in one line wherever it is shown."""
    match content:
        case Offer(package=package):
            yield from (package.title, package.facility, package.citizen)
        case CitizenNamed(citizen=citizen):
            yield citizen
        case CopySettled(reason=reason):
            yield reason


def is_plain_name(text: str) -> bool:
    """Can it be an office's name? Citizens read it, so that it holds no address, number to call, or line of its own."""
    return len(text) <= MOST_NAMES and not _NO_NAME.search(text)


def _moments(letter: Letter) -> Iterator[datetime]:
    yield letter.at
    if isinstance(letter.content, CitizenSeen):
        yield letter.content.seen_at
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
