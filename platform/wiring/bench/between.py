"""`sahut bench between`: the ministry's view of 200 offices, how fast a hand-over arrives (F11), and whether one
office's flood is felt at the others (F15)."""

import contextlib
from collections.abc import Callable, Iterator

from wiring.bench.bed import test_bed
from wiring.bench.fair import fairness
from wiring.bench.handed import arriving
from wiring.bench.intake import Measurement
from wiring.bench.overseen import LARGE, SMALL, overseen, view

OFFICES = LARGE.offices


def measure(say: Callable[[str], None]) -> Iterator[Measurement]:
    """Fill a small and a large installation and look at both in turn; then work in the large one."""
    with test_bed(OFFICES) as bed, contextlib.ExitStack() as open_ones:
        for listening in bed.sockets:
            listening.close()
        scenes = []
        for size in (SMALL, LARGE):
            say(f"{size.offices} offices, {size.cases:,} cases, {size.linked:,} of them handed over")
            scenes.append(open_ones.enter_context(overseen(bed, size)))
        say("the ministry's pages at each size in turn")
        yield from view(scenes)
        open_ones.close()  # what comes now has its own web and worker
        say("hand-overs under load")
        yield from arriving(bed, scenes[-1])
        say("one office floods the others")
        yield from fairness(bed, scenes[-1])
