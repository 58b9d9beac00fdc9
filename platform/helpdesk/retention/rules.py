"""Which periods may be set, and what a change of them means at once. Pure."""

from collections.abc import Collection, Mapping

from helpdesk.retention.model import MOST_MONTHS, Period, Toll
from kit.errors import Invalid

SOON_DAYS = 30
LAW_CHARACTERS = 300


def checked(periods: Mapping[str, Period], kinds: Collection[str]) -> dict[str, Period]:
    """The periods as they are kept, in the order of the kinds; raises `Invalid` naming fields by their kind."""
    wrong = {f"months_{kind}": "unknown" for kind in periods if kind not in kinds}
    for kind, period in periods.items():
        if not 0 <= period.months <= MOST_MONTHS:
            wrong[f"months_{kind}"] = "out_of_range"
        if len(period.law) > LAW_CHARACTERS:
            wrong[f"law_{kind}"] = "too_long"
    if wrong:
        raise Invalid("invalid", fields=wrong)
    kept = {kind: periods[kind] for kind in kinds if kind in periods}
    return {kind: period for kind, period in kept.items() if period != Period()}


def shortened(before: Mapping[str, Period], after: Mapping[str, Period]) -> set[str]:
    """The kinds whose citizens' data would go sooner than until now."""
    return {kind for kind, period in after.items() if _sooner(period, before.get(kind, Period()))}


def goes_at_once(before: Mapping[str, Period], after: Mapping[str, Period], tolls: Mapping[str, Toll]) -> int:
    """How many cases the change itself would empty today; those that went anyhow do not count."""
    return sum(tolls[kind].now for kind in shortened(before, after) if kind in tolls)


def _sooner(period: Period, before: Period) -> bool:
    return bool(period.months) and (not before.months or period.months < before.months)
