"""The command `sahut`: a list of subcommands, each in its own module, loaded when it is asked for."""

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

import msgspec

from kit.settings import SettingMissing
from wiring.commands import Refused


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list; `module` is a module of `wiring.commands`."""

    name: str
    help: str
    module: str


COMMANDS = (
    Command(name="up", help="everything on one machine: servers, web, worker, simulators", module="up"),
    Command(name="web", help="the web processes alone, for production", module="web"),
    Command(name="worker", help="the worker alone, for production", module="worker"),
    Command(name="migrate", help="bring the database to this release's shape", module="migrate"),
    Command(name="demo", help="the demonstration's coordinates, and its clock", module="demo"),
    Command(name="office", help="offices: add, list", module="office"),
    Command(name="calendar", help="national days and joint leave: add, remove, list", module="calendar"),
    Command(name="user", help="people: add, list, reset by a one-time link", module="user"),
    Command(name="pipe", help="take one letter from the local mail server on stdin", module="pipe"),
    Command(name="inspect", help="what is stored, and how raw input is understood", module="inspect"),
    Command(name="sla", help="explain a due time", module="sla"),
    Command(name="doctor", help="check settings, roles, row security, channels, lag", module="doctor"),
    Command(name="bench", help="the measurements of this installation's speed", module="bench"),
)


def main(words: Sequence[str] | None = None) -> int:
    """Run one subcommand. What a user did wrong is one line on stderr and an exit code above 0."""
    words = sys.argv[1:] if words is None else words
    parser = _parser(words)
    arguments = parser.parse_args(words)
    try:
        return int(arguments.run(arguments))
    except (Refused, SettingMissing) as error:
        return _failed(str(error))
    except BrokenPipeError:  # whoever read our output has enough
        sys.stderr.close()
        return 1
    except OSError as error:
        return _failed(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except KeyboardInterrupt:
        return 130


def _parser(words: Sequence[str]) -> argparse.ArgumentParser:
    """All commands by name; the options of the chosen one alone are loaded."""
    parser = _Parser(prog="sahut", description="One helpdesk for many health offices.")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    chosen = next((word for word in words if not word.startswith("-")), None)
    for command in COMMANDS:
        sub = commands.add_parser(command.name, help=command.help, description=command.help)
        if command.name == chosen:
            module: Any = importlib.import_module(f"wiring.commands.{command.module}")
            module.add(sub)
            sub.set_defaults(run=module.run)
            parser.wrong = sub.wrong = getattr(module, "WRONG_USE", sub.wrong)
    return parser


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the list of options."""

    wrong = 2
    """The exit code for a command line that cannot be understood."""

    def error(self, message: str) -> NoReturn:
        self.exit(self.wrong, f"{self.prog}: {message}\n")


def _failed(message: str) -> int:
    line = " ".join(message.split())
    print(f"sahut: {line}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
