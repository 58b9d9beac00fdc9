"""What the pages need beside the read models: names to choose from, and a file of a case."""

from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import msgspec

from helpdesk.attachments import store as attachments
from helpdesk.cases import store as cases
from helpdesk.cases.numbers import read_number
from helpdesk.conversations import store as messages
from helpdesk.conversations.model import Direction
from helpdesk.desk import store
from helpdesk.topics.model import Topic
from kit.errors import Missing
from kit.files import FileStore
from tenants.doors import tenant_scope
from tenants.offices import store as offices
from tenants.offices.model import Unit
from tenants.people import service as people
from tenants.permissions.model import Actor, Permission, Role
from tenants.permissions.rules import permissions_of, require, require_unit


class Branch(NamedTuple):
    """A unit in its place in the tree."""

    id: UUID
    name: str
    depth: int
    is_facility: bool


class KeptFile(msgspec.Struct, frozen=True, kw_only=True):
    """A file of a case, ready to be sent."""

    name: str
    mime_type: str
    path: Path


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
    """Who may be given a case: active members who work on cases, by name."""
    members = await people.members(actor.tenant_id)
    return [
        (member.membership_id, member.person.name)
        for member in members
        if member.active and Permission.WORK_CASES in permissions_of(_words(member.roles))
    ]


def _words(roles: tuple[Role, ...]) -> list[str]:
    return [role.value for role in roles]


async def file_of_case(actor: Actor, number: str, file_id: UUID, files: FileStore) -> KeptFile:
    """A stored file of a case that the actor sees; `Missing` for everything else."""
    require(actor, Permission.READ_CASES)
    plain = read_number(number)
    if plain is None:
        raise Missing("case_missing")
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        case = await cases.load_by_number(scope, plain, hold=False)
        require_unit(actor, case.unit_id)
        row = await attachments.stored(scope, case.id, file_id)
        said = await messages.message(scope, row["message_id"]) if row and row["message_id"] else None
    internal = said is not None and said.direction is Direction.NOTE
    if row is None or (internal and not actor.may(Permission.NOTE)):
        raise Missing("file_missing")
    try:
        path = files.path(actor.tenant_id, row["storage_key"])
    except FileNotFoundError:
        raise Missing("file_missing") from None
    return KeptFile(name=row["name"], mime_type=row["mime_type"], path=path)
