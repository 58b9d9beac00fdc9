"""A case with a unit that has a number of its own, and the unit's browser on the page behind the link."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from helpdesk.cases import service as cases
from kit.settings import Settings
from support.builders import an_opened_case
from support.officers import BASE, Floor, Form, open_floor
from support.unit_desk import UNIT, code_in, link_in, registered, told
from support.world import PIN_KEY


class Story:
    """A case with a unit, the unit's number, and the way to the page."""

    def __init__(self, floor: Floor, number: str, phone: str, link: str) -> None:
        self.floor, self.number, self.phone, self.link = floor, number, phone, link
        self.world, self.place = floor.world, floor.world.district

    def browser(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(app=self.floor.app), base_url=BASE)

    async def press(self, browser: httpx.AsyncClient, ending: str, *, files: Any = None, **typed: str) -> Any:
        """Fill in the form on the page and press its button."""
        form = Form((await browser.get(self.link)).text, ending)
        return await browser.post(
            form.action,
            data={**form.fields, **typed},
            files=files,
            headers={"origin": BASE, "sec-fetch-site": "same-origin"},
        )

    async def code(self, browser: httpx.AsyncClient, via: str = "phone", to: str = "") -> str:
        """Have a code sent, and read it where it arrives."""
        assert (await self.press(browser, "/code", via=via)).status_code == 303
        await self.world.send(self.place)
        return code_in(told(self.world, to or self.phone)[-1])

    @asynccontextmanager
    async def inside(self) -> AsyncIterator[httpx.AsyncClient]:
        """A browser that was let in."""
        async with self.browser() as browser:
            answer = await self.press(browser, "/enter", code=await self.code(browser))
            assert answer.status_code == 303
            yield browser

    async def answers(self) -> list[dict[str, Any]]:
        return await self.place.rows(
            "SELECT a.state, a.came_by, m.text FROM unit_answer a JOIN message m ON m.tenant_id = a.tenant_id"
            " AND m.id = a.message_id WHERE a.tenant_id = $1 ORDER BY a.at, a.id"
        )


@asynccontextmanager
async def unit_story(settings: Settings) -> AsyncIterator[Story]:
    """A case that was passed to a unit with a number and a mailbox of its own."""
    async with open_floor(settings) as floor:
        world = floor.world
        await (
            floor.runtime.redis.flushall()
        )  # what others asked for from the same address counts here no more
        floor.runtime.pin_key = PIN_KEY  # the worker's hands of this world put codes in with it
        phone = await registered(world, email="gigi@puskesmas.example")
        number = await an_opened_case(world, text="Antrean gigi penuh", phone="+6281255501234")
        agent = await world.staff(world.district)
        await cases.dispose(agent, number, world.district.units[UNIT], "Periksa loket", version=None)
        await world.work(world.district)
        yield Story(floor, number, phone, link_in(told(world, phone)[-1]))
