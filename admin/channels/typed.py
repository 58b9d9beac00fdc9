"""Settings of every shape as text fields: numbers, lists, pairs, and structs within structs. Pure."""

import re
import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec

from kit.errors import Invalid

YES, NO, NOTHING = "true", "false", "-"
"""An empty field means what is usual; this means that it is empty."""
_NAMED = re.compile(r"[a-z_]+(?:\.[a-z_]+)?")
_PLACE = re.compile(r"at `\$\.([a-z_.]+)")
_LONGEST_NUMBER = 18


class Leaf(msgspec.Struct, frozen=True, kw_only=True):
    """One field of the settings, or of a struct within them: `paths.create`."""

    name: str
    type: Any
    default: Any = msgspec.NODEFAULT

    @property
    def choices(self) -> tuple[str, ...]:
        """The only values that it may have; empty for any."""
        if self.type is bool:
            return (YES, NO)
        return get_args(self.type) if get_origin(self.type) is Literal else ()

    @property
    def many(self) -> bool:
        """Is it written as several lines?"""
        return get_origin(self.type) in (tuple, dict) or "\n" in str(self.default)

    @property
    def usual(self) -> str | None:
        """What it is when nobody writes anything else; none when it must be written."""
        return None if self.default is msgspec.NODEFAULT else _text(self.default)


def leaves(settings: type[msgspec.Struct], prefix: str = "") -> Iterator[Leaf]:
    """Every field, in the adapter's order."""
    hints = get_type_hints(settings)
    for field in msgspec.structs.fields(settings):
        default = field.default
        if default is msgspec.NODEFAULT and field.default_factory is not msgspec.NODEFAULT:
            default = field.default_factory()
        kind, name = _plain(hints[field.name]), f"{prefix}{field.name}"
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            yield from leaves(kind, f"{name}.")
        else:
            yield Leaf(name=name, type=kind, default=default)


def texts_of(settings: msgspec.Struct) -> dict[str, str]:
    """What stands in each field, as it would be typed."""
    found = {}
    for leaf in leaves(type(settings)):
        value: Any = settings
        for part in leaf.name.split("."):
            value = getattr(value, part)
        found[leaf.name] = _text(value) or (NOTHING if leaf.usual else "")
    return found


def settings_of(texts: Mapping[str, str], settings: type[msgspec.Struct]) -> msgspec.Struct:
    """The settings that these texts say; raises `Invalid` naming the fields (`form`)."""
    built: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for leaf in leaves(settings):
        place = built
        *path, last = leaf.name.split(".")
        for part in path:
            place = place.setdefault(part, {})
        try:
            place[last] = _value(texts.get(leaf.name, ""), leaf.type)
        except ValueError:
            wrong[leaf.name] = "form"
    if wrong:
        raise Invalid("invalid", fields=wrong)
    try:
        return msgspec.convert(built, settings)
    except msgspec.ValidationError as fault:
        raise Invalid("invalid", fields={_blamed(str(fault), settings): "form"}) from None


def _blamed(sentence: str, settings: type[msgspec.Struct]) -> str:
    """The first field that the adapter's own sentence names; the account's name where it names none."""
    known = [leaf.name for leaf in leaves(settings)]
    place = _PLACE.search(sentence)
    inside, words = place[1] if place else "", _NAMED.findall(sentence)
    named = [f"{inside}.{word}" for word in words] + words
    return next((word for word in named if word in known), inside if inside in known else "name")


def _plain(kind: Any) -> Any:
    kind = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    inside = [each for each in get_args(kind) if each is not type(None)]
    union = get_origin(kind) in (Union, types.UnionType)
    return inside[0] if union and len(inside) == 1 else kind


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Mapping):
        return "\n".join(f"{key} = {_text(each)}" for key, each in value.items())
    if isinstance(value, tuple | list):
        return "\n".join(_text(each) for each in value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _value(text: str, kind: Any) -> Any:
    """One text as its type wants it; raises `ValueError`."""
    plain = text.replace("\r", "").strip()
    if get_origin(kind) is dict:
        pairs = (line.partition("=") for line in plain.split("\n") if line.strip())
        return {
            key.strip(): _value(value, get_args(kind)[1]) for key, sign, value in pairs if _both(key, sign)
        }
    if get_origin(kind) is tuple:
        return tuple(_value(line, get_args(kind)[0]) for line in plain.split("\n") if line.strip())
    if kind is bool:
        return {YES: True, NO: False}[plain] if plain in (YES, NO) else _refused()
    if kind is int:
        return int(plain) if plain.isascii() and len(plain) < _LONGEST_NUMBER else _refused()
    if kind is float:
        number = float(plain.replace(",", "."))
        return number if abs(number) < 1e9 and len(plain) < _LONGEST_NUMBER else _refused()
    return "" if plain == NOTHING else plain


def _both(key: str, sign: str) -> bool:
    return bool(key.strip() and sign) or _refused()


def _refused() -> Any:
    raise ValueError
