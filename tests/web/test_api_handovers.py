"""The agreement between two offices, as integrators see and do it."""

from support.builders import an_opened_case
from support.integrators import House


async def test_an_offer_is_taken_on_returned_and_withdrawn(house: House) -> None:
    world = house.world
    number = await an_opened_case(world)
    async with house.client(await house.key()) as http:
        body = {"to": world.province.slug, "reason": "Program provinsi"}
        await http.post(f"/cases/{number}/escalations", json=body)
        await world.work()
    async with house.client(await house.key(office=world.province)) as there:
        [linked] = (await there.get("/cases?folder=linked")).json()["items"]
        at = f"/cases/{linked['number']}"
        assert (await there.get(at)).json()["handovers"][0]["agree_by"]
        taken = await there.post(f"{at}/accept")
        again = await there.post(f"{at}/accept")
        await world.work()
        returned = await there.post(f"{at}/return", json={"reason": "Bukan kami"})
        await world.work()
    assert (taken.status_code, returned.status_code) == (200, 200)
    assert (again.status_code, again.json()["code"]) == (409, "handover_moved")
    async with house.client(await house.key()) as http:
        detail = (await http.get(f"/cases/{number}")).json()
        [handover] = detail["handovers"]
        assert (handover["state"], handover["said"], detail["escalated"]) == ("returned", "Bukan kami", False)
        await http.post(f"/cases/{number}/escalations", json=body)
        back = await http.post(f"/cases/{number}/withdraw", json={"reason": "Tidak jadi"})
        nobody = await http.post(f"/cases/{number}/withdraw", json={"reason": "Tidak jadi"})
    assert (back.status_code, back.json()["escalated"]) == (200, False)
    assert (nobody.status_code, nobody.json()["code"]) == (409, "not_handed_over")


async def test_a_case_is_handed_over_after_a_look_at_what_travels(house: House) -> None:
    world = house.world
    number = await an_opened_case(world, text="Dokter spesialis tidak datang")
    async with house.client(await house.key()) as http:
        await http.post(f"/cases/{number}/messages", json={"text": "Rahasia kantor", "kind": "note"})
        preview = (await http.get(f"/cases/{number}/escalations/preview")).json()
        targets = [each["to"] for each in preview["targets"]]
        body = {"to": targets[0], "reason": "Program provinsi"}
        handed = await http.post(f"/cases/{number}/escalations", json=body)
        twice = await http.post(f"/cases/{number}/escalations", json=body)
        await world.work()
        detail = (await http.get(f"/cases/{number}")).json()
    assert targets == [world.province.slug, world.ministry.slug]
    assert "Rahasia kantor" not in str(preview)
    assert [each["text"] for each in preview["package"]["extracts"]] == ["Dokter spesialis tidak datang"]
    assert (handed.status_code, handed.json()["state"]) == (201, "offered")
    assert (twice.status_code, twice.json()["code"]) == (409, "already_handed_over")
    [handover] = detail["handovers"]
    assert (handover["id"], handover["state"]) == (handed.json()["id"], "offered")
    async with house.client(await house.key(office=world.province)) as http:
        linked = (await http.get("/cases?folder=linked")).json()["items"]
    assert [case["number"] for case in linked] == [handover["number"]]
