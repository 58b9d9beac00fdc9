"""When a delegation holds, what may be asked for, and how what one office decided becomes known in the other."""

from collections.abc import Mapping
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from kit.errors import Conflict, Invalid
from tenants.delegations.model import (
    FURTHEST,
    LONGEST,
    LONGEST_REASON,
    OPEN,
    ROLES,
    Asked,
    Delegation,
    Ender,
    Side,
    State,
    Typed,
)
from tenants.permissions.model import Role

_LONGEST_ADDRESS = 254


def state_of(delegation: Delegation, now: datetime) -> State:
    """How it stands now."""
    agreed = is_agreed(delegation)
    if delegation.closed_at is not None:
        if agreed:
            return State.ENDED
        return State.WITHDRAWN if delegation.closed_by is Ender.HOST else State.REFUSED
    if delegation.ends_at <= now:
        return State.OVER if agreed else State.LAPSED
    if not agreed:
        return State.ASKED
    return State.ACTIVE if delegation.begins_at <= now else State.AGREED


def is_agreed(delegation: Delegation) -> bool:
    """Have the guest and the guest's office said yes?"""
    return delegation.guest_at is not None and delegation.office_at is not None


def read(typed: Typed, units: Mapping[UUID, str], zone: str, now: datetime) -> Asked:
    """What is asked for; raises `Invalid` with every field that is not in order."""
    wrong: dict[str, str] = {}
    email, reason = typed.email.strip().lower(), " ".join(typed.reason.split())
    if not _is_address(email):
        wrong["email"] = "missing"
    if not reason:
        wrong["reason"] = "missing"
    elif len(reason) > LONGEST_REASON:
        wrong["reason"] = "too_long"
    role = next((each for each in ROLES if each.value == typed.role), None)
    if role is None:
        wrong["role"] = "unknown"
    unit_ids = tuple(unit for unit in units if str(unit) in typed.units)
    if len(unit_ids) != len(set(typed.units)):
        wrong["units"] = "unknown"
    elif role is Role.UNIT_OFFICER and not unit_ids:
        wrong["units"] = "required"
    begins_at = _moment(typed.begins_day, typed.begins_time, zone, "begins_day", wrong)
    ends_at = _moment(typed.ends_day, typed.ends_time, zone, "ends_day", wrong)
    if begins_at and ends_at:
        wrong |= _wrong_times(begins_at, ends_at, now)
    if wrong or role is None or begins_at is None or ends_at is None:
        raise Invalid("invalid", fields=wrong)
    names = tuple(units[unit] for unit in unit_ids)
    return Asked(
        email=email,
        role=role,
        unit_ids=unit_ids,
        units=names,
        reason=reason,
        begins_at=begins_at,
        ends_at=ends_at,
    )


def accept(delegation: Delegation, who: Ender, now: datetime) -> Delegation:
    """The guest or the guest's office says yes; twice is once. Raises `Conflict` when it is over."""
    _must_be_open(delegation, now)
    if who is Ender.GUEST:
        return replace(delegation, guest_at=delegation.guest_at or now)
    return replace(delegation, office_at=delegation.office_at or now)


def close(delegation: Delegation, who: Ender, now: datetime) -> Delegation:
    """Refuse it, take it back or end it; raises `Conflict` when it is over."""
    _must_be_open(delegation, now)
    return replace(delegation, closed_at=now, closed_by=who)


def told(own: Delegation, other: Delegation) -> Delegation:
    """One's own row with what the other office decided; what was decided here stays."""
    if own.side is Side.HOST:
        own = replace(
            own, guest_at=own.guest_at or other.guest_at, office_at=own.office_at or other.office_at
        )
    if own.closed_at is None and other.closed_at is not None:
        own = replace(own, closed_at=other.closed_at, closed_by=other.closed_by)
    return own


def begins_now(own: Delegation, before: Delegation) -> bool:
    """Has everybody agreed by this change, and nobody ended it?"""
    return is_agreed(own) and not is_agreed(before) and own.closed_at is None


def _must_be_open(delegation: Delegation, now: datetime) -> None:
    if state_of(delegation, now) not in OPEN:
        raise Conflict("delegation_over")


def _is_address(text: str) -> bool:
    name, _, host = text.rpartition("@")
    return bool(name and host) and len(text) <= _LONGEST_ADDRESS and text.isprintable() and " " not in text


def _moment(day: str, clock: str, zone: str, field: str, wrong: dict[str, str]) -> datetime | None:
    """A day and a time of the day in the office's zone, as a browser's form says them."""
    try:
        at = datetime.strptime(day.strip(), "%Y-%m-%d")
        of_day = time.fromisoformat(clock.strip().replace(".", ":"))
        return at.replace(hour=of_day.hour, minute=of_day.minute, tzinfo=ZoneInfo(zone))
    except ValueError:
        wrong[field] = "malformed"
        return None


def _wrong_times(begins_at: datetime, ends_at: datetime, now: datetime) -> dict[str, str]:
    wrong = {}
    if begins_at < now.replace(second=0, microsecond=0):
        wrong["begins_day"] = "past"
    elif begins_at - now > FURTHEST:
        wrong["begins_day"] = "too_far"
    if ends_at <= begins_at:
        wrong["ends_day"] = "before"
    elif ends_at - begins_at > LONGEST:
        wrong["ends_day"] = "too_long"
    return wrong
