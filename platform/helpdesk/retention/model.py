"""The words of retention: how long, by which rule, and how many cases that means."""

from collections.abc import Mapping

import msgspec

MOST_MONTHS = 600


class Period(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How long the cases of one kind keep their citizen's data after they ended."""

    months: int = 0
    """0: for good."""
    law: str = ""
    """The rule that the office goes by, for whoever asks."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What an office has set; a kind that is not named keeps its data."""

    periods: Mapping[str, Period] = {}
    advised: bool = False
    """Offices below that have set nothing are shown it."""
    version: int = 0
    """0 while nobody has said anything: then nothing goes."""


class Advice(msgspec.Struct, frozen=True, kw_only=True):
    """What the nearest office above that says so advises."""

    office_id: int
    periods: Mapping[str, Period]


class Toll(msgspec.Struct, frozen=True, kw_only=True):
    """How many cases of a kind would lose their citizen's data."""

    now: int = 0
    soon: int = 0
    """Beside those, in the days that `SOON_DAYS` says."""
