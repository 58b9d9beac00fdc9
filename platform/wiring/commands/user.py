"""`sahut user`: the way in without a demonstration: add people, list them, let them set a password anew."""

import argparse
import asyncio
from collections.abc import Coroutine
from pathlib import Path

import asyncpg

from kit.errors import Invalid, Missing
from kit.settings import Settings
from tenants.directory import store as directory
from tenants.doors import close_gate, open_gate
from tenants.offices.service import office_by_slug
from tenants.people import service as people
from tenants.people.model import FIRST_LINK, RESET_LINK, Member, NewMember
from tenants.permissions.model import Role, system
from ui.i18n import LANGUAGES
from wiring.commands import Refused
from wiring.commands.here import settings_of

NAME = "user"


def add(parser: argparse.ArgumentParser) -> None:
    """Its acts; each prints what to hand on, and nothing secret is kept."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    adding = acts.add_parser("add", help="add somebody to an office, or change their roles there")
    adding.add_argument("--tenant", required=True, metavar="SLUG")
    adding.add_argument("--email", required=True)
    adding.add_argument("--name", required=True)
    adding.add_argument("--role", required=True, action="append", choices=[role.value for role in Role])
    adding.add_argument("--unit", action="append", default=[], metavar="NAME", help="again for each unit")
    adding.add_argument("--language", choices=list(LANGUAGES), default="id")
    listing = acts.add_parser("list", help="who works for an office")
    listing.add_argument("--tenant", required=True, metavar="SLUG")
    resetting = acts.add_parser("reset", help="a one-time link for a forgotten password")
    resetting.add_argument("--email", required=True)
    for act in (adding, listing, resetting):
        act.add_argument("--data", type=Path, help="data folder of a running `sahut up` (default ./.data)")


def run(arguments: argparse.Namespace) -> int:
    """Do it as the web role: no more may be done here than in the pages."""
    act = {"add": _add, "list": _list, "reset": _reset}[arguments.act]
    settings = settings_of(arguments.data, "DATABASE_URL_WEB")
    asyncio.run(_inside(settings, act(arguments, settings)))
    return 0


async def _add(arguments: argparse.Namespace, settings: Settings) -> None:
    office = await office_by_slug(arguments.tenant)
    new = NewMember(
        email=arguments.email,
        name=arguments.name,
        roles=tuple(Role(word) for word in dict.fromkeys(arguments.role)),
        units=tuple(dict.fromkeys(arguments.unit)),
        language=arguments.language,
    )
    person = await people.add_member(system(office.id), new)
    known = await directory.credentials(person.email)
    if known is not None and known.password_hash:
        print(f"{person.email} works for {office.name} now, and signs in with the password they have.")
        return
    link = await people.make_link(person.id, settings.base_url, FIRST_LINK)
    print(f"{person.email} works for {office.name} now. Good for 24 hours and one use:\n{link}")


async def _list(arguments: argparse.Namespace, settings: Settings) -> None:
    office = await office_by_slug(arguments.tenant)
    for member in await people.members(office.id):
        print(_line(member))


async def _reset(arguments: argparse.Namespace, settings: Settings) -> None:
    person = await people.person_by_email(arguments.email)
    link = await people.make_link(person.id, settings.base_url, RESET_LINK)
    print(f"For {person.email} only. Good for 30 minutes and one use:\n{link}")


def _line(member: Member) -> str:
    """One person, in columns that a script can cut at tabs."""
    roles = ",".join(role.value for role in member.roles)
    ends = f"until {member.valid_until:%Y-%m-%d}" if member.valid_until else ""
    columns = (member.person.email, member.person.name, roles, ",".join(member.units))
    return "\t".join((*columns, ends if member.active else "ended"))


async def _inside(settings: Settings, act: Coroutine[None, None, None]) -> None:
    try:
        await open_gate(settings.web_url, most=2)
        await act
    except Missing as refused:
        raise Refused(_MISSING[refused.code]) from None
    except Invalid as refused:
        wrong = ", ".join([*refused.details.get("units", refused.details["fields"])])
        raise Refused(f"{_INVALID[refused.code]}: {wrong}") from None
    except asyncpg.PostgresError as error:
        raise Refused(f"the database refused: {str(error).splitlines()[0]}") from None
    finally:
        act.close()
        await close_gate()


_MISSING = {
    "office_missing": "there is no such office; `--tenant` takes the name in its addresses",
    "person_missing": "nobody who works for an office now has this e-mail address",
}
_INVALID = {
    "member_incomplete": "missing or wrong",
    "unit_unknown": "the office has no unit of this name",
}
