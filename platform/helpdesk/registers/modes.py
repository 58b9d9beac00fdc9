"""In which way an office deals with the register: derived from its accounts, and told wherever somebody asks."""

import msgspec

from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.errors import AnotherSystem
from helpdesk.registers import store
from helpdesk.registers.model import Mode
from kit.sealing import SealBroken
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor


async def mode_in(scope: Scope, book: AccountBook) -> Mode:
    """Of the office of the scope; settings that cannot be opened lead nowhere, and are not taken for a trial."""
    found = await store.account(scope)
    if found is None or found[1] is Mode.MANUAL:
        return found[1] if found else Mode.OFF
    try:
        trial = book.conduct_of(await book.load(scope, found[0])).trial
    except (SealBroken, msgspec.MsgspecError):
        trial = False
    return Mode.SANDBOX if trial else Mode.API


async def mode_of(actor: Actor, book: AccountBook) -> Mode:
    """Of the actor's office; everybody who works there may know it."""
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await mode_in(scope, book)


async def note_change(scope: Scope, actor: Actor, was: Mode, book: AccountBook) -> None:
    """Write down that an act of the actor has changed it, if it has; what waited for that is looked at now."""
    mode = await mode_in(scope, book)
    if mode is was:
        return
    await record(scope, actor, "register.mode_changed", "tenant", None, was=was.value, mode=mode.value)
    await store.wake_for(scope, mode, AnotherSystem.code)
