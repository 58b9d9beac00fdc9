"""An office with a mailbox: letters that citizens write, and what the worker makes of them."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from uuid import UUID

from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.model import ChannelKind
from helpdesk.inbox.looking import look_due
from integrations.email.adapter import email
from integrations.email.reader import Reader
from integrations.email.settings import EmailSettings
from kit.egress import EgressPolicy
from kit.sealing import Sealer
from support.channel import adapters
from support.mail_servers import MAILBOX
from support.world import Place, World
from tenants.doors import tenant_scope


class MailDesk:
    """The world with mail servers beside it: a `Post`, or something else that is `entered` like one."""

    def __init__(self, world: World, post: Any, reader: Reader) -> None:
        self.world, self.post = world, post
        adapter = email(EgressPolicy.LOOPBACK_ONLY, b"k" * 32, reader)
        known = {**adapters(world.far_end), ChannelKind.EMAIL: adapter}
        world.book = AccountBook(known, Sealer([b"s" * 32]))

    async def mailbox(self, place: Place, **more: Any) -> UUID:
        """Enter the mailbox at an office and look into it for the first time."""
        settings = EmailSettings(**{**self.post.entered, **more})
        async with tenant_scope(place.id) as scope:
            account_id = await self.world.book.add(scope, ChannelKind.EMAIL, "Email", MAILBOX, settings)
        await look_due(place.id, self.world.book, files=self.world.files)
        return account_id

    async def look(self, place: Place | None = None) -> None:
        """Half a minute passes; the worker looks, understands and answers."""
        await self.world.clock.forward(seconds=31)
        await look_due((place or self.world.district).id, self.world.book, files=self.world.files)
        await self.world.work()

    async def writes(self, text: str, sender: str = "siti@warga.example", **headers: str) -> None:
        """A citizen's letter comes in and is taken in."""
        made = EmailMessage()
        head = {"From": sender, "To": MAILBOX, "Subject": "Antrean"}
        for name, value in {**head, **headers}.items():
            made[name.replace("_", "-")] = value
        made.set_content(text)
        self.post.put(made.as_bytes())
        await self.look()

    @property
    def letters(self) -> list[Any]:
        """What went out, in order."""
        return [message_from_bytes(content, policy=policy.default) for _, _, content in self.post.taken]
