"""When figures are told, when they are old, and which can be believed."""

from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace

from helpdesk.figures.model import Due, Figures
from kit.errors import Invalid

EVERY = timedelta(minutes=15)
"""Nobody is told more often."""
ANYWAY = timedelta(days=1)
"""After so long they are told also when nothing has changed: whoever is silent for longer does not work."""
OLD = ANYWAY + timedelta(hours=1)
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


def are_due(due: Due, own: Figures) -> bool:
    """Is it time to tell them: they are others than the last ones, or those are a day old?"""
    if due.last is None or due.told_at is None or due.told_at + ANYWAY <= own.at:
        return True
    return replace(due.last, at=own.at) != own


def are_old(figures: Figures, now: datetime) -> bool:
    """So old that they say how it was, and not how it is?"""
    return figures.at + OLD <= now


def read(body: bytes, now: datetime) -> Figures:
    """What an office elsewhere tells, as far as it can be; raises `Invalid`.

    A clock there that is ahead of ours makes nothing newer than now.
    """
    try:
        found = msgspec.json.decode(body, type=Figures)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        raise Invalid("letter_unreadable") from None
    moments = [moment for moment in (found.at, found.last_activity) if moment is not None]
    if not all(_is_of_our_time(moment) for moment in moments) or not _fit_together(found):
        raise Invalid("letter_unreadable")
    activity = min(found.last_activity, now) if found.last_activity else None
    return replace(found, at=min(found.at, now), last_activity=activity)


def _fit_together(told: Figures) -> bool:
    """No part is more than its whole, and a median or mean stands exactly where there is something to count."""
    parts = (
        (told.late_cases, told.open_cases),
        (told.answered_cases, told.recent_cases),
        (told.rounds_missed, told.rounds),
        (told.channels_failing, told.channels),
    )
    rests = (
        (told.median_seconds, told.answered_cases),
        (told.mean_score, told.ratings),
    )
    return all(part <= whole for part, whole in parts) and all(
        (value is None) == (not count) for value, count in rests
    )


def _is_of_our_time(moment: datetime) -> bool:
    return moment.tzinfo is not None and _FIRST_YEAR <= moment.year <= _LAST_YEAR
