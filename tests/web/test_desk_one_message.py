"""Answering one message and reacting to it, without any script."""

import re

import httpx

from helpdesk.cases import service as cases
from support.builders import an_opened_case
from support.composer import composer
from support.drafts import drafts_in, said_to
from support.officers import Browser, Floor

TEXT = "Poli gigi buka lagi hari Jumat."
_LINK = re.compile(r'<a href="([^"]*quote=([0-9a-f-]{36})#tulis)">Balas pesan ini</a>')


async def opened(floor: Floor) -> tuple[str, Browser, str, str]:
    """Number, officer, the link by the citizen's message, the message's id."""
    number, (browser, _) = await an_opened_case(floor.world, text="Kapan <b>buka</b>?"), await floor.officer()
    await floor.world.work(floor.world.district)
    page = await browser.get(f"cases/{number}")
    [(link, message_id)] = _LINK.findall(page.text)
    return number, browser, link.replace("&amp;", "&"), message_id


async def test_the_link_by_a_message_opens_the_composer_with_it_and_the_answer_shows_it(floor: Floor) -> None:
    _, browser, link, message_id = await opened(floor)
    page = await browser.get(link)
    assert "Membalas pesan Siti" in page.text
    assert "Kapan &lt;b&gt;buka&lt;/b&gt;?" in page.text.split('id="kutipan"')[1]
    assert composer(page)["reply_to"] == message_id
    answer = await browser.send(page, "/reply", text=TEXT)
    assert answer.status_code == 303
    page = await browser.get(answer.headers["location"])
    assert f'<a class="msg-quote" href="#m-{message_id}"><b>Siti</b> Kapan &lt;b&gt;buka' in page.text
    assert "reply_to" not in composer(page)
    await floor.world.work(floor.world.district)
    assert floor.world.far_end.sent[-1].reply_to.startswith("wamid.")


async def test_the_quotation_is_kept_with_the_draft_and_can_be_removed(floor: Floor) -> None:
    number, browser, link, message_id = await opened(floor)
    page = await browser.get(link)
    await browser.send(page, "/reply", text=TEXT, go="draft")
    page = await browser.get(f"cases/{number}")
    assert composer(page)["reply_to"] == message_id
    page = await browser.does(f"cases/{number}", "/reply", go="unquote")
    assert "reply_to" not in composer(page)
    assert composer(page)["text"] == TEXT
    page = await browser.get(link)
    await browser.send(page, "/reply", text="", go="draft")
    assert await drafts_in(floor.world.district) == []


async def test_what_cannot_be_quoted_is_refused_by_its_field(floor: Floor) -> None:
    number, browser, link, _ = await opened(floor)
    for nonsense in ("x", "00000000-0000-0000-0000-000000000001"):
        page = await browser.get(link)
        answer = await browser.send(page, "/reply", text=TEXT, reply_to=nonsense)
        assert answer.status_code == 422
        assert "Pesan itu tidak dapat dijawab tersendiri" in answer.text
        assert composer(answer)["text"] == TEXT
    assert await said_to(floor.world.district, number) == []


async def test_a_reaction_is_pressed_seen_and_taken_back(floor: Floor) -> None:
    number, browser, _, message_id = await opened(floor)
    page = await browser.does(f"cases/{number}", "/react", touch=f"{message_id} 🙏")
    assert "Tanggapan sedang dikirim." in page.text
    assert "Tanggapan kantor: 🙏 · antre" in page.text
    await floor.world.work(floor.world.district)
    page = await browser.get(f"cases/{number}")
    assert "Tanggapan kantor: 🙏</p>" in page.text
    page = await browser.does(f"cases/{number}", "/react", touch=f"{message_id} ")
    assert "pencabutan tanggapan antre" in page.text
    wrong = await browser.send(page, "/react", touch="x 👍")
    assert (wrong.status_code, "Pesan itu tidak ada pada kasus ini." in wrong.text) == (422, True)


async def test_a_reaction_to_a_case_that_changed_meanwhile_is_not_sent(floor: Floor) -> None:
    number, browser, _, message_id = await opened(floor)
    page = await browser.get(f"cases/{number}")
    _, other = await floor.officer()
    await cases.take(other, number, version=None)
    answer = await browser.send(page, "/react", touch=f"{message_id} 👍")
    assert (answer.status_code, "Kasus ini berubah" in answer.text) == (409, True)


async def test_neither_is_offered_where_it_cannot_be_done(floor: Floor) -> None:
    number, browser, _, _ = await opened(floor)
    by_phone = await floor.case()
    for page in (await browser.get(f"cases/{by_phone.number}"), await _late(floor, browser, number)):
        assert "Balas pesan ini" not in page.text
        assert 'id="menanggapi"' not in page.text


async def _late(floor: Floor, browser: Browser, number: str) -> httpx.Response:
    await floor.world.clock.forward(hours=25)
    return await browser.get(f"cases/{number}")
