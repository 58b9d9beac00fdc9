"""`/api/v1/cases/{number}/register…`: filing in SP4N-LAPOR, and what a person does by hand, through another system."""

from typing import Any

from helpdesk.channels.accounts import NoSettings
from helpdesk.channels.errors import OutcomeUnknown
from helpdesk.channels.model import ChannelKind
from support.builders import an_opened_case
from support.integrators import House
from tenants.doors import tenant_scope


async def _by_hand(house: House) -> str:
    """The office has no keys; a case that waits to be filed by a person."""
    await house.office.change("UPDATE account SET active = false WHERE tenant_id = $1 AND kind = 'lapor'")
    async with tenant_scope(house.office.id) as scope:
        await house.world.book.add(scope, ChannelKind.LAPOR, "SP4N-LAPOR!", "", NoSettings())
    return await an_opened_case(house.world)


async def test_a_case_is_filed_in_the_register(house: House) -> None:
    number = await an_opened_case(house.world)
    async with house.client(await house.key()) as http:
        asked = await http.post(f"/cases/{number}/register")
        await house.world.work()
        detail = (await http.get(f"/cases/{number}")).json()
        twice = await http.post(f"/cases/{number}/register")
    assert (asked.status_code, asked.json()["step"]) == (202, "draft")
    assert detail["register"]["tracking_id"] == detail["lapor_number"] != ""
    assert (twice.status_code, twice.json()["code"]) == (409, "already_in_register")


async def test_the_interface_says_in_which_way_a_case_is_filed_and_the_office_files(house: House) -> None:
    async with house.client(await house.key()) as http:
        number = await an_opened_case(house.world)
        asked = await http.post(f"/cases/{number}/register")
        shown = (await http.get(f"/cases/{number}")).json()["register"]
        by_machine = (await http.get("/me")).json()["register_mode"]
        other = await _by_hand(house)
        by_hand = await http.post(f"/cases/{other}/register")
        modes = [by_machine, (await http.get("/me")).json()["register_mode"]]
        await house.office.change("UPDATE account SET active = false WHERE tenant_id = $1 AND kind = 'lapor'")
        modes.append((await http.get("/me")).json()["register_mode"])
    assert (asked.json()["mode"], shown["mode"], by_hand.json()["mode"]) == ("api", "api", "manual")
    assert modes == ["api", "manual", "off"]


async def test_an_integrator_says_what_is_filed_and_confirms_what_tells_who(house: House) -> None:
    number = await an_opened_case(house.world, text="Telepon saya 0812 3456 7890")
    async with house.client(await house.key()) as http:
        told = await http.post(f"/cases/{number}/register")
        wrong = await http.post(f"/cases/{number}/register", json={"transfer_to": "BPJS"})
        body = {"title": "Antrean", "confirmed": True, "secret": False, "with_files": False}
        filed = await http.post(f"/cases/{number}/register", json=body)
        await house.world.work()
    assert (told.status_code, told.json()["errors"]) == (400, [{"field": "confirmed", "code": "tells_who"}])
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "transfer_to")
    assert filed.status_code == 202
    [filing] = house.world.far_end.filed
    assert (filing.title, filing.secret, filing.content) == ("Antrean", False, "Telepon saya 0812 3456 7890")


async def test_a_case_that_is_filed_by_hand_goes_its_whole_way(house: House) -> None:
    number = await _by_hand(house)
    acts: list[tuple[str, dict[str, Any] | None, tuple[int, str]]] = [
        ("register", None, (202, "draft")),
        ("register/number", {"tracking_id": "12"}, (400, "tracking_id")),
        ("register/number", {"tracking_id": "7654321"}, (200, "tracking")),
        ("register/status", {"status": "closed"}, (400, "status")),
        ("register/status", {"status": "in_process", "institution": "BPJS"}, (200, "tracking")),
        ("register/answers", {"text": "Sudah kami tangani."}, (202, "sent")),
        ("register/status", {"status": "rejected"}, (200, "tracking")),
    ]
    async with house.client(await house.key()) as http:
        for act, body, expected in acts:
            answer = await http.post(f"/cases/{number}/{act}", json=body)
            told = answer.json()
            found = told["step"] if answer.is_success else told["errors"][0]["field"]
            assert (answer.status_code, found) == expected, act
        await house.world.work()
        detail = (await http.get(f"/cases/{number}")).json()
    assert detail["lapor_number"] == detail["register"]["tracking_id"] == "7654321"
    assert detail["register"]["institution"] == "BPJS"
    assert any("7654321" in text for text in house.world.far_end.texts), "and the citizen has the number"


async def test_a_number_that_was_typed_twice_under_one_key_is_answered_as_before(house: House) -> None:
    number = await _by_hand(house)
    once = {"Idempotency-Key": "catat-1"}
    async with house.client(await house.key()) as http:
        await http.post(f"/cases/{number}/register")
        body = {"tracking_id": "7654321"}
        first, again = [
            await http.post(f"/cases/{number}/register/number", json=body, headers=once) for _ in range(2)
        ]
        other = await http.post(f"/cases/{number}/register/number", json=body)
    assert (first.status_code, first.json()) == (again.status_code, again.json())
    assert (other.status_code, other.json()["code"]) == (409, "nothing_to_settle")


async def test_what_nobody_knows_is_looked_for_by_a_person(house: House) -> None:
    number = await an_opened_case(house.world)
    house.world.far_end.answers = [OutcomeUnknown("timeout")]
    async with house.client(await house.key()) as http:
        await http.post(f"/cases/{number}/register")
        await house.world.work()
        early = await http.post(f"/cases/{number}/register/answers", json={"text": "Halo"})
        missing = await http.post(f"/cases/{number}/register/missing")
        again = await http.post(f"/cases/{number}/register")
        await house.world.work()
        house.world.far_end.answers = [OutcomeUnknown("timeout")]
        asked = await http.post(f"/cases/{number}/register/answers", json={"text": "Halo"})
        await house.world.work()
        settled = await http.post(f"/cases/{number}/register/answers/settle", json={"is_there": True})
    assert (early.status_code, early.json()["code"]) == (409, "not_in_register")
    assert (missing.json()["step"], again.status_code) == ("failed", 202)
    assert (asked.json()["step"], settled.status_code, settled.json()["step"]) == ("waiting", 200, "sent")


async def test_consent_is_written_down_with_how_it_was_given(house: House) -> None:
    number = await an_opened_case(house.world)
    async with house.client(await house.key()) as http:
        answer = await http.post(f"/cases/{number}/register/consent", json={"given": True, "how": "telepon"})
        nothing = await http.post(f"/cases/{number}/register/consent", json={"given": True, "how": " "})
    assert (answer.status_code, answer.json()) == (
        200,
        {"given": True, "contact": False, "how": "telepon"},
    )
    assert (nothing.status_code, nothing.json()["errors"][0]["field"]) == (400, "how")
    rows = await house.office.rows("SELECT given, actor_name FROM case_consent WHERE tenant_id = $1")
    assert rows == [{"given": True, "actor_name": "x"}]


async def test_a_word_on_the_name_counts_only_beside_a_yes_and_a_filing_may_be_unnamed(house: House) -> None:
    number = await an_opened_case(house.world)
    async with house.client(await house.key()) as http:
        path = f"/cases/{number}/register"
        for given in (True, False):
            said = {"given": given, "contact": True, "how": "telepon"}
            assert (await http.post(f"{path}/consent", json=said)).json()["contact"] is given
        await http.post(path, json={"anonymous": True, "secret": False})
    rows = await house.office.rows(
        "SELECT given AS contact FROM case_consent WHERE tenant_id = $1 AND purpose = 'reporter' ORDER BY at, id"
    )
    assert [row["contact"] for row in rows] == [True, False]
    await house.world.work()
    [filing] = house.world.far_end.filed
    assert (filing.anonymous, filing.secret) == (True, False)
