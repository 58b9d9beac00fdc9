"""What an account leaves to what holds for the whole country: it keeps what it says itself, all else is read anew."""

from collections.abc import Mapping
from functools import cache
from typing import Any, get_type_hints

import msgspec

National = Mapping[str, Any]
"""Settings that somebody gave for everybody, as JSON; what is not in it is as the adapter says."""


def own_part(fields: Mapping[str, Any], settings: type[msgspec.Struct], national: National) -> dict[str, Any]:
    """What differs from what is usual; of a struct within, what differs there."""
    usual = _laid_over(_defaults(settings), national, settings)
    kept = {}
    for name, value in fields.items():
        known = usual.get(name, msgspec.UNSET)
        if name in structs(settings) and isinstance(known, dict):
            value = {key: each for key, each in value.items() if known.get(key, msgspec.UNSET) != each}
            known = {}
        if value != known:
            kept[name] = value
    return kept


def whole(own: Mapping[str, Any], settings: type[msgspec.Struct], national: National) -> dict[str, Any]:
    """What an account says, and below it what is said for everybody."""
    below = {name: value for name, value in national.items() if name in settings.__struct_fields__}
    return _laid_over(below, own, settings)


def _laid_over(
    below: Mapping[str, Any], above: Mapping[str, Any], settings: type[msgspec.Struct]
) -> dict[str, Any]:
    """Struct by struct; a list or a map is one value and goes as a whole."""
    found = dict(below) | dict(above)
    for name in structs(settings) & set(below) & set(above):
        found[name] = {**below[name], **above[name]}
    return found


@cache
def structs(settings: type[msgspec.Struct]) -> frozenset[str]:
    """Names of the fields that are structs themselves."""
    hints = get_type_hints(settings)
    return frozenset(
        name for name, kind in hints.items() if isinstance(kind, type) and issubclass(kind, msgspec.Struct)
    )


@cache
def _defaults(settings: type[msgspec.Struct]) -> Mapping[str, Any]:
    """What the adapter says itself, as it is stored."""
    found = {}
    for field in msgspec.structs.fields(settings):
        value = field.default
        if value is msgspec.NODEFAULT and field.default_factory is not msgspec.NODEFAULT:
            value = field.default_factory()
        if value is not msgspec.NODEFAULT:
            found[field.name] = value
    stored: Mapping[str, Any] = msgspec.json.decode(msgspec.json.encode(found))
    return stored
