"""Days of letters between offices and whoever answers by itself: every letter is carried and counted."""

from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import UUID

from helpdesk.cases.watch import sweep
from helpdesk.conversations.rules import plain_mailbox
from helpdesk.inbox.looking import look_due
from support.mail_servers import Post
from support.mailboxes import MailDesk
from support.world import Place

Answers = Callable[["Correspondent", EmailMessage, bytes], list[EmailMessage]]
"""What somebody does with a letter of ours."""


class Correspondent:
    """A mailbox out there, and the machine that answers in its name."""

    def __init__(self, address: str, answers: Answers) -> None:
        self.address, self.answers = address, answers
        self.count = 0
        """Letters between it and us, both ways."""
        self.times = 0


class LoopLab:
    """Our offices' mail servers, the machines out there, and the post between them."""

    def __init__(self, desk: MailDesk) -> None:
        self.desk = desk
        self.offices: dict[str, tuple[Place, Post]] = {}
        self.machines: dict[str, Correspondent] = {}
        self.between = 0
        """Letters from one office of ours to another."""
        self.stripped: tuple[str, ...] = ()
        """Heads that are lost between two offices."""
        self._seen: dict[str, int] = {}

    async def office(self, place: Place, post: Post, mailbox: str) -> UUID:
        """An office of ours with a mailbox on a server of its own."""
        self.offices[mailbox], self._seen[mailbox] = (place, post), 0
        return await self.desk.mailbox(place, **{**post.entered, "mailbox": mailbox})

    def machine(self, address: str, answers: Answers) -> Correspondent:
        """Somebody who answers by itself from now on."""
        self.machines[address] = Correspondent(address, answers)
        return self.machines[address]

    def writes(self, who: str, to: str, text: str) -> None:
        """The first letter of a talk."""
        self._carry(to, a_plain_letter(who, to, "Puskesmas", text).as_bytes(), who)

    async def a_day(self) -> None:
        """A day passes: whatever is sent is carried at once, and then hours go by."""
        for hours in (6, 18, 0):
            for _ in range(12):
                await self._work()
                if not self._post_is_carried():
                    break
            await self.desk.world.clock.forward(hours=hours)

    async def _work(self) -> None:
        """Half a minute, in which the worker does what is due."""
        await self.desk.world.clock.forward(seconds=31)
        places = [place for place, _ in self.offices.values()]
        for place in places:
            await look_due(place.id, self.desk.world.book, files=self.desk.world.files)
            await sweep(place.id)
        await self.desk.world.work(*places)

    def _post_is_carried(self) -> bool:
        carried = 0
        for mailbox, (_, post) in self.offices.items():
            fresh = post.taken[self._seen[mailbox] :]
            self._seen[mailbox] += len(fresh)
            carried += len(fresh)
            for _, recipient, content in fresh:
                self._carry(recipient, content, mailbox)
        return carried > 0

    def _carry(self, recipient: str, content: bytes, sender: str) -> None:
        place = plain_mailbox(recipient.lower())
        if place in self.offices:
            if sender in self.machines:
                self.machines[sender].count += 1
            else:
                self.between += 1
                content = _without(content, self.stripped)
            self.offices[place][1].put(content)
            return
        machine = self.machines[place]
        machine.count += 1
        machine.times += 1
        letter: Any = message_from_bytes(content, policy=policy.default)
        for said in machine.answers(machine, letter, content):
            self._carry(str(said["To"]), said.as_bytes(), machine.address)


def a_plain_letter(sender: str, to: str, subject: str, text: str, **headers: str) -> EmailMessage:
    """A letter that says nowhere that a machine wrote it."""
    made = EmailMessage()
    for name, value in {"From": sender, "To": to, "Subject": subject, **headers}.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made


def _without(content: bytes, heads: tuple[str, ...]) -> bytes:
    letter = message_from_bytes(content, policy=policy.SMTP)
    for head in heads:
        del letter[head]
    return letter.as_bytes()
