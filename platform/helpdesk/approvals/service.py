"""The rules of approval, for the office's administrators."""

from collections.abc import Collection, Sequence

from helpdesk.approvals import rules, store
from helpdesk.approvals.model import Plan, Rule
from kit.errors import Stale
from tenants.audit.service import record
from tenants.doors import tenant_scope
from tenants.offices.store import units
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require


async def plan_of(actor: Actor) -> Plan:
    """The office's rules; raises `Forbidden`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await store.plan(scope)


async def change(
    actor: Actor,
    wanted: Sequence[Rule],
    *,
    kinds: Collection[str],
    grades: Collection[str],
    version: int,
) -> None:
    """Set the rules; what waits already waits by the rule that it was asked under. Raises `Invalid`, `Stale`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id) as scope:
        known = {unit.id for unit in await units(scope) if unit.active}
        kept = rules.checked(wanted, kinds=kinds, grades=grades, units=known)
        stands = await store.plan(scope, hold=True)
        if stands.version != version:
            raise Stale("plan_changed", current=stands.version)
        if stands.rules == kept:
            return
        await store.put_plan(scope, kept)
        many = len(kept)
        await record(scope, actor, "approvals.changed", "approval_plan", rules=many, version=version + 1)
