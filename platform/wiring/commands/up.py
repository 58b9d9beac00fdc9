"""`sahut up`: the whole installation on one machine."""

import argparse
import os
from pathlib import Path

from wiring.commands import data_folder, environment_settings
from wiring.commands.options import port, processes
from wiring.keeping import check
from wiring.listening import open_network_allowed
from wiring.up import Options, up

NAME = "up"


def add(parser: argparse.ArgumentParser) -> None:
    """Its options."""
    parser.add_argument("--port", type=port, default=8000, help="of the web; simulators take the next one")
    parser.add_argument("--data", type=Path, help="data folder (default ./.data)")
    parser.add_argument("--no-demo", action="store_true", help="production: no demonstration, no simulators")
    parser.add_argument("--web", type=processes, default=1, metavar="N", help="web processes (default 1)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--allow-open-network", action="store_true", help="allow other machines to connect")


def run(arguments: argparse.Namespace) -> int:
    """Until Ctrl-C or SIGTERM."""
    check(environment_settings(), os.environ)
    return up(
        Options(
            port=arguments.port,
            host=arguments.host,
            data=data_folder(arguments.data),
            demonstration=not arguments.no_demo,
            web=arguments.web,
            open_network=arguments.allow_open_network or open_network_allowed(),
        )
    )
