"""`sahut sla explain`: a due time and why, from a spec on standard input."""

import argparse
import json
import sys

from helpdesk.sla.answer import answer
from helpdesk.sla.reading import SpecFault

NAME = "sla"

_BAD_SPEC = 2


def add(parser: argparse.ArgumentParser) -> None:
    """Declare what can be asked about time."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    explain = acts.add_parser(
        "explain",
        help="a due time and why",
        description="Reads a spec, or a list of specs, as JSON from stdin.",
    )
    explain.add_argument("--json", action="store_true", help="answer on one line instead of indented")


def run(arguments: argparse.Namespace) -> int:
    """Print the answer; for a bad spec print one line that names the place of the fault, and return 2."""
    try:
        answered = answer(sys.stdin.buffer.read())
    except SpecFault as fault:
        print(f"sahut sla explain: {fault}", file=sys.stderr)
        return _BAD_SPEC
    print(json.dumps(answered, indent=None if arguments.json else 2))
    return 0
