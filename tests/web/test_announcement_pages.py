"""The pages of announcements: written above, read below, counted above; and what integrators get."""

import re

import pytest

from helpdesk.announcements import service
from support.announcing import announced_to, written_for
from support.integrators import House
from support.officers import Browser, Floor
from support.world import Place
from tenants.permissions.model import Actor, Permission, Role

PAYLOAD = '<script>alert(1)</script>\n{{ 7*7 }} & "kutip"'


@pytest.fixture
async def ministry(floor: Floor) -> Actor:
    """Who may speak for the ministry."""
    return await floor.world.staff(floor.world.ministry, Role.SUPERVISOR)


async def _admin(floor: Floor, place: Place, role: Role = Role.ADMINISTRATOR) -> Browser:
    browser, _ = await floor.officer(role, place=place)
    browser.desk = browser.desk.replace("/desk/", "/admin/")
    return browser


async def test_it_is_written_on_a_page_read_on_another_and_counted_on_a_third(floor: Floor) -> None:
    world = floor.world
    ministry, (district, _) = await _admin(floor, world.ministry), await floor.officer()
    calm = (await district.get("cases")).text
    assert "Baca pengumuman" not in calm
    page = await ministry.does(
        "announcements/new",
        "/announcements/new",
        title="Judul <b>tebal</b>",
        text=PAYLOAD,
        importance="important",
    )
    assert "Pengumuman disampaikan" in page.text
    assert "Judul &lt;b&gt;tebal" in page.text
    service.forget()
    banner = (await district.get("cases")).text
    assert "Judul &lt;b&gt;tebal&lt;/b&gt;" in banner and "Baca pengumuman" in banner
    told = await district.get("announcements")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in told.text and "{{ 7*7 }}" in told.text
    assert "<script>alert" not in told.text
    read = await district.send(told, "/read")
    assert read.status_code == 303
    after = await district.get(read.headers["location"])
    assert "Sudah Anda baca" in after.text
    assert "Baca pengumuman" not in (await district.get("cases")).text
    link = re.search(r'href="(/admin/[^"]+/announcements/[0-9a-f-]{36})"', page.text)
    assert link
    one = await ministry.get(link[1])
    assert "1 dari 3 kantor" in one.text
    assert "&lt;script&gt;" in one.text and "<script>alert" not in one.text
    changed = await ministry.does(link[1], link[1], title="Judul baru")
    assert "Pengumuman disimpan" in changed.text
    gone = await ministry.does(link[1], "/withdraw")
    assert "Pengumuman ditarik" in gone.text
    assert "Judul baru" not in (await district.get("announcements")).text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "", "Tulis judulnya."),
        ("text", " ", "Tulis isinya."),
        ("importance", "sangat", "Pilih seberapa penting."),
        ("audience", "dunia", "Pilih untuk siapa."),
        ("audience", "offices", "Pilih paling sedikit satu kantor."),
        ("audience", "province", "Pilih provinsi"),
        ("until", "2020-01-01", "Hari terakhir sudah lewat"),
        ("until", "2999-01-01", "Paling lama satu tahun"),
        ("since", "kemarin", "Tulis tanggal yang benar."),
        ("offices", "tidak-ada", "Pilih dari kantor di bawah kantor ini."),
    ],
)
async def test_what_is_wrong_is_named_and_nothing_is_told(
    floor: Floor, field: str, value: str, said: str
) -> None:
    ministry = await _admin(floor, floor.world.ministry)
    typed = {"title": "Judul", "text": "Isi", field: value}
    page = await ministry.send(await ministry.get("announcements/new"), "/announcements/new", **typed)
    assert page.status_code == 422
    assert said in page.text
    assert await floor.world.ministry.rows("SELECT id FROM announcement WHERE tenant_id = $1") == []


async def test_a_page_that_was_overtaken_shows_how_it_stands_now(floor: Floor, ministry: Actor) -> None:
    browser = await _admin(floor, floor.world.ministry, Role.HEAD)
    announcement = await service.announce(ministry, await written_for(floor.world))
    page = await browser.get(f"announcements/{announcement}")
    await service.reword(
        ministry, announcement, await written_for(floor.world, title="Lebih dahulu"), version=1
    )
    late = await browser.send(page, f"/announcements/{announcement}", title="Terlambat")
    assert late.status_code == 409
    assert "Lebih dahulu" in late.text and "Orang lain baru saja mengubah" in late.text


async def test_districts_have_no_such_pages_and_agents_no_right(floor: Floor) -> None:
    district = await _admin(floor, floor.world.district)
    assert "/announcements" not in (await district.get("units")).text
    assert (await district.get("announcements/new")).status_code == 403
    agent = await _admin(floor, floor.world.ministry, Role.AGENT)
    for path in ("announcements", "announcements/new"):
        assert (await agent.get(path)).status_code == 403
    supervisor, _ = await floor.officer(Role.SUPERVISOR, place=floor.world.ministry)
    assert "/announcements" in (await supervisor.get("overview")).text


async def test_the_pages_speak_english_too(floor: Floor, ministry: Actor) -> None:
    await service.announce(ministry, await written_for(floor.world))
    admin = await _admin(floor, floor.world.ministry)
    assert "Write an announcement" in (await admin.get("announcements?lang=en")).text
    desk, _ = await floor.officer()
    assert "I have read it" in (await desk.get("announcements?lang=en")).text


async def test_integrators_read_what_the_office_is_told(house: House) -> None:
    told = await announced_to(house.world, house.office)
    async with house.client(await house.key()) as http:
        [item] = (await http.get("/announcements")).json()["items"]
    assert (item["id"], item["title"], item["important"]) == (told, "Judul", False)
    key = await house.key(Permission.READ_EVENTS)
    async with house.client(key) as http:
        assert (await http.get("/announcements")).status_code == 403
