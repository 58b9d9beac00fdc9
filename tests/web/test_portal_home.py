"""The first pages of the portal, and what every page of it has."""

import re

import asyncpg
import pytest

from helpdesk.portal import ways
from kit.settings import Mode
from support.citizen import Portal
from tenants.offices import service as offices


async def _write_on_the_door(portal: Portal, host: str | None, contacts: str = "{}") -> None:
    owner = await asyncpg.connect(portal.world.settings.owner_url)
    try:
        await owner.execute(
            "UPDATE tenant SET host = $1, contacts = $2 WHERE id = $3", host, contacts, portal.office.id
        )
    finally:
        await owner.close()
    offices.forget()


async def test_the_front_page_leads_to_every_office(portal: Portal) -> None:
    page = await portal.citizen().http.get("/")
    assert page.status_code == 200
    for place in portal.world.places:
        assert f'href="/t/{place.slug}/"' in page.text
    assert 'href="/sign-in"' in page.text


async def test_a_host_name_of_an_office_leads_to_that_office(portal: Portal) -> None:
    slug = portal.office.slug
    await _write_on_the_door(portal, f"{slug}.example")
    answer = await portal.citizen(base_url=f"http://{slug}.example").http.get("/", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/t/{slug}/")
    nobody = await portal.citizen(base_url="http://elsewhere.example").http.get("/")
    assert "Kantor mana" in nobody.text


async def test_the_home_of_an_office_offers_four_reports_tracking_and_the_emergency_number(
    portal: Portal,
) -> None:
    page, slug = await portal.citizen().open(""), portal.office.slug
    for kind in ("complaint", "consultation", "information", "aspiration"):
        assert f'href="/t/{slug}/new/{kind}"' in page.html
    assert f'href="/t/{slug}/track"' in page.html
    assert 'href="tel:119"' in page.html


async def test_the_home_shows_the_other_ways_to_the_office(portal: Portal) -> None:
    await _write_on_the_door(portal, None, '{"phone": "0285 391000", "email": "dinkes@kantor.example"}')
    page = await portal.citizen().open("")
    assert 'href="tel:0285391000"' in page.html
    assert 'href="mailto:dinkes@kantor.example"' in page.html


async def test_a_whatsapp_number_is_a_link_only_where_it_is_real(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = await offices.office(portal.office.id)
    known = ways.Open(kinds=frozenset({"whatsapp"}), whatsapp="+628110003325")
    monkeypatch.setitem(ways._open, office.id, (float("inf"), known))
    (real,) = await ways.ways_to(office, portal.runtime.accounts, "id", Mode.PRODUCTION)
    (invented,) = await ways.ways_to(office, portal.runtime.accounts, "id", Mode.DEMONSTRATION)
    assert (real.text, real.href) == ("0811-0003-325", "https://wa.me/628110003325")
    assert (invented.text, invented.href) == ("0811-0003-325", "")


@pytest.mark.parametrize("path", ["", "track", "new/complaint", "done", "track/report"])
async def test_an_office_that_does_not_exist_has_no_pages(portal: Portal, path: str) -> None:
    assert (await portal.citizen().http.get(f"/t/nirgends/{path}")).status_code == 404


@pytest.mark.parametrize("path", ["new/loan", "new/complaint/nothing", "new/Complaint/text", "elsewhere"])
async def test_a_page_that_does_not_exist_leads_back_to_the_office(portal: Portal, path: str) -> None:
    page = await portal.citizen().open(path)
    assert page.status == 404
    assert f'href="/t/{portal.office.slug}/"' in page.html


PAGES = ["", "new/complaint/text", "new/complaint/where", "new/complaint/contact", "track", "track/report"]


@pytest.mark.parametrize("path", PAGES)
async def test_every_page_speaks_both_languages_and_switches_in_place(portal: Portal, path: str) -> None:
    citizen = portal.citizen()
    await citizen.write_report()
    if path == "track/report":
        await citizen.track((await portal.case()).ticket)
    indonesian = await citizen.open(path)
    english = await citizen.open(f"{path}?lang=en")
    assert indonesian.path == english.path
    assert ('<html lang="id"' in indonesian.html, '<html lang="en"' in english.html) == (True, True)
    assert indonesian.title != english.title
    assert 'href="?lang=id"' in english.html
    assert (await citizen.open(path)).title == english.title, "the choice is remembered"


OUR_SCRIPT = r'<script type="module" src="/s/[0-9a-f]{12}/portal\.js">'


async def test_no_page_has_a_script_but_ours_or_anything_from_elsewhere(portal: Portal) -> None:
    citizen = portal.citizen()
    pages = [await citizen.open(path) for path in ("", "new/complaint/text", "track")]
    pages.append(await citizen.track((await portal.case()).ticket))
    for page in pages:
        assert re.findall(r"<script[^>]*>", page.html) == re.findall(OUR_SCRIPT, page.html)
        assert " style=" not in page.html
        assert "https://" not in page.html
        assert "frame-ancestors 'none'" in page.answer.headers["content-security-policy"]
        assert page.answer.headers["cache-control"] == "no-store"


async def test_pages_of_one_report_are_not_for_search_engines(portal: Portal) -> None:
    citizen = portal.citizen()
    assert 'content="noindex"' not in (await citizen.open("")).html
    assert 'content="noindex"' in (await citizen.open("new/complaint/text")).html
    assert 'content="noindex"' in (await citizen.track((await portal.case()).ticket)).html


async def test_a_form_from_elsewhere_is_refused(portal: Portal) -> None:
    _, ticket = await portal.case()
    citizen, stranger = portal.citizen(), portal.citizen()
    fields = {"_csrf_token": (await citizen.open("track")).token, **ticket._asdict()}
    address = f"/t/{portal.office.slug}/track"
    for headers in ({"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"}):
        assert (await citizen.http.post(address, data=fields, headers=headers)).status_code == 403
    assert (await stranger.http.post(address, data=fields)).status_code == 403
    assert (await citizen.http.post(address, data=fields)).status_code == 200


async def test_the_way_into_one_office_opens_nothing_of_another(portal: Portal) -> None:
    case, ticket = await portal.case()
    here, there = portal.citizen(), portal.citizen(portal.world.neighbour)
    assert (await here.track(ticket)).status == 200
    assert (await there.track(ticket)).status == 422
    for cookie in here.http.cookies.jar:
        there.http.cookies.set(cookie.name, cookie.value or "", domain=cookie.domain, path="/")
    page = await there.open("track/report")
    assert page.path.endswith("/track")
    assert case.number not in page.html
