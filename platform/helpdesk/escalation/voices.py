"""Which desk speaks with the citizen: one at a time, handed on when both agree. Pure.

Only the desk that speaks can give that away. It lets go first, and the other speaks when it hears so: in between
nobody does, and never both.
"""

from msgspec.structs import replace

from helpdesk.escalation.model import LIVING, Link, Side, Wish
from kit.errors import Conflict

OFFER, ASK, TAKE, GIVE, KEEP = "offer", "ask", "take", "give", "keep"
ACTS = frozenset({OFFER, ASK, TAKE, GIVE, KEEP})
_OTHER = {Side.SOURCE: Side.TARGET, Side.TARGET: Side.SOURCE}


def wished(link: Link) -> tuple[Link, str]:
    """Our desk would like it the other way round: the hand-over after that, and what the other side is told."""
    _must_live(link)
    if link.wish is not Wish.NONE:
        raise Conflict("voice_asked_already")
    if link.speaks:
        return replace(link, wish=Wish.OFFERED), OFFER
    return replace(link, wish=Wish.ASKED), ASK


def agreed(link: Link) -> tuple[Link, str]:
    """Our desk says yes to what the other one asked."""
    _must_be_asked(link)
    return _given(link) if link.speaks else (replace(link, wish=Wish.TAKEN), TAKE)


def declined(link: Link) -> tuple[Link, str]:
    """Our desk says no: it stays as it is."""
    _must_be_asked(link)
    return replace(link, wish=Wish.NONE), KEEP


def heard(link: Link, act: str) -> tuple[Link, str]:
    """The hand-over after the other side's word, and what it is answered by itself; empty for nothing.

    A wish and its opposite that cross are both said yes to. The word to speak is taken only by a desk that asked for
    it or said yes; who gives it away unasked offers it, and has its yes answered.
    """
    if link.state not in LIVING:
        return link, ""
    if act == OFFER:
        return (link if link.wish is Wish.ASKED else replace(link, wish=Wish.OFFERED)), ""
    if act == ASK:
        return _given(link) if link.wish is Wish.OFFERED else (replace(link, wish=Wish.ASKED), "")
    if act == TAKE:  # only what was offered, or given away already
        if not link.speaks:
            return link, GIVE
        return _given(link) if link.wish is Wish.OFFERED else (link, "")
    if act == GIVE:
        return _taken(link), ""
    return replace(link, wish=Wish.NONE), ""


def _taken(link: Link) -> Link:
    if link.speaks:
        return link
    agreed_to = link.wish in (Wish.ASKED, Wish.TAKEN)
    return replace(link, speaker=link.side, wish=Wish.NONE) if agreed_to else replace(link, wish=Wish.OFFERED)


def is_asked(link: Link) -> bool:
    """Does the other desk wait for our yes or no?"""
    return link.wish is (Wish.ASKED if link.speaks else Wish.OFFERED)


def _given(link: Link) -> tuple[Link, str]:
    return replace(link, speaker=_OTHER[link.side], wish=Wish.NONE), GIVE


def _must_live(link: Link) -> None:
    if link.state not in LIVING:
        raise Conflict("handover_moved", state=link.state.value)


def _must_be_asked(link: Link) -> None:
    _must_live(link)
    if not is_asked(link):
        raise Conflict("voice_not_asked")
