"""The agreement between two desks: take a case on, give it back, take it back, or let the offer end."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog
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
from helpdesk.escalation.letter import Accepted, Ended, Progressed
from helpdesk.escalation.model import LIVING, Link, LinkState, Side
from helpdesk.escalation.relations import relation_to
from helpdesk.escalation.whom import Relation
from helpdesk.events import HandoverDecided
from helpdesk.sla.model import TargetKind
from helpdesk.sla.service import due_if_begun_at
from kit.errors import Conflict
from tenants.doors import Scope, tenant_scope
from tenants.offices import service as offices
from tenants.permissions.model import Actor, Permission, system
from ui.i18n import N_, translate

log = structlog.get_logger()

REASON_CHARACTERS = 2000
_LATER = timedelta(hours=1)
OWNER_CHARACTERS = 160
_NOT_OURS = N_("Bukan kewenangan kantor kami. Menurut kami yang berwenang: %(owner)s.")


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
        asked = await _asked(work)
        for link in [each for each in asked if each.state is LinkState.OFFERED] or asked:
            link = moves.decided(link, LinkState.ACCEPTED, work.now)
            await store.post(work.scope, link, own.uid, Accepted(number=work.case.number))
            state = link.state.value
            work.tell(HandoverDecided(case_id=work.case.id, at=work.now, link_id=link.id, state=state))
        work.apply(case_rules.see(work.case, work.now))
    return work.case


async def give_back(
    actor: Actor, number: str, reason: str, *, version: int | None, owner: str | None = None
) -> Case:
    """Return a case to the office that asked, with a reason that its desk reads; it ends here.

    What this office had asked of further ones is taken back with the same reason. `owner` is given for what is none
    of our business, and names whose it is (`Invalid` when it is empty); that desk reads it above the reason.
    """
    reason = cleaned(reason, "reason", REASON_CHARACTERS)
    if owner is not None:
        named = cleaned(owner, "next", OWNER_CHARACTERS)
        reason = f"{translate('id', _NOT_OURS, owner=named)}\n{reason}"
    async with working(actor, number, Permission.ESCALATE, version=version) as work:
        await _asked(work)
        await part(work, reason)
        if work.case.state not in ENDED_STATES:
            work.apply(case_rules.reject(work.case, work.now))
        await keep_words(work, reason)
    return work.case


async def part(work: Work, reason: str) -> int:
    """End every hand-over that lives: what was asked of us is returned, what we asked is taken back; how many."""
    found = [link for link in await store.links_of(work.scope, work.case.id) if link.state in LIVING]
    for link in found:
        ours = link.side is Side.SOURCE
        await end(work, link, LinkState.WITHDRAWN if ours else LinkState.RETURNED, reason)
    return len(found)


async def withdraw(actor: Actor, number: str, reason: str, *, version: int | None, to_slug: str = "") -> Case:
    """Take a case back from the office it was handed to, with a reason that its desk reads.

    `to_slug` names one of several offices; without it all are meant. Raises `Conflict` when nobody has it.
    """
    reason = cleaned(reason, "reason", REASON_CHARACTERS)
    async with working(actor, number, Permission.ESCALATE, version=version) as work:
        if not await withdraw_all(work, reason, to_slug):
            raise Conflict("not_handed_over")
        await keep_words(work, reason)
    return work.case


async def withdraw_all(work: Work, reason: str, to_slug: str = "") -> int:
    """Take the case back from every office that has it for us, or from one; answers from how many."""
    living = moves.living(await store.links_of(work.scope, work.case.id), Side.SOURCE)
    asked = await with_office(work.scope, living, to_slug)
    for link in asked:
        await end(work, link, LinkState.WITHDRAWN, reason)
    return len(asked)


async def with_office(scope: Scope, links: Sequence[Link], slug: str) -> list[Link]:
    """The hand-overs with one office; without its short name all of them."""
    if not slug:
        return list(links)
    return [link for link in links if (await peer_at(scope, link.peer_uid)).slug == slug]


async def expire_due(tenant_id: int, *, most: int = 50) -> int:
    """End one office's offers that nobody took on in time; answers how many were looked at.

    Each case is its own office's again, unread. Hours that were changed meanwhile move the end. One that cannot be
    ended now is looked at again in an hour, and holds up none of the others.
    """
    async with tenant_scope(tenant_id, read_only=True) as scope:
        due = await store.due_offers(scope, most)
    for case_id, link_id in due:
        try:
            async with tenant_scope(tenant_id) as scope:
                await _look_at(scope, case_id, link_id)
        except Exception as fault:
            log.error("offer_not_ended", link=str(link_id), error=type(fault).__name__)
            async with tenant_scope(tenant_id) as scope:
                await store.look_later(scope, link_id, _LATER)
    return len(due)


async def _look_at(scope: Scope, case_id: UUID, link_id: UUID) -> None:
    case = await cases.load(scope, case_id)
    link = await store.link(scope, link_id)
    if link is not None and link.case_id == case_id and link.due_at and link.due_at <= scope.now:
        await _expire(scope, case, link)


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
            await end(work, link, LinkState.EXPIRED, "")
            work.apply((replace(work.case, unread=True), []))


async def end(work: Work, link: Link, state: LinkState, reason: str) -> Link:
    """Our desk's word ends the hand-over: told to the other side, written into the case."""
    own = await offices.office(work.scope.tenant_id)
    ended = moves.decided(link, state, work.now, reason)
    ended = await store.post(work.scope, ended, own.uid, Ended(state=state.value, reason=reason))
    links = await store.links_of(work.scope, work.case.id)
    told = HandoverDecided(
        case_id=work.case.id,
        at=work.now,
        link_id=link.id,
        state=state.value,
        waits=moves.still_waits(links, link.id),
    )
    work.apply((moves.standing(work.case, links), [told]))
    return ended


async def tell_state(work: Work, link: Link) -> Link:
    """The office that asked hears where our case stands, if it has moved; what is rejected here goes back to it."""
    state = moves.state_of(work.case)
    merged = work.case.duplicate_of is not None  # the other case speaks of the matter now
    if link.side is Side.SOURCE or merged or state is None or state not in moves.MOVES[link.state]:
        return link
    if state is LinkState.RETURNED:
        return await end(work, link, state, "")
    own = await offices.office(work.scope.tenant_id)
    moved = moves.decided(link, state, work.now)
    return await store.post(work.scope, moved, own.uid, Progressed(state=moved.state.value))


async def keep_words(work: Work, reason: str) -> None:
    """What was told the other desk stands on our case, too."""
    said = rules.peer_message(work.case, reason, work.actor.name, work.now, own=True)
    await conversations.add_messages(work.scope, [said])


async def _asked(work: Work) -> list[Link]:
    """What other offices ask of us now; several once their cases were merged here."""
    found = moves.living(await store.links_of(work.scope, work.case.id), Side.TARGET)
    if not found:
        raise Conflict("not_handed_over")
    return found
