"""Sessions cannot be planted, revived or outlived (T36; osTicket 85a76f40, Litestar's own session store)."""

import asyncio

import pytest

from kit.errors import Unauthenticated
from support.front_door import PASSWORD, Door
from tenants.directory import store as directory
from tenants.doors import tenant_scope
from tenants.permissions.model import Role
from tenants.sessions import service as sessions
from tenants.sign_in.model import Identified
from tenants.sign_in.service import identify, open_session

PLANTED = "A-a_0" * 8 + "Zz9"  # in the shape of our own


@pytest.mark.parametrize("planted", [PLANTED, "attackerchosen", "", "null", "%00", "'; --"])
async def test_a_planted_cookie_never_becomes_a_session(door: Door, planted: str) -> None:
    staff, victim, attacker = await door.staff(), door.browser(), door.browser()
    victim.http.cookies.set("__Host-sahut", planted, domain="sahut.example")
    token = await victim.token("/sign-in")
    await victim.post("/sign-in", token, email=staff.email, password=PASSWORD)
    assert victim.session not in ("", planted)
    attacker.http.cookies.set("__Host-sahut", planted, domain="sahut.example")
    assert (await attacker.get("/who")).status_code == 303


async def test_signing_in_again_ends_the_session_that_the_browser_had(door: Door) -> None:
    staff, browser, thief = await door.staff(), door.browser(), door.browser()
    await browser.sign_in(staff)
    first = browser.session
    token = await browser.token("/password")
    await browser.post("/sign-in", token, email=staff.email, password=PASSWORD)
    assert browser.session != first
    thief.http.cookies.set("__Host-sahut", first)
    assert (await thief.get("/who")).status_code == 303


async def test_a_request_under_way_cannot_bring_a_session_back(door: Door) -> None:
    staff, browser = await door.staff(), door.browser()
    await browser.sign_in(staff)
    secret = browser.session
    token = await browser.token("/password")
    slow = await sessions.find(secret)
    assert slow is not None
    await browser.post("/sign-out", token)
    async with tenant_scope(staff.tenant_id) as scope:
        await scope.execute("UPDATE session SET last_seen_at = last_seen_at - interval '2 minutes'")
    sessions._seen.clear()
    assert await sessions.find(secret) is None
    await sessions.end(slow)
    assert await sessions.find(secret) is None


async def test_many_requests_and_a_sign_out_at_once_leave_no_session(door: Door) -> None:
    staff, browser = await door.staff(), door.browser()
    await browser.sign_in(staff)
    secret, token = browser.session, await browser.token("/password")
    other = door.browser()
    other.http.cookies.set("__Host-sahut", secret)
    sessions._seen.clear()
    await asyncio.gather(*(other.get("/who") for _ in range(15)), browser.post("/sign-out", token))
    assert {(await other.get("/who")).status_code for _ in range(5)} == {303}


@pytest.mark.parametrize(
    ("idle", "age", "lives"),
    [
        ("29 minutes", "0", True),
        ("31 minutes", "0", False),
        ("0", "11 hours 59 minutes", True),
        ("0", "12 hours 1 minute", False),
    ],
)
async def test_a_session_ends_when_idle_and_at_last(door: Door, idle: str, age: str, lives: bool) -> None:
    staff, browser = await door.staff(), door.browser()
    await browser.sign_in(staff)
    async with tenant_scope(staff.tenant_id) as scope:
        await scope.execute(
            "UPDATE session SET last_seen_at = last_seen_at - $1::text::interval,"
            " expires_at = expires_at - $2::text::interval WHERE tenant_id = $3",
            idle,
            age,
            staff.tenant_id,
        )
    assert ((await browser.get("/who")).status_code == 200) is lives


async def test_access_ends_with_the_post_at_once(door: Door) -> None:
    """T4: permission is asked for when it matters, not when the session began."""
    staff, browser = await door.staff(Role.AGENT), door.browser()
    await browser.sign_in(staff)
    async with tenant_scope(staff.tenant_id) as scope:
        await scope.execute(
            "UPDATE membership SET roles = '{integrator}' WHERE tenant_id = $1", staff.tenant_id
        )
    assert "cases:work" not in (await browser.get("/who")).json()["rights"]
    async with tenant_scope(staff.tenant_id) as scope:
        await scope.execute("UPDATE membership SET active = false WHERE tenant_id = $1", staff.tenant_id)
    assert (await browser.get("/who")).status_code == 303
    assert (await door.browser().sign_in(staff)).status_code == 422


async def test_a_password_that_changes_while_it_is_compared_opens_nothing(door: Door) -> None:
    staff = await door.staff()
    who = await identify(staff.email, PASSWORD, "203.0.113.9", door.limits)
    found = await directory.credentials(staff.email)
    assert found is not None
    await directory.set_password(staff.person_id, (found.password_hash or "") + " ")
    assert isinstance(who, Identified)
    with pytest.raises(Unauthenticated):
        await open_session(who, "", None)
    async with tenant_scope(staff.tenant_id) as scope:
        living = await scope.fetchval(
            "SELECT count(*) FROM session WHERE tenant_id = $1 AND revoked_at IS NULL", staff.tenant_id
        )
    assert living == 0


async def test_another_office_answers_like_none(door: Door) -> None:
    """T1: byte for byte, apart from the number of the request."""
    staff, stranger, browser = await door.staff(), await door.staff(), door.browser()
    await browser.sign_in(staff)
    foreign = await browser.get(f"/desk/{stranger.slug}/cases")
    missing = await browser.get("/desk/nowhere/cases")
    assert foreign.status_code == missing.status_code == 404
    assert foreign.content == missing.content
    assert {**foreign.headers, "x-request-id": ""} == {**missing.headers, "x-request-id": ""}
    assert (await browser.send("/switch", office=stranger.slug)).status_code == 404


async def test_no_secret_of_a_session_is_stored(door: Door) -> None:
    staff, browser = await door.staff(), door.browser()
    await browser.sign_in(staff)
    async with tenant_scope(staff.tenant_id) as scope:
        rows = await scope.fetch("SELECT s::text FROM session s WHERE tenant_id = $1", staff.tenant_id)
        facts = await scope.fetch(
            "SELECT a::text FROM audit_entry a WHERE tenant_id = $1"
            " UNION ALL SELECT o::text FROM outbox o WHERE tenant_id = $1",
            staff.tenant_id,
        )
    stored = " ".join(row[0] for row in [*rows, *facts])
    assert len(rows) == 1
    assert browser.session not in stored
    assert browser.session.encode().hex() not in stored
    assert staff.email not in stored
