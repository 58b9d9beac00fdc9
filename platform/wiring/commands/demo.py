"""`sahut demo`: the demonstration's coordinates, and moving its clock."""

import argparse
import asyncio
import re
from datetime import datetime, timedelta

import asyncpg
import msgspec

from kit.settings import Mode, Settings, require
from wiring.commands import Refused
from wiring.commands.here import add_data, installation
from wiring.demo import coordinates, print_sign_ins

NAME = "demo"
_SPAN = re.compile(r"\+?(\d{1,4})([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def add(parser: argparse.ArgumentParser) -> None:
    """Options."""
    add_data(parser)
    parser.add_argument("--json", action="store_true", help="as JSON, for scripts")
    parser.add_argument(
        "--advance", metavar="SPAN", help="move the demonstration's clock forward: 90m, 26h, 3d"
    )


def run(arguments: argparse.Namespace) -> int:
    """Print, or move the clock."""
    settings = installation(arguments)
    if settings.mode is Mode.PRODUCTION:
        raise Refused("this installation is no demonstration")
    if arguments.advance:
        moment = asyncio.run(_advance(settings, _span(arguments.advance)))
        print(msgspec.json.encode({"now": moment}).decode() if arguments.json else f"It is now {moment:%c}")
        return 0
    try:
        known = coordinates(settings)
    except FileNotFoundError:
        raise Refused("the demonstration is not seeded yet") from None
    if arguments.json:
        print(msgspec.json.format(msgspec.json.encode(known)).decode())
    else:
        print_sign_ins(settings)
    return 0


def _span(written: str) -> timedelta:
    found = _SPAN.fullmatch(written.strip())
    if found is None:
        raise Refused(f"{written!r} is no span of time; say 90m, 26h or 3d")
    return timedelta(**{_UNITS[found[2]]: int(found[1])})


async def _advance(settings: Settings, by: timedelta) -> datetime:
    require(settings, "owner_url")
    connection = await asyncpg.connect(settings.owner_url)
    try:
        moment: datetime | None = await connection.fetchval("SELECT move_demonstration_clock($1)", by)
    finally:
        await connection.close()
    if moment is None:
        raise Refused("the clock of a production database does not move")
    return moment
