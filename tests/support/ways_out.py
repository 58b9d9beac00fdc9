"""An office that can also send SMS and letters, all to the same far end; citizens whose window is closed."""

from typing import Any
from uuid import UUID

from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.contract import Adapter
from helpdesk.channels.model import ChannelKind, Identity, MessageArrived, Sender
from helpdesk.inbox import service as inbox
from kit.sealing import Sealer
from support.builders import a_message
from support.channel import AccountSettings, adapters
from support.people import Person, a_person
from support.world import World
from tenants.doors import tenant_scope
from wiring.runtime import Runtime


class WaysOut:
    """The district's further accounts."""

    def __init__(self, world: World, sms: UUID, email: UUID) -> None:
        self.world, self.sms, self.email = world, sms, email

    async def somebody_silent(self, **message: Any) -> Person:
        """A citizen of WhatsApp who wrote a day and an hour ago."""
        person = await a_person(self.world, **message)
        await self.world.work()
        await self.world.clock.forward(hours=25)
        return person

    async def hears(self, account: UUID, *arrivals: MessageArrived) -> None:
        """Something comes in at one of the accounts, and is understood."""
        await inbox.receive(self.world.district.id, account, arrivals)
        await self.world.take_in(self.world.district)

    async def by_sms(self, phone: str, text: str) -> None:
        await self.hears(self.sms, a_message(phone, text))

    async def by_letter(self, address: str, text: str, **more: Any) -> None:
        sender = Sender(identities=(Identity(scheme="email", value=address),), name="Siti")
        letter = a_message("+620", text, **more)
        await self.hears(self.email, MessageArrived(**{**_fields(letter), "sender": sender}))

    async def cases(self) -> int:
        count: int = await self.world.district.value("SELECT count(*) FROM cases WHERE tenant_id = $1")
        return count


def _fields(arrival: MessageArrived) -> dict[str, Any]:
    return {name: getattr(arrival, name) for name in arrival.__struct_fields__}


async def ways_out(world: World, runtime: Runtime | None = None) -> WaysOut:
    """Let the district send SMS (two parts at most) and letters, from the pages of this runtime too."""
    sms = Adapter(
        kind=ChannelKind.SMS,
        settings=AccountSettings,
        sender=world.far_end,
        address_field="number",
        most_parts=lambda _: 2,
    )
    email = Adapter(
        kind=ChannelKind.EMAIL,
        settings=AccountSettings,
        sender=world.far_end,
        address_field="number",
        answers_last=True,
        file_bytes={"application/pdf": 10**7},
    )
    known = {**adapters(world.far_end), ChannelKind.SMS: sms, ChannelKind.EMAIL: email}
    world.book = AccountBook(known, Sealer([b"s" * 32]))
    if runtime is not None:
        runtime.accounts = world.book
    async with tenant_scope(world.district.id) as scope:
        numbers = (
            (ChannelKind.SMS, "+6285500000001"),
            (ChannelKind.EMAIL, f"lapor@{world.district.slug}.example"),
        )
        added = [await world.book.add(scope, kind, kind.value, at, AccountSettings()) for kind, at in numbers]
    return WaysOut(world, *added)
