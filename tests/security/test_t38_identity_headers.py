"""Nobody is somebody because a header says so (T38; Zammad CVE-2026-34720)."""

from support.front_door import Door

HEADERS = [
    *("remote-user", "x-remote-user", "x-forwarded-user", "x-forwarded-email", "x-auth-request-email"),
    *("x-auth-user", "x-webauth-user", "x-authenticated-user", "x-user", "x-email", "ssl-client-s-dn"),
    *("x-ms-client-principal-name", "x-goog-authenticated-user-email", "x-original-url", "from"),
]


async def test_identity_headers_are_not_believed(door: Door) -> None:
    staff = await door.staff()
    answer = await door.browser().get("/who", headers=dict.fromkeys(HEADERS, staff.email))
    assert answer.headers["location"] == "/sign-in?next=/who"
    basic = await door.browser().get("/api/me", headers={"authorization": f"Basic {staff.email}"})
    assert basic.status_code == 401
