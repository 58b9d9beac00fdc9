"""A unit's officers answer and give back at the desk or by the interface, as the unit: also where another one leads."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from msgspec.structs import replace

from helpdesk.cases import path, store
from helpdesk.cases.model import Case, Part
from helpdesk.cases.numbers import read_number
from helpdesk.cases.rules import must_be_open
from helpdesk.cases.work import Work, work_on
from helpdesk.conversations.rules import cleaned, cleaned_reason
from helpdesk.unit_links import rules
from helpdesk.unit_links.answering import MOST_CHARACTERS, Words, note_answer, return_part
from helpdesk.unit_links.entering import unit_actor
from helpdesk.unit_links.model import CameBy
from helpdesk.unit_links.store import answer as known_answer
from kit.errors import Conflict, Missing, Stale
from tenants.doors import tenant_scope
from tenants.offices.store import unit_name
from tenants.permissions.model import Actor, ActorKind, Permission
from tenants.permissions.rules import require, require_unit


async def answer(
    actor: Actor, number: str, unit_id: UUID, text: str, *, version: int | None, answer_id: UUID
) -> Case:
    """What the unit answers: a note that the desk releases, or that goes to the citizen where the unit may do that.

    One `answer_id` answers once. Raises `Forbidden` for a unit that has a copy, `Missing` for a case that is none of
    the actor's business, `Conflict` (`not_with_this_unit`, also for a unit that the actor does not stand for),
    `Invalid`, `Stale`.
    """
    text = cleaned(text, "text", MOST_CHARACTERS)
    async with _as_unit(actor, number, unit_id, Permission.NOTE, version) as (work, part):
        if await known_answer(work.scope, answer_id) is None:
            await note_answer(work, part, Words(text=text, came_by=CameBy.DESK), answer_id)
    return work.case


async def give_back(actor: Actor, number: str, unit_id: UUID, reason: str, *, version: int | None) -> Case:
    """The unit returns the case, or its part of it, with the reason as a note; raises what `answer` raises."""
    reason = cleaned_reason(reason)
    async with _as_unit(actor, number, unit_id, Permission.WORK_CASES, version) as (work, part):
        await return_part(work, part, reason)
    return work.case


@asynccontextmanager
async def _as_unit(
    actor: Actor, number: str, unit_id: UUID, permission: Permission, version: int | None
) -> AsyncIterator[tuple[Work, Part]]:
    """Hold the case for one act of the unit, in the name of the unit and of who does it."""
    require(actor, permission)
    plain = read_number(number)
    if plain is None:
        raise Missing("case_missing")
    async with tenant_scope(actor.tenant_id) as scope:
        case = await store.load_by_number(scope, plain)
        part = await path.part_of(scope, case.id, unit_id) if _stands_for(actor, unit_id) else None
        if part is None:
            require_unit(actor, case.unit_id)
            raise Conflict("not_with_this_unit")
        if version is not None and version != case.version:
            raise Stale("case_stale", current=case.version)
        must_be_open(case)
        rules.must_be_asked(part)
        name = f"{await unit_name(scope, unit_id)} ({actor.name})"
        unit = replace(unit_actor(scope, unit_id, name), home=actor.home)
        async with work_on(scope, unit, case) as work:
            yield work, part


def _stands_for(actor: Actor, unit_id: UUID) -> bool:
    """Officers speak for their own units; a program of the office for any, when it may work on every case."""
    if actor.kind is ActorKind.API_KEY:
        return actor.may(Permission.READ_ALL_UNITS) and actor.may(Permission.WORK_CASES)
    return unit_id in actor.unit_ids
