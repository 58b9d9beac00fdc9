"""The agreement between two offices, as integrators see and do it."""

from helpdesk.authorities.service import add_authority
from support.builders import a_message, a_number, an_opened_case
from support.integrators import House
from tenants.permissions.model import Role


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


async def test_a_citizen_is_asked_once_and_the_answer_is_an_event(house: House) -> None:
    world, phone = house.world, a_number()
    number = await an_opened_case(world, phone=phone)
    body = {"purpose": "handover", "to": [world.province.slug]}
    async with house.client(await house.key()) as http:
        asked = await http.post(f"/cases/{number}/consents", json=body)
        twice = await http.post(f"/cases/{number}/consents", json=body)
        nobody = await http.post(f"/cases/{number}/consents", json={"purpose": "handover"})
        await world.work()
        await world.arrive(world.district, a_message(phone, "ya"))
        await world.work()
        known = (await http.get(f"/cases/{number}/consents")).json()
        told = [each for each in (await http.get("/events")).json()["items"] if "consent" in each["type"]]
    assert asked.status_code == 201 and asked.json()["asked"] == world.far_end.texts[-2]
    assert (twice.status_code, twice.json()["code"]) == (409, "question_open")
    assert (nobody.status_code, nobody.json()["errors"][0]["field"]) == (400, "to")
    [agreement] = known
    assert (agreement["office"], agreement["given"], agreement["channel"]) == (
        world.province.slug,
        True,
        "whatsapp",
    )
    assert [each["type"] for each in told] == ["consent.asked", "consent.answered"]


async def test_a_linked_case_is_rejected_with_a_reason_and_goes_back_with_it(house: House) -> None:
    world = house.world
    number = await an_opened_case(world)
    async with house.client(await house.key()) as http:
        body = {"to": world.province.slug, "reason": "Program provinsi", "speaker": "target"}
        await http.post(f"/cases/{number}/escalations", json=body)
        await world.work()
    async with house.client(await house.key(office=world.province)) as there:
        [linked] = (await there.get("/cases?folder=linked")).json()["items"]
        at = f"/cases/{linked['number']}"
        silent = await there.post(f"{at}/reject")
        spoken = await there.post(f"{at}/reject", json={"reason": "Bukan program kami"})
    await world.work()
    assert (silent.status_code, spoken.status_code) == (400, 200)
    async with house.client(await house.key()) as http:
        [handover] = (await http.get(f"/cases/{number}")).json()["handovers"]
    assert (handover["state"], handover["said"]) == ("returned", "Bukan program kami")
    assert handover["speaker"] == "source", "what is over is spoken by whoever has the citizen"


async def test_what_is_none_of_our_business_names_an_authority_of_the_list(house: House) -> None:
    world = house.world
    number = await an_opened_case(world)
    admin = await world.staff(world.district, Role.ADMINISTRATOR)
    await add_authority(admin, "BPJS Kesehatan", "telepon 165")
    async with house.client(await house.key()) as http:
        [known] = (await http.get("/authorities")).json()["items"]
        nobody = await http.post(f"/cases/{number}/reject", json={"ground": "not_ours"})
        named = {"ground": "not_ours", "authority_id": known["id"]}
        done = await http.post(f"/cases/{number}/reject", json=named)
    assert known["name"] == "BPJS Kesehatan"
    assert (nobody.status_code, done.status_code) == (400, 200)


async def test_the_office_that_does_not_speak_proposes_and_asks_to_speak(house: House) -> None:
    world = house.world
    number = await an_opened_case(world)
    async with house.client(await house.key()) as http:
        body = {"to": world.province.slug, "reason": "Program provinsi", "speaker": "target"}
        await http.post(f"/cases/{number}/escalations", json=body)
        await world.work()
        refused = await http.post(f"/cases/{number}/messages", json={"text": "Halo"})
        proposed = await http.post(f"/cases/{number}/proposals", json={"text": "Datang Senin"})
        wished = await http.post(f"/cases/{number}/voice", json={"act": "wish"})
        await world.work()
    assert (refused.status_code, refused.json()["code"]) == (409, "another_speaks")
    assert (proposed.status_code, wished.status_code) == (200, 200)
    async with house.client(await house.key(office=world.province)) as there:
        [linked] = (await there.get("/cases?folder=linked")).json()["items"]
        agreed = await there.post(f"/cases/{linked['number']}/voice", json={"act": "agree"})
        await world.work()
    assert agreed.status_code == 200
    async with house.client(await house.key()) as http:
        spoken = await http.post(f"/cases/{number}/messages", json={"text": "Halo"})
    assert spoken.status_code == 201
