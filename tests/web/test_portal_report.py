"""The page of a report: what it tells its citizen, and what it never tells."""

import pytest
from msgspec.structs import replace

from helpdesk.authorities.service import add_authority
from helpdesk.cases import service as cases
from helpdesk.cases.model import Case, CaseKind
from helpdesk.cases.numbers import pin
from helpdesk.cases.store import load_by_number
from helpdesk.cases.work import working
from helpdesk.channels.model import Identity, MessageArrived, Sender
from helpdesk.escalation import agreeing, ending
from helpdesk.escalation import service as escalation
from helpdesk.events import RegisterNumberKnown
from helpdesk.replies import service as replies
from helpdesk.replies.model import Then
from support.citizen import Page, Portal, Ticket
from support.lapor_watch import a_lapor
from support.photos import PNG
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Permission, Role


@pytest.fixture
async def officer(portal: Portal) -> Actor:
    return await portal.world.staff(portal.office)


async def _page(portal: Portal, ticket: Ticket) -> Page:
    return await portal.citizen().track(ticket)


async def _reply(portal: Portal, officer: Actor, case: Case, text: str, then: Then = Then.NOTHING) -> None:
    book = portal.runtime.accounts
    await replies.reply(officer, case.number, text, book, version=None, then=then)


async def test_the_page_tells_the_way_of_the_report(portal: Portal, officer: Actor) -> None:
    case, ticket = await portal.case()
    clock = portal.world.clock
    assert "akan memeriksa laporan Anda" in (await _page(portal, ticket)).text
    await clock.forward(minutes=42)
    await cases.see(officer, case.number)
    checked = await _page(portal, ticket)
    assert checked.title == "Laporan Anda sedang diperiksa"
    assert "42 menit – lebih cepat dari janji" in checked.text
    unit = portal.office.units["Puskesmas Batang I"]
    await cases.dispose(officer, case.number, unit, "mohon dicek", version=None)
    forwarded = await _page(portal, ticket)
    assert forwarded.title == "Laporan Anda sudah diteruskan"
    assert "Diteruskan ke Puskesmas Batang I – sekarang" in forwarded.text
    assert "mohon dicek" not in forwarded.text
    await clock.forward(minutes=30)
    await _reply(portal, officer, case, "Kami tambah loket.")
    answered = await _page(portal, ticket)
    assert answered.title == "Laporan Anda sedang ditindaklanjuti"
    assert "Ditangani Puskesmas Batang I – sekarang" in answered.text
    assert "Tanggapan pertama 1 jam 12 menit Janji kami: 5 hari kerja" in answered.text
    assert "Sudah berjalan 1 jam 12 menit Janji selesai: 14 hari kerja" in answered.text
    assert "Selesai paling lambat" in answered.text
    await _reply(portal, officer, case, "Loket kedua dibuka.", Then.RESOLVE)
    done = await _page(portal, ticket)
    assert done.title == "Laporan Anda selesai"
    assert "Selesai dalam 1 jam 12 menit" in done.text


async def test_a_promise_that_was_not_kept_is_said_plainly(portal: Portal, officer: Actor) -> None:
    case, ticket = await portal.case()
    await portal.world.clock.forward(hours=9)
    late = await _page(portal, ticket)
    assert "janji itu terlewat. Kami mohon maaf." in late.text
    assert "Sebabnya: belum ada petugas yang memeriksa laporan Anda." in late.text
    assert "Tanggal baru: dijawab paling lambat" in late.text
    await cases.see(officer, case.number)
    assert "9 jam – lebih lama dari janji kami, mohon maaf" in (await _page(portal, ticket)).text


async def test_waiting_for_the_citizen_says_what_to_do_and_stops_the_promise(
    portal: Portal, officer: Actor
) -> None:
    case, ticket = await portal.case()
    await portal.world.clock.forward(minutes=10)
    await _reply(portal, officer, case, "Hari apa Ibu datang?", Then.WAIT)
    await portal.world.clock.forward(days=3)
    page = await _page(portal, ticket)
    assert page.title == "Kami menunggu keterangan Anda"
    assert "Jawab petugas" in page.text
    assert "Sudah berjalan 10 menit Janji 14 hari kerja, berhenti selama kami menunggu Anda" in page.text
    assert "paling lambat" not in page.text
    assert "Mohon jawab sebelum" in page.text


async def test_a_report_at_another_office_names_it_and_shows_nothing_of_its_work(
    portal: Portal, officer: Actor
) -> None:
    case, ticket = await portal.case()
    world, book = portal.world, portal.runtime.accounts
    await _reply(portal, officer, case, "Kami teruskan ke provinsi.")
    await escalation.escalate(
        officer, case.number, world.province.slug, "spesialis tidak ada", book, version=None
    )
    await world.work()
    clerk = await world.staff(world.province)
    mirrored = await world.province.row("SELECT number FROM cases WHERE tenant_id = $1 AND mirrored")
    await replies.note(clerk, mirrored["number"], "catatan provinsi")
    await escalation.write_to_peer(clerk, mirrored["number"], "antar kantor saja", version=None)
    await world.work()
    page = await _page(portal, ticket)
    name = f"Kantor {world.province.slug}"
    assert page.title == f"Laporan Anda ditangani {name}"
    assert f"Diteruskan ke {name}" in page.text
    assert f"Diterima oleh {name}" not in page.text
    for hidden in ("catatan provinsi", "antar kantor saja", "spesialis tidak ada", mirrored["number"]):
        assert hidden not in page.html
    assert "otomatis" in page.text
    await agreeing.accept(clerk, mirrored["number"], version=None)
    await world.work()
    assert f"Diterima oleh {name}" in (await _page(portal, ticket)).text
    await agreeing.give_back(clerk, mirrored["number"], "bukan wewenang kami", version=None)
    await world.work()
    page = await _page(portal, ticket)
    assert "Dikembalikan ke kantor ini" in page.text
    assert page.title != f"Laporan Anda ditangani {name}"
    assert "bukan wewenang kami" not in page.html


async def test_the_number_in_the_public_register_is_shown_with_how_to_follow_it(
    portal: Portal, officer: Actor
) -> None:
    case, ticket = await portal.case()
    async with working(officer, case.number, Permission.FILE_IN_REGISTER) as work:
        fact = RegisterNumberKnown(case_id=work.case.id, at=work.now, number="8812345")
        work.apply((replace(work.case, lapor_number="8812345"), [fact]))
    page = await _page(portal, ticket)
    assert "Nomor SP4N-LAPOR!: 8812345" in page.text
    assert "SMS 1708" in page.text


async def test_a_number_that_only_tries_something_is_told_as_that_and_leads_nowhere(
    portal: Portal, officer: Actor
) -> None:
    case, ticket = await portal.case()
    async with working(officer, case.number, Permission.FILE_IN_REGISTER) as work:
        fact = RegisterNumberKnown(case_id=work.case.id, at=work.now, number="UJI-8812345")
        work.apply((replace(work.case, lapor_number="UJI-8812345"), [fact]))
    page = await _page(portal, ticket)
    assert "Nomor SP4N-LAPOR!: UJI-8812345" in page.text and "Ini nomor uji coba" in page.text
    assert "Didaftarkan sebagai uji coba" in page.text
    assert "SMS 1708" not in page.text and "Terdaftar di SP4N-LAPOR!" not in page.text


async def test_notes_names_and_pins_never_reach_the_citizen(portal: Portal, officer: Actor) -> None:
    case, ticket = await portal.case()
    await replies.note(officer, case.number, "pelapor pernah mengancam")
    await _reply(portal, officer, case, "Kami periksa.")
    page = await _page(portal, ticket)
    assert "mengancam" not in page.html
    assert officer.name not in page.html
    assert "Kami periksa." in page.text
    assert f"Petugas Meja {portal.office.slug}" in page.text


async def test_a_case_from_whatsapp_is_followed_with_the_same_number(portal: Portal) -> None:
    world, place = portal.world, portal.office
    sender = Sender(identities=(Identity(scheme="phone", value="+6281255501234"),), name="Siti")
    async with tenant_scope(place.id, read_only=True) as scope:
        now = scope.now
    await world.arrive(place, MessageArrived(external_id="wa-1", sender=sender, at=now, text="Obat habis"))
    await world.take_in(place)
    row = await place.row("SELECT number FROM cases WHERE tenant_id = $1")
    async with tenant_scope(place.id, read_only=True) as scope:
        case = await load_by_number(scope, row["number"], hold=False)
    ticket = Ticket(case.number, pin(portal.runtime.pin_key, place.id, case.id, 1))
    page = await _page(portal, ticket)
    assert "lewat WhatsApp" in page.text
    assert "PIN: ●●●●●●" in page.text
    assert ticket.pin not in page.html
    assert "81255501234" not in page.html


async def test_a_report_that_is_not_taken_up_can_be_asked_for_again(portal: Portal, officer: Actor) -> None:
    case, ticket = await portal.case()
    await cases.reject(officer, case.number, version=None)
    page = await _page(portal, ticket)
    assert page.title == "Laporan Anda tidak dilanjutkan"
    assert "Buka kembali laporan" in page.text


async def test_a_report_that_is_none_of_our_business_says_whose_it_is(portal: Portal, officer: Actor) -> None:
    case, ticket = await portal.case()
    admin = await portal.world.staff(portal.office, Role.ADMINISTRATOR)
    authority = await add_authority(admin, "BPJS Kesehatan", "telepon 165")
    await ending.reject(officer, case.number, version=None, not_ours=True, authority_id=authority)
    page = await _page(portal, ticket)
    assert page.title == "Laporan Anda kewenangan instansi lain"
    assert "Yang berwenang: BPJS Kesehatan (telepon 165)" in page.text
    assert "Kewenangan BPJS Kesehatan (telepon 165)" in page.text, "it stands among what happened"
    assert "Buka kembali laporan" in page.text


async def test_a_duplicate_says_so_and_takes_nothing_more(portal: Portal, officer: Actor) -> None:
    original, _ = await portal.case()
    case, ticket = await portal.case("Antrean poli gigi lagi")
    await cases.mark_duplicate(officer, case.number, original.number, version=None)
    page = await _page(portal, ticket)
    assert page.title == "Laporan Anda digabung dengan laporan lain"
    assert "<textarea" not in page.html


async def test_the_kinds_of_reports_have_promises_of_their_own(portal: Portal, officer: Actor) -> None:
    case, ticket = await portal.case()
    await cases.verify(officer, case.number, CaseKind.INFORMATION, version=None)
    page = await _page(portal, ticket)
    assert "Permintaan informasi" in page.text
    assert "Janji selesai: 5 hari kerja" in page.text


async def test_reading_a_report_changes_nothing(portal: Portal) -> None:
    _, ticket = await portal.case()
    before = await portal.office.row("SELECT version, unread, first_seen_at FROM cases WHERE tenant_id = $1")
    await _page(portal, ticket)
    after = await portal.office.row("SELECT version, unread, first_seen_at FROM cases WHERE tenant_id = $1")
    assert before == after


async def test_files_of_the_conversation_can_be_saved_and_nothing_else(portal: Portal) -> None:
    case, ticket = await portal.case(files=[("foto loket.png", PNG)])
    other, _ = await portal.case("lain", files=[("rahasia.png", PNG)])
    rows = await portal.office.rows("SELECT id, case_id FROM attachment WHERE tenant_id = $1")
    mine, theirs = (next(row["id"] for row in rows if row["case_id"] == each.id) for each in (case, other))
    citizen = portal.citizen()
    stranger = await portal.citizen().open(f"track/report/files/{mine}")
    assert stranger.status == 404
    page = await citizen.track(ticket)
    assert f"/track/report/files/{mine}" in page.html
    file = (await citizen.open(f"track/report/files/{mine}")).answer
    assert (file.status_code, file.content) == (200, PNG)
    assert file.headers["content-type"] == "image/png"
    assert file.headers["content-disposition"].startswith("attachment;")
    assert file.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert file.headers["x-content-type-options"] == "nosniff"
    for wrong in (theirs, case.id, "x"):
        assert (await citizen.open(f"track/report/files/{wrong}")).status == 404


async def test_files_of_notes_stay_inside(portal: Portal, officer: Actor) -> None:
    case, ticket = await portal.case(files=[("foto.png", PNG)])
    note = await replies.note(officer, case.number, "lihat berkas")
    await portal.office.change("UPDATE attachment SET message_id = $2 WHERE tenant_id = $1", note)
    row = await portal.office.row("SELECT id FROM attachment WHERE tenant_id = $1")
    citizen = portal.citizen()
    page = await citizen.track(ticket)
    assert "foto.png" not in page.html
    assert (await citizen.open(f"track/report/files/{row['id']}")).status == 404


async def test_supervisors_of_the_office_need_the_pin_too(portal: Portal) -> None:
    await portal.case()
    supervisor = await portal.world.staff(portal.office, Role.SUPERVISOR)
    assert supervisor.may(Permission.READ_CASES)
    assert (await portal.citizen().open("track/report")).path.endswith("/track")


async def test_where_the_office_knows_its_link_the_number_leads_to_it(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    case, ticket = await portal.case()
    await portal.office.change("UPDATE cases SET lapor_number = '8812345' WHERE tenant_id = $1")
    assert 'href="https://www.lapor.go.id' not in (await _page(portal, ticket)).html
    async with a_lapor(portal.world) as stage:
        await stage.join(
            portal.office, tracking_url_template="https://www.lapor.go.id/pengaduan/{tracking_id}"
        )
        monkeypatch.setattr(portal.runtime, "accounts", stage.book)
        page = await _page(portal, ticket)
    assert 'href="https://www.lapor.go.id/pengaduan/8812345"' in page.html, case.number
