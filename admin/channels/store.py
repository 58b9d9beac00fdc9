"""The only queries of the administration on accounts. Secrets are opened and sealed by the account book alone.

Ids grow with time: what happened lately is among the last ones, however many there are.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace

from admin.channels.model import SetAside, TestMessage
from helpdesk.attachments.model import ORIGINAL
from helpdesk.attachments.store import fetchable
from helpdesk.channels.model import AccountEvent, Ignored, MessageArrived
from helpdesk.inbox.service import arrival_of
from kit.errors import Missing
from tenants.doors import Scope

_event = msgspec.json.Decoder(AccountEvent)
_ACCOUNTS = """
    WITH heard AS (
        SELECT account_id, max(received_at) AS at FROM (
            SELECT account_id, received_at FROM inbox_entry WHERE tenant_id = $1 ORDER BY id DESC LIMIT 2000
        ) lately GROUP BY account_id
    ), said AS (
        SELECT DISTINCT ON (account_id) account_id, at, error_code FROM (
            (SELECT account_id, id, coalesce(progress_at, sent_at, created_at) AS at, error_code
             FROM delivery WHERE tenant_id = $1 AND state <> 'queued' ORDER BY id DESC LIMIT 2000)
            UNION ALL
            (SELECT account_id, id, coalesce(polled_at, changed_at) AS at, error_code
             FROM register_link WHERE tenant_id = $1 AND step <> 'waiting' ORDER BY id DESC LIMIT 2000)
        ) lately ORDER BY account_id, at DESC
    )
    SELECT a.id, a.kind, a.name, a.address, a.active, a.menu, a.version, a.greeted_at, a.unsigned_at, a.tested_at,
           heard.at AS last_in, said.at AS last_out,
           coalesce(a.blocked_code, a.look_code, said.error_code, '') AS error_code,
           a.blocked_at, a.blocked_until, a.probe_since, a.probe_code, a.probe_cause,
           CASE WHEN a.probe_since IS NOT NULL THEN a.probe_at END AS probe_at,
           CASE WHEN a.blocked_code IS NULL THEN 0 ELSE
               (SELECT count(*) FROM delivery d
                WHERE d.tenant_id = $1 AND d.account_id = a.id AND d.state = 'queued') END AS waiting
    FROM account a
    LEFT JOIN heard ON heard.account_id = a.id
    LEFT JOIN said ON said.account_id = a.id
    WHERE a.tenant_id = $1 ORDER BY lower(a.name), a.id
"""

_ASIDE = """
    SELECT received_at, reason, arrival FROM (
        (SELECT id, received_at, reason, arrival FROM inbox_entry
         WHERE tenant_id = $1 AND account_id = $2 AND kind = 'ignored' AND arrival <> ''
         AND reason <> ALL ($4::text[]) ORDER BY id DESC LIMIT $3)
        UNION ALL
        (SELECT id, received_at, reason, arrival FROM inbox_entry
         WHERE tenant_id = $1 AND account_id = $2 AND state = 'failed' AND arrival <> ''
         ORDER BY id DESC LIMIT $3)
    ) aside ORDER BY id DESC LIMIT $3
"""


async def accounts(scope: Scope) -> list[Any]:
    """Every account of the office with the moments of its last traffic."""
    return list(await scope.fetch(_ACCOUNTS, scope.tenant_id))


async def news(scope: Scope, account_id: UUID, most: int) -> list[tuple[datetime, AccountEvent]]:
    """What the remote last said of the account itself, and when we heard it; the newest first."""
    rows = await scope.fetch(
        "SELECT received_at, arrival FROM inbox_entry WHERE tenant_id = $1 AND account_id = $2"
        " AND kind = 'account' AND arrival <> '' AND position('\"system:' IN convert_from(arrival, 'UTF8')) = 0"
        " ORDER BY id DESC LIMIT $3",
        scope.tenant_id,
        account_id,
        most,
    )
    return [(row["received_at"], _event.decode(row["arrival"])) for row in rows]


async def set_aside(scope: Scope, account_id: UUID, most: int, quiet: Collection[str]) -> list[SetAside]:
    """What came to an account and became no message, the newest first; without these reasons.

    A letter that may not be fetched, or not yet, is not named.
    """
    found = [_aside(row) for row in await scope.fetch(_ASIDE, scope.tenant_id, account_id, most, list(quiet))]
    kept = await fetchable(scope, [each.original for each in found if each.original])
    return [each if each.original in kept else replace(each, original=None) for each in found]


def _aside(row: Any) -> SetAside:
    arrival = arrival_of(row["arrival"])
    at, reason = row["received_at"], row["reason"]
    if isinstance(arrival, Ignored):
        return SetAside(
            at=at, reason=reason, sender=arrival.sender, title=arrival.title, original=arrival.original
        )
    if not isinstance(arrival, MessageArrived):
        return SetAside(at=at, reason=reason, sender="", title="", original=None)
    kept = next((each.stored_id for each in arrival.media if each.mime_type == ORIGINAL), None)
    sender = ", ".join(each.value for each in arrival.sender.identities)
    title = arrival.text.partition("\n")[0][:200]
    return SetAside(at=at, reason=reason, sender=sender, title=title, original=kept)


async def test_messages_since(scope: Scope, since: datetime) -> int:
    """How many test messages the office has sent since then."""
    sql = "SELECT count(*) FROM test_message WHERE tenant_id = $1 AND at > $2"
    return int(await scope.fetchval(sql, scope.tenant_id, since))


async def note_test_message(
    scope: Scope, delivery_id: UUID, account_id: UUID, address: str, template: str, by_name: str
) -> None:
    """Remember that a delivery is a test message; `address` is masked."""
    await scope.execute(
        "INSERT INTO test_message (tenant_id, id, account_id, address, template, by_name, at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        scope.tenant_id,
        delivery_id,
        account_id,
        address,
        template,
        by_name,
        scope.now,
    )


async def test_messages(scope: Scope, account_id: UUID, most: int) -> list[TestMessage]:
    """The account's last test messages as they stand now, the newest first."""
    rows = await scope.fetch(
        "SELECT t.at, t.address, t.template, t.by_name, d.state, d.error_code AS code FROM test_message t"
        " JOIN delivery d ON d.tenant_id = $1 AND d.id = t.id"
        " WHERE t.tenant_id = $1 AND t.account_id = $2 ORDER BY t.at DESC, t.id DESC LIMIT $3",
        scope.tenant_id,
        account_id,
        most,
    )
    return [TestMessage(**dict(row)) for row in rows]


async def has_account(scope: Scope, account_id: UUID) -> bool:
    """Whether the office has this account."""
    found = "SELECT EXISTS (SELECT FROM account WHERE tenant_id = $1 AND id = $2)"
    return bool(await scope.fetchval(found, scope.tenant_id, account_id))


async def row(scope: Scope, account_id: UUID) -> Any:
    """Kind and address of one account; raises `Missing`."""
    sql = "SELECT kind, address FROM account WHERE tenant_id = $1 AND id = $2"
    found = await scope.fetchrow(sql, scope.tenant_id, account_id)
    if found is None:
        raise Missing("account_missing")
    return found


async def hold(scope: Scope) -> None:
    """Let nobody else enter or change the office's accounts until the transaction ends."""
    await scope.execute("SELECT pg_advisory_xact_lock(7711006, $1)", scope.tenant_id)


async def others_at(scope: Scope, kind: str, address: str, account_id: UUID | None) -> tuple[int, bool]:
    """How many other accounts of the kind are active, and whether one has this address."""
    row = await scope.fetchrow(
        "SELECT count(*) AS many, coalesce(bool_or(address = $3), false) AS taken FROM account"
        " WHERE tenant_id = $1 AND kind = $2 AND active AND ($4::uuid IS NULL OR id <> $4)",
        scope.tenant_id,
        kind,
        address,
        account_id,
    )
    return (row["many"], row["taken"]) if row else (0, False)


async def switch(scope: Scope, account_id: UUID, *, active: bool) -> bool:
    """Switch an account on or off; false when it was so already. While it is off nobody looks into it."""
    done = await scope.execute(
        "UPDATE account SET active = $3, version = version + 1, look_at = CASE WHEN look_at IS NULL THEN NULL"
        " WHEN $3 THEN sahut_now() ELSE 'infinity' END, probe_at = CASE WHEN probe_at IS NULL THEN NULL"
        " WHEN $3 THEN sahut_now() ELSE 'infinity' END, probe_since = NULL, probe_code = NULL, probe_cause = NULL"
        " WHERE tenant_id = $1 AND id = $2 AND active <> $3",
        scope.tenant_id,
        account_id,
        active,
    )
    return done == "UPDATE 1"


async def show_menu(scope: Scope, account_id: UUID, *, shown: bool) -> bool:
    """Show the menu to whoever greets on it, or not; false when it was so already."""
    done = await scope.execute(
        "UPDATE account SET menu = $3, version = version + 1 WHERE tenant_id = $1 AND id = $2 AND menu <> $3",
        scope.tenant_id,
        account_id,
        shown,
    )
    return done == "UPDATE 1"


async def note_test(scope: Scope, account_id: UUID, *, ok: bool) -> None:
    """Remember how a test went."""
    await scope.execute(
        "UPDATE account SET tested_at = CASE WHEN $3 THEN sahut_now() END WHERE tenant_id = $1 AND id = $2",
        scope.tenant_id,
        account_id,
        ok,
    )
