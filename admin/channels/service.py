"""The office's accounts, and the question whether one of them can work."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from admin.channels import store
from admin.channels.email_words import NO_NEWS
from admin.channels.model import AccountState, SetAside
from helpdesk.channels import probing
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.contract import Account
from helpdesk.channels.errors import ERRORS
from helpdesk.channels.health import SETTINGS_UNREADABLE, Cause, Health
from helpdesk.channels.model import AccountEvent, ChannelKind
from helpdesk.delivery.store import let_go
from helpdesk.dialogues.model import TALKS_ON
from helpdesk.registers.upkeep import let_go as follow_again
from kit.errors import Missing
from tenants.audit.service import record
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require
from ui.i18n import N_

_LONGEST_TEST = 20.0  # seconds: a page waits for the answer

_MOST_NEWS = 5
_MOST_ASIDE = 20

_NO_TEST = Health(
    ok=False, code="no_probe", advice=N_("Kanal ini tidak dapat diuji dari sini: tidak ada yang dihubungi.")
)


async def accounts(actor: Actor, book: AccountBook) -> list[AccountState]:
    """Every account of the actor's office."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        rows = await store.accounts(scope)
    return [_state(row, book) for row in rows]


async def account(actor: Actor, account_id: UUID, book: AccountBook) -> AccountState:
    """One of them; raises `Missing`."""
    for each in await accounts(actor, book):
        if each.id == account_id:
            return each
    raise Missing("account_missing")


async def news(actor: Actor, account_id: UUID) -> list[tuple[datetime, AccountEvent]]:
    """What the remote last said of the account itself, the newest first."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await store.news(scope, account_id, _MOST_NEWS)


async def set_aside(actor: Actor, account_id: UUID) -> list[SetAside]:
    """What came lately and became no message, but for reports of letters of ours."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await store.set_aside(scope, account_id, _MOST_ASIDE, NO_NEWS)


async def test(actor: Actor, account_id: UUID, book: AccountBook) -> Health:
    """Ask the remote whether the account can work; nothing is changed there. Raises `Missing`.

    When it can, what waited because it was refused goes out now.
    No transaction is open while the remote thinks.
    """
    require(actor, Permission.MANAGE_OFFICE)
    account = await opened(actor, account_id, book)
    health = await probing.asked(account, book, _LONGEST_TEST) or _NO_TEST
    async with tenant_scope(actor.tenant_id) as scope:
        await store.note_test(scope, account_id, ok=health.ok)
        if health.ok:
            await probing.works(scope, account_id)
            await let_go(scope, account_id)
            await follow_again(scope, account_id)
        await record(scope, actor, "channel.tested", "account", account_id, ok=health.ok, code=health.code)
    return health


def _state(row: Mapping[str, Any], book: AccountBook) -> AccountState:
    kind = ChannelKind(row["kind"])
    known = book.adapter(kind)
    adapter = known if row["address"] else None
    by_hand = adapter is None and known is not None and known.by_hand is not None
    return AccountState(
        id=row["id"],
        kind=kind,
        name=row["name"],
        address=row["address"],
        active=row["active"],
        version=row["version"],
        greeted=row["greeted_at"],
        unsigned=row["unsigned_at"],
        tested=row["tested_at"],
        last_in=row["last_in"],
        last_out=row["last_out"],
        error_code=row["error_code"],
        blocked=row["blocked_at"],
        asked_again=row["blocked_until"],
        waiting=row["waiting"],
        failing=row["probe_since"],
        fault=_fault(row),
        probed_again=row["probe_at"],
        outside=adapter is not None,
        listens=adapter is not None and adapter.listener is not None,
        sends=adapter is not None and adapter.sender is not None and bool(adapter.address_field),
        testable=adapter is not None and adapter.health is not None,
        enterable=by_hand or (adapter is not None and bool(adapter.address_field)),
        by_hand=by_hand,
        has_templates=adapter is not None and adapter.templates is not None,
        looked_into=adapter is not None and adapter.poller is not None,
        talks=kind in TALKS_ON,
        menu=row["menu"],
    )


async def opened(actor: Actor, account_id: UUID, book: AccountBook) -> Account | None:
    """The account with its settings; none when it is off or they cannot be read. Raises `Forbidden`, `Missing`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        if not await store.has_account(scope, account_id):
            raise Missing("account_missing")
        return await book.readable(scope, account_id)


def _fault(row: Mapping[str, Any]) -> Health | None:
    """What the account was found to lack when it was asked last."""
    code = row["probe_code"]
    if code is None:
        return None
    if code == SETTINGS_UNREADABLE.code:
        return SETTINGS_UNREADABLE
    cause = Cause(row["probe_cause"]) if row["probe_cause"] else None
    return Health(ok=False, code=code, advice=ERRORS[code].sentence if code in ERRORS else "", cause=cause)
