"""A link in a notice leads its one recipient to one case, and anybody else nowhere; opening it changes nothing."""

import logging
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from helpdesk.cases import service as cases
from helpdesk.notifications.links import PATH
from kit.settings import Settings
from support.colleagues import UNIT, a_colleague
from support.officers import BASE, Floor, open_floor
from tenants.directory.model import Post
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Role
from tenants.sessions import service as sessions


class Story:
    """An officer, the case that came to their unit, and the link they were sent."""

    def __init__(self, floor: Floor, officer: Actor, number: str, case_id: Any) -> None:
        self.floor, self.officer, self.number, self.case_id = floor, officer, number, case_id
        self.place = floor.world.district

    async def link(self) -> str:
        async with tenant_scope(self.place.id, read_only=True) as scope:
            assert self.officer.id
            made = self.floor.world.links.to_case(self.place.id, self.officer.id, self.case_id, scope.now)
        return made.removeprefix(BASE)

    def browser(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(app=self.floor.app), base_url=BASE)

    async def signed_in(self, actor: Actor | None = None) -> httpx.AsyncClient:
        who = actor or self.officer
        assert who.id
        assert who.person_id
        browser = self.browser()
        secret = await sessions.begin(Post(tenant_id=who.tenant_id, membership_id=who.id), who.person_id)
        browser.cookies.set("sahut", secret)
        return browser

    async def state(self) -> list[dict[str, Any]]:
        """Everything that somebody who looks could have changed."""
        return await self.place.rows(
            "SELECT (SELECT md5(string_agg(c::text, '|' ORDER BY c.id)) FROM cases c WHERE c.tenant_id = $1) AS a,"
            " (SELECT count(*) FROM case_event WHERE tenant_id = $1) AS b,"
            " (SELECT count(*) FROM session WHERE tenant_id = $1) AS c,"
            " (SELECT count(*) FROM outbox WHERE tenant_id = $1) AS d,"
            " (SELECT count(*) FROM audit_entry WHERE tenant_id = $1) AS e"
        )


@pytest.fixture
async def story(database_urls: Settings) -> AsyncIterator[Story]:
    async with open_floor(database_urls) as floor:
        officer, _ = await a_colleague(floor.world)
        case = await floor.case()
        agent = await floor.world.staff(floor.world.district)
        unit = floor.world.district.units[UNIT]
        await cases.dispose(agent, case.number, unit, "Periksa", version=None)
        yield Story(floor, officer, case.number, case.id)


async def test_who_is_signed_in_comes_straight_to_the_case_again_and_again(story: Story) -> None:
    link = await story.link()
    async with await story.signed_in() as browser:
        for _ in range(2):
            answer = await browser.get(link)
            assert (answer.status_code, answer.headers["location"]) == (
                303,
                f"/desk/{story.place.slug}/cases/{story.number}",
            )


async def test_who_is_not_signed_in_is_asked_for_the_password_and_nothing_else(story: Story) -> None:
    email = await story.place.value(
        "SELECT p.email FROM membership m JOIN person p ON p.id = m.person_id"
        " WHERE m.tenant_id = $1 AND m.id = $2",
        story.officer.id,
    )
    async with story.browser() as browser:
        answer = await browser.get(await story.link())
    assert answer.status_code == 200
    assert f'value="{email}"' in answer.text
    assert f'name="next" value="/desk/{story.place.slug}/cases/{story.number}"' in answer.text
    assert "sahut=" not in answer.headers.get("set-cookie", "").replace("sahut-form=", "")


async def test_opening_it_changes_nothing_however_often_a_program_looks(story: Story) -> None:
    before, link = await story.state(), await story.link()
    async with story.browser() as browser:
        for agent in ("WhatsApp/2", "facebookexternalhit/1.1", "Mozilla/5.0"):
            assert (await browser.get(link, headers={"user-agent": agent})).status_code == 200
            await browser.head(link)
    assert await story.state() == before


async def test_tampered_links_are_not_known(story: Story) -> None:
    link = await story.link()
    token = link.rsplit("/", 1)[-1]
    async with story.browser() as browser:
        for wrong in (
            token[:-1],
            token + "A",
            token.swapcase(),
            "A" * len(token),
            token[:40] + ("C" if token[40] == "B" else "B") + token[41:],
        ):
            answer = await browser.get(f"{PATH}/{wrong}")
            assert answer.status_code == 404, wrong
            assert "Tautan ini tidak dikenal" in answer.text
            assert "@" not in re.sub(r"<style.*?</style>", "", answer.text, flags=re.S)


async def test_after_three_days_it_leads_nowhere(story: Story) -> None:
    link = await story.link()
    await story.floor.world.clock.forward(hours=71)
    async with await story.signed_in() as browser:
        assert (await browser.get(link)).status_code == 303
        await story.floor.world.clock.forward(hours=2)
        answer = await browser.get(link)
    assert answer.status_code == 410
    assert "Tautan ini sudah kedaluwarsa" in answer.text


async def test_somebody_else_s_session_does_not_open_it_and_does_not_learn_whose_it_is(story: Story) -> None:
    other = await story.floor.world.staff(story.place, Role.UNIT_OFFICER, UNIT)
    async with await story.signed_in(other) as browser:
        answer = await browser.get(await story.link())
    assert answer.status_code == 403
    assert "Tautan ini untuk petugas lain" in answer.text
    assert story.number not in answer.text
    assert "@" not in re.sub(r"<style.*?</style>", "", answer.text, flags=re.S)


@pytest.mark.parametrize("ended", ["active = false", "valid_until = now() - interval '1 hour'"])
async def test_who_no_longer_works_there_gets_nowhere(story: Story, ended: str) -> None:
    link = await story.link()
    await story.place.change(
        f"UPDATE membership SET {ended} WHERE tenant_id = $1 AND id = $2", story.officer.id
    )
    async with story.browser() as browser:
        answer = await browser.get(link)
    assert answer.status_code == 410
    assert "Tautan ini tidak berlaku lagi" in answer.text


async def test_a_case_that_moved_to_another_unit_is_said_to_have_moved(story: Story) -> None:
    link = await story.link()
    agent = await story.floor.world.staff(story.place)
    elsewhere = story.place.units["Puskesmas Batang II"]
    await cases.dispose(agent, story.number, elsewhere, "Salah unit", version=None)
    for browser in (story.browser(), await story.signed_in()):
        async with browser:
            answer = await browser.get(link)
        assert answer.status_code == 410
        assert "Kasus ini sudah berpindah" in answer.text
        assert story.number not in answer.text


async def test_the_link_goes_to_nobody_by_the_referrer_and_into_no_log(
    story: Story, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    link = await story.link()
    token = link.rsplit("/", 1)[-1]
    with caplog.at_level(logging.DEBUG):
        async with story.browser() as browser, await story.signed_in() as signed:
            answers = [await browser.get(link), await signed.get(link), await browser.get(f"{link}A")]
    for answer in answers:
        assert answer.headers.get_list("referrer-policy") == ["strict-origin"]
        if answer.status_code != 303:
            assert '<meta name="referrer" content="strict-origin">' in answer.text
    ours = [record for record in caplog.records if not record.name.startswith("httpx")]
    assert all(token not in record.getMessage() for record in ours)
    lines = "\n".join(line for line in "".join(capfd.readouterr()).splitlines() if "httpx" not in line)
    assert token not in lines


async def test_a_person_of_two_offices_is_led_through_the_switch(story: Story) -> None:
    there = story.floor.world.neighbour
    other = await story.floor.world.staff(there)
    await there.change(
        "UPDATE membership SET person_id = $3 WHERE tenant_id = $1 AND id = $2",
        other.id,
        story.officer.person_id,
    )
    assert other.id
    assert story.officer.person_id
    async with story.browser() as browser:
        secret = await sessions.begin(
            Post(tenant_id=there.id, membership_id=other.id), story.officer.person_id
        )
        browser.cookies.set("sahut", secret)
        first = await browser.get(await story.link())
        second = await browser.get(first.headers["location"])
    assert second.headers["location"].startswith(f"/switch?office={story.place.slug}")
