"""Enter an account, change it, switch it off and on. Secrets go in and never come out again."""

import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from uuid import UUID

import msgspec

from admin.channels import rules, store
from admin.channels.model import Entered, Field, TypedAccount
from admin.channels.typed import settings_of, texts_of
from helpdesk.channels.accounts import AccountBook, secret_fields
from helpdesk.channels.contract import Account, Adapter
from helpdesk.channels.model import ChannelKind
from helpdesk.dialogues.model import TALKS_ON
from helpdesk.registers.modes import mode_in, note_change
from helpdesk.texts.service import must_take_all
from kit.errors import Conflict, Invalid, Missing, Stale
from kit.ids import uuid7
from kit.sealing import SealBroken
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require


def fields(kind: ChannelKind, book: AccountBook, *, by_hand: bool = False) -> tuple[Field, ...]:
    """What an account of this kind needs; raises `Missing` for a kind that only the operator enters."""
    settings = _settings_type(_enterable(kind, book), by_hand=by_hand)
    return rules.fields_of(settings, secret_fields(settings), book.usual(kind))


async def enter(actor: Actor, kind: ChannelKind, typed: TypedAccount, book: AccountBook) -> Entered:
    """Enter a new account; raises `Invalid`, `Conflict` when there are too many."""
    async with _changing(actor, book) as scope:
        adapter, made = _enterable(kind, book), secrets.token_urlsafe(24)
        name, values = rules.checked(typed, fields(kind, book), {}, made)
        address = await _address(scope, adapter, values, None)
        settings = settings_of(values, adapter.settings)
        await _must_take_texts(scope, adapter, uuid7(), address, settings)
        account_id = await book.add(scope, kind, name, address, settings)
        await record(scope, actor, "account.added", "account", account_id, kind=kind.value)
    return Entered(id=account_id, verify_token=made if made in values.values() else "")


async def change(
    actor: Actor,
    account_id: UUID,
    typed: TypedAccount,
    book: AccountBook,
    *,
    version: int,
    renew: bool = False,
) -> Entered:
    """Replace an account's settings; secrets that were left empty stay. `renew` makes a new verify token.

    Raises `Invalid`, `Missing`, `Conflict` for one that is switched off, and `Stale` when somebody else changed
    it meanwhile.
    """
    async with _changing(actor, book) as scope:
        kind, known, by_hand = await _known(scope, account_id, book)
        adapter, made = _enterable(kind, book), secrets.token_urlsafe(24)
        own = fields(kind, book, by_hand=by_hand)
        ours = rules.made_here(own)
        kept = {**known, ours: made} if renew and ours else known
        name, values = rules.checked(typed, own, kept, made)
        address = "" if by_hand else await _address(scope, adapter, values, account_id)
        settings = settings_of(values, _settings_type(adapter, by_hand=by_hand))
        await _must_take_texts(scope, adapter, account_id, address, settings)
        if not await book.change(scope, account_id, name, address, settings, version):
            raise Stale("account_changed")
        changed = sorted(field for field in values if values[field] != known.get(field))
        await record(scope, actor, "account.changed", "account", account_id, fields=changed)
    book.forget(account_id)
    return Entered(id=account_id, verify_token=made if made in values.values() else "")


async def switch(actor: Actor, account_id: UUID, book: AccountBook, *, active: bool) -> None:
    """Switch an account off or on; raises `Missing`, `Conflict` when another has its address now. Twice is once."""
    async with _changing(actor, book) as scope:
        row = await store.row(scope, account_id)
        _settings_type(_enterable(ChannelKind(row["kind"]), book), by_hand=not row["address"])
        if active and row["address"]:
            await _must_fit(scope, row["kind"], row["address"], account_id, "address_taken")
        if await store.switch(scope, account_id, active=active):
            action = "account.reactivated" if active else "account.deactivated"
            await record(scope, actor, action, "account", account_id)
    book.forget(account_id)


async def show_menu(actor: Actor, account_id: UUID, *, shown: bool) -> None:
    """Lead whoever greets on this account to a report by questions, or not; raises `Missing`. Twice is once."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id) as scope:
        await store.hold(scope)
        row = await store.row(scope, account_id)
        if ChannelKind(row["kind"]) not in TALKS_ON:
            raise Missing("account_missing")
        if await store.show_menu(scope, account_id, shown=shown):
            action = "account.menu_shown" if shown else "account.menu_hidden"
            await record(scope, actor, action, "account", account_id)


async def open_values(actor: Actor, account_id: UUID, book: AccountBook) -> Mapping[str, str]:
    """The settings that are no secrets; empty when they cannot be opened. Raises `Missing`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        row = await store.row(scope, account_id)
        try:
            _, values, _ = await _known(scope, account_id, book)
        except Conflict:
            values = {}
    own = fields(ChannelKind(row["kind"]), book, by_hand=not row["address"])
    secret = {field.name for field in own if field.secret}
    return {name: value for name, value in values.items() if name not in secret}


@asynccontextmanager
async def _changing(actor: Actor, book: AccountBook) -> AsyncIterator[Scope]:
    """Nobody else changes the office's accounts; in which mode it deals with SP4N-LAPOR is on record as well."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id) as scope:
        await store.hold(scope)
        was = await mode_in(scope, book)
        yield scope
        await note_change(scope, actor, was, book)


async def _known(
    scope: Scope, account_id: UUID, book: AccountBook
) -> tuple[ChannelKind, dict[str, str], bool]:
    """What the account is now, and whether it is by hand; settings that cannot be opened are written anew."""
    row = await store.row(scope, account_id)
    kind, by_hand = ChannelKind(row["kind"]), not row["address"]
    _settings_type(_enterable(kind, book), by_hand=by_hand)
    try:
        found = await book.load(scope, account_id)
    except (SealBroken, msgspec.MsgspecError):
        return kind, {}, by_hand
    if found is None:
        raise Conflict("account_off")
    return kind, texts_of(found.settings), by_hand


def _settings_type(adapter: Adapter, *, by_hand: bool) -> type[msgspec.Struct]:
    """What is written down of such an account; raises `Missing` for one that says nothing."""
    found = adapter.by_hand if by_hand else adapter.settings
    if found is None:
        raise Missing("account_missing")
    return found


def _enterable(kind: ChannelKind, book: AccountBook) -> Adapter:
    adapter = book.adapter(kind)
    if adapter is None or not adapter.address_field:
        raise Missing("account_missing")
    return adapter


async def _address(scope: Scope, adapter: Adapter, values: Mapping[str, str], account_id: UUID | None) -> str:
    address = values[adapter.address_field]
    await _must_fit(scope, adapter.kind.value, address, account_id, adapter.address_field)
    return address


async def _must_take_texts(
    scope: Scope, adapter: Adapter, account_id: UUID, address: str, settings: msgspec.Struct
) -> None:
    """Whatever the office says by itself goes through its gateway whole, or not at all."""
    if adapter.most_parts is not None:
        account = Account(id=account_id, kind=adapter.kind, address=address, settings=settings)
        await must_take_all(scope, adapter.most_parts(account))


async def _must_fit(scope: Scope, kind: str, address: str, account_id: UUID | None, field: str) -> None:
    many, taken = await store.others_at(scope, kind, address, account_id)
    if taken and field == "address_taken":
        raise Conflict("address_taken")
    if taken:
        raise Invalid("invalid", fields={field: "taken"})
    if many >= rules.MOST:
        raise Conflict("too_many_accounts")
