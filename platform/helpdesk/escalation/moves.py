"""How a hand-over may move, and which word wins when letters cross, so that both sides end equal. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from helpdesk.cases.model import Case, CaseState
from helpdesk.channels.trials import earnest
from helpdesk.escalation.letter import Note
from helpdesk.escalation.model import AWAY, ENDED, LIVING, PARTED, Link, LinkState, Side, Wish
from kit.errors import Conflict

L = LinkState

MOVES: Mapping[LinkState, frozenset[LinkState]] = {
    L.OFFERED: frozenset({L.ACCEPTED, L.IN_PROGRESS, L.ANSWERED, *ENDED}),
    L.ACCEPTED: frozenset({L.IN_PROGRESS, L.ANSWERED, L.CLOSED, L.RETURNED, L.WITHDRAWN}),
    L.IN_PROGRESS: frozenset({L.ANSWERED, L.CLOSED, L.RETURNED, L.WITHDRAWN}),
    L.ANSWERED: frozenset({L.IN_PROGRESS, L.CLOSED, L.RETURNED, L.WITHDRAWN}),
    **{state: frozenset() for state in ENDED},
}
"""What a desk may do with a hand-over. Working on it or answering takes it on as well."""
MOST_NAMES = 200
"""Characters of the names of those who have a matter."""
_WEIGHT = {L.EXPIRED: 1, L.WITHDRAWN: 2, L.RETURNED: 3, L.CLOSED: 4}
"""Of two ends that crossed on their way the weightier one counts, on both sides."""


def decided(link: Link, state: LinkState, now: datetime, said: str = "") -> Link:
    """The hand-over after an act of our own desk; raises `Conflict` when it may not move there."""
    if state not in MOVES[link.state]:
        raise Conflict("handover_moved", state=link.state.value)
    return _moved(link, state, now, said)


def heard(link: Link, state: LinkState, now: datetime, said: str = "") -> Link:
    """The hand-over after the other side's word.

    An end ends it, whatever we did meanwhile; a word that was written before the other side heard of our end
    changes nothing.
    """
    if link.state in LIVING:
        taken = state in ENDED or state in MOVES[link.state]
    else:
        taken = _WEIGHT.get(state, 0) > _WEIGHT[link.state]
    return _moved(link, state, now, said) if taken else link


def _moved(link: Link, state: LinkState, now: datetime, said: str) -> Link:
    moved = replace(link, state=state, changed_at=now, said=said or link.said, due_at=None)
    over = replace(moved, asked=0, owed=0, speaker=Side.SOURCE, wish=Wish.NONE, holder="")
    return over if state in ENDED else moved


_STATE_OF_CASE = {
    CaseState.IN_PROGRESS: L.IN_PROGRESS,
    CaseState.WAITING_CONTACT: L.IN_PROGRESS,
    CaseState.ANSWERED: L.ANSWERED,
    CaseState.CLOSED: L.CLOSED,
    CaseState.REJECTED: L.RETURNED,
}


def state_of(case: Case) -> LinkState | None:
    """What the target tells the source about its own case; nothing while nobody has begun: a look takes nothing on."""
    return _STATE_OF_CASE.get(case.state)


def told_by_source(links: Sequence[Link], state: str) -> list[Link]:
    """The hand-overs whose target hears that our own case is `closed` or `reopened`.

    Closing ends those that live. That it is open again concerns also whoever had the matter until it was closed.
    """
    asked = [link for link in links if link.side is Side.SOURCE]
    living = [link for link in asked if link.state in LIVING]
    if state == "reopened" and not living and asked and asked[-1].state not in PARTED:
        return asked[-1:]
    return living


def heard_from_source(link: Link, state: str, now: datetime) -> Link:
    """The hand-over once its source's case is `state`: one whose source is closed is closed on both sides."""
    return heard(link, L.CLOSED, now) if state == "closed" else link


def standing(case: Case, links: Sequence[Link]) -> Case:
    """The case with what its hand-overs say of it: whether it is away, and whether somebody else speaks or files."""
    spoken_for = any(link.side is Side.SOURCE and link.state in LIVING and not link.speaks for link in links)
    filed = not earnest(case.lapor_number) and any(link.awaited_files for link in links)
    return replace(case, escalated=is_away(links), spoken_for=spoken_for, filed_elsewhere=filed)


def said(link: Link, *, asks: bool) -> Link:
    """The hand-over after a word of ours to the other desk: a question is open, anything else answers theirs.

    A question has the number of its letter. Of a hand-over that is over nobody owes an answer.
    """
    if link.state not in LIVING:
        return link
    return replace(link, asked=link.own_seq + 1) if asks else replace(link, owed=0)


def word(link: Link, text: str, *, asks: bool) -> tuple[Link, Note]:
    """A word of ours as it goes to the other desk, and the hand-over after it."""
    after = said(link, asks=asks)
    return after, Note(
        text=text, asks=asks, number=after.asked if asks else 0, answers=0 if asks else link.owed
    )


def told(link: Link, *, question: int, answers: int | None) -> Link:
    """The hand-over after a word of the other desk: the number of its question, and which of ours it answers; 0: none.

    A word that crossed our question on its way answers it not. An older installation numbers nothing (none): each
    word of its desk is then an answer.
    """
    if link.state not in LIVING:
        return link
    if answers is None or answers == link.asked:
        link = replace(link, asked=0)
    return replace(link, owed=question) if question else link


def living(links: Sequence[Link], side: Side) -> list[Link]:
    """Those that are not over, of one side."""
    return [link for link in links if link.side is side and link.state in LIVING]


def speaks_for_us(links: Sequence[Link]) -> Link | None:
    """The hand-over whose office speaks with our citizen; none while our own desk does."""
    return next((link for link in living(links, Side.SOURCE) if not link.speaks), None)


def is_away(links: Sequence[Link]) -> bool:
    """Does another office have the case in hand for us?"""
    return any(link.side is Side.SOURCE and link.state in AWAY for link in links)


def with_whom(links: Sequence[Link], names: Mapping[UUID, str]) -> str:
    """Who has the matter for us, by name: the offices asked, or whoever has it beyond them; empty for nobody."""
    away = (link for link in links if link.side is Side.SOURCE and link.state in AWAY)
    return ", ".join(dict.fromkeys(link.holder or names.get(link.peer_uid, "") for link in away))[:MOST_NAMES]


def still_waits(links: Sequence[Link], but: UUID) -> bool:
    """Does another offer of the case wait to be taken on?"""
    return any(link.side is Side.SOURCE and link.state is L.OFFERED and link.id != but for link in links)


def chain_of(links: Sequence[Link], own: UUID) -> tuple[UUID, ...]:
    """The offices that a case came through, ours last; none of them is asked again, also when it went back there."""
    came = [link for link in links if link.side is Side.TARGET]
    return (*dict.fromkeys(uid for link in came for uid in (*link.chain, link.peer_uid)), own)


def is_ours_to_offer(case: Case, links: Sequence[Link]) -> bool:
    """Our own citizen's case always; another office's while it asks us, or asked us until it was answered."""
    asked = [link for link in links if link.side is Side.TARGET]
    return not case.mirrored or any(link.state not in PARTED for link in asked)


def after(links: Sequence[Link], changed: Link) -> list[Link]:
    """The hand-overs of a case once one of them has changed."""
    return [changed if link.id == changed.id else link for link in links]
