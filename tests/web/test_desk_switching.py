"""A case by itself, as a page that has another one open asks for it; and what is kept of lines and rows."""

import re

import httpx

from helpdesk.replies import service as replies
from kit.ids import uuid7
from support.officers import Browser, Floor
from tenants.permissions.model import Role

PART = {"hx-request": "true", "hx-request-type": "partial"}
FAILED = """
    INSERT INTO delivery (tenant_id, id, case_id, message_id, conversation_id, account_id, outbound, state, created_at)
    VALUES ($1, $2, $3, $4, $2, $5, '', 'failed', now())
"""
UNIT = "Puskesmas Batang I"


async def part(browser: Browser, number: str, query: str = "") -> httpx.Response:
    return await browser.http.get(f"{browser.desk}/cases/{number}{query}", headers=PART)


def lines(page: str) -> list[str]:
    return re.findall(r'<p class="msg-text">(.*?)</p>', page)


async def test_a_part_is_the_page_without_what_stands_around(floor: Floor) -> None:
    case, other = (
        await floor.case("Antrean poli gigi"),
        await floor.case("Loket tutup", phone="0812 5550 9999"),
    )
    browser, _ = await floor.officer()
    page = (await browser.get(f"cases/{case.number}")).text
    found = await part(browser, case.number, "?folder=mine")
    assert found.status_code == 200
    for shared in ("case-title", 'id="tulis"', 'data-live="panel"', 'data-live="timeline"'):
        assert shared in page
        assert shared in found.text
    assert lines(page) == lines(found.text)
    for around in ("<html", 'class="folders"', 'class="rows"', "<title", other.number):
        assert around not in found.text
    assert f"/stream?number={case.number}" in found.text
    assert f"live/cases/{case.number}?folder=mine&amp;from=0" in found.text


async def test_a_part_has_been_seen_like_a_page(floor: Floor) -> None:
    case, (browser, _) = await floor.case(), await floor.officer()
    assert "Dilihat pertama kali" in (await part(browser, case.number)).text


async def test_a_foreign_case_has_no_part(floor: Floor) -> None:
    theirs = await floor.case(place=floor.world.neighbour)
    mine = await floor.case()
    unit, _ = await floor.officer(Role.UNIT_OFFICER, UNIT)
    desk, _ = await floor.officer()
    assert (await part(desk, theirs.number)).status_code == 404
    refused = await part(unit, mine.number)
    assert refused.status_code == 404
    assert "Antrean" not in refused.text
    browser, _ = await floor.officer(place=floor.world.neighbour)
    assert (await part(browser, mine.number)).status_code == 404


async def test_without_a_session_a_part_says_where_to_sign_in(floor: Floor) -> None:
    case, (browser, _) = await floor.case(), await floor.officer()
    browser.http.cookies.clear()
    refused = await part(browser, case.number)
    assert (refused.status_code, refused.content) == (401, b"")


async def test_a_kept_line_follows_what_happens_to_its_message(floor: Floor) -> None:
    case, (browser, actor) = await floor.case(), await floor.officer()
    place = floor.world.district
    _, message_id = await replies.reply(actor, case.number, "Kami cek", floor.runtime.accounts, version=None)
    first = (await part(browser, case.number)).text
    assert first.count("Kami cek") == (await part(browser, case.number)).text.count("Kami cek") == 1
    await place.change("UPDATE message SET reaction = '👍' WHERE tenant_id = $1 AND id = $2", message_id)
    assert "Tanggapan: 👍" in (await part(browser, case.number)).text
    await place.change("UPDATE message SET revoked_at = now() WHERE tenant_id = $1 AND id = $2", message_id)
    gone = (await part(browser, case.number)).text
    assert "ditarik oleh pengirimnya" in gone
    assert "Kami cek" not in "".join(lines(gone))


async def test_a_kept_line_does_not_tell_a_name_that_is_masked_now(floor: Floor) -> None:
    case, (browser, _) = await floor.case(name="Siti Aminah"), await floor.officer()
    message = "<b>Siti Aminah</b>"
    assert message in (await part(browser, case.number)).text
    await floor.world.district.change(
        "UPDATE cases SET anonymous = true WHERE tenant_id = $1 AND id = $2", case.id
    )
    hidden = await part(browser, case.number)
    listed = await browser.get("cases")
    for page in (hidden, listed):
        assert "Siti Aminah" not in page.text
        assert "Warga (disamarkan)" in page.text


async def test_the_same_line_speaks_each_reader_s_language(floor: Floor) -> None:
    case, (dewi, _), (rina, _) = await floor.case(), await floor.officer(), await floor.officer()
    assert (
        "Catatan internal" in (await dewi.does(f"cases/{case.number}?tab=note", "/note", text="Sudah")).text
    )
    await rina.get("cases?lang=en")
    assert "Internal note –" in (await part(rina, case.number)).text
    assert "Catatan internal –" in (await part(dewi, case.number)).text


async def test_notes_stay_with_those_who_may_read_them(floor: Floor) -> None:
    case, (dewi, _) = await floor.case(), await floor.officer()
    await dewi.does(f"cases/{case.number}?tab=note", "/note", text="Hanya untuk kita")
    assert "Hanya untuk kita" in (await part(dewi, case.number)).text
    reader, _ = await floor.officer(Role.ADMINISTRATOR)
    assert "Hanya untuk kita" not in (await part(reader, case.number)).text


async def test_a_failed_message_offers_each_reader_a_token_of_their_own(floor: Floor) -> None:
    case, (dewi, actor), (rina, _) = await floor.case(), await floor.officer(), await floor.officer()
    _, message_id = await replies.reply(actor, case.number, "Kami cek", floor.runtime.accounts, version=None)
    await floor.world.district.change(FAILED, uuid7(), case.id, message_id, floor.world.district.account_id)
    tokens = {
        re.search(r'/retry"><input type="hidden" name="_csrf_token" value="([^"]+)"', found.text)
        for found in (await part(dewi, case.number), await part(rina, case.number))
    }
    assert None not in tokens
    assert len({token[1] for token in tokens if token}) == 2


async def test_of_a_long_case_the_last_entries_are_shown_and_a_link_to_the_rest(floor: Floor) -> None:
    case, (browser, actor) = await floor.case("Yang pertama"), await floor.officer()
    for number in range(40):
        await replies.note(actor, case.number, f"Catatan {number:02}")
    page = (await browser.get(f"cases/{case.number}")).text
    assert "Catatan 39" in page
    assert "Catatan 05" not in page
    older = re.search(r'<p class="older"><a[^>]* href="([^"]+)"', page)
    assert older
    whole = (await browser.http.get(older[1].replace("&amp;", "&").split("#")[0])).text
    assert "Yang lebih lama" not in whole
    assert [number for number in range(40) if f"Catatan {number:02}" not in whole] == []
    since = re.search(r"live/cases/[^\"]*from=(\d+)", page)
    assert since
    await replies.note(actor, case.number, "Catatan 40")
    live = (await browser.get(f"live/cases/{case.number}?from={since[1]}")).text
    assert set(re.findall(r"Catatan \d\d", page)) < set(re.findall(r"Catatan \d\d", live))
    assert "Catatan 00" in (await browser.get(f"cases/{case.number}/print")).text
