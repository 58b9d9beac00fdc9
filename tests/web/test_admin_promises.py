"""The administrator's page of time promises: what stands, a new version, and what it changes before it is saved."""

from datetime import date

from helpdesk.cases.recounting import recount_due
from support.administrators import an_administrator, audited
from support.officers import Browser, Floor
from support.promising import begun, press, quicker, stored, told
from tenants.permissions.model import Role


async def test_the_rules_in_force_are_read_in_words(floor: Floor, browser: Browser) -> None:
    page = told(await browser.get("promises"))
    for words in (
        "Versi district-1 Berlaku sekarang",
        "Senin, 1 Jan 2024",
        "PermenPANRB 62/2018",
        "80 % petugas · 100 % petugas dan penyelia · 150 % pimpinan · 200 % kantor di atasnya",
        "Pengaduan merah Berlaku untuk Jenis: Pengaduan Tingkat: merah Jawaban pertama 24 jam berjalan",
        "Topik: Berkadar pengawasan (perlu pemeriksaan)",
        "Pengaduan Berlaku untuk Jenis: Pengaduan Jawaban pertama 5 hari kerja Penyelesaian 14 hari kerja",
        "Semua kasus Berlaku untuk Semua kasus Dilihat pertama 8 jam berjalan",
        "bawaan kantor",
    ):
        assert words in page, words
    english = told(await browser.get("promises?lang=en"))
    assert "5 working days" in english
    assert "1 working day " in english


async def test_supervisors_read_and_do_not_write_and_officers_do_neither(floor: Floor) -> None:
    supervisor, _ = await floor.officer(Role.SUPERVISOR)
    home = f"/admin/{floor.world.district.slug}/promises"
    page = await supervisor.get(home)
    assert page.status_code == 200
    assert "promises/draft" not in page.text
    assert (await supervisor.get(f"{home}/simulator")).status_code == 200
    assert (await supervisor.get(f"{home}/draft")).status_code == 403
    officer, _ = await floor.officer(Role.AGENT)
    assert {(await officer.get(home + path)).status_code for path in ("", "/simulator", "/progress")} == {403}
    administrator, _ = await an_administrator(floor)
    page = await begun(administrator)
    assert (await press(supervisor, page, "save")).status_code == 403
    assert len(await stored(floor)) == 1


async def test_a_new_version_is_looked_at_and_then_saved_and_open_cases_follow(
    floor: Floor, browser: Browser
) -> None:
    case = await floor.case()
    page = await quicker(browser, await begun(browser))
    today = date.today().isoformat()
    review = await press(browser, page, "check", effective_from=today, legal_basis="Perbup Batang 12/2026")
    words = told(review)
    assert review.status_code == 200
    for said in (
        "Versi district-2 akan berlaku sejak",
        "menggantikan district-1",
        "Diubah: Pengaduan Jawaban pertama 5 hari kerja → 3 hari kerja",
        "PermenPANRB 62/2018; SP4N-LAPOR → Perbup Batang 12/2026",
        "Satu kasus terbuka dihitung ulang setelah disimpan; satu di antaranya dinilai dengan versi baru ini.",
        "Tanggal itu bukan di masa depan",
    ):
        assert said in words, said
    assert len(await stored(floor)) == 1, "looking saves nothing"
    answer = await press(browser, review, "save")
    assert answer.status_code == 303, told(answer)
    before, after = await stored(floor)
    assert (after.version, after.number, after.effective_from) == ("district-2", 2, date.today())
    assert after.rules[:4] == before.rules[:4]
    page = await browser.http.get(answer.headers["location"])
    assert "Versi baru disimpan" in page.text
    assert "0 dari 1 kasus terbuka dihitung ulang" in page.text
    assert 'http-equiv="refresh"' in page.text
    assert "Dewi Anjani" in told(page)
    await recount_due(floor.world.district.id)
    assert (
        "1 dari 1 kasus terbuka dihitung ulang; tenggat berubah pada 1 kasus"
        in (await browser.get("promises/progress")).text
    )
    rule = "SELECT value->1->>'rule' FROM clock WHERE tenant_id = $1 AND case_id = $2"
    assert await floor.world.district.value(rule, case.id) == "district-2"
    assert "rules.saved" in await audited(floor.world.district)
    log = told(await browser.get("audit?about=promises"))
    assert "Versi district-2 menggantikan district-1" in log
    assert "Aturan diubah: Pengaduan" in log


async def test_a_version_that_was_saved_meanwhile_is_not_overwritten(floor: Floor, browser: Browser) -> None:
    other = (await an_administrator(floor))[0]
    mine, theirs = await begun(browser), await begun(other)
    assert (await press(other, await press(other, theirs, "check"), "save")).status_code == 303
    review = await press(browser, await quicker(browser, mine), "check")
    answer = await press(browser, review, "save")
    assert answer.status_code == 409
    assert "Orang lain baru saja menyimpan versi lain" in answer.text
    assert [each.version for each in await stored(floor)] == ["district-1", "district-2"]


async def test_another_version_can_be_begun_from_and_an_unknown_one_cannot(
    floor: Floor, browser: Browser
) -> None:
    assert "Berawal dari versi district-1" in (await browser.get("promises/draft?from=district-1")).text
    for path in ("promises/draft?from=halo-1", "promises?version=halo-1"):
        assert (await browser.get(path)).status_code == 404
