"""`sahut worker`: a worker by itself, from the environment."""

import argparse
import os

from kit.settings import require
from wiring.commands import environment_settings
from wiring.keeping import check

NAME = "worker"


def add(parser: argparse.ArgumentParser) -> None:
    """It has no options: everything comes from the environment. For more workers start more of them."""


def run(arguments: argparse.Namespace) -> int:
    """Until SIGTERM, or until it loses its servers: whoever started it starts it again."""
    settings = environment_settings()
    from wiring.worker import NEEDS, serve  # here: it loads the whole product

    require(settings, *NEEDS)
    check(settings, os.environ)
    serve(settings)
    return 0
