"""What officers and supervisors do in a round: check its lines, finish it, sign it, say why it was missed."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import UUID

import msgspec

from helpdesk.cases.folders import Folder
from helpdesk.cases.lists import counts_in
from helpdesk.cases.service import see_all
from helpdesk.cases.visibility import asker_values
from helpdesk.conversations.rules import cleaned
from helpdesk.events import RoundFinished
from helpdesk.rounds import rules, store, waiting
from helpdesk.rounds.model import Line, LineKind, LineState, Round, RoundState
from helpdesk.rounds.service import MOST_UNSEEN, forget_standing
from kit.errors import Conflict, Forbidden, Invalid, Missing, Stale
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.outbox.service import announce
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require

NOTE_CHARACTERS = 500
HANDOVER_CHARACTERS = 2000
REASON_CHARACTERS = 1000
SHORTEST_REASON = 5
MOST_FOUND = 9999


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody says about a line."""

    state: str
    found: str = ""
    note: str = ""


async def check(actor: Actor, round_id: UUID, line_id: UUID, said: Check, *, version: int) -> None:
    """Say what is at a line; raises `Forbidden`, `Missing`, `Invalid`, `Stale`, `Conflict` when it is over."""
    async with _line_in_hand(actor, round_id, line_id) as (scope, line):
        state, found, note = _checked(said)
        if state is LineState.QUIET and line.kind is not LineKind.HAND:
            await _must_be_quiet(scope, actor, line)
        if not await store.check(scope, line, actor, state, found, note, version):
            raise Stale("line_changed", current=line.version)


async def check_quiet(actor: Actor, round_id: UUID) -> int:
    """Check every open line at which Sahut knows that nothing waits; answers how many. What only a person can
    look at stays open."""
    require(actor, Permission.WORK_CASES)
    _must_see_whole(actor)
    async with _in_hand(actor, round_id) as (scope, _):
        quiet = [line for line in await _quiet(scope, actor, round_id) if line.state is LineState.OPEN]
        for line in quiet:
            await store.check(scope, line, actor, LineState.QUIET, 0, "", line.version)
    return len(quiet)


async def mark_seen(actor: Actor, round_id: UUID, line_id: UUID, numbers: Sequence[str]) -> int:
    """Note that cases of a line's list were looked at, with the actor's own rights; answers how many were new."""
    async with _line_in_hand(actor, round_id, line_id):
        pass
    return await see_all(actor, numbers[:MOST_UNSEEN])


async def source_of(actor: Actor, line_id: UUID) -> Line:
    """The line that a case is opened out of; raises `Missing`, `Forbidden`."""
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        line = await store.line_of(scope, line_id)
    if line is None:
        raise Missing("line_missing")
    if not rules.may_check(actor, line):
        raise Forbidden("not_permitted")
    return line


async def add_case(actor: Actor, round_id: UUID, line_id: UUID, case_id: UUID) -> None:
    """Count a case that was opened out of a line; the line is found by that, and its number is at least as many
    as its cases. A round that is over stays as it is."""
    try:
        async with _line_in_hand(actor, round_id, line_id) as (scope, line):
            if not await waiting.add_case(scope, line_id, case_id):
                return
            numbers = (await waiting.opened(scope, asker_values(scope, actor), [line_id])).get(line_id, [])
            state = LineState.FOUND if line.state in (LineState.OPEN, LineState.QUIET) else line.state
            found = max(line.found, len(numbers))
            await store.check(scope, line, actor, state, found, line.note, line.version)
    except Conflict:
        return


async def finish(actor: Actor, round_id: UUID, handover: str) -> None:
    """Close a round whose lines are all checked, with a note for the next shift; raises `Conflict` otherwise."""
    require(actor, Permission.WORK_CASES)
    _must_see_whole(actor)
    handover = cleaned(handover, "handover", HANDOVER_CHARACTERS, needed=False)
    async with _in_hand(actor, round_id) as (scope, look):
        if look.checked < look.lines:
            raise Conflict("round_lines_open", open=look.lines - look.checked)
        await store.finish(scope, round_id, actor, handover)
        told = RoundFinished(round_id=round_id, at=scope.now, ends_at=look.ends_at)
        await announce(scope, [told])


async def sign(actor: Actor, round_id: UUID) -> None:
    """A supervisor stands for a finished round; once. Raises `Conflict` for one that is not finished."""
    require(actor, Permission.OVERSEE_ROUNDS)
    async with tenant_scope(actor.tenant_id) as scope:
        look = await _held(scope, round_id)
        if look.finished_at is None:
            raise Conflict("round_unfinished")
        if look.signed_at is None:
            await store.sign(scope, round_id, actor)
            await record(scope, actor, "round.signed", "round", round_id)
    forget_standing(actor.tenant_id)


async def excuse(actor: Actor, round_id: UUID, reason: str, *, others: bool = False) -> int:
    """Say why a round was missed, and with `others` the same for all that lack a reason; answers how many.

    Raises `Invalid` without a reason, `Conflict` for a round that was not missed or has its reason.
    """
    require(actor, Permission.OVERSEE_ROUNDS)
    reason = cleaned(reason, "reason", REASON_CHARACTERS)
    if len(reason) < SHORTEST_REASON:
        raise Invalid("invalid", fields={"reason": "required"})
    async with tenant_scope(actor.tenant_id) as scope:
        look = await _held(scope, round_id)
        if rules.state_of(look, scope.now) is not RoundState.MISSED:
            raise Conflict("round_not_missed")
        ids = [round_id]
        if others:
            ids = await store.unexcused(scope)
        await store.excuse(scope, ids, actor, reason)
        await record(scope, actor, "round.excused", "round", round_id, rounds=len(ids))
    forget_standing(actor.tenant_id)
    return len(ids)


@asynccontextmanager
async def _line_in_hand(actor: Actor, round_id: UUID, line_id: UUID) -> AsyncIterator[tuple[Scope, Line]]:
    require(actor, Permission.WORK_CASES)
    async with _in_hand(actor, round_id) as (scope, _):
        line = await store.line_of(scope, line_id)
        if line is None or line.round_id != round_id:
            raise Missing("line_missing")
        if not rules.may_check(actor, line):
            raise Forbidden("not_permitted")
        yield scope, line


@asynccontextmanager
async def _in_hand(actor: Actor, round_id: UUID) -> AsyncIterator[tuple[Scope, Round]]:
    """An open round that nobody else changes meanwhile; raises `Missing`, and `Conflict` when it is over."""
    async with tenant_scope(actor.tenant_id) as scope:
        look = await _held(scope, round_id)
        _must_be_open(look, scope.now)
        yield scope, look
    forget_standing(actor.tenant_id)


async def _held(scope: Scope, round_id: UUID) -> Round:
    look = await store.round_of(scope, round_id, hold=True)
    if look is None:
        raise Missing("round_missing")
    return look


async def _quiet(scope: Scope, actor: Actor, round_id: UUID) -> list[Line]:
    """The lines at which Sahut knows that nothing waits."""
    lines = await store.lines_of(scope, [round_id])
    news, _ = rules.news_of(lines, await waiting.counted(scope, asker_values(scope, actor), scope.now))
    counts = await counts_in(scope, actor)
    return [
        line for line in lines if rules.is_quiet(line, news, counts[Folder.DUE_SOON], counts[Folder.LATE])
    ]


async def _must_be_quiet(scope: Scope, actor: Actor, line: Line) -> None:
    """Nobody says on record that nothing is new where something waits; it may have come this very minute."""
    if line.id not in {each.id for each in await _quiet(scope, actor, line.round_id)}:
        raise Invalid("invalid", fields={"state": "not_quiet"})


def _must_be_open(look: Round, now: datetime) -> None:
    if not rules.may_be_worked_on(look, now):
        raise Conflict("round_over")


def _must_see_whole(actor: Actor) -> None:
    if not rules.sees_whole(actor):
        raise Forbidden("not_permitted")


def _checked(said: Check) -> tuple[LineState, int, str]:
    """Raises one `Invalid` that names every wrong field."""
    wrong: dict[str, str] = {}
    known = {each.value for each in LineState if each is not LineState.OPEN}
    if said.state not in known:
        wrong["state"] = "required"
    text = said.found.strip() or "0"
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= MOST_FOUND):
        wrong["found"] = "malformed"
    note = " ".join(said.note.replace("\x00", "").split())
    if len(note) > NOTE_CHARACTERS:
        wrong["note"] = "too_long"
    if said.state == LineState.PROBLEM and not note:
        wrong["note"] = "required"
    if said.state == LineState.FOUND and "found" not in wrong and not int(text):
        wrong["found"] = "required"
    if wrong:
        raise Invalid("invalid", fields=wrong)
    state = LineState(said.state)
    return state, 0 if state is LineState.QUIET else int(text), note
