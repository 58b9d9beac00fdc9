"""Units of a case by the interface: passed on, approved, answered, released, returned; each once under its key."""

from typing import Any

from helpdesk.approvals import service as approvals
from helpdesk.approvals.model import Approvers, Rule
from support.approving import GRADES, KINDS
from support.builders import an_opened_case
from support.integrators import House
from support.unit_desk import UNIT, registered, told, words_of
from tenants.permissions.model import Permission, Role

P = Permission
OTHER = "Puskesmas Batang II"
CLERK = tuple(each for each in P if each is not P.APPROVE)
"""All that a key may do, but for deciding about dispositions."""


async def _rule(house: House) -> None:
    administrator = await house.world.staff(house.office, Role.ADMINISTRATOR)
    wanted = [Rule(approvers=Approvers.HEAD)]
    await approvals.change(administrator, wanted, kinds=KINDS, grades=GRADES, version=0)


async def test_a_unit_answers_and_the_citizen_gets_what_the_desk_releases(house: House) -> None:
    number, unit = await an_opened_case(house.world), str(house.office.units[UNIT])
    async with house.client(await house.key()) as http:
        await http.post(f"/cases/{number}/dispositions", json={"unit_id": unit})
        sent = await http.post(f"/cases/{number}/units/{unit}/answer", json={"text": "Mulai Senin dua loket"})
        assert sent.status_code == 201, sent.text
        held = (await http.get(f"/cases/{number}/units")).json()
        [part], [answer] = held["units"], held["answers"]
        assert (part["unit"], part["role"], part["state"]) == (UNIT, "lead", "answered")
        assert (answer["text"], answer["state"], answer["came_by"]) == (
            "Mulai Senin dua loket",
            "waiting",
            "desk",
        )
        assert answer["unit"] == f"{UNIT} (x)", "the unit, and which key spoke for it"
        at = f"/cases/{number}/answers/{answer['id']}"
        assert (await http.post(f"{at}/release", json={"text": "Senin ada dua loket."})).status_code == 200
        again = await http.post(f"{at}/release", json={})
        assert (again.status_code, again.json()["code"]) == (409, "answer_released")
        items = (await http.get(f"/cases/{number}/messages")).json()["items"]
    said = {(each["direction"], each["text"]) for each in items}
    assert {("note", "Mulai Senin dua loket"), ("out", "Senin ada dua loket.")} <= said


async def test_an_answer_that_is_returned_is_asked_for_again_with_the_reason(house: House) -> None:
    world, number, unit = house.world, await an_opened_case(house.world), str(house.office.units[UNIT])
    phone = await registered(world, place=house.office)
    async with house.client(await house.key()) as http:
        await http.post(f"/cases/{number}/dispositions", json={"unit_id": unit})
        await world.work(house.office)
        world.far_end.sent.clear()
        await http.post(f"/cases/{number}/units/{unit}/answer", json={"text": "Ya"})
        [answer] = (await http.get(f"/cases/{number}/units")).json()["answers"]
        at = f"/cases/{number}/answers/{answer['id']}/return"
        assert (await http.post(at, json={"reason": "Sebutkan jamnya"})).status_code == 200
        held = (await http.get(f"/cases/{number}/units")).json()
    assert (held["units"][0]["state"], held["answers"][0]["state"]) == ("open", "returned")
    assert held["answers"][0]["returned_because"] == "Sebutkan jamnya"
    await world.work(house.office)
    assert any("Sebutkan jamnya" in words_of(each) for each in told(world, phone))


async def test_units_join_and_are_let_go_and_a_unit_gives_its_part_back(house: House) -> None:
    number, units = await an_opened_case(house.world), house.office.units
    await registered(house.world, OTHER, place=house.office)
    await registered(house.world, "Sekretariat", place=house.office)
    lead, helper, copy = (str(units[name]) for name in (UNIT, OTHER, "Sekretariat"))

    async def roles(http: Any) -> dict[str, str]:
        held = (await http.get(f"/cases/{number}/units")).json()["units"]
        return {each["unit_id"]: each["role"] for each in held}

    async with house.client(await house.key()) as http:
        early = await http.post(f"/cases/{number}/units", json={"unit_id": helper, "role": "helper"})
        assert (early.status_code, early.json()["code"]) == (409, "no_unit_leads")
        body = {"unit_id": lead, "copies": [copy]}
        assert (await http.post(f"/cases/{number}/dispositions", json=body)).status_code == 201
        await http.post(f"/cases/{number}/units", json={"unit_id": helper, "role": "helper"})
        assert await roles(http) == {lead: "lead", helper: "helper", copy: "copy"}
        refused = await http.post(f"/cases/{number}/units/{copy}/answer", json={"text": "Ya"})
        assert (refused.status_code, refused.json()["code"]) == (403, "unit_has_a_copy")
        await http.post(f"/cases/{number}/units/{copy}/let-go")
        await http.post(f"/cases/{number}/units/{helper}/return", json={"reason": "Bukan wilayah kami"})
        assert await roles(http) == {lead: "lead"}
        back = await http.post(f"/cases/{number}/units/{lead}/return", json={"reason": "Bukan wilayah kami"})
        assert (back.status_code, back.json()["unit_id"]) == (200, None)
        gone = await http.post(f"/cases/{number}/units/{lead}/answer", json={"text": "Ya"})
        assert (gone.status_code, gone.json()["code"]) == (409, "not_with_this_unit")


async def test_what_waits_is_named_and_decided_by_who_has_the_scope(house: House) -> None:
    await _rule(house)
    number, units = await an_opened_case(house.world), house.office.units
    async with house.client(await house.key(*CLERK)) as clerk, house.client(await house.key()) as chief:
        body = {"unit_id": str(units[UNIT]), "instruction": "Mohon dicek"}
        asked = await clerk.post(f"/cases/{number}/dispositions", json=body)
        assert (asked.status_code, asked.json()["unit_id"]) == (201, None)
        waits = asked.json()["approval"]
        assert (waits["why"], waits["approvers"], waits["instruction"]) == (["every"], "head", "Mohon dicek")
        assert (await chief.get(f"/cases/{number}/units")).json()["approval"] == waits
        listed = (await clerk.get("/cases", params={"folder": "approval"})).json()["items"]
        assert [each["number"] for each in listed] == [number]
        decision = {"request_id": waits["id"], "unit_id": str(units[OTHER])}
        at = f"/cases/{number}/approval/approve"
        assert (await clerk.post(at, json=decision)).status_code == 403
        done = await chief.post(at, json=decision)
        assert (done.status_code, done.json()["unit_id"]) == (200, str(units[OTHER]))
        held = (await clerk.get(f"/cases/{number}")).json()["dispositions"]
        assert [each["instruction"] for each in held] == ["Mohon dicek"], "what is not named stays"
        late = await chief.post(
            f"/cases/{number}/approval/refuse", json={"request_id": waits["id"], "reason": "Terlambat"}
        )
        assert (late.status_code, late.json()["code"]) == (409, "approval_over")


async def test_a_key_that_may_decide_waits_for_nobody(house: House) -> None:
    await _rule(house)
    number, unit = await an_opened_case(house.world), str(house.office.units[UNIT])
    async with house.client(await house.key()) as http:
        done = (await http.post(f"/cases/{number}/dispositions", json={"unit_id": unit})).json()
    assert (done["unit_id"], done["approval"]) == (unit, None)


async def test_a_unit_that_joins_waits_for_approval_where_a_rule_asks_for_it(house: House) -> None:
    number, units = await an_opened_case(house.world), house.office.units
    await registered(house.world, OTHER, place=house.office)
    async with house.client(await house.key(*CLERK)) as http:
        await http.post(f"/cases/{number}/dispositions", json={"unit_id": str(units[UNIT])})
        await _rule(house)
        await house.world.staff(house.office, Role.HEAD)
        body = {"unit_id": str(units[OTHER]), "role": "helper"}
        asked = await http.post(f"/cases/{number}/units", json=body)
        assert asked.status_code == 201
        held = (await http.get(f"/cases/{number}/units")).json()
        assert [each["unit"] for each in held["units"]] == [UNIT]
        waits = held["approval"]
        assert (waits["unit_id"], waits["helpers"], waits["adds"], waits["widened"]) == (
            *(str(units[UNIT]), [str(units[OTHER])], True, False),
        )
    async with house.client(await house.key()) as http:
        sent = await http.post(f"/cases/{number}/approval/approve", json={"request_id": waits["id"]})
        assert sent.status_code == 200, sent.text
        held = (await http.get(f"/cases/{number}/units")).json()
    assert {each["unit"]: each["role"] for each in held["units"]} == {UNIT: "lead", OTHER: "helper"}


async def test_a_helper_is_asked_something_else_and_its_time_is_told(house: House) -> None:
    number, units = await an_opened_case(house.world), house.office.units
    await registered(house.world, OTHER, place=house.office)
    async with house.client(await house.key()) as http:
        await http.post(f"/cases/{number}/dispositions", json={"unit_id": str(units[UNIT])})
        await http.post(f"/cases/{number}/units", json={"unit_id": str(units[OTHER]), "role": "helper"})
        at = f"/cases/{number}/units/{units[OTHER]}/instruct"
        body = {"role": "helper", "instruction": "Hitung stok"}
        assert (await http.post(at, json=body)).status_code == 200
        held = (await http.get(f"/cases/{number}/units")).json()
        lead = f"/cases/{number}/units/{units[UNIT]}/instruct"
        refused = await http.post(lead, json=body)
        await http.post(f"/cases/{number}/units/{units[OTHER]}/answer", json={"text": "Stok ada"})
        ended = (await http.get(f"/cases/{number}/units")).json()
    assert [each["instruction"] for each in held["units"]] == ["", "Hitung stok"]
    assert [(each["unit_id"], each["ends"]) for each in held["help"]] == [(str(units[OTHER]), None)]
    assert ended["help"][0]["ends"] is not None
    assert (refused.status_code, refused.json()["code"]) == (409, "not_with_this_unit")


async def test_the_same_request_under_the_same_key_answers_once(house: House) -> None:
    number, unit = await an_opened_case(house.world), str(house.office.units[UNIT])
    async with house.client(await house.key()) as http:
        await http.post(f"/cases/{number}/dispositions", json={"unit_id": unit})
        for _ in range(2):
            sent = await http.post(
                f"/cases/{number}/units/{unit}/answer",
                json={"text": "Ya"},
                headers={"Idempotency-Key": "jawaban-1"},
            )
            assert sent.status_code == 201
        assert len((await http.get(f"/cases/{number}/units")).json()["answers"]) == 1


async def test_lists_are_asked_for_by_the_role_of_a_unit(house: House) -> None:
    number, units = await an_opened_case(house.world), house.office.units
    await registered(house.world, OTHER, place=house.office)
    other = str(units[OTHER])
    async with house.client(await house.key()) as http:
        body = {"unit_id": str(units[UNIT]), "helpers": [other]}
        await http.post(f"/cases/{number}/dispositions", json=body)

        async def numbers(**asked: str) -> list[str]:
            return [each["number"] for each in (await http.get("/cases", params=asked)).json()["items"]]

        assert await numbers(unit_id=other) == []
        assert await numbers(unit_id=other, unit_role="helper") == [number]
        assert await numbers(unit_id=other, unit_role="copy") == []
        assert await numbers(unit_id=str(units[UNIT]), unit_role="helper") == []
