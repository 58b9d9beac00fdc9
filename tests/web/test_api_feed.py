"""What happened, as integrators read it: in order, from where they were, and nothing of staff themselves."""

from helpdesk.cases import service as cases
from kit.ids import uuid7
from support.integrators import House
from tenants.permissions.model import Permission as P


async def test_integrators_read_what_happened_from_where_they_were(house: House) -> None:
    world = house.world
    first = await house.case()
    await world.dispatch(world.district)
    async with house.client(await house.key(P.READ_EVENTS)) as http:
        begun = (await http.get("/events?limit=1")).json()
        assert [(e["type"], e["data"]["case_id"]) for e in begun["items"]] == [("case.opened", str(first.id))]
        assert begun["more"]
        quiet = (await http.get("/events", params={"after": begun["cursor"]})).json()
        assert (quiet["items"], quiet["more"], quiet["cursor"]) == ([], False, begun["cursor"])
        agent = await world.staff(world.district)
        await cases.take(agent, first.number, version=None)
        await cases.close(agent, first.number, version=None)
        assert (await http.get("/events", params={"after": quiet["cursor"]})).json()["items"] == []
        await world.dispatch(world.district)
        news = (await http.get("/events", params={"after": quiet["cursor"]})).json()
        assert [each["type"] for each in news["items"]] == ["case.assigned", "case.closed"]
        everything = (await http.get("/events")).json()["items"]
        assert [each["type"] for each in everything] == ["case.opened", "case.assigned", "case.closed"]
        for cursor in ("x", "WyJhIl0", "Wy0xXQ", "WzFlOTld"):
            answer = await http.get("/events", params={"after": cursor})
            assert (answer.status_code, answer.json()["errors"]) == (
                400,
                [{"field": "after", "code": "malformed"}],
            )


async def test_the_feed_keeps_what_staff_did_to_themselves_inside(house: House) -> None:
    await house.office.change(
        "INSERT INTO outbox (tenant_id, id, kind, fact) VALUES ($1, $2, 'staff.signed_in', '{}')", uuid7()
    )
    await house.world.dispatch(house.office)
    async with house.client(await house.key(P.READ_EVENTS)) as http:
        feed = (await http.get("/events")).json()
        again = (await http.get("/events", params={"after": feed["cursor"]})).json()
    assert feed["items"] == []
    assert (again["items"], again["cursor"]) == ([], feed["cursor"])
