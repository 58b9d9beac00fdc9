"""The administrator's page of time promises: what stands, a new version, and what it changes before it is saved."""

import html
import re
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import httpx
import pytest
from msgspec import json

from helpdesk.cases.recounting import recount_due
from helpdesk.sla.model import Budget, Unit
from helpdesk.sla.targets import RuleSet
from kit.settings import Settings
from support.administrators import an_administrator, audited, open_administration
from support.officers import BASE, Browser, Floor, Form
from tenants.permissions.model import Role

DRAFT = "/promises/draft"
TOMORROW = (date.today() + timedelta(days=2)).isoformat()


@pytest.fixture
async def floor(database_urls: Settings) -> AsyncIterator[Floor]:
    async with open_administration(database_urls) as opened:
        yield opened


@pytest.fixture
async def browser(floor: Floor) -> Browser:
    return (await an_administrator(floor))[0]


async def press(browser: Browser, page: httpx.Response, act: str, **typed: Any) -> httpx.Response:
    """Press one button of the draft's form; a condition that is not typed keeps no tick."""
    form = Form(page.text, DRAFT)
    fields = {name: value for name, value in form.fields.items() if not name.startswith("if_")}
    return await browser.http.post(
        form.action.partition("#")[0], data={**fields, **typed, "act": act}, headers={"origin": BASE}
    )


def told(page: httpx.Response) -> str:
    """The words of a page, without its marks."""
    words = re.sub(r"<(?!input)[^>]+>", " ", page.text)
    return " ".join(html.unescape(words).split())


async def stored(floor: Floor) -> list[RuleSet]:
    rows = await floor.world.district.rows(
        "SELECT rules::text AS rules FROM rule_set WHERE tenant_id = $1 ORDER BY (rules->>'number')::int"
    )
    return [json.decode(row["rules"], type=RuleSet) for row in rows]


async def begun(browser: Browser) -> httpx.Response:
    page = await browser.get("promises/draft")
    assert page.status_code == 200, page.text
    return page


async def quicker(browser: Browser, page: httpx.Response) -> httpx.Response:
    """Complaints are answered within three working days."""
    page = await press(browser, page, "edit:complaint")
    typed = {"amount_first_response": "3", "if_kind": ["complaint"]}
    answer = await press(browser, page, "apply:complaint", **typed)
    assert answer.status_code == 200, told(answer)
    return answer


async def test_the_rules_in_force_are_read_in_words(floor: Floor, browser: Browser) -> None:
    page = told(await browser.get("promises"))
    for words in (
        "Versi district-1 Berlaku sekarang",
        "Senin, 1 Jan 2024",
        "PermenPANRB 62/2018",
        "80 % petugas · 100 % petugas dan penyelia · 150 % pimpinan · 200 % kantor di atasnya",
        "Pengaduan merah Berlaku untuk Jenis: Pengaduan Tingkat: merah Jawaban pertama 24 jam berjalan",
        "Topik: Topik 0198f000-0000-7000-8000-000000000060",
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


async def test_rules_are_added_moved_and_removed(floor: Floor, browser: Browser) -> None:
    page = await press(browser, await begun(browser), "edit:")
    typed = {
        "name": "Surel <b>prioritas</b>",
        "if_channel": ["email"],
        "if_priority": ["high", "urgent"],
        "if_unit": [str(floor.world.district.units["Sekretariat"])],
        "amount_resolution": "2",
        "unit_resolution": "calendar_days",
        "own_steps": "own",
        "tell_head": "50",
    }
    page = await press(browser, page, "apply:", **typed)
    assert "Surel &lt;b&gt;prioritas&lt;/b&gt;" in page.text
    key = "surel_b_prioritas_b"
    page = await press(browser, page, f"down:{key}")
    page = await press(browser, page, "remove:aspiration")
    page = await press(browser, page, "up:information")
    review = await press(browser, page, "check", effective_from=TOMORROW)
    words = told(review)
    assert "Baru: Surel <b>prioritas</b>, di urutan 2" in words
    assert "Kanal: Surel" in words
    assert "Prioritas: tinggi, mendesak" in words
    assert "Unit: Sekretariat" in words
    assert "Dihapus: Aspirasi" in words
    assert "Dipindah: Permintaan informasi, dari urutan 7 ke 7" not in words
    assert "Dipindah: " in words
    assert (await press(browser, review, "save")).status_code == 303
    after = (await stored(floor))[-1]
    assert [rule.key for rule in after.rules][:2] == ["grade_red", key]
    assert after.rules[1].promises[0].budget == Budget(Unit.CALENDAR_DAYS, 2)
    assert "50 % pimpinan" in told(await browser.get(f"promises?version={after.version}"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"name": " "}, "Tulis nama aturannya."),
        ({"name": "x" * 81}, "paling banyak 80"),
        ({"name": "pengaduan MERAH"}, "Sudah ada aturan dengan nama itu."),
        ({"if_kind": ["gossip"]}, "Pilih dari daftar."),
        ({"if_unit": ["0198f000-0000-7000-8000-0000000000ff"]}, "Pilih dari daftar."),
        ({"amount_first_response": "0"}, "Lamanya harus lebih dari nol."),
        ({"amount_first_response": "-3"}, "angka bulat"),
        ({"amount_first_response": "٣"}, "angka bulat"),
        ({"amount_first_response": "999"}, "paling banyak sekitar satu tahun"),
        ({"calendar_first_response": "night"}, "Pilih jam layanan dari daftar."),
        ({"unit_first_response": "moons"}, "Pilih satuan dari daftar."),
        ({"own_steps": "own", "tell_head": "0"}, "paling kecil 1"),
        ({"own_steps": "own", "tell_head": "1001"}, "paling besar 1.000"),
        ({"own_steps": "own", "tell_head": "banyak"}, "dengan angka"),
        ({"amount_first_response": "", "amount_resolution": ""}, "Isi paling sedikit satu janji."),
    ],
)
async def test_a_rule_that_cannot_be_is_answered_by_the_field_and_stays_typed(
    floor: Floor, browser: Browser, typed: dict[str, Any], said: str
) -> None:
    page = await press(browser, await begun(browser), "edit:complaint")
    answer = await press(browser, page, "apply:complaint", **{"if_kind": ["complaint"], **typed})
    assert answer.status_code == 422
    assert said in told(answer)
    assert 'name="amount_verification"' in answer.text
    assert "grade_red" in answer.text, "the draft is still in the form"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"effective_from": ""}, "Tulis sejak kapan"),
        ({"effective_from": "31/12/2026"}, "Tanggal ini tidak terbaca."),
        ({"effective_from": "2999-01-01"}, "Paling jauh dua tahun"),
        ({"legal_basis": ""}, "Tulis dasar hukumnya"),
        ({"legal_basis": "x" * 301}, "paling banyak 300"),
        ({"tell_parent": "2000"}, "paling besar 1.000"),
    ],
)
async def test_a_draft_that_cannot_be_is_answered_by_the_field(
    floor: Floor, browser: Browser, typed: dict[str, str], said: str
) -> None:
    for act in ("check", "save", "try"):
        answer = await press(browser, await begun(browser), act, **typed)
        assert answer.status_code == 422, act
        assert said in told(answer)
    assert len(await stored(floor)) == 1


async def test_every_case_must_be_seen_by_some_rule(floor: Floor, browser: Browser) -> None:
    page = await press(browser, await begun(browser), "remove:every")
    answer = await press(browser, page, "check")
    assert answer.status_code == 422
    assert "Harus ada satu aturan untuk semua kasus" in answer.text
    for rule in (await stored(floor))[0].rules:
        page = await press(browser, page, f"remove:{rule.key}")
    assert "Belum ada aturan." in (await press(browser, page, "check")).text


async def test_a_rule_that_can_never_win_is_pointed_out(floor: Floor, browser: Browser) -> None:
    page = await begun(browser)
    for _ in range(4):
        page = await press(browser, page, "up:complaint")
    review = await press(browser, page, "check")
    assert review.status_code == 200
    assert (
        "Tidak pernah dipakai, karena aturan di atasnya selalu menang: Pengaduan merah, Pengaduan kuning,"
        " Pengaduan hijau, Pengaduan berkadar pengawasan."
    ) in told(review)


@pytest.mark.parametrize(
    "draft", ["", "{", "[]", '{"seen": 1}', "[" * 9000, '{"seen":"a","base":"b","rules":[1]}']
)
async def test_a_form_that_was_not_ours_changes_nothing(floor: Floor, browser: Browser, draft: str) -> None:
    page = await begun(browser)
    answer = await press(browser, page, "save", draft=draft)
    assert answer.status_code in (400, 422)
    assert len(await stored(floor)) == 1


async def test_rules_in_a_forged_draft_are_judged_anew(floor: Floor, browser: Browser) -> None:
    page = await begun(browser)
    draft = json.decode(Form(page.text, DRAFT).fields["draft"])
    for forge in (
        lambda rule: rule["promises"][0]["budget"].update(amount=10**15),
        lambda rule: rule["promises"][0]["budget"].update(amount=0),
        lambda rule: rule["promises"][0].update(calendar_key="night"),
        lambda rule: rule.update(key="every"),
        lambda rule: rule.update(steps=[{"percent": 0, "tell": "head"}]),
        lambda rule: rule.update(name=""),
    ):
        forged = json.decode(json.encode(draft))
        forge(forged["rules"][0])
        answer = await press(browser, page, "save", draft=json.encode(forged).decode())
        assert answer.status_code == 422
    assert len(await stored(floor)) == 1


async def test_sixty_rules_fit_into_a_form_and_sixty_one_do_not(floor: Floor, browser: Browser) -> None:
    page = await begun(browser)
    draft = json.decode(Form(page.text, DRAFT).fields["draft"])
    every = draft["rules"][-1]
    long = [{**every, "key": f"r{count}", "name": f"{count} {'x' * 70}"} for count in range(51)]
    draft["rules"] = [*long, *draft["rules"]]
    full = await press(browser, page, "look", draft=json.encode(draft).decode())
    assert full.status_code == 200
    assert 'value="edit:"' not in full.text
    assert (await press(browser, full, "check")).status_code == 200
    typed = {"amount_resolution": "1", "unit_resolution": "working_days", "calendar_resolution": "office"}
    answer = await press(browser, full, "apply:", name="Satu lagi", **typed)
    assert answer.status_code == 422
    assert "Sudah ada 60 aturan." in answer.text


async def test_another_version_can_be_begun_from_and_an_unknown_one_cannot(
    floor: Floor, browser: Browser
) -> None:
    assert "Berawal dari versi district-1" in (await browser.get("promises/draft?from=district-1")).text
    for path in ("promises/draft?from=halo-1", "promises?version=halo-1"):
        assert (await browser.get(path)).status_code == 404


async def test_a_unit_of_a_rule_is_told_by_name_though_it_be_closed(floor: Floor, browser: Browser) -> None:
    place = floor.world.district
    unit = place.units["Puskesmas Batang I"]
    page = await press(browser, await begun(browser), "edit:")
    typed = {"name": "Puskesmas", "if_unit": [str(unit)], "amount_resolution": "2"}
    page = await press(browser, page, "apply:", **typed)
    await place.change("UPDATE unit SET active = false WHERE tenant_id = $1 AND id = $2", unit)
    page = await press(browser, page, "edit:puskesmas")
    assert f'value="{unit}" checked' in page.text
    again = await press(browser, page, "apply:puskesmas", if_unit=[str(unit)])
    assert "Unit: Puskesmas Batang I" in told(again)
    fresh = await press(browser, await begun(browser), "edit:")
    assert str(unit) not in fresh.text, "it is not offered anew"


FRIDAY = "promises/simulator?kind=complaint&date=2026-03-13&time=15:30"


async def test_a_red_complaint_of_friday_afternoon_is_due_on_saturday_afternoon(browser: Browser) -> None:
    page = told(await browser.get(f"{FRIDAY}&grade=red"))
    for words in (
        "Pengaduan merah yang masuk Jumat, 13 Maret 2026 pukul 15.30 WIB di Kantor",
        "Jawaban pertama Tenggat: Sabtu, 14 Maret 2026 pukul 15.30 WIB Lamanya 24 jam berjalan Aturan Pengaduan merah",
        "Peringatan (80 %) 14 Mar 2026, 10.42 WIB",
        "100 % petugas dan penyelia · 14 Mar 2026, 15.30 WIB",
        "150 % pimpinan · 15 Mar 2026, 03.30 WIB",
        "district-1, berlaku sejak Senin, 1 Jan 2024",
        "PermenPANRB 62/2018",
    ):
        assert words in page, words


async def test_a_plain_complaint_waits_for_the_holidays_and_says_which_rules_are_not_its_own(
    browser: Browser,
) -> None:
    page = told(await browser.get(FRIDAY))
    for words in (
        "Jawaban pertama Tenggat: Jumat, 27 Maret 2026 pukul 16.30 WIB Lamanya 5 hari kerja Aturan Pengaduan Bukan",
        "Bukan Pengaduan merah: Tingkat harus merah",
        "Bukan Pengaduan berkadar pengawasan: Topik harus Topik 0198f000",
        "Yang dihitung (5)",
        "Suci Nyepi",
        "Cuti Bersama",
        "Janji yang baru mulai saat peristiwanya tiba",
    ):
        assert words in page, words
    english = told(await browser.get(f"{FRIDAY}&lang=en"))
    assert "Not Pengaduan merah: Grade must be red" in english


async def test_waiting_for_the_citizen_moves_only_what_it_holds_up(browser: Browser) -> None:
    wait = f"{FRIDAY}&grade=red&wait_from=2026-03-13T16:30"
    page = told(await browser.get(f"{wait}&wait_until=2026-03-13T18:30"))
    assert "Jawaban pertama Tenggat: Sabtu, 14 Maret 2026 pukul 15.30" in page
    assert "Penyelesaian Tenggat: Sabtu, 14 Maret 2026 pukul 17.30" in page
    open_end = told(await browser.get(wait))
    assert "Penyelesaian Belum ada tenggat selama menunggu warga." in open_end


async def test_years_without_decree_are_told_as_provisional(browser: Browser) -> None:
    page = told(await browser.get("promises/simulator?kind=complaint&date=2027-12-31&time=09:00"))
    assert "Sementara: hari libur tahun itu belum ditetapkan." in page


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("kind=", "Pilih jenis kasusnya."),
        ("kind=gossip", "Pilih dari daftar."),
        ("kind=complaint&unit=0198f000-0000-7000-8000-0000000000ff", "Pilih dari daftar."),
        ("kind=complaint&date=", "Tulis tanggal masuknya."),
        ("kind=complaint&date=2026-02-30&time=08:00", "Tanggal ini tidak terbaca."),
        ("kind=complaint&date=0001-01-01&time=08:00", "Tahun itu tidak dapat dihitung."),
        ("kind=complaint&date=2001-01-01&time=08:00", "belum ada aturan yang berlaku"),
        ("kind=complaint&date=2026-03-13&time=25:00", "Jam ini tidak terbaca."),
        ("kind=complaint&date=2026-03-13&time=08:00&wait_from=2026-03-12T08:00", "sebelum kasus masuk"),
        ("kind=complaint&date=2026-03-13&time=08:00&wait_until=2026-03-14T08:00", "sejak kapan menunggu"),
        (
            "kind=complaint&date=2026-03-13&time=08:00&wait_from=2026-03-14T08:00&wait_until=2026-03-13T09:00",
            "sebelum mulai menunggu",
        ),
    ],
)
async def test_a_question_that_cannot_be_answered_is_told_by_the_field(
    browser: Browser, asked: str, said: str
) -> None:
    answer = await browser.get(f"promises/simulator?{asked}")
    assert answer.status_code == 422
    assert said in told(answer)


async def test_a_draft_can_be_tried_before_it_is_saved(floor: Floor, browser: Browser) -> None:
    page = await press(browser, await quicker(browser, await begun(browser)), "try")
    assert page.status_code == 200
    asked = {"kind": "complaint", "date": "2026-03-13", "time": "15:30"}
    answer = await press(browser, page, "try:ask", **asked)
    assert "Jawaban pertama Tenggat: Rabu, 25 Maret 2026 pukul 16.00 WIB Lamanya 3 hari kerja" in told(answer)
    wrong = await press(browser, page, "try:ask", **{**asked, "date": "besok"})
    assert wrong.status_code == 422
    back = await press(browser, wrong, "look")
    assert "Jawaban pertama 3 hari kerja" in told(back), "the draft is as it was"
    assert len(await stored(floor)) == 1


async def test_the_desk_leads_supervisors_from_a_case_to_the_simulator(floor: Floor) -> None:
    case = await floor.case()
    supervisor, _ = await floor.officer(Role.SUPERVISOR)
    page = await supervisor.get(f"cases/{case.number}/promises")
    [link] = re.findall(r'href="([^"]+/promises/simulator[^"]*)"', page.text)
    answer = await supervisor.get(html.unescape(link))
    assert answer.status_code == 200
    assert "Pengaduan yang masuk" in told(answer)
    officer, _ = await floor.officer()
    assert "simulator" not in (await officer.get(f"cases/{case.number}/promises")).text
