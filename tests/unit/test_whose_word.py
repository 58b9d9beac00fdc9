"""Whose word each letter is, over every kind, both sides and every state of a hand-over."""

from itertools import product
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from helpdesk.escalation.letter import (
    Accepted,
    Answer,
    CitizenNamed,
    CitizenWrote,
    Ended,
    Erased,
    Letter,
    Note,
    Offer,
    Progressed,
    Proposal,
    Received,
    RegisterNumber,
    SourceState,
)
from helpdesk.escalation.model import LIVING, PARTED, Link, LinkState, Side
from helpdesk.escalation.whose_word import WORDS, is_known, why_not, word_of
from helpdesk.relay.rules import is_sound
from kit.ids import uuid7
from support.builders import NOW
from support.every_letter import every_content, kinds

FILING = RegisterNumber(register="lapor", number="", filing=True)
"""Under which number is not known yet."""
ONLY_THE_ASKING = (CitizenWrote, CitizenNamed, SourceState, Proposal, Erased)
ONLY_THE_ASKED = (Received, Accepted, Progressed, Answer)


def _link(side: Side, state: LinkState) -> Link:
    ids = {"id": uuid7(), "case_id": uuid7(), "peer_uid": uuid7()}
    return Link(side=side, state=state, reason="x", created_at=NOW, changed_at=NOW, **ids)


def _named(content: Any) -> str:
    return "-".join(part for part in (str(content.__struct_config__.tag), word_of(content)[1]) if part)


def test_every_kind_of_letter_stands_in_the_table() -> None:
    assert {kind for kind, _ in WORDS} == set(kinds())
    assert {word_of(each) for each in every_content()} == set(WORDS), "one letter of every word"


@pytest.mark.parametrize("content", list(every_content()), ids=_named)
def test_a_letter_of_every_kind_is_one_that_the_door_takes(content: Any) -> None:
    letter = Letter(
        id=uuid7(), link=uuid7(), seq=2, sender=uuid7(), recipient=uuid7(), at=NOW, content=content
    )
    assert is_sound(letter), "what the table knows may be written"


@pytest.mark.parametrize("content", list(every_content()), ids=_named)
def test_who_is_in_no_row_says_it_in_no_state(content: Any) -> None:
    for side, state in product(Side, LinkState):
        refused = why_not(_link(side, state), content)
        if isinstance(content, Offer):
            assert refused == "not_theirs_to_say", "a hand-over is offered once"
        if isinstance(content, ONLY_THE_ASKING) and side is Side.SOURCE:
            assert refused == "not_theirs_to_say", "the citizen is the asking office's"
        if isinstance(content, ONLY_THE_ASKED) and side is Side.TARGET:
            assert refused == "not_theirs_to_say", "only who was asked works on it"


@pytest.mark.parametrize("side", list(Side))
def test_an_end_is_the_word_of_one_side(side: Side) -> None:
    """`side` is who reads it."""
    own = {Side.SOURCE: {"returned"}, Side.TARGET: {"withdrawn", "expired"}}[side]
    for state in LinkState:
        said = why_not(_link(side, LinkState.ACCEPTED), Ended(state=state.value))
        assert (said == "") is (state.value in own), state


def test_who_ended_it_says_nothing_more_of_it_and_what_crossed_an_end_still_counts() -> None:
    for side, state in product(Side, PARTED):
        theirs = (state is LinkState.RETURNED) is (side is Side.SOURCE)
        refused = why_not(_link(side, state), Note(text="Masih ada"))
        assert refused == ("over_by_their_word" if theirs else ""), (side, state)
    for side, state in product(Side, LIVING):
        assert why_not(_link(side, state), Note(text="Halo")) == ""


@pytest.mark.parametrize(
    "number",
    [
        "X",
        "X. Buka https://palsu.example",
        "1234567 hubungi 0812",
        "1" * 41,
        "palsu.example",
        "BUKA-SITUS",
        "12\n34",
    ],
)
def test_a_register_number_is_a_number_and_nothing_else(number: str) -> None:
    letter = Letter(
        id=uuid7(), link=uuid7(), seq=2, sender=uuid7(), recipient=uuid7(), at=NOW,
        content=RegisterNumber(register="lapor", number=number),
    )  # fmt: skip
    assert not is_sound(letter)
    for known in (RegisterNumber(register="lapor", number="1234567"), FILING):
        assert is_sound(replace(letter, content=known))


def test_numbers_times_and_chains_that_no_desk_writes_stay_at_the_door() -> None:
    [offer] = [each for each in every_content() if isinstance(each, Offer)]
    letter = Letter(id=uuid7(), link=uuid7(), seq=1, sender=uuid7(), recipient=uuid7(), at=NOW, content=offer)
    assert is_sound(letter)
    never = NOW.replace(year=9999)
    extract = msgspec.convert({"who": "office", "text": "x", "at": NOW}, _extract_type(offer))
    for bad in (
        replace(letter, at=never),
        replace(letter, at=NOW.replace(year=1)),
        replace(letter, content=replace(offer, agree_by=never)),
        replace(letter, content=replace(offer, chain=(*(uuid7() for _ in range(40)), letter.sender))),
        replace(letter, content=replace(offer, package=replace(offer.package, number="Hubungi 0812"))),
        replace(letter, content=replace(offer, package=replace(offer.package, citizen="x" * 5000))),
        replace(letter, content=replace(offer, package=replace(offer.package, opened_at=never))),
        replace(
            letter,
            content=replace(
                offer, package=replace(offer.package, extracts=(replace(extract, who="dokter"),))
            ),
        ),
        replace(letter, content=Received(number="https://palsu.example")),
    ):
        assert not is_sound(bad), bad
    assert is_sound(replace(letter, content=replace(offer, chain=(uuid7(), letter.sender))))


def _extract_type(offer: Offer) -> Any:
    [field] = [each for each in msgspec.structs.fields(type(offer.package)) if each.name == "extracts"]
    return field.type.__args__[0]


def test_a_word_that_no_desk_says_is_not_known() -> None:
    for content in (Ended(state="answered"), Progressed(state="withdrawn"), SourceState(state="lost")):
        assert not is_known(content)
