"""What is answered instead of an answer: to programs, to people, and to those who send nonsense."""

import gzip
import json
import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import asyncpg
import httpx
import pytest

from helpdesk.api.problem import MEDIA_TYPE
from helpdesk.cases import lists
from kit.errors import Conflict, Forbidden, Missing, TooMany, Unavailable
from support.integrators import House
from wiring import problems

CASE = {"kind": "complaint", "source": "phone", "text": "Poli gigi selalu penuh"}
JSON = {"content-type": "application/json"}


def is_problem(answer: httpx.Response, status: int, code: str) -> bool:
    """A whole problem: type, title, status and code, and nothing that quotes anybody."""
    body = answer.json()
    return (
        answer.status_code == body["status"] == status
        and answer.headers["content-type"] == MEDIA_TYPE
        and body["code"] == code
        and body["type"] == f"urn:sahut:problem:{code}"
        and bool(body["title"])
        and body.keys() <= {"type", "title", "status", "code", "errors", "reference", "retry_after"}
    )


@pytest.mark.parametrize(
    "authorization",
    ["", "Bearer", "Bearer x", "Basic abc", f"Bearer sahut_{'A' * 43}", "Bearer sahut_' OR 1"],
)
async def test_without_a_living_key_nothing_is_answered(house: House, authorization: str) -> None:
    async with house.client() as http:
        for method, path, body in [("GET", "/cases", None), ("POST", "/cases", {}), ("GET", "/me", None)]:
            answer = await http.request(method, path, json=body, headers={"Authorization": authorization})
            assert is_problem(answer, 401, "api_key_unknown"), (method, path)
            assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_revoked_key_is_refused_at_once(house: House) -> None:
    async with house.client(await house.key()) as http:
        assert (await http.get("/me")).status_code == 200
        await house.office.change("UPDATE api_key SET revoked_at = now() WHERE tenant_id = $1")
        assert (await http.get("/me")).status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        b'{"kind": "complaint"',
        b"\xff\xfe{}",
        b"\xef\xbb\xbf{}",
        b"[]",
        b"3",
        b"null",
        b'"text"',
        b"[" * 50_000,
        b'{"a":' * 10_000,
        b'{"kind":"complaint","source":"phone","text":"\\ud800"}',
    ],
)
async def test_a_body_that_is_none_is_refused(house: House, body: bytes) -> None:
    async with house.client(await house.key()) as http:
        answer = await http.post("/cases", content=body, headers=JSON)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == MEDIA_TYPE


async def test_only_plain_json_of_a_reasonable_size_is_read(house: House) -> None:
    body = json.dumps(CASE).encode()
    async with house.client(await house.key()) as http:
        for headers, content in [
            ({"content-type": "text/plain"}, body),
            ({"content-type": "application/x-www-form-urlencoded"}, b"kind=complaint"),
            ({}, body),
            (JSON | {"content-encoding": "gzip"}, gzip.compress(body)),
        ]:
            answer = await http.post("/cases", content=content, headers=headers)
            assert is_problem(answer, 415, "media_type_not_supported"), headers
        large = json.dumps(CASE | {"text": "x" * 12_000_000}).encode()
        assert is_problem(await http.post("/cases", content=large, headers=JSON), 413, "too_large")

        async def endless() -> AsyncIterator[bytes]:
            for _ in range(100):
                yield b"x" * 10_000

        assert is_problem(await http.post("/cases", content=endless(), headers=JSON), 413, "too_large")


NASTY = [
    "' OR '1'='1",
    "'; DROP TABLE cases; --",
    "%00",
    "a\x00b",
    "%' ESCAPE '!",
    "../../etc/passwd",
    "${7*7}",
    "<script>alert(1)</script>",
    "\u202e",
    "0" * 500,
    "-1",
    "1e309",
    "NaN",
    "٣",
]


@pytest.mark.parametrize("nasty", NASTY)
async def test_no_parameter_breaks_a_statement(house: House, nasty: str) -> None:
    """T26: every parameter of every reading route, one by one; never a fault of ours, never a row too many."""
    await house.case()
    async with house.client(await house.key()) as http:
        calls = [
            ("/cases", {name: nasty})
            for name in ("q", "folder", "state", "kind", "channel", "unit_id", "cursor", "limit")
        ]
        calls += [("/events", {"after": nasty}), ("/events", {"limit": nasty})]
        for path, query in calls:
            answer = await http.get(path, params=query)
            assert answer.status_code in (200, 400), (path, query)
            if answer.status_code == 200:
                assert answer.json()["items"] == [], (path, query)
        for name in ("kind", "grade", "priority", "topic", "channel", "unit", "at"):
            answer = await http.get("/promises", params={"kind": "complaint", name: nasty})
            assert answer.status_code == 400, name
        for path in ("", "/messages", "/escalations/preview"):
            answer = await http.get(f"/cases/{quote(nasty, safe='')}{path}")
            assert answer.status_code == 404, path
        for field in ("text", "title", "name", "phone", "kind", "source", "language", "facility_id"):
            answer = await http.post("/cases", json=CASE | {field: nasty})
            assert answer.status_code in (201, 400), field


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Missing("x"), 404),
        (Forbidden("x"), 403),
        (Conflict("x"), 409),
        (TooMany("x", retry_after=7), 429),
        (Unavailable("x", retry_after=7), 503),
    ],
)
def test_refusals_have_their_status(error: Exception, status: int) -> None:
    problem = problems.problem_of(error)
    assert (problem.status, problem.code) == (status, "x")
    assert problem.retry_after in (None, 7)


async def test_a_fault_of_ours_tells_a_reference_and_nothing_else(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: Any) -> None:
        raise ValueError("Siti Aminah, +6281255501234")

    monkeypatch.setattr(lists.queries, "urgent", broken)
    async with house.client(await house.key()) as http:
        answer = await http.get("/cases")
    assert is_problem(answer, 500, "unexpected")
    assert answer.json()["reference"] == answer.headers["x-request-id"]
    assert "Siti" not in answer.text


@pytest.mark.parametrize(
    "error",
    [ConnectionRefusedError(), asyncpg.CannotConnectNowError(""), asyncpg.TooManyConnectionsError("")],
)
async def test_a_database_that_is_away_is_worth_another_try(
    house: House, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    async def away(*_: Any) -> None:
        raise error

    monkeypatch.setattr(lists.queries, "urgent", away)
    async with house.client(await house.key()) as http:
        answer = await http.get("/cases")
    assert is_problem(answer, 503, "unavailable")
    assert int(answer.headers["retry-after"]) > 0


async def test_people_get_a_page(house: House) -> None:
    async with house.client(path="") as http:
        indonesian = await http.get("/tidak/ada")
        english = await http.get("/tidak/ada", headers={"accept-language": "en"})
    assert indonesian.status_code == english.status_code == 404
    assert "Halaman tidak ditemukan" in indonesian.text
    assert '<html lang="en">' in english.text
    nonce = re.search(r'<style nonce="([^"]+)"', indonesian.text)
    assert nonce is not None
    assert f"'nonce-{nonce[1]}'" in indonesian.headers["content-security-policy"]


async def test_whoever_is_not_signed_in_is_sent_to_sign_in_and_back(house: House) -> None:
    async with house.client(path="") as http:
        page = await http.get("/desk?folder=mine")
        fragment = await http.get("/desk", headers={"hx-request": "true"})
        form = await http.post("/preferences", data={"theme": "dark"})
    assert (page.status_code, page.headers["location"]) == (303, "/sign-in?next=/desk%3Ffolder%3Dmine")
    assert (fragment.status_code, fragment.headers["hx-redirect"]) == (401, "/sign-in?next=/desk")
    assert form.status_code == 403, "a form from nowhere is refused before it is read"


async def test_machines_get_problems_wherever_they_knock(house: House) -> None:
    async with house.client(path="") as http:
        for path in ("/api/v1/nothing", "/api/v2/cases", "/schema/nothing.json"):
            assert is_problem(await http.get(path), 404, "not_found"), path
        wrong = await http.delete("/api/v1/me")
    assert is_problem(wrong, 405, "method_not_allowed")
    assert "GET" in wrong.headers["allow"]


async def test_the_description_tells_everything_an_integrator_needs(house: House) -> None:
    async with house.client(path="") as http:
        description: dict[str, Any] = (await http.get("/schema/openapi.json")).json()
        for page in ("/schema", "/schema/swagger", "/schema/redoc", "/schema/elements", "/schema/rapidoc"):
            assert "<script" not in (await http.get(page)).text, page
    assert description["openapi"].startswith("3.1")
    assert all(path.startswith("/api/v1/") for path in description["paths"])
    assert description["components"]["securitySchemes"]["apiKey"]["scheme"] == "bearer"
    operations = [
        (path, method, operation)
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
    ]
    assert len({operation["operationId"] for _, _, operation in operations}) == len(operations) == 58
    for path, method, operation in operations:
        assert operation["security"] == [{"apiKey": []}], path
        assert operation["description"], path
        assert {"401", "403", "429", "503"} <= operation["responses"].keys(), path
        for status, response in operation["responses"].items():
            if status >= "400":
                schema = response["content"][MEDIA_TYPE]["schema"]
                assert schema == {"$ref": "#/components/schemas/Problem"}, (path, status)
        if method == "post":
            assert "Idempotency-Key" in {each["name"] for each in operation["parameters"]}, path
    assert {"in_state", "actor"}.isdisjoint(
        each["name"] for _, _, operation in operations for each in operation.get("parameters", [])
    )
    assert set(description["components"]["schemas"]["OpenCase"]["required"]) == {"kind", "source", "text"}
