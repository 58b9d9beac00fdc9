"""Lists of mailboxes (RFC 5322 §3.4), read strictly enough that no two readers see two senders.

Encoded words are decoded in names only, after the addresses have been found: a decoded comma or "@" means nothing.
"""

import re

import msgspec

from .strings import has_controls, line
from .values import Mailbox
from .words import raw_text, unworded

_SIGN = re.compile(
    r"=\?[^?\s]{1,64}\?[bBqQ]\?[^?\s]*\?="
    r'|"(?:[^"\\]|\\.)*+"?|\[[^\[\]\\\s]*\]|[<>,;:@.()]|\s+|[^\s"(),:;<>@.\[\]]+|.',
    re.DOTALL,
)
"""Encoded words and quotations whole, so that nothing inside them parts addresses."""
_ATOM = re.compile(r"[^\x00-\x20\x7f-\x9f\"(),:;<>@\[\]\\\ufffd]+")
_LABEL = re.compile(r"[\w-]{1,63}")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_LONGEST_ADDRESS = 320


class Addresses(msgspec.Struct, frozen=True, kw_only=True):
    """The mailboxes of a header, and what was wrong with it."""

    mailboxes: tuple[Mailbox, ...] = ()
    broken: int = 0
    """Entries with an "@" that are no mailbox."""
    grouped: bool = False
    defects: tuple[str, ...] = ()


class _Entry(msgspec.Struct, kw_only=True):
    """Signs of one entry, sorted by where they stood."""

    phrase: list[str] = []
    angle: list[str] | None = None
    comments: list[str] = []
    broken: bool = False
    has_at: bool = False


def mailboxes(values: list[bytes]) -> Addresses:
    """The mailboxes of all header lines of one name, in order; members of groups are mailboxes too."""
    found: list[Mailbox] = []
    defects: list[str] = []
    broken, grouped = 0, False
    for value in values:
        text = raw_text(value)
        entries, has_group = _entries(text)
        grouped = grouped or has_group
        for entry in _with_names_joined(entries):
            mailbox = _mailbox(entry, defects)
            if mailbox is not None:
                found.append(mailbox)
            elif entry.has_at or entry.broken:
                broken += 1
    return Addresses(
        mailboxes=tuple(found), broken=broken, grouped=grouped, defects=tuple(dict.fromkeys(defects))
    )


def _entries(text: str) -> tuple[list[_Entry], bool]:
    """The entries between commas; semicolons end groups, and part entries as some programs write them."""
    entries, entry, grouped = [], _Entry(), False
    depth, comment = 0, list[str]()
    for match in _SIGN.finditer(text):
        sign = match[0]
        if depth or sign == "(":
            depth += (sign == "(") - (sign == ")")
            comment.append(sign)
            if not depth:
                entry.comments.append("".join(comment)[1:-1])
                comment = []
        elif sign in (",", ";") and (entry.angle is None or entry.angle[-1] == ">"):
            entries.append(entry)
            entry = _Entry()
        elif sign == ":" and entry.angle is None and not entry.has_at:
            entry, grouped = _Entry(), True
        else:
            _place(entry, sign)
    entry.broken = entry.broken or depth > 0
    return [*entries, entry], grouped


def _place(entry: _Entry, sign: str) -> None:
    """Into the angle brackets while they are open, else into the name; a third place is none."""
    if sign == "<":
        entry.broken = entry.broken or entry.angle is not None
        entry.angle = entry.angle or []
        entry.angle.append(sign)
    elif entry.angle is not None and entry.angle[-1] != ">":
        entry.angle.append(sign)
    elif entry.angle is not None:
        entry.broken = entry.broken or not sign.isspace()
    else:
        unclosed = sign.startswith('"') and not _QUOTED.fullmatch(sign)
        entry.broken = entry.broken or unclosed or sign in (")", ">", "[", "]")
        entry.phrase.append(sign)
    entry.has_at = entry.has_at or sign == "@"


def _with_names_joined(entries: list[_Entry]) -> list[_Entry]:
    """`Smith, Bob <bob@…>` without quotes is one mailbox: an entry without "@" is a piece of the next name."""
    found: list[_Entry] = []
    waiting: list[str] = []
    for entry in entries:
        if not (entry.has_at or entry.broken) and entry.angle is None:
            if "".join(entry.phrase).strip():
                waiting.extend((*entry.phrase, ", "))
            continue
        if waiting and entry.angle is not None:
            entry.phrase = [*waiting, *entry.phrase]
        waiting = []
        found.append(entry)
    return found


def _mailbox(entry: _Entry, defects: list[str]) -> Mailbox | None:
    """The entry as a mailbox; None when its address is none."""
    if entry.broken:
        return None
    if entry.angle is None:
        address = _address("".join(entry.phrase))
        name = _text(_ESCAPE.sub(r"\1", entry.comments[-1])) if entry.comments else ""
    else:
        if entry.angle[-1] != ">":
            return None
        address = _address(_without_route("".join(entry.angle[1:-1])))
        name = _name(entry.phrase) or (
            _text(_ESCAPE.sub(r"\1", entry.comments[-1])) if entry.comments else ""
        )
    if not address:
        return None
    _judge(name, address, entry, defects)
    return Mailbox(name=line(name), address=address)


def _judge(name: str, address: str, entry: _Entry, defects: list[str]) -> None:
    shown = line(name)
    if "@" in shown and address.lower() not in shown.lower():
        defects.append("name_shows_another_address")
    if has_controls(name):
        defects.append("name_controls")
    if address.startswith("=?"):
        defects.append("address_encoded_word")
    if not address.isascii():
        defects.append("address_not_ascii")
    if entry.angle is None and len(entry.comments) > 1:
        defects.append("several_comments")


def _without_route(text: str) -> str:
    """RFC 822 allowed `<@relay,@relay:person@place>`."""
    return text.partition(":")[2] if text.lstrip().startswith("@") and ":" in text else text


def _address(text: str) -> str:
    """`local@domain` when it is one, blanks around "@" and dots removed; else nothing."""
    text = text.strip()
    if text.startswith('"'):
        quoted = _QUOTED.match(text)
        local, rest = (quoted[0], text[quoted.end() :].lstrip()) if quoted else ("", "")
        at, domain = rest[:1], rest[1:]
        valid = bool(local) and not has_controls(local)
    else:
        local, at, domain = text.partition("@")
        local = _dotted(local)
        valid = bool(local)
    domain = _domain(domain)
    address = f"{local}@{domain}"
    return address if valid and at == "@" and domain and len(address) <= _LONGEST_ADDRESS else ""


def _dotted(text: str) -> str:
    atoms = [atom.strip() for atom in text.split(".")]
    return ".".join(atoms) if all(_ATOM.fullmatch(atom) and not has_controls(atom) for atom in atoms) else ""


def _domain(text: str) -> str:
    text = text.strip()
    if re.fullmatch(r"\[[0-9A-Za-z.:]+\]", text):
        return text
    labels = [label.strip() for label in text.removesuffix(".").split(".")]
    return ".".join(labels) if all(_LABEL.fullmatch(label) for label in labels) else ""


def _name(phrase: list[str]) -> str:
    """A display name: quotes taken off, encoded words decoded, also inside quotes where they do not belong."""
    pieces = [_unquoted(sign) if sign.startswith('"') and len(sign) > 1 else sign for sign in phrase]
    return _text("".join(pieces))


def _unquoted(sign: str) -> str:
    return _ESCAPE.sub(r"\1", sign[1:-1])


def _text(text: str) -> str:
    return unworded(text)[0]
