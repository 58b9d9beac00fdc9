"""What an answer of the Graph API means: a receipt, a file's place, a number's health, or a channel error."""

from typing import NamedTuple, TypeVar

import msgspec

from helpdesk.channels.errors import (
    AccountBlocked,
    ChannelError,
    ChannelFailing,
    ChannelThrottled,
    ChannelUnreachable,
    CredentialsRejected,
    MediaRejected,
    MessageRejected,
    OutcomeUnknown,
)
from helpdesk.channels.health import Cause, Health
from helpdesk.channels.model import Receipt
from integrations.whatsapp import payloads as wire
from integrations.whatsapp.codes import ERROR_OF, VAGUE, error_of
from integrations.whatsapp.values import Unusable, code_text, identifier

_SWITCHED_OFF = {"BANNED", "DELETED", "DISCONNECTED", "MIGRATED", "PENDING", "UNVERIFIED"}
"""States of a number that can send nothing; a restricted or flagged one still answers citizens."""

_Kind = TypeVar("_Kind")


class _Uploaded(msgspec.Struct, frozen=True):
    """What Meta calls a file that we gave it."""

    id: str


class GraphAnswer(NamedTuple):
    """An answer as it came; `retry_after` is in seconds."""

    status: int
    body: bytes
    mime_type: str = ""
    retry_after: float | None = None

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300


def receipt(answer: GraphAnswer) -> Receipt:
    """The new message's id; raises `OutcomeUnknown` for a success without one, or what the refusal means."""
    if not answer.good:
        raise _refused_message(answer)
    said = _read(answer, wire.Answer) or wire.Answer()
    try:
        return Receipt(external_id=identifier(said.messages[0].id, "message id"))
    except (IndexError, Unusable):
        raise OutcomeUnknown("no_message_id") from None


def _refused_message(answer: GraphAnswer) -> ChannelError:
    code, subcode = _code(answer)
    if answer.status == 429:
        named = error_of(code)
        too_fast = named if issubclass(named, ChannelThrottled) else ChannelThrottled
        return too_fast(code or "429", retry_after=answer.retry_after)
    if answer.status >= 500 or answer.status == 408:
        return _after_a_breakdown(answer, code)
    if code:
        return error_of(code, subcode)(code, retry_after=answer.retry_after)
    return _without_code(answer, MessageRejected)


def _after_a_breakdown(answer: GraphAnswer, code: str) -> ChannelError:
    """A 5xx may come from a gateway that gave up waiting while the message went on, or from a fault after
    the message was queued. Only an error of the API itself that names a reason (overloaded, throttled,
    maintenance) proves a refusal; everything else is settled by the status that carries our id."""
    if code in ERROR_OF and code not in VAGUE:
        return ERROR_OF[code](code, retry_after=answer.retry_after)
    return OutcomeUnknown(code or str(answer.status))


def place_of(answer: GraphAnswer) -> wire.MediaPlace:
    """Where a file is; raises a `ChannelError`, `MediaRejected` when it is gone."""
    if not answer.good:
        raise refused_file(answer)
    place = _read(answer, wire.MediaPlace)
    if place is None:
        raise ChannelFailing("no_url")
    return place


def upload_id(answer: GraphAnswer) -> str:
    """What the remote calls an uploaded file; raises a `ChannelError`: uploading again is always safe."""
    if not answer.good:
        raise refused_file(answer)
    said = _read(answer, _Uploaded)
    try:
        return identifier(said.id if said else "", "media id")
    except Unusable:
        raise ChannelFailing("no_media_id") from None


def refused_file(answer: GraphAnswer) -> ChannelError:
    """Why a file or its place was not given; asking again is always safe."""
    code, subcode = _code(answer)
    if answer.status == 429:
        return ChannelThrottled(code or "429", retry_after=answer.retry_after)
    if answer.status >= 500 or answer.status == 408:
        return ChannelFailing(code or str(answer.status), retry_after=answer.retry_after)
    if code == "100":
        return MediaRejected(f"{code}.{subcode}" if subcode else code)
    if code:
        return error_of(code, subcode)(code, retry_after=answer.retry_after)
    return _without_code(answer, MediaRejected)


def refused_reading(answer: GraphAnswer, otherwise: type[ChannelError]) -> ChannelError:
    """Why something that only reads was refused; asking again is always safe."""
    code, subcode = _code(answer)
    if answer.status == 429:
        return ChannelThrottled(code or "429", retry_after=answer.retry_after)
    if answer.status >= 500 or answer.status == 408:
        return ChannelFailing(code or str(answer.status), retry_after=answer.retry_after)
    if code:
        return error_of(code, subcode)(code, retry_after=answer.retry_after)
    return _without_code(answer, otherwise)


def cause_of(error: ChannelError) -> Cause:
    """What an administrator should look at first, from the error of a question about the number."""
    if isinstance(error, CredentialsRejected):
        return _CAUSES.get(error.remote_code, Cause.PERMISSION)
    if isinstance(error, AccountBlocked):
        return Cause.BLOCKED
    return Cause.NETWORK if isinstance(error, ChannelUnreachable) else Cause.BUSY


_CAUSES = {
    **dict.fromkeys(("190", "401", "not_a_header_value"), Cause.ACCESS),
    "100": Cause.NUMBER,
    **dict.fromkeys(("api_base", "301", "302", "303", "307", "308", "403", "404"), Cause.ADDRESS),
}
"""By what stands in the error: Meta's code (100 is the unknown object), else the status or a word of the client."""


def health_of(answer: GraphAnswer) -> Health:
    """Whether the number can work; raises a `ChannelError` when it was refused."""
    if not answer.good:
        code, subcode = _code(answer)
        breakdown = answer.status >= 500 or answer.status == 429
        error = error_of(code, subcode) if code in ERROR_OF else ChannelFailing
        raise error(code or str(answer.status)) if code or breakdown else _without_code(answer, ChannelError)
    number = _read(answer, wire.Number)
    if number is None:
        raise ChannelFailing("no_number")
    if number.status in _SWITCHED_OFF:
        raise AccountBlocked(number.status)
    return Health(ok=True)


def _without_code(answer: GraphAnswer, otherwise: type[ChannelError]) -> ChannelError:
    """An answer that is none of the Graph API's: a redirect, or another server at the address."""
    wrong_place = 300 <= answer.status < 400 or answer.status in (403, 404)
    if answer.status == 401 or (wrong_place and otherwise is not MediaRejected):
        return CredentialsRejected(str(answer.status))
    return otherwise(str(answer.status))


def _code(answer: GraphAnswer) -> tuple[str, str]:
    said = _read(answer, wire.Answer)
    if said is None or said.error is None:
        return "", ""
    return code_text(said.error.code), code_text(said.error.error_subcode)


def _read(answer: GraphAnswer, kind: type[_Kind]) -> _Kind | None:
    try:
        return msgspec.json.decode(answer.body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
