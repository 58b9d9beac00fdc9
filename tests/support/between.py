"""The district, and an office of another installation that it stands above or below, over real requests."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from msgspec.structs import replace

from helpdesk.announcements import service
from helpdesk.announcements.model import Told
from helpdesk.elsewhere.wire import Announced, Hello
from kit.ids import uuid7
from support.announcing import written_for
from support.far_side import FarSide, connected, kept
from support.listening import Listening, listening
from support.officers import Floor
from support.world import Place
from tenants.permissions.model import Actor, Role


class Between:
    """The district, or another office, and Kendal on an installation of its own; who stands above is set by both."""

    def __init__(self, floor: Floor, far: FarSide, door: Listening, place: Place | None = None) -> None:
        self.floor, self.far, self.door = floor, far, door
        self.world, self.district = floor.world, place or floor.world.district
        self.world.far = floor.runtime.far
        self.region = ""

    async def kendal_says(self, kin: str) -> None:
        plate = replace(self.far.plate, region=self.region)
        hello = Hello(plate=plate, address=self.far.address, receives=True, kin=kin)
        assert (await self.far.calls(hello)).status_code == 200

    async def we_say(self, kin: str) -> None:
        admin, _ = await self.floor.officer(Role.ADMINISTRATOR, place=self.district)
        answer = await admin.send(await admin.get(await self.page()), "/place", kin=kin)
        assert answer.status_code == 303, answer.text

    async def page(self) -> str:
        door = await kept(self.floor, self.far, self.district)
        assert door is not None
        return f"/admin/{self.district.slug}/elsewhere/{door.id}"

    async def is_below(self) -> None:
        await self.kendal_says("above")
        await self.we_say("below")

    async def is_above(self) -> None:
        await self.kendal_says("below")
        await self.we_say("above")

    async def told(self, what: str = "announcement.v1") -> list[dict[str, Any]]:
        """What came to Kendal's door."""
        await self.world.work()
        return [each["data"] for each in self.door.messages if each["type"] == what]

    async def announces(self, **more: Any) -> tuple[Actor, UUID]:
        supervisor = await self.world.staff(self.district, Role.SUPERVISOR)
        return supervisor, await service.announce(supervisor, await written_for(self.world, **more))

    async def tells(self, told: Told) -> int:
        """Kendal tells us something; the status it is answered with."""
        status = (await self.far.calls(Announced(data=told))).status_code
        service.forget()
        return status

    async def heard(self) -> list[tuple[str, str, bool]]:
        """What the district's people are shown: who says it, what, and whether it was read."""
        return [(each.office, each.title, each.read) for each in await service.heard(await self.reader())]

    async def reader(self) -> Actor:
        if not hasattr(self, "_reader"):
            self._reader = await self.world.staff(self.district)
        return self._reader

    async def words(self, **more: Any) -> Told:
        async with service.tenant_scope(self.district.id, read_only=True) as scope:
            now = scope.now
        fields: dict[str, Any] = {
            "id": uuid7(), "title": "Vaksin datang", "text": "Senin.", "importance": "important",
            "begins_at": now - timedelta(hours=1), "ends_at": now + timedelta(days=7), "changed_at": now, "version": 1,
        }  # fmt: skip
        return Told(**fields | more)


@asynccontextmanager
async def between_installations(
    floor: Floor, place: Place | None = None, name: str = "Dinkes Kendal", uid: UUID | None = None
) -> AsyncIterator[Between]:
    """Both are connected, and neither has said how the other stands to it."""
    async with listening() as door:
        far = await connected(floor, place, name, uid)
        far.address = f"http://localhost:{door.port}/letters/1"
        assert (await far.greets()).status_code == 200
        yield Between(floor, far, door, place)
