"""What integrators are told of a case that nobody has sent yet."""

from kit.ids import uuid7
from support.integrators import House
from tenants.permissions.model import Permission

FRIDAY = {"kind": "complaint", "at": "2026-03-13T15:30:00+07:00"}


async def test_a_red_complaint_is_foretold_with_rule_steps_and_days(house: House) -> None:
    async with house.client(await house.key(Permission.READ_CASES)) as http:
        red = (await http.get("/promises", params={**FRIDAY, "grade": "red"})).json()
        plain = (await http.get("/promises", params=FRIDAY)).json()
    assert (red["rules"], red["in_force_since"], red["untold"]) == ("district-1", "2024-01-01", [])
    promise = next(each for each in red["promises"] if each["kind"] == "first_response")
    assert promise["due_at"] == "2026-03-14T08:30:00Z"
    assert promise["budget"] == {"unit": "running_seconds", "amount": 86400}
    assert (promise["rule"], promise["rule_name"], promise["passed_over"]) == (
        "grade_red",
        "Pengaduan merah",
        [],
    )
    assert promise["steps"][1] == {
        "percent": 100,
        "tell": ["officer", "supervisor"],
        "at": "2026-03-14T08:30:00Z",
    }
    promise = next(each for each in plain["promises"] if each["kind"] == "first_response")
    assert promise["due_at"] == "2026-03-27T09:30:00Z"
    assert [day["date"] for day in promise["counted"]][-1] == "2026-03-27"
    assert "Suci Nyepi" in str(promise["skipped"])
    assert promise["passed_over"][0] == {"rule": "grade_red", "name": "Pengaduan merah", "unmet": ["grade"]}
    assert {each["kind"] for each in plain["promises"] if not each["at_receipt"]} >= {
        "next_response",
        "handover",
    }


async def test_without_a_time_it_is_now_and_a_time_needs_its_zone_and_a_rule(house: House) -> None:
    async with house.client(await house.key()) as http:
        now = await http.get("/promises", params={"kind": "information"})
        answers = [
            await http.get("/promises", params={"kind": "complaint", "at": at})
            for at in ("2026-03-13T15:30:00", "0001-01-01T00:00:00Z", "2001-01-01T00:00:00Z")
        ]
        nothing = await http.get("/promises")
    assert now.status_code == 200
    assert now.json()["at"]
    assert [answer.status_code for answer in (*answers, nothing)] == [400] * 4
    assert [answer.json()["errors"][0] for answer in answers] == [
        {"field": "at", "code": "malformed"},
        {"field": "at", "code": "out_of_range"},
        {"field": "at", "code": "sla_no_rule_in_force"},
    ]


async def test_a_unit_of_another_office_is_none(house: House) -> None:
    own = house.office.units["Puskesmas Batang I"]
    foreign = house.world.neighbour.units["Puskesmas Batang I"]
    async with house.client(await house.key()) as http:
        answers = [
            await http.get("/promises", params={**FRIDAY, "unit": str(unit)})
            for unit in (own, foreign, uuid7())
        ]
    assert [answer.status_code for answer in answers] == [200, 400, 400]
    assert (
        answers[1].json()["errors"] == answers[2].json()["errors"] == [{"field": "unit", "code": "unknown"}]
    )
