"""Receive arrivals: durable and once, before anything else is done with them."""

from collections.abc import Iterable, Sequence
from uuid import UUID

import msgspec
from kit.ids import uuid7

from tenants.doors import Scope, tenant_call
from tenants.doors.bulk import BulkTable

from helpdesk.channels.model import Addressed, Arrival, Ignored

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
    on_conflict="ON CONFLICT (tenant_id, account_id, kind, external_id) DO NOTHING",
)

Row = tuple[UUID, str, str, bytes]


def entry_row(arrival: Arrival) -> Row:
    """An arrival as it is stored: id, external id, kind, JSON."""
    kind = str(arrival.__struct_config__.tag)
    return uuid7(), arrival.external_id, kind, _encoder.encode(arrival)


def arrival_of(stored: bytes) -> Arrival:
    """The arrival back from its stored form."""
    return _decoder.decode(stored)


async def receive(tenant_id: int, account_id: UUID, arrivals: Sequence[Arrival]) -> int:
    """Store arrivals of one account; answers how many were new. Committed when this returns."""
    rows = _once(entry_row(arrival) for arrival in arrivals)
    if not rows:
        return 0
    ids, external_ids, kinds, bodies = zip(*rows, strict=True)
    added: int = await tenant_call("receive", tenant_id, account_id, ids, external_ids, kinds, bodies)
    return added


async def receive_in(scope: Scope, account_id: UUID, arrivals: Sequence[Arrival]) -> None:
    """The same inside the caller's transaction: forms and letters."""
    rows = _once(entry_row(arrival) for arrival in arrivals)
    await _ENTRIES.insert(
        scope,
        [
            (row[0], account_id, row[1], row[2], row[3], scope.now, scope.now, _state_of(row[2]))
            for row in rows
        ],
    )


def _state_of(kind: str) -> str:
    return "ignored" if kind == "ignored" else "new"


def _once(rows: Iterable[Row]) -> list[Row]:
    """One body may repeat a message; the first of each is kept, in an order that cannot deadlock."""
    first: dict[tuple[str, str], Row] = {}
    for row in rows:
        first.setdefault((row[2], row[1]), row)
    return list(first.values())


def ignored_for(addressed: Addressed, reason: str) -> Ignored:
    """The record that an arrival was for somebody else."""
    arrival = addressed.arrival
    kind = str(arrival.__struct_config__.tag)
    return Ignored(
        external_id=f"{kind}:{arrival.external_id}", at=arrival.at, what=kind, reason=reason
    )
