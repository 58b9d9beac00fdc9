"""The composer without its module: drafts, held answers, canned replies, templates, files, retries."""

import re

from helpdesk.canned.service import add_canned_reply
from helpdesk.cases import service as cases
from helpdesk.channels.errors import MessageRejected
from helpdesk.drafts.model import Tab
from helpdesk.drafts.service import save_draft
from support.builders import a_message, a_number, an_opened_case
from support.composer import administrator, ask, composer
from support.drafts import become_due, drafts_in, said_to, typed
from support.officers import BASE, Floor, Form
from tenants.permissions.model import Role

TEXT = "Poli gigi buka lagi hari Jumat."


async def test_a_draft_saved_by_its_button_stands_there_again(floor: Floor) -> None:
    case, (browser, _), (other, _) = await floor.case(), await floor.officer(), await floor.officer()
    page = await browser.does(f"cases/{case.number}", "/reply", text=TEXT, go="draft", then="resolve")
    assert "Draf tersimpan" in page.text
    fields = composer(await browser.get(f"cases/{case.number}"))
    assert (fields["text"], fields["then"], fields["known"]) == (TEXT, "resolve", "1")
    colleague = await other.get(f"cases/{case.number}")
    assert re.search(r"Draf Dewi Anjani, \d\d\.\d\d", colleague.text)
    assert TEXT in colleague.text
    assert composer(colleague)["text"] == ""


async def test_sending_empties_the_draft(floor: Floor) -> None:
    case, (browser, _) = await floor.case(), await floor.officer()
    await browser.does(f"cases/{case.number}", "/reply", text="Poli", go="draft")
    page = await browser.does(f"cases/{case.number}", "/reply", text=TEXT)
    assert "Balasan tersimpan" in page.text
    assert composer(page)["text"] == ""
    assert await drafts_in(floor.world.district) == []
    assert await said_to(floor.world.district, case.number) == [TEXT]


async def test_an_older_window_shows_the_newer_draft_and_keeps_its_own_text(floor: Floor) -> None:
    case, (browser, _) = await floor.case(), await floor.officer()
    first, second = await browser.get(f"cases/{case.number}"), await browser.get(f"cases/{case.number}")
    await browser.send(first, "/reply", text="Dari jendela satu", go="draft")
    answer = await browser.send(second, "/reply", text="Dari jendela dua", go="draft")
    assert answer.status_code == 409
    assert "Di jendela lain ada draf yang lebih baru" in answer.text
    assert "Dari jendela satu" in answer.text
    assert composer(answer)["text"] == "Dari jendela dua"
    again = await browser.send(answer, "/reply", go="draft")
    assert again.status_code == 303
    assert await drafts_in(floor.world.district) == [("writing", "Dari jendela dua", "")]


async def test_the_module_saves_and_hears_of_newer_drafts(floor: Floor) -> None:
    case, (browser, _) = await floor.case(), await floor.officer()
    page = await browser.get(f"cases/{case.number}")
    saved = await ask(browser, page, f"cases/{case.number}/draft", text="Satu")
    assert saved.json()["known"] == 1
    assert saved.json()["said"].startswith("Draf tersimpan")
    newer = await ask(browser, page, f"cases/{case.number}/draft", text="Lain", known="0")
    assert (newer.status_code, newer.json()["text"], newer.json()["known"]) == (409, "Satu", 1)
    emptied = await ask(browser, page, f"cases/{case.number}/draft", text="", known="1")
    assert emptied.json() == {"known": 0, "said": ""}


async def test_with_the_module_s_marker_an_answer_waits_and_can_be_taken_back(floor: Floor) -> None:
    case, (browser, _) = await floor.case(), await floor.officer()
    page = await browser.get(f"cases/{case.number}")
    told = await ask(browser, page, f"cases/{case.number}/reply", text=TEXT, hold="1")
    assert told.json()["to"].endswith("done=held")
    page = await browser.get(told.json()["to"])
    assert "Terkirim dalam" in page.text
    assert await said_to(floor.world.district, case.number) == []
    form = Form(page.text, "/undo")
    state = await browser.get(form.action.removesuffix("/undo"))
    assert state.json() == {"state": "held"}
    back = await browser.http.post(form.action, data=form.fields, headers={"origin": BASE})
    page = await browser.http.get(back.headers["location"])
    assert composer(page)["text"] == TEXT
    late = await browser.http.post(form.action, data=form.fields, headers={"origin": BASE})
    assert late.status_code == 409
    assert "sudah terkirim" in late.text


async def test_an_answer_that_waits_can_be_sent_at_once(floor: Floor) -> None:
    case, (browser, _) = await floor.case(), await floor.officer()
    page = await browser.get(f"cases/{case.number}")
    told = await ask(browser, page, f"cases/{case.number}/reply", text=TEXT, hold="1")
    page = await browser.does(told.json()["to"], "/now")
    assert "Balasan tersimpan" in page.text
    assert await said_to(floor.world.district, case.number) == [TEXT]


async def test_what_could_not_go_out_is_a_draft_with_its_reason(floor: Floor) -> None:
    from helpdesk.drafts.sending import send_due

    case, (browser, _), (_, budi) = await floor.case(), await floor.officer(), await floor.officer()
    page = await browser.get(f"cases/{case.number}")
    await ask(browser, page, f"cases/{case.number}/reply", text=TEXT, hold="1")
    await cases.take(budi, case.number, version=None)
    await become_due(floor.world.district)
    await send_due(floor.world.district.id, floor.world.book)
    page = await browser.get(f"cases/{case.number}")
    assert "Belum terkirim" in page.text
    assert "Kasus berubah sebelum jawaban ini terkirim" in page.text
    assert composer(page)["text"] == TEXT


async def test_a_stale_answer_shows_what_happened_and_stays_a_draft(floor: Floor) -> None:
    phone = a_number()
    number = await an_opened_case(floor.world, phone=phone)
    browser, _ = await floor.officer()
    page = await browser.get(f"cases/{number}")
    await floor.world.arrive(floor.world.district, a_message(phone, "Sekarang sudah beres."))
    await floor.world.take_in(floor.world.district)
    answer = await browser.send(page, "/reply", text=TEXT)
    assert answer.status_code == 409
    assert "Pesan baru dari" in answer.text
    assert composer(answer)["text"] == TEXT
    assert await drafts_in(floor.world.district) == [("writing", TEXT, "")]
    assert (await browser.send(answer, "/reply")).status_code == 303
    assert await said_to(floor.world.district, number) == [TEXT]
    assert await drafts_in(floor.world.district) == []


async def test_a_canned_reply_is_put_in_filled_and_blocks_while_something_is_missing(floor: Floor) -> None:
    admin = await administrator(floor)
    canned = await add_canned_reply(
        admin, "Terima kasih", "Yth. {nama}, laporan {nomor} di {fasilitas} kami terima."
    )
    case, (browser, _) = await floor.case(name="Siti Aminah"), await floor.officer()
    page = await browser.does(f"cases/{case.number}", "/reply", text="Halo.", canned=str(canned), go="insert")
    text = composer(page)["text"]
    assert text == f"Halo.\n\nYth. Siti Aminah, laporan {case.number} di {{fasilitas}} kami terima."
    answer = await browser.send(page, "/reply", hold="1")
    assert answer.status_code == 422
    assert "belum diisi" in answer.text
    assert composer(answer)["text"] == text
    listed = await browser.get(f"cases/{case.number}/canned")
    assert 'role="option"' in listed.text
    assert "Perlu diisi: fasilitas" in listed.text
    await browser.does(
        f"cases/{case.number}", "/reply", text=text.replace("{fasilitas}", "Puskesmas Batang I")
    )
    assert await said_to(floor.world.district, case.number) == [
        text.replace("{fasilitas}", "Puskesmas Batang I")
    ]


async def test_a_name_that_the_citizen_did_not_want_known_is_not_filled_in(floor: Floor) -> None:
    await add_canned_reply(await administrator(floor), "Salam", "Yth. {nama}")
    case, (browser, _) = await floor.case(anonymous=True), await floor.officer()
    listed = await browser.get(f"cases/{case.number}/canned")
    assert "Yth. {nama}" in listed.text


async def test_a_failed_message_is_sent_again_from_its_bubble(floor: Floor) -> None:
    number, (browser, _) = await an_opened_case(floor.world), await floor.officer()
    await floor.world.work()
    await browser.does(f"cases/{number}", "/reply", text=TEXT)
    floor.world.far_end.answers = [MessageRejected("131000")]
    await floor.world.work()
    page = await browser.get(f"cases/{number}")
    assert "Coba lagi" in page.text
    page = await browser.does(f"cases/{number}", "/retry")
    assert "Pesan dikirim ulang." in page.text
    await floor.world.work()
    assert floor.world.far_end.texts.count(TEXT) == 2
    page = await browser.get(f"cases/{number}")
    assert "/retry" not in page.text


async def test_a_case_that_cannot_be_written_on_says_so(floor: Floor) -> None:
    case, (reader, _) = await floor.case(), await floor.officer(Role.INTEGRATOR)
    assert (
        "Anda dapat membaca kasus ini, tetapi tidak menulis di sini."
        in (await reader.get(f"cases/{case.number}")).text
    )


async def test_own_drafts_are_listed_wherever_they_were_begun(floor: Floor) -> None:
    case, (browser, dewi), (other, _) = await floor.case(), await floor.officer(), await floor.officer()
    assert "Tidak ada draf" in (await browser.get("drafts")).text
    await save_draft(dewi, case.number, Tab.NOTE, typed(TEXT))
    listed = await browser.get("drafts")
    assert TEXT in listed.text
    assert f"/cases/{case.number}?tab=note#tulis" in listed.text
    assert TEXT not in (await other.get("drafts")).text


async def test_drafts_of_one_office_are_nobody_else_s(floor: Floor) -> None:
    case, (_, dewi) = await floor.case(), await floor.officer()
    await save_draft(dewi, case.number, Tab.REPLY, typed(TEXT))
    stranger, _ = await floor.officer(place=floor.world.neighbour)
    page = await stranger.get("cases")
    assert TEXT not in page.text
    own = await stranger.get(f"cases/{(await floor.case(place=floor.world.neighbour)).number}")
    answer = await ask(stranger, own, f"cases/{case.number}/draft", text="Halo")
    assert answer.status_code == 404
