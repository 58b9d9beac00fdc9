"""Numbers of a register's system that is there to try things: they are told apart wherever they stand. Pure."""

TRIAL = "UJI-"
"""Begins each of them, and travels with it: nobody takes it for a real one, and no real one is taken for the same."""


def marked(number: str, *, trial: bool) -> str:
    """The number as everybody sees it; one that bears the mark already keeps it."""
    return f"{TRIAL}{number}" if trial and number and not is_trial(number) else number


def is_trial(number: str) -> bool:
    """Was this number given where nothing counts?"""
    return number.startswith(TRIAL)


def earnest(number: str) -> str:
    """The number, or none where it only tried something."""
    return "" if is_trial(number) else number


def kept(known: str, told: str) -> tuple[str, bool]:
    """Which of two numbers a case bears, and whether the one that was told is one too many.

    The first one stays; but a real one takes the place of one that only tried something.
    """
    if not earnest(known) and (earnest(told) or not known):
        return told, False
    return known, known != told
