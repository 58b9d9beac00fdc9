"""Accounts of offices on channels: found by id, opened with their secrets, kept in memory for seconds."""

from collections.abc import Mapping
from typing import Annotated, Any, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

from helpdesk.channels.conduct import Conduct
from helpdesk.channels.contract import Account, Adapter
from helpdesk.channels.errors import BLOCKING
from helpdesk.channels.inherited import National, own_part, whole
from helpdesk.channels.model import ChannelKind
from helpdesk.channels.trials import earnest
from kit.ids import uuid7
from kit.remembered import Remembered
from kit.sealing import SealBroken, Sealer
from tenants.doors import Scope, directory_call, directory_rows, tenant_scope

Adapters = Mapping[ChannelKind, Adapter]
Usual = Mapping[ChannelKind, Mapping[str, str]]
"""Values of settings that this installation has for everybody, where they differ from the adapter's own."""


_CHORES = """
    INSERT INTO register_chore (tenant_id, account_id, chore, due_at)
    SELECT $1, $2, chore, $3::timestamptz FROM unnest('{masters,listing,reconciliation}'::text[]) AS chore
    WHERE $4 OR chore = 'reconciliation' ON CONFLICT DO NOTHING
"""
"""What is done for a register again and again begins with its account; without keys nobody can be asked anything."""
_WAITING = (
    "UPDATE register_link SET due_at = $3 WHERE tenant_id = $1 AND account_id = $2 AND due_at > $3"
    " AND error_code = ANY($4::text[])",
    "UPDATE register_answer SET due_at = $3 WHERE tenant_id = $1 AND due_at > $3 AND step = 'waiting'"
    " AND error_code = ANY($4::text[]) AND register_link_id IN"
    " (SELECT id FROM register_link WHERE tenant_id = $1 AND account_id = $2)",
)
"""What waited at a register for other keys is due once they are changed."""


class NoSettings(msgspec.Struct, frozen=True):
    """Accounts that need none and have no address: portal, counter, phone notes, relay, SMS noted by hand."""


def secret_fields(settings: type[msgspec.Struct]) -> frozenset[str]:
    """Names of the fields that are sealed at rest (see `contract.SECRET`)."""
    found = set()
    for name, kind in get_type_hints(settings, include_extras=True).items():
        if get_origin(kind) is Annotated and any(
            isinstance(meta, msgspec.Meta) and (meta.extra or {}).get("secret") for meta in get_args(kind)[1:]
        ):
            found.add(name)
    return frozenset(found)


class AccountBook:
    """Finds and opens accounts. One per process."""

    def __init__(
        self,
        adapters: Adapters,
        sealer: Sealer,
        usual: Usual | None = None,
        national: Mapping[ChannelKind, National] | None = None,
    ) -> None:
        self._adapters = adapters
        self._sealer = sealer
        self._usual = usual or {}
        self._inherit = {
            settings: (national or {}).get(kind, {})
            for kind, adapter in adapters.items()
            if adapter.register is not None
            for settings in (adapter.settings, adapter.by_hand)
            if settings is not None
        }
        self._by_id = Remembered[UUID, tuple[int, Account] | None](5.0)

    def adapter(self, kind: ChannelKind) -> Adapter | None:
        """The adapter of a channel, if it has one."""
        return self._adapters.get(kind)

    def adapter_of(self, account: Account) -> Adapter | None:
        """The adapter of an account; none for one that has no remote behind it."""
        return self._adapters.get(account.kind) if account.address else None

    def conduct_of(self, account: Account | None) -> Conduct:
        """How the office of an account at the public register deals with it; as usual for one without keys."""
        adapter = self._adapters.get(ChannelKind.LAPOR)
        return adapter.conduct(account) if adapter and adapter.conduct else Conduct()

    async def conduct(self, scope: Scope) -> Conduct:
        """The same of a whole office: its account with keys says it, or the one by hand, whichever office filed."""
        account_id = await account_of_kind(scope, ChannelKind.LAPOR, outside=True) or await account_of_kind(
            scope, ChannelKind.LAPOR
        )
        return self.conduct_of(await self.load(scope, account_id) if account_id else None)

    async def link_in_register(self, scope: Scope, number: str) -> str:
        """The citizen's way to a number of the public register; empty where none is known, or nothing to be seen."""
        try:
            return (await self.conduct(scope)).link_to(earnest(number))
        except (SealBroken, msgspec.MsgspecError):
            return ""  # what cannot be opened keeps no citizen from their number

    def usual(self, kind: ChannelKind) -> Mapping[str, str]:
        """What a new account's settings begin with here."""
        return self._usual.get(kind, {})

    async def find(self, account_id: UUID) -> tuple[int, Account] | None:
        """The tenant and the opened account, or none; what was found may be five seconds old."""
        return await self._by_id.get(account_id, lambda: self._read(account_id))

    async def _read(self, account_id: UUID) -> tuple[int, Account] | None:
        tenant_id = await directory_call("directory_account", account_id)
        if tenant_id is None:
            return None
        async with tenant_scope(tenant_id, read_only=True) as scope:
            account = await self.load(scope, account_id)
        return (tenant_id, account) if account else None

    async def at_address(self, kind: ChannelKind, address: str) -> list[tuple[int, Account]]:
        """Every account at a remote's address; more than one office may have entered the same."""
        rows = await directory_rows("directory_addresses", kind.value, address)
        found = [await self.find(row["account_id"]) for row in rows]
        return [each for each in found if each is not None]

    async def load(self, scope: Scope, account_id: UUID) -> Account | None:
        """Read and open one account inside the caller's transaction; none when it was switched off."""
        row = await scope.fetchrow(
            "SELECT id, kind, address, settings::text AS settings, secrets FROM account"
            " WHERE tenant_id = $1 AND id = $2 AND active",
            scope.tenant_id,
            account_id,
        )
        return self.opened(scope.tenant_id, row) if row else None

    async def readable(self, scope: Scope, account_id: UUID) -> Account | None:
        """As `load`; none as well where the settings cannot be opened."""
        try:
            return await self.load(scope, account_id)
        except (SealBroken, msgspec.MsgspecError):
            return None

    def opened(self, tenant_id: int, row: Any) -> Account:
        """An account that was read with something else: `id`, `kind`, `address`, `settings` (text), `secrets`."""
        kind = ChannelKind(row["kind"])
        adapter = self._adapters.get(kind)
        own = (adapter.settings if row["address"] else adapter.by_hand) if adapter else None
        fields = msgspec.json.decode(row["settings"])
        if row["secrets"]:
            opened = self._sealer.open(row["secrets"], where=_place(tenant_id, row["id"]))
            fields |= msgspec.json.decode(opened)
        if own in self._inherit:
            fields = whole(fields, own, self._inherit[own])
        settings = msgspec.convert(fields, own or NoSettings)
        return Account(id=row["id"], kind=kind, address=row["address"], settings=settings)

    async def add(
        self,
        scope: Scope,
        kind: ChannelKind,
        name: str,
        address: str,
        settings: msgspec.Struct,
        *,
        account_id: UUID | None = None,
    ) -> UUID:
        """Store an account, its secrets sealed for this tenant and row."""
        account_id = account_id or uuid7()
        open_part, sealed = self._parts(scope.tenant_id, account_id, settings)
        await scope.execute(
            "INSERT INTO account (tenant_id, id, kind, name, address, settings, secrets, look_at, probe_at)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7, CASE WHEN $8 THEN $9::timestamptz END,"
            " CASE WHEN $10 THEN $9 END)",
            scope.tenant_id,
            account_id,
            kind.value,
            name,
            address,
            open_part,
            sealed,
            bool(address) and self._is_looked_into(kind),
            scope.now,
            bool(address) and self._is_asked(kind),
        )
        if self._is_register(kind):
            await scope.execute(_CHORES, scope.tenant_id, account_id, scope.now, bool(address))
        return account_id

    async def change(
        self, scope: Scope, account_id: UUID, name: str, address: str, settings: msgspec.Struct, version: int
    ) -> bool:
        """Replace what an account is; false when somebody changed it since `version`.

        Where it was blocked or greeted under other keys is forgotten, and how far another mailbox was read.
        """
        open_part, sealed = self._parts(scope.tenant_id, account_id, settings)
        written = await scope.fetchval(
            "UPDATE account SET name = $4, address = $5, settings = $6, secrets = $7, version = version + 1,"
            " blocked_at = NULL, blocked_code = NULL, blocked_until = NULL, unsigned_at = NULL, tested_at = NULL,"
            " look_at = CASE WHEN look_at IS NOT NULL THEN $8::timestamptz END, look_fails = 0, look_code = NULL,"
            " look_cursor = CASE WHEN address = $5 THEN look_cursor ELSE '' END, listen_at = NULL,"
            " probe_at = CASE WHEN probe_at IS NOT NULL THEN $8 END, probe_since = NULL, probe_code = NULL,"
            " probe_cause = NULL"
            " WHERE tenant_id = $1 AND id = $2 AND version = $3 RETURNING version",
            scope.tenant_id,
            account_id,
            version,
            name,
            address,
            open_part,
            sealed,
            scope.now,
        )
        if written is not None and await self._is_register_row(scope, account_id):
            await scope.execute(_CHORES, scope.tenant_id, account_id, scope.now, bool(address))
            for sql in _WAITING:
                await scope.execute(sql, scope.tenant_id, account_id, scope.now, BLOCKING)
        return written is not None

    def forget(self, account_id: UUID) -> None:
        """Read the account anew at the next need: this process has changed it."""
        self._by_id.forget(account_id)

    def _is_looked_into(self, kind: ChannelKind) -> bool:
        adapter = self._adapters.get(kind)
        return adapter is not None and adapter.poller is not None

    def _is_asked(self, kind: ChannelKind) -> bool:
        """A register is asked for its lists and cases all day, and is one for the whole country."""
        adapter = self._adapters.get(kind)
        return adapter is not None and adapter.health is not None and adapter.register is None

    def _is_register(self, kind: ChannelKind) -> bool:
        adapter = self._adapters.get(kind)
        return adapter is not None and adapter.register is not None

    async def _is_register_row(self, scope: Scope, account_id: UUID) -> bool:
        return self._is_register(ChannelKind(await kind_of_account(scope, account_id)))

    def _parts(self, tenant_id: int, account_id: UUID, settings: msgspec.Struct) -> tuple[str, bytes]:
        """What may stand open, as JSON, and what is sealed for this tenant and row."""
        fields = msgspec.to_builtins(settings)
        hidden = {field: fields.pop(field) for field in secret_fields(type(settings)) if field in fields}
        if type(settings) in self._inherit:  # what is as everywhere follows when that changes
            stored = msgspec.json.decode(msgspec.json.encode(fields))
            fields = own_part(stored, type(settings), self._inherit[type(settings)])
        sealed = self._sealer.seal(msgspec.json.encode(hidden), where=_place(tenant_id, account_id))
        return msgspec.json.encode(fields).decode(), sealed if hidden else b""


def _place(tenant_id: int, account_id: UUID) -> str:
    return f"{tenant_id}/account/secrets/{account_id}"


async def account_of_kind(scope: Scope, kind: ChannelKind, *, outside: bool = False) -> UUID | None:
    """The office's first working account of a kind, or none; `outside`: only one with a remote behind it."""
    found: UUID | None = await scope.fetchval(
        "SELECT id FROM account WHERE tenant_id = $1 AND kind = $2 AND active AND (address <> '' OR NOT $3)"
        " ORDER BY created_at, id LIMIT 1",
        scope.tenant_id,
        kind.value,
        outside,
    )
    return found


async def accounts_of_kind(scope: Scope, kind: ChannelKind) -> list[UUID]:
    """The office's working accounts of a kind that have a remote behind them, the oldest first."""
    rows = await scope.fetch(
        "SELECT id FROM account WHERE tenant_id = $1 AND kind = $2 AND active AND address <> ''"
        " ORDER BY created_at, id",
        scope.tenant_id,
        kind.value,
    )
    return [row["id"] for row in rows]


async def kind_of_account(scope: Scope, account_id: UUID) -> str:
    """Which channel an account is on."""
    kind: str = await scope.fetchval(
        "SELECT kind FROM account WHERE tenant_id = $1 AND id = $2", scope.tenant_id, account_id
    )
    return kind
