"""An integrator asks by which ways a citizen can be answered, and chooses one as an officer does at the desk."""

from typing import Any, get_args, get_type_hints

import httpx
import pytest

from helpdesk.api.schemas import React, WriteMessage
from helpdesk.channels.model import UNKNOWN_TIME
from helpdesk.replies.elsewhere import ELSEWHERE
from helpdesk.replies.model import REACTIONS
from support.builders import a_message
from support.integrators import House
from support.people import a_person
from support.ways_out import WaysOut, ways_out
from tenants.permissions.model import Permission


@pytest.fixture
async def out(house: House) -> WaysOut:
    return await ways_out(house.world, house.runtime)


async def _ways(http: httpx.AsyncClient, number: str) -> list[dict[str, Any]]:
    answer = await http.get(f"/cases/{number}/ways")
    assert answer.status_code == 200
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


def _is_problem(answer: httpx.Response, code: str) -> bool:
    named = answer.json()["code"] == code and answer.json()["type"] == f"urn:sahut:problem:{code}"
    return (
        named and answer.status_code == 409 and answer.headers["content-type"] == "application/problem+json"
    )


async def test_while_whatsapp_takes_no_free_text_another_way_is_named_and_chosen(
    house: House, out: WaysOut
) -> None:
    siti = await out.somebody_silent()
    async with house.client(await house.key(Permission.REPLY, Permission.READ_ALL_UNITS)) as http:
        own, other = await _ways(http, siti.number)
        assert (own["via"], own["channel"], own["open"], own["most_sms"]) == (None, "whatsapp", False, None)
        assert (other["via"], other["channel"], other["open"], other["most_sms"]) == ("sms", "sms", True, 2)
        assert siti.phone not in str([own, other])
        assert siti.phone[-4:] in other["address"]
        body = {"text": "Obat sudah ada.", "via": other["via"], "then": "resolve"}
        written = await http.post(f"/cases/{siti.number}/messages", json=body)
    assert (written.status_code, written.json()["case"]["state"]) == (201, "answered")
    await house.world.send(house.office)
    sent = next(each for each in house.world.far_end.sent if str(each.text).endswith("Obat sudah ada."))
    assert (sent.recipient.value, sent.text) == (siti.phone, f"Laporan {siti.number}: Obat sudah ada.")
    async with house.client(await house.key()) as http:
        said = (await http.get(f"/cases/{siti.number}/messages")).json()["items"]
    assert [each["channel"] for each in said if each["id"] == written.json()["message_id"]] == ["sms"]


async def test_where_the_window_is_open_only_the_own_way_is_there(house: House, out: WaysOut) -> None:
    siti = await a_person(house.world)
    async with house.client(await house.key()) as http:
        [own] = await _ways(http, siti.number)
        assert own["open"]
        assert own["window_ends_at"] is not None
        refused = await http.post(f"/cases/{siti.number}/messages", json={"text": "Halo", "via": "sms"})
        assert _is_problem(refused, "window_open_again")
        silent = await out.somebody_silent()
        [_, _] = await _ways(http, silent.number)
        await house.world.arrive(house.office, a_message(silent.phone, "Bagaimana?", at=UNKNOWN_TIME))
        await house.world.take_in(house.office)
        again = await http.post(f"/cases/{silent.number}/messages", json={"text": "Halo", "via": "sms"})
        assert _is_problem(again, "window_open_again"), (
            "the citizen wrote while the integrator made up its mind"
        )


async def test_whoever_cannot_be_reached_there_is_not(house: House, out: WaysOut) -> None:
    siti = await out.somebody_silent()
    async with house.client(await house.key()) as http:
        by_letter = await http.post(f"/cases/{siti.number}/messages", json={"text": "Halo", "via": "email"})
        assert _is_problem(by_letter, "not_reached_there")
        await out.by_sms(siti.phone, "Obat habis")
        await out.by_sms(siti.phone, "BERHENTI")
        stopped = await http.post(f"/cases/{siti.number}/messages", json={"text": "Halo", "via": "sms"})
        assert _is_problem(stopped, "not_reached_there")
        assert [each["via"] for each in await _ways(http, siti.number)] == [None]
        said = (await http.get(f"/cases/{siti.number}/messages")).json()["items"]
    assert not any(each["text"].endswith("Halo") for each in said), "what was refused is not on the case"


async def test_a_citizen_who_stays_unnamed_is_answered_in_the_own_thread_only(
    house: House, out: WaysOut
) -> None:
    siti = await out.somebody_silent()
    await house.office.change("UPDATE cases SET anonymous = true WHERE tenant_id = $1")
    async with house.client(await house.key()) as http:
        [own] = await _ways(http, siti.number)
        assert siti.phone[-4:] not in own["address"]
        refused = await http.post(f"/cases/{siti.number}/messages", json={"text": "Halo", "via": "sms"})
        assert _is_problem(refused, "not_reached_there")


async def test_the_same_request_by_another_way_is_sent_once(house: House, out: WaysOut) -> None:
    siti = await out.somebody_silent()
    async with house.client(await house.key()) as http:
        for _ in range(2):
            answer = await http.post(
                f"/cases/{siti.number}/messages",
                json={"text": "Obat sudah ada.", "via": "sms"},
                headers={"Idempotency-Key": "satu"},
            )
            assert answer.status_code == 201
    await house.world.work()
    assert len([each for each in house.world.far_end.texts if each.endswith("Obat sudah ada.")]) == 1


async def test_the_description_names_the_ways_and_their_refusals(house: House) -> None:
    described = (await _schema(house))["paths"]
    write = described["/api/v1/cases/{number}/messages"]["post"]
    assert {"window_closed", "window_open_again", "not_reached_there"} <= set(
        write["description"].replace("`", " ").split()
    )
    assert "409" in write["responses"]
    assert described["/api/v1/cases/{number}/ways"]["get"]["operationId"] == "listWays"
    assert "application/problem+json" in write["responses"]["409"]["content"]


async def _schema(house: House) -> dict[str, Any]:
    async with house.client(path="") as http:
        found: dict[str, Any] = (await http.get("/schema/openapi.json")).json()
        return found


def test_integrators_may_choose_what_officers_may() -> None:
    assert get_args(get_type_hints(React)["emoji"]) == ("", *REACTIONS)
    via, absent = get_args(get_type_hints(WriteMessage)["via"])
    assert get_args(via) == tuple(each.value for each in ELSEWHERE)
    assert absent is type(None)
