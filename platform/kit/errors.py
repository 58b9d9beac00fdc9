"""Refusals: what a service answers instead of doing what was asked. Nothing was changed when one is raised."""

from collections.abc import Mapping
from typing import Any, ClassVar


class Refusal(Exception):
    """Raised because the request cannot be carried out. `code` is stable; words live in the ui."""

    kind: ClassVar[str] = "refused"

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details: Mapping[str, Any] = details


class Missing(Refusal):
    """There is no such thing, or none that the asker may see: the two are never told apart."""

    kind = "missing"


class Gone(Refusal):
    """It was there and is over: a link whose time has passed, a thing that moved away."""

    kind = "gone"


class Forbidden(Refusal):
    """The asker may see it but not do this."""

    kind = "forbidden"


class Unauthenticated(Refusal):
    """Nobody is signed in, or the key is unknown."""

    kind = "unauthenticated"


class Invalid(Refusal):
    """The input is wrong; `fields` in the details maps field names to codes of what is wrong."""

    kind = "invalid"


class Conflict(Refusal):
    """The thing is not in a state that allows this."""

    kind = "conflict"


class Stale(Refusal):
    """Somebody else changed it since the asker looked; `current` in the details is its version now."""

    kind = "stale"


class TooMany(Refusal):
    """Too many tries; `retry_after` in the details is in seconds."""

    kind = "too_many"


class TooLarge(Refusal):
    """More bytes than are taken."""

    kind = "too_large"


class Unavailable(Refusal):
    """Something we need is away; trying again later will help. `retry_after` is in seconds."""

    kind = "unavailable"
