"""`sahut bench sla`: promises are watched (F8), due times counted (F9), a new free day is counted in and compared."""

from collections.abc import Callable, Iterator

from wiring.bench.bed import test_bed
from wiring.bench.due_times import due_times
from wiring.bench.intake import Measurement
from wiring.bench.promised import BIGGEST, CLOCKS_EACH, RUNNING, open_running
from wiring.bench.recounted import recounted
from wiring.bench.references import References
from wiring.bench.watching import FEW, running_out, watching


def measure(say: Callable[[str], None]) -> Iterator[Measurement]:
    """Alternate the watch and P1; then let promises run out under the eyes of real workers."""
    say("due times: the table against a day-by-day loop")
    yield from due_times()
    with test_bed() as bed:
        for listening in bed.sockets:
            listening.close()
        references = References(bed.postgres, bed.settings.owner_url, bed.hooks)
        say(f"opening {RUNNING:,} cases, that is {RUNNING * CLOCKS_EACH:,} running promises")
        open_running(bed)
        say(f"a new free day at {BIGGEST * CLOCKS_EACH:,} open promises of one office")
        yield from recounted(bed)
        say(f"finding, marking and announcing {FEW:,} overdue promises against P1")
        yield from watching(bed, references)
        for count, seconds in ((1, 20.0), (2, 0.0), (4, 0.0)):
            say(f"{FEW:,} promises run out within {seconds:g} s under {count} workers")
            yield from running_out(bed, count, seconds)
