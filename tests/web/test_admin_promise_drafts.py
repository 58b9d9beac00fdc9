"""A new version of the time promises is written rule by rule; what cannot be is answered by the field."""

from datetime import date, timedelta
from typing import Any

import pytest
from msgspec import json

from helpdesk.sla.model import Budget, Unit
from support.officers import Browser, Floor, Form
from support.promising import DRAFT, begun, press, stored, told

TOMORROW = (date.today() + timedelta(days=2)).isoformat()


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
