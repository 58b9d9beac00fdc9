"""The page of a case, and everything that can be done there."""

import re
from typing import Any

import httpx
import pytest

from helpdesk.cases import service as cases
from helpdesk.cases.model import Case
from support.officers import Floor
from tenants.permissions.model import Role


async def stored(floor: Floor, case: Case, field: str) -> Any:
    row = await floor.world.district.row("SELECT * FROM cases WHERE tenant_id = $1 AND id = $2", case.id)
    return row[field]


def links(page: httpx.Response, number: str) -> set[str]:
    """The acts that the page leads to."""
    return set(re.findall(rf'(?:href|action)="[^"]*/cases/{number}/([a-z_]+)', page.text)) - {"promises"}


async def test_opening_a_case_counts_as_having_seen_it(floor: Floor) -> None:
    case = await floor.case("Antrean poli gigi selalu habis")
    browser, _ = await floor.officer()
    page = await browser.get(f"cases/{case.number}")
    assert "Antrean poli gigi selalu habis" in page.text
    assert "Dilihat pertama kali" in page.text
    assert await stored(floor, case, "first_seen_at") is not None


async def test_a_reply_stands_in_the_timeline_and_may_resolve_the_case(floor: Floor) -> None:
    case = await floor.case()
    browser, _ = await floor.officer()
    page = await browser.does(f"cases/{case.number}", "/reply", text="Sudah kami periksa.", then="resolve")
    assert "Sudah kami periksa." in page.text
    assert "Balasan tersimpan" in page.text
    assert await stored(floor, case, "state") == "answered"


async def test_a_note_is_internal(floor: Floor) -> None:
    case = await floor.case()
    browser, _ = await floor.officer()
    page = await browser.does(f"cases/{case.number}?tab=note", "/note", text="Kapus sedang cuti.")
    assert "Catatan internal – Dewi Anjani" in page.text
    directions = await floor.world.district.rows(
        "SELECT direction FROM message WHERE tenant_id = $1 AND case_id = $2 AND text = 'Kapus sedang cuti.'",
        case.id,
    )
    assert [row["direction"] for row in directions] == ["note"]


async def test_a_case_goes_its_way_by_plain_forms(floor: Floor) -> None:
    case, (browser, actor) = await floor.case(), await floor.officer()
    unit = floor.world.district.units["Puskesmas Batang I"]
    at = f"cases/{case.number}"
    await browser.does(at, "/take")
    assert await stored(floor, case, "assignee_id") == actor.id
    await browser.does(f"{at}/verify", "/verify", kind="consultation")
    assert await stored(floor, case, "kind") == "consultation"
    page = await browser.does(
        f"{at}/dispose", "/dispose", unit=str(unit), instruction="cek jadwal", due_at=""
    )
    assert "meneruskan ke Puskesmas Batang I – “cek jadwal”" in page.text
    await browser.does(f"{at}/assign", "/assign", assignee=str(actor.id))
    await browser.does(f"{at}/correct", "/correct", title="Poli gigi", facility=str(unit))
    assert await stored(floor, case, "title") == "Poli gigi"
    await browser.does(f"{at}/wait", "/wait", reason="waiting_for_data")
    assert await stored(floor, case, "state") == "waiting_contact"
    assert "Jeda – menunggu data" in (await browser.get(at)).text
    await browser.does(f"{at}/resolve", "/resolve")
    await browser.does(f"{at}/reopen", "/reopen")
    await browser.does(f"{at}/close", "/close")
    assert await stored(floor, case, "state") == "closed"


@pytest.mark.parametrize(("act", "field"), [("spam", "spam"), ("reject", "closed_at")])
async def test_a_case_may_end_otherwise(floor: Floor, act: str, field: str) -> None:
    case, (browser, _) = await floor.case(), await floor.officer()
    await browser.does(f"cases/{case.number}/{act}", f"/{act}", ground="other")
    assert await stored(floor, case, field)


async def test_a_duplicate_names_its_original(floor: Floor) -> None:
    case, original = await floor.case(), await floor.case()
    browser, _ = await floor.officer()
    at = f"cases/{case.number}/duplicate"
    wrong = await browser.send(await browser.get(at), "/duplicate", original="BTG-0000-0000-X")
    assert wrong.status_code == 422
    assert "Tidak ada kasus dengan nomor itu" in wrong.text
    assert 'value="BTG-0000-0000-X"' in wrong.text
    page = await browser.does(at, "/duplicate", original=original.number)
    assert original.number in page.text


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.UNIT_OFFICER, Role.INTEGRATOR])
async def test_no_button_is_dead(floor: Floor, role: Role) -> None:
    case, (_, agent) = await floor.case(), await floor.officer()
    await cases.dispose(
        agent, case.number, floor.world.district.units["Puskesmas Batang I"], "", version=None
    )
    browser, _ = await floor.officer(role, "Puskesmas Batang I")
    page = await browser.get(f"cases/{case.number}")
    assert page.status_code == 200
    for act in links(page, case.number) - {"take", "reply", "note", "peer", "reveal", "files"}:
        assert (await browser.get(f"cases/{case.number}/{act}")).status_code == 200, act


async def test_closed_cases_offer_reopening_and_notes_only(floor: Floor) -> None:
    case, (browser, agent) = await floor.case(), await floor.officer()
    await cases.close(agent, case.number, version=None)
    page = await browser.get(f"cases/{case.number}")
    assert links(page, case.number) == {"reopen", "note", "print", "reveal"}
    assert (await browser.get(f"cases/{case.number}/dispose")).headers["location"].endswith("done=gone")
    told = await browser.get(f"cases/{case.number}?done=gone")
    before, said, _ = told.text.partition("Tindakan itu tidak tersedia lagi")
    assert said
    assert before.rpartition('class="banner ')[2].startswith("warn"), "what did not happen is no success"


async def test_two_officers_cannot_overwrite_each_other_and_the_text_is_kept(floor: Floor) -> None:
    case = await floor.case()
    first, _ = await floor.officer()
    second, _ = await floor.officer()
    opened = await first.get(f"cases/{case.number}")
    await second.does(f"cases/{case.number}", "/take")
    refused = await first.send(opened, "/reply", text="Jawaban panjang yang saya tulis")
    assert refused.status_code == 409
    assert "Kasus ini berubah sejak Anda membukanya" in refused.text
    assert "Penanggung jawab diganti" in refused.text
    assert ">\nJawaban panjang yang saya tulis</textarea>" in refused.text
    again = await first.send(refused, "/reply")
    assert again.status_code == 303, "pressing once more sends it, now that the change was seen"


async def test_a_stale_dialog_says_so_and_keeps_what_was_typed(floor: Floor) -> None:
    case = await floor.case()
    first, _ = await floor.officer()
    second, _ = await floor.officer()
    opened = await first.get(f"cases/{case.number}/dispose")
    await second.does(f"cases/{case.number}", "/take")
    unit = str(floor.world.district.units["Puskesmas Batang II"])
    refused = await first.send(opened, "/dispose", unit=unit, instruction="segera")
    assert refused.status_code == 409
    assert f'value="{unit}" checked' in refused.text
    assert "segera</textarea>" in refused.text


async def test_a_text_that_can_no_longer_be_sent_is_still_shown(floor: Floor) -> None:
    case, (browser, agent) = await floor.case(), await floor.officer()
    opened = await browser.get(f"cases/{case.number}")
    await cases.close(agent, case.number, version=None)
    refused = await browser.send(opened, "/reply", text="Terlambat ditulis")
    assert refused.status_code == 409
    assert "Tulisan Anda yang belum terkirim" in refused.text
    assert "Terlambat ditulis" in refused.text


@pytest.mark.parametrize(
    ("path", "ending", "typed", "sentence"),
    [
        ("", "/reply", {"text": "  "}, "Tulis dahulu isinya."),
        ("", "/reply", {"text": "x" * 4001}, "Terlalu panjang."),
        ("/dispose", "/dispose", {"unit": "nonsense"}, "Pilih unit tujuan."),
        ("/dispose", "/dispose", {"due_at": "31/12"}, "Tanggal dan jam tidak terbaca."),
        ("/dispose", "/dispose", {"due_at": "2001-01-01T08:00"}, "Tenggat sudah lewat."),
        ("/verify", "/verify", {"kind": "riddle"}, "Pilih jenis kasus."),
        ("/escalate", "/escalate", {"to": "nowhere", "reason": "karena"}, "Pilih kantor tujuan."),
        ("", "/reveal", {"reason": "x"}, "Tulis alasannya"),
    ],
)
async def test_wrong_input_is_told_where_it_stands(
    floor: Floor, path: str, ending: str, typed: dict[str, str], sentence: str
) -> None:
    case, (browser, _) = await floor.case(), await floor.officer()
    unit = str(floor.world.district.units["Puskesmas Batang I"])
    filled = {"unit": unit, **typed} if "dispose" in path else typed
    answer = await browser.send(await browser.get(f"cases/{case.number}{path}"), ending, **filled)
    assert answer.status_code == 422
    assert sentence in answer.text


async def test_the_reporter_is_masked_until_a_reason_is_on_record(floor: Floor) -> None:
    case, (browser, _) = await floor.case(), await floor.officer()
    page = await browser.get(f"cases/{case.number}")
    assert "••• 1234" in page.text
    assert "+6281255501234" not in page.text
    shown = await browser.send(page, "/reveal", reason="Menelepon balik warga")
    assert "+6281255501234" in shown.text
    audited = await floor.world.district.rows(
        "SELECT detail FROM audit_entry WHERE tenant_id = $1 AND action = 'contact.revealed'"
    )
    assert "Menelepon balik warga" in str(audited[-1]["detail"])
    assert "+6281255501234" not in (await browser.get(f"cases/{case.number}")).text


async def test_an_anonymous_citizen_has_no_name_anywhere(floor: Floor) -> None:
    case, (browser, _) = await floor.case(anonymous=True), await floor.officer()
    for path in ("cases", f"cases/{case.number}", f"cases/{case.number}/escalate"):
        page = (await browser.get(path)).text
        assert "Siti Aminah" not in page
        assert "1234" not in page
    assert "reveal" not in links(await browser.get(f"cases/{case.number}"), case.number)


async def test_a_form_from_elsewhere_does_nothing(floor: Floor) -> None:
    case, (browser, _) = await floor.case(), await floor.officer()
    answer = await browser.http.post(f"{browser.desk}/cases/{case.number}/spam", data={"version": "1"})
    assert answer.status_code == 403
    assert not await stored(floor, case, "spam")


async def test_strange_versions_and_addresses_are_no_faults(floor: Floor) -> None:
    case, (browser, _) = await floor.case(), await floor.officer()
    page = await browser.get(f"cases/{case.number}")
    for version in ("", "-1", "9" * 30, "x", "²"):
        answer = await browser.send(page, "/reply", text="halo", version=version, seen=version)
        assert answer.status_code == 409
    for path in ("cases/BTG-1", "cases/%00", f"cases/{case.number}/riddle", f"cases/{case.number}/files/x"):
        assert (await browser.get(path)).status_code == 404


async def test_what_citizens_write_is_only_text(floor: Floor) -> None:
    marker = "<script>alert(1)</script>"
    case, (browser, _) = await floor.case(marker, name=marker, title=marker), await floor.officer()
    for path in ("cases", f"cases/{case.number}", f"cases/{case.number}/escalate"):
        assert marker not in (await browser.get(path)).text
