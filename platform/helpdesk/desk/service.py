"""What the pages need beside the read models: names to choose from."""

from collections.abc import Iterable
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
from tenants.people import store as people_store
from tenants.permissions.model import Actor, Permission, Role
from tenants.permissions.rules import permissions_of, require, require_one
from tenants.sessions.store import members_here
from ui.model import Option


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


def unit_options(tree: Iterable[Branch]) -> list[Option]:
    """Units to choose from, each set in below the one it belongs to."""
    return [Option(value=str(unit.id), label="\u2003" * unit.depth + unit.name) for unit in tree]


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


class Crew(NamedTuple):
    """Who works for a unit."""

    officers: int = 0
    here: int = 0
    """How many of them are at the desk now."""


async def crews(actor: Actor) -> dict[UUID, Crew]:
    """The officers of each unit that has any: how many work now, and how many are at the desk at this moment."""
    require_one(actor, Permission.DISPOSE, Permission.APPROVE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        posts, here = await people_store.posts(scope), await members_here(scope)
    found: dict[UUID, Crew] = {}
    for post in posts:
        if Permission.READ_CASES in permissions_of(post.roles):
            for unit_id in post.unit_ids:
                many, present = found.get(unit_id, Crew())
                found[unit_id] = Crew(many + 1, present + (post.membership_id in here))
    return found


async def units_that_read(actor: Actor) -> frozenset[UUID]:
    """Units that can read a case beside the one that leads: by a number or mailbox of their own, or at the desk."""
    require_one(actor, Permission.DISPOSE, Permission.APPROVE)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        return await reading_units(scope)


def _words(roles: tuple[Role, ...]) -> list[str]:
    return [role.value for role in roles]
