"""The terms of units, for the office's administrators."""

from uuid import UUID

from helpdesk.sla.service import office_rules
from helpdesk.unit_terms import rules, store
from helpdesk.unit_terms.model import UnitTerms
from kit.errors import Invalid, Missing, Stale
from tenants.audit.service import record
from tenants.doors import tenant_scope
from tenants.offices.store import has_unit
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require, require_one


async def terms(actor: Actor, unit_id: UUID) -> UnitTerms:
    """One unit's; raises `Forbidden`."""
    require(actor, Permission.MANAGE_OFFICE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await store.terms_of(scope, unit_id)


async def change(actor: Actor, wanted: UnitTerms) -> None:
    """Say how a unit is reached and what it may do; raises `Invalid`, `Stale`, `Missing` for no active unit."""
    require(actor, Permission.MANAGE_OFFICE)
    wanted = rules.checked(wanted)
    async with tenant_scope(actor.tenant_id) as scope:
        if not await has_unit(scope, wanted.unit_id):
            raise Missing("unit_missing")
        if wanted.calendar and wanted.calendar not in (await office_rules(scope)).calendars:
            raise Invalid("invalid", fields={"calendar": "unknown"})
        was = await store.terms_of(scope, wanted.unit_id)
        fields = [each for each in _FIELDS if getattr(was, each) != getattr(wanted, each)]
        if not fields and was.version == wanted.version:
            return
        if not await store.save(scope, wanted):
            raise Stale("unit_changed", current=was.version)
        await record(scope, actor, "unit.terms_changed", "unit", wanted.unit_id, fields=fields)


async def terms_to_choose(actor: Actor) -> dict[UUID, UnitTerms]:
    """Of every unit that has some, for who passes cases on; raises `Forbidden`."""
    require_one(actor, Permission.DISPOSE, Permission.APPROVE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await store.all_terms(scope)


_FIELDS = ("phone", "email", "sees_files", "answers_directly", "calendar")
