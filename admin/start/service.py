"""How far one's own office is set up."""

from admin.start import store
from admin.start.model import Readiness
from helpdesk.channels.accounts import AccountBook
from helpdesk.channels.model import ChannelKind
from tenants.doors import tenant_scope
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import TABLE, require


async def readiness(actor: Actor, book: AccountBook) -> Readiness:
    """What the office has; raises `Forbidden`."""
    require(actor, Permission.MANAGE_OFFICE)
    answering = [role.value for role, may in TABLE.items() if Permission.REPLY in may]
    adapters = {kind: book.adapter(kind) for kind in ChannelKind}
    listening = [
        kind.value for kind, adapter in adapters.items() if adapter and (adapter.listener or adapter.poller)
    ]
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await store.readiness(scope, answering, listening)
