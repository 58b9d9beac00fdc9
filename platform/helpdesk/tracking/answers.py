"""What somebody is told who asks how a report is getting on: nothing that is not public."""

import msgspec

from helpdesk.cases.model import Case
from helpdesk.cases.rules import word_of
from helpdesk.cases.words import WORDS
from helpdesk.texts import in_talks
from helpdesk.texts.model import Own
from helpdesk.texts.rules import said
from ui import formats
from ui.i18n import translate


class Asker(msgspec.Struct, frozen=True, kw_only=True):
    """Who reads the answer: their language, their channel, what their office says in its own words."""

    language: str
    channel: str
    own: Own


def state(case: Case, zone: str, to: Asker, link: str) -> str:
    """The public state of a report."""
    values = {
        "number": case.number,
        "state": translate(to.language, WORDS[word_of(case)]),
        "received": formats.date_time(case.opened_at, zone, language=to.language),
        "link": link,
    }
    return said(to.own, in_talks.STATE, to.language, to.channel, **values)


def needs_pin(to: Asker, link: str) -> str:
    """The same for a report of somebody else and for none at all."""
    return said(to.own, in_talks.NEEDS_PIN, to.language, to.channel, link=link)


def no_match(to: Asker) -> str:
    """The same for a wrong number and a wrong PIN."""
    return said(to.own, in_talks.NO_MATCH, to.language, to.channel)


def wait(to: Asker, seconds: int) -> str:
    """Too many tries were wrong."""
    minutes = str(max(1, -(-seconds // 60)))
    return said(to.own, in_talks.WAIT, to.language, to.channel, minutes=minutes)


def how(to: Asker, link: str) -> str:
    """How one asks."""
    return said(to.own, in_talks.HOW, to.language, to.channel, link=link)
