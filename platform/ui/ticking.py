"""The words that clocks need to go on by themselves in the browser: the same table as on the server."""

from typing import Any

from ui.words import Units, words


def clock_words(language: str) -> dict[str, Any]:
    """What `static/clocks.js` reads: patterns, units long and short, whether minutes get two digits."""
    word = words(language)
    return {
        "left": word.left,
        "late": word.late,
        "pads": word.pads,
        "long": _units(word.units),
        "short": _units(word.short_units),
        "under": {"long": word.under_a_minute, "short": word.under_a_minute_short},
    }


def _units(units: Units) -> list[tuple[str, str]]:
    return [units.days, units.hours, units.minutes]
