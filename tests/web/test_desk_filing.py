"""Filing a case in SP4N-LAPOR by the desk's pages: what is shown is what is sent."""

import msgspec

from helpdesk.channels.errors import OutcomeUnknown
from support.officers import Floor


async def test_the_register_gets_exactly_what_was_shown(floor: Floor) -> None:
    case, (browser, _) = await floor.case("Antrean habis\ndan loket tutup"), await floor.officer()
    page = await browser.get(f"cases/{case.number}/register")
    answer = await browser.send(page, "/register")
    assert answer.status_code == 303
    filing = await floor.world.district.value("SELECT filing FROM register_link WHERE tenant_id = $1")
    held = msgspec.json.decode(filing)
    assert held["local_ref"] in page.text
    assert held["title"] in page.text
    assert held["content"].replace("\n", "<br>") in page.text
    again = await browser.get(f"cases/{case.number}/register")
    assert again.headers["location"].endswith("done=gone")


async def test_a_filing_of_unknown_outcome_is_settled_by_hand(floor: Floor) -> None:
    case, (browser, _) = await floor.case(), await floor.officer()
    await browser.does(f"cases/{case.number}/register", "/register")
    await floor.world.district.change(
        "UPDATE register_link SET step = 'needs_person', error_code = 'outcome_unknown', due_at = NULL"
        " WHERE tenant_id = $1"
    )
    page = await browser.get(f"cases/{case.number}")
    assert "tidak diketahui apakah kasus ini sudah tercatat di sana" in page.text
    wrong = await browser.send(await browser.get(f"cases/{case.number}/settle"), "/settle", tracking_id="12")
    assert wrong.status_code == 422
    page = await browser.does(f"cases/{case.number}/settle", "/settle", tracking_id="7654321")
    assert "7654321" in page.text


async def test_an_office_without_an_account_there_offers_no_filing(floor: Floor) -> None:
    case, (browser, _) = await floor.case(), await floor.officer()
    await floor.world.district.change(
        "UPDATE account SET active = false WHERE tenant_id = $1 AND kind = 'lapor'"
    )
    assert "/register" not in (await browser.get(f"cases/{case.number}")).text


async def test_what_still_tells_who_the_citizen_is_goes_only_when_the_officer_confirms_it(
    floor: Floor,
) -> None:
    case, (browser, _) = await floor.case("Tolong telepon 0812 3456 7890"), await floor.officer()
    page = await browser.get(f"cases/{case.number}/register")
    assert "nomor telepon" in page.text and "Masih ada yang menunjukkan siapa warganya" in page.text
    refused = await browser.send(page, "/register")
    assert refused.status_code == 422
    assert await floor.world.district.rows("SELECT id FROM register_link WHERE tenant_id = $1") == []
    answer = await browser.send(refused, "/register", confirmed="1")
    assert answer.status_code == 303


async def test_a_nik_is_never_offered_to_be_confirmed(floor: Floor) -> None:
    case, (browser, _) = await floor.case("NIK saya 3325010101010001"), await floor.officer()
    page = await browser.get(f"cases/{case.number}/register")
    assert "NIK tidak pernah dikirim." in page.text and 'name="confirmed"' not in page.text
    refused = await browser.send(page, "/register", confirmed="1")
    assert refused.status_code == 422 and "Hapus dahulu: NIK tidak pernah dikirim." in refused.text
    assert await floor.world.district.rows("SELECT id FROM register_link WHERE tenant_id = $1") == []


async def test_a_preview_shows_what_was_typed_and_sends_nothing(floor: Floor) -> None:
    case, (browser, _) = await floor.case("Nomor saya 0812 3456 7890"), await floor.officer()
    page = await browser.get(f"cases/{case.number}/register")
    shown = await browser.send(
        page, "/register", title="Antrean", content="Antrean terlalu lama", preview="1"
    )
    assert shown.status_code == 200
    assert f"[Tiket {case.number}] Antrean terlalu lama" in shown.text
    assert "Masih ada yang menunjukkan siapa warganya" not in shown.text
    assert await floor.world.district.rows("SELECT id FROM register_link WHERE tenant_id = $1") == []
    answer = await browser.send(page, "/register", title="Antrean", content="Antrean terlalu lama", secret="")
    assert answer.status_code == 303
    filing = await floor.world.district.value("SELECT filing FROM register_link WHERE tenant_id = $1")
    held = msgspec.json.decode(filing)
    assert (held["content"], held["secret"]) == ("Antrean terlalu lama", False)


async def test_an_office_without_keys_copies_the_text_types_the_number_and_keeps_the_status(
    floor: Floor,
) -> None:
    case, (browser, _) = await floor.case("Antrean habis"), await floor.officer()
    await floor.world.district.change(
        "UPDATE account SET address = '', settings = '{}', secrets = '' WHERE tenant_id = $1 AND kind = 'lapor'"
    )
    page = await browser.get(f"cases/{case.number}/register")
    assert "Kantor ini belum memiliki kunci" in page.text and 'name="category"' not in page.text
    await browser.send(page, "/register")
    assert "Menunggu Anda daftarkan sendiri" in (await browser.get(f"cases/{case.number}")).text
    page = await browser.get(f"cases/{case.number}/settle")
    assert f"[Tiket {case.number}]" in page.text
    page = await browser.does(f"cases/{case.number}/settle", "/settle", tracking_id="7654321")
    assert "7654321" in page.text and "Diikuti sendiri oleh petugas" in page.text
    wrong = await browser.send(await browser.get(f"cases/{case.number}/status"), "/status", status="unknown")
    assert wrong.status_code == 422
    page = await browser.does(f"cases/{case.number}/status", "/status", status="in_process")
    assert "Keadaan di SP4N-LAPOR! dicatat." in page.text
    assert (
        await floor.world.district.value("SELECT status FROM register_link WHERE tenant_id = $1")
        == "in_process"
    )


async def test_an_officer_answers_in_the_register_and_settles_what_nobody_knows(floor: Floor) -> None:
    case, (browser, _) = await floor.case(), await floor.officer()
    await browser.does(f"cases/{case.number}/register", "/register")
    await floor.world.work()
    page = await browser.does(f"cases/{case.number}/follow_up", "/follow_up", text="Loket kedua dibuka.")
    assert "Jawaban untuk SP4N-LAPOR! dicatat." in page.text
    waiting = await browser.get(f"cases/{case.number}/follow_up")
    assert "sedang dikirim" in waiting.text and 'name="text"' not in waiting.text
    floor.world.far_end.answers = [OutcomeUnknown("timeout")]
    await floor.world.work()
    page = await browser.get(f"cases/{case.number}/follow_up")
    assert "Tidak diketahui apakah jawaban ini sampai" in page.text
    answer = await browser.send(page, "/follow_up", found="yes")
    assert answer.status_code == 303
    assert await floor.world.district.value("SELECT step FROM register_answer WHERE tenant_id = $1") == "sent"
