"""Handing over: two cases, two offices, one matter; and nothing crosses that was not meant to."""

import asyncio
import re
from datetime import timedelta

import msgspec
import pytest

from helpdesk.cases import service as cases
from helpdesk.cases.model import CaseKind
from helpdesk.escalation import carriage
from helpdesk.escalation import service as escalation
from helpdesk.escalation.letter import Accepted, CitizenWrote, Letter, Note
from helpdesk.escalation.mirror import take_letter
from helpdesk.relay.service import carry_due
from helpdesk.replies import service as replies
from kit.errors import Conflict, Forbidden, Invalid
from kit.ids import uuid7
from support.builders import a_message, a_number, a_sender, an_opened_case
from support.world import Place, World
from tenants.doors import tenant_scope
from tenants.offices.service import office
from tenants.permissions.model import Actor, Role

_LINK = "SELECT state, peer_number FROM link WHERE tenant_id = $1"
_SAID = "SELECT text FROM message WHERE tenant_id = $1 AND direction = $2 AND NOT automatic ORDER BY at, id"


async def _said(place: Place, direction: str) -> list[str]:
    return [row["text"] for row in await place.rows(_SAID, direction)]


async def _handed_over(world: World, phone: str = "") -> tuple[Actor, str, Actor, str]:
    """Dewi's case at the district, linked to Hendro's at the province."""
    dewi, hendro = await world.staff(world.district), await world.staff(world.province)
    number = await an_opened_case(world, phone=phone)
    await escalation.escalate(dewi, number, world.province.slug, "Rujukan", world.book, version=None)
    await world.work()
    mirrored: str = await world.province.value("SELECT number FROM cases WHERE tenant_id = $1 AND mirrored")
    return dewi, number, hendro, mirrored


async def test_nothing_crosses_that_was_not_meant_to(world: World) -> None:
    """Canaries in every field that stays at home, searched for in every column of the other office."""
    dewi, phone = await world.staff(world.district), a_number()
    message = a_message(phone, "Antrean panjang", external_id="CANARY-external")
    sender = a_sender(phone, "CANARY-name")
    await world.arrive(world.district, msgspec.structs.replace(message, sender=sender))
    await world.take_in(world.district)
    number = await world.district.value("SELECT number FROM cases WHERE tenant_id = $1")
    await replies.note(dewi, number, "CANARY-note")
    await cases.dispose(dewi, number, world.district.units["Sekretariat"], "CANARY-instruction", version=None)
    await replies.reply(dewi, number, "Kami periksa", world.book, version=None)
    await world.district.change("UPDATE unit SET name = 'CANARY-' || name WHERE tenant_id = $1")
    await world.work()
    shown = (await escalation.preview(dewi, number)).package
    await escalation.escalate(dewi, number, world.province.slug, "Rujukan", world.book, version=None)
    await replies.note(dewi, number, "CANARY-later-note")
    await world.work()
    assert "CANARY" not in msgspec.json.encode(shown).decode()
    assert [extract.text for extract in shown.extracts] == ["Antrean panjang", "Kami periksa"]
    assert shown.citizen == f"••• {phone[-4:]}"
    columns = await world.province.rows(
        "SELECT t.table_name AS name FROM information_schema.columns t WHERE t.table_schema = 'public'"
        " AND t.column_name = 'tenant_id' AND $1::int > 0"
    )
    for table in columns:
        rows = await world.province.rows(f"SELECT t::text AS row FROM {table['name']} t WHERE tenant_id = $1")
        text = "\n".join(row["row"] for row in rows)
        plain = text + "".join(_unhexed(text))
        for canary in ("CANARY", phone, phone[1:], "Dewi Anjani"):
            assert canary not in plain, (table["name"], canary)


def _unhexed(text: str) -> list[str]:
    return [
        bytes.fromhex(found).decode(errors="replace") for found in re.findall(r"\\x((?:[0-9a-f]{2})+)", text)
    ]


async def test_a_case_goes_there_and_comes_back_answered_and_closed(world: World) -> None:
    phone = a_number()
    dewi, number, hendro, mirrored = await _handed_over(world, phone)
    assert await world.district.row(_LINK) == {"state": "offered", "peer_number": mirrored}
    assert await world.province.row(_LINK) == {"state": "offered", "peer_number": number}
    await world.arrive(world.district, a_message(phone, "Masih penuh"))
    await world.work()
    assert "Masih penuh" in await _said(world.province, "in")
    await replies.reply(hendro, mirrored, "Kami tambah dokter.", world.book, version=None)
    await world.work()
    assert await _said(world.district, "peer") == ["Kami tambah dokter."]
    assert "Kami tambah dokter." not in world.far_end.texts, "the desk decides what the citizen reads"
    await escalation.write_to_peer(dewi, number, "Kapan?", version=None)
    await world.work()
    await escalation.write_to_peer(hendro, mirrored, "Senin.", version=None)
    await world.work()
    assert await _said(world.district, "peer") == ["Kami tambah dokter.", "Kapan?", "Senin."]
    assert await _said(world.province, "peer") == ["Kapan?", "Senin."]
    states = []
    for act in (cases.resolve, cases.close):
        await act(hendro, mirrored, version=None)
        await world.work()
        states.append((await world.district.row(_LINK))["state"])
    assert states == ["answered", "closed"]
    assert not await world.district.value("SELECT escalated FROM cases WHERE tenant_id = $1")
    assert await world.district.value("SELECT state FROM cases WHERE tenant_id = $1") != "closed"


async def test_a_returned_case_is_the_first_offices_again_and_may_go_elsewhere(world: World) -> None:
    dewi, number, hendro, mirrored = await _handed_over(world)
    with pytest.raises(Conflict) as refused:
        await escalation.escalate(dewi, number, world.ministry.slug, "x", world.book, version=None)
    assert refused.value.code == "already_handed_over"
    await cases.reject(hendro, mirrored, version=None)
    await world.work()
    assert (await world.district.row(_LINK))["state"] == "returned"
    with pytest.raises(Conflict):
        await escalation.write_to_peer(dewi, number, "Halo?", version=None)
    await escalation.escalate(dewi, number, world.ministry.slug, "Lagi", world.book, version=None)
    await world.work()
    assert await world.ministry.value("SELECT count(*) FROM cases WHERE tenant_id = $1 AND mirrored") == 1


async def test_a_case_cannot_go_round_in_a_circle(world: World) -> None:
    _, _, hendro, mirrored = await _handed_over(world)
    for wrong in (world.province.slug, "nobody"):
        with pytest.raises(Invalid):
            await escalation.escalate(hendro, mirrored, wrong, "Kembali", world.book, version=None)
    with pytest.raises(Conflict) as refused:
        await escalation.escalate(hendro, mirrored, world.district.slug, "Kembali", world.book, version=None)
    assert refused.value.code == "came_from_there"
    link = await escalation.escalate(hendro, mirrored, world.ministry.slug, "Terus", world.book, version=None)
    await world.work()
    assert (await world.ministry.row(_LINK))["state"] == "offered"
    ratna = await world.staff(world.ministry)
    top = await world.ministry.value("SELECT number FROM cases WHERE tenant_id = $1")
    for passed in (world.district.slug, world.province.slug):
        with pytest.raises(Conflict) as refused:
            await escalation.escalate(ratna, top, passed, "Kembali", world.book, version=None)
        assert refused.value.code == "came_from_there", "the letter names all offices it came through"
    await replies.reply(ratna, top, "Dijawab pusat", world.book, version=None)
    await world.work()
    assert await _said(world.province, "peer") == ["Dijawab pusat"]
    assert await _said(world.district, "peer") == [], "each desk decides for itself"
    assert link.peer_uid == (await office(world.ministry.id)).uid


async def test_who_may_not_hand_over_does_not(world: World) -> None:
    joko = await world.staff(world.district, Role.UNIT_OFFICER, "Sekretariat")
    with pytest.raises(Forbidden):
        await escalation.escalate(joko, "BTG-0000-0000-0", world.province.slug, "x", world.book, version=None)


async def test_letters_that_come_twice_or_in_the_wrong_order_take_effect_once_and_in_order(
    world: World,
) -> None:
    await _handed_over(world)
    link = await world.province.value("SELECT id FROM link WHERE tenant_id = $1")
    district, province = await office(world.district.id), await office(world.province.id)

    def letter(seq: int, text: str) -> Letter:
        return Letter(
            id=uuid7(), link=link, seq=seq, sender=district.uid, recipient=province.uid,
            at=district_now, content=Note(text=text),
        )  # fmt: skip

    async with tenant_scope(world.province.id) as scope:
        district_now = scope.now
    two, three = letter(2, "dua"), letter(3, "tiga")
    taken = []
    for each in (three, two, two, three, three):
        async with tenant_scope(world.province.id) as scope:
            taken.append((await take_letter(scope, each))[0])
    assert taken == [False, True, True, True, True]
    assert await _said(world.province, "peer") == ["dua", "tiga"]


async def test_a_letter_of_a_third_office_changes_nothing(world: World) -> None:
    await _handed_over(world)
    link = await world.province.value("SELECT id FROM link WHERE tenant_id = $1")
    forger, province = await office(world.neighbour.id), await office(world.province.id)
    async with tenant_scope(world.province.id) as scope:
        for content in (CitizenWrote(text="palsu"), Accepted(number="palsu")):
            forged = Letter(
                id=uuid7(), link=link, seq=2, sender=forger.uid, recipient=province.uid,
                at=scope.now, content=content,
            )  # fmt: skip
            await take_letter(scope, forged)
    assert "palsu" not in await _said(world.province, "in")
    assert (await world.province.row(_LINK))["peer_number"] != "palsu"


async def test_a_carrier_that_dies_delays_a_letter_and_never_doubles_it(world: World) -> None:
    dewi = await world.staff(world.district)
    number = await an_opened_case(world)
    await escalation.escalate(dewi, number, world.province.slug, "Rujukan", world.book, version=None)
    async with tenant_scope(world.district.id) as scope:
        assert len(await carriage.claim(scope, 5)) == 1
    assert await carry_due(world.district.id, files=world.files) == 0
    await world.clock.forward(seconds=carriage.LEASE_SECONDS + 1)
    await asyncio.gather(*(carry_due(world.district.id, files=world.files) for _ in range(3)))
    await world.district.change(
        "UPDATE letter SET state = 'waiting', due_at = created_at WHERE tenant_id = $1"
    )
    await world.work()
    assert await world.province.value("SELECT count(*) FROM cases WHERE tenant_id = $1") == 1
    assert (
        await world.district.value(
            "SELECT count(*) FROM letter WHERE tenant_id = $1 AND state <> 'delivered'"
        )
        == 0
    )


async def test_acts_and_letters_on_one_hand_over_never_block_each_other(world: World) -> None:
    phone = a_number()
    dewi, number, hendro, mirrored = await _handed_over(world, phone)

    async def writing() -> None:
        for turn in range(5):
            await escalation.write_to_peer(dewi, number, f"d{turn}", version=None)
            await escalation.write_to_peer(hendro, mirrored, f"h{turn}", version=None)

    async def carrying() -> None:
        for _ in range(6):
            await world.work()

    await asyncio.wait_for(asyncio.gather(writing(), carrying(), carrying()), 60)
    await world.clock.forward(minutes=2)
    await world.work()
    for place in (world.district, world.province):
        said = await _said(place, "peer")
        assert sorted(said) == sorted(f"{who}{turn}" for who in "dh" for turn in range(5))


async def test_the_mirrored_case_has_promises_of_its_own(world: World) -> None:
    await _handed_over(world)
    kinds = "SELECT kind, state FROM clock, json_to_recordset(value) AS k (kind text, state text)"
    kinds += " WHERE tenant_id = $1 AND kind = 'first_seen'"
    assert await world.province.row(kinds) == {"kind": "first_seen", "state": "running"}
    held = await world.province.row("SELECT kind, contact_id, channel FROM cases WHERE tenant_id = $1")
    assert held == {"kind": CaseKind.COMPLAINT.value, "contact_id": None, "channel": "relay"}
    wait = await world.province.value("SELECT sahut_now() - opened_at FROM cases WHERE tenant_id = $1")
    assert wait < timedelta(minutes=10)
