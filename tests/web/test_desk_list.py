"""The list of cases at an officer's desk."""

import re

from helpdesk.cases.model import CaseKind
from helpdesk.cases.service import dispose
from support.officers import Floor
from tenants.permissions.model import Role


async def test_a_new_case_stands_in_the_list_of_its_office_only(floor: Floor) -> None:
    case = await floor.case("Antrean poli gigi selalu habis")
    browser, _ = await floor.officer()
    neighbour, _ = await floor.officer(place=floor.world.neighbour)
    page = (await browser.get("cases")).text
    assert f"/cases/{case.number}" in page
    assert "Siti Aminah" in page
    assert case.number not in (await neighbour.get("cases")).text


async def test_the_address_of_a_desk_leads_to_its_list(floor: Floor) -> None:
    browser, _ = await floor.officer()
    answer = await browser.get("")
    assert (answer.status_code, answer.headers["location"]) == (
        303,
        f"/desk/{floor.world.district.slug}/cases",
    )


async def test_folders_and_filters_narrow_the_list(floor: Floor) -> None:
    complaint = await floor.case("Obat kosong")
    question = await floor.case("Jadwal vaksin", kind=CaseKind.CONSULTATION)
    browser, _ = await floor.officer()
    assert "Tidak ada kasus di sini" in (await browser.get("cases?folder=mine")).text
    only = (await browser.get("cases?kind=consultation")).text
    assert question.number in only
    assert complaint.number not in only
    assert "Tidak ada kasus yang cocok" in (await browser.get("cases?channel=whatsapp")).text
    assert complaint.number in (await browser.get("cases?folder=nonsense&unit=nonsense&cursor=x")).text


async def test_a_search_finds_number_and_words(floor: Floor) -> None:
    case = await floor.case("Ambulans desa tidak bisa dihubungi")
    browser, _ = await floor.officer()
    for words in (case.number.lower(), "ambulans", "081255501234"):
        assert f"/cases/{case.number}" in (await browser.get(f"cases?q={words}")).text, words
    assert case.number not in (await browser.get("cases?q=puskesmas")).text


async def test_a_long_list_comes_in_pages_that_hold_every_case_once(floor: Floor) -> None:
    numbers = {(await floor.case(f"Perkara {index}")).number for index in range(53)}
    browser, _ = await floor.officer()
    first = (await browser.get("cases")).text
    onward = re.search(r'rel="next" href="([^"]+)"', first)
    assert onward
    second = (await browser.get(onward[1].replace("&amp;", "&"))).text
    seen = [re.findall(r'class="row[^"]*" href="[^"?]*/cases/([^"?]+)', page) for page in (first, second)]
    assert [len(page) for page in seen] == [50, 3]
    assert {*seen[0], *seen[1]} == numbers


async def test_units_see_only_their_cases(floor: Floor) -> None:
    theirs, other = await floor.case("Loket tutup"), await floor.case("Rujukan ditolak")
    _, agent = await floor.officer()
    unit = floor.world.district.units["Puskesmas Batang I"]
    await dispose(agent, theirs.number, unit, "mohon dicek", version=None)
    browser, _ = await floor.officer(Role.UNIT_OFFICER, "Puskesmas Batang I")
    page = (await browser.get("cases")).text
    assert theirs.number in page
    assert other.number not in page
    assert (await browser.get(f"cases/{other.number}")).status_code == 404
    assert "/new" not in page, "a unit opens no cases"
    assert (await browser.get("new")).status_code == 403


async def test_administrators_are_led_to_the_administration(floor: Floor) -> None:
    browser, _ = await floor.officer(Role.ADMINISTRATOR)
    assert (await browser.get("cases")).headers["location"] == f"/admin/{floor.world.district.slug}/"


async def test_strangers_and_other_offices_get_nowhere(floor: Floor) -> None:
    case = await floor.case()
    stranger, _ = await floor.officer(place=floor.world.neighbour)
    for path in ("cases", f"cases/{case.number}", "new", "overview"):
        assert (await stranger.get(f"/desk/{floor.world.district.slug}/{path}")).status_code == 404
    stranger.http.cookies.clear()
    answer = await stranger.get(f"/desk/{floor.world.district.slug}/cases")
    assert answer.headers["location"].startswith("/sign-in?next=/desk/")


async def test_the_list_speaks_english_once_it_is_asked_to(floor: Floor) -> None:
    browser, _ = await floor.officer()
    assert 'lang="en"' in (await browser.get("cases?lang=en")).text
    later = (await browser.get("cases")).text
    assert "Everything open" in later
    assert "Semua yang terbuka" not in later
