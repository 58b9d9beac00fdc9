"""What people may ask of a case: scope, load, decide, save, announce — the same way every time."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from helpdesk.cases import rules, store
from helpdesk.cases.model import Case, CaseKind
from helpdesk.cases.numbers import read_number
from helpdesk.cases.rules import Outcome
from helpdesk.conversations import store as conversations
from helpdesk.conversations.model import Direction, Message
from helpdesk.conversations.rules import cleaned
from helpdesk.events import CaseEvent, CaseNoted
from helpdesk.sla import service as sla
from kit.errors import Invalid, Missing, Stale
from kit.ids import uuid7
from tenants.doors import Scope, tenant_scope
from tenants.offices.store import has_unit
from tenants.outbox.service import announce
from tenants.people.store import standing_of
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require, require_unit

TITLE_CHARACTERS = 200
INSTRUCTION_CHARACTERS = 2000
REASON_CHARACTERS = 1000
SHORTEST_REASON = 5


class Work:
    """A case in hand: apply rules to it, and everything that follows is written when the hand opens."""

    def __init__(self, scope: Scope, actor: Actor, case: Case) -> None:
        self.scope = scope
        self.actor = actor
        self.case = case
        self._before = case
        self._facts: list[CaseEvent] = []

    @property
    def now(self) -> datetime:
        """The time that counts in this transaction."""
        return self.scope.now

    def apply(self, outcome: Outcome) -> None:
        """Take over what a rule decided."""
        self.case, facts = outcome
        self._facts.extend(facts)

    def tell(self, *facts: CaseEvent) -> None:
        """Facts that change nothing on the case itself."""
        self._facts.extend(facts)

    async def finish(self) -> None:
        """Move the clocks, save the case, append history, announce."""
        if self._facts:
            promised = await sla.follow(self.scope, self.case.id, self.case.kind, self._facts)
            self.case = replace(self.case, due_at=promised.due_at, late=promised.late)
            self._facts.extend(promised.missed)
        if self.case != self._before:
            await store.save(self.scope, [self.case])
            self.case = replace(self.case, version=self.case.version + 1)
        if self._facts:
            await store.add_history(self.scope, self.actor, self._facts)
            await announce(self.scope, self._facts)


@asynccontextmanager
async def work_on(scope: Scope, actor: Actor, case: Case) -> AsyncIterator[Work]:
    """Work on a case that the caller's transaction holds already."""
    work = Work(scope, actor, case)
    yield work
    await work.finish()


@asynccontextmanager
async def working(
    actor: Actor, number: str, permission: Permission, *, version: int | None = None
) -> AsyncIterator[Work]:
    """Hold a case for one act of one actor, in a transaction of its own.

    Raises `Forbidden`, `Missing` (no such case, or none of the actor's units'), and `Stale` when
    `version` is given and somebody else has changed the case since.
    """
    require(actor, permission)
    plain = read_number(number)
    if plain is None:
        raise Missing("case_missing")
    async with tenant_scope(actor.tenant_id) as scope:
        case = await store.load_by_number(scope, plain)
        require_unit(actor, case.unit_id)
        if version is not None and version != case.version:
            raise Stale("case_stale", current=case.version)
        async with work_on(scope, actor, case) as work:
            yield work


async def see(actor: Actor, number: str) -> Case:
    """Note that a member of the office looks at the case (decision 14)."""
    async with working(actor, number, Permission.READ_CASES) as work:
        work.apply(rules.see(work.case, work.now))
    return work.case


async def see_all(actor: Actor, numbers: Iterable[str]) -> int:
    """The same for several cases at once; answers how many were looked at for the first time. What is none of
    the actor's business is left as it is."""
    require(actor, Permission.READ_CASES)
    plain = {number for number in map(read_number, numbers) if number is not None}
    async with tenant_scope(actor.tenant_id) as scope:
        found = await store.load_many(scope, await store.ids_of(scope, plain))
        sees_all, first = actor.may(Permission.READ_ALL_UNITS), 0
        for case in found.values():
            if sees_all or case.unit_id in actor.unit_ids:
                async with work_on(scope, actor, case) as work:
                    work.apply(rules.see(work.case, work.now))
                first += case.first_seen_at is None
    return first


async def verify(actor: Actor, number: str, kind: CaseKind, *, version: int | None) -> Case:
    """Check a case and take it on for the office."""
    async with working(actor, number, Permission.WORK_CASES, version=version) as work:
        work.apply(rules.verify(work.case, kind, work.now))
    return work.case


async def dispose(
    actor: Actor,
    number: str,
    unit_id: UUID,
    instruction: str,
    *,
    version: int | None,
    due_at: datetime | None = None,
) -> Case:
    """Pass a case to a unit, with an instruction and, if wished, a due time."""
    instruction = cleaned(instruction, "instruction", INSTRUCTION_CHARACTERS, needed=False)
    async with working(actor, number, Permission.DISPOSE, version=version) as work:
        await _must_be_a_unit(work.scope, unit_id, "unit")
        if due_at is not None and due_at <= work.now:
            raise Invalid("invalid", fields={"due_at": "in_the_past"})
        before = work.case.unit_id
        work.apply(rules.dispose(work.case, unit_id, due_at, work.now))
        await store.add_disposition(work.scope, work.case.id, before, unit_id, instruction, due_at, actor)
    return work.case


async def assign(actor: Actor, number: str, assignee_id: UUID | None, *, version: int | None) -> Case:
    """Give a case to a member of the office, or to nobody."""
    async with working(actor, number, Permission.WORK_CASES, version=version) as work:
        if assignee_id is not None:
            await _must_be_a_colleague(work.scope, assignee_id, work.case)
        work.apply(rules.assign(work.case, assignee_id, work.now))
    return work.case


async def take(actor: Actor, number: str, *, version: int | None) -> Case:
    """Take a case for oneself."""
    return await assign(actor, number, actor.id, version=version)


async def correct(
    actor: Actor,
    number: str,
    *,
    version: int | None,
    kind: CaseKind | None = None,
    title: str | None = None,
    facility_id: UUID | None = None,
) -> Case:
    """Put kind, title or facility right; a new kind brings its own promises."""
    if title is not None:
        title = cleaned(title, "title", TITLE_CHARACTERS)
    async with working(actor, number, Permission.WORK_CASES, version=version) as work:
        if facility_id is not None:
            await _must_be_a_unit(work.scope, facility_id, "facility")
        work.apply(rules.correct(work.case, work.now, kind=kind, title=title, facility_id=facility_id))
    return work.case


async def wait_for_contact(actor: Actor, number: str, *, version: int | None) -> Case:
    """Pause the promises until the citizen answers."""
    async with working(actor, number, Permission.WORK_CASES, version=version) as work:
        work.apply(rules.wait_for_contact(work.case, work.now))
    return work.case


async def clear_danger(actor: Actor, number: str, reason: str, *, version: int | None) -> Case:
    """Say that there is no danger to life (any more), with the reason as an internal note.

    Raises `Conflict` (`no_danger`) when nothing says there is.
    """
    reason = cleaned(reason, "reason", REASON_CHARACTERS)
    if len(reason) < SHORTEST_REASON:
        raise Invalid("invalid", fields={"reason": "required"})
    async with working(actor, number, Permission.WORK_CASES, version=version) as work:
        work.apply(rules.clear_danger(work.case, work.now))
        note = _note(work, reason)
        await conversations.add_messages(work.scope, [note])
        work.tell(CaseNoted(case_id=work.case.id, at=work.now, message_id=note.id))
    return work.case


def _note(work: Work, text: str) -> Message:
    return Message(
        id=uuid7(),
        case_id=work.case.id,
        direction=Direction.NOTE,
        channel="note",
        author_kind=work.actor.kind,
        author_id=work.actor.id,
        author_name=work.actor.name,
        text=text,
        sent_at=work.now,
        at=work.now,
    )


async def mark_spam(actor: Actor, number: str, *, version: int | None) -> Case:
    """Close it as no case at all."""
    async with working(actor, number, Permission.CLOSE, version=version) as work:
        work.apply(rules.mark_spam(work.case, work.now))
    return work.case


async def mark_duplicate(actor: Actor, number: str, original: str, *, version: int | None) -> Case:
    """Close it in favour of another case of the same office."""
    plain = read_number(original)
    if plain is None:
        raise Invalid("invalid", fields={"original": "case_missing"})
    async with working(actor, number, Permission.CLOSE, version=version) as work:
        try:
            other = await store.load_by_number(work.scope, plain, hold=False)
        except Missing:
            raise Invalid("invalid", fields={"original": "case_missing"}) from None
        work.apply(rules.mark_duplicate(work.case, other, work.now))
    return work.case


async def reject(actor: Actor, number: str, *, version: int | None) -> Case:
    """The office will not work on it."""
    async with working(actor, number, Permission.CLOSE, version=version) as work:
        work.apply(rules.reject(work.case, work.now))
    return work.case


async def resolve(actor: Actor, number: str, *, version: int | None) -> Case:
    """The office holds the matter for solved; the citizen may reopen."""
    async with working(actor, number, Permission.WORK_CASES, version=version) as work:
        work.apply(rules.answer(work.case, work.now))
    return work.case


async def reopen(actor: Actor, number: str, *, version: int | None) -> Case:
    """Take it up again."""
    async with working(actor, number, Permission.WORK_CASES, version=version) as work:
        work.apply(rules.reopen(work.case, work.now))
    return work.case


async def close(actor: Actor, number: str, *, version: int | None) -> Case:
    """Finish it."""
    async with working(actor, number, Permission.CLOSE, version=version) as work:
        work.apply(rules.close(work.case, work.now))
    return work.case


async def _must_be_a_unit(scope: Scope, unit_id: UUID, field: str) -> None:
    if not await has_unit(scope, unit_id):
        raise Invalid("invalid", fields={field: "unknown"})


async def _must_be_a_colleague(scope: Scope, membership_id: UUID, case: Case) -> None:
    """One who works here now, reads cases, and would find this one: else nobody would ever work on it."""
    standing = await standing_of(scope, membership_id)
    if standing is None or not rules.may_be_given(case, *standing):
        raise Invalid("invalid", fields={"assignee": "unknown"})
