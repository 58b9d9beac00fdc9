"""From an exchange's call to arrivals: each event of a telephone call, and what is none with the reason."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from helpdesk.channels.calls import CallArrived, CallOutcome, CallStep
from helpdesk.channels.model import UNKNOWN_TIME, Addressed, Arrival, Ignored
from integrations.phone.payloads import MOST_EVENTS
from kit.moments import moment_of
from kit.phones import phone_number

LONGEST_ID = 200
LONGEST_LINK = 1000
LONGEST_CALL = 86_400
"""Seconds."""

_STEPS = {
    "ringing": CallStep.RINGING,
    "answered": CallStep.ANSWERED,
    "ended": CallStep.ENDED,
    "hangup": CallStep.ENDED,
    "recording": CallStep.RECORDED,
}
_OUTCOMES = {
    **dict.fromkeys(("answered", "answer"), CallOutcome.ANSWERED),
    **dict.fromkeys(("missed", "noanswer", "no-answer", "cancel", "canceled"), CallOutcome.MISSED),
    **dict.fromkeys(("busy", "congestion", "chanunavail"), CallOutcome.BUSY),
}
"""Ours, and those that many exchanges know."""
_WITHHELD = frozenset({"", "anonymous", "unknown", "private", "restricted", "unavailable"})
_NOT_SHOWN = re.compile(r"[^0-9+*#]")
_LONGEST_WRITTEN = 20


class _Unusable(Exception):
    """A part that everything hangs on cannot be used; the text names it, never its content."""


def arrivals(data: Any, body: bytes, *, own: str = "") -> list[Addressed]:
    """Every event of a call, in order, at least one; `own` is the office's number, which never calls itself."""
    name = hashlib.sha256(body).hexdigest()[:32]
    return [
        Addressed(address="", arrival=_judged(item, f"{name}:{place}", own))
        for place, item in enumerate(_items(data), 1)
    ]


def _items(data: Any) -> Iterator[Any]:
    """One event, or a list of them; the same event twice in one body is one."""
    listed = data if isinstance(data, list) else [data]
    seen: list[Any] = []
    for item in listed[:MOST_EVENTS] or [None]:
        named = isinstance(item, Mapping) and (item.get("call"), item.get("event"))
        if not named or named not in seen:
            seen.append(named)
            yield item


def _judged(item: Any, name: str, own: str) -> Arrival:
    try:
        return _event(item, own)
    except _Unusable as reason:
        return Ignored(external_id=f"ignored:{name}", at=UNKNOWN_TIME, what="phone", reason=str(reason))


def _event(item: Any, own: str) -> CallArrived:
    if not isinstance(item, Mapping):
        raise _Unusable("not fields with names")
    call_id, step = _text(item, "call"), _STEPS.get(_text(item, "event").lower())
    if not call_id or len(call_id) > LONGEST_ID or not call_id.isprintable():
        raise _Unusable("call unusable")
    if step is None:
        raise _Unusable("unknown event")
    if _text(item, "direction").lower() in ("out", "outbound", "outgoing"):
        raise _Unusable("the office called")
    recording = _link(_text(item, "recording"))
    if step is CallStep.RECORDED and not recording:
        raise _Unusable("recording is no https address")
    caller, written = caller_of(_text(item, "from"), own)
    return CallArrived(
        external_id=f"{call_id}:{step.value}",
        call_id=call_id,
        step=step,
        at=moment_of(_text(item, "at")) or UNKNOWN_TIME,
        caller=caller,
        written=written,
        seconds=_seconds(item.get("seconds")) if step is CallStep.ENDED else None,
        outcome=_OUTCOMES.get(_text(item, "outcome").lower()) if step is CallStep.ENDED else None,
        recording=recording,
    )


def caller_of(written: str, own: str = "") -> tuple[str, str]:
    """The person's number, or what was shown where it is nobody's; neither when it was withheld."""
    plain = written.strip().removeprefix("sip:").removeprefix("tel:").partition("@")[0].partition(";")[0]
    if plain.lower() in _WITHHELD:
        return "", ""
    shown = _NOT_SHOWN.sub("", plain)[:_LONGEST_WRITTEN]
    number = phone_number(plain) if len(plain) <= 40 and not any(map(str.isalpha, plain)) else None
    if number is None or number == own:
        return "", shown
    return number, ""


def _text(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    return "" if isinstance(value, bool) or not isinstance(value, str | int | float) else str(value)


def _seconds(value: Any) -> int | None:
    """Whole seconds, as a number or as digits."""
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 8:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= LONGEST_CALL:
        return None
    return int(value)


def _link(text: str) -> str:
    """An address that a browser opens with encryption; empty for anything else."""
    try:
        parts = urlsplit(text)
        good = parts.scheme == "https" and bool(parts.hostname) and not parts.username and not parts.password
    except ValueError:
        return ""
    plain = text.isascii() and text.isprintable() and " " not in text and len(text) <= LONGEST_LINK
    return text if good and plain and not set(text) & set("\"'<>`\\") else ""
