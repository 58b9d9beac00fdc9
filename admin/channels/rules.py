"""What may stand in the settings of an account; the fields themselves are declared by the adapter."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import msgspec

from admin.channels.model import Field, TypedAccount
from kit.errors import Invalid

LONGEST_NAME = 80
MOST = 20
"""Active accounts of one office that somebody entered."""

MADE_HERE = "verify_token"
"""A secret that we choose: an empty field has one made."""
PLACE, KEY = "api_base", "access_token"
"""A key is sent to the place: whoever names another place writes the key again."""

_DIGITS = re.compile("[0-9]{1,32}")
_PHONE = re.compile(r"\+[1-9][0-9]{7,14}")
_SECRET = re.compile("[!-~]{8,1000}")


def fields_of(
    settings: type[msgspec.Struct], secrets: Collection[str], usual: Mapping[str, str]
) -> tuple[Field, ...]:
    """The settings' text fields in the adapter's order, with what they begin with here."""
    found = []
    for field in msgspec.structs.fields(settings):
        default = field.default if isinstance(field.default, str) else None
        found.append(
            Field(name=field.name, secret=field.name in secrets, default=usual.get(field.name, default))
        )
    return tuple(found)


def checked(
    typed: TypedAccount, fields: Sequence[Field], kept: Mapping[str, str], made: str
) -> tuple[str, dict[str, str]]:
    """Name and settings as they are stored; raises `Invalid` naming the fields.

    `kept` are the settings so far, empty for a new account: an empty secret keeps what stands there, and `made`
    takes the place of the one that we choose.
    """
    name, wrong, values = tidy(typed.name), {}, {}
    if not name or len(name) > LONGEST_NAME:
        wrong["name"] = "too_long" if name else "required"
    for field in fields:
        said = _written(field.name, typed.values.get(field.name, ""))
        if not said and field.secret:
            said = kept.get(field.name) or (made if field.name == MADE_HERE else "")
        said = said or field.default or ""
        if fault := _fault(field, said):
            wrong[field.name] = fault
        values[field.name] = said
    moved = kept and PLACE in kept and values.get(PLACE) != kept[PLACE]
    if moved and KEY in values and not typed.values.get(KEY, "").strip():
        wrong[KEY] = "again"
    if wrong:
        raise Invalid("invalid", fields=wrong)
    return name, values


def tidy(text: str) -> str:
    """A name as it is kept: one blank between words, nothing that cannot be stored."""
    return " ".join(text.replace("\x00", "").split())


def _written(name: str, text: str) -> str:
    """What was typed, as the remote writes it."""
    text = text.strip()
    if name == "display_number" and text:
        digits = re.sub(r"[\s().-]", "", text)
        return f"+62{digits[1:]}" if digits.startswith("0") else f"+{digits.lstrip('+')}"
    return re.sub(r"\s", "", text) if name in ("phone_number_id", "waba_id") else text


def _fault(field: Field, text: str) -> str:
    if not text:
        return "required"
    if field.secret:
        return "" if _SECRET.fullmatch(text) else "form"
    fits = _FORMS.get(field.name)
    return "" if fits is None or fits(text) else "form"


def _is_address(text: str) -> bool:
    """A plain address of the web; whether we may connect there, the egress policy judges at every call."""
    try:
        parts = urlsplit(text)
        port_is_good = parts.port is None or parts.port > 0
    except ValueError:
        return False
    plain = not (parts.username or parts.password or parts.query or parts.fragment)
    good = parts.scheme in ("https", "http") and bool(parts.hostname)
    return good and plain and port_is_good and text.isascii() and text.isprintable() and len(text) <= 300


_FORMS: Mapping[str, Callable[[str], Any]] = {
    "phone_number_id": _DIGITS.fullmatch,
    "waba_id": _DIGITS.fullmatch,
    "display_number": _PHONE.fullmatch,
    PLACE: _is_address,
}
