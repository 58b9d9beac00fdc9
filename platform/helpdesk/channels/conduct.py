"""How an office deals with a register: what its account there says beside its keys. Pure."""

from datetime import timedelta
from typing import Literal
from urllib.parse import quote, urlsplit

import msgspec

Sharing = Literal["none", "name_phone", "full"]
"""What of the citizen goes along with a filing, where they agreed and were not promised silence."""
OnEnding = Literal["note", "propose", "close"]
"""What an ending there does here: it stands in the history; a person is asked to close; the case is closed."""

DAY = timedelta(days=1)
PLACE = "{tracking_id}"
LONGEST_LINK = 80
"""With a number in it, it still fits into an SMS beside what it is about."""


class PollPlan(msgspec.Struct, frozen=True, kw_only=True):
    """How often followed cases are looked at; hours unless the name says otherwise."""

    unverified: float = 3
    in_office: float = 6
    """Of what is worked on there, while our office is open; `outside` at other times."""
    outside: float = 12
    finished: float = 24
    finished_days: float = 14
    """So long after it ended there, rejected and archived alike, somebody may take it up again; then nobody looks any
    more."""
    jitter: float = 0.1
    batch: int = 100
    """Cases of one office in one turn, and how many of them at once."""
    at_once: int = 2
    breaker: int = 10
    """After so many failures in a row all looks of the account wait for `breaker_minutes`."""
    breaker_minutes: float = 60

    def __post_init__(self) -> None:
        hours = (self.unverified, self.in_office, self.outside, self.finished, self.finished_days)
        if min(*hours, self.breaker_minutes) <= 0 or not 0 <= self.jitter <= 0.5:
            raise ValueError("poll: jitter must be at most 0.5, and all times positive")
        if min(self.batch, self.at_once, self.breaker) < 1 or self.at_once > 8:
            raise ValueError("poll: at_once must be from 1 to 8, batch and breaker at least 1")


class RetryPlan(msgspec.Struct, frozen=True, kw_only=True):
    """When a refusal that is worth another try is tried again. An unknown outcome never is."""

    minutes: tuple[float, ...] = (5, 30, 60)
    """After the first refusal, the second …; the last one holds for all that follow."""
    attempts: int = 0
    """So many refusals, and a person decides; 0 tries on for ever."""
    tell_after: int = 10
    """After so many refusals of one filing or answer its desk is told, once; of a transfer after a day."""

    def __post_init__(self) -> None:
        if not self.minutes or len(self.minutes) > 12 or not all(1 <= each <= 1440 for each in self.minutes):
            raise ValueError("retry: minutes must be one to twelve numbers from 1 to 1440")
        if not 0 <= self.attempts <= 1000 or not 1 <= self.tell_after <= 1000:
            raise ValueError("retry: attempts must be at most 1000, tell_after from 1 to 1000")

    def wait(self, attempts: int) -> timedelta:
        """How long after so many refusals in a row."""
        return timedelta(minutes=self.minutes[min(max(attempts, 1), len(self.minutes)) - 1])

    def gives_up(self, attempts: int) -> bool:
        """Is it for a person now?"""
        return 0 < self.attempts <= attempts

    def tries_within(self, time: timedelta) -> int:
        """The first refusal that comes so much later than the first one."""
        attempts, passed = 1, timedelta()
        while passed < time:
            passed += self.wait(attempts)
            attempts += 1
        return attempts


class CloseRules(msgspec.Struct, frozen=True, kw_only=True):
    """What an ending in the register does to the case here. Any other state, a word nobody knows above all, does
    nothing."""

    finished: OnEnding = "propose"
    rejected: OnEnding = "note"
    archived: OnEnding = "note"

    def on(self, status: str) -> OnEnding:
        """What one of our codes for a remote state leads to."""
        found: OnEnding = getattr(self, status) if status in self.__struct_fields__ else "note"
        return found


class Conduct(msgspec.Struct, frozen=True, kw_only=True):
    """Everything of this; the defaults hold where nobody said anything."""

    trial: bool = False
    """Its account leads to a system that is there to try things: nothing that is filed there counts."""
    poll: PollPlan = PollPlan()
    retry: RetryPlan = RetryPlan()
    close_rules: CloseRules = CloseRules()
    share_reporter: Sharing = "none"
    secret: bool = True
    """What a filing is unless its officer decides otherwise."""
    anonymous: bool = False
    """The same; a case whose citizen stays unnamed is never filed otherwise."""
    answer_max: int = 1000
    """Characters that an answer of ours may have there."""
    tracking_url: str = ""
    """Where citizens look their number up, with `{tracking_id}` in it; empty where no link is known."""

    def link_to(self, number: str) -> str:
        """The citizen's way to one number; empty where no link is known."""
        return self.tracking_url.replace(PLACE, quote(number, safe="")) if number else ""


def must_be_a_link(template: str, hosts: tuple[str, ...], name: str) -> None:
    """Raises `ValueError` unless citizens may be led there: https, a trusted host, the number once in path or query."""
    if not template:
        return
    parts = urlsplit(template)
    own = parts.hostname or ""
    is_plain = parts.scheme == "https" and parts.netloc == own and not parts.fragment
    if not is_plain or not template.isascii() or not template.isprintable() or " " in template:
        raise ValueError(f"{name} must be a plain https address")
    if not any(own == host.lstrip(".") or (host[:1] == "." and own.endswith(host)) for host in hosts):
        raise ValueError(f"{name} must lie on a host of tracking_hosts")
    left = template.replace(PLACE, "", 1)
    if left == template or "{" in left or "}" in left or PLACE in parts.netloc:
        raise ValueError(f"{name} must hold {PLACE} once, behind the host")
    if len(template) > LONGEST_LINK:
        raise ValueError(f"{name} must have at most {LONGEST_LINK} characters")
