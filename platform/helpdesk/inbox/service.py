"""Receive arrivals: durable and once, before anything else is done with them."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from helpdesk.channels.model import Addressed, Arrival, Ignored
from helpdesk.inbox.together import Row, together
from kit.ids import uuid7
from tenants.doors import Scope
from tenants.doors.bulk import BulkTable

_encoder = msgspec.json.Encoder()
_decoder: msgspec.json.Decoder[Arrival] = msgspec.json.Decoder(Arrival)

_ENTRIES = BulkTable(
    "inbox_entry",
    ("id", "uuid"),
    ("account_id", "uuid"),
    ("external_id", "text"),
    ("kind", "text"),
    ("arrival", "bytea"),
    ("received_at", "timestamptz"),
    ("due_at", "timestamptz"),
    ("state", "text"),
    ("reason", "text"),
    on_conflict="ON CONFLICT (tenant_id, account_id, kind, external_id) DO NOTHING",
)


def entry_row(arrival: Arrival) -> Row:
    """An arrival as it is stored: id, external id, kind, JSON."""
    kind = str(arrival.__struct_config__.tag)
    return uuid7(), arrival.external_id, kind, _encoder.encode(arrival)


def arrival_of(stored: bytes) -> Arrival:
    """The arrival back from its stored form."""
    return _decoder.decode(stored)


async def receive(tenant_id: int, account_id: UUID, arrivals: Sequence[Arrival]) -> None:
    """Store arrivals of one account, each once. Committed when this returns."""
    await together(tenant_id, account_id, [entry_row(arrival) for arrival in arrivals])


async def receive_in(scope: Scope, account_id: UUID, arrivals: Sequence[Arrival]) -> None:
    """The same inside the caller's transaction: forms and letters."""
    once: dict[tuple[str, str], tuple[Any, ...]] = {}
    for arrival in arrivals:
        entry_id, external_id, kind, stored = entry_row(arrival)
        row = (entry_id, account_id, external_id, kind, stored, scope.now, scope.now, *_standing(arrival))
        once.setdefault((kind, external_id), row)
    await _ENTRIES.insert(scope, list(once.values()))


def _standing(arrival: Arrival) -> tuple[str, str]:
    """State and reason."""
    return ("ignored", arrival.reason) if isinstance(arrival, Ignored) else ("new", "")


def ignored_for(addressed: Addressed, reason: str) -> Ignored:
    """The record that an arrival was for somebody else."""
    arrival = addressed.arrival
    kind = str(arrival.__struct_config__.tag)
    return Ignored(external_id=f"{kind}:{arrival.external_id}", at=arrival.at, what=kind, reason=reason)
