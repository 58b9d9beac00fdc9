"""From a webhook's raw body to arrivals: everything in it, in order, each item judged by itself.

An ordinary body takes the quick way, decoded straight into structs. Anything unusual (a wrong type, a lone
surrogate, NaN, another field) takes the patient way, item by item, to the same functions.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple, TypeVar

import msgspec

from helpdesk.channels.model import UNKNOWN_TIME, Addressed, Arrival, Ignored
from integrations.whatsapp import payloads as wire
from integrations.whatsapp.kinds import message_arrival
from integrations.whatsapp.reports import error_event, moment_or_unknown, news, status_arrival
from integrations.whatsapp.values import Unusable, identifier, optional_identifier

OBJECT = "whatsapp_business_account"
MESSAGES = "messages"

_ONE_OF = {"messages": "message", "statuses": "status", "errors": "error"}

MOST_BROKEN = 1000
"""Broken items of one body that are kept one by one; of more than that only the number."""

_Any = TypeVar("_Any")
_Item = TypeVar("_Item", wire.Message, wire.Status, wire.RemoteError)


def arrivals(body: bytes) -> list[Addressed]:
    """Everything in a body, at least one arrival; raises `BodyMalformed` for what is not JSON."""
    reading = _Reading(body)
    envelope = wire.envelope(body)
    if envelope is not None and _ordinary(envelope):
        found = [each for entry in envelope.entry for each in reading.quickly(entry)]
    else:
        found = list(reading.guarded("body", reading.patiently(wire.tree(body))))
    found.extend(reading.rest())
    return found or list(reading.broken("body", "nothing in it"))


def _ordinary(envelope: wire.Envelope) -> bool:
    """Whether there are messages and statuses only, so that nothing else needs to be looked for."""
    return envelope.object == OBJECT and all(
        change.field == MESSAGES and change.value.metadata and not change.value.errors
        for entry in envelope.entry
        for change in entry.changes
    )


class _Reading:
    """One body on its way to arrivals; what has no id is named after body and place, always the same."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._digest = ""
        self._named = 0
        self._beyond = 0

    def quickly(self, entry: wire.Entry) -> Iterator[Addressed]:
        """The arrivals of an entry whose every part has the expected type."""
        for change in entry.changes:
            value = change.value
            place = _place(value.metadata)
            for message in value.messages:
                try:
                    place.must_be_known()
                    arrival = message_arrival(message, value.contacts)
                    yield Addressed(address=place.address, arrival=arrival)
                except Unusable as unusable:
                    yield from self.broken("message", unusable, place.address, message.id, message.timestamp)
            for status in value.statuses:
                try:
                    place.must_be_known()
                    yield Addressed(address=place.address, arrival=status_arrival(status))
                except Unusable as unusable:
                    yield from self.broken("status", unusable, place.address, "", status.timestamp)

    def patiently(self, tree: Any) -> Iterator[Addressed]:
        """The arrivals of any JSON value; raises `Unusable` when it is no webhook of this kind at all."""
        body = _mapping(tree, "body")
        if body.get("object", OBJECT) != OBJECT:
            raise Unusable("unknown object")
        for entry in _list(body, "entry"):
            yield from self.guarded("entry", self._entry(entry))

    def _entry(self, raw: Any) -> Iterator[Addressed]:
        entry = _mapping(raw, "entry")
        at = moment_or_unknown(entry.get("time"))
        for change in _list(entry, "changes"):
            yield from self.guarded("change", self._change(change, at))

    def _change(self, raw: Any, at: datetime) -> Iterator[Addressed]:
        change = _mapping(raw, "change")
        value = _mapping(change.get("value"), "value")
        field = change.get("field", MESSAGES)
        if not isinstance(field, str):
            raise Unusable("field is not a text")
        place = _raw_place(value)
        if field != MESSAGES:
            arrival = news(field, value, self._name("news"), at)
            yield Addressed(address=place.address, arrival=arrival)
            return
        cards = _cards(value)
        yield from self._items(
            value, "messages", place, wire.Message, lambda message: message_arrival(message, cards)
        )
        yield from self._items(value, "statuses", place, wire.Status, status_arrival)
        yield from self._items(
            value,
            "errors",
            place,
            wire.RemoteError,
            lambda error: error_event(error, self._name("error"), at),
        )

    def _items(
        self,
        value: Mapping[str, Any],
        key: str,
        place: "_Place",
        kind: type[_Item],
        read: Callable[[_Item], Arrival],
    ) -> Iterator[Addressed]:
        """Each item of a list by itself: a broken one never takes its neighbours along."""
        try:
            items = _list(value, key)
        except Unusable as unusable:
            yield from self.broken(key, unusable, place.address)
            return
        for raw in items:
            try:
                place.must_be_known()
                yield Addressed(address=place.address, arrival=read(_converted(raw, kind)))
            except Unusable as reason:
                named = raw if isinstance(raw, dict) else {}
                name = named.get("id") if kind is wire.Message else ""
                timestamp = named.get("timestamp")
                yield from self.broken(_ONE_OF[key], reason, place.address, name, timestamp)

    def guarded(self, what: str, walk: Iterator[Addressed]) -> Iterator[Addressed]:
        """The walk, and where it breaks off, what is said about the rest of it."""
        try:
            yield from walk
        except Unusable as unusable:
            yield from self.broken(what, unusable)

    def broken(
        self, what: str, reason: object, address: str = "", name: object = "", timestamp: object = None
    ) -> Iterator[Addressed]:
        """One `Ignored`, under a name that a later, healthy delivery of the same message does not share."""
        if self._named >= MOST_BROKEN:
            self._beyond += 1
            return
        arrival = Ignored(
            external_id=self._name("ignored", name),
            at=moment_or_unknown(timestamp),
            what=what,
            reason=str(reason),
        )
        yield Addressed(address=address, arrival=arrival)

    def rest(self) -> Iterator[Addressed]:
        """How many broken items there were beyond those that are kept one by one."""
        if self._beyond:
            arrival = Ignored(
                external_id=self._name("ignored"),
                at=UNKNOWN_TIME,
                what="body",
                reason=f"{self._beyond} more that could not be read",
            )
            yield Addressed(address="", arrival=arrival)

    def _name(self, prefix: str, own: object = "") -> str:
        self._named += 1
        try:
            if own and isinstance(own, str):
                return f"{prefix}:{identifier(own, 'id')}"
        except Unusable:
            pass
        self._digest = self._digest or hashlib.sha256(self._body).hexdigest()[:32]
        return f"{prefix}:{self._digest}:{self._named}"


class _Place(NamedTuple):
    """The number that a change is about: empty when it names none; unusable when it names nonsense."""

    address: str
    usable: bool = True

    def must_be_known(self) -> None:
        """Raise `Unusable`: what was meant for nobody knows whom must not land at the hook's own account."""
        if not self.usable:
            raise Unusable("phone number id unusable")


def _place(metadata: wire.Metadata | None) -> _Place:
    try:
        return _Place(optional_identifier(metadata.phone_number_id if metadata else "", "phone number id"))
    except Unusable:
        return _Place("", usable=False)


def _raw_place(value: Mapping[str, Any]) -> _Place:
    try:
        metadata = value.get("metadata")
        return _place(None if metadata is None else _converted(metadata, wire.Metadata))
    except Unusable:
        return _Place("", usable=False)


def _cards(value: Mapping[str, Any]) -> list[wire.Card]:
    """The cards that can be read: a broken one costs a name, never a message."""
    cards = []
    raw_cards = value.get("contacts")
    for raw in raw_cards if isinstance(raw_cards, list) else ():
        try:
            cards.append(_converted(raw, wire.Card))
        except Unusable:
            continue
    return cards


def _converted(raw: object, kind: type[_Any]) -> _Any:
    """The value as a struct; raises `Unusable` that names the place of a wrong type, never its content."""
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as fault:
        raise Unusable(str(fault)) from None
    except UnicodeEncodeError:  # a lone surrogate where msgspec expected no text at all
        raise Unusable("text where none belongs") from None


def _mapping(raw: Any, name: str) -> Mapping[str, Any]:
    if not isinstance(raw, dict):
        raise Unusable(f"{name} is not an object")
    return raw


def _list(mapping: Mapping[str, Any], key: str) -> list[Any]:
    found = mapping.get(key)
    if found is None:
        return []
    if not isinstance(found, list):
        raise Unusable(f"{key} is not a list")
    return found
