"""Whose word each letter is: which side of a hand-over may say what, and until when. One table. Pure.

An office that holds the key of a connection may still not say what only the other side can know: what the citizen
wrote, that somebody works on it, who took it back.
"""

from collections.abc import Mapping

import msgspec

from helpdesk.escalation.letter import (
    Accepted,
    Answer,
    CitizenNamed,
    CitizenSeen,
    CitizenWrote,
    Content,
    CopySettled,
    Ended,
    Erased,
    Note,
    Offer,
    Progressed,
    Proposal,
    Received,
    RegisterNumber,
    Renumbered,
    SetAside,
    SourceState,
    Told,
    Voice,
    WithWhom,
)
from helpdesk.escalation.model import Copy, Ground, Link, LinkState, Side
from helpdesk.escalation.voices import ACTS

NOT_THEIRS = "not_theirs_to_say"
OVER = "over_by_their_word"
FOREIGN = "foreign_office"

S, T, L = Side.SOURCE, Side.TARGET, LinkState
_EVER = frozenset(LinkState)
_TILL_THEY_ENDED_IT = {S: _EVER - {L.WITHDRAWN, L.EXPIRED}, T: _EVER - {L.RETURNED}}
"""Whoever ended it has said the last word of theirs. What crossed an end of ours was written before it."""

Kind = type[msgspec.Struct]
Word = tuple[Kind, str]
"""A kind of letter, and the word in it that decides what it does; empty for kinds without one."""


def _ever(*sides: Side) -> dict[Side, frozenset[LinkState]]:
    return dict.fromkeys(sides, _EVER)


def _until_the_end(*sides: Side) -> dict[Side, frozenset[LinkState]]:
    return {side: _TILL_THEY_ENDED_IT[side] for side in sides}


WORDS: Mapping[Word, Mapping[Side, frozenset[LinkState]]] = {
    (Offer, ""): {},  # it begins a hand-over, and is nobody's second word
    (Received, ""): _ever(T),
    (Accepted, ""): _until_the_end(T),
    (Progressed, "in_progress"): _until_the_end(T),
    (Progressed, "answered"): _until_the_end(T),
    (Progressed, "closed"): _until_the_end(T),
    (Progressed, "returned"): _until_the_end(T),
    (Progressed, "reopened"): {T: frozenset({L.CLOSED})},
    (Ended, "returned"): _until_the_end(T),
    (Ended, "withdrawn"): _until_the_end(S),
    (Ended, "expired"): _until_the_end(S),
    **{(SourceState, state): _until_the_end(S) for state in ("closed", "reopened")},
    **{(SourceState, state): _until_the_end(S) for state in ("rejected", "spam", "duplicate")},
    (CitizenWrote, ""): _until_the_end(S),
    (CitizenNamed, ""): _ever(S),
    (Answer, ""): _until_the_end(T),
    (Proposal, ""): _until_the_end(S),
    (Told, ""): _ever(S, T),
    **{(Voice, act): _until_the_end(S, T) for act in ACTS},
    (Renumbered, ""): _until_the_end(S, T),
    **{(Erased, ground.value): _ever(S) for ground in Ground},
    **{(CopySettled, copy.value): _ever(T) for copy in (Copy.ERASED, Copy.KEPT)},
    (Note, ""): _until_the_end(S, T),
    (RegisterNumber, "lapor"): _ever(S, T),
    (WithWhom, ""): _until_the_end(T),
    (CitizenSeen, ""): _ever(T),
    (SetAside, ""): _ever(S, T),
}
"""By the side that writes: the states, as the reader has them, in which it may say so."""


def word_of(content: Content) -> Word:
    """Where a letter stands in the table; nowhere, when its word is one that no desk says."""
    match content:
        case Progressed(state=word) | Ended(state=word) | SourceState(state=word):
            return type(content), word
        case Voice(act=word) | Erased(ground=word) | RegisterNumber(register=word):
            return type(content), word
        case CopySettled(copy=copy):
            return type(content), copy.value
    return type(content), ""


def is_known(content: Content) -> bool:
    """Is it a word that some desk may say?"""
    return word_of(content) in WORDS


def why_not(link: Link, content: Content) -> str:
    """Why the other side of this hand-over may not say that now; empty when it may."""
    writer = T if link.side is S else S
    states = WORDS.get(word_of(content), {}).get(writer)
    if states is None:
        return NOT_THEIRS
    return "" if link.state in states else OVER
