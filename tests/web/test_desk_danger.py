"""What sounds like danger to life, on the desk and on the portal: seen first, cleared with a reason."""

from helpdesk.cases.model import Case
from support.officers import Floor
from tenants.permissions.model import Role


async def _marked(floor: Floor) -> Case:
    case = await floor.case("Ibu saya sakit")
    await floor.world.district.change(
        "UPDATE cases SET danger = true WHERE tenant_id = $1 AND id = $2", case.id
    )
    return case


async def test_a_marked_case_stands_first_and_says_so(floor: Floor) -> None:
    first = await floor.case("Lama")
    marked = await _marked(floor)
    browser, _ = await floor.officer()
    page = (await browser.get("cases")).text
    assert page.index(marked.number) < page.index(first.number)
    assert page.count("Darurat?") == 1
    assert "Darurat?" in (await browser.get(f"cases/{marked.number}")).text
    assert "Bukan darurat" not in (await browser.get(f"cases/{first.number}")).text


async def test_an_officer_says_why_it_is_none(floor: Floor) -> None:
    marked = await _marked(floor)
    browser, _ = await floor.officer()
    form = await browser.get(f"cases/{marked.number}/calm")
    refused = await browser.send(form, "/calm", reason="ya")
    assert refused.status_code == 422
    done = await browser.does(
        f"cases/{marked.number}/calm", "/calm", reason="Sudah ditelepon, ambulans tiba."
    )
    assert "Tanda darurat dilepas" in done.text
    assert "Sudah ditelepon, ambulans tiba." in done.text
    assert "Darurat?" not in done.text


async def test_the_form_is_gone_when_there_is_no_mark(floor: Floor) -> None:
    case = await floor.case()
    browser, _ = await floor.officer()
    answer = await browser.get(f"cases/{case.number}/calm")
    assert answer.status_code == 303
    assert "done=gone" in answer.headers["location"]


async def test_the_overview_shows_numbers_of_offices_below_that_lead_to_lists(floor: Floor) -> None:
    place = floor.world.ministry
    await floor.case(place=place)
    browser, _ = await floor.officer(Role.SUPERVISOR, place=place)
    page = (await browser.get("overview")).text
    for each in floor.world.places:
        assert f"Kantor {each.slug}" in page
    assert f'href="/desk/{place.slug}/cases?folder=open"' in page
    assert f'href="/desk/{floor.world.district.slug}' not in page
    for sort in ("open", "late", "response", "shared", "activity", "nonsense"):
        assert (await browser.get(f"overview?sort={sort}")).status_code == 200
    district, _ = await floor.officer(Role.SUPERVISOR)
    own = (await district.get("overview")).text
    assert floor.world.neighbour.slug not in own
    assert "Jawaban pertama, 30 hari" in own


async def test_an_officer_switches_notices_off_and_on(floor: Floor) -> None:
    browser, actor = await floor.officer()
    page = await browser.get("/preferences/notices")
    assert "Belum ada nomor telepon" in page.text
    for wanted, said in ((None, False), ("1", True)):
        page = await browser.get("/preferences/notices")
        typed = {"wanted": wanted} if wanted else {}
        answer = await browser.http.post(
            "/preferences/notices",
            data={"_csrf_token": page.text.split('name="_csrf_token" value="')[1].split('"')[0], **typed},
            headers={"origin": "http://localhost:8000"},
        )
        assert answer.status_code == 303
        stands = await floor.world.district.value(
            "SELECT notices FROM membership WHERE tenant_id = $1 AND id = $2", actor.id
        )
        assert stands is said
