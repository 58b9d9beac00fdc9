"""What may be pressed under a message, on channels that have buttons."""

import msgspec


class Option(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that may be pressed; `id` comes back as `MessageArrived.choice`."""

    id: str
    title: str
    note: str = ""
    """Further words, where the channel has room for them."""


class Offer(msgspec.Struct, frozen=True, kw_only=True):
    """What may be pressed under a text. The text says it all by itself: channels without buttons leave it out."""

    options: tuple[Option, ...]
    label: str = ""
    """What opens the list, when there are more options than buttons."""
