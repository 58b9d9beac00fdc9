"""`sahut bench [NAME …]`: measurements as ratios, in a temporary installation of their own."""

import argparse
import sys

import msgspec

from wiring.bench import footprint, intake
from wiring.commands import Refused

NAME = "bench"
_MEASUREMENTS = {"intake": intake.measure, "footprint": footprint.measure}


def add(parser: argparse.ArgumentParser) -> None:
    """Options."""
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(_MEASUREMENTS))
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(arguments: argparse.Namespace) -> int:
    """Measure and print."""
    unknown = [name for name in arguments.names if name not in _MEASUREMENTS]
    if unknown:
        raise Refused(f"no measurement is called {unknown[0]!r}; there are {', '.join(_MEASUREMENTS)}")
    for name in arguments.names or list(_MEASUREMENTS):
        for found in _MEASUREMENTS[name](_say):
            if arguments.json:
                print(msgspec.json.encode(found).decode(), flush=True)
            else:
                line = f"{found.name}: {found.value:g} {found.unit}, {found.ratio:g} × {found.reference}"
                print(f"{line}, rounds {found.rounds} ({found.conditions})", flush=True)
    return 0


def _say(what: str) -> None:
    print(f"… {what}", file=sys.stderr, flush=True)
