"""Colleagues hear by WhatsApp that a monitoring round ends soon, or that one was missed."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

import msgspec

from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.model import Template
from helpdesk.notifications.links import Links
from helpdesk.notifications.model import NoticeKind
from helpdesk.notifications.reaching import Word, reach
from helpdesk.texts import rules as texts
from helpdesk.texts import to_colleagues
from helpdesk.texts.model import Own, Text
from helpdesk.texts.service import own_words
from tenants.doors import Scope
from tenants.offices.model import Office
from tenants.people import store as people
from tenants.people.model import Reachable
from tenants.permissions.model import Permission
from tenants.permissions.rules import permissions_of
from ui import formats
from ui.i18n import translate

REMINDER = "round_reminder"
"""The approved template: {{1}} which round, {{2}} its end, {{3}} lines checked, {{4}} lines, {{5}} link."""
MISSED = "round_missed"
"""The approved template: {{1}} which rounds, {{2}} link."""
WORKERS = (Permission.WORK_CASES, Permission.READ_ALL_UNITS)
"""Who can do a whole round: officers of single units do not see what waits for the others."""


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What is told of a round."""

    id: UUID
    name: str
    """`II`."""
    day: date
    begins_at: datetime
    ends_at: datetime
    checked: int
    lines: int


async def remind(scope: Scope, office: Office, look: Look, book: AccountBook, links: Links) -> None:
    """A round ends soon: everybody who can still do it hears."""
    wanted = await _who(scope, *WORKERS)
    own = await own_words(scope)
    await reach(scope, book, [_reminder(own, office, look, each, links) for each in wanted])


async def alarm(
    scope: Scope, office: Office, missed: Sequence[Look], book: AccountBook, links: Links
) -> None:
    """Rounds were missed: supervisors hear of all of them at once."""
    wanted = await _who(scope, Permission.OVERSEE_ROUNDS)
    own = await own_words(scope)
    await reach(scope, book, [_alarm(own, office, missed, each, links) for each in wanted])


async def _who(scope: Scope, *permissions: Permission) -> list[Reachable]:
    return [
        each for each in await people.reachable(scope) if permissions_of(each.roles).issuperset(permissions)
    ]


def _reminder(own: Own, office: Office, look: Look, to: Reachable, links: Links) -> Word:
    said = {
        "round": _named(office, look, to.language),
        "ends": formats.clock_time(look.ends_at, office.timezone, language=to.language),
        "checked": str(look.checked),
        "lines": str(look.lines),
        "link": links.to_round(office.slug, look.id),
    }
    return _word(own, to, to_colleagues.ROUND_ENDS, REMINDER, said)


def _alarm(own: Own, office: Office, missed: Sequence[Look], to: Reachable, links: Links) -> Word:
    last = missed[-1]
    more = to_colleagues.ONE_ROUND if len(missed) == 1 else to_colleagues.MORE_ROUNDS
    which = translate(to.language, more).format(
        round=_named(office, last, to.language),
        day=formats.weekday_date(last.day, language=to.language),
        count=len(missed) - 1,
    )
    said = {"round": which, "link": links.to_round(office.slug, last.id)}
    return _word(own, to, to_colleagues.ROUND_MISSED, MISSED, said)


def _word(own: Own, to: Reachable, text: Text, template: str, said: dict[str, str]) -> Word:
    return Word(
        to=to,
        kind=NoticeKind.ROUND,
        text=texts.said(own, text, to.language, **said),
        template=Template(name=template, language=to.language, variables=tuple(said.values())),
    )


def _named(office: Office, look: Look, language: str) -> str:
    span = formats.clock_span(look.begins_at, look.ends_at, office.timezone, language=language)
    return f"{look.name} ({span})"
