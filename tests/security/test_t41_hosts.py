"""Only our own host names are answered (T41; Litestar CVE-2026-25479, Starlette CVE-2026-48710)."""

from typing import Any

import pytest

from kit.headers import ExactHosts, Headers, add_header, csp_nonce


async def _application(scope: Any, receive: Any, send: Any) -> None:
    given = [(b"content-type", b"text/plain"), *scope.get("answer", [])]
    await send({"type": "http.response.start", "status": 200, "headers": given})
    await send({"type": "http.response.body", "body": b"ours"})


async def _ask(app: Any, *hosts: str, path: str = "/", answer: Any = ()) -> tuple[int, dict[str, str]]:
    """Status and headers of one request with these Host headers."""
    said: list[Any] = []

    async def send(message: Any) -> None:
        said.append(message)

    headers = [(b"host", host.encode()) for host in hosts]
    scope = {"type": "http", "path": path, "headers": headers, "answer": answer}
    await app(scope, None, send)
    names = [name for name, _ in said[0]["headers"]]
    assert len(names) == len(set(names)) or b"set-cookie" in names, "no header stands there twice"
    return said[0]["status"], {name.decode(): value.decode() for name, value in said[0]["headers"]}


def _hosts(**more: Any) -> ExactHosts:
    return ExactHosts(_application, base_url="https://sahut.example", **more)


@pytest.mark.parametrize("host", ["sahut.example", "SAHUT.example"])
async def test_our_name_is_answered(host: str) -> None:
    assert (await _ask(_hosts(), host))[0] == 200


@pytest.mark.parametrize(
    "hosts",
    [
        [],
        [""],
        ["a-sahut.example"],
        ["sahutxexample"],
        ["sahut.example.evil.id"],
        ["sahut.example:8443"],
        ["sahut.example@evil.id"],
        ["evil.id/sahut.example"],
        [" sahut.example"],
        ["localhost:8000"],
        ["127.0.0.1"],
        ["sahut.example", "evil.id"],
        ["sahut.example", "sahut.example"],
    ],
)
async def test_every_other_name_is_not(hosts: list[str]) -> None:
    assert (await _ask(_hosts(), *hosts))[0] == 400


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:9", "[::1]:8000"])
async def test_a_demonstration_answers_on_this_machine(host: str) -> None:
    assert (await _ask(_hosts(loopback=True), host))[0] == 200


@pytest.mark.parametrize("host", ["localhost.evil.id", "localhost:8000x", "127.0.0.1.evil.id", "0.0.0.0"])
async def test_and_on_nothing_that_only_looks_like_it(host: str) -> None:
    assert (await _ask(_hosts(loopback=True), host))[0] == 400


async def test_the_names_of_tenants_are_answered_as_they_come_and_go() -> None:
    names: set[str] = set()

    async def known() -> set[str]:
        return names

    hosts = _hosts(tenant_hosts=known)
    assert (await _ask(hosts, "halo.batang.example"))[0] == 400
    names.add("halo.batang.example")
    assert (await _ask(hosts, "halo.batang.example"))[0] == 200


async def test_health_is_asked_by_address() -> None:
    hosts = _hosts(by_address=["/health/live"])
    assert (await _ask(hosts, "10.0.0.7:8000", path="/health/live"))[0] == 200
    assert (await _ask(hosts, "10.0.0.7:8000", path="/health/live/x"))[0] == 400


async def test_a_refusal_carries_the_headers_too() -> None:
    status, headers = await _ask(Headers(_hosts(), secure=True), "evil.id")
    assert status == 400
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["cache-control"] == "no-store"


async def test_what_a_route_says_itself_is_kept() -> None:
    said = [(b"content-security-policy", b"sandbox"), (b"cache-control", b"public, max-age=60")]
    _, headers = await _ask(Headers(_application, secure=False), "x", answer=said)
    assert headers["content-security-policy"] == "sandbox"
    assert headers["cache-control"] == "public, max-age=60"
    assert headers["x-content-type-options"] == "nosniff"
    assert "strict-transport-security" not in headers


async def test_a_page_gets_a_nonce_of_its_own_and_the_headers_put_aside() -> None:
    made = []

    async def page(scope: Any, receive: Any, send: Any) -> None:
        made.append(csp_nonce(scope))
        assert csp_nonce(scope) == made[-1]
        add_header(scope, "set-cookie", "a=b")
        await _application(scope, receive, send)

    for _ in range(2):
        _, headers = await _ask(Headers(page, secure=True), "x")
        assert f"style-src 'self' 'nonce-{made[-1]}';" in headers["content-security-policy"]
        assert headers["set-cookie"] == "a=b"
    assert made[0] != made[1]
