"""The letter log on the desk: supervisors see what did not arrive, try it anew or settle it with a reason."""

from support.administrators import audited
from support.officers import Floor
from tenants.permissions.model import Role

_DIES = "UPDATE letter SET state = 'dead', due_at = NULL, last_error = 'undeliverable' WHERE tenant_id = $1"


async def a_dead_offer(floor: Floor) -> str:
    """The number of a case whose offer to the ministry did not arrive."""
    case, (browser, _) = await floor.case("Obat hipertensi kosong"), await floor.officer()
    at = f"cases/{case.number}/escalate"
    await browser.does(at, "/escalate", to=floor.world.ministry.slug, reason="Distribusi pusat terhenti")
    await floor.world.district.change(_DIES)
    return case.number


async def test_a_letter_that_did_not_arrive_is_counted_in_the_side_bar_and_sent_again(floor: Floor) -> None:
    number = await a_dead_offer(floor)
    browser, _ = await floor.officer(Role.SUPERVISOR)
    page = await browser.get("letters")
    assert "Satu surat tidak tersampaikan" in page.text and number in page.text
    assert "Kantor itu sedang tidak menerima surat." in page.text
    assert "Obat hipertensi kosong" not in page.text, "what, when and how far; not what it says"
    letter = await floor.world.district.value("SELECT id FROM letter WHERE tenant_id = $1")
    page = await browser.does(f"letters/{letter}", "/retry")
    assert "Surat dikirim ulang." in page.text and "Satu surat tidak tersampaikan" not in page.text
    await floor.world.work()
    page = await browser.get(f"letters?number={number}")
    assert "Tawaran kasus" in page.text and "Tanda terima" in page.text and "Diterima" in page.text
    late = await browser.http.post(
        f"{browser.desk}/letters/{letter}/retry",
        data={"_csrf_token": page.text.split('name="_csrf_token" value="')[1].split('"')[0]},
        headers={"origin": "http://localhost:8000", "sec-fetch-site": "same-origin"},
    )
    assert late.headers["location"].endswith("done=over")


async def test_a_letter_is_settled_only_with_a_reason_and_the_audit_log_keeps_who_did(floor: Floor) -> None:
    number = await a_dead_offer(floor)
    browser, _ = await floor.officer(Role.SUPERVISOR, name="Wahyu Hidayat")
    letter = await floor.world.district.value("SELECT id FROM letter WHERE tenant_id = $1")
    page = await browser.get(f"letters/{letter}")
    assert "kembali ke kantor ini" in page.text
    refused = await browser.send(page, "/settle", reason="")
    assert refused.status_code == 422 and "Tulis alasannya." in refused.text
    page = await browser.does(f"letters/{letter}", "/settle", reason="Kantor itu tutup.")
    assert "Wahyu Hidayat: Kantor itu tutup." in page.text
    case = await browser.get(f"cases/{number}")
    assert f"letters?number={number}" in case.text
    assert "Ditarik kembali" in case.text
    assert "handover_letter.given_up" in await audited(floor.world.district)


async def test_who_does_not_oversee_letters_finds_no_log(floor: Floor) -> None:
    for role in (Role.AGENT, Role.ADMINISTRATOR, Role.HEAD):
        browser, _ = await floor.officer(role)
        assert (await browser.get("letters")).status_code == 403
