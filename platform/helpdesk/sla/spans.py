"""Stretches of time `(from, to)` in microseconds, and how pauses are cut out of them."""

from collections.abc import Iterable

from helpdesk.sla.instants import instant
from helpdesk.sla.model import Pause

Span = tuple[int, int]

FOREVER = 1 << 62
"""The end of a pause that is still running."""


def merged(pauses: Iterable[Pause], begins: int = -FOREVER) -> tuple[Span, ...]:
    """The pauses after `begins`, sorted; overlapping ones count once, empty ones not at all."""
    joined: list[Span] = []
    for since, until in sorted(_span(pause) for pause in pauses):
        since = max(since, begins)
        if joined and since < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], until))
        elif since < until:
            joined.append((since, until))
    return tuple(joined)


def without(spans: Iterable[Span], pauses: Iterable[Span]) -> list[Span]:
    """What is left of sorted spans when sorted pauses are cut out."""
    left: list[Span] = []
    cuts = tuple(pauses)
    for since, until in spans:
        for begins, ends in cuts:
            if ends <= since:
                continue
            if begins >= until:
                break
            if since < begins:
                left.append((since, begins))
            since = ends
        if since < until:
            left.append((since, until))
    return left


def clipped(spans: Iterable[Span], since: int, until: int) -> list[Span]:
    """The parts of the spans that lie between the two moments."""
    cut = ((max(begins, since), min(ends, until)) for begins, ends in spans)
    return [span for span in cut if span[0] < span[1]]


def length(spans: Iterable[Span]) -> int:
    """Microseconds in spans that do not overlap."""
    return sum(until - since for since, until in spans)


def latest(spans: Iterable[Span], at: int) -> int:
    """The last moment that is named, not earlier than `at`."""
    return max((bound for span in spans for bound in span if bound != FOREVER and bound > at), default=at)


def _span(pause: Pause) -> Span:
    return instant(pause.begins), FOREVER if pause.ends is None else instant(pause.ends)
