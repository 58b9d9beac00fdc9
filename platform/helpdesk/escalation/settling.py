"""Letters that wait for a person: try them anew, or give one up with a reason, so that those behind it go on."""

from uuid import UUID

from helpdesk.cases import store as cases
from helpdesk.cases.work import Work, working
from helpdesk.conversations.rules import cleaned
from helpdesk.escalation import moves, post, store
from helpdesk.escalation.agreeing import REASON_CHARACTERS, end
from helpdesk.escalation.letter import Offer
from helpdesk.escalation.model import LinkState, Side
from helpdesk.escalation.post import Sent
from kit.errors import Conflict, Missing
from tenants.audit.service import record
from tenants.doors import Scope, tenant_scope
from tenants.permissions.model import Actor, Permission
from tenants.permissions.rules import require


async def retry(actor: Actor, letter_id: UUID) -> str:
    """Try a dead letter anew, and those behind it in their order; answers the number of its case.

    Raises `Forbidden`, `Missing`, and `Conflict` when it does not wait for a person.
    """
    number = await _number(actor, letter_id)
    if not number:
        await _without_case(actor, letter_id)
        return number
    async with working(actor, number, Permission.OVERSEE_LETTERS) as work:
        stuck = await _stuck(work.scope, letter_id)
        await store.revive(work.scope, work.case.id, stuck.link_id)
        await record(work.scope, actor, "handover_letter.retried", "case", work.case.id)
    return number


async def give_up(actor: Actor, letter_id: UUID, reason: str) -> str:
    """Leave a dead letter unsent for good, with a reason; those behind it go on. Answers the number of its case.

    An offer that is given up ends the hand-over, and all that was to follow it is given up with it.
    Raises `Invalid`, `Forbidden`, `Missing`, and `Conflict` when it does not wait for a person.
    """
    reason = cleaned(reason, "reason", REASON_CHARACTERS)
    number = await _number(actor, letter_id)
    if not number:
        await _without_case(actor, letter_id, reason)
        return number
    async with working(actor, number, Permission.OVERSEE_LETTERS) as work:
        stuck = await _stuck(work.scope, letter_id)
        offer = stuck.kind == Offer.__struct_config__.tag
        await post.settle(work.scope, stuck.link_id, None if offer else letter_id, actor.name, reason)
        if offer:
            await _end_offer(work, stuck.link_id, reason)
        await store.revive(work.scope, work.case.id, stuck.link_id)
        await record(work.scope, actor, "handover_letter.given_up", "case", work.case.id)
    return number


async def _number(actor: Actor, letter_id: UUID) -> str:
    require(actor, Permission.OVERSEE_LETTERS)
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        stuck = await post.letter_at(scope, letter_id)
        if stuck is None:
            raise Missing("letter_missing")
        case_id = await store.case_of_link(scope, stuck.link_id)
        return (await cases.load(scope, case_id, hold=False)).number if case_id else ""


async def _without_case(actor: Actor, letter_id: UUID, reason: str = "") -> None:
    """The same for what says that an offer was dismissed here, for which no case was opened."""
    async with tenant_scope(actor.tenant_id) as scope:
        stuck = await _stuck(scope, letter_id)
        if reason:
            await post.settle(scope, stuck.link_id, None, actor.name, reason)
        else:
            await post.take_up(scope, stuck.link_id)
        act = "given_up" if reason else "retried"
        await record(scope, actor, f"handover_letter.{act}", "letter", letter_id)


async def _stuck(scope: Scope, letter_id: UUID) -> Sent:
    """With its case in hand nobody else settles or carries on what waits for a person."""
    found = await post.letter_at(scope, letter_id)
    if found is None or found.state != "dead":
        raise Conflict("no_letter_waits")
    return found


async def _end_offer(work: Work, link_id: UUID, reason: str) -> None:
    """Told to the other side all the same: its answer may have been what was lost, and not the offer."""
    for link in moves.living(await store.links_of(work.scope, work.case.id), Side.SOURCE):
        if link.id == link_id:
            await end(work, link, LinkState.WITHDRAWN, reason)
