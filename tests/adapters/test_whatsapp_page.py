"""The page on which a person plays the citizen: plain forms, from the browser to the hook and back."""

import re
from collections.abc import AsyncIterator

import httpx2
import pytest
import pytest_asyncio

from helpdesk.channels.errors import PairThrottled
from helpdesk.channels.model import ReactionArrived, Template
from support.whatsapp_stage import SITI, Ground, Stage, running

pytestmark = pytest.mark.asyncio(loop_scope="module")

PICTURE = b"\xff\xd8\xff\xe0 not much of a picture"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def ground() -> AsyncIterator[Ground]:
    async with running(pairs=24) as ground:
        yield ground


@pytest.fixture
def stage(ground: Ground) -> Stage:
    return ground.stage()


async def page(stage: Stage, query: str = "") -> str:
    answer = await stage.http.get(stage.page + query)
    assert answer.status_code == 200
    return answer.text


async def test_the_list_shows_each_office_and_begins_a_chat(stage: Stage) -> None:
    home = stage.page.partition(stage.number)[0]
    assert f"Kantor {stage.number}" in (await stage.http.get(home)).text
    form = {"number": "0812 0000-0101", "name": "Siti <Contoh>"}
    answer = await stage.http.post(f"{home}{stage.number}/begin", data=form)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/whatsapp/{stage.number}/{SITI}")
    listed = (await stage.http.get(home)).text
    assert "Siti &lt;Contoh&gt;" in listed
    assert 'role="alert"' not in listed
    assert f"/whatsapp/{stage.number}/{SITI}" in listed


@pytest.mark.parametrize("number", ["", "1708", "abc", "0812345678901234567"])
async def test_a_number_that_is_none_is_told(stage: Stage, number: str) -> None:
    home = stage.page.partition(stage.number)[0]
    answer = await stage.http.post(f"{home}{stage.number}/begin", data={"number": number})
    told = (await stage.http.get(httpx2.URL(home).join(answer.headers["location"]))).text
    assert "8–15 angka" in told


async def test_the_citizen_writes_and_sends_a_picture(stage: Stage) -> None:
    form = {"text": "Antrean <penuh> & panas\r\nhttps://contoh.example/a?b=1&c=2."}
    answer = await stage.http.post(f"{stage.page}/messages", data=form)
    assert answer.status_code == 303
    files = {"file": ("loket.jpg", PICTURE, "image/jpeg")}
    await stage.http.post(f"{stage.page}/messages", data={"text": "ini"}, files=files)
    said, shown = await stage.heard(2)
    assert said.text == "Antrean <penuh> & panas\nhttps://contoh.example/a?b=1&c=2."
    assert (shown.kind, shown.text) == ("image", "ini")
    file = await stage.media.fetch(shown.media[0], stage.account, limit=1000)
    assert file.content == PICTURE
    html = await page(stage)
    assert 'role="alert"' not in html
    assert "Antrean &lt;penuh&gt; &amp; panas" in html
    link = "https://contoh.example/a?b=1&amp;c=2"
    assert f'<a href="{link}" rel="noreferrer">{link}</a>.' in html
    picture = re.search(r'<img src="(/whatsapp/files/\d+)"', html)
    assert picture
    fetched = await stage.http.get(httpx2.URL(stage.page).join(picture[1]))
    assert (fetched.content, fetched.headers["content-type"]) == (PICTURE, "image/jpeg")


async def test_a_page_in_disguise_is_only_kept(stage: Stage) -> None:
    files = {"file": ("x.html", b"<script>alert(1)</script>", "text/html")}
    await stage.http.post(f"{stage.page}/messages", data={"text": ""}, files=files)
    (message,) = await stage.heard(1)
    assert (message.kind, message.media[0].name) == ("document", "x.html")
    link = re.search(r'href="(/whatsapp/files/\d+)"', await page(stage))
    assert link
    answer = await stage.http.get(httpx2.URL(stage.page).join(link[1]))
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("text", "content", "sentence"),
    [(" ", b"", "Tulis pesan atau pilih berkas."), ("x", b"x" * 10_000_001, "lebih besar dari 10 MB")],
    ids=["nothing", "too large"],
)
async def test_what_cannot_be_sent_is_told(stage: Stage, text: str, content: bytes, sentence: str) -> None:
    files = {"file": ("a.bin", content, "application/octet-stream")}
    answer = await stage.http.post(f"{stage.page}/messages", data={"text": text}, files=files)
    told = await stage.http.get(httpx2.URL(stage.page).join(answer.headers["location"]))
    assert sentence in told.text
    assert not stage.hook.messages()


async def test_opening_the_page_reads_what_came_and_a_reply_quotes_it(stage: Stage) -> None:
    await stage.citizen()
    sent = await stage.send("Kami <periksa> hari ini.")
    await stage.until(lambda: "delivered" in stage.hook.statuses(sent))
    html = await page(stage)
    assert "Kami &lt;periksa&gt; hari ini." in html
    await stage.until(lambda: sorted(stage.hook.statuses(sent)) == ["delivered", "read", "sent"])
    await page(stage)
    with_quote = await page(stage, f"?reply={sent}")
    assert f'name="reply_to" value="{sent}"' in with_quote
    await stage.http.post(f"{stage.page}/messages", data={"text": "Terima kasih", "reply_to": sent})
    assert (await stage.heard(2))[1].reply_to == sent
    assert len(stage.hook.statuses(sent)) == 3


async def test_a_reaction_goes_to_the_hook_and_can_be_taken_back(stage: Stage) -> None:
    sent = await stage.send()
    await stage.http.post(f"{stage.page}/reactions", data={"message_id": sent, "emoji": "🙏"})
    await stage.until(lambda: stage.hook.arrivals)
    assert '<span class="reaction">🙏</span>' in await page(stage)
    await stage.http.post(f"{stage.page}/reactions", data={"message_id": sent, "emoji": ""})
    await stage.http.post(f"{stage.page}/reactions", data={"message_id": sent, "emoji": "<b>"})
    await stage.http.post(f"{stage.page}/reactions", data={"message_id": "wamid.none", "emoji": "🙏"})

    def reactions() -> list[ReactionArrived]:
        return [each for each in stage.hook.arrivals if isinstance(each, ReactionArrived)]

    await stage.until(lambda: len(reactions()) == 2)
    assert [(each.message_id, each.emoji) for each in reactions()] == [(sent, "🙏"), (sent, "")]


async def test_templates_are_shown_as_the_citizen_reads_them(stage: Stage) -> None:
    template = Template(name="case_received", language="en", variables=("BTG-1", "http://localhost/t"))
    await stage.send("", template=template)
    html = await page(stage, "?lang=en")
    assert "We received your report as number BTG-1." in html
    assert '<a href="http://localhost/t"' in html
    assert "template case_received" in html


async def test_the_thread_alone_is_the_same_as_in_the_page(stage: Stage) -> None:
    await stage.citizen("satu")
    await stage.heard(1)
    thread = (await stage.http.get(f"{stage.page}/thread")).text
    assert "satu" in thread
    assert "<html" not in thread


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
async def test_no_other_page_speaks_for_the_citizen(stage: Stage, site: str) -> None:
    headers = {"sec-fetch-site": site}
    answer = await stage.http.post(f"{stage.page}/messages", data={"text": "x"}, headers=headers)
    assert answer.status_code == 403
    assert not stage.hook.messages()


async def test_pages_carry_nothing_inline_and_forbid_it(stage: Stage) -> None:
    await stage.citizen()
    for address in (stage.page, stage.page.partition(stage.number)[0]):
        answer = await stage.http.get(address)
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert not re.search(r"<style|style=|<script>| on\w+=", answer.text)
        for found in re.findall(r'(?:href|src)="(/whatsapp/simulator\.\w+)"', answer.text):
            assert (await stage.http.get(httpx2.URL(address).join(found))).status_code == 200


@pytest.mark.parametrize("path", ["999/62812", "{number}/not-a-number", "files/1", "media/x"])
async def test_what_is_not_there_is_not_there(stage: Stage, path: str) -> None:
    home = stage.page.partition(stage.number)[0]
    answer = await stage.http.get(home + path.format(number=stage.number))
    assert answer.status_code in (401, 404)


async def test_a_person_sets_the_limits_of_a_number(stage: Stage) -> None:
    home = stage.page.rsplit("/", 2)[0]
    form = f'action="/whatsapp/{stage.number}/limits'
    own = (await stage.http.get(f"{home}/?lang=en")).text.partition(form)[2].partition("</form>")[0]
    assert 'value="usual" checked' in own
    assert "to one person 45 at once" in own
    answer = await stage.http.post(f"{home}/{stage.number}/limits", data={"limit": "narrow"})
    assert answer.status_code == 303
    own = (await stage.http.get(f"{home}/")).text.partition(form)[2].partition("</form>")[0]
    assert 'value="narrow" checked' in own
    await stage.send(number=1)
    await stage.send(number=2)
    with pytest.raises(PairThrottled):
        await stage.send(number=3)
