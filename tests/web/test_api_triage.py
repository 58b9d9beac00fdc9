"""Grade, priority and topic as integrators read and say them."""

from typing import Any

from helpdesk.cases.model import CaseKind
from support.integrators import House


async def test_a_case_is_graded_by_verifying_and_the_answers_tell(house: House) -> None:
    case, other = await house.case(), await house.case()
    async with house.client(await house.key()) as http:
        topics = {each["name"]: each["id"] for each in (await http.get("/topics")).json()["items"]}
        topic = topics["Obat dan vaksin"]
        said = {"kind": "complaint", "grade": "red", "priority": "urgent", "topic_id": topic}
        verified = await http.post(f"/cases/{case.number}/verify", json=said)
        read = (await http.get(f"/cases/{case.number}")).json()
        assert verified.status_code == 200, verified.text
        for answer in (verified.json(), read):
            assert (answer["grade"], answer["priority"], answer["topic_id"]) == ("red", "urgent", topic)
        assert read["topic"] == "Obat dan vaksin"

        async def found(**query: Any) -> list[str]:
            return [each["number"] for each in (await http.get("/cases", params=query)).json()["items"]]

        assert await found(grade="red") == await found(topic_id=topic) == [case.number]
        assert await found(q=case.number, grade="green") == []
        [row] = [
            each for each in (await http.get("/cases")).json()["items"] if each["number"] == other.number
        ]
        assert (row["grade"], row["priority"], row["topic_id"], row["topic"]) == (None, "normal", None, None)


async def test_a_case_may_be_opened_with_grade_priority_and_topic(house: House) -> None:
    async with house.client(await house.key()) as http:
        topic = (await http.get("/topics")).json()["items"][0]["id"]
        said = {"grade": "yellow", "priority": "high", "topic_id": topic}
        body = {"kind": "complaint", "source": "phone", "text": "Obat habis"}
        opened = await http.post("/cases", json={**body, **said})
        assert opened.status_code == 201, opened.text
        assert {name: opened.json()[name] for name in said} == said
        plain = (await http.post("/cases", json=body)).json()
        assert (plain["grade"], plain["priority"], plain["topic_id"]) == (None, "normal", None)
        for wrong, field in (
            ({"kind": "consultation", "grade": "red"}, "grade"),
            ({"topic_id": str(house.world.district.account_id)}, "topic"),
        ):
            refused = await http.post("/cases", json={**body, **wrong})
            assert (refused.status_code, field in refused.text) == (400, True), refused.text


async def test_what_is_left_out_stays_and_null_takes_away(house: House) -> None:
    case = await house.case()
    async with house.client(await house.key()) as http:
        path, version = f"/cases/{case.number}", case.version
        for change, left in (
            ({"grade": "yellow", "priority": "high"}, ("yellow", "high")),
            ({"title": "Judul lain"}, ("yellow", "high")),
            ({"grade": None}, (None, "high")),
            ({"priority": "normal"}, (None, "normal")),
        ):
            answer = await http.patch(path, json={"version": version, **change})
            assert answer.status_code == 200, answer.text
            version = answer.json()["version"]
            assert (answer.json()["grade"], answer.json()["priority"]) == left, change


async def test_a_wrong_judgement_is_named(house: House) -> None:
    case, question = await house.case(), await house.case(kind=CaseKind.CONSULTATION)
    unknown = "01a202c4-4a4e-7208-b6db-65389330c1f6"
    async with house.client(await house.key()) as http:
        for number, change, status, field in (
            (case.number, {"grade": "violet"}, 400, "grade"),
            (case.number, {"priority": None}, 400, "priority"),
            (case.number, {"topic_id": unknown}, 400, "topic"),
            (question.number, {"grade": "red"}, 400, "grade"),
        ):
            answer = await http.patch(f"/cases/{number}", json={"version": 1, **change})
            assert (answer.status_code, [each["field"] for each in answer.json()["errors"]]) == (
                status,
                [field],
            ), answer.text


async def test_the_description_names_what_can_be_said(house: House) -> None:
    async with house.client(path="") as http:
        schemas = (await http.get("/schema/openapi.json")).json()["components"]["schemas"]
    for body in ("Verify", "Correct"):
        fields = schemas[body]["properties"]
        assert {"grade", "priority", "topic_id"} <= fields.keys()
        assert not {"grade", "priority", "topic_id"} & set(schemas[body].get("required", ()))
        assert "Unset" not in str(fields)
