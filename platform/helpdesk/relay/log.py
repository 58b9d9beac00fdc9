"""The letter log of an office: for those who oversee what goes between it and others."""

from typing import Any
from uuid import UUID

import msgspec

from helpdesk.channels.model import LetterArrived
from helpdesk.conversations.rules import cleaned
from helpdesk.elsewhere.service import names
from helpdesk.escalation import post, settling
from helpdesk.escalation.agreeing import REASON_CHARACTERS
from helpdesk.escalation.dismissing import pass_over
from helpdesk.escalation.letter import Head
from helpdesk.inbox.service import arrival_of
from helpdesk.inbox.store import wake_followers
from helpdesk.relay import store
from helpdesk.relay.model import LetterState, Line, Log, Way
from kit.errors import Conflict, Missing
from kit.remembered import Remembered
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require

MOST = 100
_waiting = Remembered[int, int](10.0)
_STATES = {"waiting": LetterState.WAITING, "delivered": LetterState.TAKEN}


async def letter_log(
    actor: Actor, *, number: str = "", dead_only: bool = False, before: UUID | None = None
) -> Log:
    """Letters of the office or of one of its cases, the newest first; raises `Forbidden`."""
    require(actor, Permission.OVERSEE_LETTERS)
    known = await names(actor.tenant_id)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        rows = await store.heads(scope, before, number, MOST + 1, "dead" if dead_only else "")
        came = await _came(scope, known) if not before and not number else []
        dead = await store.dead(scope)
    if dead_only:
        came = [each for each in came if each.state is LetterState.DEAD]
    lines = [_line(dict(row)) for row in rows[:MOST]]
    older = lines[-1].id if len(rows) > MOST else None
    return Log(lines=(*came, *lines), dead=dead, older=older)


async def one_letter(actor: Actor, letter_id: UUID) -> Line:
    """One letter; raises `Forbidden`, `Missing`."""
    require(actor, Permission.OVERSEE_LETTERS)
    known = await names(actor.tenant_id)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        for row in await store.heads(scope, None, "", 1, "", letter_id):
            return _line(dict(row))
        for line in await _came(scope, known):
            if line.id == letter_id:
                return line
    raise Missing("letter_missing")


async def dead_letters(tenant_id: int) -> int:
    """How many letters of an office wait for a person; read at most every ten seconds, because every page asks."""
    return await _waiting.get(tenant_id, lambda: _dead(tenant_id))


async def _dead(tenant_id: int) -> int:
    async with tenant_scope(tenant_id, read_only=True) as scope:
        return await store.dead(scope)


async def retry(actor: Actor, letter_id: UUID) -> None:
    """Try a dead letter anew, whether it was to go out or has come; raises `Forbidden`, `Missing`, `Conflict`."""
    require(actor, Permission.OVERSEE_LETTERS)
    async with tenant_scope(actor.tenant_id) as scope:
        taken = await store.take_again(scope, letter_id)
        if taken:
            await record(scope, actor, "handover_letter.retried", "inbox_entry", letter_id)
    if not taken:
        await settling.retry(actor, letter_id)
    _waiting.forget(actor.tenant_id)


async def give_up(actor: Actor, letter_id: UUID, reason: str) -> None:
    """Leave a dead letter unsent for good, or dismiss one that came: who wrote that reads so in its log, and why.

    Raises `Invalid`, `Forbidden`, `Missing`, `Conflict`.
    """
    require(actor, Permission.OVERSEE_LETTERS)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        ours = await post.letter_at(scope, letter_id) is not None
    if ours:
        await settling.give_up(actor, letter_id, reason)
    else:
        await _dismiss(actor, letter_id, cleaned(reason, "reason", REASON_CHARACTERS))
    _waiting.forget(actor.tenant_id)


async def _dismiss(actor: Actor, entry_id: UUID, reason: str) -> None:
    async with tenant_scope(actor.tenant_id) as scope:
        arrival = await store.failed_entry(scope, entry_id)
        if arrival is None:
            raise Conflict("no_letter_waits")
        came = arrival_of(arrival)
        if not isinstance(came, LetterArrived):
            raise Missing("letter_missing")
        head = msgspec.json.decode(came.letter, type=Head)
        if await _earlier_waits(scope, head):
            raise Conflict("earlier_letter_waits")
        await pass_over(scope, actor, head, reason)
        await store.dismiss(scope, entry_id)
        await wake_followers(scope)
        await record(scope, actor, "handover_letter.dismissed", "inbox_entry", entry_id, reason=reason)


async def _earlier_waits(scope: Scope, head: Head) -> bool:
    """Has one before it come that has not taken effect either: is it the first, or its offer, that is to be judged?"""
    for row in await store.arrived(scope, MOST):
        came = arrival_of(row["arrival"])
        if isinstance(came, LetterArrived):
            other = msgspec.json.decode(came.letter, type=Head)
            if (other.link, other.sender) == (head.link, head.sender) and other.seq < head.seq:
                return True
    return False


async def _came(scope: Scope, known: dict[UUID, str]) -> list[Line]:
    return [_arrived(row, known) for row in await store.arrived(scope, MOST)]


def _line(fields: dict[str, Any]) -> Line:
    state = fields.pop("state")
    if state == "waiting" and fields["next_at"] is None:
        found = LetterState.BEHIND
    else:
        found = _STATES.get(state) or LetterState(state)
    return msgspec.convert({**fields, "state": found}, Line)


def _arrived(row: Any, known: dict[UUID, str]) -> Line:
    arrival = arrival_of(row["arrival"])
    if not isinstance(arrival, LetterArrived):
        raise Missing("letter_missing")
    letter = msgspec.json.decode(arrival.letter, type=Head)
    failed = row["state"] == "failed"
    return Line(
        id=row["id"],
        way=Way.IN,
        kind=letter.kind,
        seq=letter.seq,
        number="",
        peer=known.get(letter.sender, ""),
        side=None,
        state=LetterState.DEAD if failed else LetterState.WAITING,
        written_at=letter.at,
        next_at=None if failed else row["due_at"],
        attempts=row["attempts"],
        error=row["reason"],
    )
