"""On the desk: what an act does elsewhere is told before, who speaks is chosen, and wrong doors are passed on."""

from helpdesk.cases import service as cases
from support.kept_files import a_file
from support.officers import Floor
from support.world import Place
from tenants.permissions.model import Role


async def handed_over(floor: Floor, text: str = "Obat kosong", **more: str) -> tuple[str, str]:
    """A case of the district that lies at the province: the number here, the number there."""
    case, (browser, _) = await floor.case(text), await floor.officer()
    at = f"cases/{case.number}/escalate"
    await browser.does(at, "/escalate", to=floor.world.province.slug, reason="Program provinsi", **more)
    await floor.world.work()
    there = await floor.world.province.row("SELECT number FROM cases WHERE tenant_id = $1 AND mirrored")
    return case.number, there["number"]


async def an_authority(floor: Floor, name: str = "BPJS Kesehatan", reach: str = "telepon 165") -> str:
    """On the district's list, as its administrator puts it there."""
    admin, _ = await floor.officer(Role.ADMINISTRATOR)
    await admin.does(f"/admin/{floor.world.district.slug}/authorities/new", "/new", name=name, reach=reach)
    return str(await floor.world.district.value("SELECT id FROM authority WHERE tenant_id = $1"))


async def told(place: Place) -> list[str]:
    """What citizens of an office were written."""
    rows = await place.rows("SELECT text FROM message WHERE tenant_id = $1 AND direction = 'out'")
    return [row["text"] for row in rows]


async def state(place: Place, number: str) -> str:
    return str(await place.value("SELECT state FROM cases WHERE tenant_id = $1 AND number = $2", number))


async def test_what_closing_rejecting_and_merging_do_elsewhere_is_told_before(floor: Floor) -> None:
    here, there = await handed_over(floor)
    district, _ = await floor.officer()
    province, _ = await floor.officer(place=floor.world.province)
    for browser, number, deed, words in (
        (district, here, "close", "Serah terima berakhir."),
        (district, here, "duplicate", "Serah terima pindah ke kasus asal"),
        (district, here, "reject", "Kasus ditarik dari sana dengan alasan Anda"),
        (province, there, "spam", "Kasus kembali ke sana dengan alasan Anda."),
    ):
        page = await browser.get(f"cases/{number}/{deed}")
        assert words in page.text, deed
    alone = await floor.case("Sendiri")
    assert "Serah terima berakhir." not in (await district.get(f"cases/{alone.number}/close")).text


async def test_what_is_not_our_business_is_not_rejected_without_an_owner(floor: Floor) -> None:
    case, (browser, _) = await floor.case("Kartu BPJS mati"), await floor.officer()
    authority = await an_authority(floor)
    page = await browser.get(f"cases/{case.number}/reject")
    assert "BPJS Kesehatan" in page.text
    assert (await browser.send(page, "/reject")).status_code == 422
    refused = await browser.send(page, "/reject", ground="not_ours")
    assert refused.status_code == 422 and "Pilih instansi yang berwenang" in refused.text
    answer = await browser.send(page, "/reject", ground="not_ours", authority=authority)
    assert answer.status_code == 303
    await floor.world.work()
    assert await state(floor.world.district, case.number) == "rejected"
    assert any(
        "Yang berwenang: BPJS Kesehatan (telepon 165)." in text for text in await told(floor.world.district)
    )


async def test_a_wrong_door_is_passed_on_in_one_step_to_whoever_is_named(floor: Floor) -> None:
    browser, _ = await floor.officer()
    authority, world = await an_authority(floor), floor.world
    case = await floor.case("Salah kantor")
    page = await browser.get(f"cases/{case.number}/wrong_door")
    assert "Yang ikut dikirim bila ke kantor lain" in page.text and "Salah kantor" in page.text
    to = world.province.slug
    answer = await browser.send(page, "/wrong_door", owner="office", to=to, reason="Program provinsi")
    assert answer.status_code == 303
    await world.work()
    assert await world.province.value("SELECT count(*) FROM cases WHERE tenant_id = $1 AND mirrored") == 1
    assert any(f"kami teruskan ke Kantor {to}" in text for text in await told(world.district))
    unit = str(world.district.units["Puskesmas Batang I"])
    for owner, more, after in (
        ("unit", {"unit": unit}, "in_progress"),
        ("authority", {"authority": authority}, "rejected"),
    ):
        case = await floor.case(owner)
        page = await browser.get(f"cases/{case.number}/wrong_door")
        empty = await browser.send(page, "/wrong_door", owner=owner, reason="Di sana")
        assert empty.status_code == 422, "an owner is named"
        await browser.send(page, "/wrong_door", owner=owner, reason="Di sana", **more)
        assert await state(world.district, case.number) == after
    notes = await world.district.rows("SELECT text FROM message WHERE tenant_id = $1 AND direction = 'note'")
    assert [each["text"] for each in notes] == ["Di sana"], (
        "the reason of what leaves Sahut stays with the case"
    )


async def test_who_returns_what_is_not_their_business_names_whose_it_is(floor: Floor) -> None:
    here, there = await handed_over(floor)
    province, _ = await floor.officer(place=floor.world.province)
    page = await province.get(f"cases/{there}/send_back")
    refused = await province.send(page, "/send_back", reason="Bukan program kami", ground="not_ours")
    assert refused.status_code == 422 and "Sebut siapa yang menurut Anda berwenang." in refused.text
    owner = f"Kantor {floor.world.ministry.slug}"
    await province.send(page, "/send_back", reason="Bukan program kami", ground="not_ours", next=owner)
    await floor.world.work()
    district, _ = await floor.officer()
    assert f"Menurut kami yang berwenang: {owner}." in (await district.get(f"cases/{here}")).text


async def test_a_proposed_answer_is_sent_by_its_button_or_changed_first(floor: Floor) -> None:
    here, there = await handed_over(floor)
    province, _ = await floor.officer(place=floor.world.province)
    await province.does(f"cases/{there}", "/reply", text="Obat datang Senin.")
    await province.does(f"cases/{there}", "/reply", text="Bawa resep.")
    await floor.world.work()
    district, _ = await floor.officer()
    page = await district.get(f"cases/{here}")
    assert page.text.count("usulan jawaban dari kantor lain, belum dikirim ke warga") == 2
    await district.send(page, "/say")
    dialog = await district.get(f"cases/{here}/say")
    assert "Bawa resep." in dialog.text
    await district.send(dialog, "/say", text="Bawa resep asli.")
    await floor.world.work()
    for text in ("Obat datang Senin.", "Bawa resep asli."):
        assert (await told(floor.world.district)).count(text) == 1
    assert "diubah lebih dahulu" in (await province.get(f"cases/{there}")).text


async def test_a_proposed_answer_with_a_file_opens_its_page(floor: Floor) -> None:
    here, there = await handed_over(floor)
    province, _ = await floor.officer(place=floor.world.province)
    await province.does(f"cases/{there}", "/reply", text="Lihat surat.")
    await floor.world.work()
    file_id = await a_file(floor.world.district.id, floor.world.files, b"%PDF-1.7", "balasan.pdf")
    await floor.world.district.change(
        "UPDATE attachment SET case_id = m.case_id, message_id = m.id FROM message m"
        " WHERE attachment.tenant_id = $1 AND m.tenant_id = $1 AND m.direction = 'peer' AND attachment.id = $2",
        file_id,
    )
    district, _ = await floor.officer()
    assert "balasan.pdf" in (await district.get(f"cases/{here}/say")).text


async def test_the_desk_that_does_not_speak_proposes_and_may_ask_to_speak(floor: Floor) -> None:
    here, there = await handed_over(floor, speaker="target", later_files="1")
    district, _ = await floor.officer()
    province, _ = await floor.officer(place=floor.world.province)
    page = await district.get(f"cases/{here}")
    assert f"/cases/{here}/propose" in page.text and f"/cases/{here}/reply" not in page.text
    await district.does(f"cases/{here}/propose", "/propose", text="Datang hari <b>Senin</b>.")
    page = await district.get(f"cases/{here}/speak")
    assert f"Sekarang Kantor {floor.world.province.slug} yang menjawab warga." in page.text
    await district.send(page, "/speak", act="wish")
    await floor.world.work()
    page = await province.get(f"cases/{there}/speak")
    assert f"Kantor {floor.world.district.slug} meminta berbicara sendiri dengan warga." in page.text
    assert "Datang hari &lt;b&gt;Senin&lt;/b&gt;." in (await province.get(f"cases/{there}")).text
    await province.send(page, "/speak", act="agree")
    await floor.world.work()
    assert f"/cases/{here}/reply" in (await district.get(f"cases/{here}")).text
    assert "Yang berbicara dengan warga: sekarang kantor ini" in (await district.get(f"cases/{here}")).text


async def test_an_office_is_asked_again_when_a_closed_case_is_opened_again(floor: Floor) -> None:
    here, there = await handed_over(floor)
    district, agent = await floor.officer()
    await cases.close(agent, here, version=None)
    await floor.world.work()
    page = await district.get(f"cases/{here}/reopen")
    assert there in page.text and "kasus mereka tetap tertutup, kecuali diminta lagi" in page.text
    await district.send(page, "/reopen", ask=floor.world.province.slug, reason="Belum selesai")
    await floor.world.work()
    province, _ = await floor.officer(place=floor.world.province)
    assert "Diminta dikerjakan lagi" in (await province.get(f"cases/{there}")).text


async def test_a_supervisor_erases_a_citizen_and_reads_what_became_of_the_copies(floor: Floor) -> None:
    here, there = await handed_over(floor, "Nama saya RAHASIA")
    district, agent = await floor.officer(Role.SUPERVISOR)
    province, _ = await floor.officer(Role.SUPERVISOR, place=floor.world.province)
    plain, _ = await floor.officer()
    await cases.close(agent, here, version=None)
    await floor.world.work()
    assert f"/cases/{here}/erase" not in (await plain.get(f"cases/{here}")).text
    page = await district.get(f"cases/{here}/erase")
    assert "Salinan data warga dan berkasnya di sana ikut dihapus" in page.text
    await district.send(page, "/erase", ground="request")
    await floor.world.work()
    for browser, number in ((district, here), (province, there)):
        page = await browser.get(f"cases/{number}")
        assert page.status_code == 200 and "RAHASIA" not in page.text
    assert "Sudah dihapus" in (await district.get(f"cases/{here}")).text


async def test_the_list_of_authorities_is_kept_by_administrators(floor: Floor) -> None:
    authority = await an_authority(floor)
    admin, _ = await floor.officer(Role.ADMINISTRATOR)
    at = f"/admin/{floor.world.district.slug}/authorities"
    again = await admin.send(await admin.get(f"{at}/new"), "/new", name="bpjs kesehatan")
    assert again.status_code == 422 and "sudah ada" in again.text
    page = await admin.get(f"{at}/{authority}")
    saved = await admin.does(
        f"{at}/{authority}", authority, name="BPJS Kesehatan Batang", reach="Jl. Veteran"
    )
    assert "Instansi disimpan." in saved.text
    late = await admin.send(page, authority, name="Lain")
    assert late.status_code == 409
    await admin.does(f"{at}/{authority}", "/retire")
    agent, _ = await floor.officer()
    assert (await agent.get(at)).status_code == 403
    case = await floor.case()
    assert "BPJS Kesehatan" not in (await agent.get(f"cases/{case.number}/reject")).text
