"""What a gateway's answer means: a receipt, an account's health, or a channel error."""

import re
from typing import Any, NamedTuple

from helpdesk.channels.errors import (
    BodyMalformed,
    ChannelError,
    ChannelFailing,
    ChannelThrottled,
    ChannelUnreachable,
    CredentialsRejected,
    MessageRejected,
    OutcomeUnknown,
)
from helpdesk.channels.health import Cause, Health
from helpdesk.channels.model import Receipt
from integrations.sms.codes import ERROR_OF
from integrations.sms.payloads import Wire, text_at, tree, words

_CODE = re.compile("[0-9A-Za-z_.-]{1,40}")


class GatewayAnswer(NamedTuple):
    """An answer as it came; `retry_after` is in seconds."""

    status: int
    body: bytes
    retry_after: float | None = None


def receipt(answer: GatewayAnswer, wire: Wire) -> Receipt:
    """The message's id at the gateway; raises `OutcomeUnknown` for a success without one, else the refusal."""
    said = _read(answer)
    if not 200 <= answer.status < 300:
        raise _refused(answer, _code(said, wire))
    if wire.taken_field and text_at(said, wire.taken_field).lower() not in words(wire.taken_words):
        # A word that is missing proves nothing, one that is there is the gateway's own refusal.
        known = text_at(said, wire.taken_field)
        raise MessageRejected(_code(said, wire) or "refused") if known else OutcomeUnknown("no_word")
    found = text_at(said, wire.id_field)
    if not found or len(found) > 200 or not found.isprintable():
        raise OutcomeUnknown("no_message_id")
    return Receipt(external_id=found)


def health_of(answer: GatewayAnswer, wire: Wire) -> Health:
    """Well when the gateway knows the key and answers in its own form; raises what a refusal means."""
    said = _read(answer)
    if answer.status >= 500 or answer.status == 408:
        raise ChannelFailing(str(answer.status))
    if not 200 <= answer.status < 300:
        raise _refused(answer, _code(said, wire))
    if not isinstance(said, dict):
        return Health(
            ok=False, code="strange_answer", advice=CredentialsRejected.sentence, cause=Cause.ADDRESS
        )
    return Health(ok=True)


def cause_of(error: ChannelError) -> Cause | None:
    """What an administrator looks at first."""
    if isinstance(error, ChannelUnreachable):
        return Cause.NETWORK
    if isinstance(error, ChannelThrottled | ChannelFailing):
        return Cause.BUSY
    if isinstance(error, CredentialsRejected):
        return Cause.ADDRESS if error.remote_code in ("send_address", "404", "redirect") else Cause.ACCESS
    return None


def _refused(answer: GatewayAnswer, code: str) -> ChannelError:
    """A breakdown proves nothing: the message may have gone on."""
    if answer.status >= 500 or answer.status == 408:
        return OutcomeUnknown(str(answer.status))
    if answer.status == 429:
        return ChannelThrottled(code or "429", retry_after=answer.retry_after)
    if answer.status in (401, 403):
        return CredentialsRejected(code or str(answer.status))
    if code in ERROR_OF:
        return ERROR_OF[code](code, retry_after=answer.retry_after)
    if answer.status == 404:
        return CredentialsRejected("404")
    if answer.status < 400:
        return CredentialsRejected("redirect")
    return MessageRejected(code or str(answer.status))


def _code(said: Any, wire: Wire) -> str:
    """The remote's code as text; nothing of a sentence, which may hold anything."""
    code = text_at(said, wire.error_field)
    return code if _CODE.fullmatch(code) else "unknown" if code else ""


def _read(answer: GatewayAnswer) -> Any:
    try:
        return tree(answer.body)
    except BodyMalformed:
        return None
