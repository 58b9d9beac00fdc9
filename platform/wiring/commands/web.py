"""`sahut web`: web processes by themselves, from the environment."""

import argparse
import functools
import os

from kit.settings import Settings, require
from wiring.commands import environment_settings
from wiring.commands.options import port, processes
from wiring.keeping import check
from wiring.listening import listen, open_network_allowed, refuse_open_network
from wiring.parts import Part
from wiring.supervisor import StopAsked, Supervisor

NAME = "web"


def add(parser: argparse.ArgumentParser) -> None:
    """Its options; the environment (SAHUT_HOST, SAHUT_PORT, SAHUT_WEB_PROCESSES) says what they do not."""
    parser.add_argument("--port", type=port)
    parser.add_argument("--host", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--processes", type=processes, metavar="N", help="sharing one port (default 1)")
    parser.add_argument("--allow-open-network", action="store_true", help="allow other machines to connect")


def run(arguments: argparse.Namespace) -> int:
    """Serve in the foreground until SIGTERM or Ctrl-C."""
    given = {
        "SAHUT_PORT": arguments.port,
        "SAHUT_HOST": arguments.host,
        "SAHUT_WEB_PROCESSES": arguments.processes,
    }
    os.environ.update({name: str(value) for name, value in given.items() if value is not None})
    settings = environment_settings()
    from wiring.web import NEEDS, serve  # here: it loads the whole product

    require(settings, *NEEDS)
    check(settings, os.environ)
    refuse_open_network(settings.host, allowed=arguments.allow_open_network or open_network_allowed())
    sockets = listen(settings.host, settings.port)
    if settings.web_processes > 1:
        return _several(settings, functools.partial(serve, settings, sockets))
    serve(settings, sockets)
    return 0


def _several(settings: Settings, serve: functools.partial[None]) -> int:
    with Supervisor() as supervisor:
        try:
            for number in range(1, settings.web_processes + 1):
                supervisor.start(Part(name=f"web-{number}", what=serve))
            supervisor.supervise()
        except StopAsked:
            pass
    return 0
