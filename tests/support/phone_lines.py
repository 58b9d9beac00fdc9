"""Telephone lines of two offices, and the hands of an officer at one of their desks."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from helpdesk.calls.model import CallOnCase
from helpdesk.casefile.service import case_page
from helpdesk.cases.model import CaseKind
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.calls import CallArrived, CallStep
from helpdesk.channels.contract import Adapter
from helpdesk.channels.model import ChannelKind
from helpdesk.inbox import service as inbox
from helpdesk.intake.hand import Filing, open_by_hand
from integrations.phone.settings import PhoneSettings
from kit.sealing import Sealer
from support.channel import adapters_with_sms, an_sms_account
from support.world import Place, World
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor


class Lines:
    """The lines of two offices, and the hands at one of their desks."""

    def __init__(self, world: World, lines: dict[int, UUID], dewi: Actor) -> None:
        self.world, self.lines, self.dewi = world, lines, dewi

    async def hears(self, place: Place, call: str, *steps: CallStep, **more: Any) -> None:
        """What the exchange tells of one call, taken in."""
        account = self.lines[place.id]
        await inbox.receive(place.id, account, [an_event(call, step, **more) for step in steps])
        await self.world.take_in(place)

    async def call_id(self, remote_id: str = "c-1", place: Place | None = None) -> UUID:
        found: UUID = await (place or self.world.district).value(
            "SELECT id FROM phone_call WHERE tenant_id = $1 AND remote_id = $2", remote_id
        )
        return found

    async def opens(self, text: str = "Antrean penuh", **more: Any) -> str:
        """Dewi opens a case."""
        filing = Filing(kind=CaseKind.COMPLAINT, text=text, name="Siti", **more)
        return (await open_by_hand(self.dewi, filing, ChannelKind.PHONE, self.world.book)).number

    async def noted_on(self, number: str) -> list[CallOnCase]:
        """The calls in a case's line of time, as Dewi sees it."""
        page = await case_page(self.dewi, number, self.world.book)
        return [entry for entry in page.timeline if isinstance(entry, CallOnCase)]


def an_event(call: str, step: CallStep, **more: Any) -> CallArrived:
    fields = {
        "external_id": f"{call}:{step.value}",
        "call_id": call,
        "step": step,
        "at": datetime.now(UTC),
        **more,
    }
    return CallArrived(**fields)


RING, ANSWER, END, RECORD = CallStep.RINGING, CallStep.ANSWERED, CallStep.ENDED, CallStep.RECORDED


async def with_sms(desk: Lines) -> UUID:
    return await an_sms_account(desk.world.district.id, desk.world.book)


@pytest.fixture
async def phone_desk(world: World) -> AsyncIterator[Lines]:
    """A line at the district and at its neighbour, and the district's SMS at the far end."""
    phone = Adapter(kind=ChannelKind.PHONE, settings=PhoneSettings, address_field="line_number")
    known = {**adapters_with_sms(world.far_end, 6), ChannelKind.PHONE: phone}
    world.book = AccountBook(known, Sealer([b"s" * 32]))
    lines = {}
    for place in (world.district, world.neighbour):
        async with tenant_scope(place.id) as scope:
            settings = PhoneSettings(line_number=f"1500{place.id}")
            lines[place.id] = await world.book.add(
                scope, ChannelKind.PHONE, "Telepon", settings.line_number, settings
            )
    yield Lines(world, lines, await world.staff(world.district))
