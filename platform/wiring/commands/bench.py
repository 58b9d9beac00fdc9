"""`sahut bench [NAME …]`: measurements as ratios, in a temporary installation of their own."""

import argparse
import sys

import msgspec

from wiring.bench import between, desk, footprint, intake, sla
from wiring.commands import Refused

NAME = "bench"
_MEASUREMENTS = {
    "intake": intake.measure,
    "desk": desk.measure,
    "footprint": footprint.measure,
    "sla": sla.measure,
    "between": between.measure,
}
_SIZED = {"desk"}
"""Measurements at several sizes."""


def add(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(_MEASUREMENTS))
    parser.add_argument(
        "--cases",
        type=_sizes,
        default=desk.SIZES,
        metavar="FEW,MANY",
        help="cases stored, for desk (default: %(default)s)",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(arguments: argparse.Namespace) -> int:
    """Measure and print."""
    unknown = [name for name in arguments.names if name not in _MEASUREMENTS]
    if unknown:
        raise Refused(f"no measurement is called {unknown[0]!r}; there are {', '.join(_MEASUREMENTS)}")
    for name in arguments.names or list(_MEASUREMENTS):
        more = {"sizes": arguments.cases} if name in _SIZED else {}
        for found in _MEASUREMENTS[name](_say, **more):
            if arguments.json:
                print(msgspec.json.encode(found).decode(), flush=True)
            else:
                line = f"{found.name}: {found.value:g} {found.unit}, {found.ratio:g} × {found.reference}"
                print(f"{line}, rounds {found.rounds} ({found.conditions})", flush=True)
    return 0


def _sizes(written: str) -> tuple[int, ...]:
    """The first is what the others are compared with."""
    return tuple(int(number.replace("_", "")) for number in written.split(","))


def _say(what: str) -> None:
    print(f"… {what}", file=sys.stderr, flush=True)
