"""In which order offices are shown. No office is ranked by a rate that rests on few cases."""

from collections.abc import Iterable

from helpdesk.overview.model import OfficeFigures, Sort

ENOUGH = 30
"""Cases from which on a median is compared with others'."""


def is_comparable(office: OfficeFigures) -> bool:
    """Does its median rest on enough cases?"""
    return office.answered >= ENOUGH and office.median_seconds is not None


def in_order(offices: Iterable[OfficeFigures], by: Sort) -> list[OfficeFigures]:
    """One's own office first in the neutral order; otherwise by the number, equal ones by name.

    Offices whose numbers are old, or that have told none, stand behind the others.
    """
    named = sorted(offices, key=lambda each: (not each.own, each.name))
    if by is Sort.SHARED:  # counted here, also of offices elsewhere
        return sorted(named, key=lambda each: -each.shared)
    if by is Sort.NAME:
        return named
    return sorted(named, key=lambda each: (not each.is_current, *_place(each, by)))


def _place(office: OfficeFigures, by: Sort) -> tuple[float, ...]:
    match by:
        case Sort.OPEN:
            return (-office.open,)
        case Sort.LATE:
            return (-office.late,)
        case Sort.ROUNDS:
            return (-office.rounds_missed,)
        case Sort.RESPONSE:
            return (not is_comparable(office), _median(office))
    return (-(office.last_activity.timestamp() if office.last_activity else 0),)


def is_rated(office: OfficeFigures) -> bool:
    """Does its mean score rest on enough citizens?"""
    return office.ratings >= ENOUGH


def of_province(offices: Iterable[OfficeFigures], region: str) -> list[OfficeFigures]:
    """Those of a province, and one's own; all of them when none is asked for."""
    return [each for each in offices if not region or each.own or each.region[:2] == region]


def _median(office: OfficeFigures) -> float:
    """What is not compared stands by name, whatever its number is."""
    return office.median_seconds or 0.0 if is_comparable(office) else 0.0
