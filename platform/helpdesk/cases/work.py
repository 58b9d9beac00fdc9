"""A case in hand: load, decide, save, announce – the same way for every act of everybody."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from msgspec.structs import replace

from helpdesk.cases import store
from helpdesk.cases.ending import lapse
from helpdesk.cases.model import Case
from helpdesk.cases.numbers import read_number
from helpdesk.cases.promises import followed, with_promises
from helpdesk.cases.rules import Outcome
from helpdesk.cases.telling import tell
from helpdesk.events import CaseEvent, PromiseGiven
from helpdesk.sla import service as sla
from kit.errors import Missing, Stale
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require, require_unit


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
        """Move the clocks, save the case, append history, announce; what waited for approval ends with the case."""
        if self.case.closed_at is not None and self._before.closed_at is None:
            self._facts.extend(await lapse(self.scope, self.actor, self.case))
        given: tuple[PromiseGiven, ...] = ()
        if self._facts:
            promised = await sla.follow(self.scope, followed(self.case, self.actor), self._facts)
            self.case = with_promises(self.case, promised.clocks)
            self._facts.extend(promised.missed)
            given = promised.given
        if self.case != self._before:
            await store.save(self.scope, [self.case])
            self.case = replace(self.case, version=self.case.version + 1)
        if self._facts:
            await tell(self.scope, self.actor, self._facts, unsaid=given)
        self.case = replace(self.case, late=self.case.is_late(self.now))


async def case_in_hand(scope: Scope, actor: Actor, number: str, *, hold: bool = True) -> Case:
    """The case by its number as somebody wrote it, if the actor sees it, held unless told otherwise.

    Raises `Missing` (no such case, or none of the actor's units').
    """
    plain = read_number(number)
    if plain is None:
        raise Missing("case_missing")
    case = await store.load_by_number(scope, plain, hold=hold)
    require_unit(actor, case.unit_id)
    return case


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
    async with tenant_scope(actor.tenant_id) as scope:
        case = await case_in_hand(scope, actor, number)
        if version is not None and version != case.version:
            raise Stale("case_stale", current=case.version)
        async with work_on(scope, actor, case) as work:
            yield work
