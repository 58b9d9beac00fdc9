"""Signing in and out, changing one's password, choosing an office."""

import pytest
from argon2 import PasswordHasher

from kit.settings import Settings
from support.front_door import NEW_PASSWORD, PASSWORD, Door, front_door
from tenants.directory import store as directory
from tenants.directory.model import Post
from tenants.doors import tenant_scope
from tenants.permissions.model import Permission, Role
from tenants.sessions import service as sessions


async def test_the_right_password_leads_to_the_desk(door: Door) -> None:
    staff, browser = await door.staff(), door.browser()
    answer = await browser.sign_in(staff)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    assert (await browser.get("/desk")).headers["location"] == f"/desk/{staff.slug}/cases"
    assert (await browser.get("/admin")).headers["location"] == f"/admin/{staff.slug}/"
    assert (await browser.get(f"/desk/{staff.slug}/cases")).json() == {"tenant": staff.tenant_id}
    assert (await browser.get("/sign-in")).status_code == 303, "somebody who is in is sent on"
    assert await door.audited(staff) == ["membership.saved", "session.opened"]


async def test_rights_are_those_of_the_roles(door: Door) -> None:
    staff, browser = await door.staff(Role.UNIT_OFFICER), door.browser()
    await browser.sign_in(staff)
    rights = (await browser.get("/who")).json()["rights"]
    assert Permission.WORK_CASES in rights
    assert Permission.READ_ALL_UNITS not in rights


async def test_the_cookie_is_only_for_us_and_only_over_https(door: Door) -> None:
    staff, browser = await door.staff(), door.browser()
    [cookie] = (await browser.sign_in(staff)).headers.get_list("set-cookie")
    parts = {part.strip() for part in cookie.split(";")}
    assert cookie.startswith("__Host-sahut=")
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= parts
    assert not [part for part in parts if part.startswith("Domain")]
    assert "set-cookie" not in (await browser.get("/who")).headers, "it is set only when it changes"


async def test_a_demonstration_over_http_works_too(database_urls: Settings, redis_url: str) -> None:
    async with front_door(database_urls, redis_url, "http://localhost:8000") as door:
        staff, browser = await door.staff(), door.browser()
        [cookie] = (await browser.sign_in(staff)).headers.get_list("set-cookie")
        assert cookie.startswith("sahut=")
        assert "Secure" not in cookie
        assert (await browser.get("/who")).status_code == 200


async def test_a_hash_made_anew_ends_no_session_and_brings_no_old_password_back(door: Door) -> None:
    staff, there, here = await door.staff(), door.browser(), door.browser()
    weak = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    await directory.set_password(staff.person_id, weak)
    async with tenant_scope(staff.tenant_id, read_only=True) as scope:
        member = await scope.fetchval("SELECT id FROM membership WHERE person_id = $1", staff.person_id)
    secret = await sessions.begin(Post(tenant_id=staff.tenant_id, membership_id=member), staff.person_id)
    assert (await here.sign_in(staff)).status_code == 303
    found = await directory.credentials(staff.email)
    assert found is not None
    assert found.password_hash not in (None, weak)
    assert await sessions.find(secret) is not None, "the same password: nobody has to sign in again"
    assert not await directory.rehash(staff.person_id, weak, weak), "it was changed meanwhile"
    assert (await there.sign_in(staff)).status_code == 303


async def test_a_wrong_password_shows_the_form_again(door: Door) -> None:
    staff, browser = await door.staff(), door.browser()
    answer = await browser.sign_in(staff, "tujuh gajah menari cepat")
    assert answer.status_code == 422
    assert "E-mail dan kata sandi tidak cocok" in answer.text
    assert f'value="{staff.email}"' in answer.text, "the address need not be typed again"
    assert "tujuh gajah" not in answer.text
    assert not browser.session
    assert await door.audited(staff) == ["membership.saved", "session.refused"]


@pytest.mark.parametrize("typed", ["", "nobody", "a@b\x00c", "ä" * 300 + "@x.id", "dewi@kantor.example\n"])
async def test_strange_addresses_are_only_wrong(door: Door, typed: str) -> None:
    assert (await door.browser().send("/sign-in", email=typed, password=PASSWORD)).status_code == 422


async def test_the_address_may_be_typed_in_capitals(door: Door) -> None:
    staff, browser = await door.staff(), door.browser()
    assert (
        await browser.send("/sign-in", email=f" {staff.email.upper()} ", password=PASSWORD)
    ).status_code == 303


@pytest.mark.parametrize(
    ("wanted", "led"),
    [
        ("/desk/SLUG/cases/HLO-1?tab=2", "/desk/SLUG/cases/HLO-1?tab=2"),
        ("/desk/halo/cases/HLO-1?tab=2", "/desk"),
        ("https://evil.example/", "/desk"),
        ("//evil.example/", "/desk"),
        ("/\\evil.example/", "/desk"),
        ("/\t/evil.example/", "/desk"),
        ("javascript:alert(1)", "/desk"),
        ("/ok\r\nset-cookie: x=y", "/desk"),
    ],
)
async def test_signing_in_leads_back_but_never_elsewhere(door: Door, wanted: str, led: str) -> None:
    staff, browser = await door.staff(), door.browser()
    answer = await browser.sign_in(staff, next=wanted.replace("SLUG", staff.slug))
    assert answer.headers["location"] == led.replace("SLUG", staff.slug)


async def test_signing_out_ends_the_session_in_the_database(door: Door) -> None:
    staff, browser = await door.staff(), door.browser()
    await browser.sign_in(staff)
    kept = browser.session
    answer = await browser.post("/sign-out", await browser.token("/password"))
    assert answer.headers["location"] == "/sign-in?left"
    assert not browser.session
    other = door.browser()
    other.http.cookies.set("__Host-sahut", kept)
    assert (await other.get("/who")).headers["location"] == "/sign-in?next=/who"
    assert (await door.audited(staff))[-1] == "session.closed"


async def test_the_pages_speak_two_languages(door: Door) -> None:
    browser = door.browser()
    assert 'lang="id"' in (await browser.get("/sign-in")).text
    english = await browser.get("/sign-in", headers={"accept-language": "en-GB,en;q=0.9"})
    assert 'lang="en"' in english.text
    assert "Forgotten your password?" in english.text
    assert 'lang="en"' in (await browser.get("/sign-in?lang=en")).text
    assert 'lang="en"' in (await browser.get("/sign-in")).text, "the choice is kept"


async def test_a_chosen_language_stays_with_the_person_and_not_with_the_machine(door: Door) -> None:
    staff, browser = await door.staff(), door.browser()
    await browser.sign_in(staff)
    assert 'lang="id"' in (await browser.get("/password")).text
    await browser.get("/password?lang=en")
    assert 'lang="en"' in (await browser.get("/password")).text
    await browser.post("/sign-out", await browser.token("/password"))
    assert 'lang="id"' in (await browser.get("/sign-in")).text, "the next one here did not ask for it"
    elsewhere = door.browser()
    await elsewhere.sign_in(staff)
    assert 'lang="en"' in (await elsewhere.get("/password")).text


async def test_a_new_password_ends_every_other_session(door: Door) -> None:
    staff, here, there = await door.staff(), door.browser(), door.browser()
    await here.sign_in(staff)
    await there.sign_in(staff)
    before = here.session
    answer = await here.send("/password", old=PASSWORD, new=NEW_PASSWORD, again=NEW_PASSWORD)
    assert answer.headers["location"] == "/password?changed"
    assert here.session != before
    assert (await here.get("/who")).status_code == 200
    assert (await there.get("/who")).status_code == 303
    assert (await there.sign_in(staff)).status_code == 422, "the old password is void"
    assert (await there.sign_in(staff, NEW_PASSWORD)).status_code == 303
    assert "password.changed" in await door.audited(staff)


@pytest.mark.parametrize(
    ("old", "new", "again", "sentence"),
    [
        ("salah sama sekali", NEW_PASSWORD, NEW_PASSWORD, "Kata sandi sekarang tidak cocok"),
        (PASSWORD, "pendek", "pendek", "terlalu pendek"),
        (PASSWORD, "dewi anjani dewi anjani", "dewi anjani dewi anjani", "mudah ditebak"),
        (PASSWORD, PASSWORD, PASSWORD, "sama dengan yang lama"),
        (PASSWORD, NEW_PASSWORD, "lain", "Ulangan kata sandi tidak sama"),
        (PASSWORD, "x" * 5000, "x" * 5000, "terlalu panjang"),
    ],
)
async def test_a_password_is_changed_only_when_all_is_right(
    door: Door, old: str, new: str, again: str, sentence: str
) -> None:
    staff, browser = await door.staff(), door.browser()
    await browser.sign_in(staff)
    answer = await browser.send("/password", old=old, new=new, again=again)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert (await browser.get("/who")).status_code == 200
    assert (await door.browser().sign_in(staff)).status_code == 303, "the password is as it was"


async def test_somebody_of_two_offices_chooses_and_gets_a_new_session(door: Door) -> None:
    first, browser = await door.staff(), door.browser()
    second = await door.staff(Role.SUPERVISOR, email=first.email)
    assert (await browser.sign_in(first)).headers["location"] == "/switch"
    before = browser.session
    page = await browser.get("/switch")
    assert f"Halo {first.slug}" in page.text
    assert f"Halo {second.slug}" in page.text
    answer = await browser.send("/switch", office=second.slug)
    assert answer.headers["location"] == f"/desk/{second.slug}/cases"
    assert browser.session != before
    assert (await browser.get("/who")).json()["tenant"] == second.tenant_id
    other = door.browser()
    other.http.cookies.set("__Host-sahut", before)
    assert (await other.get("/who")).status_code == 303, "the session of the first office is over"
    assert await door.audited(second) == ["membership.saved", "session.switched"]
    assert await door.audited(first) == ["membership.saved", "session.opened", "session.closed"]


async def test_a_page_of_the_other_office_leads_to_the_switch_and_back(door: Door) -> None:
    first, browser = await door.staff(), door.browser()
    second = await door.staff(email=first.email)
    await browser.sign_in(first, next=f"/desk/{first.slug}/cases")
    way = (await browser.get(f"/desk/{second.slug}/cases")).headers["location"]
    assert way == f"/switch?office={second.slug}&next=/desk/{second.slug}/cases"
    token = await browser.token(way)
    answer = await browser.post("/switch", token, office=second.slug, next=f"/desk/{second.slug}/cases")
    assert (await browser.get(answer.headers["location"])).json() == {"tenant": second.tenant_id}


async def test_a_wish_for_a_page_of_one_office_opens_the_session_there(door: Door) -> None:
    first, browser = await door.staff(), door.browser()
    second = await door.staff(email=first.email)
    answer = await browser.sign_in(first, next=f"/desk/{second.slug}/cases")
    assert (await browser.get(answer.headers["location"])).json() == {"tenant": second.tenant_id}


async def test_preferences_change_the_screens(door: Door) -> None:
    staff, browser = await door.staff(), door.browser()
    await browser.sign_in(staff)
    token = await browser.token("/password")
    headers = {"origin": browser.origin, "referer": f"{browser.origin}/password?x=1"}
    answer = await browser.raw_post("/preferences", headers, _csrf_token=token, theme="dark", language="en")
    assert answer.headers["location"] == "/password"
    page = (await browser.get("/password")).text
    assert 'lang="en" data-theme="dark"' in page
    assert (await browser.post("/preferences", token, theme="pink")).status_code == 422
    assert (await browser.post("/preferences", token, theme="")).headers["location"] == "/desk"
    assert '<html lang="en">' in (await browser.get("/password")).text, "back to what the system says"


async def test_being_there_is_noted_at_most_once_a_minute(door: Door) -> None:
    staff, browser = await door.staff(), door.browser()
    await browser.sign_in(staff)

    async def unseen_after(rest: str) -> float:
        """Seconds since the person was last seen, when they come back after a rest."""
        async with tenant_scope(staff.tenant_id) as scope:
            await scope.execute(
                "UPDATE session SET last_seen_at = last_seen_at - $2::text::interval WHERE tenant_id = $1",
                staff.tenant_id,
                rest,
            )
        await browser.get("/who")
        async with tenant_scope(staff.tenant_id) as scope:
            seconds: float = await scope.fetchval(
                "SELECT extract(epoch FROM now() - last_seen_at)::float FROM session WHERE tenant_id = $1",
                staff.tenant_id,
            )
        return seconds

    assert await unseen_after("20 minutes") < 60
    assert await unseen_after("20 minutes") > 1000, (
        "this process noted it within the minute, and does not ask"
    )
    sessions._seen.clear()
    assert await unseen_after("0") < 60, "another process does"
    sessions._seen.clear()
    assert await unseen_after("40 seconds") > 39, "but within the minute nothing is written"


async def test_a_page_carries_what_protects_it(door: Door) -> None:
    answer = await door.browser().get("/sign-in")
    policy = answer.headers["content-security-policy"]
    nonce = policy.split("'nonce-")[1].split("'")[0]
    assert f'<style nonce="{nonce}">' in answer.text
    assert "default-src 'none'" in policy
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    assert len(answer.headers["x-request-id"]) == 16
    missing = await door.browser().get("/nowhere")
    assert missing.headers["content-security-policy"].startswith("default-src 'none'")


async def test_a_large_form_is_refused(door: Door) -> None:
    answer = await door.browser().send("/sign-in", email="a@b", password="x" * 20_000)
    assert answer.status_code == 413
