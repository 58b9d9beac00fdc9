"""Parts of one long message become one message again; a part whose others never come stands for itself."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import msgspec
from msgspec.structs import replace

from helpdesk.channels.model import MessageArrived
from helpdesk.inbox import store
from helpdesk.inbox.store import Entry, Verdict
from tenants.doors import Scope

PATIENCE = timedelta(minutes=2)
"""Parts come within seconds of each other; after this the message is read as far as it came."""
GAP = " […] "
"""Stands where a part is missing."""


class Joined(msgspec.Struct, kw_only=True):
    """A batch in which every message is whole."""

    entries: list[Entry]
    followers: dict[UUID, list[UUID]]
    """Entry → those of the message's other parts."""

    def settled(self, verdicts: Sequence[Verdict]) -> list[Verdict]:
        """What becomes of the other parts: the same as of the message."""
        return [
            Verdict(follower, verdict.state, verdict.reason, verdict.case_id)
            for verdict in verdicts
            for follower in self.followers.get(verdict.entry_id, ())
        ]


async def join_parts(scope: Scope, entries: Sequence[Entry]) -> Joined:
    """Put parts together with those that wait already; those that still lack others wait on."""
    joined = Joined(entries=[], followers={})
    done: set[UUID] = set()
    for entry in entries:
        prefix = _prefix(entry)
        if not prefix:
            joined.entries.append(entry)
        elif entry.id not in done:
            parts = await store.with_prefix(scope, entry.account_id, prefix)
            done |= {part.id for part in parts}
            first = min(part.received_at for part in parts)
            if _complete(parts) or scope.now >= first + PATIENCE:
                _join(joined, parts)
            else:
                await store.wait_until(scope, [part.id for part in parts], first + PATIENCE)
    return joined


def _prefix(entry: Entry) -> str:
    arrival = entry.arrival
    return arrival.part.prefix if isinstance(arrival, MessageArrived) and arrival.part else ""


def _complete(parts: Sequence[Entry]) -> bool:
    return len(_by_place(parts)) == _of(parts)


def _join(joined: Joined, parts: Sequence[Entry]) -> None:
    by_place = _by_place(parts)
    lead = by_place[min(by_place)]
    text, missing = "", False
    for place in range(1, _of(parts) + 1):
        part = by_place.get(place)
        if part is None:
            text, missing = text if missing else text + GAP, True
        else:
            text, missing = text + _arrival(part).text, False
    arrival = replace(
        _arrival(lead), text=text, part=None, at=min(_arrival(part).at for part in by_place.values())
    )
    received_at = min(part.received_at for part in parts)
    joined.entries.append(lead._replace(arrival=arrival, received_at=received_at))
    joined.followers[lead.id] = [part.id for part in parts if part.id != lead.id]


def _by_place(parts: Sequence[Entry]) -> dict[int, Entry]:
    """The first entry of each place: a gateway may repeat a part under another name."""
    found: dict[int, Entry] = {}
    for entry in parts:
        part = _arrival(entry).part
        if part is not None:
            found.setdefault(part.place, entry)
    return found


def _of(parts: Sequence[Entry]) -> int:
    part = _arrival(parts[0]).part
    return part.of if part else 1


def _arrival(entry: Entry) -> MessageArrived:
    assert isinstance(entry.arrival, MessageArrived)
    return entry.arrival
