"""The agreement between two desks: take a case on, give it back, take it back, or let the offer end."""

from datetime import datetime, timedelta

from msgspec.structs import replace

from helpdesk.cases import rules as case_rules
from helpdesk.cases import store as cases
from helpdesk.cases.model import ENDED_STATES, Case
from helpdesk.cases.promises import traits_of
from helpdesk.cases.work import Work, work_on, working
from helpdesk.conversations import store as conversations
from helpdesk.conversations.rules import cleaned
from helpdesk.elsewhere.service import peer as peer_at
from helpdesk.escalation import moves, rules, store
from helpdesk.escalation.letter import Accepted, Ended
from helpdesk.escalation.model import Link, LinkState, Side
from helpdesk.escalation.relations import relation_to
from helpdesk.escalation.whom import Relation
from helpdesk.events import HandoverDecided
from helpdesk.sla.model import TargetKind
from helpdesk.sla.service import due_if_begun_at
from kit.errors import Conflict
from tenants.doors import Scope, tenant_scope
from tenants.offices import service as offices
from tenants.permissions.model import Actor, Permission, system

REASON_CHARACTERS = 2000


async def agreed_time(scope: Scope, case: Case, relation: Relation, offered_at: datetime) -> datetime | None:
    """Until when an offer should be taken on: hours agreed on with that office, else the promise of a hand-over."""
    if relation.agree_hours is not None:
        return offered_at + timedelta(hours=relation.agree_hours)
    kind = TargetKind.HANDOVER
    return await due_if_begun_at(scope, kind, traits_of(case), case.opened_at, offered_at)


def end_of_offer(agree_by: datetime | None, relation: Relation) -> datetime | None:
    """When an offer that nobody takes on ends by itself; never where no time was agreed on."""
    return agree_by + timedelta(hours=relation.stands_hours) if agree_by else None


async def accept(actor: Actor, number: str, *, version: int | None) -> Case:
    """Take on what another office offers; raises `Conflict` when no offer waits."""
    own = await offices.office(actor.tenant_id)
    async with working(actor, number, Permission.WORK_CASES, version=version) as work:
        link = await _one(work, Side.TARGET)
        link = moves.decided(link, LinkState.ACCEPTED, work.now)
        await store.post(work.scope, link, own.uid, Accepted(number=work.case.number))
        work.apply(case_rules.see(work.case, work.now))
        work.tell(HandoverDecided(case_id=work.case.id, at=work.now, link_id=link.id, state=link.state.value))
    return work.case


async def give_back(actor: Actor, number: str, reason: str, *, version: int | None) -> Case:
    """Return a case to the office that asked, with a reason that its desk reads; it ends here.

    What this office had asked of further ones is taken back with the same reason.
    """
    reason = cleaned(reason, "reason", REASON_CHARACTERS)
    async with working(actor, number, Permission.ESCALATE, version=version) as work:
        link = await _one(work, Side.TARGET)
        await _end(work, link, LinkState.RETURNED, reason)
        await withdraw_all(work, reason)
        if work.case.state not in ENDED_STATES:
            work.apply(case_rules.reject(work.case, work.now))
        await _keep_words(work, reason)
    return work.case


async def withdraw(actor: Actor, number: str, reason: str, *, version: int | None, to_slug: str = "") -> Case:
    """Take a case back from the office it was handed to, with a reason that its desk reads.

    `to_slug` names one of several offices; without it all are meant. Raises `Conflict` when nobody has it.
    """
    reason = cleaned(reason, "reason", REASON_CHARACTERS)
    async with working(actor, number, Permission.ESCALATE, version=version) as work:
        if not await withdraw_all(work, reason, to_slug):
            raise Conflict("not_handed_over")
        await _keep_words(work, reason)
    return work.case


async def withdraw_all(work: Work, reason: str, to_slug: str = "") -> int:
    """Take the case back from every office that has it for us, or from one; answers from how many."""
    asked = moves.living(await store.links_of(work.scope, work.case.id), Side.SOURCE)
    if to_slug:
        asked = [link for link in asked if (await peer_at(work.scope, link.peer_uid)).slug == to_slug]
    for link in asked:
        await _end(work, link, LinkState.WITHDRAWN, reason)
    return len(asked)


async def take_back(work: Work, link: Link, reason: str) -> None:
    """Take the case back from the office of one living hand-over."""
    await _end(work, link, LinkState.WITHDRAWN, reason)


async def expire_due(tenant_id: int, *, most: int = 50) -> int:
    """End one office's offers that nobody took on in time; answers how many were looked at.

    Each case is its own office's again, unread. Hours that were changed meanwhile move the end.
    """
    async with tenant_scope(tenant_id, read_only=True) as scope:
        due = await store.due_offers(scope, most)
    for case_id, link_id in due:
        async with tenant_scope(tenant_id) as scope:
            case = await cases.load(scope, case_id)
            link = await store.link(scope, link_id)
            if link is not None and link.due_at is not None and link.due_at <= scope.now:
                await _expire(scope, case, link)
    return len(due)


async def _expire(scope: Scope, case: Case, link: Link) -> None:
    relation = await relation_to(scope, await peer_at(scope, link.peer_uid))
    agree_by = await agreed_time(scope, case, relation, link.created_at)
    ends = end_of_offer(agree_by, relation) or scope.now
    if link.state is not LinkState.OFFERED:
        await store.save_link(scope, replace(link, due_at=None))
    elif ends > scope.now:
        await store.save_link(scope, replace(link, due_at=ends))
    else:
        async with work_on(scope, system(scope.tenant_id), case) as work:
            await _end(work, link, LinkState.EXPIRED, "")
            work.apply((replace(work.case, unread=True), []))


async def _end(work: Work, link: Link, state: LinkState, reason: str) -> None:
    """Our desk's word ends the hand-over: told to the other side, written into the case."""
    own = await offices.office(work.scope.tenant_id)
    ended = moves.decided(link, state, work.now, reason)
    await store.post(work.scope, ended, own.uid, Ended(state=state.value, reason=reason))
    links = await store.links_of(work.scope, work.case.id)
    told = HandoverDecided(
        case_id=work.case.id,
        at=work.now,
        link_id=link.id,
        state=state.value,
        waits=moves.still_waits(links, link.id),
    )
    work.apply((replace(work.case, escalated=moves.is_away(links)), [told]))


async def _keep_words(work: Work, reason: str) -> None:
    said = rules.peer_message(work.case, reason, work.actor.name, work.now, own=True)
    await conversations.add_messages(work.scope, [said])


async def _one(work: Work, side: Side) -> Link:
    found = moves.living(await store.links_of(work.scope, work.case.id), side)
    if not found:
        raise Conflict("not_handed_over")
    return found[-1]
