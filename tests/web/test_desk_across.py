"""Handing a case over, the overview: what is shown is what is done."""

import re

import msgspec

from helpdesk.cases import service as cases
from helpdesk.escalation.letter import Letter, Offer
from helpdesk.replies import service as replies
from support.officers import Floor
from tenants.permissions.model import Role


async def handed_over(floor: Floor) -> tuple[str, str]:
    """A case of the district that the ministry has taken on: the number here, the number there."""
    case, (browser, agent) = await floor.case("Obat hipertensi kosong"), await floor.officer()
    await replies.note(agent, case.number, "Rahasia dapur")
    at = f"cases/{case.number}/escalate"
    await browser.does(at, "/escalate", to=floor.world.ministry.slug, reason="Distribusi pusat terhenti")
    await floor.world.work()
    mirrored = await floor.world.ministry.row("SELECT number FROM cases WHERE tenant_id = $1 AND mirrored")
    return case.number, mirrored["number"]


async def test_the_preview_shows_exactly_what_the_letter_carries(floor: Floor) -> None:
    case, (browser, agent) = await floor.case("Obat hipertensi kosong"), await floor.officer()
    await replies.note(agent, case.number, "Rahasia dapur")
    page = await browser.get(f"cases/{case.number}/escalate")
    assert "Rahasia dapur" not in page.text
    assert "Siti Aminah" not in page.text
    await browser.send(page, "/escalate", to=floor.world.ministry.slug, reason="Distribusi pusat terhenti")
    row = await floor.world.district.row("SELECT body FROM letter WHERE tenant_id = $1")
    content = msgspec.json.decode(row["body"], type=Letter).content
    assert isinstance(content, Offer)
    for value in (content.package.number, content.package.title, content.package.citizen):
        assert value in page.text
    for extract in content.package.extracts:
        assert extract.text in page.text


async def test_an_officer_leaves_a_message_out_and_sees_again_what_differs(floor: Floor) -> None:
    case, (browser, _) = await floor.case("Obat hipertensi kosong"), await floor.officer()
    admin, _ = await floor.officer(Role.ADMINISTRATOR)
    ministry = floor.world.ministry.slug
    await admin.does(f"/admin/{floor.world.district.slug}/relations/{ministry}", ministry, identity="none")
    at = f"cases/{case.number}/escalate"
    page = await browser.get(at)
    assert f"Yang akan dilihat Kantor {floor.world.province.slug}" in page.text
    refused = await browser.send(page, "/escalate", to=ministry, reason="Distribusi")
    assert refused.status_code == 422 and "Yang dikirim ke kantor ini lain." in refused.text
    assert f"Yang akan dilihat Kantor {ministry}" in refused.text and "tidak disebut" in refused.text
    message = await floor.world.district.value(
        "SELECT id FROM message WHERE tenant_id = $1 AND direction = 'in'"
    )
    await browser.send(refused, "/escalate", to=ministry, reason="Distribusi", leave_out=str(message))
    row = await floor.world.district.row("SELECT body FROM letter WHERE tenant_id = $1")
    content = msgspec.json.decode(row["body"], type=Letter).content
    assert isinstance(content, Offer)
    assert (content.package.extracts, content.package.citizen) == ((), "")


async def test_a_rule_changed_after_the_preview_is_seen_before_anything_leaves(floor: Floor) -> None:
    case, (browser, _) = await floor.case("Obat hipertensi kosong"), await floor.officer()
    admin, _ = await floor.officer(Role.ADMINISTRATOR)
    ministry = floor.world.ministry.slug
    page = await browser.get(f"cases/{case.number}/escalate")
    for slug in (ministry, floor.world.province.slug):
        await admin.does(f"/admin/{floor.world.district.slug}/relations/{slug}", slug, identity="clear")
    refused = await browser.send(page, "/escalate", to=ministry, reason="Distribusi")
    assert refused.status_code == 422 and "Yang dikirim ke kantor ini lain." in refused.text
    assert await floor.world.district.value("SELECT count(*) FROM letter WHERE tenant_id = $1") == 0
    assert "Siti Aminah" in refused.text, "now the officer reads that the name goes along"
    await browser.send(refused, "/escalate", to=ministry, reason="Distribusi")
    assert await floor.world.district.value("SELECT count(*) FROM letter WHERE tenant_id = $1") == 1


async def test_a_ministry_asks_several_districts_and_their_answers_gather(floor: Floor) -> None:
    world = floor.world
    case, (browser, _) = (
        await floor.case("Vaksin", place=world.ministry),
        await floor.officer(place=world.ministry),
    )
    page = await browser.get(f"cases/{case.number}/escalate")
    districts = [world.district, world.neighbour]
    to = [place.slug for place in districts]
    answer = await browser.send(page, "/escalate", to=to, reason="Mohon stok")
    assert answer.status_code == 303
    await world.work()
    for place in districts:
        linked = await place.value("SELECT number FROM cases WHERE tenant_id = $1 AND mirrored")
        there, _ = await floor.officer(place=place)
        assert "Mohon stok" in (await there.get(f"cases/{linked}")).text
        if place is world.district:
            await there.does(f"cases/{linked}", "/reply", text="Stok 20.", then="resolve")
    await world.work()
    page = await browser.get(f"cases/{case.number}")
    assert "1 dari 2 kantor sudah menjawab" in page.text
    assert "Stok 20." in page.text
    assert await world.ministry.value("SELECT escalated FROM cases WHERE tenant_id = $1")


async def test_both_desks_see_each_other(floor: Floor) -> None:
    here, there = await handed_over(floor)
    district, _ = await floor.officer()
    ministry, _ = await floor.officer(place=floor.world.ministry)
    page = await ministry.get(f"cases/{there}")
    assert here in page.text
    assert f"Usulkan jawaban ke Kantor {floor.world.district.slug}" in page.text
    await ministry.does(f"cases/{there}?tab=peer", "/peer", text="Mohon jumlah pasien.")
    await ministry.does(f"cases/{there}", "/reply", text="Obat dikirim Senin.")
    await floor.world.work()
    page = await district.get(f"cases/{here}")
    for words in (there, "Mohon jumlah pasien.", "Obat dikirim Senin."):
        assert words in page.text
    assert "Rahasia dapur" not in (await ministry.get(f"cases/{there}")).text


async def test_an_offer_is_taken_on_by_a_button_and_both_sides_say_so(floor: Floor) -> None:
    here, there = await handed_over(floor)
    ministry, _ = await floor.officer(place=floor.world.ministry)
    listed = await ministry.get("cases")
    assert "Ditawarkan, belum diterima" in listed.text
    page = await ministry.get(f"cases/{there}")
    assert "Diterima paling lambat" in page.text
    assert f"/cases/{there}/reject" not in page.text, "it goes back with a reason instead"
    page = await ministry.send(page, "/accept")
    await floor.world.work()
    page = await ministry.get(f"cases/{there}")
    assert "diterima di kantor ini" in page.text
    assert f"/cases/{there}/accept" not in page.text
    assert "Ditawarkan, belum diterima" not in (await ministry.get("cases")).text
    district, _ = await floor.officer()
    assert "Kabar dari kantor lain: Diterima" in (await district.get(f"cases/{here}")).text


async def test_the_head_of_an_offer_asks_only_whether_it_is_taken_on(floor: Floor) -> None:
    _, there = await handed_over(floor)
    ministry, _ = await floor.officer(place=floor.world.ministry)
    page = await ministry.get(f"cases/{there}")
    head, _, rest = page.text.partition('class="case-acts"')[2].partition("</div>")
    assert re.findall(rf"/cases/{there}/(\w+)", head) == ["accept", "send_back", "more"]
    assert f"/cases/{there}/verify" in rest, "the others stand behind it"
    await ministry.send(page, "/accept")
    page = await ministry.get(f"cases/{there}")
    head = page.text.partition('class="case-acts"')[2].partition("</div>")[0]
    assert re.findall(rf"/cases/{there}/(\w+)", head)[0] == "verify"


async def test_a_case_that_is_returned_says_why_and_one_that_is_taken_back_too(floor: Floor) -> None:
    here, there = await handed_over(floor)
    ministry, _ = await floor.officer(place=floor.world.ministry)
    page = await ministry.get(f"cases/{there}/send_back")
    assert f"Kantor {floor.world.district.slug}" in page.text
    assert (await ministry.send(page, "/send_back", reason="")).status_code == 422
    await ministry.does(f"cases/{there}/send_back", "/send_back", reason="Ini wewenang daerah.")
    await floor.world.work()
    district, _ = await floor.officer()
    page = await district.get(f"cases/{here}")
    assert "Alasan dikembalikan" in page.text and "Ini wewenang daerah." in page.text
    at = f"cases/{here}/escalate"
    await district.does(at, "/escalate", to=floor.world.ministry.slug, reason="Sekali lagi")
    await floor.world.work()
    page = await district.does(f"cases/{here}/withdraw", "/withdraw", reason="Sudah beres.")
    assert "Kasus ditarik kembali ke kantor ini." in page.text
    await floor.world.work()
    rows = await floor.world.ministry.rows("SELECT number, state FROM cases WHERE tenant_id = $1 ORDER BY id")
    assert [row["state"] for row in rows] == ["rejected", "rejected"]
    page = await ministry.get(f"cases/{rows[-1]['number']}")
    assert "Ditarik kembali oleh kantor asal" in page.text and "Sudah beres." in page.text


async def test_a_case_is_handed_over_once(floor: Floor) -> None:
    here, _ = await handed_over(floor)
    browser, _ = await floor.officer()
    assert f"/cases/{here}/escalate" not in (await browser.get(f"cases/{here}")).text


async def test_the_overview_shows_own_linked_cases_and_whose_turn_it_is(floor: Floor) -> None:
    here, there = await handed_over(floor)
    ministry, agent = await floor.officer(Role.SUPERVISOR, place=floor.world.ministry)
    page = await ministry.get("overview")
    assert there in page.text
    assert f"dari Kantor {floor.world.district.slug}" in page.text
    assert f"<b>Kantor {floor.world.ministry.slug}</b>" in page.text, "the ministry holds it"
    await cases.resolve(agent, there, version=None)
    await floor.world.work()
    assert f"<b>Kantor {floor.world.ministry.slug}</b>" not in (await ministry.get("overview")).text
    district, _ = await floor.officer(Role.SUPERVISOR)
    assert f"<b>Kantor {floor.world.district.slug}</b>" in (await district.get("overview")).text
    assert here in (await district.get("overview")).text


async def test_the_ministry_sees_no_case_that_was_not_handed_to_it(floor: Floor) -> None:
    case = await floor.case("Perkara kabupaten saja")
    await handed_over(floor)
    ministry, _ = await floor.officer(Role.SUPERVISOR, place=floor.world.ministry)
    for path in ("overview", "cases", f"cases?q={case.number}", "cases?q=kabupaten"):
        assert f"/cases/{case.number}" not in (await ministry.get(path)).text
    assert (await ministry.get(f"cases/{case.number}")).status_code == 404


async def test_agents_have_no_overview_and_administrators_see_no_titles(floor: Floor) -> None:
    await handed_over(floor)
    agent, _ = await floor.officer()
    assert (await agent.get("overview")).status_code == 403
    administrator, _ = await floor.officer(Role.ADMINISTRATOR)
    page = (await administrator.get("overview")).text
    assert "Kasus bersama kantor lain" in page
    assert "Obat hipertensi" not in page
