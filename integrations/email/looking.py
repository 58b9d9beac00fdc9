"""A look into the mailbox: what came since, its bytes, nothing taken away. Runs in a thread."""

import contextlib
import imaplib
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from helpdesk.channels.errors import ChannelError, ChannelFailing, ChannelUnreachable, CredentialsRejected
from integrations.email.doors import Door, Imap
from integrations.email.limits import LIMITS
from integrations.email.settings import EmailSettings

_MOST_LETTERS = 20
_MOST_BYTES = 40 * 1024 * 1024
_CURSOR = re.compile(r"(\d{1,10}):(\d{1,10}):(\d{4}-\d\d-\d\d)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Cursor(NamedTuple):
    """How far a mailbox was read; `since` is the day of the first look, when it must be looked through again."""

    validity: int
    uid: int
    since: date

    def __str__(self) -> str:
        return f"{self.validity}:{self.uid}:{self.since.isoformat()}"


class Found(NamedTuple):
    """A letter in its place."""

    uid: int
    content: bytes
    """Only the head of a letter that is longer than what is read."""
    size: int
    """Of the whole letter."""


class Seen(NamedTuple):
    """What one look brought."""

    letters: list[Found]
    cursor: Cursor
    more: bool


def cursor_of(written: str) -> Cursor | None:
    """None before the first look."""
    found = _CURSOR.fullmatch(written)
    return Cursor(int(found[1]), int(found[2]), date.fromisoformat(found[3])) if found else None


def look(way: Door, settings: EmailSettings, cursor: Cursor | None, today: date) -> Seen:
    """What came since, the oldest first; the first look begins behind what lies there already.

    A server that numbers its letters anew is looked through from the day of the first look.
    """
    with _opened(way, settings) as box:
        validity, following = _numbers(box)
        if cursor is None:
            return Seen([], Cursor(validity, max(following - 1, 0), today), more=False)
        if cursor.validity != validity:
            cursor = Cursor(validity, 0, cursor.since)
        wanted = _since(box, cursor)
        letters: list[Found] = []
        size = 0
        nearest = wanted[:_MOST_LETTERS]
        sizes = _sizes(box, nearest) if nearest else {}
        for uid in nearest:
            too_long = sizes.get(uid, 0) > LIMITS.file
            content = _head(box, uid) if too_long else _content(box, uid)
            size += len(content or b"")
            if content is not None:
                letters.append(Found(uid, content, max(sizes.get(uid, 0), len(content))))
            cursor = cursor._replace(uid=uid)
            if size >= _MOST_BYTES:
                break
        return Seen(letters, cursor, more=bool(wanted) and cursor.uid < wanted[-1])


def again(way: Door, settings: EmailSettings, validity: int, uid: int) -> bytes | None:
    """The same letter once more; none when it is gone or the server has numbered anew."""
    with _opened(way, settings) as box:
        return _content(box, uid) if _numbers(box)[0] == validity else None


def greet(way: Door, settings: EmailSettings) -> None:
    """Log in, see that there is an inbox, and leave; raises a `ChannelError`."""
    with _opened(way, settings) as box:
        _numbers(box)


@contextlib.contextmanager
def _opened(way: Door, settings: EmailSettings) -> Iterator[Imap]:
    """The inbox, opened for reading only."""
    error: ChannelError | None = None
    box: Imap | None = None
    try:
        box = Imap(way)
        with _as_refusal():
            box.login(settings.mail_user, settings.mail_password)
        _good(box.select("INBOX", readonly=True))
        yield box
    except ChannelError as known:
        error = known
    except (OSError, imaplib.IMAP4.error, ValueError, IndexError):
        error = ChannelUnreachable("imap")
    finally:
        if box is not None:
            with contextlib.suppress(OSError, imaplib.IMAP4.error):
                box.shutdown()
    # Raised out here: inside the except block it would carry the server's words as its context.
    if error is not None:
        raise error.with_traceback(None) from None


@contextlib.contextmanager
def _as_refusal() -> Iterator[None]:
    refused: ChannelError | None = None
    try:
        yield
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as said:
        busy = "UNAVAILABLE" in str(said) or "INUSE" in str(said)
        refused = ChannelFailing("imap") if busy else CredentialsRejected("imap")
    if refused is not None:
        raise refused


def _numbers(box: Imap) -> tuple[int, int]:
    """UIDVALIDITY and the next UID, as opening the inbox told them."""
    validity, following = box.response("UIDVALIDITY")[1], box.response("UIDNEXT")[1]
    if not validity or not validity[0] or not following or not following[0]:
        raise ChannelFailing("no_uids")
    return int(validity[0]), int(following[0])


def _since(box: Imap, cursor: Cursor) -> list[int]:
    day = cursor.since
    said = _good(
        box.uid(
            "SEARCH", "UID", f"{cursor.uid + 1}:*", "SINCE", f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}"
        )
    )
    # `9:*` names the last letter even when that is the eighth.
    return sorted(uid for uid in map(int, (said[0] or b"").split()) if uid > cursor.uid)


def _sizes(box: Imap, uids: list[int]) -> dict[int, int]:
    said = _good(box.uid("FETCH", ",".join(map(str, uids)), "(RFC822.SIZE)"))
    found = {}
    for line in said:
        uid, size = (
            re.search(word + rb" (\d{1,12})", line or b"") for word in (rb"\bUID", rb"\bRFC822\.SIZE")
        )
        if uid and size:
            found[int(uid[1])] = int(size[1])
    return found


def _head(box: Imap, uid: int) -> bytes | None:
    return _fetched(box, uid, "HEADER", LIMITS.header_block)


def _content(box: Imap, uid: int) -> bytes | None:
    return _fetched(box, uid, "", LIMITS.file)


def _fetched(box: Imap, uid: int, section: str, most: int) -> bytes | None:
    """One byte more than may be, at most: whatever size the server told, no more is taken."""
    said = _good(box.uid("FETCH", str(uid), f"(BODY.PEEK[{section}]<0.{most + 1}>)"))
    return next((each[1] for each in said if isinstance(each, tuple) and len(each) == 2), None)


def _good(answer: tuple[str, Any]) -> list[Any]:
    if answer[0] != "OK":
        raise ChannelFailing("imap")
    return list(answer[1])
