"""The composer after the window: what may be chosen before writing, and an answer that waits for the citizen."""

import pytest

from helpdesk.channels.model import UNKNOWN_TIME
from support.builders import a_message
from support.composer import composer
from support.drafts import said_to
from support.officers import Floor
from support.people import a_person
from support.ways_out import WaysOut


async def test_an_sms_is_chosen_counted_with_its_number_and_sent(floor: Floor, out: WaysOut) -> None:
    siti, (browser, _) = await out.somebody_silent(), await floor.officer()
    page = await browser.get(f"cases/{siti.number}")
    assert "Jendela WhatsApp tertutup" in page.text
    assert 'value="via:email"' not in page.text
    page = await browser.does(f"cases/{siti.number}", "/reply", text="Obat ada.", go="via:sms")
    fields = composer(page)
    assert (fields["via"], fields["text"], fields.get("as_template")) == ("sms", "Obat ada.", None)
    left = 160 - len(f"Laporan {siti.number}: Obat ada.")
    assert f"1 SMS, masih muat {left} huruf" in page.text
    assert f"SMS ke ••• {siti.phone[-4:]}. Nomor laporan tertulis di depannya." in page.text
    page = await browser.does(f"cases/{siti.number}", "/reply")
    said = f"Laporan {siti.number}: Obat ada."
    assert (await said_to(floor.world.district, siti.number))[-1] == said
    assert "lewat SMS" in page.text
    assert composer(page)["via"] == "", "the next one is chosen anew"


async def test_what_was_chosen_is_judged_again_when_it_is_sent(floor: Floor, out: WaysOut) -> None:
    siti, (browser, _) = await out.somebody_silent(), await floor.officer()
    page = await browser.does(f"cases/{siti.number}", "/reply", text="Obat ada.", go="via:sms")
    await out.by_sms(siti.phone, "Obat habis")
    await out.by_sms(siti.phone, "BERHENTI")
    answer = await browser.send(page, "/reply")
    assert answer.status_code == 409
    assert "tidak dapat lagi dikirimi lewat kanal itu" in answer.text
    assert composer(answer)["text"] == "Obat ada."
    await floor.world.arrive(floor.world.district, a_message(siti.phone, "Halo?", at=UNKNOWN_TIME))
    await floor.world.take_in(floor.world.district)
    fields = composer(await browser.get(f"cases/{siti.number}"))
    answer = await browser.send(await browser.get(f"cases/{siti.number}"), "/reply", via="sms")
    assert answer.status_code == 409
    assert "baru saja menulis lagi" in answer.text
    assert fields["text"] == "Obat ada."


async def test_an_answer_waits_until_the_citizen_writes(floor: Floor, out: WaysOut) -> None:
    siti, (browser, _) = await out.somebody_silent(), await floor.officer()
    page = await browser.get(f"cases/{siti.number}")
    empty = await browser.send(page, "/reply", text=" ", go="await")
    assert empty.status_code == 422
    assert "Tulis dahulu isinya." in empty.text
    page = await browser.does(f"cases/{siti.number}", "/reply", text="Jadwal baru: Senin.", go="await")
    assert "menunggu sampai warga menulis" in page.text
    assert await said_to(floor.world.district, siti.number) == []
    assert "menunggu warga menulis" in (await browser.get("drafts")).text
    await floor.world.clock.forward(minutes=5)
    await floor.world.arrive(floor.world.district, a_message(siti.phone, "Bagaimana?", at=UNKNOWN_TIME))
    await floor.world.take_in(floor.world.district)
    assert "warga sudah menulis: siap dikirim" in (await browser.get("drafts")).text
    page = await browser.get(f"cases/{siti.number}")
    assert "Warga sudah menulis. Baca pesannya" in page.text
    await browser.does(f"cases/{siti.number}", "/reply")
    assert await said_to(floor.world.district, siti.number) == ["Jadwal baru: Senin."]


async def test_nobody_is_asked_to_choose_while_the_window_is_open(floor: Floor, out: WaysOut) -> None:
    case, (browser, _) = await floor.case(), await floor.officer()
    page = (await browser.get(f"cases/{case.number}")).text
    assert "Kirim lewat" not in page
    assert "Tunggu warga menulis" not in page


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("waits_turn", "menunggu giliran"),
        ("waits_morning", "menunggu pagi"),
        ("pair_throttled", "menunggu giliran"),
    ],
)
async def test_what_waits_says_for_what_and_is_no_error(
    floor: Floor, out: WaysOut, code: str, said: str
) -> None:
    siti, (browser, _) = await a_person(floor.world), await floor.officer()
    await floor.world.district.change("UPDATE delivery SET error_code = $2 WHERE tenant_id = $1", code)
    page = (await browser.get(f"cases/{siti.number}")).text
    assert said in page
    assert "Sistem mencoba lagi" not in page
