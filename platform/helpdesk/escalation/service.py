"""Hand a case over to another office, and keep both sides in step."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec.structs import replace

from helpdesk.cases import store as cases
from helpdesk.cases.model import Case
from helpdesk.cases.numbers import read_number
from helpdesk.cases.work import Work, work_on, working
from helpdesk.channels.accounts import AccountBook
from helpdesk.conversations import store as conversations
from helpdesk.conversations.rules import cleaned
from helpdesk.escalation import agreeing, rules, store
from helpdesk.escalation.letter import Note, Offer, Package
from helpdesk.escalation.model import LIVING, Link, LinkState, Side
from helpdesk.events import CaseEscalated, HandoverStuck
from helpdesk.notifications.service import tell_citizen
from helpdesk.texts.to_citizens import HANDED_OVER
from kit.errors import Conflict, Invalid, Missing
from kit.ids import uuid7
from tenants.doors import Scope, tenant_scope
from tenants.offices import service as offices
from tenants.offices.model import Office
from tenants.offices.store import unit_name
from tenants.permissions.model import Actor, Permission, system
from tenants.permissions.rules import require, require_unit

REASON_CHARACTERS = 2000


async def targets(actor: Actor) -> list[Office]:
    """The offices this one may hand cases to: those above it."""
    return await offices.offices_above(actor.tenant_id)


async def preview(actor: Actor, number: str) -> Package:
    """Exactly what the other office would see; changes nothing and holds nothing.

    Raises `Forbidden`, and `Missing` (no such case, or none of the actor's units').
    """
    require(actor, Permission.ESCALATE)
    plain = read_number(number)
    if plain is None:
        raise Missing("case_missing")
    async with tenant_scope(actor.tenant_id, read_only=True) as scope:
        case = await cases.load_by_number(scope, plain, hold=False)
        require_unit(actor, case.unit_id)
        return await _package(scope, case)


async def escalate(
    actor: Actor,
    number: str,
    to_slug: str,
    reason: str,
    book: AccountBook,
    *,
    version: int | None,
) -> Link:
    """Offer a case to an office above; its linked case opens there with a number and clocks of its own.

    Raises `Invalid` for an unknown office or a missing reason, `Conflict` when it is handed over already.
    """
    reason = cleaned(reason, "reason", REASON_CHARACTERS)
    peer = next((each for each in await targets(actor) if each.slug == to_slug), None)
    if peer is None:
        raise Invalid("invalid", fields={"to": "unknown"})
    own = await offices.office(actor.tenant_id)
    async with working(actor, number, Permission.ESCALATE, version=version) as work:
        rules.may_offer(work.case, await store.links_of(work.scope, work.case.id), peer.uid)
        agree_by = await agreeing.agreed_time(work.scope, work.case, work.now)
        link = _new_link(work, peer, reason, agree_by)
        await store.add_link(work.scope, link)
        package = await _package(work.scope, work.case)
        offer = Offer(package=package, reason=reason, agree_by=agree_by)
        link = await store.post(work.scope, link, own.uid, offer)
        escalated = replace(work.case, escalated=True)
        work.apply(
            (
                escalated,
                [CaseEscalated(case_id=work.case.id, at=work.now, link_id=link.id, to_tenant=peer.uid)],
            )
        )
        await tell_citizen(work, HANDED_OVER, book, news=True, office=peer.name)
    return link


def _new_link(work: Work, peer: Office, reason: str, agree_by: datetime | None) -> Link:
    return Link(
        id=uuid7(),
        case_id=work.case.id,
        side=Side.SOURCE,
        peer_uid=peer.uid,
        state=LinkState.OFFERED,
        reason=reason,
        created_at=work.now,
        changed_at=work.now,
        agree_by=agree_by,
        due_at=agree_by + agreeing.STANDS if agree_by else None,
    )


async def _package(scope: Scope, case: Case) -> Package:
    address = ""
    if case.conversation_id is not None:
        conversation = await conversations.load(scope, case.conversation_id)
        address = conversation.address if conversation and conversation.scheme != "portal" else ""
    messages = await conversations.messages_of(scope, case.id)
    return rules.package(case, await unit_name(scope, case.facility_id), address, messages)


async def write_to_peer(actor: Actor, number: str, text: str, *, version: int | None) -> None:
    """A word to the other desk; no citizen sees it. Raises `Conflict` when there is no living hand-over."""
    text = cleaned(text, "text", REASON_CHARACTERS)
    own = await offices.office(actor.tenant_id)
    async with working(actor, number, Permission.NOTE, version=version) as work:
        living = _living(await store.links_of(work.scope, work.case.id))
        if not living:
            raise Conflict("not_handed_over")
        for link in living:
            await store.post(work.scope, link, own.uid, Note(text=text))
        await conversations.add_messages(
            work.scope, [rules.peer_message(work.case, text, actor.name, work.now, own=True)]
        )


def _living(links: Sequence[Link]) -> list[Link]:
    return [link for link in links if link.state in LIVING]


async def links(tenant_id: int, case_id: UUID) -> list[Link]:
    """The hand-overs of a case, for showing them; holds nothing."""
    async with tenant_scope(tenant_id, read_only=True) as scope:
        return await store.links_of(scope, case_id, hold=False)


async def not_carried(tenant_id: int, letter_id: UUID, tries: int, code: str) -> None:
    """A letter did not arrive: it rests longer each time; after about three days its case's desk is told."""
    wait = rules.wait_after(tries)
    async with tenant_scope(tenant_id) as scope:
        link_id = await store.link_of_letter(scope, letter_id)
        case_id = await store.case_of_link(scope, link_id)
        case = await cases.load(scope, case_id) if case_id and wait is None else None
        await store.mark_undelivered(scope, letter_id, code, wait)
        if case is not None:
            async with work_on(scope, system(tenant_id), case) as work:
                stuck = HandoverStuck(case_id=case.id, at=work.now, link_id=link_id, code=code)
                work.apply((replace(case, unread=True), [stuck]))


async def retry_letters(actor: Actor, number: str) -> None:
    """Try the case's letters that wait for a person anew; raises `Conflict` when none does."""
    async with working(actor, number, Permission.ESCALATE) as work:
        if not await store.revive(work.scope, work.case.id):
            raise Conflict("no_letter_waits")
