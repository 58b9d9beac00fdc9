"""How long a link opens something, and how often a code may be tried. Pure."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from helpdesk.cases.model import ENDED_STATES, Case, Part, PartRole
from helpdesk.unit_links.model import Code, Link, Via
from helpdesk.unit_terms.model import UnitTerms
from kit.errors import Forbidden

LIVES = timedelta(days=14)
"""A link, unless it is revoked or the case leaves the unit before."""
CODE_VALID = timedelta(minutes=10)
MOST_WRONG = 5
"""Tries of one code."""
CODES_AN_HOUR = 5
CODES_A_DAY = 12
"""Of one link, and so sixty guesses among a million codes, for whoever holds the link already."""
PASS_VALID = timedelta(hours=4)
"""How long a browser that knew a code is let in."""


def opens(link: Link, case: Case, part: Part | None, now: datetime) -> bool:
    """Whether the link leads to the case now: not revoked, in time, the case open and still with the unit."""
    return (
        link.revoked_at is None
        and now < link.expires_at
        and case.state not in ENDED_STATES
        and part is not None
        and part.id == link.disposition_id
        and part.lives
    )


def may_answer(part: Part) -> bool:
    """Whether the unit is asked anything; who has a copy only reads."""
    return part.role is not PartRole.COPY


def must_be_asked(part: Part) -> None:
    """Raise `Forbidden` for a unit that may not answer."""
    if not may_answer(part):
        raise Forbidden("unit_has_a_copy")


def may_send(codes: Sequence[Code], now: datetime) -> bool:
    """Whether another code may be sent, by those that were sent within the day."""
    within_hour = sum(code.sent_at > now - timedelta(hours=1) for code in codes)
    return within_hour < CODES_AN_HOUR and len(codes) < CODES_A_DAY


def may_try(code: Code | None, terms: UnitTerms, now: datetime) -> bool:
    """Whether the last code that was sent may still let somebody in: to the number and mailbox that stand now."""
    return (
        code is not None
        and (terms.reach_since is None or code.sent_at >= terms.reach_since)
        and code.used_at is None
        and code.wrong < MOST_WRONG
        and now < code.sent_at + CODE_VALID
    )


def ways(terms: UnitTerms, *, by_phone: bool, by_email: bool) -> tuple[Via, ...]:
    """Where a code can be sent: what stands with the unit, as far as the office has an account for it."""
    found = [Via.PHONE] if terms.phone and by_phone else []
    return (*found, Via.EMAIL) if terms.email and by_email else tuple(found)
