"""Read a register's lists and keep what they say: once a day, and when somebody asks."""

from uuid import UUID

import structlog

from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.contract import Account
from helpdesk.channels.errors import ChannelError, ChannelFailing, NotSupported
from helpdesk.channels.register import MasterKind, MasterRow
from helpdesk.masters import store
from helpdesk.masters.model import Taken
from tenants.audit.service import record
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor

log = structlog.get_logger()


async def fetch(actor: Actor, account_id: UUID, book: AccountBook) -> dict[MasterKind, Taken]:
    """Read every list that the register gives out, and keep each as a whole.

    A register that answers an empty list where many lines are known is not believed. What failed is noted for the
    pages and raised as a `ChannelError`; lists that were read before it are kept. No transaction is open meanwhile.
    """
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        account = await book.load(scope, account_id)
    taken: dict[MasterKind, Taken] = {}
    try:
        adapter = book.adapter_of(account) if account else None
        if account is None or adapter is None or adapter.masters is None:
            raise NotSupported
        for kind in sorted(adapter.masters.listed(account)):
            rows = await _read(book, account, kind)
            taken[kind] = await _keep(actor.tenant_id, account_id, kind, rows)
    except ChannelError as error:
        await _note(actor, account_id, taken, error.code)
        raise
    await _note(actor, account_id, taken, "")
    return taken


async def _read(book: AccountBook, account: Account, kind: MasterKind) -> list[MasterRow]:
    adapter = book.adapter_of(account)
    assert adapter and adapter.masters
    try:
        return list(await adapter.masters.masters(kind, account))
    except ChannelError:
        raise
    except Exception as fault:  # an adapter's own fault must not hold up other offices
        log.error("adapter_fault", channel=account.kind, error=type(fault).__name__)
        raise ChannelFailing from fault


async def _keep(tenant_id: int, account_id: UUID, kind: MasterKind, rows: list[MasterRow]) -> Taken:
    async with tenant_scope(tenant_id) as scope:
        if not rows:
            known = await store.masters(scope, account_id, kind)
            if any(each.active and not each.typed for each in known):
                raise ChannelFailing("empty_list")
            return Taken()
        return await store.take(scope, account_id, kind, rows, typed=False)


async def _note(actor: Actor, account_id: UUID, taken: dict[MasterKind, Taken], code: str) -> None:
    gone = {kind.value: each.gone for kind, each in taken.items() if each.gone}
    changed = any(each != Taken() for each in taken.values())
    async with tenant_scope(actor.tenant_id) as scope:
        await store.note_fetched(scope, account_id, code)
        if changed:
            await record(scope, actor, "register_masters.fetched", "account", account_id, gone=gone)
