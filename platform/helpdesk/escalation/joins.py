"""What becomes of hand-overs when two cases of one office turn out to be one matter. Pure."""

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from msgspec.structs import replace

from helpdesk.cases.model import ENDED_STATES, Case
from helpdesk.escalation.model import LIVING, Link, Side, Wish
from helpdesk.escalation.moves import chain_of, living


class Fate(StrEnum):
    """What happens to a hand-over of the case that was merged away."""

    FOLLOWS = "follows"
    """It is the surviving case's from now on."""
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"


def fates(
    kept: Sequence[Link], moved: Sequence[Link], survivor: Case, own: UUID, above: frozenset[UUID]
) -> list[tuple[Link, Fate]]:
    """The fate of each living hand-over of the case that was merged away, in their order.

    What the surviving case may not have ends: a second hand-over to the same office, a second way up, a circle, two
    who speak with one citizen, and anything we asked for a case that is over.
    """
    found: list[tuple[Link, Fate]] = []
    stands = [link for link in kept if link.state in LIVING]
    for link in moved:
        if link.state in LIVING:
            fate = _fate(stands, [*kept, *stands], link, survivor, own, above)
            found.append((link, fate))
            stands += [link] if fate is Fate.FOLLOWS else []
    return found


def _fate(
    stands: list[Link],
    ever: Sequence[Link],
    link: Link,
    survivor: Case,
    own: UUID,
    above: frozenset[UUID],
) -> Fate:
    asked = living(stands, Side.SOURCE)
    if link.side is Side.TARGET:
        came_through = {*link.chain, link.peer_uid}
        circle = any(each.peer_uid in came_through for each in asked)
        return Fate.RETURNED if circle else Fate.FOLLOWS
    peers = {each.peer_uid for each in asked}
    refused = (
        survivor.state in ENDED_STATES
        or link.peer_uid in peers
        or link.peer_uid in chain_of(ever, own)
        or (bool(peers) and not above.isdisjoint(peers | {link.peer_uid}))
        or (bool(peers) and any(_may_lose_voice(each) for each in (*asked, link)))
    )
    return Fate.WITHDRAWN if refused else Fate.FOLLOWS


def _may_lose_voice(link: Link) -> bool:
    return not link.speaks or link.wish is not Wish.NONE


def moved_to(link: Link, case_id: UUID) -> Link:
    """The hand-over as the surviving case's; it knows the case it was made with."""
    return replace(link, case_id=case_id, home_id=link.home_id or link.case_id)


def back_home(link: Link) -> Link:
    """The hand-over as that case's again which it was made with."""
    return replace(link, case_id=link.home_id or link.case_id, home_id=None)
