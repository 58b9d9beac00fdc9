"""What an announcement may be, and where it stands."""

import re
from collections.abc import Collection
from datetime import date, datetime, timedelta
from uuid import UUID

from msgspec.structs import replace

from helpdesk.announcements.model import Announcement, Audience, Heard, Importance, State, Told, Written
from helpdesk.conversations.rules import cleaned
from kit.errors import Invalid

LONGEST_TITLE = 120
LONGEST_TEXT = 4_000
LONGEST_DAYS = 366
LONGEST_NAME = 200
MOST_BETWEEN = 8
"""Offices that an announcement goes through from one installation to the next."""
_ONWARD = re.compile(r"|all|[0-9]{2}")
MOST_OPEN = 100
"""That an office may have running or coming; more are read by nobody."""


def checked(written: Written, today: date, below: Collection[UUID], provinces: Collection[str]) -> Written:
    """The announcement as it is kept; raises `Invalid`. It goes to nobody but offices below."""
    title = cleaned(" ".join(written.title.split()), "title", LONGEST_TITLE)
    text = cleaned(written.text, "text", LONGEST_TEXT)
    wrong = _wrong_days(written, today) | _wrong_audience(written, below, provinces)
    if wrong:
        raise Invalid("invalid", fields=wrong)
    return replace(
        written,
        title=title,
        text=text,
        province=written.province if written.audience is Audience.PROVINCE else "",
        offices=tuple(dict.fromkeys(written.offices)) if written.audience is Audience.OFFICES else (),
    )


def _wrong_days(written: Written, today: date) -> dict[str, str]:
    if written.until < max(written.since, today):
        return {"until": "too_early"}
    return {"until": "too_late"} if written.until - today > timedelta(days=LONGEST_DAYS) else {}


def _wrong_audience(written: Written, below: Collection[UUID], provinces: Collection[str]) -> dict[str, str]:
    match written.audience:
        case Audience.PROVINCE if written.province not in provinces:
            return {"province": "unknown"}
        case Audience.OFFICES if not written.offices:
            return {"offices": "required"}
        case Audience.OFFICES if not set(written.offices) <= set(below):
            return {"offices": "unknown"}
    return {}


def is_sound(told: Told) -> bool:
    """Can what an office elsewhere tells be kept and shown: known words, sound lengths, times with a zone?"""
    moments = (told.begins_at, told.ends_at, told.changed_at)
    if told.importance not in set(Importance) or not all(moment.tzinfo for moment in moments):
        return False
    if any("\x00" in text for text in (told.title, told.text)):
        return False
    if not _ONWARD.fullmatch(told.onward) or not _is_passed_on_soundly(told):
        return False
    fits = 0 < len(told.title) <= LONGEST_TITLE and 0 < len(told.text) <= LONGEST_TEXT
    lasts = timedelta(0) < told.ends_at - told.begins_at <= timedelta(days=2 * LONGEST_DAYS)
    return fits and lasts and 0 < told.version < 2**31


def _is_passed_on_soundly(told: Told) -> bool:
    """Whose words they are is said exactly when they are not the sender's own."""
    named = bool(told.said_by) and told.said_by.isprintable() and len(told.said_by) <= LONGEST_NAME
    return len(told.chain) <= MOST_BETWEEN and (named if told.chain else not told.said_by)


def onward_of(announcement: Announcement) -> str:
    """For whom below an office elsewhere one of ours is as well."""
    match announcement.audience:
        case Audience.ALL:
            return "all"
        case Audience.PROVINCE:
            return announcement.province
    return ""


def state_of(announcement: Announcement, now: datetime) -> State:
    """Where it stands at a moment."""
    if announcement.withdrawn_at is not None:
        return State.WITHDRAWN
    if now < announcement.begins_at:
        return State.COMING
    return State.RUNNING if now < announcement.ends_at else State.OVER


def pressing(heard: Collection[Heard]) -> list[Heard]:
    """What is unread, the important first, then the newest."""
    unread = sorted((each for each in heard if not each.read), key=lambda each: each.begins_at, reverse=True)
    return sorted(unread, key=lambda each: each.importance is not Importance.IMPORTANT)
