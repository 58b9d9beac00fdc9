"""An office of another installation with a valid key says only what its side of a hand-over may say."""

from typing import Any

import pytest

from helpdesk.cases import service as cases
from helpdesk.escalation import agreeing, relations
from helpdesk.escalation import service as escalation
from helpdesk.escalation.letter import (
    Accepted,
    Answer,
    CitizenNamed,
    CitizenWrote,
    Ended,
    Erased,
    Note,
    Offer,
    Received,
    RegisterNumber,
)
from helpdesk.escalation.model import LinkState, Side
from helpdesk.escalation.whose_word import WORDS, word_of
from support.builders import an_opened_case
from support.every_letter import every_content
from support.far_side import FarSide, connected
from support.officers import Floor
from tenants.permissions.model import Actor, Role

_ALL = (
    "SELECT (SELECT jsonb_agg(to_jsonb(c) ORDER BY c.id) FROM cases c WHERE c.tenant_id = $1)::text AS cases,"
    " (SELECT jsonb_agg(to_jsonb(m) ORDER BY m.id) FROM message m WHERE m.tenant_id = $1)::text AS messages,"
    " (SELECT jsonb_agg(to_jsonb(l) - 'peer_seq' ORDER BY l.id) FROM link l WHERE l.tenant_id = $1)::text AS links,"
    " (SELECT jsonb_agg(to_jsonb(n) ORDER BY n.link_id) FROM link_citizen n WHERE n.tenant_id = $1)::text AS names,"
    " (SELECT count(*) FROM proposal WHERE tenant_id = $1) AS proposals,"
    " (SELECT count(*) FROM case_event WHERE tenant_id = $1) AS facts,"
    " (SELECT count(*) FROM letter WHERE tenant_id = $1) AS letters,"
    " (SELECT count(*) FROM delivery WHERE tenant_id = $1) AS sent"
)
_REFUSED = "SELECT kind, refused FROM letter_taken WHERE tenant_id = $1 AND refused <> '' ORDER BY id"
_MIRRORED = "SELECT number FROM cases WHERE tenant_id = $1 AND mirrored ORDER BY id"
_TO_CITIZEN = "SELECT text FROM message WHERE tenant_id = $1 AND direction = 'out' AND text LIKE '%7654321%'"


async def asked(floor: Floor) -> tuple[FarSide, Actor, str]:
    """The district handed a case of its citizen to Kendal."""
    far, world = await connected(floor), floor.world
    agent, number = await world.staff(world.district, Role.SUPERVISOR), await an_opened_case(world)
    [there] = [each for each in await relations.targets(agent) if each.uid == far.uid]
    await escalation.escalate(agent, number, there.slug, "Mohon", world.book, version=None)
    await world.work(world.district)
    far.link = await world.district.value(
        "SELECT id FROM link WHERE tenant_id = $1 AND peer_uid = $2", far.uid
    )
    return far, agent, number


async def _changes_nothing(floor: Floor, far: FarSide, words: list[Any], why: str) -> None:
    district = floor.world.district
    before, refused = await district.row(_ALL), len(await district.rows(_REFUSED))
    for content in words:
        assert await far.hands_in(far.letter(content)) == 200, "it is answered as any other"
    await floor.world.work(district)
    after = await district.row(_ALL)
    assert {key for key in before if before[key] != after[key]} == set()
    said = [(row["kind"], row["refused"]) for row in await district.rows(_REFUSED)][refused:]
    assert said == [(str(each.__struct_config__.tag), why) for each in words]


async def test_who_was_asked_says_nothing_that_is_the_asking_offices_to_say(floor: Floor) -> None:
    """No word as the citizen, no name, no end that is not its own: over every kind of letter."""
    far, _, _ = await asked(floor)
    theirs = [each for each in every_content() if Side.TARGET not in WORDS[word_of(each)]]
    assert {CitizenWrote, CitizenNamed, Offer} <= {type(each) for each in theirs}
    await _changes_nothing(floor, far, theirs, "not_theirs_to_say")
    seen = await floor.world.district.value(
        "SELECT peer_seq FROM link WHERE tenant_id = $1 AND id = $2", far.link
    )
    assert seen == len(theirs), "none of them holds up those behind it"


async def test_who_asked_says_nothing_that_is_the_asked_offices_to_say(floor: Floor) -> None:
    far = await connected(floor)
    assert await far.hands_in(far.offer()) == 200
    await floor.world.work(floor.world.district)
    theirs = [
        each
        for each in every_content()
        if Side.SOURCE not in WORDS[word_of(each)] and not isinstance(each, Offer)
    ]
    assert {Accepted, Answer, Received} <= {type(each) for each in theirs}
    await _changes_nothing(floor, far, theirs, "not_theirs_to_say")


async def test_who_gave_it_back_says_nothing_more_of_it(floor: Floor) -> None:
    far, _, _ = await asked(floor)
    assert await far.hands_in(far.letter(Ended(state="returned", reason="Bukan kami"))) == 200
    await floor.world.work(floor.world.district)
    after = [
        each
        for each in every_content()
        if LinkState.RETURNED not in WORDS[word_of(each)].get(Side.TARGET, {LinkState.RETURNED})
    ]
    assert {Note, Answer, Accepted} <= {type(each) for each in after}
    await _changes_nothing(floor, far, after, "over_by_their_word")


async def test_what_crossed_our_own_end_is_read_all_the_same(floor: Floor) -> None:
    far, agent, number = await asked(floor)
    await agreeing.withdraw(agent, number, "Sudah kami tangani", version=None)
    assert await far.hands_in(far.letter(Note(text="Kami sedang bekerja"))) == 200
    await floor.world.work(floor.world.district)
    assert await floor.world.district.rows(_REFUSED) == []
    said = "SELECT count(*) FROM message WHERE tenant_id = $1 AND text = 'Kami sedang bekerja'"
    assert await floor.world.district.value(said) == 1


async def test_a_register_number_reaches_the_citizen_once_and_is_never_exchanged(floor: Floor) -> None:
    far, _, _ = await asked(floor)
    for number in ("7654321", "7654322"):
        assert await far.hands_in(far.letter(RegisterNumber(register="lapor", number=number))) == 200
    await floor.world.work(floor.world.district)
    kept = "SELECT lapor_number FROM cases WHERE tenant_id = $1 AND lapor_number <> ''"
    assert await floor.world.district.value(kept) == "7654321"
    assert len(await floor.world.district.rows(_TO_CITIZEN)) == 1
    lure = RegisterNumber(register="lapor", number="X. Buka https://palsu.example lalu isi NIK")
    assert await far.hands_in(far.letter(lure)) == 400


async def test_a_stranger_with_a_key_changes_nothing_in_the_hand_over_of_others(floor: Floor) -> None:
    far, _, _ = await asked(floor)
    other = await connected(floor)
    other.link = far.link
    before = await floor.world.district.row(_ALL)
    for content in (Note(text="Halo"), CitizenNamed(citizen="", openly=False), Ended(state="returned")):
        assert await other.hands_in(other.letter(content)) == 200
    await floor.world.work(floor.world.district)
    assert await floor.world.district.row(_ALL) == before
    reasons = "SELECT DISTINCT state, reason, case_id FROM inbox_entry WHERE tenant_id = $1 AND reason <> ''"
    assert await floor.world.district.row(reasons) == {
        "state": "ignored",
        "reason": "foreign_office",
        "case_id": None,
    }


@pytest.mark.parametrize("ending", ["withdrawn", "expired"])
async def test_taking_back_ends_no_case_that_another_office_asks_for_as_well(
    floor: Floor, ending: str
) -> None:
    """Two of their matters are one here: the case goes on for the one that still asks."""
    far, other = await connected(floor), await connected(floor)
    district = floor.world.district
    agent = await floor.world.staff(district, Role.SUPERVISOR)
    assert [await far.hands_in(far.offer()), await other.hands_in(other.offer())] == [200, 200]
    await floor.world.work(district)
    numbers = [row["number"] for row in await district.rows(_MIRRORED)]
    await cases.mark_duplicate(agent, *numbers, version=None)
    await floor.world.work(district)
    assert await far.hands_in(far.letter(Ended(state=ending, reason="Selesai di sini"))) == 200
    await floor.world.work(district)
    left = "SELECT c.state FROM link l JOIN cases c ON c.tenant_id = l.tenant_id AND c.id = l.case_id"
    left += " WHERE l.tenant_id = $1 AND l.id = $2"
    assert await district.value(left, other.link) == "received"


async def test_what_they_erase_or_take_back_is_never_a_case_of_our_own_citizen(floor: Floor) -> None:
    """Their matter is part of our citizen's case here: they read why our copy stays, and our case goes on."""
    far, district = await connected(floor), floor.world.district
    agent, own = await floor.world.staff(district, Role.SUPERVISOR), await an_opened_case(floor.world)
    assert await far.hands_in(far.offer()) == 200
    await floor.world.work(district)
    await cases.mark_duplicate(agent, await district.value(_MIRRORED), own, version=None)
    await floor.world.work(district)
    standing = "SELECT state, title, contact_id FROM cases WHERE tenant_id = $1 AND NOT mirrored"
    before = await district.row(standing)
    for content in (Erased(ground="request"), Ended(state="withdrawn", reason="Selesai")):
        assert await far.hands_in(far.letter(content)) == 200
    await floor.world.work(district)
    assert await district.row(standing) == before
    settled = "SELECT convert_from(body, 'UTF8') FROM letter WHERE tenant_id = $1 AND kind = 'copy_settled'"
    assert '"copy":"kept"' in await district.value(settled)
