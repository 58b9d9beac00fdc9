"""Officers ask citizens for a consent, see where it stands, and choose among many offices."""

import asyncpg

from admin.offices.model import NewOffice
from support.builders import a_message, a_number, an_opened_case
from support.officers import Floor
from support.world import World
from tenants.offices import service as offices
from wiring.offices import add_office

_LINKS = "SELECT count(*) FROM link WHERE tenant_id = $1 AND side = 'source'"


async def test_an_officer_reads_the_question_sends_it_and_sees_the_answer(floor: Floor) -> None:
    world, phone = floor.world, a_number()
    number = await an_opened_case(world, phone=phone)
    browser, _ = await floor.officer(name="Dewi Anjani")
    escalate = await browser.get(f"cases/{number}/escalate")
    assert "Minta persetujuan warga" in escalate.text and "Warga (disamarkan)" in escalate.text
    page = await browser.get(f"cases/{number}/ask_consent")
    assert f"bolehkah petugas Kantor {world.province.slug} melihat" in page.text
    other = await browser.send(page, "/ask_consent", purpose="register", to=[world.province.slug])
    assert other.status_code == 422 and "Baca di bawah, lalu kirim" in other.text, (
        "nobody has read that one yet"
    )
    sent = await browser.send(page, "/ask_consent", purpose="handover", to=[world.province.slug])
    assert sent.status_code == 303
    await world.work()
    assert world.far_end.texts[-1].split("\n")[0] in page.text, "what was shown is what was sent"
    case = await browser.get(f"cases/{number}")
    assert "oleh Dewi Anjani, belum dijawab. Berlaku sampai" in case.text
    assert "Persetujuan warga diminta" in case.text
    again = await browser.get(f"cases/{number}/ask_consent")
    assert "Masih ada pertanyaan yang belum dijawab" in again.text and "Kirim pertanyaan" not in again.text
    await world.arrive(world.district, a_message(phone, "YA"))
    await world.work()
    case = await browser.get(f"cases/{number}")
    assert "Setuju, " in case.text and "lewat WhatsApp" in case.text and "warga setuju" in case.text
    page = await browser.get(f"cases/{number}/escalate")
    assert "Warga (nama dan alamat terbuka)" in page.text and phone in page.text


async def test_the_desk_of_the_other_office_sees_whether_the_name_is_open(floor: Floor) -> None:
    world, phone = floor.world, a_number()
    number = await an_opened_case(world, phone=phone)
    browser, _ = await floor.officer()
    await browser.does(f"cases/{number}/ask_consent", "/ask_consent", to=[world.province.slug])
    await browser.does(f"cases/{number}/escalate", "/escalate", to=[world.province.slug], reason="Rujukan")
    await world.work()
    there, _ = await floor.officer(place=world.province)
    linked = await world.province.value("SELECT number FROM cases WHERE tenant_id = $1 AND mirrored")
    page = await there.get(f"cases/{linked}")
    assert f"disamarkan (••• {phone[-4:]})" in page.text and "Buka identitas" not in page.text
    assert "Minta persetujuan warga" not in page.text, "the district speaks with the citizen"
    await world.arrive(world.district, a_message(phone, "YA"))
    await world.work()
    page = await there.get(f"cases/{linked}")
    assert "nama dan kontak terbuka" in page.text and phone not in page.text
    revealed = await there.send(page, "/reveal", reason="Perlu ditelepon")
    assert phone in revealed.text


async def test_for_a_citizen_without_a_name_the_page_says_why_nothing_is_asked(floor: Floor) -> None:
    number = await an_opened_case(floor.world)
    await floor.world.district.change("UPDATE cases SET anonymous = true WHERE tenant_id = $1")
    browser, _ = await floor.officer()
    page = await browser.get(f"cases/{number}/ask_consent")
    assert "Warga ini dijanjikan tetap tanpa nama." in page.text
    assert "Kirim pertanyaan" not in page.text


async def test_filing_in_the_register_is_asked_from_its_page_and_noted_words_are_seen(floor: Floor) -> None:
    world, phone = floor.world, a_number()
    number = await an_opened_case(world, phone=phone)
    browser, _ = await floor.officer()
    form = await browser.get(f"cases/{number}/register")
    assert f"cases/{number}/ask_consent?purpose=register" in form.text
    page = await browser.get(f"cases/{number}/ask_consent?purpose=register")
    assert "bolehkah kami mendaftarkannya ke SP4N-LAPOR!" in page.text
    sent = await browser.send(page, "/ask_consent", purpose="register")
    assert sent.status_code == 303
    await world.work()
    await world.arrive(world.district, a_message(phone, "tidak"))
    await world.work()
    noted = await browser.get(f"cases/{number}/consent")
    assert "oleh warga sendiri: warga tidak setuju." in noted.text


async def test_several_of_many_offices_are_found_by_name_and_stay_chosen(floor: Floor) -> None:
    world = floor.world
    names = await _many_districts(world)
    case, (browser, _) = (
        await floor.case("Vaksin", place=world.ministry),
        await floor.officer(place=world.ministry),
    )
    at = f"cases/{case.number}/escalate"
    page = await browser.get(at)
    assert f"{len(names) + 3} kantor dapat dipilih" in page.text
    assert names[-1] not in page.text, "of many not all are shown"
    found = await browser.send(page, "/escalate", find=names[-1], preview="1", to=[])
    assert found.status_code == 200 and f'value="{names[-1]}"' in found.text
    more = await browser.send(found, "/escalate", find=names[-2], preview="1", to=[names[-1]])
    for each in names[-2:]:
        assert f'value="{each}"' in more.text
    nobody = await browser.send(more, "/escalate", find="tidak ada itu", preview="1", to=names[-2:])
    assert "Tidak ada kantor lain dengan nama itu." in nobody.text
    answer = await browser.send(nobody, "/escalate", to=names[-2:], reason="Mohon stok", find="")
    assert answer.status_code == 303
    assert await world.ministry.value(_LINKS) == 2


async def _many_districts(world: World) -> list[str]:
    """Twelve more districts of the province, without anything in them."""
    owner = await asyncpg.connect(world.settings.owner_url)
    names = [f"z{world.province.slug[:6]}{chr(97 + place)}" for place in range(12)]
    try:
        for name in names:
            office = NewOffice(
                slug=name,
                code=name[-5:].upper(),
                name=f"Kantor {name}",
                desk_name=f"Meja {name}",
                level="district",
                region="",
                parent=world.province.slug,
                timezone="Asia/Jakarta",
                hours="office",
                contacts={},
                units=(),
            )
            await add_office(owner, office)
    finally:
        await owner.close()
    offices.forget()
    return names
