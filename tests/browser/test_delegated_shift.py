"""A night shift by mouse: asked for, accepted, allowed, worked with a banner above, revoked under an open page."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from support.clicks import Phone, Theatre, finds, opened_theatre, reloaded_until, writes
from support.faces import _OPTIONS, _VIOLATIONS

QUESTION = "Apakah puskesmas buka malam ini? Anak saya demam tinggi."
ANSWER = "UGD Puskesmas Batang I buka sepanjang malam."
REASON = "Jaga malam tanggal merah"


@pytest.fixture(scope="module")
def theatre() -> Iterator[Theatre]:
    with opened_theatre("shift") as opened:
        yield opened


def well_made(theatre: Theatre, page: Page, name: str) -> None:
    """Nothing is too wide and axe finds nothing, light and dark, wide and on a phone; a picture of each."""
    for scheme, width in (("light", 1440), ("dark", 1440), ("light", 390), ("dark", 390)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        page.reload()
        theatre.picture(page, f"{name}-{scheme}-{width}")
        page.evaluate(
            "scrollTo(0, document.body.scrollHeight)"
        )  # what lies half under the composer is no fault
        page.evaluate(AXE_SCRIPT)
        assert page.evaluate(_VIOLATIONS, _OPTIONS) == [], f"{name} {scheme} {width}"
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{name} {scheme} {width}: {wide} px too wide"
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1440, "height": 900})
    page.reload()


def test_lestari_staffs_batang_s_desk_for_a_night(theatre: Theatre) -> None:
    """One test, because each step stands on the one before."""
    tri, arif = theatre.sign_in("tri@batang.example"), theatre.sign_in("arif@kemenkes.example")
    lestari = theatre.sign_in("lestari@kemenkes.example")
    tri_asks(theatre, tri)
    lestari_accepts(theatre, lestari)
    arif_allows(theatre, arif)
    phone = Phone(theatre, "Konlaporbae", "0812 3450 0777", "Siti Rahmawati")
    phone.writes(QUESTION)
    phone.reads("PIN")
    lestari_answers_at_batang_s_desk(theatre, lestari)
    phone.reads(ANSWER)
    wahyu_sees_who_acts_here(theatre)
    tri_revokes_under_the_open_page(theatre, tri, lestari, phone)


def tri_asks(theatre: Theatre, tri: Page) -> None:
    tri.goto("/admin/batang/")
    tri.get_by_role("link", name="Perbantuan").first.click()
    well_made(theatre, tri, "none")
    tri.get_by_role("link", name="Minta petugas").click()
    well_made(theatre, tri, "form")
    tri.get_by_role("button", name="Kirim permintaan").click(no_wait_after=True)
    assert tri.evaluate("document.querySelector('main :invalid') !== null"), (
        "the browser insists on the fields"
    )
    tri.select_option("select[name=home]", label="Halo Kemenkes – Kementerian Kesehatan")
    tri.fill("[name=email]", "lestari@kemenkes.example")
    begins = datetime.now(ZoneInfo("Asia/Jakarta"))
    for name, moment in (("begins", begins), ("ends", begins + timedelta(hours=8))):
        tri.fill(f"[name={name}_day]", f"{moment:%Y-%m-%d}")
        tri.fill(f"[name={name}_time]", f"{moment:%H:%M}")
    tri.fill("[name=reason]", REASON)
    tri.get_by_role("button", name="Kirim permintaan").click()
    expect(tri.locator("main")).to_contain_text("Menunggu persetujuan")


def lestari_accepts(theatre: Theatre, lestari: Page) -> None:
    reloaded_until(lestari, lestari.get_by_text("Konlaporbae meminta bantuan Anda."))
    well_made(theatre, lestari, "asked")
    lestari.get_by_role("link", name="Lihat dan jawab").click()
    well_made(theatre, lestari, "duties")
    lestari.get_by_role("button", name="Terima tugas").click()
    expect(lestari.locator("main")).to_contain_text("Sudah setuju")


def arif_allows(theatre: Theatre, arif: Page) -> None:
    arif.goto("/admin/kemenkes/")
    expect(arif.locator(".duty")).to_contain_text("Menunggu keputusan kantor ini: 1.")
    arif.get_by_role("link", name="Lihat dan jawab").click()
    well_made(theatre, arif, "lent")
    arif.get_by_role("link", name="Lestari Wulandari").click()
    well_made(theatre, arif, "one")
    arif.get_by_role("button", name="Izinkan tugas ini").click()
    expect(arif.locator("main")).to_contain_text("Sedang bertugas")


def lestari_answers_at_batang_s_desk(theatre: Theatre, lestari: Page) -> None:
    lestari.goto("/desk/kemenkes/cases")
    reloaded_until(lestari, lestari.get_by_role("button", name="Pindah ke meja Konlaporbae"))
    well_made(theatre, lestari, "own-desk")
    lestari.get_by_role("button", name="Pindah ke meja Konlaporbae").click()
    lestari.wait_for_url("**/desk/batang/cases")
    banner = lestari.locator(".duty.acting")
    expect(banner).to_contain_text("Anda bekerja di meja Konlaporbae.")
    expect(banner).to_contain_text(REASON)
    well_made(theatre, lestari, "guest-list")
    finds(lestari, "Siti Rahmawati")
    expect(banner).to_be_visible()
    well_made(theatre, lestari, "guest-case")
    writes(lestari, ANSWER, "Kirim", then="")
    expect(lestari.locator(".timeline")).to_contain_text("Lestari Wulandari (Halo Kemenkes)")


def wahyu_sees_who_acts_here(theatre: Theatre) -> None:
    wahyu = theatre.sign_in("wahyu@batang.example")
    wahyu.get_by_role("link", name="Petugas perbantuan").first.click()
    expect(wahyu.locator("main")).to_contain_text("Lestari Wulandari")
    well_made(theatre, wahyu, "guests")


def tri_revokes_under_the_open_page(theatre: Theatre, tri: Page, lestari: Page, phone: Phone) -> None:
    expect(lestari.locator(".app[data-listening]")).to_have_count(1)
    tri.goto("/admin/batang/delegations")
    tri.get_by_role("link", name="Lestari Wulandari").click()
    tri.get_by_role("button", name="Akhiri sekarang").click()
    expect(tri.locator("main")).to_contain_text("Diakhiri lebih awal")
    over = lestari.locator("#sambungan")
    expect(over).to_contain_text("Sesi Anda sudah berakhir")
    theatre.picture(lestari, "revoked")
    phone.writes("Terima kasih, kami berangkat.")
    expect(lestari.get_by_text("kami berangkat")).to_have_count(0)
    lestari.reload()
    lestari.wait_for_url(re.compile("/sign-in"))
    lestari.fill("[name=email]", "lestari@kemenkes.example")
    password = next(
        user["password"] for user in theatre.known["users"] if user["email"] == "lestari@kemenkes.example"
    )
    lestari.fill("[name=password]", password)
    lestari.press("[name=password]", "Enter")
    lestari.wait_for_url("**/desk/kemenkes/**")
    expect(lestari.locator(".duty")).to_have_count(0)
