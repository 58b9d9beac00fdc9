"""A citizen's page: found by number, address or name; who may see it, and what its forms do."""

import re

import httpx

from support.builders import an_opened_case
from support.officers import Floor
from support.people import a_person
from tenants.permissions.model import Role


def _said(answer: httpx.Response, *words: str) -> bool:
    return all(word in answer.text for word in words)


async def test_a_citizen_is_found_and_read_without_whole_numbers(floor: Floor) -> None:
    siti = await a_person(floor.world, text="Antrean panjang")
    case = await floor.case("Obat habis", name="Budi Santoso", phone="0813 7777 1234")
    browser, _ = await floor.officer()
    for written in ("0813 7777 1234", "1234", "budi santoso", "Santoso"):
        found = await browser.get(f"contacts?q={written}")
        assert _said(found, "Budi Santoso", "••• 1234"), written
        assert "+6281377771234" not in found.text.replace(f'value="{written}"', "")
    assert "Tidak ada warga yang cocok" in (await browser.get("contacts?q=Tidakada")).text
    page = await browser.get(f"contacts/{siti.id}")
    assert _said(page, siti.number, f"••• {siti.phone[-4:]}", "Mau menerima pesan tambahan")
    assert siti.phone not in page.text
    assert case.number not in page.text
    panel = await browser.get(f"cases/{siti.number}")
    assert f"contacts/{siti.id}" in panel.text
    told = await browser.send(page, "/reveal", reason="Perlu ditelepon")
    assert siti.phone in told.text
    short = await browser.send(page, "/reveal", reason="x")
    assert (short.status_code, siti.phone in short.text) == (422, False)
    assert "sedikitnya lima huruf" in short.text


async def test_units_see_only_whom_their_cases_lead_to(floor: Floor) -> None:
    place = floor.world.district
    siti = await a_person(floor.world)
    second = await an_opened_case(floor.world, phone=siti.phone, text="Yang kedua")
    assert second == siti.number
    other = await floor.case("Rahasia bagi unit lain", phone=siti.phone)
    await place.change(
        "UPDATE cases SET unit_id = $2 WHERE tenant_id = $1 AND number = $3",
        place.units["Sekretariat"],
        siti.number,
    )
    mine, _ = await floor.officer(Role.UNIT_OFFICER, "Sekretariat")
    theirs, _ = await floor.officer(Role.UNIT_OFFICER, "Puskesmas Batang I")
    page = await mine.get(f"contacts/{siti.id}")
    assert (page.status_code, other.number in page.text, siti.number in page.text) == (200, False, True)
    assert "Mungkin orang yang sama" not in page.text
    assert (await theirs.get(f"contacts/{siti.id}")).status_code == 404
    assert siti.number not in (await theirs.get(f"contacts?q={siti.phone[-4:]}")).text
    await place.change("UPDATE cases SET anonymous = true WHERE tenant_id = $1")
    assert (await mine.get(f"contacts/{siti.id}")).status_code == 404
    head, _ = await floor.officer(Role.ADMINISTRATOR)
    assert (await head.get("contacts")).status_code == 403


async def test_language_and_wishes_are_kept_or_refused_by_the_field(floor: Floor) -> None:
    siti = await a_person(floor.world)
    browser, _ = await floor.officer()
    page = await browser.get(f"contacts/{siti.id}")
    assert (await browser.send(page, "/language", language="xx")).status_code == 422
    done = await browser.does(f"contacts/{siti.id}", "/language", language="en")
    assert "Bahasa pesan disimpan." in done.text
    stale = await browser.send(page, "/language", language="id")
    assert stale.status_code == 409
    assert "Rekan Anda baru saja" in stale.text
    empty = await browser.send(page, "/consent")
    assert empty.status_code == 422
    assert _said(empty, "Pilih apa yang warga inginkan.")
    done = await browser.does(f"contacts/{siti.id}", "/consent", wanted="0", told="Lewat telepon pagi ini")
    assert _said(done, "Berhenti menerima pesan tambahan", "Lewat telepon pagi ini", "Dewi Anjani")
    composer = await browser.get(f"cases/{siti.number}")
    assert "berhenti menerima pengumuman" in composer.text


async def test_two_are_merged_on_a_page_and_parted_again(floor: Floor) -> None:
    siti, other = await a_person(floor.world), await a_person(floor.world)
    browser, _ = await floor.officer()
    page = await browser.get(f"contacts/{siti.id}")
    assert "Namanya sama" in page.text, "both are called Siti"
    assert "Namanya sama" not in (await browser.does(f"contacts/{siti.id}", "/apart")).text
    assert (await browser.send(page, "/apart", other="")).status_code == 422
    form = await browser.get(f"contacts/{siti.id}/merge?find={other.phone}")
    assert (await browser.send(form, "/merge", other="", reason="Orangnya sama")).status_code == 422
    value = re.search(rf'value="({other.id}:\d+)"', form.text)
    assert value
    short = await browser.send(form, "/merge", other=value[1], reason="")
    assert (short.status_code, "sedikitnya lima huruf" in short.text) == (422, True)
    answer = await browser.send(form, "/merge", other=value[1], reason="Sudah ditelepon, sama")
    assert answer.status_code == 303
    again = await browser.send(form, "/merge", other=value[1], reason="Sudah ditelepon, sama")
    assert again.status_code == 409
    merged = await browser.get(answer.headers["location"])
    assert _said(merged, siti.number, other.number, "Sudah ditelepon, sama", "Keduanya sekarang satu orang.")
    assert (await browser.get(f"contacts/{other.id}")).headers["location"].endswith(str(siti.id))
    link = re.search(rf'href="([^"]*/contacts/{siti.id}/part/[^"]+)"', merged.text)
    assert link
    parted = await browser.does(link[1], "/" + link[1].rsplit("/", 1)[1], reason="Ternyata dua orang")
    assert _said(parted, "Keduanya dipisahkan lagi.", siti.number)
    assert other.number not in parted.text
    unit, _ = await floor.officer(Role.UNIT_OFFICER, "Sekretariat")
    assert (await unit.get(f"contacts/{siti.id}/merge")).status_code == 403
