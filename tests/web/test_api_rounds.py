"""`/api/v1/rounds`: a month of rounds for integrators."""

import pytest

from helpdesk.rounds import checking
from support.integrators import House
from support.rounds import do_round, first_morning, keep
from tenants.permissions.model import Permission, Role


async def test_a_month_tells_what_was_in_time_late_missed_and_excused(house: House) -> None:
    world = house.world
    first = await first_morning(world)
    agent, supervisor = await world.staff(house.office), await world.staff(house.office, Role.SUPERVISOR)
    await do_round(agent, first, "Rahasia")
    await checking.sign(supervisor, first.id)
    await world.clock.forward(days=1)
    await keep(world)
    month = f"{first.day:%Y-%m}"
    async with house.client(await house.key(Permission.READ_OVERVIEW)) as http:
        answer = await http.get("/rounds", params={"month": month})
    assert answer.status_code == 200
    told = answer.json()
    here = [item for item in told["items"] if item["day"] == first.day.isoformat()]
    assert [(item["place"], item["state"]) for item in here] == [
        (1, "finished"),
        (2, "missed"),
        (3, "missed"),
    ]
    assert (told["month"], told["in_time"], told["late"], told["excused"]) == (month, 1, 0, 0)
    assert here[0]["signed_at"] is not None
    assert (here[0]["checked"], here[1]["checked"]) == (here[0]["lines"], 0)
    assert "Rahasia" not in answer.text
    assert "Dewi" not in answer.text


@pytest.mark.parametrize("month", ["2026", "2026-13", "2026-00", "26-11", "2026-11-01", "9999-01", "x"])
async def test_a_month_that_is_none_is_refused(house: House, month: str) -> None:
    async with house.client(await house.key()) as http:
        answer = await http.get("/rounds", params={"month": month})
    assert answer.status_code == 400
    assert answer.json()["status"] == 400


async def test_who_may_ask_and_what_an_office_without_rounds_answers(house: House) -> None:
    asked = {"month": "2026-11"}
    async with house.client(await house.key()) as http:
        now = (await http.get("/rounds")).json()
    assert now["month"] >= "2026-11", "this month, where none is named"
    async with house.client(await house.key(Permission.READ_CASES)) as http:
        assert (await http.get("/rounds", params=asked)).status_code == 403
    async with house.client(await house.key(office=house.world.province)) as http:
        answer = await http.get("/rounds", params=asked)
    assert (answer.status_code, answer.json()["code"]) == (404, "rounds_missing")
