"""`/api/v1/cases/{number}/…`: what integrators do with a case, and what they are told of it afterwards."""

from typing import Any

import pytest
from litestar.routes import HTTPRoute

from helpdesk.api.routes import PATH
from helpdesk.cases import service as cases
from kit.ids import uuid7
from support.builders import an_opened_case
from support.integrators import House
from tenants.permissions.model import Permission

P = Permission


async def test_a_case_goes_its_way(house: House) -> None:
    number = await an_opened_case(house.world)
    member = await house.world.staff(house.office)
    unit = str(house.office.units["Puskesmas Batang I"])
    steps: list[tuple[str, dict[str, Any] | None, int, str]] = [
        ("verify", {"kind": "consultation"}, 200, "in_progress"),
        ("dispositions", {"unit_id": unit, "instruction": "Mohon dicek"}, 201, "in_progress"),
        ("assign", {"assignee_id": str(member.id)}, 200, "in_progress"),
        ("wait", None, 200, "waiting_contact"),
        ("resolve", {}, 200, "answered"),
        ("reopen", None, 200, "in_progress"),
        ("close", None, 200, "closed"),
    ]
    async with house.client(await house.key()) as http:
        for act, body, status, state in steps:
            answer = await http.post(f"/cases/{number}/{act}", json=body)
            assert (answer.status_code, answer.json()["state"]) == (status, state), act
        detail = (await http.get(f"/cases/{number}")).json()
    assert (detail["kind"], detail["unit"], detail["reopened"]) == ("consultation", "Puskesmas Batang I", 1)
    assert (detail["assignee"], detail["assignee_id"]) == ("Dewi Anjani", str(member.id))
    assert [each["instruction"] for each in detail["dispositions"]] == ["Mohon dicek"]


async def test_history_names_the_key_that_acted(house: House) -> None:
    number = await an_opened_case(house.world)
    async with house.client(await house.key()) as http:
        await http.post(f"/cases/{number}/verify", json={"kind": "complaint"})
    told = "SELECT actor_kind, actor_name FROM case_event WHERE tenant_id = $1 AND kind = 'case.verified'"
    assert await house.office.row(told) == {"actor_kind": "api_key", "actor_name": "x"}


async def test_cases_are_put_aside(house: House) -> None:
    original = (await house.case()).number
    async with house.client(await house.key()) as http:
        for act, body, state in [
            ("reject", None, "rejected"),
            ("spam", {}, "rejected"),
            ("duplicate", {"original": original.lower()}, "closed"),
        ]:
            case = await house.case(act)
            answer = await http.post(f"/cases/{case.number}/{act}", json=body)
            assert (answer.status_code, answer.json()["state"]) == (200, state), act
            ended = await http.post(f"/cases/{case.number}/close")
            assert (ended.status_code, ended.json()["code"]) == (409, "case_ended")
            assert ended.json()["state"] == state
        itself = await http.post(f"/cases/{original}/duplicate", json={"original": original})
    assert (itself.status_code, itself.json()["code"]) == (409, "not_an_original")


async def test_an_act_on_an_old_version_is_refused(house: House) -> None:
    case = await house.case()
    agent = await house.world.staff(house.office)
    await cases.take(agent, case.number, version=None)
    async with house.client(await house.key()) as http:
        for sent in ({"json": {"version": case.version}}, {"headers": {"If-Match": f'W/"{case.version}"'}}):
            answer = await http.post(f"/cases/{case.number}/resolve", **sent)
            assert (answer.status_code, answer.json()["code"]) == (412, "case_stale")
        assert (await http.post(f"/cases/{case.number}/resolve")).status_code == 200


@pytest.mark.parametrize(
    ("act", "body", "field"),
    [
        ("take", {}, "assignee"),
        ("assign", {"assignee_id": str(uuid7())}, "assignee"),
        ("assign", {}, "assignee_id"),
        ("verify", {}, "kind"),
        ("verify", {"kind": "complaint", "state": "closed"}, "state"),
        ("duplicate", {"original": "BTG-0000-0000-1"}, "original"),
        ("duplicate", {"original": "x" * 41}, "original"),
        ("dispositions", {"unit_id": str(uuid7())}, "unit"),
        ("dispositions", {"unit_id": "1"}, "unit_id"),
        ("dispositions", {"unit_id": str(uuid7()), "due_at": "2030-01-01T00:00:00"}, "due_at"),
        ("dispositions", {"unit_id": str(uuid7()), "due_at": "9999-12-31T23:59:59-14:00"}, "due_at"),
        ("dispositions", {"unit_id": str(uuid7()), "instruction": "x" * 2001}, "instruction"),
        ("escalations", {"to": "nowhere", "reason": "Mohon bantuan"}, "to"),
        ("escalations", {"to": "nowhere", "reason": ""}, "reason"),
        ("messages", {"text": ""}, "text"),
        ("messages", {"text": " \u0000 "}, "text"),
        ("messages", {"text": "x" * 4001}, "text"),
        ("messages", {"text": "Halo", "kind": "note", "then": "resolve"}, "then"),
        ("messages", {"text": "Halo", "kind": "note", "as_template": True}, "as_template"),
        ("messages", {"text": "Halo", "kind": "note", "via": "sms"}, "via"),
        ("messages", {"text": "Halo", "via": "sms", "as_template": True}, "as_template"),
        ("messages", {"text": "Halo", "via": "whatsapp"}, "via"),
        ("messages", {"text": "Halo", "kind": "letter"}, "kind"),
        ("close", {"version": 2**31}, "version"),
    ],
)
async def test_a_wrong_field_of_an_act_is_named(
    house: House, act: str, body: dict[str, Any], field: str
) -> None:
    case = await house.case()
    async with house.client(await house.key()) as http:
        answer = await http.post(f"/cases/{case.number}/{act}", json=body)
        after = (await http.get(f"/cases/{case.number}")).json()
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == [field]
    assert after["version"] == case.version


async def test_an_answer_reaches_the_citizen_and_a_note_does_not(house: House) -> None:
    world = house.world
    number = await an_opened_case(world, text="Antrean penuh")
    async with house.client(await house.key()) as http:
        answer = {"text": "Sedang kami cek", "then": "wait"}
        replied = await http.post(f"/cases/{number}/messages", json=answer)
        noted = await http.post(f"/cases/{number}/messages", json={"text": "Telepon kepala", "kind": "note"})
        await world.work()
        said = (await http.get(f"/cases/{number}/messages")).json()["items"]
    assert (replied.status_code, replied.json()["case"]["state"]) == (201, "waiting_contact")
    assert (noted.status_code, noted.json()["case"]) == (201, None)
    assert [text for text in world.far_end.texts if not text.startswith("Terima kasih")] == [
        "Sedang kami cek"
    ]
    shown = [(each["direction"], each["text"][:15], each["delivery"]) for each in said]
    assert shown == [
        ("in", "Antrean penuh", ""),
        ("out", "Terima kasih. L", "sent"),
        ("out", "Sedang kami cek", "sent"),
        ("note", "Telepon kepala", ""),
    ]
    assert said[2]["id"] == replied.json()["message_id"]
    assert "●●●●●●" in said[1]["text"]


async def test_after_a_day_only_the_template_goes_out(house: House) -> None:
    number = await an_opened_case(house.world)
    await house.world.clock.forward(hours=25)
    async with house.client(await house.key()) as http:
        closed = await http.post(f"/cases/{number}/messages", json={"text": "Halo"})
        body = {"text": "Halo", "as_template": True}
        sent = await http.post(f"/cases/{number}/messages", json=body)
    assert (closed.status_code, closed.json()["code"]) == (409, "window_closed")
    assert sent.status_code == 201


NEEDED = {
    "GET cases": P.READ_CASES,
    "GET units": P.READ_CASES,
    "GET topics": P.READ_CASES,
    "GET authorities": P.READ_CASES,
    "GET announcements": P.READ_CASES,
    "GET cases/{number}/consents": P.READ_CASES,
    "POST cases/{number}/consents": P.ESCALATE,
    "POST cases/{number}/proposals": P.REPLY,
    "POST cases/{number}/erase": P.ERASE_CITIZENS,
    "POST cases/{number}/voice": P.ESCALATE,
    "GET promises": P.READ_CASES,
    "GET events": P.READ_EVENTS,
    "POST cases": P.OPEN_CASES,
    "GET cases/{number}": P.READ_CASES,
    "GET cases/{number}/promises": P.READ_CASES,
    "GET cases/{number}/files/{file_id}": P.READ_CASES,
    "GET cases/{number}/legs": P.READ_CASES,
    "PATCH cases/{number}": P.WORK_CASES,
    "GET cases/{number}/messages": P.READ_CASES,
    "GET cases/{number}/ways": P.REPLY,
    "GET cases/{number}/escalations/preview": P.ESCALATE,
    "POST cases/{number}/verify": P.WORK_CASES,
    "POST cases/{number}/assign": P.WORK_CASES,
    "POST cases/{number}/wait": P.WORK_CASES,
    "POST cases/{number}/resolve": P.WORK_CASES,
    "POST cases/{number}/reopen": P.WORK_CASES,
    "POST cases/{number}/close": P.CLOSE,
    "POST cases/{number}/reject": P.CLOSE,
    "POST cases/{number}/spam": P.CLOSE,
    "POST cases/{number}/duplicate": P.CLOSE,
    "POST cases/{number}/dispositions": P.DISPOSE,
    "POST cases/{number}/approval/approve": P.APPROVE,
    "POST cases/{number}/approval/refuse": P.APPROVE,
    "POST cases/{number}/approval/withdraw": P.DISPOSE,
    "GET cases/{number}/units": P.READ_CASES,
    "POST cases/{number}/units": P.DISPOSE,
    "POST cases/{number}/units/{unit_id}/let-go": P.DISPOSE,
    "POST cases/{number}/units/{unit_id}/instruct": P.DISPOSE,
    "POST cases/{number}/units/{unit_id}/answer": P.NOTE,
    "POST cases/{number}/units/{unit_id}/return": P.WORK_CASES,
    "POST cases/{number}/answers/{answer_id}/release": P.REPLY,
    "POST cases/{number}/answers/{answer_id}/return": P.REPLY,
    **{f"POST cases/{{number}}/{act}": P.ESCALATE for act in ("return", "withdraw")},
    "POST cases/{number}/accept": P.WORK_CASES,
    "POST cases/{number}/escalations": P.ESCALATE,
    "POST cases/{number}/register": P.FILE_IN_REGISTER,
    "POST cases/{number}/register/number": P.FILE_IN_REGISTER,
    "POST cases/{number}/register/missing": P.FILE_IN_REGISTER,
    "POST cases/{number}/register/status": P.FILE_IN_REGISTER,
    "POST cases/{number}/register/answers": P.FILE_IN_REGISTER,
    "POST cases/{number}/register/answers/settle": P.FILE_IN_REGISTER,
    "POST cases/{number}/register/consent": P.FILE_IN_REGISTER,
    "POST cases/{number}/messages": P.REPLY,
    "POST cases/{number}/messages/{message_id}/reaction": P.REPLY,
    "GET rounds": P.READ_OVERVIEW,
}
QUERIES = {"GET promises": {"kind": "complaint"}}
BODIES: dict[str, dict[str, Any]] = {
    **{f"POST cases/{{number}}/{act}": {"reason": "Bukan kami"} for act in ("return", "withdraw")},
    "POST cases/{number}/proposals": {"text": "Halo"},
    "POST cases/{number}/erase": {"ground": "request"},
    "POST cases/{number}/voice": {"act": "wish"},
    "POST cases/{number}/consents": {"purpose": "handover", "to": ["x"]},
    "POST cases": {"kind": "complaint", "source": "phone", "text": "Halo"},
    "PATCH cases/{number}": {"version": 1, "title": "Halo"},
    "POST cases/{number}/verify": {"kind": "complaint"},
    "POST cases/{number}/assign": {"assignee_id": None},
    "POST cases/{number}/duplicate": {"original": "BTG-0000-0000-0"},
    "POST cases/{number}/dispositions": {"unit_id": str(uuid7())},
    "POST cases/{number}/approval/approve": {"request_id": str(uuid7())},
    "POST cases/{number}/approval/refuse": {"request_id": str(uuid7()), "reason": "Bukan kami"},
    "POST cases/{number}/approval/withdraw": {"request_id": str(uuid7())},
    "POST cases/{number}/units": {"unit_id": str(uuid7()), "role": "helper"},
    "POST cases/{number}/units/{unit_id}/answer": {"text": "Halo"},
    "POST cases/{number}/units/{unit_id}/instruct": {"role": "helper"},
    **{
        f"POST cases/{{number}}/{at}/return": {"reason": "Bukan kami"}
        for at in ("units/{unit_id}", "answers/{answer_id}")
    },
    "POST cases/{number}/register/number": {"tracking_id": "1234567"},
    "POST cases/{number}/register/status": {"status": "verified"},
    "POST cases/{number}/register/answers": {"text": "Halo"},
    "POST cases/{number}/register/answers/settle": {"is_there": True},
    "POST cases/{number}/register/consent": {"given": True, "how": "telepon"},
    "POST cases/{number}/messages": {"text": "Halo"},
    "POST cases/{number}/messages/{message_id}/reaction": {"emoji": "🙏"},
}


_IDS = ("message_id", "file_id", "unit_id", "answer_id")
NEEDS_NONE = {"GET me", "POST cases/{number}/take"}
"""Who one is, and what only members may do."""


async def test_every_route_has_its_scope(house: House) -> None:
    routes = {
        f"{method} {route.path_format.removeprefix(PATH + '/')}"
        for route in house.app.routes
        if isinstance(route, HTTPRoute) and route.path_format.startswith(PATH)
        for method in route.methods - {"OPTIONS", "HEAD"}
    }
    assert routes == NEEDED.keys() | NEEDS_NONE


async def test_every_act_needs_its_scope(house: House) -> None:
    case = await house.case()
    keys = {
        scope: await house.key(*(each for each in P if each is not scope)) for scope in set(NEEDED.values())
    }
    escalation = {"to": house.world.province.slug, "reason": "Mohon bantuan"}
    bodies = BODIES | {"POST cases/{number}/escalations": escalation}
    for line, scope in NEEDED.items():
        method, path = line.split(" ")
        async with house.client(keys[scope]) as http:
            body = bodies.get(line, {} if method == "POST" else None)
            named = path.format(number=case.number, **dict.fromkeys(_IDS, case.id))
            url, query = f"/{named}", QUERIES.get(line)
            answer = await http.request(method, url, json=body, params=query)
        assert answer.status_code == 403, line
        assert (answer.json()["code"], answer.json()["permission"]) == ("not_permitted", scope.value), line


async def test_one_message_is_answered_and_reacted_to(house: House) -> None:
    number = await an_opened_case(house.world, house.office)
    async with house.client(await house.key()) as http:
        [asked, *_] = (await http.get(f"/cases/{number}/messages")).json()["items"]
        body = {"text": "Jumat.", "reply_to": asked["id"]}
        assert (await http.post(f"/cases/{number}/messages", json=body)).status_code == 201
        at = f"/cases/{number}/messages/{asked['id']}/reaction"
        assert (await http.post(at, json={"emoji": "🙏"})).status_code == 200
        assert (await http.post(at, json={"emoji": "💩"})).status_code == 400
        stale = await http.post(at, json={"emoji": "👍", "version": 1})
        assert stale.status_code in (409, 412)
        note = await http.post(
            f"/cases/{number}/messages", json={"text": "x", "kind": "note", "reply_to": asked["id"]}
        )
        assert note.status_code == 400
        items = (await http.get(f"/cases/{number}/messages")).json()["items"]
    assert (items[0]["office_reaction"], items[0]["office_reaction_delivery"]) == ("🙏", "queued")
    assert items[-1]["reply_to"] == asked["id"]
    assert {each["reply_to"] for each in items[:-1]} == {None}
