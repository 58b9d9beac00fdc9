"""Rounds on the desk's pages: the strip, the checklist, the board, the map, the file; and who may do what."""

import pytest

from helpdesk.rounds import checking
from helpdesk.rounds.checking import Check
from kit.ids import uuid7
from support.officers import BASE, Floor, Form
from support.rounds import at_work, check_all, do_round, keep, line, newest
from tenants.permissions.model import Role


async def test_the_side_bar_shows_the_running_round_and_how_far_it_is(floor: Floor) -> None:
    browser, actor, look = await at_work(floor)
    page = (await browser.get("cases")).text
    assert f'href="{browser.desk}/rounds/{look.id}"' in page
    assert "Putaran pantau I" in page
    assert "06–14" in page
    assert f"0 dari {look.lines} · berakhir 14.00" in page
    await checking.check_quiet(actor, look.id)
    after = await newest(floor.world.district)
    assert f"{after.checked} dari {look.lines} · berakhir 14.00" in (await browser.get("cases")).text
    assert f'value="{after.checked}"' in (await browser.get("live/list")).text, "an open page stays true"


async def test_an_office_without_a_plan_shows_nothing_of_rounds(floor: Floor) -> None:
    browser, _ = await floor.officer(place=floor.world.province)
    page = (await browser.get("cases")).text
    assert "Putaran pantau" not in page
    assert "/rounds" not in page
    for path in ("rounds", "rounds/month", "rounds/month.csv", f"rounds/{uuid7()}"):
        assert (await browser.get(path)).status_code == 404


async def test_a_round_is_done_on_its_pages(floor: Floor) -> None:
    browser, actor, look = await at_work(floor)
    at = f"rounds/{look.id}"
    case = await floor.case("Obat kosong")
    page = await browser.get(at)
    assert page.text.count("Belum diperiksa") == look.lines
    assert "Kasus baru: 1" in page.text
    phone = await line(actor, look, "Telepon")
    shown = await browser.get(f"{at}/lines/{phone.id}")
    assert case.number in shown.text
    seen = await browser.does(f"{at}/lines/{phone.id}", "/seen")
    assert "sudah dilihat" in seen.text
    assert Form(seen.text, f"/{phone.id}").fields["found"] == "1"
    assert Form(seen.text, f"/{phone.id}").fields["state"] == "found"
    opened = "SELECT first_seen_at IS NOT NULL AS seen, unread FROM cases WHERE tenant_id = $1"
    assert await floor.world.district.row(opened) == {"seen": True, "unread": False}
    back = await browser.does(
        f"{at}/lines/{phone.id}", f"/{phone.id}", state="found", found="1", note="Obat di Batang I"
    )
    assert "Ditemukan: 1" in back.text
    assert "Obat di Batang I" in back.text
    assert "Selesaikan putaran" in back.text
    assert "dapat diselesaikan setelah semuanya diperiksa" in back.text
    quiet = await browser.does(at, "/quiet")
    assert "Baris yang sepi" in quiet.text
    for name in ("Instagram", "Facebook", "Loket"):
        hand = await line(actor, look, name)
        await browser.does(at, f"/lines/{hand.id}")
    done = await browser.does(at, "/finish", handover="Pantau stok obat\n<b>besok</b>")
    assert "Pantau stok obat" in done.text
    assert "&lt;b&gt;besok&lt;/b&gt;" in done.text
    assert "Selesai" in done.text
    assert "/finish" not in done.text
    await floor.world.clock.forward(hours=8)
    await keep(floor.world)
    after = await newest(floor.world.district)
    assert "Pantau stok obat" in (await browser.get(f"rounds/{after.id}")).text, "the next shift reads it"


async def test_opening_a_case_out_of_a_round_is_its_first_look(floor: Floor) -> None:
    browser, actor, look = await at_work(floor)
    case = await floor.case()
    phone = await line(actor, look, "Telepon")
    page = (await browser.get(f"rounds/{look.id}/lines/{phone.id}")).text
    href = f"{browser.desk}/cases/{case.number}"
    assert href in page
    await browser.get(href)
    assert case.number not in (await browser.get(f"rounds/{look.id}/lines/{phone.id}")).text
    assert (
        await floor.world.district.value("SELECT first_seen_at FROM cases WHERE tenant_id = $1") is not None
    )


async def test_a_case_is_made_from_a_line_and_counts_there(floor: Floor) -> None:
    browser, actor, look = await at_work(floor)
    instagram = await line(actor, look, "Instagram")
    assert f"{browser.desk}/new?line={instagram.id}" in (await browser.get(f"rounds/{look.id}")).text
    form = await browser.get(f"new?line={instagram.id}")
    assert Form(form.text, "/new").fields["source"] == "social_media"
    bad = await browser.send(form, "/new", kind="complaint")
    assert bad.status_code == 422
    assert Form(bad.text, "/new").fields["line"] == str(instagram.id)
    sent = [await browser.send(form, "/new", kind="complaint", text="Antre di Loket 2") for _ in range(2)]
    assert sent[0].headers["location"] == sent[1].headers["location"]
    page = (await browser.http.get(sent[0].headers["location"])).text
    number = await floor.world.district.value("SELECT number FROM cases WHERE tenant_id = $1")
    assert "Kasus dibuka dari baris ini" in page
    assert page.count(number) >= 2
    after = await line(actor, look, "Instagram")
    assert (after.state, after.found) == ("found", 1)
    assert (await browser.get(f"new?line={uuid7()}")).status_code == 404
    assert (await browser.get("new?line=x")).status_code == 404


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"state": ""}, "Pilih apa yang Anda temukan."),
        ({"state": "open"}, "Pilih apa yang Anda temukan."),
        ({"state": "found", "found": ""}, "Tulis berapa yang ditemukan."),
        ({"state": "found", "found": "-1"}, "Tulis jumlahnya dengan angka"),
        ({"state": "found", "found": "10000"}, "Tulis jumlahnya dengan angka"),
        ({"state": "found", "found": "²"}, "Tulis jumlahnya dengan angka"),
        ({"state": "problem", "note": " "}, "Tulis apa kendalanya."),
        ({"state": "quiet", "note": "x" * 501}, "Terlalu panjang."),
    ],
)
async def test_what_is_wrong_with_a_check_is_told_by_its_field(
    floor: Floor, typed: dict[str, str], words: str
) -> None:
    browser, actor, look = await at_work(floor)
    hand = await line(actor, look, "Loket")
    path = f"rounds/{look.id}/lines/{hand.id}"
    answer = await browser.send(await browser.get(path), f"/{hand.id}", **typed)
    assert answer.status_code == 422
    assert words in answer.text
    assert (await line(actor, look, "Loket")).version == 1


async def test_a_line_that_a_colleague_checked_meanwhile_is_not_overwritten(floor: Floor) -> None:
    browser, actor, look = await at_work(floor)
    hand = await line(actor, look, "Loket")
    path = f"rounds/{look.id}/lines/{hand.id}"
    old = await browser.get(path)
    await checking.check(actor, look.id, hand.id, Check(state="problem", note="Loket tutup"), version=1)
    answer = await browser.send(old, f"/{hand.id}", state="quiet")
    assert answer.status_code == 409
    assert "Rekan Anda baru saja memeriksa baris ini" in answer.text
    assert Form(answer.text, f"/{hand.id}").fields["note"] == "Loket tutup"
    assert (await line(actor, look, "Loket")).state == "problem"


async def test_what_came_meanwhile_is_not_called_nothing(floor: Floor) -> None:
    browser, actor, look = await at_work(floor)
    page = await browser.get(f"rounds/{look.id}")
    await floor.case()
    phone = await line(actor, look, "Telepon")
    answer = await browser.send(page, f"/lines/{phone.id}")
    assert answer.status_code == 422
    assert "Ada yang menunggu di baris ini" in answer.text


async def test_a_round_that_is_over_takes_nothing_more(floor: Floor) -> None:
    browser, actor, look = await at_work(floor)
    await check_all(actor, look)
    page = await browser.get(f"rounds/{look.id}")
    await checking.finish(actor, look.id, "Aman")
    answer = await browser.send(page, "/finish", handover="Lain")
    assert answer.status_code == 409
    assert "Putaran ini sudah berakhir" in answer.text
    assert "Aman" in answer.text


async def test_supervisors_see_what_was_missed_until_they_say_why(floor: Floor) -> None:
    browser, _, look = await at_work(floor, Role.SUPERVISOR)
    agent, _ = await floor.officer()
    await floor.world.clock.forward(days=1)
    await keep(floor.world)
    alarm = "Putaran pantau yang terlewat dan belum beralasan: 3."
    for path in ("cases", "rounds", "drafts"):
        assert alarm in (await browser.get(path)).text
    assert alarm not in (await agent.get("cases")).text
    page = await browser.get(f"rounds/{look.id}")
    assert (await browser.send(page, "/excuse", reason="-")).status_code == 422
    done = await browser.does(f"rounds/{look.id}", "/excuse", reason="Listrik padam", others="1")
    assert "Listrik padam" in done.text
    assert alarm[:20] not in done.text
    assert "/excuse" not in (await agent.get(f"rounds/{look.id}")).text
    again = await browser.send(page, "/excuse", reason="Lain lagi")
    assert again.status_code == 409


async def test_a_supervisor_signs_a_finished_round(floor: Floor) -> None:
    browser, actor, look = await at_work(floor, Role.SUPERVISOR)
    assert "/sign" not in (await browser.get(f"rounds/{look.id}")).text.replace("sign-out", "")
    await do_round(actor, look, "Aman")
    agent, _ = await floor.officer()
    assert "/sign" not in (await agent.get(f"rounds/{look.id}")).text.replace("sign-out", "")
    token = Form((await browser.get(f"rounds/{look.id}")).text, "/sign").fields
    refused = await agent.http.post(
        f"{agent.desk}/rounds/{look.id}/sign", data=token, headers={"origin": BASE}
    )
    assert refused.status_code == 403
    done = await browser.does(f"rounds/{look.id}", "/sign")
    assert "Disahkan" in done.text
