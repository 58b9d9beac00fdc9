"""What pages cost a citizen with a cheap phone and an officer with a slow line (ui.md §8), by the DevTools protocol."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Request

from support.clicks import Theatre, opened_theatre
from support.planting import STAFF
from support.players import Citizen, Office
from support.robot import Robot
from support.scales import Scales
from wiring.bench.weighing import DESK, DESK_AGAIN, PORTAL, PORTAL_AGAIN, SWITCH, Budget, Weight

WORDS = "Antrean poli gigi di puskesmas selalu penuh, sudah tiga kali saya pulang tanpa diperiksa. "
ROWS, MESSAGES = 50, 20
"""A full page of the list, and a case that was much spoken about."""

DESK_PAGES = {
    "list": "/desk/batang/cases",
    "folder": "/desk/batang/cases?folder=unassigned",
    "case": "/desk/batang/cases/{number}",
    "dispose": "/desk/batang/cases/{number}/dispose",
    "escalate": "/desk/batang/cases/{number}/escalate",
    "new": "/desk/batang/new",
}
CONSOLE_PAGES = {
    "people": "/admin/batang",
    "channels": "/admin/batang/channels",
    "audit": "/admin/batang/audit",
}
PORTAL_PAGES = {
    "offices": "/",
    "home": "/t/batang/",
    "first question": "/t/batang/new/complaint",
    "track": "/t/batang/track",
}


class Fixture:
    """A running desk with a full list, and one long case with a report of its own in the portal."""

    def __init__(self, theatre: Theatre) -> None:
        self.theatre, desk = theatre, theatre.desk
        known = theatre.known
        for place in range(ROWS):
            Citizen(desk, known, "batang", f"+6281299100{place:03}", f"Warga {place}").writes(
                WORDS * (1 + place % 3)
            )
        self.citizen = Robot(desk.web, WORDS, "Siti", "rak.jpg", b"\xff\xd8\xff\xe0" + bytes(400))
        self.number, pin = self._report()
        office = Office(desk, known, "batang")
        for place in range(MESSAGES):
            office.does(self.number, "messages", text=f"{WORDS}{place}", kind=("reply", "note")[place % 2])
        desk.settle()
        self.citizen.opens("/t/batang/track")
        self.citizen.fills("/track", number=self.number, pin=pin)
        self.agent = Robot(desk.web, WORDS, "", "x", b"")
        self.administrator = Robot(desk.web, WORDS, "", "x", b"")
        for robot, role in ((self.agent, "agent"), (self.administrator, "administrator")):
            robot.opens("/sign-in")
            password = next(u["password"] for u in known["users"] if u["email"] == STAFF[role])
            robot.fills("/sign-in", email=STAFF[role], password=password)

    def _report(self) -> tuple[str, str]:
        robot = self.citizen
        robot.opens("/t/batang/new/information")
        while "/done" not in robot.at:
            step = next(form for form in robot.forms() if not form.ending.endswith("discard"))
            robot.sends(step._replace(controls=tuple(c for c in step.controls if c.kind != "file")),
                        go="next", facility="Puskesmas Subah", privacy="named", website="")  # fmt: skip
        number = robot.shows(r"(BTG-[0-9A-Z-]{11})")
        return number, robot.shows(r'<dd class="num">(\d[\d ]{5,})</dd>').replace(" ", "")

    def window(self, robot: Robot | None = None, width: int = 1440) -> BrowserContext:
        """A browser that has never been here, but for who it is."""
        desk = self.theatre.desk
        context = self.theatre.browser.new_context(
            base_url=desk.web, viewport={"width": width, "height": 900}
        )
        for cookie in robot.http.cookies.jar if robot else ():
            context.add_cookies([{"name": cookie.name, "value": cookie.value or "", "url": desk.web}])
        return context


@pytest.fixture(scope="module")
def fixture() -> Iterator[Fixture]:
    with opened_theatre() as theatre:
        yield Fixture(theatre)


def weighed(context: BrowserContext, *paths: str) -> list[Weight]:
    """The pages one after the other in one tab; the first is a first visit."""
    page: Page = context.new_page()
    scales, weights = Scales(page), []
    for path in paths:
        answer: Any = page.goto(path)
        assert answer.status == 200, f"{path}: {answer.status}"
        weights.append(scales.read())
    context.close()
    return weights


def within(budget: Budget, weight: Weight) -> None:
    """Fails above, naming every limit that was passed."""
    assert not list(budget.broken(weight)), f"{'; '.join(budget.broken(weight))} ({weight})"


@pytest.mark.parametrize("name", PORTAL_PAGES)
def test_portal_pages_are_light(fixture: Fixture, name: str) -> None:
    within(PORTAL, *weighed(fixture.window(width=390), PORTAL_PAGES[name]))


def test_a_further_step_of_a_form_is_lighter_still(fixture: Fixture) -> None:
    paths = ("/t/batang/new/complaint/text", "/t/batang/new/complaint/text")
    within(PORTAL_AGAIN, weighed(fixture.window(width=390), *paths)[1])


def test_the_report_on_the_tracking_page_is_light(fixture: Fixture) -> None:
    within(PORTAL, *weighed(fixture.window(fixture.citizen, width=390), "/t/batang/track/report"))


@pytest.mark.parametrize("name", DESK_PAGES)
def test_desk_pages_are_light(fixture: Fixture, name: str) -> None:
    path = DESK_PAGES[name].format(number=fixture.number)
    first, again = weighed(fixture.window(fixture.agent), path, path)
    within(DESK, first)
    within(DESK_AGAIN, again)


@pytest.mark.parametrize("name", CONSOLE_PAGES)
def test_pages_of_the_console_are_light(fixture: Fixture, name: str) -> None:
    first, again = weighed(fixture.window(fixture.administrator), CONSOLE_PAGES[name], CONSOLE_PAGES[name])
    within(DESK, first)
    within(DESK_AGAIN, again)


def test_another_case_of_the_list_costs_one_light_request(fixture: Fixture) -> None:
    context = fixture.window(fixture.agent)
    page = context.new_page()
    page.goto("/desk/batang/cases")
    page.locator("a.row").first.click()
    page.wait_for_url("**/cases/BTG-*")
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if "/cases/BTG-" in _path(request) else None)
    before = page.url
    page.locator("a.row").filter(visible=True).nth(3).click()
    page.wait_for_function("before => location.href !== before", arg=before)
    showing = [request for request in asked if "/live/" not in request.url]
    sizes = [request.sizes() for request in showing]
    weight = Weight(
        requests=len(showing),
        total=sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes),
        elements=page.evaluate("document.querySelectorAll('*').length"),
    )
    within(SWITCH, weight)
    assert [request.resource_type for request in showing] == ["fetch"]
    context.close()


def _path(request: Request) -> str:
    return request.url.split("?")[0]
