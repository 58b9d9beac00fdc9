"""What the pages need beside the read models: names to choose from."""

from typing import NamedTuple
from uuid import UUID

from helpdesk.cases.model import Case
from helpdesk.cases.passing import reading_units
from helpdesk.cases.proposing import Proposal, proposal
from helpdesk.desk import store
from helpdesk.topics.model import Topic
from tenants.doors import tenant_scope
from tenants.offices import store as offices
from tenants.offices.model import Unit
from tenants.people import service as people
from tenants.permissions.model import Actor, Permission, Role
from tenants.permissions.rules import permissions_of, require, require_one


class Branch(NamedTuple):
    """A unit in its place in the tree."""

    id: UUID
    name: str
    depth: int
    is_facility: bool


async def unit_tree(actor: Actor) -> list[Branch]:
    """The office's active units, each below the one it belongs to, in the office's own order."""
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return _tree(await offices.units(scope))


async def choices(actor: Actor) -> tuple[list[Branch], list[Topic]]:
    """The same tree, and the office's topics with those that are offered no more; raises `Forbidden`."""
    require(actor, Permission.READ_CASES)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        units, topics = await store.choices(scope)
    return _tree(units), topics


def _tree(found: list[Unit]) -> list[Branch]:
    units = [unit for unit in found if unit.active]
    known = {unit.id for unit in units}
    below: dict[UUID | None, list[UUID]] = {}
    by_id = {unit.id: unit for unit in units}
    for unit in units:
        below.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit.id)
    tree: list[Branch] = []
    waiting = [(unit_id, 0) for unit_id in reversed(below.get(None, []))]
    while waiting:
        unit_id, depth = waiting.pop()
        tree.append(Branch(unit_id, by_id[unit_id].label, depth, by_id[unit_id].is_facility))
        waiting.extend((child, depth + 1) for child in reversed(below.get(unit_id, [])))
    return tree


async def colleagues(actor: Actor) -> list[tuple[UUID, str]]:
    """Who may be given a case: members who work on cases now, by name."""
    members = await people.members(actor.tenant_id)
    return [
        (member.membership_id, member.person.name)
        for member in members
        if member.works_now and Permission.WORK_CASES in permissions_of(_words(member.roles))
    ]


async def due_for_unit(actor: Actor, case: Case) -> Proposal | None:
    """By when a unit should have answered; none when the office promises nothing that is still to come."""
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await proposal(scope, case)


async def units_that_read(actor: Actor) -> frozenset[UUID]:
    """Units that can read a case beside the one that leads: by a number or mailbox of their own, or at the desk."""
    require_one(actor, Permission.DISPOSE, Permission.APPROVE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await reading_units(scope)


def _words(roles: tuple[Role, ...]) -> list[str]:
    return [role.value for role in roles]
