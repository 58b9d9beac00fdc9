"""`sahut office`: where offices come from without a demonstration; what they are inside, the pages say later."""

import argparse
import asyncio
import os
import re
from collections.abc import Callable
from pathlib import Path

import asyncpg

from admin.offices.model import NewOffice, NewUnit
from admin.offices.rules import CODE, SLUG
from kit.settings import Settings, require
from tenants.doors import close_gate, open_gate
from tenants.offices import service as offices
from tenants.offices.model import ZONES, Level
from wiring.commands import Refused
from wiring.commands.here import settings_of
from wiring.commands.office_trial import open_all
from wiring.commands.options import words
from wiring.offices import add_office, begin

NAME = "office"
NEEDS = ("owner_url", "worker_url")
"""Only the owner may write an office's row; what stands inside an office is written as the worker."""

_FIRST_UNIT = NewUnit("Sekretariat", "secretariat")
_DOOR = ("code", "name", "desk_name", "level", "region", "parent", "timezone")
_THERE = """
    SELECT t.slug, t.code, t.name, t.desk_name, t.level, t.region, t.timezone, coalesce(p.slug, '') AS parent
    FROM tenant t LEFT JOIN tenant p ON p.id = t.parent_id
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Its acts."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    adding = acts.add_parser("add", help="add an office; once more after an interruption does no harm")
    adding.add_argument("--slug", required=True, type=_like(SLUG, "batang"))
    adding.add_argument("--code", required=True, type=_like(CODE, "BTG"), help="case numbers begin so")
    adding.add_argument("--name", required=True, type=words)
    adding.add_argument("--desk-name", required=True, type=words, help="what citizens call its helpdesk")
    adding.add_argument("--level", required=True, choices=[level.value for level in Level])
    adding.add_argument("--region", default="", type=_like(r"([0-9]{2}(\.[0-9]{2,4}){0,3})?", "33.25"))
    adding.add_argument("--parent", default="", metavar="SLUG", help="the office above; none for the first")
    adding.add_argument("--timezone", required=True, choices=ZONES)
    adding.add_argument("--hours", default="office", choices=("office", "halo"), help="to begin with")
    listing = acts.add_parser("list", help="slug, code, level, parent, time zone and name of each")
    trying = acts.add_parser(
        "trial", help="an office for every region of the country, to try it; never in production"
    )
    trying.add_argument(
        "--province", action="append", default=[], metavar="CODE", help="only these, such as 33"
    )
    for act in (adding, listing, trying):
        act.add_argument("--data", type=Path, help="data folder of a running `sahut up` (default ./.data)")


def run(arguments: argparse.Namespace) -> int:
    """Do it; raises `Refused` with the line an operator reads."""
    os.environ["PICCOLO_CONF"] = "wiring.piccolo_conf"
    settings = settings_of(arguments.data, "DATABASE_URL_WORKER", "DATABASE_URL")
    if arguments.act == "list":
        require(settings, "worker_url")
        act = _list(settings)
    else:
        require(settings, *NEEDS)
        act = (
            open_all(settings, arguments.province)
            if arguments.act == "trial"
            else _add(settings, _office(arguments))
        )
    try:
        asyncio.run(act)
    except asyncpg.PostgresError as error:
        raise Refused(f"the database refused: {str(error).splitlines()[0]}") from None
    return 0


def _office(arguments: argparse.Namespace) -> NewOffice:
    return NewOffice(
        slug=arguments.slug,
        code=arguments.code,
        name=arguments.name,
        desk_name=arguments.desk_name,
        level=arguments.level,
        region=arguments.region,
        parent=arguments.parent,
        timezone=arguments.timezone,
        hours=arguments.hours,
        contacts={},
        units=(_FIRST_UNIT,),
    )


async def _add(settings: Settings, office: NewOffice) -> None:
    """Row first, then everything inside in one transaction: the next call finds which of them is missing."""
    owner = await asyncpg.connect(settings.owner_url)
    try:
        _check(office, {row["slug"]: dict(row) for row in await owner.fetch(_THERE)})
        tenant_id = await add_office(owner, office)
    finally:
        await owner.close()
    offices.forget()
    await open_gate(settings.worker_url, most=2)
    try:
        fresh = await begin(tenant_id, office)
    finally:
        await close_gate()
    print(f"{office.slug}: {office.name} {'is open' if fresh else 'was here already'}, at /t/{office.slug}/.")


def _check(office: NewOffice, there: dict[str, dict[str, str]]) -> None:
    """Raise `Refused` unless the office fits among those that are `there`, or is exactly one of them."""
    if same := there.get(office.slug):
        if other := [field for field in _DOOR if same[field] != getattr(office, field)]:
            raise Refused(f"{office.slug} is there already, with another {', '.join(other)}")
        return
    if taken := [slug for slug, row in there.items() if row["code"] == office.code]:
        raise Refused(f"the code {office.code} belongs to {taken[0]}")
    if office.parent and office.parent not in there:
        raise Refused(f"there is no office {office.parent!r} to be the parent; add it first")
    if office.parent and not Level(there[office.parent]["level"]).stands_above(Level(office.level)):
        raise Refused(f"{office.parent} does not stand above a {office.level}")


async def _list(settings: Settings) -> None:
    await open_gate(settings.worker_url, most=2)
    try:
        found = {office.id: office for office in await offices.all_offices()}
    finally:
        await close_gate()
    for each in found.values():
        above = found.get(each.parent_id) if each.parent_id is not None else None
        parent = above.slug if above else ""
        print("\t".join((each.slug, each.code, each.level.value, parent, each.timezone, each.name)))


def _like(pattern: str, example: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise argparse.ArgumentTypeError(f"{text!r} is not written like {example}")
        return text

    return read
