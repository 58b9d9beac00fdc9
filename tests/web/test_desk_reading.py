"""Finding and reading at the desk: chips, files, papers, keys, and what the page of a case tells."""

import csv
import io
import re
from datetime import timedelta

import httpx
import pytest

from helpdesk.cases import service as cases
from helpdesk.desk import exporting
from helpdesk.escalation import service as escalation
from support.officers import Floor
from tenants.permissions.model import Role


def linked(page: httpx.Response, label: str) -> str:
    """Where the link with these words leads."""
    found = re.search(rf'<a[^>]*href="([^"]+)"[^>]*>(?:(?!</a>).)*{re.escape(label)}', page.text, re.DOTALL)
    assert found, label
    return found[1].replace("&amp;", "&")


def table(answer: httpx.Response) -> list[list[str]]:
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))


async def audited(floor: Floor, action: str) -> list[str]:
    rows = await floor.world.district.rows(
        "SELECT detail::text FROM audit_entry WHERE tenant_id = $1 AND action = $2", action
    )
    return [row["detail"] for row in rows]


async def test_what_narrows_a_list_is_taken_away_one_by_one(floor: Floor) -> None:
    case = await floor.case("Obat kosong")
    unit = floor.world.district.units["Puskesmas Batang I"]
    browser, _ = await floor.officer()
    page = await browser.get(f"cases?channel=whatsapp&state=received&unit={unit}&order=newest")
    assert case.number not in page.text
    for label in ("Kanal: WhatsApp", "Keadaan: Diterima", "Unit: Puskesmas Batang I"):
        assert label in page.text
    assert "0 kasus" in page.text
    for label, gone in (("Kanal: WhatsApp", "channel"), ("Unit: Puskesmas Batang I", "unit")):
        address = linked(page, label)
        assert gone not in address
        page = await browser.get(address)
    assert case.number in page.text
    assert "1 kasus" in page.text
    assert "order=newest" in linked(page, "Keadaan: Diterima")


async def test_a_folder_is_read_by_urgency_or_by_age(floor: Floor) -> None:
    old, new = await floor.case("Perkara lama"), await floor.case("Perkara baru")
    for case, days in ((old, 9), (new, 1)):
        await floor.world.district.change(
            "UPDATE cases SET opened_at = opened_at - $3::interval, due_at = now() - $3::interval"
            " WHERE tenant_id = $1 AND id = $2",
            case.id,
            timedelta(days=days),
        )
    browser, _ = await floor.officer()
    urgent = await browser.get("cases")
    newest = await browser.get(linked(urgent, "Terbaru dulu"))
    for page, order in ((urgent, [old, new]), (newest, [new, old])):
        places = [page.text.index(f"/cases/{case.number}") for case in order]
        assert places == sorted(places)
    assert "Terbaru dulu" not in (await browser.get("cases?folder=done")).text, "there is one order only"


async def test_the_list_becomes_a_file_with_masked_citizens(floor: Floor) -> None:
    case = await floor.case("Obat kosong", name="Ma'ruf Amin")
    hidden = await floor.case("Pungutan liar", anonymous=True)
    browser, _ = await floor.officer()
    heads, *rows = table(await browser.get(linked(await browser.get("cases?order=newest"), "Unduh daftar")))
    assert heads[:5] == ["Nomor", "Jenis", "Keadaan", "Judul", "Warga (disamarkan)"]
    assert heads[8] == "Diterima (WIB)"
    assert {row[0]: row[4] for row in rows} == {
        case.number: "M••• A•••",
        hidden.number: "Warga (disamarkan)",
    }
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", rows[0][8])
    answer = await browser.get("cases.csv")
    assert "Amin" not in answer.text
    assert "1234" not in answer.text
    assert "no-store" in answer.headers["cache-control"]
    [first, _] = await audited(floor, "case.exported")
    assert '"cases": 2' in first
    assert table(await browser.get("cases.csv?lang=en"))[0][0] != ""


async def test_no_cell_of_the_file_is_a_formula(floor: Floor) -> None:
    for title in ("=1+1", "+62812", "-2", "@SUM(A1)", "\t=1", "  =1", "＝1", "%0A", 'biasa, "saja"'):
        await floor.case("Isi", title=title)
    browser, _ = await floor.officer()
    titles = {row[3] for row in table(await browser.get("cases.csv"))[1:]}
    assert {title for title in titles if not title.startswith("'")} == {'biasa, "saja"'}
    assert {"'=1+1", "'@SUM(A1)"} <= titles


async def test_a_file_holds_every_page_of_the_list(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    numbers = {(await floor.case(f"Perkara {n}", phone="")).number for n in range(5)}
    browser, _ = await floor.officer()
    monkeypatch.setattr(exporting, "MOST_ROWS", 2)
    assert {row[0] for row in table(await browser.get("cases.csv"))[1:]} == numbers
    assert len(table(await browser.get("cases.csv?q=perkara"))) == 6
    assert "perkara" not in (await audited(floor, "case.exported"))[-1], "what was searched for is not kept"
    monkeypatch.setattr(exporting, "MOST_LINES", 4)
    refused = await browser.get("cases.csv")
    assert refused.status_code == 422
    assert "paling banyak 4 kasus" in refused.text


@pytest.mark.parametrize("role", [Role.UNIT_OFFICER, Role.INTEGRATOR, Role.ADMINISTRATOR])
async def test_who_may_not_take_a_list_out_is_not_offered_it(floor: Floor, role: Role) -> None:
    browser, _ = await floor.officer(role, "Puskesmas Batang I")
    assert (await browser.get("cases.csv")).status_code == 403
    assert "cases.csv" not in (await browser.get("cases")).text


async def test_a_case_on_paper_masks_the_citizen_and_says_who_printed(floor: Floor) -> None:
    case, (browser, _) = await floor.case("Antrean panjang"), await floor.officer()
    await browser.does(f"cases/{case.number}?tab=note", "/note", text="Kapus sedang cuti.")
    page = await browser.get(linked(await browser.get(f"cases/{case.number}"), "Cetak berkas kasus"))
    for told in (
        case.number,
        "Antrean panjang",
        "S••• A•••",
        "••• 1234",
        "Dicetak oleh Dewi Anjani",
        "Kapus sedang cuti.",
    ):
        assert told in page.text, told
    assert "Siti" not in page.text
    assert "Hari ini" not in page.text, "on paper a day has its date"
    without = await browser.get(linked(page, "Tanpa catatan internal"))
    assert "Kapus sedang cuti." not in without.text
    assert len(await audited(floor, "case.printed")) == 2
    stranger, _ = await floor.officer(place=floor.world.neighbour)
    assert (await stranger.get(f"cases/{case.number}/print")).status_code == 404


async def test_the_help_about_keys_lists_what_the_reader_may_do(floor: Floor) -> None:
    agent, _ = await floor.officer()
    officer, _ = await floor.officer(Role.UNIT_OFFICER, "Puskesmas Batang I")
    page = (await agent.get("keys")).text
    assert re.search(r'data-keys="D" data-does="dispose"', page)
    assert 'data-keys="G B" data-does="go" data-href="' in page
    theirs = (await officer.get("keys")).text
    assert 'data-does="dispose"' not in theirs
    assert 'data-keys="G U"' in theirs


async def test_single_letters_are_switched_off_for_good(floor: Floor) -> None:
    browser, _ = await floor.officer()
    assert 'data-single="on"' in (await browser.get("cases")).text
    page = await browser.does("keys", "/keys")
    assert "Huruf tunggal mati." in page.text
    assert 'data-single="off"' in (await browser.get("cases")).text
    assert "key-hints" not in (await browser.get("cases")).text
    await browser.does("keys", "/keys")
    assert 'data-single="on"' in (await browser.get("cases")).text


async def test_a_unit_is_chosen_by_its_load_and_a_due_time_is_proposed(floor: Floor) -> None:
    first, second = await floor.case("Loket tutup"), await floor.case("Rujukan ditolak")
    browser, agent = await floor.officer()
    units = floor.world.district.units
    await cases.dispose(agent, first.number, units["Puskesmas Batang I"], "", version=None)
    page = await browser.get(f"cases/{second.number}/dispose")
    rows = re.findall(r'value="([0-9a-f-]{36})".*?(\d+) kasus terbuka', page.text)
    assert dict(rows)[str(units["Puskesmas Batang I"])] == "1"
    assert dict(rows)[str(units["Puskesmas Batang II"])] == "0"
    assert re.search(
        r'name="due_at"[^>]*value="\d{4}-\d\d-\d\dT\d\d:\d\d"|value="\d{4}-\d\d-\d\dT\d\d:\d\d"[^>]*name="due_at"',
        page.text,
    )
    assert "Usulan dari janji waktu kantor" in page.text


async def test_an_original_is_found_and_picked(floor: Floor) -> None:
    case, original = (
        await floor.case("Antrean panjang", phone=""),
        await floor.case("Loket tutup", name="Nur'aini", phone=""),
    )
    browser, _ = await floor.officer()
    at = f"cases/{case.number}/duplicate"
    found = await browser.get(f"{at}?find=nuraini")
    assert "Loket tutup" in found.text
    picked = await browser.get(linked(found, "Pilih"))
    assert f'value="{original.number}"' in picked.text
    assert (await browser.send(picked, "/duplicate")).status_code == 303
    assert (
        "Tidak ada kasus yang cocok"
        in (await browser.get(f"cases/{original.number}/duplicate?find=zzz")).text
    )


async def test_the_panel_tells_of_the_citizens_other_cases(floor: Floor) -> None:
    case, other = await floor.case("Antrean"), await floor.case("Obat kosong")
    hidden = await floor.case("Pungutan", anonymous=True)
    browser, agent = await floor.officer()
    await cases.resolve(agent, other.number, version=None)
    page = (await browser.get(f"cases/{case.number}")).text
    assert "1 kasus lain, 1 selesai" in page
    assert hidden.number not in page.split('id="rincian"')[1]
    assert "kasus lain" not in (await browser.get(f"cases/{hidden.number}")).text


async def test_what_was_done_is_told_while_it_is_news(floor: Floor) -> None:
    case, (browser, _) = await floor.case(), await floor.officer()
    await browser.does(f"cases/{case.number}", "/take")
    address = f"cases/{case.number}?done=take"
    assert "Kasus ini sekarang tugas Anda." in (await browser.get(address)).text
    await floor.world.clock.forward(minutes=5)
    assert "Kasus ini sekarang tugas Anda." not in (await browser.get(address)).text


async def test_a_resolved_case_shows_that_its_resolution_was_kept(floor: Floor) -> None:
    case, (browser, agent) = await floor.case(), await floor.officer()
    await cases.resolve(agent, case.number, version=None)
    page = (await browser.get(f"cases/{case.number}")).text
    assert re.search(r"Penyelesaian</dt><dd[^>]*>Ditepati", page)


async def test_the_other_office_learns_what_came_in_the_package(floor: Floor) -> None:
    case, (browser, agent) = await floor.case("Obat kosong"), await floor.officer()
    await browser.does(f"cases/{case.number}", "/reply", text="Kami cek gudang.")
    province = floor.world.province
    await escalation.escalate(
        agent, case.number, province.slug, "Bukan wewenang kami", floor.world.book, version=None
    )
    assert "Di provinsi" in (await browser.get(f"cases/{case.number}")).text
    assert "Di provinsi" in (await browser.get("cases")).text
    await floor.world.work()
    number = await province.value("SELECT number FROM cases WHERE tenant_id = $1")
    theirs, _ = await floor.officer(place=province)
    page = (await theirs.get(f"cases/{number}")).text
    assert "jawaban kepada warga, dari paket eskalasi" in page
    assert "antarmeja" not in page.split('class="compose')[0].split("timeline")[1]
    await theirs.does(f"cases/{number}", "/reply", text="Obat dikirim besok.", then="resolve")
    await floor.world.work()
    assert "Di provinsi" not in (await browser.get(f"cases/{case.number}")).text
