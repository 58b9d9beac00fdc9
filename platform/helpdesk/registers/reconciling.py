"""Hold the cases of an office against the register: once a day for integrators, and when somebody looks."""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.register import MapKind, MasterKind
from helpdesk.events import RegisterReconciled
from helpdesk.masters import service as masters
from helpdesk.masters.rules import folded
from helpdesk.registers import comparing, store
from helpdesk.registers.comparing import Compared, Gap
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.offices import service as offices
from tenants.outbox.service import announce
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require

MOST = 5_000
"""Filed cases that are held against the register at once: the newest of them."""


class Reconciled(msgspec.Struct, frozen=True, kw_only=True):
    """The cases that differ, the newest first."""

    rows: tuple[tuple[Compared, tuple[Gap, ...]], ...]
    compared: int
    now: datetime


async def reconciled(actor: Actor, book: AccountBook) -> Reconciled:
    """What differs now; raises `Forbidden` for those who do not see all cases of the office."""
    require(actor, Permission.READ_CASES)
    require(actor, Permission.READ_ALL_UNITS)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await _reconciled(scope, book, None)


async def exported(actor: Actor, book: AccountBook) -> Reconciled:
    """The same for a file; that it was taken is on record before it leaves."""
    require(actor, Permission.EXPORT_CASES)
    found = await reconciled(actor, book)
    async with tenant_scope(actor.tenant_id) as scope:
        await record(scope, actor, "register.exported", "case", cases=len(found.rows))
    return found


async def reconcile(tenant_id: int, account_id: UUID, book: AccountBook) -> timedelta:
    """Tell integrators how many cases of an account differ, where any are filed; answers when it is due again."""
    async with tenant_scope(tenant_id) as scope:
        found = await _reconciled(scope, book, account_id)
        counts = comparing.counted({row.number: gaps for row, gaps in found.rows})
        fact = RegisterReconciled(account_id=account_id, at=scope.now, compared=found.compared, **counts)
        if found.compared:
            await announce(scope, [fact])
    return timedelta(days=1)


async def _reconciled(scope: Scope, book: AccountBook, account_id: UUID | None) -> Reconciled:
    own: dict[UUID, tuple[str, frozenset[str]]] = {}
    rows, compared = [], await store.side_by_side(scope, account_id, MOST)
    for account, row in compared:
        if account not in own:
            own[account] = await _account(scope, account, book)
        institution, known = own[account]
        row = msgspec.structs.replace(row, remapped=not known or _is_known(row, known))
        found = comparing.gaps(row, institution, scope.now)
        if found:
            rows.append((row, found))
    return Reconciled(rows=tuple(rows), compared=len(compared), now=scope.now)


def _is_known(row: Compared, known: frozenset[str]) -> bool:
    return folded(row.raw_code) in known or folded(row.raw_name) in known


async def _account(scope: Scope, account_id: UUID, book: AccountBook) -> tuple[str, frozenset[str]]:
    """What the register calls the office itself, and the status words that have a meaning."""
    account = await book.load(scope, account_id)
    adapter = book.adapter_of(account) if account else None
    source = adapter.masters if adapter else None
    states = frozenset(await masters.states_of(scope, account_id))
    usual = source.usual(MapKind.STATUS, account) if source and account else {}
    code = await masters.institution_of(scope, account_id, str((await offices.office(scope.tenant_id)).uid))
    if not code and source and account:
        code = source.usual(MapKind.INSTITUTION, account).get("", "")
    name = await masters.name_of(scope, account_id, MasterKind.INSTITUTION, code)
    return name, states | frozenset(usual) if usual else frozenset()
