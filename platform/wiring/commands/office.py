"""`sahut office`: where offices come from without a demonstration; what they are inside, the pages say later."""

import argparse
import asyncio
import os
import re
from collections.abc import Callable
from pathlib import Path

import asyncpg

from admin.offices.furnishing import furnish, is_furnished
from admin.offices.model import NewOffice, NewUnit
from helpdesk.channels.accounts import AccountBook
from kit.sealing import Sealer
from kit.settings import Settings, require
from tenants.doors import close_gate, open_gate, tenant_scope
from tenants.offices import service as offices
from tenants.offices.model import Level
from wiring.commands import Refused
from wiring.commands.here import settings_of
from wiring.commands.office_trial import open_all
from wiring.commands.options import words
from wiring.offices import add_office

NAME = "office"
NEEDS = ("owner_url", "worker_url")
"""Only the owner may write an office's row; what stands inside an office is written as the worker."""

_ZONES = ("Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura")
_FIRST_UNIT = NewUnit("Sekretariat", "secretariat")
_THERE = """
    SELECT t.slug, t.code, t.name, t.desk_name, t.level, t.region, t.timezone, coalesce(p.slug, '') AS parent
    FROM tenant t LEFT JOIN tenant p ON p.id = t.parent_id
"""


def add(parser: argparse.ArgumentParser) -> None:
    """Its acts."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    adding = acts.add_parser("add", help="add an office; once more after an interruption does no harm")
    adding.add_argument("--slug", required=True, type=_like(r"[a-z][a-z0-9-]{1,39}", "batang"))
    adding.add_argument(
        "--code", required=True, type=_like(r"[A-Z]{2,5}", "BTG"), help="case numbers begin so"
    )
    adding.add_argument("--name", required=True, type=words)
    adding.add_argument("--desk-name", required=True, type=words, help="what citizens call its helpdesk")
    adding.add_argument("--level", required=True, choices=[level.value for level in Level])
    adding.add_argument("--region", default="", type=_like(r"([0-9]{2}(\.[0-9]{2,4}){0,3})?", "33.25"))
    adding.add_argument("--parent", default="", metavar="SLUG", help="the office above; none for the first")
    adding.add_argument("--timezone", required=True, choices=_ZONES)
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
            else _add(settings, _office(arguments), arguments.timezone)
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
        hours=arguments.hours,
        contacts={},
        units=(_FIRST_UNIT,),
    )


async def _add(settings: Settings, office: NewOffice, timezone: str) -> None:
    """Row first, then everything inside in one transaction: the next call finds which of them is missing."""
    owner = await asyncpg.connect(settings.owner_url)
    try:
        _check(office, timezone, {row["slug"]: dict(row) for row in await owner.fetch(_THERE)})
        tenant_id = await add_office(owner, office, timezone)
    finally:
        await owner.close()
    offices.forget()
    # What every office begins with has no secret, so this book seals nothing and needs no master key.
    book = AccountBook({}, Sealer([os.urandom(32)]))
    await open_gate(settings.worker_url, most=2)
    try:
        async with tenant_scope(tenant_id) as scope:
            done = await is_furnished(scope)
            if not done:
                await furnish(scope, office, timezone, book)
    finally:
        await close_gate()
    print(f"{office.slug}: {office.name} {'was here already' if done else 'is open'}, at /t/{office.slug}/.")


def _check(office: NewOffice, timezone: str, there: dict[str, dict[str, str]]) -> None:
    """Raise `Refused` unless the office fits among those that are `there`, or is exactly one of them."""
    wanted = {"code": office.code, "name": office.name, "desk_name": office.desk_name, "level": office.level}
    wanted |= {"region": office.region, "parent": office.parent, "timezone": timezone}
    if same := there.get(office.slug):
        if other := [field for field, value in wanted.items() if same[field] != value]:
            raise Refused(f"{office.slug} is there already, with another {', '.join(other)}")
        return
    if taken := [slug for slug, row in there.items() if row["code"] == office.code]:
        raise Refused(f"the code {office.code} belongs to {taken[0]}")
    if office.parent and office.parent not in there:
        raise Refused(f"there is no office {office.parent!r} to be the parent; add it first")
    order = [level.value for level in Level]  # from the top down
    if office.parent and order.index(there[office.parent]["level"]) >= order.index(office.level):
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
