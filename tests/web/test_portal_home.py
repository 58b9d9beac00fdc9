"""The first pages of the portal, and what every page of it has."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from kit.settings import Mode, Settings
from support.citizen import Portal, Ticket, open_portal
from tenants.doors import tenant_scope
from tenants.offices import service as offices
from tenants.offices.service import office_by_slug
from helpdesk.portal import ways
from msgspec.structs import replace


@pytest.fixture
async def portal(database_urls: Settings) -> AsyncIterator[Portal]:
    async with open_portal(database_urls) as opened:
        yield opened


async def test_the_front_page_leads_to_every_office(portal: Portal) -> None:
    one, other = await portal.house.office(), await portal.house.office()
    page = await portal.citizen(one).http.get("/")
    assert page.status_code == 200
    assert f'href="/t/{one.slug}/"' in page.text
    assert f'href="/t/{other.slug}/"' in page.text
    assert 'href="/sign-in"' in page.text


async def test_a_host_name_of_an_office_leads_to_that_office(portal: Portal) -> None:
    office = await portal.house.office()
    owner = await asyncpg.connect(portal.house.settings.owner_url)
    try:
        await owner.execute("UPDATE tenant SET host = $1 WHERE id = $2", f"{office.slug}.example", office.id)
    finally:
        await owner.close()
    citizen = portal.citizen(office, base_url=f"http://{office.slug}.example")
    answer = await citizen.http.get("/", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/t/{office.slug}/")
    nobody = await portal.citizen(office, base_url="http://elsewhere.example").http.get("/")
    assert "Kantor mana" in nobody.text


async def test_the_home_of_an_office_offers_four_reports_tracking_and_the_emergency_number(
    portal: Portal,
) -> None:
    office = await portal.house.office()
    page = await portal.citizen(office).open("")
    for kind in ("complaint", "consultation", "information", "aspiration"):
        assert f'href="/t/{office.slug}/new/{kind}"' in page.html
    assert f'href="/t/{office.slug}/track"' in page.html
    assert 'href="tel:119"' in page.html


async def test_the_home_shows_the_other_ways_to_the_office(portal: Portal) -> None:
    office = await portal.house.office()
    owner = await asyncpg.connect(portal.house.settings.owner_url)
    try:
        contacts = '{"phone": "0285 391000", "email": "dinkes@kantor.example"}'
        await owner.execute("UPDATE tenant SET contacts = $1 WHERE id = $2", contacts, office.id)
    finally:
        await owner.close()
    offices.forget()
    page = await portal.citizen(office).open("")
    assert 'href="tel:0285391000"' in page.html
    assert 'href="mailto:dinkes@kantor.example"' in page.html


async def test_a_whatsapp_number_is_a_link_only_where_it_is_real(portal: Portal) -> None:
    office = await office_by_slug((await portal.house.office()).slug)
    ways._numbers[office.id] = (1e12, "+628110003325")
    (real,) = await ways.ways_to(office, portal.house.runtime.accounts, "id", Mode.PRODUCTION)
    (invented,) = await ways.ways_to(office, portal.house.runtime.accounts, "id", Mode.DEMONSTRATION)
    assert (real.text, real.href) == ("0811-0003-325", "https://wa.me/628110003325")
    assert (invented.text, invented.href) == ("0811-0003-325", "")


@pytest.mark.parametrize("path", ["", "track", "new/complaint", "done", "track/report"])
async def test_an_office_that_does_not_exist_has_no_pages(portal: Portal, path: str) -> None:
    office = replace(await portal.house.office(), slug="nirgends")
    assert (await portal.citizen(office).open(path)).status == 404


@pytest.mark.parametrize("path", ["new/loan", "new/complaint/nothing", "new/Complaint/text", "elsewhere"])
async def test_a_page_that_does_not_exist_leads_back_to_the_office(portal: Portal, path: str) -> None:
    office = await portal.house.office()
    page = await portal.citizen(office).open(path)
    assert page.status == 404
    assert f'href="/t/{office.slug}/"' in page.html


@pytest.mark.parametrize(
    "path", ["", "new/complaint/text", "new/complaint/where", "new/complaint/contact", "done", "track", "track/report"]
)
async def test_every_page_speaks_both_languages_and_switches_in_place(portal: Portal, path: str) -> None:
    office = await portal.house.office()
    _, ticket = await portal.case(office)
    citizen = portal.citizen(office)
    await citizen.answer("new/complaint/text", text="Loket tutup")
    await citizen.answer("new/complaint/where", facility="unknown")
    await citizen.answer("new/complaint/files", go="next")
    await citizen.track(ticket)
    if path == "done":
        await citizen.answer("new/complaint/contact", privacy="anonymous", name="", phone="")
        await citizen.answer("new/complaint/check")
    if path == "track":
        await citizen.press(await citizen.open("track/report"), "track/leave")
    indonesian = await citizen.open(path)
    english = await citizen.open(f"{path}?lang=en")
    assert indonesian.path == english.path
    assert ('<html lang="id"' in indonesian.html, '<html lang="en"' in english.html) == (True, True)
    assert indonesian.title != english.title
    assert 'href="?lang=id"' in english.html
    assert (await citizen.open(path)).title == english.title, "the choice is remembered"


async def test_no_page_needs_a_script_or_anything_from_elsewhere(portal: Portal) -> None:
    office = await portal.house.office()
    _, ticket = await portal.case(office)
    citizen = portal.citizen(office)
    pages = [await citizen.open(path) for path in ("", "new/complaint/text", "track")]
    pages.append(await citizen.track(ticket))
    for page in pages:
        assert "<script" not in page.html
        assert " style=" not in page.html
        assert "https://" not in page.html
        assert "frame-ancestors 'none'" in page.answer.headers["content-security-policy"]
        assert page.answer.headers["cache-control"] == "no-store"


async def test_pages_of_one_report_are_not_for_search_engines(portal: Portal) -> None:
    office = await portal.house.office()
    _, ticket = await portal.case(office)
    citizen = portal.citizen(office)
    assert 'content="noindex"' not in (await citizen.open("")).html
    assert 'content="noindex"' in (await citizen.open("new/complaint/text")).html
    assert 'content="noindex"' in (await citizen.track(ticket)).html


async def test_a_form_from_elsewhere_is_refused(portal: Portal) -> None:
    office = await portal.house.office()
    _, ticket = await portal.case(office)
    citizen = portal.citizen(office)
    page = await citizen.open("track")
    fields = {"_csrf_token": page.token, **ticket._asdict()}
    address = f"/t/{office.slug}/track"
    for headers in ({"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}):
        assert (await citizen.http.post(address, data=fields, headers=headers)).status_code == 403
    stranger = portal.citizen(office)
    assert (await stranger.http.post(address, data=fields)).status_code == 403
    assert (await citizen.http.post(address, data=fields)).status_code == 200


async def test_the_pages_of_one_office_open_nothing_of_another(portal: Portal) -> None:
    one, other = await portal.house.office(), await portal.house.office()
    case, ticket = await portal.case(one)
    citizen = portal.citizen(other)
    assert (await citizen.track(ticket)).status == 422
    at_home = portal.citizen(one)
    assert (await at_home.track(ticket)).status == 200
    for cookie in at_home.http.cookies.jar:
        citizen.http.cookies.set(cookie.name, cookie.value or "", path="/", domain="localhost.local")
        citizen.http.cookies.set(cookie.name, cookie.value or "", path="/")
    page = await citizen.open("track/report")
    assert case.number not in page.html
    assert page.path.endswith("/track")
    async with tenant_scope(other.id, read_only=True) as scope:
        tries = await scope.fetchval("SELECT count(*) FROM pin_failure WHERE tenant_id = $1", other.id)
    assert tries == 1
    assert Ticket("", "") != ticket
