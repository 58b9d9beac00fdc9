"""The only queries on the ledger of consents."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from helpdesk.consents.model import Consent, Purpose, Source, Way
from kit.ids import uuid7
from tenants.doors import Scope
from tenants.permissions.model import Actor

_ADD = (
    "INSERT INTO consent (tenant_id, id, purpose, channel, scheme, address, given, wording, source, reason,"
    " actor_kind, actor_id, actor_name, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
)
STOPPED_AT = (
    "(SELECT NOT s.given FROM consent s WHERE s.tenant_id = {tenant} AND s.scheme = {at}.scheme"
    " AND s.address = {at}.address AND s.channel = {channel} ORDER BY s.at DESC, s.id DESC LIMIT 1)"
)
"""The last line counts: whether extra messages are stopped at an address; null where nothing was said."""
_STOPPED_AT = STOPPED_AT.format(tenant="$1", at="w", channel="w.channel")
_STOPPED = (
    "SELECT w.channel, w.scheme, w.address FROM unnest($2::text[], $3::text[], $4::text[])"  # noqa: S608
    f" AS w (channel, scheme, address) WHERE {_STOPPED_AT}"
)
_STOPPED_IN = (
    f"SELECT coalesce({_STOPPED_AT}, false) FROM (SELECT a.kind AS channel, v.scheme, v.address"  # noqa: S608
    " FROM conversation v JOIN account a ON a.tenant_id = v.tenant_id AND a.id = v.account_id"
    " WHERE v.tenant_id = $1 AND v.id = $2) AS w"
)
_LEDGER = (
    "SELECT s.channel, s.scheme, s.address, s.given, s.wording, s.source, s.reason, s.actor_kind, s.actor_name, s.at"
    " FROM consent s JOIN unnest($2::text[], $3::text[]) AS k (scheme, address)"
    " ON k.scheme = s.scheme AND k.address = s.address WHERE s.tenant_id = $1 ORDER BY s.at DESC, s.id DESC LIMIT 100"
)


async def add(scope: Scope, consent: Consent, actor: Actor) -> None:
    """Append a line."""
    way = consent.way
    await scope.execute(
        _ADD,
        scope.tenant_id,
        uuid7(),
        Purpose.EXTRA_MESSAGES.value,
        way.channel,
        way.scheme,
        way.address,
        consent.given,
        consent.wording,
        consent.source.value,
        consent.reason,
        actor.kind.value,
        actor.id,
        actor.name,
        consent.at,
    )


async def stopped(scope: Scope, ways: Sequence[Way]) -> set[Way]:
    """The addresses at which no extra messages are wanted."""
    rows = await scope.fetch(
        _STOPPED,
        scope.tenant_id,
        [way.channel for way in ways],
        [way.scheme for way in ways],
        [way.address for way in ways],
    )
    return {Way(**dict(row)) for row in rows}


async def is_stopped(scope: Scope, conversation_id: UUID | None) -> bool:
    """Whether no extra messages are wanted in this thread."""
    if conversation_id is None:
        return False
    return bool(await scope.fetchval(_STOPPED_IN, scope.tenant_id, conversation_id))


async def said_lately(scope: Scope, way: Way, within: timedelta) -> int:
    """How often something was said by message from an address in this time."""
    count: int = await scope.fetchval(
        "SELECT count(*) FROM consent WHERE tenant_id = $1 AND scheme = $2 AND address = $3 AND channel = $4"
        " AND at > $5 AND source = 'message'",
        scope.tenant_id,
        way.scheme,
        way.address,
        way.channel,
        scope.now - within,
    )
    return count


async def ledger(scope: Scope, addresses: Sequence[tuple[str, str]]) -> list[Consent]:
    """What was said at these addresses (scheme and value), the latest first."""
    rows = await scope.fetch(
        _LEDGER,
        scope.tenant_id,
        [scheme for scheme, _ in addresses],
        [address for _, address in addresses],
    )
    return [_consent(row) for row in rows]


def _consent(row: Any) -> Consent:
    fields = dict(row)
    way = Way(**{name: fields.pop(name) for name in ("channel", "scheme", "address")})
    return Consent(way=way, source=Source(fields.pop("source")), **fields)
