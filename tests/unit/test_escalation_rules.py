"""What travels between two offices, and how a hand-over moves."""

from typing import Any
from uuid import UUID

import msgspec
import pytest
from msgspec.structs import replace

from helpdesk.cases.model import Case, CaseState
from helpdesk.conversations.model import PIN_PLACE, Direction, Message
from helpdesk.escalation import moves, rules
from helpdesk.escalation.letter import Package
from helpdesk.escalation.model import ENDED, LIVING, Link, LinkState, Side
from helpdesk.escalation.whom import Identity, usual
from kit.errors import Conflict
from kit.ids import uuid7
from support.builders import NOW, a_case
from tenants.offices.model import Kin


def _message(direction: Direction, text: str, **more: Any) -> Message:
    fields = {"id": uuid7(), "case_id": uuid7(), "channel": "whatsapp", "author_kind": "citizen", **more}
    return Message(direction=direction, text=text, at=NOW, sent_at=NOW, **fields)


def _link(state: LinkState = LinkState.ACCEPTED, side: Side = Side.SOURCE, **more: Any) -> Link:
    fields = {"id": uuid7(), "case_id": uuid7(), "peer_uid": uuid7(), "reason": "x", **more}
    return Link(side=side, state=state, created_at=NOW, changed_at=NOW, **fields)


ABOVE = frozenset[UUID]()


def _package(case: Case, said: list[Message], address: str = "", **rule: Any) -> Package:
    relation = replace(usual(uuid7(), Kin.ABOVE), **rule)
    citizen = rules.named(case, "Siti Aminah", address, relation)
    return rules.package(case, "Puskesmas", citizen, rules.travelling(case, said, relation), relation)


def test_notes_words_between_desks_and_automatic_messages_stay_at_home() -> None:
    said = [
        _message(Direction.IN, "keluhan", author_name="SECRET", external_id="SECRET"),
        _message(Direction.NOTE, "SECRET"),
        _message(Direction.PEER, "SECRET"),
        _message(Direction.OUT, f"SECRET {PIN_PLACE}", automatic=True),
        _message(Direction.OUT, "jawaban", author_name="SECRET"),
    ]
    case = a_case(contact_id=uuid7(), assignee_id=uuid7(), lapor_number="7654321", summary="SECRET")
    package = _package(case, said, "+6281234567890")
    assert [(extract.who, extract.text) for extract in package.extracts] == [
        ("citizen", "keluhan"),
        ("office", "jawaban"),
    ]
    assert package.citizen == "••• 7890"
    assert package.lapor_number == "7654321", "of one matter no second office files again"
    assert b"SECRET" not in msgspec.json.encode(package)


def test_of_an_address_neither_its_letters_nor_its_domain_travel() -> None:
    package = _package(a_case(), [], "kontak@siti-aminah.example")
    assert package.citizen == "•••@•••"


def test_a_strangers_letter_does_not_travel_as_the_citizens_word() -> None:
    thread = uuid7()
    said = [
        _message(Direction.IN, "keluhan", channel="email", conversation_id=thread),
        _message(Direction.IN, "Kode masuk Anda: 482913", channel="email", conversation_id=uuid7()),
    ]
    extracts = _package(a_case(conversation_id=thread), said).extracts
    assert [extract.text for extract in extracts] == ["keluhan"]


def test_a_relation_says_what_travels() -> None:
    case, said = a_case(), [_message(Direction.IN, "keluhan"), _message(Direction.OUT, "jawaban")]
    address = "+6281234567890"
    least = _package(case, said, address, title=False, facility=False, earlier=False, identity=Identity.NONE)
    assert (least.title, least.facility, least.citizen) == ("", "", "")
    assert [extract.text for extract in least.extracts] == ["keluhan"]
    assert _package(case, said, address, identity=Identity.CLEAR).citizen == f"Siti Aminah, {address}"
    assert _package(a_case(anonymous=True), said, address, identity=Identity.CLEAR).citizen == ""


def test_an_officer_keeps_single_messages_at_home() -> None:
    said = [_message(Direction.IN, "keluhan"), _message(Direction.IN, "anak saya Budi")]
    relation = usual(uuid7(), Kin.ABOVE)
    left = rules.travelling(a_case(), said, relation, frozenset({said[1].id}))
    assert [message.text for message in left] == ["keluhan"]


def test_several_offices_may_have_a_case_but_only_one_way_leads_up() -> None:
    province, ministry, below = uuid7(), uuid7(), uuid7()
    above = frozenset({province, ministry})
    rules.may_offer(a_case(), [_link(peer_uid=below)], uuid7(), above)
    for links, peer in (
        ([_link(peer_uid=province)], ministry),
        ([_link(peer_uid=province)], below),
        ([_link(peer_uid=below)], ministry),
        ([_link(peer_uid=below)], below),
    ):
        with pytest.raises(Conflict):
            rules.may_offer(a_case(), links, peer, above)


def test_no_office_that_a_case_came_through_is_asked_again() -> None:
    first, second = uuid7(), uuid7()
    came = _link(side=Side.TARGET, peer_uid=second, chain=(first, second))
    for peer in (first, second):
        with pytest.raises(Conflict):
            rules.may_offer(a_case(), [came], peer, ABOVE)


def test_an_anonymous_citizen_is_not_even_masked() -> None:
    assert _package(a_case(anonymous=True), [], "+6281234567890").citizen == ""


def test_at_most_the_last_thirty_messages_travel() -> None:
    said = [_message(Direction.IN, str(number)) for number in range(45)]
    extracts = _package(a_case(), said).extracts
    assert [extract.text for extract in extracts] == [str(number) for number in range(15, 45)]


def test_a_case_is_offered_once_and_never_back() -> None:
    peer = uuid7()
    rules.may_offer(a_case(), [], peer, ABOVE)
    rules.may_offer(a_case(), [_link(LinkState.RETURNED, peer_uid=peer)], peer, ABOVE)
    rules.may_offer(a_case(), [_link(side=Side.TARGET)], peer, ABOVE)
    for case, links in (
        (a_case(CaseState.CLOSED), []),
        (a_case(), [_link(peer_uid=peer)]),
        (a_case(), [_link(side=Side.TARGET, peer_uid=peer)]),
    ):
        with pytest.raises(Conflict):
            rules.may_offer(case, links, peer, ABOVE)


@pytest.mark.parametrize("state", LinkState)
def test_what_is_over_does_not_go_on(state: LinkState) -> None:
    moved = moves.heard(_link(state), LinkState.ANSWERED, NOW)
    assert moved.state is (LinkState.ANSWERED if state in LIVING else state)
    with pytest.raises(Conflict):
        moves.decided(_link(state), LinkState.OFFERED, NOW)


@pytest.mark.parametrize("ours", sorted(ENDED))
@pytest.mark.parametrize("theirs", sorted(ENDED))
def test_two_ends_that_crossed_become_one(ours: LinkState, theirs: LinkState) -> None:
    here = moves.heard(_link(ours), theirs, NOW)
    there = moves.heard(_link(theirs, Side.TARGET), ours, NOW)
    assert here.state is there.state
    assert here.state in (ours, theirs)


def test_an_offer_is_told_as_begun_only_when_somebody_worked_on_it() -> None:
    assert {moves.state_of(a_case(state)) for state in (CaseState.RECEIVED, CaseState.VERIFYING)} == {None}
    told = {moves.state_of(a_case(state)) for state in CaseState} - {None}
    assert told == {LinkState.IN_PROGRESS, LinkState.ANSWERED, LinkState.CLOSED, LinkState.RETURNED}
