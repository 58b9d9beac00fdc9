"""One-time links (T37; FreeScout CVE-2026-41902, GHSA-jqj5-r72v-v29g, osTicket a9834d88)."""

import asyncio
from datetime import timedelta

import pytest

from support.front_door import NEW_PASSWORD, PASSWORD, Door, Staff
from tenants.doors import tenant_scope
from tenants.people.model import FIRST_LINK, RESET_LINK
from tenants.people.service import make_link

NEVER = "A-a_0" * 8 + "Zz9"  # as long as a secret, and no better than any other guess


async def _link(door: Door, staff: Staff, valid: timedelta = RESET_LINK) -> str:
    """The path of a new link."""
    address = await make_link(staff.person_id, door.settings.base_url, valid)
    assert address.startswith("https://sahut.example/welcome/"), "the host is ours, whatever was asked for"
    return address.removeprefix("https://sahut.example")


async def test_a_link_lets_a_new_password_be_made_once(door: Door) -> None:
    staff, browser = await door.staff(), door.browser()
    link = await _link(door, staff, FIRST_LINK)
    assert staff.email in (await browser.get(link)).text
    answer = await browser.send(link, new=NEW_PASSWORD, again=NEW_PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    assert (await browser.get("/who")).json()["tenant"] == staff.tenant_id
    assert (await door.browser().get(link)).status_code == 404
    assert (await door.browser().sign_in(staff, NEW_PASSWORD)).status_code == 303
    assert (await door.browser().sign_in(staff)).status_code == 422
    assert {"link.made", "password.set_by_link"} <= set(await door.audited(staff))


async def test_looking_does_not_use_a_link_up(door: Door) -> None:
    staff = await door.staff()
    link = await _link(door, staff)
    for _ in range(3):
        assert (await door.browser().get(link)).status_code == 200
    assert (await door.browser().send(link, new="pendek", again="pendek")).status_code == 422
    answer = await door.browser().send(link, new=NEW_PASSWORD, again=NEW_PASSWORD)
    assert answer.status_code == 303, "a password that was not taken leaves the link as it was"


async def test_of_many_at_once_one_gets_in(door: Door) -> None:
    staff = await door.staff()
    link = await _link(door, staff)
    browsers = [door.browser() for _ in range(5)]
    tokens = [await browser.token(link) for browser in browsers]
    answers = await asyncio.gather(
        *(
            browser.post(link, token, new=f"{NEW_PASSWORD} {number}", again=f"{NEW_PASSWORD} {number}")
            for number, (browser, token) in enumerate(zip(browsers, tokens, strict=True))
        )
    )
    assert sorted(answer.status_code for answer in answers) == [303, 404, 404, 404, 404]


@pytest.mark.parametrize("guess", ["", "null", "0", "%00", "..%2f", NEVER, NEVER[:-1], NEVER + "A"])
async def test_what_was_never_handed_out_opens_nothing(door: Door, guess: str) -> None:
    assert (await door.browser().get(f"/welcome/{guess}")).status_code == 404


async def test_a_link_that_is_too_old_looks_like_none(door: Door) -> None:
    staff, browser = await door.staff(), door.browser()
    old = await _link(door, staff, timedelta(0))
    gone, missing = await browser.get(old), await browser.get(f"/welcome/{NEVER}")
    assert gone.status_code == missing.status_code == 404
    assert gone.text.split("<body", 1)[1].replace(old.split("/")[-1], "") == missing.text.split("<body", 1)[1]
    token = await browser.token("/sign-in")
    assert (await browser.post(old, token, new=NEW_PASSWORD, again=NEW_PASSWORD)).status_code == 404
    assert (await door.browser().sign_in(staff)).status_code == 303, "the password is as it was"


async def test_a_link_of_somebody_who_left_opens_nothing(door: Door) -> None:
    staff = await door.staff()
    link = await _link(door, staff)
    async with tenant_scope(staff.tenant_id) as scope:
        await scope.execute("UPDATE membership SET active = false WHERE tenant_id = $1", staff.tenant_id)
    assert (await door.browser().get(link)).status_code == 404


async def test_a_link_is_for_its_owner_whoever_is_signed_in(door: Door) -> None:
    staff, colleague, browser = await door.staff(), await door.staff(), door.browser()
    await browser.sign_in(colleague)
    before = browser.session
    await browser.send(await _link(door, staff), new=NEW_PASSWORD, again=NEW_PASSWORD)
    assert (await browser.get("/who")).json()["tenant"] == staff.tenant_id
    thief = door.browser()
    thief.http.cookies.set("__Host-sahut", before)
    assert (await thief.get("/who")).status_code == 303, "the session that the browser had is over"
    assert (await door.browser().sign_in(colleague, PASSWORD)).status_code == 303


async def test_setting_a_password_by_link_ends_all_sessions(door: Door) -> None:
    staff, thief = await door.staff(), door.browser()
    await thief.sign_in(staff)
    await door.browser().send(await _link(door, staff), new=NEW_PASSWORD, again=NEW_PASSWORD)
    assert (await thief.get("/who")).status_code == 303
