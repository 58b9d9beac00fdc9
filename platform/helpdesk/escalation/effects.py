"""What an act on our case does at the other office: one table, read by officers before they act. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from helpdesk.escalation.model import Side


class Doing(StrEnum):
    """An act that another office feels; the word is that of its address on the desk."""

    MERGE = "duplicate"
    RESOLVE = "resolve"
    REOPEN = "reopen"
    CLOSE = "close"
    REJECT = "reject"
    SPAM = "spam"
    ERASE = "erase"


class Effect(StrEnum):
    """What happens there."""

    FOLLOWS = "follows"
    """The hand-over is the surviving case's; the other office sees its number. What cannot follow ends."""
    NOTHING = "nothing"
    """Not yet: the hand-over goes on."""
    ANSWERED = "answered"
    """It reads that our part is done; the next step is its own."""
    PART_REOPENED = "part_reopened"
    """What was answered there is worked on again."""
    TOLD_REOPENED = "told_reopened"
    """It reads so, and may be asked anew: then its old case goes on."""
    WORKED_ON = "worked_on"
    """It reads that we work on our part again."""
    OVER = "over"
    """The hand-over is over; its own case stays as it is, until its desk decides."""
    WITHDRAWN = "withdrawn"
    """The case is taken back with the reason, and ends there."""
    RETURNED = "returned"
    """The case goes back to it with the reason, and is its own again."""
    COPY_GOES = "copy_goes"
    """Its masked copy and copied files go too, or it names the law that keeps them."""
    COPY_GONE = "copy_gone"
    """It reads that our copy is gone, and keeps its own case."""


D, E = Doing, Effect
_ASKED, _ASKING = Side.SOURCE, Side.TARGET

EFFECTS: Mapping[tuple[Doing, Side, bool], Effect] = {
    (D.MERGE, _ASKED, True): E.FOLLOWS,
    (D.MERGE, _ASKING, True): E.FOLLOWS,
    (D.RESOLVE, _ASKED, True): E.NOTHING,
    (D.RESOLVE, _ASKING, True): E.ANSWERED,
    (D.REOPEN, _ASKED, True): E.PART_REOPENED,
    (D.REOPEN, _ASKED, False): E.TOLD_REOPENED,
    (D.REOPEN, _ASKING, True): E.WORKED_ON,
    (D.REOPEN, _ASKING, False): E.TOLD_REOPENED,
    (D.CLOSE, _ASKED, True): E.OVER,
    (D.CLOSE, _ASKING, True): E.OVER,
    (D.REJECT, _ASKED, True): E.WITHDRAWN,
    (D.REJECT, _ASKING, True): E.RETURNED,
    (D.SPAM, _ASKED, True): E.WITHDRAWN,
    (D.SPAM, _ASKING, True): E.RETURNED,
    (D.ERASE, _ASKED, True): E.COPY_GOES,
    (D.ERASE, _ASKED, False): E.COPY_GOES,
    (D.ERASE, _ASKING, True): E.COPY_GONE,
    (D.ERASE, _ASKING, False): E.COPY_GONE,
}
"""By the act, our side of the hand-over, and whether it lives; what stands not here does nothing there."""
