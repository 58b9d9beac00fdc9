"""What a text still tells about the citizen who wrote it: a NIK, a number, a mailbox, the name."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum

import msgspec

from helpdesk.channels.register import FilingFile
from kit.errors import Invalid
from kit.phones import phone_number

_NIK = re.compile(r"(?<![0-9])(?:[0-9][ .\-]?){15}[0-9](?![0-9])")
_NUMBER = re.compile(
    r"(?<![0-9+])(?:\+|0|62|(?<![A-Za-z])(?!8[0-9]{2}(?:\.[0-9]{3})+(?![0-9]))8(?=[1-9][0-9]))"
    r"(?:[0-9]|[ ().\-](?=[0-9 (]))*[0-9](?![0-9])"
)
"""Also one that is written without 0 or 62, as mobile numbers are, unless it reads as an amount: 812.345.678."""
_EMAIL = re.compile(r"[A-Za-z0-9._%+\-]+ ?@ ?[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+")
_WORD = re.compile(r"\w+")
_SHORTEST_NAME = 3
_NOT_A_NAME = frozenset(
    {"ibu", "bapak", "pak", "bang", "mas", "mbak", "haji", "hajah", "warga", "anonim", "dokter", "puskesmas"}
)


class Trace(StrEnum):
    """What was found."""

    NIK = "nik"
    PHONE = "phone"
    EMAIL = "email"
    NAME = "name"
    INSIDE = "inside"
    """A file that may say inside whose it is; nobody but a person who opens it can tell."""


class Leak(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """A trace of the citizen, and where it stands; never the trace itself."""

    where: str
    trace: Trace


def leaks(texts: Mapping[str, str], name: str = "") -> tuple[Leak, ...]:
    """Every kind of trace in every text, once, in their order; `name` is the citizen's, as far as it is known."""
    words = {word for word in _words(name) if len(word) >= _SHORTEST_NAME} - _NOT_A_NAME
    return tuple(
        Leak(where=where, trace=trace) for where, text in texts.items() for trace in _traces(text, words)
    )


def must_hold_no_nik(found: Iterable[Leak]) -> None:
    """Raises `Invalid` where a NIK stands: nobody's word, neither the citizen's nor an officer's, lets one out."""
    wrong = {each.where: f"tells_{each.trace}" for each in found if each.trace is Trace.NIK}
    if wrong:
        raise Invalid("invalid", fields=wrong)


def unseen(files: Iterable[FilingFile]) -> tuple[Leak, ...]:
    """What is told of files that are not drawn anew on their way: a document keeps its author's name."""
    hidden = any(not file.mime_type.startswith("image/") for file in files)
    return (Leak(where="files", trace=Trace.INSIDE),) if hidden else ()


def veiled(text: str, name: str = "") -> str:
    """The text with dots where it tells who the citizen is; `name` as above."""
    without_nik = _NIK.sub("•••", text)
    without = _EMAIL.sub(
        "•••@•••", _NUMBER.sub(lambda each: "•••" if phone_number(each[0]) else each[0], without_nik)
    )
    words = {word for word in _words(name) if len(word) >= _SHORTEST_NAME} - _NOT_A_NAME
    return _WORD.sub(lambda each: "•••" if each[0].casefold() in words else each[0], without)


def _traces(text: str, name: Iterable[str]) -> list[Trace]:
    without_nik = _NIK.sub(" ", text)
    found = {
        Trace.NIK: without_nik != text,
        Trace.PHONE: any(phone_number(each[0]) for each in _NUMBER.finditer(without_nik)),
        Trace.EMAIL: _EMAIL.search(text) is not None,
        Trace.NAME: not set(name).isdisjoint(_words(text)),
    }
    return [trace for trace, there in found.items() if there]


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold().replace("_", " ")))
