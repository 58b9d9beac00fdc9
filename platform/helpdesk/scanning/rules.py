"""How long files wait before they are looked at again."""

from datetime import timedelta

_LONGEST_REST = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=1)
_MOST_DOUBLINGS = 12


def rest(attempts: int) -> timedelta:
    """While the scanner cannot be reached: 2, 4, 8 … seconds, up to a minute, for all files of the office together."""
    return min(_doubled(attempts), _LONGEST_REST)


def wait(attempts: int) -> timedelta:
    """For a file that it could not judge: the same up to an hour. It is never given up, and never handed out."""
    return min(_doubled(attempts), _LONGEST_WAIT)


def _doubled(attempts: int) -> timedelta:
    return timedelta(seconds=2 ** min(attempts, _MOST_DOUBLINGS))
