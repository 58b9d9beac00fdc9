"""Administrators of a ministry or a province open the offices below them, in one flow."""

import re
import secrets
import string
from typing import Any

import httpx
import pytest

from admin.offices import service
from kit.ids import uuid7
from support.administrators import SECRET, a_stranger, audited
from support.officers import BASE, Browser, Floor, Form
from support.worksheets import as_xlsx
from tenants.doors import tenant_scope
from tenants.offices import service as offices
from tenants.permissions.model import Role

UNITS = "Sekretariat\nBidang Pelayanan\nPuskesmas Batang I; puskesmas; Bidang Pelayanan; Jl. Melati 3"


@pytest.fixture
async def province(floor: Floor) -> Browser:
    """The browser of somebody who administers the province."""
    browser, _ = await floor.officer(Role.ADMINISTRATOR, place=floor.world.province)
    browser.desk = browser.desk.replace("/desk/", "/admin/")
    return browser


def _word(length: int = 10) -> str:
    return "".join(secrets.choice(string.ascii_lowercase) for _ in range(length))


def _typed(**other: str) -> dict[str, str]:
    slug = _word()
    return {
        "region": "33.25",
        "name": "",
        "desk_name": "",
        "slug": slug,
        "code": slug[:5].upper(),
        "timezone": "",
        "units": UNITS,
        "admin_name": "Tri Handayani",
        "admin_email": f"{uuid7()}@kantor.example",
        **other,
    }


async def _look(browser: Browser, typed: dict[str, str], **files: Any) -> httpx.Response:
    """Fill in the form and press "look first"."""
    form = Form((await browser.get("offices/new")).text, "/offices/new")
    fields = {name: value for name, value in {**form.fields, **typed}.items() if name not in files}
    return await browser.http.post(form.action, data=fields, files=files or None, headers={"origin": BASE})


async def _open(browser: Browser, plan: httpx.Response) -> httpx.Response:
    """Press "open" on the page that shows what will be."""
    return await browser.send(plan, "/offices/new", step="open")


async def _slugs() -> set[str]:
    offices.forget()
    return {each.slug for each in await offices.all_offices()}


async def test_an_office_is_looked_at_and_then_opened_with_all_that_it_needs(
    floor: Floor, province: Browser
) -> None:
    typed = _typed()
    plan = await _look(province, typed)
    assert plan.status_code == 200
    for said in (
        "Dinas Kesehatan Kabupaten Batang",
        "Kabupaten Batang (33.25)",
        f"/t/{typed['slug']}/",
        "3 unit",
    ):
        assert said in plan.text
    assert typed["slug"] not in await _slugs(), "looking opens nothing"
    opened = await _open(province, plan)
    assert opened.status_code == 200
    assert opened.headers["cache-control"] == "no-store"
    [secret] = set(SECRET.findall(opened.text))
    assert typed["admin_email"] in (await a_stranger(floor).get(f"/welcome/{secret}")).text
    office = await offices.office_by_slug(typed["slug"])
    assert office.parent_id == floor.world.province.id
    async with tenant_scope(office.id, read_only=True) as scope:
        facilities = await scope.fetchval(
            "SELECT array_agg(name) FROM unit WHERE tenant_id = $1 AND is_facility", office.id
        )
        ways_in = await scope.fetchval("SELECT count(*) FROM account WHERE tenant_id = $1", office.id)
    assert (facilities, ways_in) == (["Puskesmas Batang I"], 8)
    assert typed["slug"] in (await province.get("offices")).text
    assert "office.opened" in await audited(floor.world.province)


async def test_units_come_from_a_spreadsheet_as_excel_writes_it(province: Browser) -> None:
    sheet = "Nama;Jenis;Alamat\r\nPuskesmas Subah;;Jl. Raya Subah 5\r\nRSUD Kalisari;rumah sakit;\r\n"
    sheet += "Lab;Laboratorium;é\r\n"
    plan = await _look(province, _typed(), file=("unit.csv", sheet.encode("cp1252"), "text/csv"))
    assert plan.status_code == 200
    assert "3 unit, di antaranya 3 fasilitas" in plan.text
    assert "RSUD Kalisari" in plan.text
    assert "Sekretariat" not in plan.text, "the file replaces the list"


async def test_units_come_from_a_workbook(province: Browser) -> None:
    lines = [
        ("Nama unit", "Jenis", "Di bawah", "Alamat"),
        ("Bidang Pelayanan", "", "", ""),
        ("Puskesmas Subah", "", "Bidang Pelayanan", "Jl. Raya, Subah"),
    ]
    book = as_xlsx({"Unit": lines}, above=("DINAS KESEHATAN", ""))
    plan = await _look(province, _typed(), file=("unit.xlsx", book, "application/octet-stream"))
    assert plan.status_code == 200
    assert "2 unit, di antaranya 1 fasilitas" in plan.text
    assert "Puskesmas Subah" in plan.text and "DINAS KESEHATAN" not in plan.text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04 dan seterusnya", "Berkas ini tidak terbaca."),
        (b"\xd0\xcf\x11\xe0 lama", "Ini berkas Excel lama atau terkunci."),
        (as_xlsx({"Kosong": []}), "Tidak ada baris di bawah judul kolom."),
    ],
)
async def test_a_workbook_that_is_none_is_refused_in_words(
    province: Browser, content: bytes, said: str
) -> None:
    answer = await _look(province, _typed(), file=("unit.xlsx", content, "application/octet-stream"))
    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("region", "", "Tulis kode wilayahnya."),
        ("region", "99.99", "Tidak ada provinsi, kabupaten, atau kota dengan kode itu."),
        ("region", "33", "Wilayah itu tidak di bawah kantor ini."),
        ("slug", "Batang Kota", "Huruf kecil, angka, dan tanda hubung"),
        ("code", "B1", "Dua sampai lima huruf."),
        ("timezone", "Europe/Berlin", "Pilih zona waktu dari daftar."),
        ("units", " \n", "Tulis paling sedikit satu unit."),
        ("units", "Sekretariat\nSeksi A; seksi; Bidang Z", "Baris 2: unit di atasnya belum disebut"),
        ("units", "Sekretariat\nsekretariat", "Baris 2: nama ini sudah disebut."),
        ("units", "Balai; istana", "Baris 1: jenisnya tidak dikenal."),
        ("admin_name", "", "Tulis nama administratornya."),
        ("admin_email", "tri@batang", "Tulis alamat surel yang lengkap"),
    ],
)
async def test_what_is_wrong_is_named_and_opens_nothing(
    province: Browser, field: str, value: str, said: str
) -> None:
    typed = _typed(**{field: value})
    for step in ({}, {"step": "open"}):
        answer = await _look(province, {**typed, **step})
        assert answer.status_code == 422
        assert said in answer.text
    assert typed["slug"] not in await _slugs()


async def test_an_address_of_another_office_is_not_taken(floor: Floor, province: Browser) -> None:
    answer = await _look(province, _typed(slug=floor.world.ministry.slug))
    assert answer.status_code == 422
    assert "Alamat ini sudah dipakai kantor lain." in answer.text
    taken = _typed(code=floor.world.ministry.slug[:5].upper())
    answer = await _open(province, await _look(province, taken))
    assert answer.status_code == 409
    assert "sudah dipakai kantor lain" in answer.text
    assert taken["slug"] not in await _slugs()


async def test_an_interruption_is_mended_by_pressing_again_and_a_second_press_opens_nothing(
    province: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = _typed()
    plan = await _look(province, typed)
    with monkeypatch.context() as breaking:
        breaking.setattr(service, "furnish", _breaks)
        assert (await _open(province, plan)).status_code == 503
    opened = await _open(province, plan)
    assert SECRET.search(opened.text)
    again = await _open(province, plan)
    assert again.status_code == 409
    assert "Kantor ini sudah dibuka dan sudah ada orangnya." in again.text


async def _breaks(*_: Any, **__: Any) -> None:
    raise ConnectionError


async def test_somebody_of_another_office_does_not_become_its_administrator(
    floor: Floor, province: Browser
) -> None:
    actor = await floor.world.staff(floor.world.neighbour)
    email = await floor.world.neighbour.value(
        "SELECT p.email FROM person p JOIN membership m ON m.person_id = p.id WHERE m.tenant_id = $1 AND m.id = $2",
        actor.id,
    )
    typed = _typed(admin_email=email)
    refused = await _open(province, await _look(province, typed))
    assert refused.status_code == 409
    assert "milik orang dari kantor lain" in refused.text
    right = {**typed, "admin_email": f"{uuid7()}@kantor.example"}
    assert SECRET.search((await _open(province, await _look(province, right))).text)


async def test_a_district_opens_no_offices(browser: Browser) -> None:
    assert "/offices" not in (await browser.get("")).text
    for path in ("offices", "offices/new"):
        assert (await browser.get(path)).status_code == 403
    token = re.search(r'name="_csrf_token" value="([^"]+)"', (await browser.get("units/new")).text)
    assert token
    answer = await browser.http.post(
        f"{browser.desk}/offices/new",
        data={"_csrf_token": token[1], **_typed(), "step": "open"},
        headers={"origin": BASE},
    )
    assert answer.status_code == 403


async def test_the_pages_speak_english_too(province: Browser) -> None:
    assert "Open a new office" in (await province.get("offices?lang=en")).text
    plan = await _look(province, _typed())
    assert "Nothing is open yet." in plan.text
