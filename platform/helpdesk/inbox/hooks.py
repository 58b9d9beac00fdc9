"""What a webhook call means: whose it is, whether it is genuine, what to keep of it."""

import time
from collections.abc import Sequence
from functools import lru_cache
from uuid import UUID

from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.contract import Account, Adapter, HookRequest, Listener
from helpdesk.channels.errors import SignatureWrong
from helpdesk.channels.model import Addressed, Arrival
from helpdesk.inbox import service
from helpdesk.registers.following import look_when_called
from kit.errors import Missing
from kit.ids import id_in
from kit.limits import Limits
from tenants.doors import tenant_scope

Place = tuple[int, UUID]
"""A tenant and one of its accounts."""

_GREETED = "UPDATE account SET greeted_at = sahut_now() WHERE tenant_id = $1 AND id = $2"
_UNSIGNED = "UPDATE account SET unsigned_at = sahut_now() WHERE tenant_id = $1 AND id = $2"
_CALLS = (120, 60.0)
"""Genuine calls of one register within seconds."""
_NOTED_EVERY = 60.0  # seconds
_MOST_NOTED = 1000
_noted: dict[UUID, float] = {}
_account_id = lru_cache(maxsize=4096)(id_in)


async def find(book: AccountBook, channel: str, account_id: str) -> tuple[int, Account, Adapter]:
    """The account behind a hook's address, and the adapter that hears what comes there; raises `Missing`."""
    named = _account_id(account_id)
    try:
        found = await book.find(named) if named else None
    except ValueError:  # its settings cannot be read
        found = None
    if found is None or found[1].kind.value != channel:
        raise Missing("account_missing")
    tenant_id, account = found
    adapter = book.adapter_of(account)
    if adapter is None or not (adapter.listener or (adapter.bell and adapter.bell.is_hung(account))):
        raise Missing("account_missing")
    return tenant_id, account, adapter


async def ring(tenant_id: int, account: Account, adapter: Adapter, call: HookRequest, limits: Limits) -> None:
    """Let the case that a genuine call names be looked at soon; whether there is one, nobody is told.

    Raises `SignatureWrong`, `BodyMalformed`, and `TooMany` for an account that calls all the time.
    """
    if adapter.bell is None:
        raise Missing("account_missing")
    remote_id = adapter.bell.rung(call, account)
    await limits.allow(f"register-bell:{account.id}", *_CALLS)
    await look_when_called(tenant_id, account.id, remote_id)


async def note_greeting(tenant_id: int, account: Account) -> None:
    """Remember that the remote asked whether the hook is ours, and heard that it is."""
    async with tenant_scope(tenant_id) as scope:
        await scope.execute(_GREETED, tenant_id, account.id)


async def note_unsigned(tenant_id: int, account: Account) -> None:
    """Remember that a call with a wrong signature came: a wrong secret, or somebody who tries.

    At most once a minute and account in this process, so that a storm of them is not a storm of writes.
    """
    at = time.monotonic()
    if at - _noted.get(account.id, -_NOTED_EVERY) < _NOTED_EVERY:
        return
    if len(_noted) > _MOST_NOTED:
        _noted.clear()
    _noted[account.id] = at
    async with tenant_scope(tenant_id) as scope:
        await scope.execute(_UNSIGNED, tenant_id, account.id)


async def keep(
    book: AccountBook, tenant_id: int, account: Account, listener: Listener, call: HookRequest
) -> None:
    """Verify, sort and store everything in a call; each once.

    Raises `SignatureWrong` or `BodyMalformed`, and keeps nothing then.
    """
    listener.verify(call, account)
    addressed = listener.arrivals(call, account)
    for (tenant, account_id), arrivals in (
        await _sorted(book, (tenant_id, account), listener, call, addressed)
    ).items():
        await service.receive(tenant, account_id, arrivals)


async def _sorted(
    book: AccountBook,
    here: tuple[int, Account],
    listener: Listener,
    call: HookRequest,
    addressed: Sequence[Addressed],
) -> dict[Place, list[Arrival]]:
    """Each arrival goes to its own number's account, if the same secret verified it (contract.md)."""
    tenant_id, account = here
    sorted_out: dict[Place, list[Arrival]] = {}
    for each in addressed:
        place: Place = (tenant_id, account.id)
        arrival: Arrival = each.arrival
        if each.address and each.address != account.address:
            other = await _other(book, account, listener, call, each.address)
            if other is None:
                arrival = service.ignored_for(each, "number of another account")
            else:
                place = other
        sorted_out.setdefault(place, []).append(arrival)
    return dict(sorted(sorted_out.items()))


async def _other(
    book: AccountBook, account: Account, listener: Listener, call: HookRequest, address: str
) -> Place | None:
    for tenant_id, candidate in await book.at_address(account.kind, address):
        try:
            listener.verify(call, candidate)
        except SignatureWrong:
            continue
        return tenant_id, candidate.id
    return None
