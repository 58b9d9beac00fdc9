"""What administrators ask of a register's lists and maps, and what filing and following ask of the maps."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from helpdesk.channels.accounts import AccountBook, kind_of_account
from helpdesk.channels.contract import Account
from helpdesk.channels.model import ChannelKind
from helpdesk.channels.register import FollowupKind, MapKind, MasterKind
from helpdesk.masters import rules, store
from helpdesk.masters.model import Codes, ListState, MapSheet, Master, OfficeMap, RegisterState, Taken
from helpdesk.masters.sheets import lines_of
from kit.errors import Conflict, Missing, Stale
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require

_LATELY = timedelta(days=30)
"""So long a line that is gone is shown; longer while a map leads to it."""


async def state(actor: Actor, account_id: UUID, book: AccountBook) -> RegisterState:
    """How the account's lists stand; raises `Missing`, and `Conflict` when its settings cannot be opened."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        account = await _account(scope, account_id, book)
        known = await store.masters(scope, account_id)
        maps = {kind: (await store.office_map(scope, account_id, kind)).pairs for kind in MapKind}
        led_to = {value for pairs in maps.values() for value in pairs.values()}
        chore = await store.fetched(scope, account_id)
        since = scope.now - _LATELY
    adapter = book.adapter_of(account)
    listed = adapter.masters.listed(account) if adapter and adapter.masters else frozenset()
    lists = []
    for kind in MasterKind:
        own = [each for each in known if each.kind is kind]
        gone = [each for each in own if each.gone_at and (each.gone_at >= since or each.code in led_to)]
        active = sum(each.active for each in own)
        lists.append(
            ListState(kind=kind, active=active, fetched=kind in listed, lately_gone=tuple(gone)[:20])
        )
    return RegisterState(
        lists=tuple(lists),
        mapped={kind: len(pairs) for kind, pairs in maps.items()},
        fetched_at=chore["done_at"] if chore else None,
        error_code=chore["error_code"] if chore else "",
    )


async def sheet(actor: Actor, account_id: UUID, kind: MapKind, book: AccountBook) -> MapSheet:
    """One map, with what is usual and what is suggested; raises `Missing`, `Conflict`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        account = await _account(scope, account_id, book)
        target = rules.target_of(kind)
        choices = [each for each in await store.masters(scope, account_id, target) if each.active]
        choices = choices if target else []
        held = await store.office_map(scope, account_id, kind)
        usual = _usual(kind, account, book)
        lines = await lines_of(scope, account_id, held, usual, choices)
    return MapSheet(map=kind, lines=lines, choices=tuple(choices), version=held.version)


async def save_map(
    actor: Actor,
    account_id: UUID,
    kind: MapKind,
    pairs: Mapping[str, str],
    book: AccountBook,
    *,
    version: int,
) -> None:
    """Replace a map as a whole; raises `Invalid`, `Stale`, `Missing`, `Conflict`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id) as scope:
        await _account(scope, account_id, book)
        target = rules.target_of(kind)
        choices = await store.masters(scope, account_id, target) if target else []
        was = await store.office_map(scope, account_id, kind)
        kept = rules.checked(kind, pairs, [each for each in choices if each.active or each.code in _led(was)])
        if (kept, version) == (was.pairs, was.version):
            return
        if not await store.save_map(scope, account_id, OfficeMap(map=kind, pairs=kept, version=version)):
            raise Stale("map_changed", current=was.version)
        changed = sorted(key for key in {*kept, *was.pairs} if kept.get(key) != was.pairs.get(key))
        await record(
            scope, actor, "register_map.changed", "account", account_id, map=kind.value, keys=changed[:50]
        )


def _led(was: OfficeMap) -> frozenset[str]:
    return frozenset(was.pairs.values())


async def type_in(
    actor: Actor, account_id: UUID, kind: MasterKind, content: bytes, book: AccountBook
) -> Taken:
    """Add lines to a list by hand; what is known is changed, nothing is taken away. Raises `Invalid`, `Missing`."""
    require(actor, Permission.MANAGE_OFFICE)
    rows = rules.rows_of(content)
    async with tenant_scope(actor.tenant_id) as scope:
        await _account(scope, account_id, book)
        taken = await store.take(scope, account_id, kind, rows, typed=True)
        counts = {"added": taken.added, "changed": taken.changed}
        await record(scope, actor, "register_masters.typed", "account", account_id, kind=kind.value, **counts)
    return taken


async def lines(actor: Actor, account_id: UUID, kind: MasterKind, book: AccountBook) -> tuple[Master, ...]:
    """One list, those that are gone last; raises `Missing`, `Conflict`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        await _account(scope, account_id, book)
        found = await store.masters(scope, account_id, kind)
    return tuple(sorted(found, key=lambda each: not each.active))


async def codes_for(
    scope: Scope, account_id: UUID, *, kind: str, topic_id: UUID | None, region: str, channel: str
) -> Codes:
    """What the register calls what a case is, by the office's maps."""
    return Codes(
        classification=await _code(scope, account_id, MapKind.CLASSIFICATION, kind),
        category=await _code(scope, account_id, MapKind.CATEGORY, str(topic_id or "")),
        location=await _code(scope, account_id, MapKind.LOCATION, region),
        channel=await _code(scope, account_id, MapKind.CHANNEL, channel),
    )


async def template_for(scope: Scope, account_id: UUID, kind: FollowupKind) -> str:
    """The template that marks such an answer, by the office's map; empty where the settings decide."""
    return await _code(scope, account_id, MapKind.TEMPLATE, kind.value)


async def states_of(scope: Scope, account_id: UUID) -> Mapping[str, str]:
    """The office's own reading of the register's status words; it goes before the adapter's."""
    return (await store.office_map(scope, account_id, MapKind.STATUS)).pairs


async def classifications_of(scope: Scope, account_id: UUID, book: AccountBook) -> Mapping[str, str]:
    """Our kinds and what the register calls them: the settings' own, and before them the office's map."""
    account = await book.load(scope, account_id)
    usual = _usual(MapKind.CLASSIFICATION, account, book) if account else {}
    return {**usual, **(await store.office_map(scope, account_id, MapKind.CLASSIFICATION)).pairs}


async def institution_of(scope: Scope, account_id: UUID, key: str) -> str:
    """What the register calls a unit or an office by the office's own map; empty where it says nothing."""
    return await _code(scope, account_id, MapKind.INSTITUTION, key)


async def offered(scope: Scope, account_id: UUID) -> dict[MasterKind, tuple[Master, ...]]:
    """The lines of every list that may be chosen now."""
    known = await store.masters(scope, account_id)
    return {kind: tuple(each for each in known if each.kind is kind and each.active) for kind in MasterKind}


async def name_of(scope: Scope, account_id: UUID, kind: MasterKind, code: str) -> str:
    """The name of a line; empty for one that no list holds."""
    return await store.name_of(scope, account_id, kind, code)


async def _code(scope: Scope, account_id: UUID, kind: MapKind, key: str) -> str:
    return (await store.office_map(scope, account_id, kind)).pairs.get(key, "")


async def _account(scope: Scope, account_id: UUID, book: AccountBook) -> Account:
    """The office's account at a register; raises `Missing` for any other."""
    if await kind_of_account(scope, account_id) != ChannelKind.LAPOR:
        raise Missing("account_missing")
    account = await book.load(scope, account_id)
    if account is None:
        raise Conflict("account_off")
    return account


def _usual(kind: MapKind, account: Account, book: AccountBook) -> Mapping[str, str]:
    adapter = book.adapter_of(account)
    return adapter.masters.usual(kind, account) if adapter and adapter.masters else {}
