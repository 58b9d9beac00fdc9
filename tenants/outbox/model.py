"""Facts in writing, and what is known of them once they are published."""

from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

Said = tuple[str, str]
"""A fact's outside name, and its JSON."""


class Published(NamedTuple):
    """A fact that has got its place in readers' order."""

    seq: int
    fact: str
    """Its JSON."""


Ring = Callable[[int, Sequence[Published]], Awaitable[None]]
"""Called after the commit with the tenant and what was published; it must not fail."""
