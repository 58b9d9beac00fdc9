"""What travels between two offices, and how a hand-over moves."""

from typing import Any

import msgspec
import pytest

from helpdesk.cases.model import CaseState
from helpdesk.conversations.model import PIN_PLACE, Direction, Message
from helpdesk.escalation import moves, rules
from helpdesk.escalation.model import ENDED, LIVING, Link, LinkState, Side
from kit.errors import Conflict
from kit.ids import uuid7
from support.builders import NOW, a_case


def _message(direction: Direction, text: str, **more: Any) -> Message:
    fields = {"id": uuid7(), "case_id": uuid7(), "channel": "whatsapp", "author_kind": "citizen", **more}
    return Message(direction=direction, text=text, at=NOW, sent_at=NOW, **fields)


def _link(state: LinkState = LinkState.ACCEPTED, side: Side = Side.SOURCE, **more: Any) -> Link:
    fields = {"id": uuid7(), "case_id": uuid7(), "peer_uid": uuid7(), "reason": "x", **more}
    return Link(side=side, state=state, created_at=NOW, changed_at=NOW, **fields)


def test_notes_words_between_desks_and_automatic_messages_stay_at_home() -> None:
    said = [
        _message(Direction.IN, "keluhan", author_name="SECRET", external_id="SECRET"),
        _message(Direction.NOTE, "SECRET"),
        _message(Direction.PEER, "SECRET"),
        _message(Direction.OUT, f"SECRET {PIN_PLACE}", automatic=True),
        _message(Direction.OUT, "jawaban", author_name="SECRET"),
    ]
    case = a_case(contact_id=uuid7(), assignee_id=uuid7(), lapor_number="SECRET", summary="SECRET")
    package = rules.package(case, "Puskesmas", "+6281234567890", said)
    assert [(extract.who, extract.text) for extract in package.extracts] == [
        ("citizen", "keluhan"),
        ("office", "jawaban"),
    ]
    assert package.citizen == "••• 7890"
    assert b"SECRET" not in msgspec.json.encode(package)


def test_of_an_address_neither_its_letters_nor_its_domain_travel() -> None:
    package = rules.package(a_case(), "", "kontak@siti-aminah.example", [])
    assert package.citizen == "•••@•••"


def test_a_strangers_letter_does_not_travel_as_the_citizens_word() -> None:
    thread = uuid7()
    said = [
        _message(Direction.IN, "keluhan", channel="email", conversation_id=thread),
        _message(Direction.IN, "Kode masuk Anda: 482913", channel="email", conversation_id=uuid7()),
    ]
    extracts = rules.package(a_case(conversation_id=thread), "", "", said).extracts
    assert [extract.text for extract in extracts] == ["keluhan"]


def test_an_anonymous_citizen_is_not_even_masked() -> None:
    assert rules.package(a_case(anonymous=True), "", "+6281234567890", []).citizen == ""


def test_at_most_the_last_thirty_messages_travel() -> None:
    said = [_message(Direction.IN, str(number)) for number in range(45)]
    extracts = rules.package(a_case(), "", "", said).extracts
    assert [extract.text for extract in extracts] == [str(number) for number in range(15, 45)]


def test_a_case_is_offered_once_and_never_back() -> None:
    peer = uuid7()
    rules.may_offer(a_case(), [], peer)
    rules.may_offer(a_case(), [_link(LinkState.RETURNED, peer_uid=peer)], peer)
    rules.may_offer(a_case(), [_link(side=Side.TARGET)], peer)
    for case, links in (
        (a_case(CaseState.CLOSED), []),
        (a_case(), [_link()]),
        (a_case(), [_link(side=Side.TARGET, peer_uid=peer)]),
    ):
        with pytest.raises(Conflict):
            rules.may_offer(case, links, peer)


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
    assert {rules.state_of(a_case(state)) for state in (CaseState.RECEIVED, CaseState.VERIFYING)} == {None}
    told = {rules.state_of(a_case(state)) for state in CaseState} - {None}
    assert told == {LinkState.IN_PROGRESS, LinkState.ANSWERED, LinkState.CLOSED, LinkState.RETURNED}
