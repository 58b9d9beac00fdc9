"""Times as remotes write them."""

from datetime import UTC, datetime

_EARLIEST, _LATEST = 946_684_800, 4_102_444_800
"""2000 and 2100."""


def moment_of(written: str, *, milliseconds: bool = False) -> datetime | None:
    """Epoch seconds (where they may come, milliseconds too), or a time with its zone; none for anything else."""
    if written.isascii() and written.isdecimal() and len(written) <= (13 if milliseconds else 10):
        seconds = int(written) / (1000 if len(written) > 10 else 1)
        return datetime.fromtimestamp(seconds, UTC) if _EARLIEST <= seconds < _LATEST else None
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    within = moment.tzinfo is not None and 2000 <= moment.year < 2100
    return moment.astimezone(UTC) if within else None
