"""Officers at their desks: the real pages on a small world, and browsers that fill in the forms they see."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx

from admin.console.routes import admin_routes
from helpdesk.cases.model import Case
from helpdesk.desk.routes import desk_routes, overview_routes
from helpdesk.notifications.routes import notice_routes
from helpdesk.unit_links.routes import unit_routes
from kit.settings import Settings
from support.applications import guarded
from support.runtimes import a_callers_case, small_runtime
from support.world import Place, World
from tenants.directory.model import Post
from tenants.permissions.model import Actor, Role
from tenants.sessions import service as sessions
from tenants.sign_in.routes import sign_in_router
from wiring.runtime import Runtime

BASE = "http://localhost:8000"
OFFICERS = (sign_in_router, *desk_routes, *overview_routes, *notice_routes, *unit_routes, *admin_routes)
"""What officers and administrators find."""


class Form(HTMLParser):
    """The first form of a page that posts to an address with this ending: its address and its fields."""

    def __init__(self, page: str, ending: str) -> None:
        super().__init__()
        self.action, self.fields = "", {}  # type: str, dict[str, str]
        self._ending, self._inside, self._area, self._select = ending, False, "", ""
        self.feed(page)
        assert self.action, f"no form posts to …{ending}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            path = urlsplit(given.get("action", "")).path
            self._inside = not self.action and given.get("method") == "post" and path.endswith(self._ending)
            self.action = given["action"] if self._inside else self.action
        if not self._inside:
            return
        if tag == "input":
            loose = given.get("type") in ("radio", "checkbox") and "checked" not in given
            self.fields |= {} if loose else {given.get("name", ""): given.get("value", "")}
        if tag == "textarea":
            self._area = given["name"]
            self.fields[self._area] = ""
        if tag == "select":
            self._select = given["name"]
        if tag == "option" and (self._select not in self.fields or "selected" in given):
            self.fields[self._select] = given["value"]

    def handle_data(self, data: str) -> None:
        if self._area:
            self.fields[self._area] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "form"
        self._area = "" if tag == "textarea" else self._area


class Browser:
    """One officer's browser; it sends what the form on the page holds, changed by what the officer types."""

    def __init__(self, app: Any, secret: str, place: Place) -> None:
        self.http = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=BASE)
        self.http.cookies.set("sahut", secret)
        self.desk = f"/desk/{place.slug}"

    async def get(self, path: str) -> httpx.Response:
        """A page of the desk, by its path there or as a whole address."""
        return await self.http.get(urljoin(f"{self.desk}/", path))

    async def send(self, page: httpx.Response, ending: str, **typed: str | list[str]) -> httpx.Response:
        """Fill in the page's form and press its button; the answer is not followed."""
        form = Form(page.text, ending)
        return await self.http.post(
            form.action,
            data={**form.fields, **typed},
            headers={"origin": BASE, "sec-fetch-site": "same-origin"},
        )

    async def does(self, path: str, ending: str, **typed: str | list[str]) -> httpx.Response:
        """Open a page, fill in its form, follow to where it leads; asserts that it was done."""
        answer = await self.send(await self.get(path), ending, **typed)
        assert answer.status_code == 303, answer.text
        return await self.http.get(answer.headers["location"])


class Floor:
    """The pages, and the offices whose officers use them."""

    def __init__(self, world: World, runtime: Runtime) -> None:
        self.world, self.runtime = world, runtime
        self.app = guarded(runtime, *OFFICERS)

    async def officer(
        self, role: Role = Role.AGENT, *units: str, place: Place | None = None, name: str = "Dewi Anjani"
    ) -> tuple[Browser, Actor]:
        """Somebody new with a living session."""
        at = place or self.world.district
        actor = await self.world.staff(at, role, *units, name=name)
        assert actor.id and actor.person_id
        secret = await sessions.begin(Post(tenant_id=at.id, membership_id=actor.id), actor.person_id)
        return Browser(self.app, secret, at), actor

    async def case(
        self, text: str = "Antrean panjang sekali", *, place: Place | None = None, **filing: Any
    ) -> Case:
        """A case that a caller opened, and that nobody has looked at."""
        return await a_callers_case(place or self.world.district, self.world.book, text, **filing)


@asynccontextmanager
async def open_floor(settings: Settings) -> AsyncIterator[Floor]:
    """The doors open as the web's role, four new offices, no people."""
    async with small_runtime(settings) as (world, runtime):
        yield Floor(world, runtime)
