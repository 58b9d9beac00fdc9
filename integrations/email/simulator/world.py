"""Everything the simulated mail servers remember, all of it bounded; a restart forgets it."""

import socket
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from litestar.di import NamedDependency

from integrations.email.simulator import letters
from integrations.email.simulator.box import Box
from integrations.email.simulator.letters import domain_of
from integrations.email.simulator.model import File, Handed, Letter, SimulatedMailbox, Talk
from integrations.email.simulator.servers import MailServers
from kit.simulator.handles import known
from kit.simulator.latest import Latest

MOST_TALKS = 1_000
"""Per mailbox; the one that was quiet longest is forgotten first."""
MOST_HANDED = 20_000


class World:
    """Mailboxes, talks and the ledger. One event loop owns it."""

    def __init__(self, mailboxes: Sequence[SimulatedMailbox], now: Callable[[], datetime]) -> None:
        self.mailboxes = {each.id: each for each in mailboxes}
        self.boxes = {each.id: Box(each.user, each.password, now) for each in mailboxes}
        self.now = now
        self.handed: deque[Handed] = deque(maxlen=MOST_HANDED)
        self._talks = {name: Latest[str, Talk](MOST_TALKS) for name in self.mailboxes}
        self._owners = {id(box): self.mailboxes[name] for name, box in self.boxes.items()}
        self._servers = MailServers({box.user: box for box in self.boxes.values()}, self._take)

    def mailbox(self, mailbox_id: str) -> SimulatedMailbox:
        """The mailbox of that id; raises that there is none."""
        return known(self.mailboxes, mailbox_id, "mailbox")

    def serving(self, imap: socket.socket, smtp: socket.socket) -> AbstractAsyncContextManager[None]:
        """Run both mail servers on these sockets."""
        return self._servers.serving(imap, smtp)

    def talks(self, mailbox: SimulatedMailbox) -> Iterator[Talk]:
        """The talks with an office, the latest first."""
        return reversed(self._talks[mailbox.id])

    def known_talk(self, mailbox: SimulatedMailbox, citizen: str) -> Talk:
        """The talk with an address; looking begins none."""
        return self._talks[mailbox.id].get(citizen) or Talk(citizen=citizen)

    def write(
        self,
        mailbox: SimulatedMailbox,
        citizen: str,
        subject: str,
        text: str,
        *,
        file: File | None = None,
        answered: Letter | None = None,
        spoofed: bool = False,
    ) -> Letter:
        """A citizen writes, or answers a letter of the office; the office finds it at its next look.

        Who writes in an office's name from here is as little that office as a forger is the citizen.
        """
        letter, content = letters.written(
            citizen, mailbox.address, subject, text, self.now(), file=file, answered=answered, spoofed=spoofed
        )
        offices = {domain_of(each.address) for each in self.mailboxes.values()}
        proven = not spoofed and domain_of(citizen) not in offices
        self._talk(mailbox, citizen).letters.append(letter)
        self.boxes[mailbox.id].put(letters.judged(content, proven=proven))
        return letter

    def _talk(self, mailbox: SimulatedMailbox, citizen: str) -> Talk:
        """The same, begun now if there is none; it is the latest."""
        return self._talks[mailbox.id].put(citizen, self.known_talk(mailbox, citizen))

    def _take(self, box: Box, sender: str, recipients: list[str], content: bytes) -> None:
        """An office's letter: it arrives at once, or a report that it did not."""
        mailbox = self._owners[id(box)]
        letter = letters.received(content, mailbox.address, self.now())
        for recipient in recipients:
            bounced = box.faults.bounces
            if bounced:
                box.put(letters.report(mailbox.address, recipient, content))
            else:
                self._deliver(mailbox, recipient.lower(), letter, content)
            handed = Handed(at=letter.at, mailbox=mailbox.id, to=recipient, id=letter.id, bounced=bounced)
            self.handed.append(handed)

    def _deliver(self, mailbox: SimulatedMailbox, recipient: str, letter: Letter, content: bytes) -> None:
        """Into the citizen's mailbox; one office may also write to another."""
        for other in self.mailboxes.values():
            if other.address.lower() == recipient:
                proven = domain_of(letters.sent_from(content)) == domain_of(mailbox.address)
                self.boxes[other.id].put(letters.judged(content, proven=proven))
                return
        self._talk(mailbox, recipient).letters.append(letter)


TheWorld = NamedDependency[World]
"""How a handler asks for it."""
