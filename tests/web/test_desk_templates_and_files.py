"""What goes out beside plain words: templates after the window, and files."""

import re

from helpdesk.message_templates.model import TypedTemplate
from helpdesk.message_templates.service import add_template
from support.builders import an_opened_case
from support.composer import administrator, ask, composer
from support.drafts import PDF, said_to
from support.officers import BASE, Floor, Form
from support.photos import PNG
from tenants.permissions.model import Role


async def _closed_window(floor: Floor) -> str:
    number = await an_opened_case(floor.world)
    await floor.world.clock.forward(hours=25)
    return number


async def test_after_the_window_a_template_is_chosen_filled_read_and_sent(floor: Floor) -> None:
    template = TypedTemplate(
        name="jadwal",
        language="id",
        category="utility",
        body="Kasus {{1}}: datang {{2}}.",
        variables="nomor,waktu",
        state="approved",
    )
    chosen = str(await add_template(await administrator(floor), floor.world.district.account_id, template))
    number, (browser, _) = await _closed_window(floor), await floor.officer()
    page = await browser.get(f"cases/{number}")
    assert "Jendela 24 jam lewat" in page.text
    page = await browser.does(f"cases/{number}", "/reply", template=chosen, go="template")
    fields = composer(page)
    assert (fields["template"], fields["value-1"], fields["value-2"]) == (chosen, number, "")
    assert "[waktu]" in page.text
    empty = await browser.send(page, "/reply")
    assert empty.status_code == 422
    assert "Isi semua bagian templat" in empty.text
    await browser.does(f"cases/{number}", "/reply", **{"value-2": "Jumat pukul 08.00"})
    said = f"Kasus {number}: datang Jumat pukul 08.00."
    assert await said_to(floor.world.district, number) == [said]
    await floor.world.work()
    sent = floor.world.far_end.sent[-1].template
    assert sent
    assert (sent.name, sent.language, sent.variables) == ("jadwal", "id", (number, "Jumat pukul 08.00"))


async def test_files_go_out_as_messages_and_are_refused_with_a_reason(floor: Floor) -> None:
    number, (browser, _) = await an_opened_case(floor.world), await floor.officer()
    page = await browser.get(f"cases/{number}")
    told = await ask(
        browser, page, f"cases/{number}/attachments", {"files": ("surat.pdf", PDF)}, text="Ini suratnya."
    )
    assert "surat.pdf" in told.json()["files"]
    known = str(told.json()["known"])
    wrong = await ask(
        browser, page, f"cases/{number}/attachments", {"files": ("a.exe", b"MZ")}, text="x", known=known
    )
    assert (wrong.status_code, wrong.json()["said"]) == (
        422,
        "Jenis berkas itu tidak diterima. Kirim foto, PDF, audio, atau video MP4.",
    )
    await browser.does(f"cases/{number}", "/reply", text="Ini suratnya.")
    assert await said_to(floor.world.district, number) == ["Ini suratnya.", ""]
    await floor.world.work()
    file = floor.world.far_end.sent[-1].file
    assert file
    assert (file.name, file.mime_type, file.content) == ("surat.pdf", "application/pdf", PDF)
    shown = await browser.get(f"cases/{number}")
    assert "surat.pdf" in shown.text


async def test_files_without_the_module_come_with_the_form(floor: Floor) -> None:
    case, (browser, _) = await floor.case(), await floor.officer()
    form = Form((await browser.get(f"cases/{case.number}?tab=note")).text, "/note")
    answer = await browser.http.post(
        form.action,
        data={**form.fields, "text": "Foto dari kapus"},
        files={"files": ("foto.png", PNG)},
        headers={"origin": BASE},
    )
    assert answer.status_code == 303
    page = await browser.get(f"cases/{case.number}")
    [address] = re.findall(r'href="([^"]+/files/[^"]+)"', page.text)[:1]
    assert (await browser.http.get(address)).content == PNG
    reader, _ = await floor.officer(Role.INTEGRATOR)
    assert "foto.png" not in (await reader.get(f"cases/{case.number}")).text
    assert (await reader.http.get(address)).status_code == 404
