"""A mailbox: letters in their order, with their numbers; a restart forgets them."""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from integrations.email.simulator.model import Faults

MOST_BYTES = 60_000_000
"""Kept per mailbox; the oldest letters go first."""


class Kept(NamedTuple):
    """A letter that lies in a mailbox."""

    content: bytes
    at: datetime
    size: int
    """What the server tells of it: at least its bytes, more where the rest is only told of."""


class Box:
    """What lies in one mailbox, and how it misbehaves."""

    def __init__(
        self, user: str, password: str, now: Callable[[], datetime], *, most_bytes: int = MOST_BYTES
    ) -> None:
        self.user, self.password = user, password
        self.faults = Faults()
        self.letters: dict[int, Kept] = {}
        self.validity = int(now().timestamp()) & 0x7FFFFFFF or 1
        """By what a reader notices that the numbers begin anew."""
        self.next_uid = 1
        self.changes = 0
        """How often somebody tried to change what lies here."""
        self.sections: set[str] = set()
        """Which parts of letters were ever fetched: the whole (empty) or HEADER."""
        self.tells = True
        """Whether its server tells of letters while somebody listens."""
        self.told: set[Callable[[], None]] = set()
        """Who listens now."""
        self._now, self._most_bytes = now, most_bytes

    def opens_with(self, password: str) -> bool:
        """Whether this password is let in now."""
        return password == self.password and not self.faults.refuses_password

    def put(self, content: bytes, size: int = 0) -> int:
        """A letter comes in; answers its number."""
        uid, self.next_uid = self.next_uid, self.next_uid + 1
        content = content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        self.letters[uid] = Kept(content, self._now(), max(size, len(content)))
        held = sum(len(each.content) for each in self.letters.values())
        while held > self._most_bytes and len(self.letters) > 1:
            held -= len(self.letters.pop(next(iter(self.letters))).content)
        for tell in self.told:
            tell()
        return uid

    def number_anew(self) -> None:
        """Forget the numbers, as after a restored backup."""
        kept = list(self.letters.values())
        self.validity, self.letters = self.validity + 1, dict(enumerate(kept, 1))
        self.next_uid = len(kept) + 1
