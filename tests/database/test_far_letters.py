"""Letters to an office of another installation: signed, in order, again until they are taken, and never twice."""

import hashlib
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import httpx2
import msgspec
import pytest

from helpdesk.elsewhere import store
from helpdesk.elsewhere.model import Far, FarState, KeyRing, Plate
from helpdesk.escalation import relations
from helpdesk.escalation import service as escalation
from helpdesk.escalation.letter import Letter, Offer
from helpdesk.relay.far import FarPost
from helpdesk.relay.log import letter_log, retry
from helpdesk.relay.service import carry_far
from kit.egress import EgressPolicy
from kit.http import outside_client
from kit.ids import uuid7
from kit.sealing import Sealer
from kit.webhooks import new_key, verify
from support.builders import a_number, an_opened_case
from support.drafts import PDF
from support.kept_files import a_file
from support.listening import Listening, listening
from support.world import World
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Role

_LETTERS = "SELECT kind, state, attempts, last_error FROM letter WHERE tenant_id = $1 ORDER BY seq"


class Way:
    """The district, connected with Kendal's door."""

    def __init__(self, world: World, http: httpx2.AsyncClient, door: Listening) -> None:
        self.world, self.door = world, door
        self.post = FarPost(http, Sealer([b"s" * 32]), "http://localhost:8000", time.time, public_only=False)
        self.key, self.uid, self.id = new_key(), uuid4(), uuid7()
        world.far = self.post

    async def connect(self) -> None:
        plate = Plate(
            uid=self.uid, slug=f"kendal.{self.id.hex[-6:]}", code="KDL", name="Dinkes Kendal",
            desk_name="Halo Kendal", level="district", timezone="Asia/Jakarta",
        )  # fmt: skip
        far = Far(
            id=self.id, state=FarState.CONNECTED, name=plate.name, plate=plate, receives=True,
            address=f"http://localhost:{self.door.port}/letters/1",
            keys=KeyRing(ours=(self.key,), theirs=(new_key(),)),
        )  # fmt: skip
        async with tenant_scope(self.world.district.id) as scope:
            await store.put(scope, far, self.post.sealer)
            await relations.begin(scope, self.uid)

    async def carry(self) -> int:
        return await carry_far(self.world.district.id, files=self.world.files, far=self.post)

    async def hands_over(self, phone: str = "") -> tuple[Actor, str]:
        dewi = await self.world.staff(self.world.district)
        number = await an_opened_case(self.world, phone=phone)
        await self.offers(dewi, number)
        return dewi, number

    async def offers(self, dewi: Actor, number: str, *files: UUID) -> None:
        slug = next(each.slug for each in await relations.targets(dewi) if each.uid == self.uid)
        await escalation.escalate(
            dewi, number, slug, "Rujukan", self.world.book, version=None, files=frozenset(files)
        )

    async def letters(self) -> list[dict[str, Any]]:
        return await self.world.district.rows(_LETTERS)


@pytest.fixture
async def way(world: World) -> AsyncIterator[Way]:
    async with listening() as door, outside_client(EgressPolicy.LOOPBACK_ONLY) as http:
        opened = Way(world, http, door)
        await opened.connect()
        yield opened


async def test_a_letter_goes_out_signed_and_says_nothing_that_does_not_travel(way: Way) -> None:
    phone = a_number()
    await way.hands_over(phone)
    assert await way.carry() == 1
    [(headers, body)] = way.door.calls
    letter = msgspec.convert(msgspec.json.decode(body)["data"], Letter)
    assert verify([way.key], headers, body, time.time()) == str(letter.id)
    assert isinstance(letter.content, Offer) and letter.recipient == way.uid
    assert letter.content.package.citizen == f"••• {phone[-4:]}"
    for secret in (phone, phone[1:], "Dewi Anjani", way.key):
        assert secret not in body.decode() + repr(headers)
    assert await way.letters() == [{"kind": "offer", "state": "delivered", "attempts": 1, "last_error": ""}]


async def test_what_was_taken_by_a_carrier_that_died_is_sent_again_under_the_same_name(way: Way) -> None:
    await way.hands_over()
    await way.carry()
    await way.world.district.change(
        "UPDATE letter SET state = 'waiting', due_at = now(), delivered_at = NULL WHERE tenant_id = $1"
    )
    await way.carry()
    first, again = way.door.calls
    assert first[0]["webhook-id"] == again[0]["webhook-id"]
    assert first[1] == again[1], "the same letter, to the byte"


@pytest.mark.parametrize(
    ("status", "code"),
    [(503, "unavailable"), (500, ""), (401, "signature_wrong"), (404, "door_missing"), (302, ""), (429, "x")],
)
async def test_what_may_pass_is_tried_again_and_nothing_overtakes(way: Way, status: int, code: str) -> None:
    dewi, number = await way.hands_over()
    await escalation.write_to_peer(dewi, number, "menyusul", version=None)
    way.door.says(status, code)
    assert await way.carry() == 1
    error = code or f"status_{status}"
    assert [(row["state"], row["last_error"]) for row in await way.letters()] == [
        ("waiting", error),
        ("waiting", ""),
    ]
    await way.world.clock.forward(hours=1)
    for _ in range(2):
        await way.carry()
    assert [each["data"]["content"]["type"] for each in way.door.messages] == ["offer", "offer", "note"]
    assert {row["state"] for row in await way.letters()} == {"delivered"}


async def test_a_door_that_asks_for_rest_gets_it(way: Way) -> None:
    await way.hands_over()
    way.door.says(429, "too_many", retry_after="1200")
    await way.carry()
    rests = await way.world.district.value("SELECT due_at - sahut_now() FROM letter WHERE tenant_id = $1")
    assert timedelta(minutes=19) < rests <= timedelta(minutes=20)


@pytest.mark.parametrize(
    ("status", "code"),
    [(400, "version_unknown"), (409, "not_received"), (409, "foreign_office"), (413, "too_large")],
)
async def test_what_is_refused_for_good_waits_for_a_person_at_once(way: Way, status: int, code: str) -> None:
    dewi, number = await way.hands_over()
    await escalation.write_to_peer(dewi, number, "menyusul", version=None)
    way.door.says(status, code)
    await way.carry()
    await way.world.clock.forward(days=2)
    assert await way.carry() == 0
    assert [row["state"] for row in await way.letters()] == ["dead", "waiting"]
    stuck = "SELECT detail->>'code' AS code FROM case_event WHERE tenant_id = $1 AND kind = 'handover.stuck'"
    assert await way.world.district.rows(stuck) == [{"code": code}]
    wahyu = await way.world.staff(way.world.district, Role.SUPERVISOR)
    [line] = (await letter_log(wahyu, dead_only=True)).lines
    assert (line.peer, line.error) == ("Dinkes Kendal", code)
    await retry(wahyu, line.id)
    for _ in range(2):
        await way.carry()
    assert {row["state"] for row in await way.letters()} == {"delivered"}


async def test_an_office_that_does_not_answer_is_waited_for_and_asked_once_a_round(way: Way) -> None:
    for _ in range(2):
        await way.hands_over()
    async with tenant_scope(way.world.district.id) as scope:
        far = await store.one(scope, way.id, way.post.sealer)
        assert far is not None
        await store.put(
            scope, msgspec.structs.replace(far, address="http://localhost:9/letters/1"), way.post.sealer
        )
    assert await way.carry() == 2
    assert {row["last_error"] for row in await way.letters()} == {"unreachable"}
    kept = await way.world.district.row("SELECT last_error, last_out_at FROM far_office WHERE tenant_id = $1")
    assert kept == {"last_error": "unreachable", "last_out_at": None}


async def test_no_letter_leaves_where_the_egress_policy_says_no(world: World) -> None:
    async with listening() as door, outside_client(EgressPolicy.PUBLIC_HTTPS) as http:
        way = Way(world, http, door)
        await way.connect()
        await way.hands_over()
        await way.carry()
        assert door.calls == []
        assert [row["last_error"] for row in await way.letters()] == ["unreachable"]


@pytest.mark.parametrize("answer", [b"", b"<html>", b"[]", b"{}", b'{"receives":"maybe"}', b"x" * 70_000])
async def test_only_a_door_of_ours_has_taken_a_letter(way: Way, answer: bytes) -> None:
    """A captive portal answers 200 to everything."""
    await way.hands_over()
    way.door.answers.append((200, answer, {}))
    await way.carry()
    [row] = await way.letters()
    assert row["state"] == "waiting" and row["last_error"] in ("answer_unreadable", "unreachable")


async def test_files_go_before_their_letter_and_one_that_is_not_taken_stays_at_home(way: Way) -> None:
    world = way.world
    dewi, number = await world.staff(world.district), await an_opened_case(world)
    found = [
        await a_file(world.district.id, world.files, PDF, f"{name}.pdf", "application/pdf") for name in "ab"
    ]
    for file in found:
        await world.district.change(
            "UPDATE attachment SET case_id = m.case_id, message_id = m.id FROM message m"
            " WHERE attachment.tenant_id = $1 AND m.tenant_id = $1 AND m.direction = 'in' AND attachment.id = $2",
            file,
        )
    await way.offers(dewi, number, *found)
    way.door.says(409, "file_refused")
    await way.carry()
    refused, taken, carried = way.door.messages
    assert [each["type"] for each in way.door.messages] == ["file.v1", "file.v1", "letter.v1"]
    assert [each["of"] for each in carried["data"]["enclosed"]] == [taken["file"]] != [refused["file"]]
    assert taken["sha256"] == hashlib.sha256(PDF).hexdigest()
    for headers, body in way.door.calls:
        assert verify([way.key], headers, body, time.time())


async def test_while_a_key_is_changed_both_sign_until_the_other_side_has_the_new_one(way: Way) -> None:
    admin = await way.world.staff(way.world.district, Role.ADMINISTRATOR)
    way.door.says(503, "unavailable")
    assert await way.post.change_key(admin, way.id) == "unavailable"
    await way.hands_over()
    await way.carry()
    headers, body = way.door.calls[-1]
    fresh = way.door.messages[0]["key"]
    assert verify([way.key], headers, body, time.time()) and verify([fresh], headers, body, time.time())
    assert await way.post.change_key(admin, way.id) == ""
    assert way.door.messages[-1] == {"type": "key.v1", "key": fresh}, "the same new key, not a third one"
    assert await way.post.greet(admin, way.id) == ""
    headers, body = way.door.calls[-1]
    assert verify([fresh], headers, body, time.time())
    assert len(headers["webhook-signature"].split(" ")) == 1
