"""The codes that open a unit's link: few tries, once, ten minutes, stored nowhere; changed addresses open nothing."""

from collections.abc import AsyncIterator

import pytest

from kit.settings import Settings
from support.officers import BASE, Form
from support.unit_desk import UNIT, registered
from support.unit_story import Story, unit_story

ANSWER = "Mulai Senin ada dua loket"


@pytest.fixture
async def story(database_urls: Settings) -> AsyncIterator[Story]:
    async with unit_story(database_urls) as given:
        yield given


async def test_a_wrong_code_lets_nobody_in_and_after_five_not_even_the_right_one(story: Story) -> None:
    async with story.browser() as browser:
        right = await story.code(browser)
        wrong = "000000" if right != "000000" else "000001"
        form = Form((await browser.get(story.link)).text, "/enter")
        for _ in range(5):
            answer = await browser.post(
                form.action, data={**form.fields, "code": wrong}, headers={"origin": BASE}
            )
            assert answer.status_code == 422
            assert "tidak cocok" in answer.text
        late = await browser.post(form.action, data={**form.fields, "code": right}, headers={"origin": BASE})
        assert late.status_code == 422
        assert "tidak berlaku lagi" in late.text
        assert story.number not in (await browser.get(story.link)).text


async def test_a_code_counts_once_for_ten_minutes_and_only_the_last_one(story: Story) -> None:
    async with story.browser() as one, story.browser() as two:
        first = await story.code(one)
        second = await story.code(one)
        if first != second:
            assert (await story.press(one, "/enter", code=first)).status_code == 422
        form = Form((await two.get(story.link)).text, "/enter")
        assert (await story.press(one, "/enter", code=second)).status_code == 303
        again = await two.post(form.action, data={**form.fields, "code": second}, headers={"origin": BASE})
        assert again.status_code == 422
        third = await story.code(two)
        await story.world.clock.forward(minutes=11)
        late = await two.post(form.action, data={**form.fields, "code": third}, headers={"origin": BASE})
        assert late.status_code == 422


async def test_codes_are_sent_five_times_an_hour_at_most(story: Story) -> None:
    async with story.browser() as browser:
        for _ in range(5):
            await story.code(browser)
        refused = await story.press(browser, "/code", via="phone")
    assert refused.status_code == 429
    assert await story.place.value("SELECT count(*) FROM unit_code WHERE tenant_id = $1") == 5


async def test_the_code_stands_in_no_row(story: Story) -> None:
    async with story.browser() as browser:
        code = await story.code(browser)
    tables = await story.place.rows(
        "SELECT c.relname AS name FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE a.attname = 'tenant_id' AND c.relkind = 'r' AND $1 > 0 AND c.relname <> 'audit_entry'"
    )
    for table in tables:
        rows = await story.place.rows(
            f"SELECT t::text AS row FROM {table['name']} t WHERE tenant_id = $1 AND t::text LIKE $2",
            f"%: {code}.%",
        )
        assert rows == [], table["name"]
        encoded = f"%{code.encode().hex()}%"
        assert (
            await story.place.rows(
                f"SELECT 1 AS row FROM {table['name']} t WHERE tenant_id = $1 AND t::text LIKE $2",
                encoded,
            )
            == []
        ), table["name"]


async def test_another_number_shuts_out_who_came_in_by_the_old_one(story: Story) -> None:
    async with story.inside() as browser:
        assert story.number in (await browser.get(story.link)).text
        await registered(story.world, phone=story.phone, email="gigi@puskesmas.example", sees_files=False)
        assert story.number in (await browser.get(story.link)).text, "nothing else that changes does"
        await story.world.clock.forward(minutes=1)
        newer = await registered(story.world, email="gigi@puskesmas.example")
        assert story.number not in (await browser.get(story.link)).text
        answer = await story.press(browser, "/enter", code=await story.code(browser, to=newer))
        assert answer.status_code == 303
        assert story.number in (await browser.get(story.link)).text


async def test_a_code_that_was_sent_to_the_old_number_opens_nothing(story: Story) -> None:
    async with story.browser() as browser:
        code = await story.code(browser)
        form = Form((await browser.get(story.link)).text, "/enter")
        await story.world.clock.forward(minutes=1)
        await registered(story.world)
        late = await browser.post(form.action, data={**form.fields, "code": code}, headers={"origin": BASE})
    assert late.status_code == 422
    assert story.number not in late.text


async def test_the_link_of_a_unit_that_was_closed_opens_nothing(story: Story) -> None:
    async with story.inside() as browser:
        await story.place.change(
            "UPDATE unit SET active = false WHERE tenant_id = $1 AND id = $2", story.place.units[UNIT]
        )
        assert (await browser.get(story.link)).status_code == 410


@pytest.mark.parametrize("place", [0, 10, 30, 51])
async def test_a_changed_address_opens_nothing(story: Story, place: int) -> None:
    head, token = story.link[:6], story.link[6:]
    other = "A" if token[place] != "A" else "B"
    async with story.browser() as browser:
        answer = await browser.get(f"{head}{token[:place]}{other}{token[place + 1 :]}")
    assert answer.status_code == 404


async def test_a_form_from_another_site_is_refused(story: Story) -> None:
    async with story.inside() as browser:
        form = Form((await browser.get(story.link)).text, "/answer")
        sent = await browser.post(
            form.action,
            data={**form.fields, "text": ANSWER},
            headers={"origin": "https://jahat.example", "sec-fetch-site": "cross-site"},
        )
    assert sent.status_code == 403
    assert await story.answers() == []
