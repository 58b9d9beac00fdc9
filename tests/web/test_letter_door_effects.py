"""What offices of other installations say about a hand-over counts as next door, and nothing beyond their side."""

import msgspec
import pytest
from msgspec.structs import replace

from helpdesk.escalation import relations
from helpdesk.escalation import service as escalation
from helpdesk.escalation.letter import (
    CitizenNamed,
    Erased,
    Progressed,
    Proposal,
    RegisterNumber,
    Renumbered,
    Voice,
)
from helpdesk.registers import service as registers
from helpdesk.relay.rules import Carried
from kit.errors import Conflict
from kit.ids import uuid7
from support.builders import an_opened_case
from support.far_side import connected
from support.officers import Floor


async def test_what_follows_a_hand_over_counts_from_another_installation_as_well(floor: Floor) -> None:
    """Proposals, a new number, another name, and an erased citizen."""
    far, district = await connected(floor), floor.world.district
    assert await far.hands_in(far.offer(text="Obat kosong galium")) == 200
    for content in (
        Renumbered(number="KDL-0000-0000-9"),
        CitizenNamed(citizen="Siti, +628128881234", openly=True),
        Proposal(text="Obat ada besok.", of=uuid7()),
    ):
        assert await far.hands_in(far.letter(content)) == 200
    await floor.world.work()
    assert await district.value("SELECT peer_number FROM link WHERE tenant_id = $1") == "KDL-0000-0000-9"
    assert await district.value("SELECT citizen FROM link_citizen WHERE tenant_id = $1 AND named")
    assert await district.value("SELECT count(*) FROM proposal WHERE tenant_id = $1") == 1
    assert await far.hands_in(far.letter(Erased(ground="request"))) == 200
    await floor.world.work()
    left = await district.row(
        "SELECT l.handed::text, c.title FROM link l JOIN cases c ON c.tenant_id = l.tenant_id"
        " AND c.id = l.case_id WHERE l.tenant_id = $1"
    )
    assert left == {"handed": "", "title": ""}
    answered = "SELECT count(*) FROM letter WHERE tenant_id = $1 AND kind = 'copy_settled'"
    assert await district.value(answered) == 1


async def test_words_that_no_desk_says_are_not_taken(floor: Floor) -> None:
    far = await connected(floor)
    assert await far.hands_in(far.offer()) == 200
    for content in (
        Voice(act="steal"),
        Erased(ground="revenge"),
        Progressed(state="lost"),
        RegisterNumber(register="lapor", number="<b>1"),
    ):
        letter = far.letter(content)
        answer = await far.calls(Carried(data=letter))
        assert (answer.status_code, answer.json()["code"]) == (400, "letter_unreadable")
    assert await far.hands_in(far.letter(Progressed(state="reopened"), seq=2)) == 200


async def test_an_office_that_was_asked_cannot_erase_the_case_of_the_one_that_asked(floor: Floor) -> None:
    far, world = await connected(floor), floor.world
    agent, number = await world.staff(world.district), await an_opened_case(world, text="Obat kosong")
    [there] = [each for each in await relations.targets(agent) if each.uid == far.uid]
    await escalation.escalate(agent, number, there.slug, "Mohon", world.book, version=None)
    far.link = await world.district.value("SELECT id FROM link WHERE tenant_id = $1")
    for content in (Erased(ground="request"), Voice(act="take")):
        assert await far.hands_in(far.letter(content)) == 200
    await world.work()
    kept_case = "SELECT c.title <> '' AS kept, l.speaker, l.peer_seq FROM link l JOIN cases c"
    kept_case += " ON c.tenant_id = l.tenant_id AND c.id = l.case_id WHERE l.tenant_id = $1"
    assert await world.district.row(kept_case) == {"kept": True, "speaker": "source", "peer_seq": 2}


async def test_an_office_elsewhere_and_ours_file_a_matter_in_lapor_once(floor: Floor) -> None:
    far, world = await connected(floor), floor.world
    agent, district = await world.staff(world.district), world.district
    offer = far.offer()
    package = replace(offer.content.package, filing=True)
    assert await far.hands_in(replace(offer, content=replace(offer.content, package=package))) == 200
    await world.work()
    number = await district.value("SELECT number FROM cases WHERE tenant_id = $1")
    with pytest.raises(Conflict, match="filed_elsewhere"):
        await registers.file(agent, number, version=None)
    assert await far.hands_in(far.letter(RegisterNumber(register="lapor", number="", filing=False))) == 200
    await world.work()
    await registers.file(agent, number, version=None)
    await world.work()
    known = await district.value("SELECT lapor_number FROM cases WHERE tenant_id = $1")
    told = await district.rows(
        "SELECT body FROM letter WHERE tenant_id = $1 AND kind = 'register_number' ORDER BY seq"
    )
    said = [msgspec.json.decode(row["body"])["content"] for row in told]
    assert [(each["number"], each["filing"]) for each in said] == [("", True), (known, False)]


async def test_a_number_from_elsewhere_comes_with_the_offer_or_later(floor: Floor) -> None:
    far, world = await connected(floor), floor.world
    agent, district = await world.staff(world.district), world.district
    assert await far.hands_in(far.offer()) == 200
    assert await far.hands_in(far.letter(RegisterNumber(register="lapor", number="7654321"))) == 200
    await world.work()
    case = await district.row("SELECT number, lapor_number FROM cases WHERE tenant_id = $1")
    assert case["lapor_number"] == "7654321"
    with pytest.raises(Conflict, match="already_in_register"):
        await registers.file(agent, case["number"], version=None)
