"""`sahut calendar national`: the country's free days, which come by decree and are the same for every office."""

import argparse
import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from typing import Any

import asyncpg

from helpdesk.cases import recounting
from helpdesk.sla.holidays import HolidayKind
from kit.settings import Settings, require
from kit.typed import YEARS
from tenants.doors import close_gate, open_gate
from wiring.commands import Refused
from wiring.commands.here import settings_of
from wiring.commands.options import words

NAME = "calendar"
NEEDS = ("owner_url", "worker_url")
"""Only the owner writes what counts in every office; each office counts its open cases anew as its own."""

_LIST = """
    SELECT date, kind, name, decree FROM national_day
    WHERE NOT revoked AND ($1::int IS NULL OR extract(year FROM date) = $1) ORDER BY date, kind
"""
_ADD = """
    INSERT INTO national_day (date, kind, name, decree) VALUES ($1, $2, $3, $4)
    ON CONFLICT (date, kind) DO UPDATE SET name = excluded.name, decree = excluded.decree, revoked = false
"""
_REMOVE = (
    "UPDATE national_day SET revoked = true WHERE date = $1 AND kind = $2 AND NOT revoked RETURNING name"
)


def add(parser: argparse.ArgumentParser) -> None:
    """Its acts: a day of a later decree is added, one that was taken back is removed."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    national = acts.add_parser("national", help="national days and joint leave, for every office")
    what = national.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--add", type=_day, metavar="DATE", help="such as 2026-08-18; once more changes its name"
    )
    what.add_argument("--remove", type=_day, metavar="DATE", help="the next release does not bring it back")
    what.add_argument("--list", action="store_true", help="date, kind, name and decree of each")
    national.add_argument("--kind", choices=[kind.value for kind in HolidayKind])
    national.add_argument("--name", type=words, help="what offices and citizens call the day")
    national.add_argument("--decree", type=words, help="its number, such as 'SKB 933/2025'")
    national.add_argument("--year", type=int, help="of --list: this year only")
    national.add_argument("--data", type=Path, help="data folder of a running `sahut up` (default ./.data)")


def run(arguments: argparse.Namespace) -> int:
    """Do it; raises `Refused` with the line an operator reads."""
    settings = settings_of(arguments.data, "DATABASE_URL")
    require(settings, *NEEDS)
    try:
        asyncio.run(_act(arguments, settings))
    except asyncpg.PostgresError as error:
        raise Refused(f"the database refused: {str(error).splitlines()[0]}") from None
    return 0


def _act(arguments: argparse.Namespace, settings: Settings) -> Coroutine[Any, Any, None]:
    if arguments.list:
        return _list(settings, arguments.year)
    if not arguments.kind:
        raise Refused("say with --kind whether it is public or joint_leave")
    if arguments.remove:
        return _remove(settings, arguments.remove, arguments.kind)
    if not arguments.name:
        raise Refused("say with --name what the day is called")
    return _add(settings, arguments.add, arguments.kind, arguments.name, arguments.decree or "")


async def _add(settings: Settings, day: date, kind: str, name: str, decree: str) -> None:
    async with _owner(settings) as owner:
        await owner.execute(_ADD, day, kind, name, decree)
    await _count_anew(settings)
    print(f"{day} is {kind} now: {name}. Every office counts its open cases anew.")


async def _remove(settings: Settings, day: date, kind: str) -> None:
    async with _owner(settings) as owner:
        name = await owner.fetchval(_REMOVE, day, kind)
    if name is None:
        raise Refused(f"{day} is no {kind} day")
    await _count_anew(settings)
    print(f"{day} is no {kind} day any more: {name}. Every office counts its open cases anew.")


async def _count_anew(settings: Settings) -> None:
    """Each office's worker does it in the background, in turns."""
    await open_gate(settings.worker_url, most=2)
    try:
        await recounting.ask_everywhere("sahut calendar")
    finally:
        await close_gate()


async def _list(settings: Settings, year: int | None) -> None:
    async with _owner(settings) as owner:
        rows = await owner.fetch(_LIST, year)
    for row in rows:
        print("\t".join((row["date"].isoformat(), row["kind"], row["name"], row["decree"])))


@asynccontextmanager
async def _owner(settings: Settings) -> "AsyncIterator[asyncpg.Connection[Any]]":
    connection = await asyncpg.connect(settings.owner_url)
    try:
        yield connection
    finally:
        await connection.close()


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not written like 2026-08-18") from None
    if day.year not in YEARS:
        raise argparse.ArgumentTypeError(f"{day.year} is no year of ours")
    return day
