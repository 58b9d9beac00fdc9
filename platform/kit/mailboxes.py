"""Which written e-mail addresses we write to."""

import re

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
"""Letters, digits and the usual signs; the host may be a single word, as on a machine of one's own."""


def is_address(text: str) -> bool:
    """A plain address at a host that the world can find."""
    return len(text) <= 254 and bool(ADDRESS.fullmatch(text)) and "." in text.rpartition("@")[2]
