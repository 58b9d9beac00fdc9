"""Delivery reports: RFC 3464, and what qmail, Exim and older programs write instead."""

import re

from .automatic import has_null_return_path
from .charsets import decode
from .headers import split_head
from .payloads import Headers, Part
from .strings import line
from .transfer import untransferred
from .values import Bounce, Reported
from .words import raw_text

_MOST = 100
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_ID = re.compile(r"<[^<>\s]{1,990}>")
_ID_LINE = re.compile(r"^>?\s{0,4}message-id:\s{0,9}(<[^<>\s]{1,990}>)", re.IGNORECASE | re.MULTILINE)
_DAEMON = re.compile(r"(?:mailer-daemon|postmaster|mail[-_.]?daemon)(?:[-_+=.].*)?", re.IGNORECASE)
_SUBJECT = re.compile(
    r"\s*(?:undeliver(?:able|ed)|returned mail|mail delivery (?:failed|failure|subsystem|system)|failure notice"
    r"|delivery (?:status notification|failure|notification|has failed)|mail could not be delivered"
    r"|(?:surat|pesan|email) tidak (?:terkirim|tersampaikan)|tidak terkirim|gagal terkirim)",
    re.IGNORECASE,
)
_OLD_RECIPIENT = re.compile(
    r"^\s{0,8}<([^<>\s@]{1,64}@[^<>\s@]{1,250})>(?::|\s*\.\.\.|\s*$)|^\s{1,8}([^<>\s@:]{1,64}@[^<>\s@:]{1,250})\s*$",
    re.MULTILINE,
)


def bounce_of(root: Part, address: str, subject: str, text: str) -> Bounce | None:
    """What a delivery report reports; None for a letter that is none."""
    report = next((part for part in root.leaves() if part.type == "message/delivery-status"), None)
    if report is not None and (root.type == "multipart/report" or report is root):
        return Bounce(reported=_reported(report), original_message_id=_original_id(root, text))
    if (
        root.type == "multipart/report"
        and root.parameters.get("report-type", "").lower() == "delivery-status"
    ):
        return Bounce(reported=_from_text(text), original_message_id=_original_id(root, text))
    if _is_old_style(root.headers, address, subject):
        reported = _failed_recipients(root.headers, text) or _from_text(text)
        return Bounce(reported=reported, original_message_id=_original_id(root, text))
    return None


def _is_old_style(headers: Headers, address: str, subject: str) -> bool:
    daemon = bool(_DAEMON.fullmatch(address.partition("@")[0])) or has_null_return_path(headers)
    return headers.has("x-failed-recipients") or (daemon and bool(_SUBJECT.match(subject)))


def _reported(report: Part) -> tuple[Reported, ...]:
    """One entry for each group of fields that names a recipient."""
    content, _ = untransferred(report.content, report.encoding)
    found: list[Reported] = []
    for group in re.split(rb"\r?\n(?:[ \t]*\r?\n)+", content.strip())[: _MOST + 1]:
        fields, _ = split_head(group + b"\n\n", 0, len(group) + 2)
        recipient = _typed(fields, "final-recipient") or _typed(fields, "original-recipient")
        if recipient:
            status = _STATUS.search(raw_text(fields.first("status")))
            found.append(
                Reported(
                    recipient=recipient,
                    action=line(raw_text(fields.first("action"))).lower(),
                    status=status[1] if status else "",
                    detail=_typed(fields, "diagnostic-code")[:500],
                )
            )
    return tuple(found)


def _typed(fields: Headers, name: str) -> str:
    """`rfc822; person@place` without its type."""
    value = line(raw_text(fields.first(name)))
    kind, mark, rest = value.partition(";")
    return (rest if mark else kind).strip().strip("<>")


def _failed_recipients(headers: Headers, text: str) -> tuple[Reported, ...]:
    named = line(raw_text(headers.first("x-failed-recipients")))
    status = _first_status(text)
    return tuple(
        Reported(recipient=each.strip(), action="failed", status=status)
        for each in named.split(",")[:_MOST]
        if "@" in each
    )


def _from_text(text: str) -> tuple[Reported, ...]:
    """Addresses that stand alone on a line, before the returned letter."""
    text = text[:20_000]
    status = _first_status(text)
    named = [match[1] or match[2] for match in _OLD_RECIPIENT.finditer(text)]
    return tuple(
        Reported(recipient=each, action="failed", status=status) for each in dict.fromkeys(named[:_MOST])
    )


def _first_status(text: str) -> str:
    found = _STATUS.search(text[:20_000])
    return found[1] if found else ""


def _original_id(root: Part, text: str) -> str:
    """The Message-ID of the letter that was returned, from its copy, its head, or the report's text."""
    for part in root.leaves():
        if part.type in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global"):
            content, _ = untransferred(part.content, part.encoding)
            headers, _ = split_head(content, 0, len(content))
            if found := _ID.search(raw_text(headers.first("message-id"))):
                return found[0]
    shown = next((match for match in _ID_LINE.finditer(text[:200_000])), None)
    if shown is None and root.type == "text/plain":
        shown = next(_ID_LINE.finditer(decode(root.content[:200_000])[0]), None)
    return shown[1] if shown else ""
