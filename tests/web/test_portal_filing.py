"""Filing a report: one page a question, nothing lost on the way, one case at the end."""

import asyncio

import pytest

from helpdesk.cases import store as cases
from helpdesk.portal import sending, ways
from support.citizen import PDF, TEXT, Citizen, Page, Portal
from support.photos import PNG
from tenants.doors import tenant_scope
from tenants.offices.store import unit_name


async def _filed(portal: Portal, page: Page) -> cases.Case:
    async with tenant_scope(portal.office.id, read_only=True) as scope:
        return await cases.load_by_number(scope, page.ticket.number, hold=False)


async def test_a_complaint_is_filed_page_by_page(portal: Portal, citizen: Citizen) -> None:
    where = await citizen.answer("new/complaint/text", text=f"  {TEXT}\r\nsejak Senin  ")
    assert where.path.endswith("/where")
    when = await citizen.answer("new/complaint/where", facility="puskesmas  batang i")
    assert when.path.endswith("/when")
    files = await citizen.answer("new/complaint/when", when="2026-01-05", clock="pagi hari")
    assert files.path.endswith("/files")
    contact = await citizen.answer("new/complaint/files", [("loket.png", PNG), ("surat.pdf", PDF)], go="next")
    assert contact.path.endswith("/contact")
    reply = await citizen.answer(
        "new/complaint/contact", privacy="confidential", name="Siti Aminah", phone="0812 3456 7890"
    )
    check = (
        reply if reply.path.endswith("/check") else await citizen.answer("new/complaint/reply", reply="page")
    )
    for answer in (
        TEXT,
        "Puskesmas Batang I",
        "5 Januari 2026, pagi hari",
        "loket.png",
        "surat.pdf",
        "Siti Aminah",
        "rahasia",
    ):
        assert answer in check.text
    done = await citizen.press(check, "new/complaint/check")
    assert (done.status, done.path) == (200, f"/t/{portal.office.slug}/done")
    case = await _filed(portal, done)
    assert (case.kind.value, case.channel, case.confidential, case.anonymous) == (
        "complaint",
        "portal",
        True,
        False,
    )
    async with tenant_scope(portal.office.id, read_only=True) as scope:
        assert await unit_name(scope, case.facility_id) == "Puskesmas Batang I"
        text = await scope.fetchval("SELECT text FROM message WHERE tenant_id = $1", portal.office.id)
    assert text == f"{TEXT}\nsejak Senin\n\nTanggal kejadian: 5 Januari 2026\nWaktu kejadian: pagi hari"
    assert await portal.count("attachment") == 2


async def test_number_and_pin_open_the_report_and_the_pin_is_shown_once(
    portal: Portal, citizen: Citizen
) -> None:
    done = await citizen.press(await citizen.write_report(), "new/complaint/check")
    number, pin = done.ticket
    assert len(pin) == 6
    again = await citizen.open("done")
    assert again.ticket == (number, "")
    assert pin not in again.html
    assert "PIN sudah ditampilkan satu kali" in again.text
    tracked = await portal.citizen().track(done.ticket)
    assert (tracked.status, tracked.title) == (200, "Laporan Anda sudah kami terima")


async def test_the_done_page_says_what_happens_next_and_until_when(citizen: Citizen) -> None:
    done = await citizen.press(await citizen.write_report(), "new/complaint/check")
    assert "Anda mendapat tanggapan pertama" in done.text
    assert "5 hari kerja, paling lambat" in done.text
    assert "14 hari kerja, paling lambat" in done.text
    assert "WIB" in done.text


async def test_the_receipt_leads_to_the_tracking_page_without_the_pin(
    portal: Portal, citizen: Citizen
) -> None:
    done = await citizen.press(await citizen.write_report(), "new/complaint/check")
    number, pin = done.ticket
    address = f"http://localhost:8000/t/{portal.office.slug}/track?number={number}"
    assert f'href="{address}"' in done.html
    assert 'src="data:image/svg+xml' in done.html
    assert f"pin={pin}" not in done.html
    assert (await citizen.open(f"track?number={number}")).field("number") == number


async def test_pressing_send_twice_opens_one_case(portal: Portal, citizen: Citizen) -> None:
    check = await citizen.write_report()
    first, second = await asyncio.gather(
        citizen.press(check, "new/complaint/check"), citizen.press(check, "new/complaint/check")
    )
    third = await citizen.press(check, "new/complaint/check")
    assert first.ticket.number == second.ticket.number == third.ticket.number
    assert await portal.count("cases") == 1
    assert await portal.count("message") == 1


async def test_a_press_whose_answer_was_lost_still_leads_to_the_pin(citizen: Citizen) -> None:
    check = await citizen.write_report()
    citizen.http.follow_redirects = False
    lost = await citizen.press(check, "new/complaint/check")
    assert lost.status == 303
    citizen.http.follow_redirects = True
    assert (await citizen.press(check, "new/complaint/check")).ticket.pin


async def test_every_kind_of_report_has_its_own_question(portal: Portal, citizen: Citizen) -> None:
    titles = set()
    for kind in ("complaint", "consultation", "information", "aspiration"):
        titles.add((await citizen.open(f"new/{kind}")).title)
        done = await citizen.press(await citizen.write_report(kind), f"new/{kind}/check")
        assert (await _filed(portal, done)).kind.value == kind
    assert len(titles) == 4
    assert await portal.count("cases") == 4


@pytest.mark.parametrize(
    ("question", "fields", "said"),
    [
        ("text", {"text": "  \n "}, "Tuliskan dulu pesan Anda."),
        ("text", {"text": "a" * 4001}, "paling banyak 4.000 karakter"),
        ("where", {"facility": ""}, "Tulis nama fasilitas"),
        ("where", {"facility": "3f0c1c5e-0000-7000-8000-000000000000"}, "tidak ada dalam daftar"),
        ("where", {"facility": "Puskesmas Antah"}, "tidak ada dalam daftar"),
        ("when", {"when": "kemarin"}, "Tanggal tidak terbaca"),
        ("when", {"when": "2999-01-01"}, "belum tiba"),
        ("contact", {"privacy": "named", "phone": "119"}, "Nomor telepon tidak terbaca"),
        ("contact", {"privacy": "named", "name": "a" * 121}, "Nama terlalu panjang"),
        ("contact", {"privacy": "sometimes"}, "Pilih salah satu"),
    ],
)
async def test_a_wrong_answer_is_kept_and_explained_beside_its_field(
    citizen: Citizen, question: str, fields: dict[str, str], said: str
) -> None:
    await citizen.write_report()
    page = await citizen.answer(f"new/complaint/{question}", **fields)
    assert page.status == 422
    assert said in page.text
    assert 'role="alert" tabindex="-1" autofocus' in page.html
    assert 'aria-invalid="true"' in page.html or question == "contact"
    assert (await citizen.open("new/complaint/check")).path.endswith(f"/{question}")
    if fields.get("when") == "2999-01-01":
        assert 'value="2999-01-01"' in (await citizen.open("new/complaint/when")).html


async def test_of_an_anonymous_citizen_nothing_is_kept(portal: Portal, citizen: Citizen) -> None:
    await citizen.write_report()
    check = await citizen.answer(
        "new/complaint/contact", privacy="anonymous", name="Siti Aminah", phone="0812 3456 7890"
    )
    assert "Siti" not in check.text
    done = await citizen.press(check, "new/complaint/check")
    case = await _filed(portal, done)
    assert (case.anonymous, case.contact_id) == (True, None)
    async with tenant_scope(portal.office.id, read_only=True) as scope:
        names = await scope.fetchval("SELECT count(*) FROM contact WHERE tenant_id = $1", portal.office.id)
        arrival = await scope.fetchval(
            "SELECT arrival FROM inbox_entry WHERE tenant_id = $1", portal.office.id
        )
    assert names == 0
    assert b"Siti" not in arrival
    assert b"3456" not in arrival


async def test_an_office_without_facilities_does_not_ask_for_one(portal: Portal) -> None:
    await portal.office.change("UPDATE unit SET is_facility = false WHERE tenant_id = $1")
    citizen = portal.citizen()
    page = await citizen.answer("new/aspiration/text", text="Buka loket kedua")
    assert page.path.endswith("/files")
    page = await citizen.answer("new/complaint/text", text="Loket tutup")
    assert page.title == "Kapan kejadiannya?"
    assert (await citizen.answer("new/complaint/when", when="")).path.endswith("/files")


async def test_a_facility_that_closed_meanwhile_is_asked_for_again(portal: Portal, citizen: Citizen) -> None:
    await citizen.write_report()
    check = await citizen.answer(
        "new/complaint/where", facility=str(portal.office.units["Puskesmas Batang II"])
    )
    async with tenant_scope(portal.office.id) as scope:
        await scope.execute(
            "UPDATE unit SET active = false WHERE tenant_id = $1 AND name LIKE '% II'", portal.office.id
        )
    page = await citizen.press(check, "new/complaint/check")
    assert page.path.endswith("/where")
    assert await portal.count("cases") == 0


async def test_a_program_that_fills_everything_in_is_asked_again(portal: Portal, citizen: Citizen) -> None:
    page = await citizen.answer("new/complaint/text", text=TEXT, website="http://spam.example")
    assert page.status == 422
    assert "Kosongkan isian" in page.text
    assert (await citizen.open("new/complaint/where")).path.endswith("/text")
    assert 'aria-hidden="true"' in page.html


async def test_a_program_that_answers_at_once_has_to_wait(citizen: Citizen) -> None:
    citizen.patient = False
    check = await citizen.write_report()
    loop = asyncio.get_running_loop()
    began = loop.time()
    await citizen.press(check, "new/complaint/check")
    assert loop.time() - began > sending.LEAST_SECONDS / 2


async def test_a_network_that_sends_too_much_keeps_its_answers_and_waits(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "REPORTS_OF_A_NETWORK", 1)
    citizen = portal.citizen()
    await citizen.press(await citizen.write_report("aspiration"), "new/aspiration/check")
    page = await citizen.press(await citizen.write_report(), "new/complaint/check")
    assert page.status == 429
    assert int(page.answer.headers["retry-after"]) <= 3600
    assert "Jawaban Anda tetap tersimpan" in page.text
    assert await portal.count("cases") == 1
    elsewhere = portal.citizen()
    elsewhere.http.cookies = citizen.http.cookies
    done = await elsewhere.press(await elsewhere.open("new/complaint/check"), "new/complaint/check")
    assert done.ticket.number


async def test_words_of_citizens_stay_words(citizen: Citizen) -> None:
    bad = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    await citizen.write_report(text=bad)
    page = await citizen.answer("new/complaint/contact", privacy="named", name=bad, phone="")
    assert bad not in page.html
    assert "&lt;script&gt;" in page.html
    done = await citizen.press(page, "new/complaint/check")
    tracked = await citizen.track(done.ticket)
    assert "<script>" not in tracked.html
    assert "<img src=x" not in tracked.html


async def test_signs_that_no_database_takes_are_left_out(portal: Portal, citizen: Citizen) -> None:
    done = await citizen.press(await citizen.write_report(text="Obat\x00 habis"), "new/complaint/check")
    assert (await _filed(portal, done)).title == "Obat habis"


async def test_filing_tells_the_history_who_did_it(portal: Portal, citizen: Citizen) -> None:
    await citizen.press(await citizen.write_report(), "new/complaint/check")
    async with tenant_scope(portal.office.id, read_only=True) as scope:
        rows = await scope.fetch(
            "SELECT kind, actor_kind FROM case_event WHERE tenant_id = $1", portal.office.id
        )
    assert [tuple(row) for row in rows] == [("case.opened", "citizen")]


async def test_who_wants_the_answer_on_whatsapp_gets_a_text_to_send(
    portal: Portal, citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = ways.Open(kinds=frozenset({"whatsapp"}), whatsapp="+628110003325")
    monkeypatch.setitem(ways._open, portal.office.id, (float("inf"), known))
    await citizen.write_report()
    check = await citizen.answer("new/complaint/reply", reply="whatsapp")
    assert "Lewat WhatsApp juga" in check.text
    done = await citizen.press(check, "new/complaint/check")
    assert "Satu langkah lagi" in done.text
    text = f"Saya melanjutkan laporan {done.ticket.number} lewat WhatsApp. Kode: "
    assert text in done.text
    assert text in (await citizen.track(done.ticket)).text
    assert "wa.me" not in done.html, "a number of a demonstration is never a link"


async def test_somebody_without_a_name_is_not_offered_whatsapp(
    portal: Portal, citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = ways.Open(kinds=frozenset({"whatsapp"}), whatsapp="+628110003325")
    monkeypatch.setitem(ways._open, portal.office.id, (float("inf"), known))
    await citizen.write_report()
    await citizen.answer("new/complaint/reply", reply="whatsapp")
    check = await citizen.answer("new/complaint/contact", privacy="anonymous", name="", phone="")
    assert (check.path.endswith("/check"), "WhatsApp" in check.text.partition("Keadaan darurat")[0]) == (
        True,
        False,
    )
    done = await citizen.press(check, "new/complaint/check")
    assert "Kode:" not in done.text
