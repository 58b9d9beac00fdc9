"""What the head of a letter says: who, to whom, about what, in answer to what, when."""

import re

from .addresses import Addresses, mailboxes
from .authentication import authentication_of
from .dates import moment
from .payloads import Headers
from .strings import has_controls, line
from .values import Mail, Mailbox, Quarantine
from .words import raw_text, unworded

_ID = re.compile(r"<[^<>\s]{1,990}>")
_ONCE = (
    "from",
    "sender",
    "reply-to",
    "to",
    "cc",
    "message-id",
    "in-reply-to",
    "references",
    "subject",
    "date",
)
_OURS = "x-sahut-"
"""Header names of ours: nobody outside may use them, and nothing reads them."""


def head_of(headers: Headers) -> Mail:
    """A letter without its body: all fields that come from the head."""
    sender, quarantine, defects = _sender(headers)
    to, cc, reply_to = (mailboxes(headers.all(name)) for name in ("to", "cc", "reply-to"))
    subject, subject_defects = _subject(headers)
    date, date_fault = moment(raw_text(headers.first("date")))
    defects += [
        *subject_defects,
        *_repeated(headers),
        *(f"{each}_broken" for each in _broken(to, cc, reply_to)),
    ]
    message_id, id_fault = _message_id(headers)
    return Mail(
        sender=sender,
        to=to.mailboxes,
        cc=cc.mailboxes,
        reply_to=reply_to.mailboxes,
        subject=subject,
        message_id=message_id,
        in_reply_to=next(iter(_ids(headers, "in-reply-to")), ""),
        references=_ids(headers, "references"),
        date=date,
        authentication=authentication_of(headers),
        quarantine=Quarantine.HEAD_TOO_LARGE if "headers_too_long" in headers.defects else quarantine,
        defects=tuple(each for each in dict.fromkeys((*defects, id_fault, date_fault)) if each),
    )


def _sender(headers: Headers) -> tuple[Mailbox, Quarantine | None, list[str]]:
    """The single From mailbox; what two readers might read differently is none."""
    if not headers.has("from"):
        return Mailbox(), None, ["from_missing"]
    if any(each.cut for each in headers.lines if each.name == "from"):
        return (
            Mailbox(),
            Quarantine.SENDER_UNREADABLE,
            ["from_broken"],
        )  # a second sender may have been cut off
    found = mailboxes(headers.all("from"))
    defects = list(found.defects)
    if found.grouped and found.mailboxes:
        defects.append("from_group")
    if len(found.mailboxes) > 1:
        return Mailbox(), Quarantine.SEVERAL_SENDERS, [*defects, "from_several"]
    if found.broken:
        return Mailbox(), Quarantine.SENDER_UNREADABLE, [*defects, "from_broken"]
    if found.mailboxes:
        return found.mailboxes[0], None, defects
    empty = not any(raw_text(value).strip() for value in headers.all("from"))
    return Mailbox(), None, [*defects, "from_empty" if empty else "from_without_address"]


def _broken(to: Addresses, cc: Addresses, reply_to: Addresses) -> list[str]:
    return [name for name, found in (("to", to), ("cc", cc), ("reply_to", reply_to)) if found.broken]


def _subject(headers: Headers) -> tuple[str, list[str]]:
    """One line; a subject that would break a header is said to be so."""
    text, faults = unworded(raw_text(headers.first("subject")))
    return line(text), [*faults, *(["subject_controls"] if has_controls(text) else [])]


def _repeated(headers: Headers) -> list[str]:
    found = [f"{name.replace('-', '_')}_repeated" for name in _ONCE if len(headers.all(name)) > 1]
    if any(each.name.startswith(_OURS) for each in headers.lines):
        found.append("own_header")
    return found


def _message_id(headers: Headers) -> tuple[str, str]:
    """With its angle brackets, as RFC 5322 writes it; a bare word is taken as it is."""
    ids = _ids(headers, "message-id")
    if ids:
        return ids[0], ""
    bare = line(raw_text(headers.first("message-id")))
    if not headers.has("message-id"):
        return "", "message_id_missing"
    return (bare if " " not in bare and len(bare) <= 990 else ""), "message_id_broken"


def _ids(headers: Headers, name: str) -> tuple[str, ...]:
    """Every id of a header, each once."""
    found = _ID.findall(raw_text(headers.first(name)))
    return tuple(dict.fromkeys(line(each) for each in found))
