"""A unit opens its one case by a link and a code, without an account, and answers there."""

from collections.abc import AsyncIterator

import pytest

from helpdesk.attachments.service import keep_uploads
from helpdesk.attachments.store import bind
from helpdesk.cases import service as cases
from helpdesk.replies import service as replies
from helpdesk.unit_links import linking
from kit.settings import Settings
from support.builders import an_opened_case
from support.officers import BASE, Form
from support.unit_desk import UNIT, link_in, registered, told
from support.unit_story import Story, unit_story
from tenants.doors import tenant_scope

ANSWER = "Mulai Senin ada dua loket"
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
async def story(database_urls: Settings) -> AsyncIterator[Story]:
    async with unit_story(database_urls) as given:
        yield given


async def test_the_link_alone_shows_nothing_of_the_case_and_changes_nothing(story: Story) -> None:
    before = await story.place.rows("SELECT (SELECT count(*) FROM unit_code WHERE tenant_id = $1) AS codes")
    async with story.browser() as browser:
        page = await browser.get(story.link)
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] != "same-origin"
    assert UNIT in page.text
    for hidden in (story.number, "Antrean", "Periksa loket", story.phone):
        assert hidden not in page.text
    assert (
        await story.place.rows("SELECT (SELECT count(*) FROM unit_code WHERE tenant_id = $1) AS codes")
        == before
    )


async def test_with_the_code_it_shows_that_case_without_name_and_number(story: Story) -> None:
    await story.place.change("UPDATE contact SET name = 'Siti Aminah' WHERE tenant_id = $1")
    async with story.inside() as browser:
        page = await browser.get(story.link)
    for shown in (story.number, "Antrean gigi penuh", "Periksa loket"):
        assert shown in page.text
    for hidden in ("Siti Aminah", "55501234", "1234"):
        assert hidden not in page.text


async def test_what_citizen_desk_and_unit_wrote_is_words_and_nothing_else(story: Story) -> None:
    harm = "<script>alert(1)</script>"
    await story.place.change("UPDATE message SET text = $2 WHERE tenant_id = $1 AND direction = 'in'", harm)
    await story.place.change("UPDATE disposition SET instruction = $2 WHERE tenant_id = $1", harm)
    async with story.inside() as browser:
        await story.press(browser, "/answer", text=harm)
        page = await browser.get(story.link)
    assert page.text.count("&lt;script&gt;") == 3
    assert "<script>alert" not in page.text


async def test_no_note_and_no_answer_of_the_desk_is_on_it(story: Story) -> None:
    agent = await story.world.staff(story.place)
    await replies.note(agent, story.number, "Rahasia meja layanan")
    await replies.reply(agent, story.number, "Kami teruskan ya", story.world.book, version=None)
    async with story.inside() as browser:
        page = await browser.get(story.link)
    assert "Rahasia meja" not in page.text
    assert "Kami teruskan" not in page.text


async def test_the_answer_lands_in_the_case_with_its_file_as_the_units(story: Story) -> None:
    async with story.inside() as browser:
        sent = await story.press(
            browser, "/answer", text=ANSWER, files={"files": ("jadwal.pdf", PDF, "application/pdf")}
        )
        assert sent.status_code == 303, sent.text
        page = await browser.get(sent.headers["location"])
    assert "sudah masuk ke kasus" in page.text
    assert await story.answers() == [{"state": "waiting", "came_by": "link", "text": ANSWER}]
    file = await story.place.row(
        "SELECT f.name, f.state FROM attachment f JOIN unit_answer a ON a.tenant_id = f.tenant_id"
        " AND a.message_id = f.message_id WHERE f.tenant_id = $1"
    )
    assert file == {"name": "jadwal.pdf", "state": "stored"}


async def test_pressing_the_button_twice_answers_once(story: Story) -> None:
    async with story.inside() as browser:
        form = Form((await browser.get(story.link)).text, "/answer")
        for _ in range(2):
            await browser.post(
                form.action,
                data={**form.fields, "text": ANSWER},
                headers={"origin": BASE, "sec-fetch-site": "same-origin"},
            )
    assert len(await story.answers()) == 1


async def test_an_answer_without_words_and_files_is_not_taken(story: Story) -> None:
    async with story.inside() as browser:
        sent = await story.press(browser, "/answer", text="  ")
    assert sent.status_code == 422
    assert "Tuliskan dulu jawabannya" in sent.text
    assert await story.answers() == []


async def test_the_unit_gives_the_case_back_with_a_reason_and_the_link_is_over(story: Story) -> None:
    async with story.inside() as browser:
        short = await story.press(browser, "/return", reason="tidak"[:3])
        assert short.status_code == 422
        done = await story.press(browser, "/return", reason="Bukan wilayah kerja kami")
        assert done.status_code == 200
        assert (await browser.get(story.link)).status_code == 410
    row = await story.place.row("SELECT unit_id FROM cases WHERE tenant_id = $1")
    assert row["unit_id"] is None
    note = await story.place.row(
        "SELECT text, author_kind, author_name FROM message WHERE tenant_id = $1 AND direction = 'note'"
    )
    assert note == {"text": "Bukan wilayah kerja kami", "author_kind": "unit", "author_name": UNIT}
    assert await story.place.value("SELECT state FROM disposition WHERE tenant_id = $1") == "returned"


@pytest.mark.parametrize("why", ["revoked", "passed on", "closed", "expired"])
async def test_the_link_is_over_at_once_also_for_who_is_inside_when(story: Story, why: str) -> None:
    agent = await story.world.staff(story.place)
    async with story.inside() as browser:
        if why == "revoked":
            await linking.revoke(agent, story.number, story.place.units[UNIT], version=None)
        if why == "passed on":
            other = story.place.units["Sekretariat"]
            await cases.dispose(agent, story.number, other, "", version=None)
        if why == "closed":
            await cases.close(agent, story.number, version=None)
        if why == "expired":
            await story.world.clock.forward(days=15)
        assert (await browser.get(story.link)).status_code == 410
        form = {"text": ANSWER, "key": "", "_csrf_token": browser.cookies.get("sahut-form") or ""}
        sent = await browser.post(f"{story.link}/answer", data=form, headers={"origin": BASE})
        assert sent.status_code in (403, 410)
    assert await story.answers() == []


async def test_a_new_link_replaces_the_old_one_and_is_sent(story: Story) -> None:
    agent = await story.world.staff(story.place)
    unit = story.place.units[UNIT]
    world = story.world
    await linking.renew(agent, story.number, unit, world.book, world.unit_links, version=None)
    await world.send(story.place)
    newer = link_in(told(world, story.phone)[-1])
    assert newer != story.link
    async with story.browser() as browser:
        assert (await browser.get(story.link)).status_code == 410
        assert (await browser.get(newer)).status_code == 200


async def test_a_pass_of_one_link_opens_no_other(story: Story) -> None:
    world, agent = story.world, await story.world.staff(story.place)
    other = await an_opened_case(world, text="Obat habis di loket tiga")
    await cases.dispose(agent, other, story.place.units[UNIT], "", version=None)
    await world.work(story.place)
    second = link_in(told(world, story.phone)[-1])
    async with story.inside() as browser:
        secret = browser.cookies.get("sahut-unit")
        async with story.browser() as thief:
            thief.cookies.set("sahut-unit", secret or "")
            assert story.number in (await thief.get(story.link)).text
            assert "Obat habis" not in (await thief.get(second)).text


async def test_the_citizens_files_are_shown_where_the_unit_may_see_them(story: Story) -> None:
    kept = await story.place.value("SELECT id FROM message WHERE tenant_id = $1 AND direction = 'in'")
    case = await story.place.value("SELECT id FROM cases WHERE tenant_id = $1")
    files = story.floor.runtime.files
    [media] = await keep_uploads(story.place.id, [("foto-antrean.pdf", PDF)], files)
    assert media.stored_id
    async with tenant_scope(story.place.id) as scope:
        await bind(scope, [media.stored_id], case, kept)
    async with story.inside() as browser:
        assert "foto-antrean.pdf" in (await browser.get(story.link)).text
        got = await browser.get(f"{story.link}/files/{media.stored_id}")
        assert (got.status_code, got.content) == (200, PDF)
        assert got.headers["content-disposition"].startswith("attachment")
        await registered(story.world, phone=story.phone, email="gigi@puskesmas.example", sees_files=False)
        page = await browser.get(story.link)
        assert "foto-antrean" not in page.text
        assert "hanya terlihat oleh meja layanan" in page.text
        assert (await browser.get(f"{story.link}/files/{media.stored_id}")).status_code == 404
