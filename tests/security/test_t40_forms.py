"""Only our own pages can send our forms (T40; RT token leak, FreeScout eb397efa)."""

import pytest

from support.front_door import PASSWORD, Browser, Door, Staff
from tenants.sign_in.routes import sign_in_router

ELSEWHERE = [
    {"origin": "https://evil.example"},
    {"origin": "https://sahut.example.evil.example"},
    {"origin": "http://sahut.example"},
    {"origin": "https://sahut.example:8443"},
    {"origin": "null"},
    {"origin": ""},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"sec-fetch-site": "none"},
    {"origin": "https://sahut.example", "sec-fetch-site": "cross-site"},
    {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
]
UNSAFE = sorted(
    route.path
    for route in sign_in_router.routes
    if "POST" in route.methods  # every form of this room, also those that come later
)


async def _inside(door: Door) -> tuple[Staff, Browser]:
    staff, browser = await door.staff(), door.browser()
    await browser.sign_in(staff)
    return staff, browser


@pytest.mark.parametrize("headers", ELSEWHERE, ids=str)
async def test_a_form_from_elsewhere_is_refused_with_the_right_token(
    door: Door, headers: dict[str, str]
) -> None:
    staff, browser = await _inside(door)
    token = await browser.token("/password")
    answer = await browser.raw_post(f"/desk/{staff.slug}/change", headers, _csrf_token=token)
    assert answer.status_code == 403


@pytest.mark.parametrize("path", [*UNSAFE, "/desk/some/change"])
async def test_every_form_needs_a_token(door: Door, path: str) -> None:
    _, browser = await _inside(door)
    way = path.replace("{token:str}", "x")
    for token in ("", "x", "A" * 64, await door.browser().token("/sign-in")):
        answer = await browser.raw_post(way, {"origin": browser.origin}, _csrf_token=token)
        assert answer.json() == {"code": "form_outdated"}
    assert (await browser.get("/who")).status_code == 200, "nobody was signed out"


def test_the_list_of_forms_is_not_empty() -> None:
    assert {"/sign-in", "/sign-out", "/password", "/switch", "/welcome/{token:str}"} <= set(UNSAFE)


async def test_a_token_of_another_session_is_refused(door: Door) -> None:
    staff, browser = await _inside(door)
    _, attacker = await _inside(door)
    token = await attacker.token("/password")
    assert (await browser.post(f"/desk/{staff.slug}/change", token)).status_code == 403


async def test_a_token_from_before_the_sign_in_is_void_after_it(door: Door) -> None:
    staff, browser = await door.staff(), door.browser()
    token = await browser.token("/sign-in")
    await browser.post("/sign-in", token, email=staff.email, password=PASSWORD)
    assert (await browser.post(f"/desk/{staff.slug}/change", token)).status_code == 403


async def test_our_own_pages_may(door: Door) -> None:
    staff, browser = await _inside(door)
    way, token = f"/desk/{staff.slug}/change", await browser.token("/password")
    for headers in ({"origin": browser.origin}, {"sec-fetch-site": "same-origin"}, {}):
        assert (await browser.raw_post(way, headers, _csrf_token=token)).status_code == 200
    by_header = await browser.http.post(way, headers={"origin": browser.origin, "x-csrftoken": token})
    assert by_header.status_code == 200


async def test_each_page_has_another_token_and_all_are_good(door: Door) -> None:
    staff, browser = await _inside(door)
    tokens = {await browser.token("/password") for _ in range(3)}
    assert len(tokens) == 3
    for token in tokens:
        assert (await browser.post(f"/desk/{staff.slug}/change", token)).status_code == 200


async def test_a_stranger_cannot_sign_a_victim_in_as_themselves(door: Door) -> None:
    """Login CSRF: the attacker's own form token is worthless in the victim's browser."""
    attacker_staff, attacker, victim = await door.staff(), door.browser(), door.browser()
    token = await attacker.token("/sign-in")
    await victim.get("/sign-in")
    answer = await victim.post("/sign-in", token, email=attacker_staff.email, password=PASSWORD)
    assert answer.status_code == 403
    assert not victim.session


async def test_looking_changes_nothing(door: Door) -> None:
    _, browser = await _inside(door)
    for path in ("/sign-out", "/preferences"):
        assert (await browser.get(path)).status_code == 405
    assert (await browser.get("/switch?office=x")).status_code == 200
    assert (await browser.get("/who")).status_code == 200


async def test_hooks_need_no_token(door: Door) -> None:
    assert (await door.browser().http.post("/hooks/some", content=b"{}")).status_code == 200
