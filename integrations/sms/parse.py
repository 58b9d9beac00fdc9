"""From a gateway's call to arrivals: messages, delivery reports, and what opens nothing with the reason."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any

from helpdesk.channels.model import (
    UNKNOWN_TIME,
    Addressed,
    Arrival,
    DeliveryProgress,
    Identity,
    Ignored,
    MessageArrived,
    Part,
    Sender,
    StatusArrived,
)
from integrations.sms.codes import error_code_of
from integrations.sms.payloads import Wire, found, text_at, words
from kit.moments import moment_of
from kit.phones import phone_number

LONGEST_ID = 200
LONGEST_TEXT = 20_000
"""Characters; a hundred joined SMS have fewer."""
MOST_ITEMS = 1000
MOST_PARTS = 255

_BROKEN = re.compile("[\x00\ud800-\udfff]")
_CODE = re.compile("[0-9A-Za-z_.-]{1,40}")


class _Unusable(Exception):
    """A part that everything hangs on cannot be used; the text names it, never its content."""


def arrivals(data: Any, wire: Wire, *, call_id: str, ours: str = "", own: str = "") -> list[Addressed]:
    """Everything in a call, in order, at least one; `call_id` names messages that the gateway gives no name.

    `ours` is our id of the message that a report speaks of, when it stood in the address; `own` the office's
    number, from which nobody writes to it.
    """
    return [
        Addressed(address=_address(item, wire), arrival=_judged(item, wire, call_id, place, ours, own))
        for place, item in enumerate(_items(data, wire), 1)
    ]


def _items(data: Any, wire: Wire) -> Iterator[Any]:
    listed = found(data, wire.in_list) if wire.in_list else data
    items = listed if isinstance(listed, list) else [data]
    yield from items[:MOST_ITEMS] or [None]


def _judged(item: Any, wire: Wire, call_id: str, place: int, ours: str, own: str) -> Arrival:
    try:
        if not isinstance(item, Mapping):
            raise _Unusable("not fields with names")
        if _is_report(item, wire):
            return _report(item, wire, ours)
        if not text_at(item, wire.in_from):
            raise _Unusable("no sender")
        if _sender(text_at(item, wire.in_from)) == own:
            raise _Unusable("the sender is the office's own number")
        return _message(item, wire, f"{call_id}:{place}")
    except _Unusable as reason:  # named after what it says: however often it comes, one line stands for it
        digest = hashlib.sha256(repr(item).encode(errors="replace")).hexdigest()[:32]
        return Ignored(
            external_id=f"ignored:{digest}:{place}", at=UNKNOWN_TIME, what="sms", reason=str(reason)
        )


def _is_report(item: Mapping[str, Any], wire: Wire) -> bool:
    word = text_at(item, wire.report_word).lower()
    return bool(word) and (_progress(word, wire) is not None or found(item, wire.in_text) is None)


def _message(item: Mapping[str, Any], wire: Wire, name: str) -> MessageArrived:
    number = _sender(text_at(item, wire.in_from))
    given = text_at(item, wire.in_id)
    external_id = _identifier(given, "message id") if given else f"unnamed:{name}"
    part = _part(item, wire, number)
    text = readable(text_at(item, wire.in_text))
    if len(text) > LONGEST_TEXT:
        raise _Unusable("text too long")
    return MessageArrived(
        external_id=f"{part.prefix}{external_id}" if part else external_id,
        sender=Sender(identities=(Identity(scheme="phone", value=number),)),
        at=moment_of(text_at(item, wire.in_time), milliseconds=True) or UNKNOWN_TIME,
        text=text,
        part=part,
    )


def _sender(written: str) -> str:
    """A citizen's number; raises `_Unusable` for names, short codes and service numbers: nobody to answer."""
    if any(sign.isalpha() for sign in written):
        raise _Unusable("the sender is a name, not a number")
    number = phone_number(written)
    if number is None:
        raise _Unusable("the sender is a short or service number, or no number")
    return number


def _part(item: Mapping[str, Any], wire: Wire, number: str) -> Part | None:
    """Which part of a long message this is; none when it is whole, or the gateway's words make no sense."""
    joint = text_at(item, wire.in_joint)
    place, of = (text_at(item, path) for path in (wire.in_part, wire.in_parts))
    if not (joint and place.isdecimal() and of.isdecimal() and len(place) < 4 and len(of) < 4):
        return None
    if not 1 <= int(place) <= int(of) <= MOST_PARTS or int(of) == 1:
        return None
    digest = hashlib.sha256(f"{number} {joint} {of}".encode(errors="replace")).hexdigest()[:24]
    return Part(prefix=f"part:{digest}:", place=int(place), of=int(of))


def _report(item: Mapping[str, Any], wire: Wire, ours: str) -> StatusArrived:
    word = text_at(item, wire.report_word).lower()
    progress = _progress(word, wire)
    if progress is None:
        raise _Unusable("report with an unknown word")
    message_id = _identifier(text_at(item, wire.report_id), "message id")
    code = text_at(item, wire.report_error)
    remote_code = code if _CODE.fullmatch(code) else "unknown" if code else ""
    failed = progress is DeliveryProgress.FAILED
    return StatusArrived(
        external_id=f"{message_id}:{progress.value}",
        message_id=message_id,
        progress=progress,
        at=UNKNOWN_TIME,
        error_code=error_code_of(remote_code) if failed else "",
        remote_code=remote_code if failed else "",
        our_id=text_at(item, wire.report_ours) or ours,
    )


def _progress(word: str, wire: Wire) -> DeliveryProgress | None:
    for listed, progress in (
        (wire.report_delivered, DeliveryProgress.DELIVERED),
        (wire.report_failed, DeliveryProgress.FAILED),
        (wire.report_sent, DeliveryProgress.SENT),
    ):
        if word in words(listed):
            return progress
    return None


def _address(item: Any, wire: Wire) -> str:
    """The number that was written to, as an account's address; empty when the gateway does not say.

    A report names our citizen there: it belongs to the hook it came to.
    """
    if not isinstance(item, Mapping) or _is_report(item, wire):
        return ""
    written = text_at(item, wire.in_to).strip()
    usable = len(written) <= LONGEST_ID and written.isprintable()
    return (phone_number(written) or written) if usable else ""


def _identifier(text: str, name: str) -> str:
    if not text or len(text) > LONGEST_ID or not text.isprintable():
        raise _Unusable(f"{name} unusable")
    return text


def readable(text: str) -> str:
    """The text with NUL and lone surrogates, which no database takes, as U+FFFD."""
    return text if text.isprintable() else _BROKEN.sub("\ufffd", text)
