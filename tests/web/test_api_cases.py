"""`/api/v1/cases`: what integrators find, open, read and correct."""

from typing import Any
from uuid import UUID

import httpx
import pytest

from helpdesk.cases import service as cases
from helpdesk.cases.model import CaseKind
from kit.ids import uuid7
from support.builders import an_opened_case
from support.integrators import House
from tenants.permissions.model import Permission

P = Permission
CASE = {"kind": "complaint", "source": "phone", "text": "Poli gigi selalu penuh"}


def codes(answer: httpx.Response) -> dict[str, str]:
    """The wrong fields of a problem."""
    return {error["field"]: error["code"] for error in answer.json().get("errors", [])}


async def test_a_case_is_opened_for_a_caller(house: House) -> None:
    facility = house.office.units["Puskesmas Batang I"]
    body = CASE | {
        "title": "Poli\u0000 gigi\npenuh",
        "name": "Siti\r\nAminah",
        "phone": "0812-5550-1234",
        "facility_id": str(facility),
        "confidential": True,
    }
    async with house.client(await house.key()) as http:
        answer = await http.post("/cases", json=body)
        opened = answer.json()
        assert (answer.status_code, answer.headers["location"]) == (201, opened["url"])
        read = (await http.get(opened["url"].removeprefix("/api/v1"))).json()
    assert opened["number"].startswith(house.office.slug[:5].upper())
    assert (read["title"], read["channel"], read["confidential"]) == ("Poli gigi penuh", "phone", True)
    assert (read["contact"]["name"], read["facility"]) == ("Siti Aminah", "Puskesmas Batang I")
    assert read["contact"]["identities"] == [{"scheme": "phone", "value": "••• 1234"}]
    assert [clock["kind"] for clock in read["clocks"]][:1] == ["first_seen"]
    assert read["due_at"].endswith("Z")


async def test_a_case_is_read_with_the_version_as_its_tag(house: House) -> None:
    number = await an_opened_case(house.world)
    async with house.client(await house.key(P.READ_CASES, P.READ_ALL_UNITS)) as http:
        answer = await http.get(f"/cases/{number.lower()}")
    found = answer.json()
    assert (answer.status_code, answer.headers["etag"]) == (200, f'"{found["version"]}"')
    assert (found["number"], found["state"], found["status"]) == (number, "received", "received")
    assert (found["reply_channel"], found["reply_open"]) == ("whatsapp", True)
    assert found["acts"] == [], "the key may only read"


async def test_every_promise_is_told_with_the_days_that_make_its_due_time(house: House) -> None:
    number = await an_opened_case(house.world)
    async with house.client(await house.key(P.READ_CASES, P.READ_ALL_UNITS)) as http:
        told = (await http.get(f"/cases/{number}/promises")).json()
        missing = await http.get("/cases/BTG-0000-0000-0/promises")
    assert missing.status_code == 404
    promises = {each["kind"]: each for each in told}
    finished = promises["resolution"]
    assert (finished["budget"], finished["state"]) == ({"unit": "working_days", "amount": 14}, "running")
    assert len(finished["counted"]) == 14
    assert finished["counted"][-1]["date"] == finished["due_at"][:10]
    assert (finished["provisional"], finished["still_so"], finished["pauses"]) == (False, True, [])
    assert "PermenPANRB" in finished["legal_basis"]
    seen = promises["first_seen"]
    stretches = [each for day in seen["counted"] for each in day["stretches"]]
    assert sum(each["seconds"] for each in stretches) == seen["budget"]["amount"] == 8 * 3600


async def test_lists_are_read_page_by_page(house: House) -> None:
    numbers = {(await house.case(f"Laporan {each}", phone="", name="")).number for each in range(7)}
    found: list[str] = []
    async with house.client(await house.key()) as http:
        query: dict[str, Any] = {"limit": 3}
        while True:
            page = (await http.get("/cases", params=query)).json()
            found += [case["number"] for case in page["items"]]
            if page["next_cursor"] is None:
                break
            query["cursor"] = page["next_cursor"]
    assert len(found) == 7
    assert set(found) == numbers


async def test_lists_are_narrowed_and_searched(house: House) -> None:
    complaint = await house.case("Obat habis")
    question = await house.case("Jam buka?", kind=CaseKind.CONSULTATION, name="Budi", phone="")
    agent = await house.world.staff(house.office)
    unit = house.office.units["Sekretariat"]
    await cases.dispose(agent, question.number, unit, "", version=None)
    async with house.client(await house.key()) as http:

        async def found(**query: Any) -> list[str]:
            return [case["number"] for case in (await http.get("/cases", params=query)).json()["items"]]

        assert await found(kind="complaint") == [complaint.number]
        assert await found(state="in_progress") == [question.number]
        assert await found(unit_id=str(unit)) == [question.number]
        assert await found(channel="whatsapp") == []
        assert await found(folder="unassigned", kind="consultation") == [question.number]
        assert await found(folder="done") == []
        assert await found(q="obat") == [complaint.number]
        assert await found(q="budi") == [question.number]
        assert await found(q=complaint.number) == [complaint.number]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=x", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("folder=trash", "folder"),
        ("state=open", "state"),
        ("kind=rumour", "kind"),
        ("channel=fax", "channel"),
        ("unit_id=1", "unit_id"),
        ("topic_id=1", "topic_id"),
        ("grade=pink", "grade"),
        ("cursor=x", "cursor"),
        (f"q={'x' * 201}", "q"),
    ],
)
async def test_a_wrong_parameter_is_named(house: House, query: str, field: str) -> None:
    async with house.client(await house.key()) as http:
        answer = await http.get(f"/cases?{query}")
    assert (answer.status_code, list(codes(answer))) == (400, [field])


async def test_kind_title_and_facility_are_put_right(house: House) -> None:
    case = await house.case()
    facility = str(house.office.units["Puskesmas Batang II"])
    async with house.client(await house.key()) as http:
        body = {"version": case.version, "kind": "aspiration", "title": " Usul ", "facility_id": facility}
        answer = await http.patch(f"/cases/{case.number}", json=body)
        corrected = answer.json()
        tagged = {"If-Match": f'"{corrected["version"]}"'}
        again = await http.patch(f"/cases/{case.number}", json={"title": "Usul lain"}, headers=tagged)
        late = await http.patch(f"/cases/{case.number}", json={"title": "Terlambat"}, headers=tagged)
    assert answer.status_code == 200
    assert (corrected["kind"], corrected["title"], corrected["facility_id"]) == (
        "aspiration",
        "Usul",
        facility,
    )
    assert (again.status_code, again.json()["title"]) == (200, "Usul lain")
    assert (late.status_code, late.json()["code"]) == (412, "case_stale")
    assert late.json()["current"] == again.json()["version"]


async def test_a_correction_says_which_version_it_saw(house: House) -> None:
    case = await house.case()
    async with house.client(await house.key()) as http:

        async def refused(body: dict[str, Any], tag: str | None = None) -> dict[str, str]:
            headers = {} if tag is None else {"If-Match": tag}
            answer = await http.patch(f"/cases/{case.number}", json=body, headers=headers)
            assert answer.status_code == 400
            return codes(answer)

        assert await refused({"title": "Usul"}) == {"version": "required"}
        assert await refused({"title": "Usul"}, "abc") == {"If-Match": "malformed"}
        assert await refused({"title": "Usul", "version": 1}, '"2"') == {"If-Match": "differs"}
        assert await refused({"version": 0}) == {"version": "malformed"}
        assert await refused({"version": case.version, "title": ""}) == {"title": "too_short"}
        unknown = {"version": case.version, "facility_id": str(uuid7())}
        assert await refused(unknown) == {"facility": "unknown"}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"kind": "rumour"}, {"kind": "unknown"}),
        ({"text": ""}, {"text": "too_short"}),
        ({"text": "x" * 5001}, {"text": "too_long"}),
        ({"text": 3}, {"text": "malformed"}),
        ({"source": "whatsapp"}, {"source": "unknown"}),
        ({"phone": "12"}, {"phone": "malformed"}),
        ({"facility_id": "x"}, {"facility_id": "malformed"}),
        ({"facility_id": str(UUID(int=1))}, {"facility": "unknown"}),
        ({"language": "jv"}, {"language": "unknown"}),
    ],
)
async def test_a_wrong_field_is_named(house: House, change: dict[str, Any], expected: dict[str, str]) -> None:
    async with house.client(await house.key()) as http:
        answer = await http.post("/cases", json=CASE | change)
    assert (answer.status_code, codes(answer)) == (400, expected)


async def test_what_integrators_get_is_not_what_they_may_set(house: House) -> None:
    """Every field of an answer, sent as input, is refused or changes nothing (reliability.md T7)."""
    case = await house.case()
    async with house.client(await house.key()) as http:
        read = (await http.get(f"/cases/{case.number}")).json()
        settable = {"version", "kind", "title", "facility_id", "grade", "priority", "topic_id"}
        for field in sorted((read.keys() | {"tenant_id", "pin", "pin_generation", "assignee"}) - settable):
            body = {"version": read["version"], field: read.get(field)}
            answer = await http.patch(f"/cases/{case.number}", json=body)
            assert (answer.status_code, codes(answer)) == (400, {field: "unknown_field"}), field
        assert (await http.get(f"/cases/{case.number}")).json() == read


async def test_a_key_without_units_sees_nothing_unless_it_may_read_all(house: House) -> None:
    case = await house.case()
    async with house.client(await house.key(P.READ_CASES)) as http:
        assert (await http.get("/cases")).json()["items"] == []
        assert (await http.get(f"/cases/{case.number}")).json()["code"] == "case_missing"


async def test_the_office_behind_the_key(house: House) -> None:
    async with house.client(await house.key(P.READ_CASES, P.READ_EVENTS)) as http:
        me, units = (await http.get("/me")).json(), (await http.get("/units")).json()
    assert me["office"]["slug"] == house.office.slug
    assert me["scopes"] == ["cases:read", "events:read"]
    assert {unit["name"]: UUID(unit["id"]) for unit in units["items"]} == house.office.units
