"""What may stand in a canned reply, and how its variables are filled."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from helpdesk.conversations.rules import cleaned
from kit.errors import Invalid

VARIABLES = ("nama", "nomor", "kantor", "petugas", "fasilitas")
"""The citizen's name, the case number, the office's name, the officer's name, the facility's name."""

LONGEST_TITLE = 80
LONGEST_TEXT = 2000
MOST = 200
"""Replies that an office may keep active; a longer list is not read by anybody."""

_BRACED = re.compile(r"\{([^{}]*)\}")


class Filled(NamedTuple):
    """A text with its variables filled; `missing` are those that had no value and still stand in braces."""

    text: str
    missing: tuple[str, ...]


def checked(title: str, text: str) -> tuple[str, str]:
    """Title and text as they are kept; raises `Invalid`, with `unknown` naming variables that we do not have."""
    title = cleaned(" ".join(title.split()), "title", LONGEST_TITLE)
    text = cleaned(text, "text", LONGEST_TEXT)
    unknown = unknown_variables(text)
    if unknown:
        raise Invalid("invalid", fields={"text": "unknown_variable"}, unknown=unknown)
    if re.search("[{}]", _BRACED.sub("", text)):
        raise Invalid("invalid", fields={"text": "brace"})
    return title, text


def variables_of(text: str) -> tuple[str, ...]:
    """Names in braces, each once, in the order of their first use."""
    return tuple(dict.fromkeys(_BRACED.findall(text)))


def unknown_variables(text: str) -> tuple[str, ...]:
    """Names in braces that no case can fill."""
    return tuple(name for name in variables_of(text) if name not in VARIABLES)


def filled(text: str, values: Mapping[str, str]) -> Filled:
    """Put values in for variables, once: what stands in a value is never a variable itself."""
    missing = tuple(name for name in variables_of(text) if not values.get(name))
    return Filled(_BRACED.sub(lambda found: values.get(found[1]) or found[0], text), missing)
