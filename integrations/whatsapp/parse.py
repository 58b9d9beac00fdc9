"""From a webhook's raw body to arrivals: everything in it, in order, and nothing lost for a neighbour's fault.

An ordinary body takes the quick way, decoded straight into structs. Anything unusual (a wrong type, a lone
surrogate, NaN, another field) takes the patient way, item by item, to the same functions.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from helpdesk.channels.model import Addressed, Arrival, Ignored
from integrations.whatsapp import payloads as wire
from integrations.whatsapp.kinds import message_arrival
from integrations.whatsapp.reports import UNKNOWN_TIME, error_event, moment_or_unknown, news, status_arrival
from integrations.whatsapp.values import Unusable, identifier, optional_identifier

OBJECT = "whatsapp_business_account"
MESSAGES = "messages"

MOST_BROKEN = 1000
"""Broken items of one body that are kept one by one; of more than that only the number."""

_T = TypeVar("_T")


def arrivals(body: bytes) -> list[Addressed]:
    """Everything in a body, at least one arrival; raises `BodyMalformed` for what is not JSON."""
    reading = _Reading(body)
    envelope = wire.envelope(body)
    if envelope is not None and _ordinary(envelope):
        found = [each for entry in envelope.entry for each in reading.entry(entry)]
    else:
        found = list(reading.tree(wire.tree(body)))
    found.extend(reading.uncounted())
    return found or list(reading.broken("body", "nothing in it"))


def _ordinary(envelope: wire.Envelope) -> bool:
    """Whether there are messages and statuses only, so that nothing else needs to be looked for."""
    return envelope.object == OBJECT and all(
        change.field == MESSAGES and (change.value.messages or change.value.statuses) and not change.value.errors
        for entry in envelope.entry
        for change in entry.changes
    )


class _Reading:
    """One body on its way to arrivals; names what has no id by body and place, the same on every delivery."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._named = 0
        self._beyond = 0

    def entry(self, entry: wire.Entry) -> Iterator[Addressed]:
        """The quick way."""
        for change in entry.changes:
            value = change.value
            address, problem = _address(value.metadata)
            for message in value.messages:
                yield self._message(message, value.contacts, address, problem)
            for status in value.statuses:
                yield self._status(status, address, problem)

    def tree(self, tree: Any) -> Iterator[Addressed]:
        """The patient way."""
        if not isinstance(tree, dict):
            yield from self.broken("body", "not an object")
        elif tree.get("object", OBJECT) != OBJECT:
            yield from self.broken("body", "unknown object")
        else:
            for entry in self._list(tree, "entry", "body"):
                if isinstance(entry, dict):
                    yield from self._changes(entry)
    ...
