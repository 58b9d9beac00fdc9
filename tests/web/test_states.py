"""Whatever is refused or fails: a page in both languages says why, what next, and the way back, and tells no more."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

import httpx
import pytest
from litestar import Litestar, Request, get, post
from litestar.exceptions import HTTPException
from litestar.params import FromPath

from kit.errors import Conflict, Forbidden, Gone, Invalid, Missing, Stale, TooLarge, TooMany, Unavailable
from kit.headers import Headers
from kit.settings import Settings
from support.applications import BODY, lent
from support.integrators import BASE, House, open_house
from tenants.directory.model import Post
from tenants.doors.gate import current_engine
from tenants.offices.service import forget, office_by_slug
from tenants.permissions.model import Role
from tenants.sessions import service as sessions
from tenants.sign_in.asker import actor_of_tenant
from ui.states import OF_CODE, OF_STATUS, state_values
from wiring.problems import exception_handlers
from wiring.routes import route_handlers

SECRET = "Siti 081234567890 di /srv/rahasia"
FAULTS: dict[str, tuple[Exception, int, str]] = {
    "invalid": (Invalid("invalid", fields={"a": SECRET}), 400, ""),
    "forbidden": (Forbidden("not_permitted", permission=SECRET), 403, ""),
    "outdated": (Forbidden("form_outdated"), 403, "form_outdated"),
    "missing": (Missing("case_missing"), 404, ""),
    "conflict": (Conflict("case_ended", state=SECRET), 409, ""),
    "stale": (Stale("case_stale", current=7), 409, ""),
    "gone": (Gone("gone"), 410, ""),
    "too_large": (TooLarge("too_large"), 413, ""),
    "unprocessable": (HTTPException(SECRET, status_code=422), 422, ""),
    "too_many": (TooMany("too_many_tries", retry_after=90), 429, ""),
    "unexpected": (RuntimeError(SECRET), 500, ""),
    "away": (OSError(SECRET), 503, ""),
    "unavailable": (Unavailable("unavailable", retry_after=120), 503, ""),
}
_LANGUAGES = ("id", "en")


@get("/t/{slug:str}/probe/{fault:str}")
async def portal_probe(request: Request[Any, Any, Any], slug: FromPath[str], fault: FromPath[str]) -> str:
    await office_by_slug(slug)
    raise FAULTS[fault][0]


@get("/desk/{slug:str}/probe/{fault:str}")
async def desk_probe(request: Request[Any, Any, Any], slug: FromPath[str], fault: FromPath[str]) -> str:
    await actor_of_tenant(request, slug)
    raise FAULTS[fault][0]


@post("/desk/{slug:str}/probe/{fault:str}", opt={"csrf": False})
async def desk_deed(request: Request[Any, Any, Any], slug: FromPath[str], fault: FromPath[str]) -> str:
    await actor_of_tenant(request, slug)
    raise FAULTS[fault][0]


@cache
def _failing() -> Litestar:
    return Litestar(
        route_handlers=[*route_handlers(), portal_probe, desk_probe, desk_deed],
        exception_handlers=exception_handlers(),
        request_max_body_size=BODY,
        openapi_config=None,
    )


class Street:
    """The whole application with routes that fail as they are told."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.slug = house.office.slug
        self._app: Any = Headers(lent(_failing(), house.runtime), secure=False)

    def citizen(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(app=self._app), base_url=BASE)

    async def officer(self) -> httpx.AsyncClient:
        client, actor = self.citizen(), await self.house.world.staff(self.house.office, Role.SUPERVISOR)
        assert actor.id
        assert actor.person_id
        post_ = Post(tenant_id=self.house.office.id, membership_id=actor.id)
        client.cookies.set("sahut", await sessions.begin(post_, actor.person_id))
        return client


@pytest.fixture
async def street(database_urls: Settings) -> AsyncIterator[Street]:
    async with open_house(database_urls) as house:
        await office_by_slug(house.office.slug)
        yield Street(house)


def _must_say(answer: httpx.Response, status: int, language: str, code: str = "") -> None:
    """Status, words, reference number, a way back, the emergency or the desk; nothing of the secret."""
    said = state_values(status, language, code=code)
    words = re.sub(r"\s+", " ", answer.text).replace("&#39;", "'")
    assert f"<h1>{said['heading']}</h1>" in words
    assert said["why"] in words
    assert re.search(r'<p class="actions"><a class="btn primary" href="/[^/"][^"]*"|href="/"', words)
    assert answer.headers["x-request-id"] in words
    for word in ("Siti", "081234567890", "rahasia", "Traceback", "RuntimeError"):
        assert word not in words
    assert f'<html lang="{language}"' in words


@pytest.mark.parametrize("language", _LANGUAGES)
async def test_citizens_read_every_state_in_the_look_of_the_portal(street: Street, language: str) -> None:
    async with street.citizen() as http:
        for fault, (_, status, code) in FAULTS.items():
            answer = await http.get(f"/t/{street.slug}/probe/{fault}?lang={language}")
            assert answer.status_code == {"stale": 412}.get(fault, status), fault
            _must_say(answer, status, language, code)
            assert '<body class="portal">' in answer.text
            assert f'href="/t/{street.slug}/"' in answer.text
            assert 'href="tel:119"' in answer.text


@pytest.mark.parametrize("language", _LANGUAGES)
async def test_officers_read_every_state_at_their_desk(street: Street, language: str) -> None:
    async with await street.officer() as http:
        for fault, (_, status, code) in FAULTS.items():
            answer = await http.get(f"/desk/{street.slug}/probe/{fault}?lang={language}")
            assert answer.status_code == {"stale": 412}.get(fault, status), fault
            _must_say(answer, status, language, code)
            assert '<body class="desk"' in answer.text
            assert f'href="/desk/{street.slug}/cases"' in answer.text
            assert "Dewi Anjani" in answer.text


async def test_too_many_tries_and_a_rest_say_when_to_try_again(street: Street) -> None:
    async with street.citizen() as http:
        many = await http.get(f"/t/{street.slug}/probe/too_many")
        rest = await http.get(f"/t/{street.slug}/probe/unavailable?lang=en")
    assert many.headers["retry-after"] == "90"
    assert "Coba lagi dalam 1 menit 30 detik" in many.text or "Coba lagi dalam 1 menit" in many.text
    assert rest.headers["retry-after"] == "120"
    assert "2 minutes" in rest.text


async def test_an_office_that_is_not_known_says_so(street: Street) -> None:
    async with street.citizen() as http:
        portal = await http.get("/t/tidak-ada/")
    async with await street.officer() as http:
        desk = await http.get("/desk/tidak-ada/cases")
    for answer in (portal, desk):
        assert answer.status_code == 404
        _must_say(answer, 404, "id", "office_missing")
    assert "/t/tidak-ada" not in portal.text.replace('href="?lang', "")


async def test_a_way_that_a_page_does_not_take(street: Street) -> None:
    async with street.citizen() as http:
        answer = await http.delete(f"/t/{street.slug}/track")
        assert answer.status_code == 405
        _must_say(answer, 405, "id")
        assert "allow" in answer.headers or answer.status_code == 405


async def test_too_many_bytes(street: Street) -> None:
    async with street.citizen() as http:
        answer = await http.post("/sign-in", data={"email": "x" * 200_000}, headers={"origin": BASE})
    assert answer.status_code == 413
    _must_say(answer, 413, "id")


async def test_a_form_that_is_too_old_says_that_it_is_the_form(street: Street) -> None:
    async with street.citizen() as http:
        answer = await http.post(
            f"/t/{street.slug}/track",
            data={"_csrf_token": "x", "number": "", "pin": ""},
            headers={"origin": BASE, "referer": f"{BASE}/t/{street.slug}/track?number=1"},
        )
    assert answer.status_code == 403
    _must_say(answer, 403, "id", "form_outdated")
    assert f'<a class="btn primary" href="/t/{street.slug}/probe' not in answer.text


async def test_a_failed_form_leads_back_to_its_page(street: Street) -> None:
    async with await street.officer() as http:
        answer = await http.post(
            f"/desk/{street.slug}/probe/conflict", headers={"referer": f"{BASE}/desk/{street.slug}/new"}
        )
    assert answer.status_code == 409
    assert f'<a class="btn primary" href="/desk/{street.slug}/new"' in answer.text
    assert "lang=en" not in answer.text


async def test_a_part_of_a_page_gets_a_part_and_replaces_nothing(street: Street) -> None:
    async with await street.officer() as http:
        answer = await http.get(f"/desk/{street.slug}/probe/unexpected", headers={"hx-request": "true"})
    assert answer.status_code == 500
    assert answer.headers["hx-reswap"] == "none"
    assert "<html" not in answer.text
    assert 'role="alert"' in answer.text
    assert answer.headers["x-request-id"] in answer.text


async def test_a_session_that_has_ended_leads_to_the_sign_in_which_says_so(street: Street) -> None:
    async with await street.officer() as http:
        living = await sessions.find(http.cookies["sahut"])
        assert living is not None
        await sessions.end(living)
        page = await http.get(f"/desk/{street.slug}/cases?folder=mine")
        part = await http.get(f"/desk/{street.slug}/cases", headers={"hx-request": "true"})
        assert page.status_code == 303
        assert page.headers["location"].endswith("folder%3Dmine&ended")
        assert part.headers["hx-redirect"].endswith("&ended")
        sign_in = await http.get(page.headers["location"])
    assert "Sesi Anda sudah berakhir" in sign_in.text
    async with street.citizen() as http:
        stranger = await http.get(f"/desk/{street.slug}/cases")
        assert "ended" not in stranger.headers["location"]


@asynccontextmanager
async def _database_away() -> AsyncIterator[None]:
    """The pool's server refuses connections: that is how a database that is away looks from here."""
    pool: Any = current_engine().pool
    kept = dict(pool._connect_kwargs), pool._connect_args
    pool.set_connect_args("postgresql://nobody@127.0.0.1:9/nothing")
    await pool.expire_connections()
    try:
        yield
    finally:
        pool._connect_kwargs, pool._connect_args = kept


@pytest.mark.parametrize("known", [True, False])
async def test_without_the_database_everybody_still_gets_a_page(street: Street, known: bool) -> None:
    async with street.citizen() as citizen, await street.officer() as officer:
        if not known:
            forget()
        async with _database_away():
            portal = await citizen.get(f"/t/{street.slug}/track/report")
            front = await citizen.get(f"/t/{street.slug}/")
            desk = await officer.get(f"/desk/{street.slug}/cases")
        for answer in (front, desk, *(() if known else (portal,))):
            assert answer.status_code == 503
            _must_say(answer, 503, "id")
            assert int(answer.headers["retry-after"]) > 0
        assert '<body class="portal">' in front.text
        assert (await citizen.get(f"/t/{street.slug}/")).status_code == 200


def test_every_state_has_all_its_words() -> None:
    for state in (*OF_STATUS.values(), *OF_CODE.values()):
        assert all((state.title, state.why, state.next))
    assert {400, 401, 403, 404, 405, 409, 410, 413, 422, 429, 503} == set(OF_STATUS)
