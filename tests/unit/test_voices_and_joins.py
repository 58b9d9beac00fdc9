"""Who speaks with the citizen, and what becomes of hand-overs when two cases are one matter."""

from itertools import product
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from helpdesk.cases.model import CaseState
from helpdesk.escalation import joins, voices
from helpdesk.escalation.joins import Fate
from helpdesk.escalation.model import Link, LinkState, Side, Wish
from kit.errors import Conflict
from kit.ids import uuid7
from support.builders import NOW, a_case

NOBODY = frozenset[UUID]()


def _link(side: Side = Side.SOURCE, **more: Any) -> Link:
    fields = {"id": uuid7(), "case_id": uuid7(), "peer_uid": uuid7(), "reason": "x", **more}
    state = fields.pop("state", LinkState.ACCEPTED)
    return Link(side=side, state=state, created_at=NOW, changed_at=NOW, **fields)


def _delivered(here: Link, there: Link, ways: tuple[list[str], list[str]], first: int) -> tuple[Link, Link]:
    """Both sides once every letter has arrived, one way's before the other's."""
    ends = [here, there]
    while any(ways):
        way = first if ways[first] else 1 - first
        receiver = 1 - way
        ends[receiver], answer = voices.heard(ends[receiver], ways[way].pop(0))
        assert not (ends[0].speaks and ends[1].speaks), "never do both speak"
        if answer:
            ways[receiver].append(answer)
    return ends[0], ends[1]


@pytest.mark.parametrize("first", [0, 1])
@pytest.mark.parametrize("speaker", Side)
def test_two_wishes_that_cross_are_both_granted_and_one_desk_speaks(speaker: Side, first: int) -> None:
    here, asks = voices.wished(_link(Side.SOURCE, speaker=speaker))
    there, offers = voices.wished(_link(Side.TARGET, speaker=speaker))
    here, there = _delivered(here, there, ([asks], [offers]), first)
    assert here.speaker is there.speaker is not speaker
    assert (here.wish, there.wish) == (Wish.NONE, Wish.NONE)


@pytest.mark.parametrize(("speaker", "asking", "agrees"), list(product(Side, Side, (True, False))))
def test_what_one_desk_wishes_the_other_grants_or_declines(speaker: Side, asking: Side, agrees: bool) -> None:
    ends = {side: _link(side, speaker=speaker) for side in Side}
    other = Side.TARGET if asking is Side.SOURCE else Side.SOURCE
    ends[asking], act = voices.wished(ends[asking])
    ends[other], nothing = voices.heard(ends[other], act)
    assert nothing == "" and voices.is_asked(ends[other])
    ends[other], act = (voices.agreed if agrees else voices.declined)(ends[other])
    ways: tuple[list[str], list[str]] = ([], [])
    ways[list(Side).index(other)].append(act)
    here, there = _delivered(ends[Side.SOURCE], ends[Side.TARGET], ways, 0)
    assert here.speaker is there.speaker
    assert (here.speaker is speaker) is not agrees
    assert (here.wish, there.wish) == (Wish.NONE, Wish.NONE)


def test_nobody_agrees_to_what_was_not_asked() -> None:
    for act in (voices.agreed, voices.declined):
        with pytest.raises(Conflict):
            act(_link())
    with pytest.raises(Conflict):
        voices.wished(_link(state=LinkState.CLOSED))
    assert voices.heard(_link(state=LinkState.CLOSED), voices.GIVE)[1] == ""


def test_handovers_follow_the_case_that_survives() -> None:
    one, other = _link(), _link(Side.TARGET)
    found = joins.fates([], [one, other, _link(state=LinkState.RETURNED)], a_case(), uuid7(), NOBODY)
    assert found == [(one, Fate.FOLLOWS), (other, Fate.FOLLOWS)], "what is over stays where it was"


def test_what_cannot_stand_beside_the_others_ends() -> None:
    peer, above, own = uuid7(), uuid7(), uuid7()
    asked = _link(peer_uid=peer)
    for kept, survivor, line in (
        ([_link(peer_uid=peer)], a_case(), NOBODY),
        ([_link(peer_uid=above)], a_case(), frozenset({above})),
        ([_link(Side.TARGET, peer_uid=peer)], a_case(), NOBODY),
        ([_link(speaker=Side.TARGET)], a_case(), NOBODY),
        ([], a_case(CaseState.CLOSED), NOBODY),
    ):
        assert joins.fates(kept, [asked], survivor, own, line) == [(asked, Fate.WITHDRAWN)]
    came = _link(Side.TARGET, chain=(peer, uuid7()))
    assert joins.fates([asked], [came], a_case(), own, NOBODY) == [(came, Fate.RETURNED)]


def test_a_handover_knows_its_way_home() -> None:
    link, second, third = _link(), uuid7(), uuid7()
    there = joins.moved_to(joins.moved_to(link, second), third)
    assert (there.case_id, there.home_id) == (third, link.case_id)
    assert joins.back_home(there) == replace(link, home_id=None)


@pytest.mark.parametrize("side", Side)
def test_nobody_is_made_to_speak_unasked(side: Side) -> None:
    """Who gives the word away unasked has offered it: our desk says yes first, and nobody waits for ever."""
    other = Side.TARGET if side is Side.SOURCE else Side.SOURCE
    here, nothing = voices.heard(_link(side, speaker=other), voices.GIVE)
    assert (here.speaks, here.wish, nothing) == (False, Wish.OFFERED, "")
    assert voices.is_asked(here)
    here, act = voices.agreed(here)
    gone = _link(other, speaker=side)  # it has let go already
    gone, answer = voices.heard(gone, act)
    assert (gone.speaks, answer) == (False, voices.GIVE)
    here, nothing = voices.heard(here, answer)
    assert (here.speaks, here.wish, nothing) == (True, Wish.NONE, "")


@pytest.mark.parametrize("wish", [Wish.ASKED, Wish.TAKEN])
def test_the_word_is_taken_by_a_desk_that_asked_for_it_or_said_yes(wish: Wish) -> None:
    here, _ = voices.heard(_link(Side.TARGET, speaker=Side.SOURCE, wish=wish), voices.GIVE)
    assert here.speaks and here.wish is Wish.NONE


def test_who_speaks_hears_nothing_new_when_the_word_is_given_to_it() -> None:
    asked = _link(Side.SOURCE, wish=Wish.ASKED)
    assert voices.heard(asked, voices.GIVE) == (asked, "")
